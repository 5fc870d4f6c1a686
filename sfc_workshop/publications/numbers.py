"""What one count says of one item, as a published plan keeps it: texts only, so that nothing is rounded twice."""

from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction
from typing import Any

from sfc_workshop.domain.result_file import four_places
from sfc_workshop.priorities.table import group_index

Result = Mapping[str, Any]  # as result.json is laid out; newer counts say more, and nothing here needs it


def numbers_of(
    item: str,
    weighted: Result,
    raw: Result,
    groups: Sequence[str],
    criteria: Collection[str],
    *,
    asked: Mapping[str, Fraction],
) -> dict[str, Any]:
    """Gather an item's numbers; None stands for too few people everywhere.

    weighted, raw:  the count by declared weights, and with everybody alike.
    groups:         the counted groups, in the order they are shown.
    criteria:       the declared ones, likewise.
    asked:          {criterion the item was asked in: its declared weight}.
    returns:        index and raw as decimals of 4 places, the rank among all items; exact, parts and rest as
                    fractions, the parts and the rest adding up to exact; groups with how many people spoke;
                    flags; how sure it is.
    """
    parts = dict(weighted["contributions"][item] or {})
    rest = parts.pop("_rest", "0")
    return {
        "index": weighted["index4"][item],
        "rank": weighted["rank"][item],
        "exact": weighted["index"][item],
        "raw": raw["index4"][item],
        "parts": [[g, c, parts[f"{g}|{c}"]] for g in groups for c in criteria if f"{g}|{c}" in parts],
        "rest": None if rest == "0" else rest,
        "groups": {group: _said(item, group, weighted, asked) for group in groups},
        "flags": list(weighted["flags"][item]),
        **_certainty(item, weighted),
    }


def _said(item: str, group: str, weighted: Result, asked: Mapping[str, Fraction]) -> dict[str, Any]:
    """What a counted group says, and how many people at least have said it."""
    support = weighted["support"][item].get(group) or {}
    own = group_index(item, group, weighted, asked)
    share = support.get("support")
    return {
        "n": support.get("people"),
        "index": None if own is None else four_places(own),
        "support": None if share is None else four_places(Fraction(share)),
    }


def _certainty(item: str, weighted: Result) -> dict[str, Any]:
    """How far the rank may lie off, where ballots were drawn again."""
    drawn = (weighted.get("bootstrap") or {}).get(item) or {}
    return {
        "rank_from": drawn.get("rank_low"),
        "rank_to": drawn.get("rank_high"),
        "chance": drawn.get("top_k"),
    }


def renumbered(values: Sequence[str | None]) -> list[int | None]:
    """Number exact values from the highest, 1, 2, 2, 4; None has no number."""
    known = [Fraction(value) for value in values if value is not None]
    return [None if value is None else 1 + sum(other > Fraction(value) for other in known) for value in values]
