"""Ranks in many counts at once, where an index is a floating number; arrays are [items, counts]."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import numpy as np

from sfc_workshop.domain.ballot_box import Numbers

_ALIKE: Final = 1e-12  # far above what rounding does, far below what a ballot does


@dataclass(frozen=True)
class Standings:
    """Places of items in many counts.

    rank:     1, 2, 2, 4 ….
    sharing:  how many items share that rank, the item itself among them.
    """

    rank: Numbers
    sharing: Numbers

    @classmethod
    def join(cls, parts: "Sequence[Standings]") -> "Standings":
        """Put the counts of several together."""
        return cls(*(np.concatenate(some, axis=1) for some in zip(*((p.rank, p.sharing) for p in parts), strict=True)))

    def in_top(self, top_k: int) -> list[Fraction]:
        """Say for each item in what share of the counts it is in the top K, a tie at K being in."""
        counts = self.rank.shape[1]
        return [Fraction(int(often), counts) for often in (self.rank <= top_k).sum(axis=1)]

    def shares(self) -> list[tuple[Fraction, ...]]:
        """Say for each item in what share of the counts it has rank 1, 2, 3 ….

        Items that are tied share the ranks they take up equally.
        """
        items, counts = self.rank.shape
        return [_shares(rank, sharing, items, counts) for rank, sharing in zip(self.rank, self.sharing, strict=True)]


def _shares(rank: Numbers, sharing: Numbers, items: int, counts: int) -> tuple[Fraction, ...]:
    """Say the same of one item; rank and sharing are [counts]."""
    found = [Fraction(0)] * items
    kinds, often = np.unique(sharing.astype(np.int64) * (items + 1) + rank, return_counts=True)
    for kind, number in zip(kinds.tolist(), often.tolist(), strict=True):
        tied, first = divmod(kind, items + 1)
        for place in range(first - 1, first - 1 + tied):
            found[place] += Fraction(number, counts * tied)
    return tuple(found)


def stand(index: Numbers) -> Standings:
    """Rank the items of each count by their index; what differs by rounding alone is tied."""
    above = np.zeros(index.shape, dtype=np.int32)
    not_below = np.zeros(index.shape, dtype=np.int32)
    higher, lower = index + _ALIKE, index - _ALIKE
    for other in index:
        above += other > higher
        not_below += other >= lower
    return Standings(above + 1, not_below - above)


def middle(values: Numbers, one_in: int) -> tuple[Numbers, Numbers]:
    """Leave out one in so many counts at either end, rounded down; say from where to where the others go.

    values:   [items, counts].
    one_in:   40 for the middle 95 %, 20 for 90 %.
    returns:  for each item the lowest and the highest value that stays; both do occur.
    source:   percentile interval: Efron, Ann. Stat. 7 (1979).
    """
    ordered = np.sort(values, axis=1)
    cut = values.shape[1] // one_in
    return ordered[:, cut], ordered[:, -1 - cut]
