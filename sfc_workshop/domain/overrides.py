"""Where a planner's order departs from the computed one, which is never edited."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import Final

REASON_LEAST: Final = 20  # characters, not counting space around them


@dataclass(frozen=True, slots=True)
class Move:
    """An item that stands elsewhere: places from 1 among the items in both orders."""

    item: str
    computed: int
    planned: int


def moved(computed: Sequence[str], planned: Sequence[str]) -> tuple[Move, ...]:
    """Find the items whose place differs, in the planned order.

    Only items in both orders count: one that was added or withdrawn moves no other.

    raises:  ValueError if an order names an item twice.

    >>> moved(["bus", "park", "drain"], ["park", "bus", "drain"])
    (Move(item='park', computed=2, planned=1), Move(item='bus', computed=1, planned=2))
    """
    before, after = _in_both(computed, planned)
    place = {item: number for number, item in enumerate(before, start=1)}
    found = (Move(item, place[item], number) for number, item in enumerate(after, start=1))
    return tuple(one for one in found if one.computed != one.planned)


def without_reason(moves: Sequence[Move], reasons: Mapping[str, str]) -> tuple[str, ...]:
    """Name the moved items whose reason is missing or shorter than REASON_LEAST, in their order."""
    return tuple(one.item for one in moves if len(reasons.get(one.item, "").strip()) < REASON_LEAST)


def kendall_tau(computed: Sequence[str], planned: Sequence[str]) -> Fraction | None:
    """Say how far two orders agree: 1 the same, 0 as by chance, -1 reversed.

    Of all pairs of items in both orders, the share that stands the same way round less the share
    that does not. Both orders are strict, ties having been resolved, so no correction is needed.

    returns:  None for fewer than two items in both.
    raises:   ValueError if an order names an item twice.
    source:   Kendall, Biometrika 30 (1938).

    >>> kendall_tau(["bus", "park", "drain"], ["park", "bus", "drain"])
    Fraction(1, 3)
    """
    before, after = _in_both(computed, planned)
    place = {item: number for number, item in enumerate(before)}
    pairs = [1 if place[a] < place[b] else -1 for a, b in combinations(after, 2)]
    return Fraction(sum(pairs), len(pairs)) if pairs else None


def _in_both(computed: Sequence[str], planned: Sequence[str]) -> tuple[list[str], list[str]]:
    """Keep the items of both orders, each in its order."""
    if len(set(computed)) < len(computed) or len(set(planned)) < len(planned):
        raise ValueError("an order names an item twice")
    both = set(computed) & set(planned)
    return [item for item in computed if item in both], [item for item in planned if item in both]
