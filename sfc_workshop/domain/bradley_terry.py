"""Comparisons of pairs to win chances: the Bradley-Terry model."""

from collections.abc import Sequence
from fractions import Fraction
from math import fsum
from typing import Final

PARTS: Final = 10**9  # chances are whole thousand-millionths, so that what is made of them is exact
PRIOR: Final = Fraction(1, 10)  # of all comparisons, as wins shared out among all ordered pairs
_STILL: Final = 1e-14  # strengths that move by less are found; 1e-13 off at the most
_MOST_ROUNDS: Final = 10_000


def win_chances(wins: Sequence[Sequence[int]]) -> list[list[int]]:
    """Say how likely each item is to be put above each other one, from those pairs that were compared.

    Every item has a strength p, and the chance is p/(p + the other's p). Strengths are those under
    which the comparisons are most likely; with T comparisons, 0.1·T/(m(m-1)) wins are added to every
    ordered pair, so that items never compared are joined and nobody is beaten without end.

    The chances are rounded to 9 places, a half to the even digit, and those of a pair add up to 1.
    All that follows is exact again, and the same on every machine: the strengths are found to 1e-13
    by sums that are rounded once, in an order that does not matter.

    wins:     [items, items] how often the first was put above the second, in any unit; a tie is half
              a win to both. At least two items, not all 0.
    returns:  [items, items] in parts of `PARTS`; 0 on the diagonal.
    source:   minorise-maximise: Hunter, Ann. Stat. 32 (2004). Why: docs/adr/0011.

    >>> win_chances([[0, 3], [1, 0]])[0][1]
    727272727
    """
    strength = _strengths(_with_prior(wins))
    chances = [[0] * len(wins) for _ in wins]
    for a, p in enumerate(strength):
        for b in range(a):
            chances[a][b] = round(Fraction(p / (p + strength[b])) * PARTS)
            chances[b][a] = PARTS - chances[a][b]
    return chances


def _with_prior(wins: Sequence[Sequence[int]]) -> list[list[float]]:
    """Scale wins so that all together are 1, and add what makes every strength finite."""
    size, total = len(wins), sum(map(sum, wins))
    added = PRIOR / (size * (size - 1))
    return [
        [0.0 if a == b else float(Fraction(won, total) + added) for b, won in enumerate(row)]
        for a, row in enumerate(wins)
    ]


def _strengths(wins: Sequence[Sequence[float]]) -> list[float]:
    """Find the strengths, which add up to 1."""
    items = range(len(wins))
    won = [fsum(row) for row in wins]
    met = [[wins[a][b] + wins[b][a] for b in items] for a in items]
    strength = [1 / len(wins)] * len(wins)
    for _ in range(_MOST_ROUNDS):
        raw = [won[a] / fsum(met[a][b] / (strength[a] + strength[b]) for b in items if b != a) for a in items]
        whole = fsum(raw)
        before, strength = strength, [p / whole for p in raw]
        if all(abs(new - old) <= _STILL * old for new, old in zip(strength, before, strict=True)):
            break
    return strength
