"""Lots that anybody can draw again: integers that follow from the round's seed alone."""

from hashlib import sha256
from typing import Final

import numpy as np

from sfc_workshop.domain.ballot_box import Numbers

_HALF_BITS: Final = np.uint64(32)
_HALF_MASK: Final = np.uint64(0xFFFF_FFFF)
_AT_ONCE: Final = 1 << 20  # lots drawn at once, so that memory stays small


class Draws:
    """One stream of lots; another purpose has another stream.

    Only the raw bits of Philox are used, whose stream is fixed, and mapped to integers here:
    numpy may change its own mappings (`Generator.integers`) with any version. Why: docs/adr/0009.

    seed:     of the round; None, while there is none, is the same as an empty one.
    purpose:  what is drawn, and for whom.
    source:   Philox 4x64-10: Salmon et al., SC11 (2011).
    """

    def __init__(self, seed: str | None, *purpose: str) -> None:
        words = "|".join([*purpose, seed or ""])
        self._bits = np.random.Philox(key=int.from_bytes(sha256(words.encode()).digest()[:16], "big"))

    def _rows(self, rows: int, numbers: int) -> Numbers:
        """Draw 64 bits [rows, numbers]; many rows are the same as few and then some more."""
        return self._bits.random_raw(rows * numbers).reshape(rows, numbers)

    def _below(self, number: int, rows: int, numbers: int) -> Numbers:
        """Draw [rows, numbers] integers from 0 to one less than a number below 2^32.

        Each takes half of 64 bits, as a binary fraction of the number: r·n/2^32, rounded down. Some
        integers are n/2^32 likelier than others, which is one in forty thousand for 100,000.
        """
        bits = self._rows(rows, -(-numbers // 2))
        halves = np.concatenate([bits & _HALF_MASK, bits >> _HALF_BITS], axis=1)[:, :numbers]
        return (halves * np.uint64(number)) >> _HALF_BITS

    def resample(self, alike: Numbers, times: int) -> Numbers:
        """Draw as many ballots as there are, with replacement, so many times.

        alike:    [patterns] how many ballots are alike; fewer than 2^24 in all.
        returns:  [times, patterns] how often each was drawn, as floats for matrix products; each row
                  adds up to all ballots.
        """
        ballots, patterns = int(alike.sum()), len(alike)
        pattern_of = np.repeat(np.arange(patterns), alike)
        drawn = np.empty((times, patterns), dtype=np.float32)
        step = max(1, _AT_ONCE // ballots)
        for start in range(0, times, step):
            some = drawn[start : start + step]
            lots = pattern_of[self._below(ballots, len(some), ballots)] + patterns * np.arange(len(some))[:, None]
            some[:] = np.bincount(lots.ravel(), minlength=some.size).reshape(some.shape)
        return drawn

    def simplex(self, samples: int, *sizes: int) -> list[Numbers]:
        """Share a whole at random, any way being as likely as any other; several wholes side by side.

        Cuts are drawn on a line, and the shares are what lies between them, and one more, so that
        none is 0.

        sizes:    among how many each whole is shared, at least one.
        returns:  for each whole int64 [size, samples]; each column adds up to 2^32 + size.
        source:   spacings: Devroye, Non-Uniform Random Variate Generation (1986), V.2.
        """
        cuts = (self._rows(samples, sum(sizes) - len(sizes)) >> _HALF_BITS).astype(np.int64)
        shares, start = [], 0
        for size in sizes:
            own = np.sort(cuts[:, start : start + size - 1], axis=1)
            shares.append(np.diff(own, axis=1, prepend=0, append=1 << 32).T + 1)
            start += size - 1
        return shares
