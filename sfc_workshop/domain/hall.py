"""What the ballots of one question say, as a hall sees it: each item for everybody, by group, by declared weight."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import Any, Final, NamedTuple

from sfc_workshop.domain.groups import pool_small
from sfc_workshop.domain.pairs import EQUAL, comparisons
from sfc_workshop.domain.scales import Kind, Scale, known
from sfc_workshop.domain.suppression import smallest, too_few

Marks = Mapping[str, Any]
Ballots = Sequence[tuple[str, Marks]]  # (group, marks)
Weights = Sequence[tuple[str, Fraction]]  # (group, declared weight), in the order declared
Said = Mapping[str, "_Points"]
ONE: Final = "question"


@dataclass(frozen=True, slots=True)
class Side:
    """A group as it is shown: one declared group, or several too small to be shown alone.

    weight: its share of the declared weights; those of all sides add up to 1.
    """

    members: tuple[str, ...]
    weight: Fraction
    people: int


@dataclass(frozen=True, slots=True)
class Row:
    """What is said of one item; None stands where too few people are behind it.

    weighted:  the sides' values, joined by the declared weights.
    raw:       every ballot alike; left out where a side is, for both sums together would tell it.
    sides:     each side's value, in the order of the sides.
    people:    how many said something of it.
    """

    key: str
    weighted: Fraction | None
    raw: Fraction | None
    sides: tuple[Fraction | None, ...]
    people: int


@dataclass(frozen=True, slots=True)
class Picture:
    """A question's result. Values run from 0 to 1: see `value`."""

    people: int
    sides: tuple[Side, ...]
    rows: tuple[Row, ...]


def picture(scale: Scale, choices: Sequence[str], ballots: Ballots, weights: Weights, n_min: int) -> Picture:
    """Count a question as a hall is shown it, the item that stands first at the top.

    Groups with fewer than n_min ballots are shown together. A value on fewer than n_min people is left
    out, and so is another one if it could be told by taking the shown ones from the whole.

    Ballots of groups that were not declared are left out, as everywhere.

    choices:  the items or options, in the order asked; they break ties.
    weights:  (group, declared weight), in the order declared. A question with one run and one kind of
              ballot needs no criteria: this is the hall's picture, not the order of the plan.
    """
    sides = _sides(ballots, weights, n_min)
    heard = [_heard(scale, choices, [marks for group, marks in ballots if group in side.members]) for side in sides]
    rows = [_row(item, [said[item] for said in heard], sides, n_min) for item in choices]
    place = {item: number for number, item in enumerate(choices)}
    rows.sort(key=lambda row: (row.weighted is None, -(row.weighted or 0), place[row.key]))
    return Picture(sum(side.people for side in sides), tuple(sides), tuple(rows))


def by_part(
    scale: Scale,
    choices: Sequence[str],
    ballots: Sequence[tuple[str, str, Marks]],
    weights: Weights,
    n_min: int,
) -> dict[str, dict[str, Fraction]]:
    """Count a question by another part of the ballots, such as the door they came by; every ballot alike.

    Parts cut across groups, and the groups are shown too. So an item is left out not only where a part
    has fewer than n_min people, but also where a part and some groups together tell of fewer: if ten
    officials answered, and eight people on paper, all of them officials, the two tell what two said.

    ballots:  (group, part, marks).
    returns:  {item: {part: value}}; items that are left out are absent.
    """
    sides = _sides([(group, marks) for group, _part, marks in ballots], weights, n_min)
    parts = sorted({part for _group, part, _marks in ballots})
    heard = [
        {
            part: _heard(scale, choices, [m for group, one, m in ballots if one == part and group in side.members])
            for part in parts
        }
        for side in sides
    ]
    found = {}
    for item in choices:
        cells = [{part: said[part][item] for part in parts if said[part][item].people} for said in heard]
        behind = [{part: cell.people for part, cell in row.items()} for row in cells]
        if _may_be_parted(behind, n_min):
            joined = {part: _joined(row[part] for row in cells if part in row) for part in parts}
            found[item] = {part: one.value for part, one in joined.items() if one.value is not None}
    return found


def value(scale: Scale, choices: Sequence[str], ballots: Sequence[Marks], item: str) -> Fraction | None:
    """Say what some ballots give an item, 0 to 1; None where nobody said anything of it.

    score:     the mean mark, from the lowest to the highest
    approval, single, allocation:  the share of ballots that ticked it, or paid for it
    dots:      its share of all dots given
    ranking:   the mean share of the other items a ballot puts it above; a tie counts half
    pairwise:  the share of its comparisons it won; a tie counts half

    >>> value(Scale(Kind.DOTS, dots=5), ["bus", "park"], [{"bus": 3}, {"park": 5}], "bus")
    Fraction(3, 8)
    """
    return _heard(scale, choices, ballots)[item].value


class _Points(NamedTuple):
    """What some ballots give an item: points of so many that could be given, by so many people."""

    points: int = 0
    of: int = 0
    people: int = 0

    @property
    def value(self) -> Fraction | None:
        return Fraction(self.points, self.of) if self.of else None


def _joined(all_said: Iterator[_Points]) -> _Points:
    return _Points(*(sum(part) for part in zip(*all_said, strict=True)))


