"""What the ballots of one question say, as a hall sees it: each item for everybody, by group, by declared weight."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from sfc_workshop.domain.groups import pool_small
from sfc_workshop.domain.pairs import EQUAL, comparisons
from sfc_workshop.domain.scales import Kind, Scale, known, level
from sfc_workshop.domain.suppression import too_few

Marks = Mapping[str, Any]
Ballots = Sequence[tuple[str, Marks]]  # (group, marks)
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
    raw:       every ballot alike.
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


def picture(
    scale: Scale, choices: Sequence[str], ballots: Ballots, weights: Sequence[tuple[str, Fraction]], n_min: int
) -> Picture:
    """Count a question as a hall is shown it, the item that stands first at the top.

    Groups with fewer than n_min ballots are shown together. A value on fewer than n_min people is left
    out, and so is another one if it could be told by taking the shown ones from the whole.

    Ballots of groups that were not declared are left out, as everywhere.

    choices:  the items or options, in the order asked; they break ties.
    weights:  (group, declared weight), in the order declared. A question with one run and one kind of
              ballot needs no criteria: this is the hall's picture, not the order of the plan.
    """
    sides = _sides(ballots, weights, n_min)
    by_side = [[marks for group, marks in ballots if group in side.members] for side in sides]
    rows = [_row(scale, choices, item, by_side, sides, n_min=n_min) for item in choices]
    place = {item: number for number, item in enumerate(choices)}
    rows.sort(key=lambda row: (row.weighted is None, -(row.weighted or 0), place[row.key]))
    return Picture(sum(side.people for side in sides), tuple(sides), tuple(rows))


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
    if scale.kind is Kind.DOTS:
        given = sum(sum(marks.values()) for marks in ballots)
        return Fraction(sum(marks.get(item, 0) for marks in ballots), given) if given else None
    found = [part for marks in ballots for part in _parts(scale, choices, marks, item)]
    return sum(found, Fraction(0)) / len(found) if found else None


def speaks_of(scale: Scale, marks: Marks, item: str) -> bool:
    """Whether a ballot says anything of an item: a blank of a score does not, an empty box of ticks does."""
    if scale.kind is Kind.SCORE:
        return marks.get(item) is not None
    if scale.kind is Kind.PAIRWISE:
        return any(item in pair[:2] for pair in comparisons(marks))
    return True


def _parts(scale: Scale, choices: Sequence[str], marks: Marks, item: str) -> list[Fraction]:
    if scale.kind is Kind.PAIRWISE:
        return [
            Fraction(1, 2) if better == EQUAL else Fraction(better == item)
            for one, other, better in comparisons(marks)
            if item in (one, other)
        ]
    if scale.kind is Kind.SINGLE:
        return [Fraction(item in marks)]
    if scale.kind is Kind.ALLOCATION:
        return [Fraction(bool(marks.get(item)))]
    found = level(scale, known(marks), choices)
    return [found[item]] if item in found else []


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


def _row(
    scale: Scale,
    choices: Sequence[str],
    item: str,
    by_side: Sequence[Sequence[Marks]],
    sides: Sequence[Side],
    *,
    n_min: int,
) -> Row:
    people = {number: sum(speaks_of(scale, marks, item) for marks in own) for number, own in enumerate(by_side)}
    total = sum(people.values())
    if total < n_min:
        return Row(item, None, None, (None,) * len(sides), total)
    hidden = too_few(people, n_min)
    values = [value(scale, choices, own, item) for own in by_side]
    said = [(side.weight, one) for side, one in zip(sides, values, strict=True) if one is not None]
    whole = sum((weight for weight, _one in said), Fraction(0))
    weighted = sum((weight * one for weight, one in said), Fraction(0)) / whole if whole else None
    return Row(
        item,
        weighted,
        value(scale, choices, [marks for own in by_side for marks in own], item),
        tuple(None if number in hidden else one for number, one in enumerate(values)),
        total,
    )
