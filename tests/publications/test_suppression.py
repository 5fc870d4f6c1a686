"""What is published rests on five people or on nobody, and so does whatever is left when numbers are subtracted.

Rounds are drawn by lot with groups, doors and "I don't know" so thin that much has to be hidden. A cell is a
set of ballots some number rests on; every number is asked on how many people it rests, and every sum what is
left of it once all that is shown of its parts is taken away.
"""

import json
import random
from collections import Counter
from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any

import pytest

from sfc_workshop.domain.counting import count
from sfc_workshop.domain.publishing import Published, as_one_group, publish
from sfc_workshop.domain.result_file import result
from sfc_workshop.domain.rounds import Activity, Ballot, Criterion, Group, Item, Round
from sfc_workshop.domain.scales import Scale
from sfc_workshop.publications.numbers import numbers_of

ITEMS = tuple(f"p{n}" for n in range(1, 6))
FEW = 5


def drawn(lots: random.Random, n_min: int = FEW) -> Published:
    """A round as it may be published: two to four groups of 0 to 30 people, two doors, three questions."""
    sizes = {f"g{n}": lots.choice([0, 1, 3, 4, 5, 6, 9, 14, 30]) for n in range(lots.randint(2, 4))}
    round_ = Round(
        items=tuple(Item(key, lots.choice(["water", "roads"]), lots.choice(["short", "long"])) for key in ITEMS),
        groups=tuple(Group(key, Fraction(1, len(sizes))) for key in sizes),
        criteria=(Criterion("k", Fraction(2, 3)), Criterion("l", Fraction(1, 3))),
        activities=(
            Activity("score", "k", Scale("score", lo=1, hi=5)),
            Activity("tick", "k", Scale("approval"), items=ITEMS[:4]),
            Activity("dots", "l", Scale("dots", dots=5, cap=3)),
        ),
        n_min=n_min,
        top_k=2,
    )
    knows = {(group, item): lots.choice([0.05, 0.3, 1]) for group in sizes for item in ITEMS}
    ballots = [
        ballot
        for group, size in sizes.items()
        for number in range(size)
        for ballot in _ballots(lots, group, number, knows)
    ]
    return publish(round_, ballots)


def _ballots(lots: random.Random, group: str, number: int, knows: dict[tuple[str, str], float]) -> Iterable[Ballot]:
    door, integrity = lots.choice([("survey", "open"), ("survey", "code"), ("paper", "code")])
    known = [item for item in ITEMS if lots.random() < knows[group, item]]
    answers = {
        "score": {item: lots.randint(1, 5) for item in known},
        "tick": {item: 1 for item in known if item in ITEMS[:4] and lots.random() < 0.5},
        "dots": dict.fromkeys(known, 1),
    }
    for activity, marks in answers.items():
        if lots.random() < 0.8:
            seen = frozenset(known) if activity == "tick" and known and "p5" not in known else None
            own = {item: mark for item, mark in marks.items() if seen is None or item in seen}
            yield Ballot(f"{group}{number}{activity}", activity, group, own, seen, Fraction(1), door, integrity)


class Cells:
    """The ballots of a round, and how many people at least stand behind any part of them."""

    def __init__(self, told: Published) -> None:
        self.ballots = told.ballots
        self.activities = {one.id: one for one in told.round.activities}

    def people(self, wanted: Callable[[Ballot], bool]) -> int:
        """The most ballots in one activity, group by group: nobody casts two in one."""
        cast = Counter((one.group, one.activity) for one in self.ballots if wanted(one))
        groups = {group for group, _ in cast}
        return sum(max(n for (own, _), n in cast.items() if own == group) for group in groups)

    def compares(self, ballot: Ballot, item: str) -> bool:
        """Whether a ballot puts an item in order with another."""
        items = self.answered(ballot)
        return item in items and len(items) > 1

    def answered(self, ballot: Ballot) -> set[str]:
        """The items a ballot says something about; of a score only those that got a mark."""
        activity = self.activities[ballot.activity]
        if activity.id == "score":
            return set(ballot.marks)
        return set(ballot.seen or activity.items or ITEMS)

    def of(self, ballot: Ballot, group: str | None = None, side: str | None = None) -> bool:
        criterion = self.activities[ballot.activity].criterion
        return (group is None or ballot.group == group) and (side is None or criterion == side)


def faults(told: Published) -> list[str]:
    """List everything that rests on one to four people: numbers shown, and what is left when they are subtracted."""
    weighted = json.loads(json.dumps(result(count(told.round, told.ballots))))
    raw = json.loads(json.dumps(result(count((one := as_one_group(told)).round, one.ballots))))
    cells = Cells(told)
    groups = list(weighted["groups_used"])
    criteria = {criterion.id: criterion.weight for criterion in told.round.criteria}
    found = [*_ballots_that_tell(told)]
    for item in ITEMS:
        shown = numbers_of(item, weighted, raw, groups, criteria, asked=criteria)
        found += [f"{item}: {fault}" for fault in _faults_of(item, shown, weighted, cells, groups)]
    return found


