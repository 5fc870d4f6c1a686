"""Whether draft.json tells the computed order as the count has it, and explains every difference from it."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

from sfc_workshop.domain.overrides import is_reason, joint_tau, unexplained
from sfc_workshop.domain.round_fields import Fields
from sfc_workshop.domain.rounds import Round

FORMAT: Final = "draft/1"

Order = tuple[list[str], dict[str, int | None]]  # a chapter's items in the computed order, and their ranks


def draft_fault(draft: Fields, round_: Round, result: Mapping[str, Any]) -> str | None:
    """Find the first thing in a draft that does not agree with the count.

    returns:  half an English sentence; None if everything agrees.
    raises:   BadRound, where the draft is not written as it should be.
    """
    if draft.need("format") != FORMAT:
        return f'its format is not "{FORMAT}"'
    chapters: dict[str, list[Fields]] = {}
    for one in draft.objects("chapters", with_ids=False):
        horizon = str(one.data.get("horizon") or "")
        if horizon in chapters:
            return f'the chapter "{horizon}" comes twice'
        chapters[horizon] = list(one.objects("lines", with_ids=False))
    computed = computed_order(round_, result)
    if fault := _wrong_items(chapters, computed):
        return fault
    lines = [(chapter, place, line) for chapter, own in chapters.items() for place, line in enumerate(own, start=1)]
    faults = (_wrong_line(line, place, computed[chapter], round_) for chapter, place, line in lines)
    return next((fault for fault in faults if fault), None) or _wrong_overrides(draft, chapters, computed)


def computed_order(round_: Round, result: Mapping[str, Any]) -> dict[str, Order]:
    """Sort the computed order into chapters by horizon, and number each by itself: 1, 2, 2, 4.

    Items without an index come last, as declared, and have no rank.
    """
    horizon = {item.id: item.horizon or "" for item in round_.items}
    ranks = result["rank"]
    whole = [*result["order"], *[item for item in round_.item_ids if ranks[item] is None]]
    chapters: dict[str, list[str]] = {}
    for item in whole:
        chapters.setdefault(horizon[item], []).append(item)
    return {chapter: (own, _renumbered([ranks[item] for item in own], own)) for chapter, own in chapters.items()}


def _renumbered(ranks: Sequence[int | None], items: Sequence[str]) -> dict[str, int | None]:
    return {item: None if rank is None else ranks.index(rank) + 1 for item, rank in zip(items, ranks, strict=True)}


def _wrong_items(chapters: Mapping[str, Sequence[Fields]], computed: Mapping[str, Order]) -> str | None:
    """Each chapter must hold the items of its horizon, each once."""
    for chapter in sorted(set(chapters) | set(computed)):
        told = [str(line.need("item")) for line in chapters.get(chapter, ())]
        if sorted(told) != sorted(computed.get(chapter, ([], {}))[0]):
            return f'the chapter "{chapter}" does not hold the items of that horizon, each once'
    return None


def _wrong_line(line: Fields, place: int, computed: Order, round_: Round) -> str | None:
    """A line's place, its computed place and rank, and its cost must be those of the count."""
    order, ranks = computed
    item = str(line.need("item"))
    cost = next(one.cost for one in round_.items if one.id == item)
    facts = {
        "place": place,
        "computed_place": order.index(item) + 1,
        "computed_rank": ranks[item],
        "cost": None if cost is None else str(cost),
    }
    for name, value in facts.items():
        if line.data.get(name) != value:
            return f"{name} of {item} is {line.data.get(name)!r}, the count says {value!r}"
    return None


def _wrong_overrides(
    draft: Fields, chapters: Mapping[str, Sequence[Fields]], computed: Mapping[str, Order]
) -> str | None:
    """What moved must have a reason, and how far the orders are apart must be told as it is."""
    orders, moved = [], 0
    for chapter, lines in chapters.items():
        reasons = {str(line.need("item")): str(line.data.get("reason") or "") for line in lines}
        order = computed[chapter][0]
        bare = unexplained([(item, order.index(item), is_reason(reason)) for item, reason in reasons.items()])
        if bare:
            return f"{bare[0]} was moved without a reason"
        orders.append((order, list(reasons)))
        moved += sum(bool(reason) for reason in reasons.values())
    tau = joint_tau(orders)
    told = draft.object("overrides").data
    if (told.get("count"), told.get("tau")) != (moved, exact(tau)):
        return (
            f"it tells of {told.get('count')} overrides and tau {told.get('tau')}, there are {moved} and {exact(tau)}"
        )
    return None


def exact(value: Fraction | None) -> str | None:
    """Write a fraction as it stands in the files."""
    return None if value is None else str(value)
