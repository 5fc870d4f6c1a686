"""The priorities as a reader sees them: rows in order, each with its parts, groups and flags.

One table serves the page and the files, so that they cannot differ.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sfc_workshop.ballots.models import Consultation, Group, Item
from sfc_workshop.core.i18n import text

EVERYONE = "everyone"


@dataclass(frozen=True)
class Part:
    """One term of an index: what a group says from the side of a criterion, times its weight."""

    groups: list[Group]
    criterion: Any
    value: Fraction


@dataclass(frozen=True)
class Said:
    """What one counted group says of one item; None stands for too few people to show.

    n:        how many people at least have judged it: the most ballots in any one question.
    opinions: ballots below, at and above the middle of their scale.
    """

    n: int | None
    index: Fraction | None
    support: Fraction | None
    agree_share: Fraction | None
    agreement: Fraction | None
    opinions: tuple[int, int, int] | None


@dataclass(frozen=True)
class Sure:
    """How sure one item's place is; a part that was not asked for, or rests on too few people, is None.

    low, high:     where the index lies in 95 of 100 draws of the ballots.
    best, worst:   the same of the rank.
    top_k:         chance to be among the first K when other people of the same groups had answered.
    top_k_nearby:  the same under weights near the declared ones.
    first_any:     chance to be first under any weights whatever.
    places_any:    chance of each rank, from 1, under any weights whatever.
    other_rule:    rank by the Schulze rule.
    """

    low: float | None = None
    high: float | None = None
    best: int | None = None
    worst: int | None = None
    top_k: float | None = None
    top_k_nearby: float | None = None
    first_any: float | None = None
    places_any: tuple[float, ...] = ()
    other_rule: int | None = None


@dataclass(frozen=True)
class Row:
    """One item of the ranking."""

    item: Item
    rank: int | None
    tied: bool
    index: Fraction | None
    raw: Fraction | None
    raw_rank: int | None
    parts: list[Part]
    rest: Fraction
    by_group: dict[str, Said]
    flags: list[str]
    sure: Sure
    votes: int | None
    points: int | None

    @property
    def bar(self) -> list[tuple[str, str, float]]:
        """The parts as a stacked bar, group by group: (key, "" for several counted together; name; value)."""
        found: dict[str, tuple[str, str, float]] = {}
        for part in self.parts:
            name = " + ".join(text(group, "title") for group in part.groups)
            key = part.groups[0].key if len(part.groups) == 1 else ""
            found[name] = key, name, found.get(name, (key, name, 0.0))[2] + float(part.value)
        return list(found.values())


@dataclass(frozen=True)
class CountedGroup:
    """A group as it was counted: several small ones together where need be."""

    id: str
    weight: Fraction
    members: list[Group]


@dataclass(frozen=True)
class Table:
    """A ranking of one kind of item, whole or filtered by horizon or goal."""

    kind: str
    ballots: int
    groups: list[CountedGroup]
    rows: list[Row]
    top_k: int
    n_min: int
    has_certainty: bool

    @property
    def span(self) -> tuple[float, float]:
        """From the lowest to the highest index that is drawn, so that a doubt can be seen."""
        ends = [end for row in self.rows for end in (row.sure.low, row.sure.high) if end is not None]
        return (min(ends), max(ends)) if ends else (0.0, 1.0)


def table_of(
    consultation: Consultation,
    kind: str,
    numbers: dict[str, Any],
    *,
    horizon: str | None = None,
    goal: str | None = None,
) -> Table:
    """Lay out a count; a filter renumbers and never recounts."""
    weighted, raw = numbers["weighted"], numbers["raw"]
    groups = [
        CountedGroup(
            id=group_id,
            weight=Fraction(weight),
            members=[g for key in group_id.split("+") if (g := consultation.group(key)) is not None],
        )
        for group_id, weight in weighted["groups_used"].items()
    ]
    items = {item.key: item for item in consultation.items if item.kind == kind}
    unranked = [key for key in items if key not in set(weighted["order"])]
    shown = [
        key
        for key in [*weighted["order"], *unranked]
        if (not horizon or items[key].horizon == horizon) and (not goal or items[key].goal_title_th == goal)
    ]
    ranks, raw_ranks = (_renumber(result["index"], shown) for result in (weighted, raw))
    reader = _Reader(consultation, weighted, raw, groups)
    rows = [
        reader.row(items[key], ranks[key], raw_ranks[key], tied=list(ranks.values()).count(ranks[key]) > 1)
        for key in shown
    ]
    return Table(
        kind=kind,
        ballots=weighted["ballots"],
        groups=groups,
        rows=rows,
        top_k=consultation.room_for(kind),
        n_min=consultation.n_min,
        has_certainty=bool(weighted.get("bootstrap") or weighted.get("smaa")),
    )


def _renumber(index: dict[str, str | None], shown: list[str]) -> dict[str, int | None]:
    """Ranks 1, 2, 2, 4 among the items shown, by their exact index."""
    values = {key: Fraction(value) for key in shown if (value := index.get(key)) is not None}
    return {key: 1 + sum(other > values[key] for other in values.values()) if key in values else None for key in shown}


class _Reader:
    """Reads one item's numbers out of the results."""

    def __init__(
        self,
        consultation: Consultation,
        weighted: dict[str, Any],
        raw: dict[str, Any],
        groups: list[CountedGroup],
    ) -> None:
        self.weighted, self.raw, self.groups = weighted, raw, groups
        self.criteria = {criterion.key: criterion for criterion in consultation.criteria}
        self.asked = asked_in(consultation)
        self.members = {group.id: group.members for group in groups}

    def row(self, item: Item, rank: int | None, raw_rank: int | None, *, tied: bool) -> Row:
        key = item.key
        parts = dict(self.weighted["contributions"][key] or {"_rest": "0"})
        rest = Fraction(parts.pop("_rest"))
        return Row(
            item=item,
            rank=rank,
            tied=rank is not None and tied,
            index=_fraction(self.weighted["index"][key]),
            raw=_fraction(self.raw["index"][key]),
            raw_rank=raw_rank,
            parts=[self._part(cell, value) for cell, value in parts.items()],
            rest=rest,
            by_group={group.id: self._said(key, group.id) for group in self.groups},
            flags=self.weighted["flags"][key],
            sure=_sure(self.weighted, key),
            votes=self._total(key, "votes"),
            points=self._total(key, "points"),
        )

    def _part(self, cell: str, value: str) -> Part:
        group_id, criterion = cell.split("|")
        return Part(self.members[group_id], self.criteria[criterion], Fraction(value))

    def _said(self, key: str, group_id: str) -> Said:
        support = self.weighted["support"][key].get(group_id) or {}
        return Said(
            n=support.get("people"),
            index=group_index(key, group_id, self.weighted, self.asked[key]),
            support=_fraction(support.get("support")),
            agree_share=_fraction(support.get("agree_share")),
            agreement=_fraction(support.get("agreement_A")),
            opinions=_opinions(support),
        )

    def _total(self, key: str, what: str) -> int | None:
        """Votes or points over all questions; None if too few, or where rankings have no points."""
        found = [by_item[key] for by_item in self.weighted["item_counts"].values() if key in by_item]
        numbers = [one[what] for one in found if one is not None]
        return sum(numbers) if len(numbers) == len(found) and None not in numbers else None


