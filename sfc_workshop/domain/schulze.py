"""Another rule is asked the same question, to see whether the order hangs on the rule."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations

import numpy as np

from sfc_workshop.domain.counted import Counted
from sfc_workshop.domain.tally import HALF, add_pairs

Shares = Sequence[Sequence[Fraction]]


def schulze_ranks(shares: Shares) -> list[int]:
    """Rank items by the strongest chains of wins between them: 1, 2, 2, 4.

    A chain is as strong as its weakest win. An item stands above another if its strongest chain to
    it is stronger than the one back. Near-copies of an item change nothing for the others.

    shares:   [items][items] win shares P, compared exactly; the two of a pair add up to 1.
    returns:  for each item one more than how many stand above it.
    source:   Schulze, Soc. Choice Welf. 36 (2011).

    >>> schulze_ranks([[HALF, Fraction(3, 5)], [Fraction(2, 5), HALF]])
    [1, 2]
    """
    if not shares:
        return []
    levels = sorted({share for row in shares for share in row} | {HALF})
    number = {share: at for at, share in enumerate(levels)}
    chain = np.array([[number[share] for share in row] for row in shares], dtype=np.int64)
    chain[chain <= number[HALF]] = -1  # no win
    for middle in range(len(chain)):
        chain = np.maximum(chain, np.minimum(chain[:, [middle]], chain[[middle], :]))
    np.fill_diagonal(chain, -1)
    ranks: list[int] = (1 + (chain > chain.T).sum(axis=0)).tolist()
    return ranks


def win_shares(counted: Counted) -> Shares:
    """Say for each pair of ranked items how often the first is put above the second: Σ λ·w·P.

    A cell in which nobody compared the two stands at a half.

    returns:  [items][items].
    """
    rows = counted.ranked_rows
    shares = dict.fromkeys(combinations(rows, 2), HALF)
    for key, cell in counted.speaking.items():
        met, won = (numbers.tolist() for numbers in add_pairs(counted.tallies_of(key), counted.round.item_ids))
        for one, other in shares:
            if n := met[one][other]:
                shares[one, other] += cell.share * Fraction(won[one][other] - n, 2 * n)
    both = shares | {(other, one): 1 - share for (one, other), share in shares.items()}
    return [[both.get((one, other), HALF) for other in rows] for one in rows]
