"""A count written down: result.json of a published round, format `round/1`."""

from dataclasses import asdict
from fractions import Fraction
from typing import Any

from sfc_workshop.domain.config_file import FORMAT, document
from sfc_workshop.domain.counting import Count
from sfc_workshop.domain.disagreement import ItemSupport, Support
from sfc_workshop.domain.portfolio_file import portfolio
from sfc_workshop.domain.priorities import Parts, Ranking
from sfc_workshop.domain.showing import Scores


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
    }


def four_places(value: Fraction) -> str:
    """Round an index to 4 places, a half to the even digit.

    >>> four_places(Fraction(47, 72)), four_places(Fraction(1, 32))
    ('0.6528', '0.0312')
    """
    whole, rest = divmod(round(value * 10_000), 10_000)
    return f"{whole}.{rest:04}"


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
