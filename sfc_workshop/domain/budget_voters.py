"""Who shares the money of a budget: what each ballot wants, and the part of the money it holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import numpy as np

from sfc_workshop.domain.ballot_box import Numbers, join_limbs

PART_BITS: Final = 20
WANT_BITS: Final = 12


@dataclass(frozen=True)
class Voters:
    """Ballots that share a budget; those of one group and activity that want the same are one row.

    A row wants an item by v = wants/scale, 0 to 1, and holds the share s = parts/unit of the money.
    Both are whole numbers cut into limbs, the lowest first, so that sums over rows are exact: a
    product of limbs is below 2^32, and a float holds the sum of two million of them.

    items:     [m] ids; columns of `wants`.
    groups:    ids of the counted groups among them, each with a weight.
    wants:     [limbs, rows, m] of 12 bits.
    scale:     [m] the most anybody can want each item.
    parts:     [rows, limbs] of 20 bits.
    unit:      the sum of all parts.
    ballots:   [rows] how many ballots.
    group:     [rows] place in `groups`.
    activity:  [rows] place among the activities.
    known:     [groups, activities, m] how many ballots give an item a level.
    """

    items: tuple[str, ...]
    groups: tuple[str, ...]
    wants: Numbers
    scale: tuple[int, ...]
    parts: Numbers
    unit: int
    ballots: Numbers
    group: Numbers
    activity: Numbers
    known: Numbers

    def share(self, rows: Numbers) -> int:
        """Add up the parts of some rows."""
        return int(join_limbs(self.parts[rows].sum(axis=0)[None])[0])

    def wanted(self, rows: Numbers, items: Sequence[int]) -> list[int]:
        """Add up wants times parts over some rows, for each of some items: Σ s·v in 1/(unit·scale)."""
        sums = [join_limbs(limb[rows[:, None], items].T @ self.parts[rows]).tolist() for limb in self.wants]
        return [sum(one << WANT_BITS * at for at, one in enumerate(limbs)) for limbs in zip(*sums, strict=True)]

    def wishes(self) -> Numbers:
        """Approximate v, [m, rows], to the last digit of a float or two."""
        return np.ascontiguousarray(_divide(self.wants, WANT_BITS, self.scale).T)

    def shares(self) -> Numbers:
        """Approximate s, [rows], likewise."""
        return _divide(self.parts.T, PART_BITS, [self.unit])

    def supporters(self, item: int) -> Numbers:
        """The rows that want an item."""
        return np.flatnonzero(self.wants[:, :, item].any(axis=0))

    def people(self, rows: Numbers) -> dict[str, int]:
        """Count by group the people, at least, behind some rows."""
        table = np.zeros(self.known.shape[:2], dtype=np.int64)
        np.add.at(table, (self.group[rows], self.activity[rows]), self.ballots[rows])
        return dict(zip(self.groups, table.max(axis=1, initial=0).tolist(), strict=True))

    def people_with_level(self, item: int) -> dict[str, int]:
        """Count by group the people, at least, who gave an item a level."""
        known = self.known[:, :, item].max(axis=1, initial=0)
        return dict(zip(self.groups, known.tolist(), strict=True))


def cut_into_limbs(wholes: Numbers, bits: int) -> Numbers:
    """Cut Python's whole numbers into limbs of so many bits, [limbs, …], the lowest first."""
    wholes = wholes.astype(object)
    longest = max((whole.bit_length() for whole in wholes.flat), default=0)
    mask = (1 << bits) - 1
    limbs = [(wholes >> bits * at) & mask for at in range(max(1, -(-longest // bits)))]
    return np.array(limbs).astype(np.float64)


def whole_numbers(limbs: Numbers) -> list[int]:
    """Put wants together again, from [limbs, items]."""
    return [sum(int(limb) << WANT_BITS * at for at, limb in enumerate(one)) for one in limbs.T]


def _divide(limbs: Numbers, bits: int, wholes: Sequence[int]) -> Numbers:
    """Divide whole numbers in limbs, [limbs, …, n], by n others; either may be too long for a float."""
    last = len(limbs) - 1
    high = sum(limb * 2.0 ** (bits * (at - last)) for at, limb in enumerate(limbs))
    return np.asarray(high * np.array([float(Fraction(1 << bits * last, whole)) for whole in wholes]))