def asked_in(consultation: Consultation) -> dict[str, dict[str, Fraction]]:
    """Say in which criteria each item was asked, and their weights: {item: {criterion: weight}}."""
    asked = {(q.criterion_id, item.key) for q in consultation.questions for item in q.items}
    return {
        item.key: {one.key: Fraction(one.weight) for one in consultation.criteria if (one.id, item.key) in asked}
        for item in consultation.items
    }


def group_index(item: str, group: str, weighted: Mapping[str, Any], asked: Mapping[str, Fraction]) -> Fraction | None:
    """The group's own index over the criteria the item was asked in; None if any of its cells is not shown."""
    total, whole = Fraction(0), Fraction(0)
    for criterion, weight in asked.items():
        scores = weighted["group_scores"].get(f"{group}|{criterion}")
        if scores is None:
            continue
        if scores[item] is None:
            return None
        total += weight * Fraction(scores[item])
        whole += weight
    return total / whole if whole else None


def _opinions(support: dict[str, Any]) -> tuple[int, int, int] | None:
    """Read how opinions are spread; a count kept by an older version does not say."""
    if "opposed" not in support:
        return None
    below, above = support["opposed"], support["agreeing"]
    return below, support["n"] - below - above, above


def _sure(result: dict[str, Any], key: str) -> Sure:
    """Read what a result says of one item's certainty."""
    redrawn = (result.get("bootstrap") or {}).get(key) or {}
    smaa = {Fraction(delta): told for delta, told in (result.get("smaa") or {}).items()}
    nearby = smaa[min(smaa)]["top_k"].get(key) if smaa else None
    anywhere = (smaa[Fraction(1)]["acceptability"].get(key) if Fraction(1) in smaa else None) or ()
    places = tuple(float(share) for share in anywhere)
    return Sure(
        low=_number(redrawn.get("low")),
        high=_number(redrawn.get("high")),
        best=redrawn.get("rank_low"),
        worst=redrawn.get("rank_high"),
        top_k=_number(redrawn.get("top_k")),
        top_k_nearby=_number(nearby),
        first_any=places[0] if places else None,
        places_any=places,
        other_rule=(result.get("schulze") or {}).get(key),
    )


def _number(words: str | None) -> float | None:
    return None if words is None else float(words)


def _fraction(words: str | None) -> Fraction | None:
    return None if words is None else Fraction(words)
