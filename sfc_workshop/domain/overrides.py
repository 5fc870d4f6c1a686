"""The planner's order beside the computed one: how far apart they are, and what still needs a reason."""

from bisect import bisect_left
from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations
from math import comb
from typing import Final

REASON_LEAST: Final = 20


def is_reason(words: str) -> bool:
    """Say whether somebody has given a reason: 20 characters or more, spaces in a row counted once.

    >>> is_reason("because"), is_reason("The school opens in May.")
    (False, True)
    """
    return len(" ".join(words.split())) >= REASON_LEAST


def kendall_tau(computed: Sequence[str], planned: Sequence[str]) -> Fraction | None:
    """Measure how much of the computed order the planner has kept.

    Of all pairs of items, those in the same order in both less those turned round, over all pairs.
    An item that stands in one of the orders only is left out.

    computed, planned:  item ids, first the best.
    returns:  -1 (turned round) to 1 (the same); None where fewer than two items can be compared.
    raises:   ValueError if an order names an item twice.
    source:   Kendall, Biometrika 30 (1938), without ties: both orders are strict.

    >>> kendall_tau(["bus", "park", "drain"], ["park", "bus", "drain"])
    Fraction(1, 3)
    """
    if len(set(computed)) < len(computed) or len(set(planned)) < len(planned):
        raise ValueError("an order names an item twice")
    place = {item: number for number, item in enumerate(computed)}
    places = [place[item] for item in planned if item in place]
    pairs = comb(len(places), 2)
    return Fraction(pairs - 2 * inversions(places), pairs) if pairs else None


def joint_tau(chapters: Sequence[tuple[Sequence[str], Sequence[str]]]) -> Fraction | None:
    """Measure the same over several lists: only pairs within one list can be turned round.

    chapters:  (computed, planned) of each list.
    returns:   the mean of their taus, each weighted by its pairs; None where no list has a pair.
    """
    kept, pairs = Fraction(0), 0
    for computed, planned in chapters:
        tau = kendall_tau(computed, planned)
        if tau is not None:
            both = comb(len(set(computed) & set(planned)), 2)
            kept, pairs = kept + tau * both, pairs + both
    return kept / pairs if pairs else None


def inversions(places: Sequence[int]) -> int:
    """Count the pairs that stand the wrong way round. A list has tens of items, so plainly.

    >>> inversions([2, 1, 3]), inversions([3, 2, 1])
    (1, 3)
    """
    return sum(former > later for former, later in combinations(places, 2))


def unexplained(places: Sequence[tuple[str, int, bool]]) -> tuple[str, ...]:
    """Name the fewest items that would still need a reason for the planner's order to be explained.

    Moving one item shifts others by a place, and those need no reason of their own. So an order is
    explained when the items without a reason stand, among themselves, as they were computed. If they
    do not, the longest run that does is left alone; what is left over is named.

    places:   (id, place in the computed order, whether it has a reason), in the planner's order;
              no computed place twice.
    returns:  ids in the planner's order; empty where everything is explained. Where several smallest
              sets exist, always the same one for the same list.
    source:   longest increasing subsequence by patience sorting: Fredman, Discrete Math. 11 (1975).

    >>> unexplained([("bus", 2, False), ("park", 3, False), ("drain", 1, False)])
    ('drain',)
    """
    bare = [(item, place) for item, place, has_reason in places if not has_reason]
    kept = _longest_rising([place for _item, place in bare])
    return tuple(item for number, (item, _place) in enumerate(bare) if number not in kept)


def _longest_rising(values: Sequence[int]) -> set[int]:
    """Find a longest strictly rising subsequence; returns the indices of its members.

    ends[n] is the smallest value a rising run of n + 1 members can end with, at[n] where it stands,
    before[i] the member in front of i.
    """
    ends: list[int] = []
    at: list[int] = []
    before: list[int | None] = []
    for number, value in enumerate(values):
        length = bisect_left(ends, value)
        before.append(at[length - 1] if length else None)
        ends[length:] = [value, *ends[length + 1 :]]
        at[length:] = [number, *at[length + 1 :]]
    members: set[int] = set()
    member = at[-1] if at else None
    while member is not None:
        members.add(member)
        member = before[member]
    return members


def put_at(order: Sequence[str], item: str, place: int) -> list[str]:
    """Put one item at a place, counted from 1; the others close up behind it.

    raises:  ValueError if the item or the place does not exist.

    >>> put_at(["bus", "park", "drain"], "drain", 1)
    ['drain', 'bus', 'park']
    """
    if not 1 <= place <= len(order):
        raise ValueError(f"there is no place {place} in a list of {len(order)}")
    rest = list(order)
    rest.remove(item)
    return [*rest[: place - 1], item, *rest[place - 1 :]]


def in_computed_order(places: Sequence[int], number: int) -> bool:
    """Whether one member of a list has all that was computed before it in front, and all after it behind.

    places:  computed places in the planner's order; number: index of the member.
    """
    own = places[number]
    return all(place < own for place in places[:number]) and all(place > own for place in places[number + 1 :])
