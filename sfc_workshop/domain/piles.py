"""Ballots in piles out of which they are drawn again, alike ones together."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from sfc_workshop.domain.ballot_box import NOT_COMPARED, Numbers

_PATTERNS_AT_ONCE: Final = 2_048
_EXACT_IN_FLOAT32: Final = 1 << 24


@dataclass(frozen=True)
class Pile:
    """The ballots of one group as counted in one activity. Alike ones are one pattern.

    Patterns are sorted by what they say, so that a draw hits the same ballot however they came in.

    items:    [items of the activity] their numbers in the round, ascending.
    weights:  int64 [patterns] in parts of a person, the same parts in all piles; of one comparison
              where pairs are compared one by one.
    alike:    [patterns] how many ballots.
    redrawn:  false of a census group: everybody answered, so nobody else could have.
    """

    group: str
    activity: str
    items: Numbers
    weights: Numbers
    alike: Numbers
    redrawn: bool

    def portions(self, drawn: Numbers, most: int) -> Iterator[tuple[slice, Numbers]]:
        """Go through the patterns some at a time: which, and in parts of a person how often they were drawn.

        drawn:    [counts, patterns].
        most:     what a ballot adds at most to a sum, which says how long a float must be.
        returns:  each time a slice of the patterns, and [patterns of it, counts].
        """
        largest = int(self.alike.sum()) * int(self.weights.max()) * most
        kind = np.float32 if largest < _EXACT_IN_FLOAT32 else np.float64
        for start in range(0, len(self.alike), _PATTERNS_AT_ONCE):
            some = slice(start, min(start + _PATTERNS_AT_ONCE, len(self.alike)))
            yield some, (drawn[:, some].astype(kind) * self.weights[some].astype(kind)).T


@dataclass(frozen=True)
class OrderPile(Pile):
    """Ballots that put items in order.

    leads:  int16 [items, patterns] how many others an item beats on the ballot less those that beat
            it; NOT_COMPARED where it is not in the order.
    """

    leads: Numbers

    @property
    def most(self) -> int:
        """How often a ballot compares the same pair at most."""
        return 1

    @property
    def is_complete(self) -> bool:
        """Whether every ballot puts all items in order, of which there are two or more."""
        return len(self.items) > 1 and bool((self.leads > NOT_COMPARED).all())

    def contrasts(self, some: slice) -> tuple[Numbers, Numbers]:
        """Say for each pair of items, the earlier one first, where they meet, and who is above: 1, 0 or -1.

        returns:  two of [pairs, patterns].
        """
        upper, lower = np.triu_indices(len(self.items), 1)
        one, other = self.leads[upper, some], self.leads[lower, some]
        both = (one > NOT_COMPARED) & (other > NOT_COMPARED)
        return both, np.subtract(one > other, one < other, dtype=np.int8) * both


@dataclass(frozen=True)
class PairPile(Pile):
    """Ballots that compare pairs of items one by one.

    starts:  [patterns + 1] where the comparisons of each pattern begin, and the last ones end.
    pairs:   [comparisons] the number of the pair, as `np.triu_indices` puts them in order.
    leads:   [comparisons] 1 where the earlier item of the pair is better, 0 for alike, -1.
    """

    starts: Numbers
    pairs: Numbers
    leads: Numbers

    @property
    def most(self) -> int:
        """How often a ballot compares the same pair at most, or more."""
        return max(1, int(np.diff(self.starts).max()))

    def contrasts(self, some: slice) -> tuple[Numbers, Numbers]:
        """Say for each pair how often they meet, and how much oftener the earlier one is above."""
        patterns, pairs = some.stop - some.start, len(self.items) * (len(self.items) - 1) // 2
        these = slice(self.starts[some.start], self.starts[some.stop])
        own = np.repeat(np.arange(patterns), np.diff(self.starts[some.start : some.stop + 1]))
        cells, size = self.pairs[these] * patterns + own, pairs * patterns
        met = np.bincount(cells, minlength=size)
        above = np.bincount(cells, self.leads[these], minlength=size)
        return met.reshape(pairs, patterns), above.reshape(pairs, patterns)
