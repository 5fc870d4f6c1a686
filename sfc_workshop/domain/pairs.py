"""Answers to "which of these two?": what they look like, which pairs are asked, and their sheet."""

from array import array
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import combinations
from random import Random
from typing import Final

from sfc_workshop.domain.rounds import Activity, Ballot
from sfc_workshop.domain.scales import BadAnswer, Wrong

EQUAL: Final = "="
FIRST, SECOND, BOTH = 1, 2, 3  # what a pair is marked at a door
SIGN: Final = "|"  # joins the items of a pair, and so may not be in their ids

Comparison = tuple[str, str, str]  # one item, the other, and the better of the two or EQUAL


def pair(first: str, second: str) -> str:
    """Name a pair of items as a door does."""
    return f"{first}{SIGN}{second}"


def all_pairs(items: Sequence[str]) -> list[str]:
    """Name every pair of some items, the earlier item first.

    >>> all_pairs(["bus", "park", "drain"])
    ['bus|park', 'bus|drain', 'park|drain']
    """
    return [pair(*two) for two in combinations(items, 2)]


def draw_pairs(items: Sequence[str], number: int, seed: str) -> list[tuple[str, str]]:
    """Draw the pairs one person is asked; the same seed draws the same ones.

    The items are shuffled and paired off again and again, so that all are asked about evenly. Which
    of the two stands first is drawn as well, since people lean to what stands first.

    number:   how many; fewer if there are no more pairs.
    seed:     something nobody can compute later, or the pairs on a ballot would tell whose it is.
    """
    lots, drawn = Random(seed), dict[frozenset[str], tuple[str, str]]()  # noqa: S311 - no secret, only a fair draw
    number = min(number, len(items) * (len(items) - 1) // 2)
    while len(drawn) < number:
        order = lots.sample(items, len(items))
        for two in zip(order[::2], order[1::2], strict=False):
            drawn.setdefault(frozenset(two), two)
    return list(drawn.values())[:number]


def comparisons(marks: Mapping[str, int]) -> tuple[Comparison, ...]:
    """Turn marks of pairs, as a door keeps them, into comparisons.

    >>> comparisons({"bus|park": 1, "bus|drain": 2, "drain|park": 3})
    (('bus', 'drain', 'drain'), ('bus', 'park', 'bus'), ('drain', 'park', '='))
    """
    named = [(name.split(SIGN), mark) for name, mark in marks.items()]
    return _canonical((a, b, {FIRST: a, SECOND: b, BOTH: EQUAL}[mark]) for (a, b), mark in named)


def check_pairs(pairs: object, seen: Collection[str]) -> tuple[Comparison, ...]:
    """Turn comparisons nobody has vouched for into canonical ones: sorted, the lesser id first.

    The same pair may come several times; each is an answer of its own.

    raises:  BadAnswer, and nothing else.
    """
    if not isinstance(pairs, list) or not all(_is_comparison(one) for one in pairs):
        raise BadAnswer(Wrong.NOT_AN_ANSWER)
    if not {item for a, b, _ in pairs for item in (a, b)} <= frozenset(seen):
        raise BadAnswer(Wrong.UNKNOWN_ITEM)
    return _canonical((a, b, better) for a, b, better in pairs)


def _is_comparison(one: object) -> bool:
    """Say whether this is [item, another item, one of the two or EQUAL]."""
    if not isinstance(one, list) or len(one) != 3 or not all(type(word) is str for word in one):
        return False
    return one[0] != one[1] and one[2] in {one[0], one[1], EQUAL}


def _canonical(pairs: Iterator[Comparison]) -> tuple[Comparison, ...]:
    return tuple(sorted((min(a, b), max(a, b), better) for a, b, better in pairs))


class PairSheet:
    """The comparisons of one activity, one after the other, and whose they are.

    strata, weights:  of each ballot, by number as on a `Sheet`; the weight is that of one answer.
    ballot:           of each comparison, the number of its ballot.
    first, second:    of each comparison, the numbers of its items.
    won:              of each comparison, twice what the first item got of it: 2, 1 or 0.
    """

    def __init__(self, activity: Activity, items: tuple[str, ...]) -> None:
        self.activity, self.items = activity, items
        self.at = {item: number for number, item in enumerate(items)}
        self.strata, self.weights = array("I"), array("I")
        self.ballot, self.first, self.second, self.won = array("I"), array("I"), array("I"), array("B")

    def __len__(self) -> int:
        return len(self.strata)

    def add(self, ballot: Ballot, stratum: int, weight: int) -> None:
        """Write one ballot's comparisons at the end."""
        for a, b, better in ballot.pairs or ():
            self.ballot.append(len(self))
            self.first.append(self.at[a])
            self.second.append(self.at[b])
            self.won.append(2 if better == a else 0 if better == b else 1)
        self.strata.append(stratum)
        self.weights.append(weight)
