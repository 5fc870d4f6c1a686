"""A count written down: result.json of a published round, format `round/1`."""

from collections.abc import Mapping
from dataclasses import asdict
from fractions import Fraction
from typing import Any

from sfc_workshop.domain.between import Gap
from sfc_workshop.domain.bootstrap import Redrawn
from sfc_workshop.domain.certainty import Certainty
from sfc_workshop.domain.config_file import FORMAT, document
from sfc_workshop.domain.counting import Count
from sfc_workshop.domain.disagreement import ItemSupport, Support
from sfc_workshop.domain.portfolio_file import portfolio
from sfc_workshop.domain.priorities import Parts, Ranking
from sfc_workshop.domain.showing import Scores
from sfc_workshop.domain.weightings import Reweighed, Weighting


def write_result(count: Count) -> bytes:
    """Write a count; the same count gives the same bytes on every machine.

    Exact values are fractions, `index4` is rounded to 4 places (a half to the even digit), what is
    no fraction has 6 places, null stands for too few people. Keys are sorted.
    """
    return document(result(count))


def result(count: Count) -> dict[str, Any]:
    """Lay out a count as result.json has it."""
    return {
        "format": FORMAT,
        "seed": count.round.seed,
        "ballots": count.ballots,
        "groups_used": {group.id: str(group.weight) for group in count.groups},
        **_ranking(count.ranking),
        "criterion_index": {criterion: _scores(by) for criterion, by in count.criterion_index.items()},
        "group_scores": {"|".join(key): _scores(by) for key, by in count.group_scores.items()},
        "contributions": {item: _parts(parts) for item, parts in count.contributions.items()},
        "support": {item: _item_support(support) for item, support in count.support.items()},
        "flags": {item: [flag.value for flag in flags] for item, flags in count.flags.items()},
        "door_scores": {"|".join(key): _scores(by) for key, by in count.door_scores.items()},
        "without_open": count.without_open and _ranking(count.without_open),
        "item_counts": {
            activity: {item: one and asdict(one) for item, one in by_item.items()}
            for activity, by_item in count.item_counts.items()
        },
        "portfolio": [portfolio(one) for one in count.portfolio],
        **_certainty(count.certainty),
    }


def four_places(value: Fraction) -> str:
    """Round an index to 4 places, a half to the even digit.

    >>> four_places(Fraction(47, 72)), four_places(Fraction(1, 32))
    ('0.6528', '0.0312')
    """
    whole, rest = divmod(round(value * 10_000), 10_000)
    return f"{whole}.{rest:04}"


def six_places(value: Fraction | float) -> str:
    """Round what was drawn by lot to 6 places, exactly, a half to the even digit.

    >>> six_places(Fraction(2, 3)), six_places(-0.25)
    ('0.666667', '-0.250000')
    """
    millionths = round(Fraction(value) * 1_000_000)
    whole, rest = divmod(abs(millionths), 1_000_000)
    return f"{'-' if millionths < 0 else ''}{whole}.{rest:06}"


def _exact(value: Fraction | None) -> str | None:
    """Write a fraction as 47/72, a whole number as 1, too few people as null."""
    return None if value is None else str(value)


def _scores(by_item: Scores) -> dict[str, str | None]:
    return {item: _exact(value) for item, value in by_item.items()}


def _ranking(ranking: Ranking) -> dict[str, Any]:
    return {
        "index": _scores(ranking.index),
        "index4": {item: None if i is None else four_places(i) for item, i in ranking.index.items()},
        "rank": dict(ranking.rank),
        "order": list(ranking.order),
        "tied": sorted(ranking.tied),
    }


def _parts(parts: Parts | None) -> dict[str, str] | None:
    """Write the parts of an index; `_rest` holds what is hidden, so that all add up."""
    if parts is None:
        return None
    return {"|".join(key): str(part) for key, part in parts.cells.items()} | {"_rest": str(parts.rest)}


def _item_support(item: ItemSupport) -> dict[str, Any]:
    groups = {group: one and _support(one) for group, one in item.groups.items()}
    across = {"_spread": _exact(item.spread), "_gic": _exact(item.consensus), "_gic_root": item.root}
    return groups | across


def _support(one: Support) -> dict[str, Any]:
    return {
        "support": str(one.support),
        "agree_share": str(one.agree_share),
        "n": one.n,
        "people": one.people,
        "agreeing": one.agreeing,
        "opposed": one.opposed,
        "agreement_A": _exact(one.agreement),
        "polarisation": _exact(one.polarisation),
    }


def _certainty(certainty: Certainty) -> dict[str, Any]:
    """Write how sure the order is; null for what was not declared."""
    bootstrap, between, smaa = certainty.bootstrap, certainty.between, certainty.smaa
    return {
        "bootstrap": bootstrap and {item: one and _redrawn(one) for item, one in bootstrap.items()},
        "between": between and {item: one and _gap(one) for item, one in between.items()},
        "smaa": smaa and {str(delta): _reweighed(by_item) for delta, by_item in smaa.items()},
        "schulze": dict(certainty.schulze),
    }


def _redrawn(one: Redrawn) -> dict[str, Any]:
    return {
        "low": six_places(one.low),
        "high": six_places(one.high),
        "rank_low": one.rank_low,
        "rank_high": one.rank_high,
        "top_k": _six_places(one.top_k),
    }


def _gap(gap: Gap) -> dict[str, str]:
    return {
        "above": gap.above,
        "below": gap.below,
        "gap": str(gap.gap),
        "low": six_places(gap.low),
        "high": six_places(gap.high),
    }


def _reweighed(by_item: Mapping[str, Reweighed | None]) -> dict[str, Any]:
    return {
        "acceptability": {
            item: one and [six_places(share) for share in one.acceptability] for item, one in by_item.items()
        },
        "top_k": {item: one and _six_places(one.top_k) for item, one in by_item.items()},
        "central": {item: one and one.central and _weighting(one.central) for item, one in by_item.items()},
    }


def _weighting(weighting: Weighting) -> dict[str, dict[str, str]]:
    return {
        "groups": {group: six_places(weight) for group, weight in weighting.groups.items()},
        "criteria": {criterion: six_places(weight) for criterion, weight in weighting.criteria.items()},
    }


def _six_places(value: Fraction | None) -> str | None:
    return None if value is None else six_places(value)