def _heard(scale: Scale, choices: Sequence[str], ballots: Sequence[Marks]) -> dict[str, _Points]:
    """Add up what ballots give each item; whole numbers, for a hall is counted anew several times a second."""
    points, of, people = Counter[str](), Counter[str](), Counter[str]()
    for marks in ballots:
        for item, given, possible in _given(scale, choices, marks):
            points[item] += given
            of[item] += possible
            people[item] += 1
    return {item: _Points(points[item], of[item], people[item]) for item in choices}


def _given(scale: Scale, choices: Sequence[str], marks: Marks) -> Iterator[tuple[str, int, int]]:
    """Say of each item a ballot speaks of how many points it gives, and of how many.

    A blank of a score says nothing of an item, an empty box of ticks does.
    """
    if scale.kind is Kind.SCORE:
        return ((item, mark - scale.lowest, scale.steps) for item, mark in known(marks).items())
    if scale.kind is Kind.PAIRWISE:
        return _compared(marks)
    if scale.kind is Kind.RANKING:
        return _ranked(choices, marks)
    if scale.kind is Kind.DOTS:
        given = sum(marks.values())
        return ((item, marks.get(item, 0), given) for item in choices)
    return ((item, int(bool(marks.get(item))), 1) for item in choices)


def _compared(marks: Marks) -> Iterator[tuple[str, int, int]]:
    """Two points for each comparison, so that a tie has one for both."""
    won, asked = Counter[str](), Counter[str]()
    for one, other, better in comparisons(marks):
        for item in (one, other):
            won[item] += 1 if better == EQUAL else 2 * (better == item)
            asked[item] += 2
    return ((item, won[item], number) for item, number in asked.items())


def _ranked(choices: Sequence[str], marks: Marks) -> Iterator[tuple[str, int, int]]:
    """Two points for each other item it stands above, one where they are equal; what has no place is last."""
    last = max(marks.values(), default=0) + 1
    places = [marks.get(item, last) for item in choices]
    at = Counter(places)
    points, below = {}, len(places)
    for place in sorted(at):
        below -= at[place]
        points[place] = 2 * below + at[place] - 1
    return ((item, points[place], 2 * (len(places) - 1)) for item, place in zip(choices, places, strict=True))


def _sides(ballots: Ballots, weights: Sequence[tuple[str, Fraction]], n_min: int) -> list[Side]:
    cast = Counter(group for group, _marks in ballots)
    there = {group: weight for group, weight in weights if cast[group]}
    pool = pool_small({group: Counter({ONE: cast[group]}) for group in there}, n_min)
    sets = [(group,) for group in there if group not in pool] + ([pool] if pool else [])
    whole = sum(there.values()) or Fraction(1)
    return [
        Side(
            members=members,
            weight=sum((there[group] for group in members), Fraction(0)) / whole,
            people=sum(cast[group] for group in members),
        )
        for members in sets
    ]


def _row(item: str, said: Sequence[_Points], sides: Sequence[Side], n_min: int) -> Row:
    people = {number: one.people for number, one in enumerate(said)}
    total = sum(people.values())
    if total < n_min:
        return Row(item, None, None, (None,) * len(sides), total)
    weighty = {number for number, side in enumerate(sides) if side.weight}
    hidden = _hidden(people, weighty, n_min)
    has_secret = any(people[number] for number in hidden)
    weighted = None if _is_told(people, hidden & weighty, n_min) else _weighted(sides, said)
    return Row(
        item,
        weighted,
        None if has_secret else _joined(iter(said)).value,
        tuple(None if number in hidden else one.value for number, one in enumerate(said)),
        total,
    )


def _hidden(people: Mapping[int, int], weighty: Collection[int], n_min: int) -> frozenset[int]:
    """Choose the sides of an item that are not shown; those without a weight do not hide behind the others."""
    hidden = too_few(people, n_min)
    if _is_told(people, hidden & frozenset(weighty), n_min):
        hidden |= smallest(people, [number for number in weighty if number not in hidden and people[number]])
    return hidden


def _is_told(people: Mapping[int, int], hidden: Collection[int], n_min: int) -> bool:
    """Whether a sum tells of fewer than n_min people once all that is shown is taken away."""
    return 0 < sum(people[number] for number in hidden) < n_min


def _weighted(sides: Sequence[Side], said: Sequence[_Points]) -> Fraction | None:
    valued = [(side.weight, one.value) for side, one in zip(sides, said, strict=True) if one.value is not None]
    whole = sum((weight for weight, _value in valued), Fraction(0))
    return sum((weight * one for weight, one in valued), Fraction(0)) / whole if whole else None


def _may_be_parted(behind: Sequence[Mapping[str, int]], n_min: int) -> bool:
    """Whether an item's parts may be shown beside its sides.

    From sums over sides and over parts anybody can work out the difference between some parts and some
    sides. It rests on the people of these parts who are not of these sides, and of these sides who are
    not of these parts; for each choice of parts there is one of sides that leaves the fewest.

    behind:  for each side {part: how many people}.
    """
    if any(0 < sum(row.values()) < n_min for row in behind):
        return False
    parts = sorted({part for row in behind for part in row})
    return all(
        not 0 < _fewest(behind, some) < n_min for number in range(1, len(parts)) for some in combinations(parts, number)
    ) and all(sum(row.get(part, 0) for row in behind) >= n_min for part in parts)


def _fewest(behind: Sequence[Mapping[str, int]], some: Collection[str]) -> int:
    """On how few people a difference between some parts and some sides can rest."""
    inside = [sum(number for part, number in row.items() if part in some) for row in behind]
    return sum(min(own, sum(row.values()) - own) for own, row in zip(inside, behind, strict=True))