def _faults_of(item: str, shown: dict[str, Any], weighted: Any, cells: Cells, groups: list[str]) -> Iterable[str]:
    def behind(**of: str) -> int:
        return cells.people(lambda ballot: cells.of(ballot, **of) and cells.compares(ballot, item))

    if shown["exact"] is not None and behind() < FEW:
        yield f"the index rests on {behind()}"
    if shown["raw"] is not None and behind() < FEW:
        yield f"the index of everyone alike rests on {behind()}"
    for group in groups:
        own = shown["groups"][group]
        if own["index"] is not None and behind(group=group) < FEW:
            yield f"the index of {group} rests on {behind(group=group)}"
        said = cells.people(lambda b, g=group: cells.of(b, group=g) and item in cells.answered(b))
        if own["support"] is not None and said < FEW:
            yield f"the support of {group} rests on {said}"
    parts = {(group, side): behind(group=group, side=side) for group, side, _ in shown["parts"]}
    yield from (f"the part {cell} rests on {n}" for cell, n in parts.items() if n < FEW)
    yield from _left_of_sums(item, shown, weighted, cells, groups)
    yield from _doors_that_tell(item, weighted, cells)


def _left_of_sums(item: str, shown: dict[str, Any], weighted: Any, cells: Cells, groups: list[str]) -> Iterable[str]:
    """Take from each published sum all that is published of its parts; few must never be left."""

    def left(parts: Iterable[str], wanted: Callable[[Ballot], bool]) -> int:
        hidden = [group for group in groups if group not in set(parts)]
        return sum(cells.people(lambda b, g=group: b.group == g and wanted(b)) for group in hidden)

    for side, by_item in weighted["criterion_index"].items():
        cells_shown = [
            key.split("|")[0] for key, by in weighted["group_scores"].items() if key.endswith(f"|{side}") and by[item]
        ]
        rest = left(cells_shown, lambda b, s=side: cells.of(b, side=s) and cells.compares(b, item))
        if by_item[item] is not None and 0 < rest < FEW:
            yield f"the index by {side} less the groups shown leaves {rest}"
    supports = [group for group in groups if shown["groups"][group]["support"] is not None]
    for activity, by_item in weighted["item_counts"].items():
        one = by_item.get(item)
        rest = left(supports, lambda b, a=activity: b.activity == a and item in cells.answered(b))
        if (
            one is not None
            and one["points"] is not None
            and 0 < rest < FEW
            and not _is_mixed(item, cells, groups, supports)
        ):
            yield f"the points of {activity} less the support of the groups shown leave {rest}"
        voted = cells.people(lambda b, a=activity: b.activity == a and item in cells.answered(b))
        if one is not None and one["points"] and voted < FEW:
            yield f"the points of {activity} rest on {voted}"
    if (without := weighted["without_open"]) and without["index"][item] is not None:
        opened = cells.people(lambda b: b.integrity == "open" and cells.compares(b, item))
        if 0 < opened < FEW:
            yield f"the index less that without the open link leaves {opened}"


def _is_mixed(item: str, cells: Cells, groups: list[str], supports: list[str]) -> bool:
    """Whether the supports that are hidden rest on enough people over all questions, so that none can be told."""
    hidden = [group for group in groups if group not in supports]
    return sum(cells.people(lambda b, g=group: b.group == g and item in cells.answered(b)) for group in hidden) >= FEW


def _doors_that_tell(item: str, weighted: Any, cells: Cells) -> Iterable[str]:
    by_cell: dict[tuple[str, str], list[str]] = {}
    for key, by_item in weighted["door_scores"].items():
        door, group, side = key.split("|")
        if by_item[item] is None:
            continue
        by_cell.setdefault((group, side), []).append(door)
        n = cells.people(lambda b: b.door == door and cells.of(b, group, side) and cells.compares(b, item))  # noqa: B023
        if n < FEW:
            yield f"the door {key} rests on {n}"
    for (group, side), doors in by_cell.items():
        rest = cells.people(lambda b: b.door not in doors and cells.of(b, group, side) and cells.compares(b, item))  # noqa: B023
        if 0 < rest < FEW:
            yield f"{group} by {side} less its doors shown leaves {rest}"


def _ballots_that_tell(told: Published) -> Iterable[str]:
    """The published ballots: groups of five or more people; doors shared by five or more, or not told."""
    cells = Cells(told)
    for group in told.round.groups:
        n = cells.people(lambda b, g=group: b.group == g.id)
        if n < FEW and len(told.round.groups) > 1:
            yield f"the ballots of {group.id} are those of {n} people"
    shared = Counter((b.activity, b.group, b.door, b.integrity) for b in told.ballots)
    for (activity, group, door, integrity), n in shared.items():
        if n < FEW and (door or integrity):
            yield f"{n} ballots of {group} in {activity} name the door {door} {integrity}"


@pytest.mark.parametrize(
    "seeds", [range(40), pytest.param(range(40, 240), marks=pytest.mark.long)], ids=["short", "long"]
)
def test_nothing_published_rests_on_one_to_four_people(seeds):
    hidden = 0
    for seed in seeds:
        told = drawn(random.Random(seed))
        assert faults(told) == [], f"round {seed}"
        scores = count(told.round, told.ballots).group_scores
        hidden += sum(score is None for by_item in scores.values() for score in by_item.values())
    assert hidden > len(seeds)  # there was something to hide


def test_the_search_finds_what_is_shown_of_a_few():
    """Without suppression the same search finds a lot."""
    found = [fault for seed in range(10) for fault in faults(drawn(random.Random(seed), n_min=1))]
    assert len(found) > 100


def test_a_filter_shows_the_same_numbers_and_no_others():
    """Horizons and goals renumber and never recount, so no two filters can be subtracted."""
    told = drawn(random.Random(7))
    whole = result(count(told.round, told.ballots))
    for item in told.round.items:
        for name in ("index", "support", "item_counts"):
            assert item.horizon not in whole[name]
            assert item.goal not in whole[name]
