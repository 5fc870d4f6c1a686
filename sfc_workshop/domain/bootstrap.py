"""How far the order would have moved had other people of the same groups answered."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import numpy as np

from sfc_workshop.domain.ballot_box import Numbers
from sfc_workshop.domain.counted import Counted
from sfc_workshop.domain.draws import Draws
from sfc_workshop.domain.pile_scores import score_piles
from sfc_workshop.domain.piling import AnyPile
from sfc_workshop.domain.rounds import Round
from sfc_workshop.domain.standings import middle, stand
from sfc_workshop.domain.steps import Steps
from sfc_workshop.domain.suppression import CellKey

_NUMBERS_AT_ONCE: Final = 1 << 24  # of four to eight bytes each
_MIDDLE_95: Final = 40  # one in forty is left out at either end
_MIDDLE_90: Final = 20

Redraws = Mapping[CellKey, Numbers]  # for each cell b [items of the round, counts]


@dataclass(frozen=True, slots=True)
class Redrawn:
    """Where one item stands when the ballots are drawn again and again.

    low, high:            between these lies its index, in 95 % of the counts.
    rank_low, rank_high:  between these its rank; the low one is the better.
    top_k:                the share of counts in which it is among the top K; None where no K was declared.
    """

    low: float
    high: float
    rank_low: int
    rank_high: int
    top_k: Fraction | None


def redraw(counted: Counted, piles: Mapping[CellKey, Sequence[AnyPile]], steps: Steps) -> dict[CellKey, Numbers]:
    """Draw the ballots of each pile again, with replacement, and score the items each time.

    Every pile has its own stream of lots. A census group is counted as it is.

    source:  stratified bootstrap: Efron, Ann. Stat. 7 (1979).
    """
    return {key: _redraw_cell(counted.round, own, steps) for key, own in piles.items()}


def steps_of_redrawing(counted: Counted, piles: Mapping[CellKey, Sequence[AnyPile]]) -> int:
    """Say how many steps of work that will be."""
    return counted.round.bootstrap * sum(_patterns(own) for own in piles.values())


def _redraw_cell(round_: Round, piles: Sequence[AnyPile], steps: Steps) -> Numbers:
    times, items = round_.bootstrap, len(round_.items)
    streams = [Draws(round_.seed, "bootstrap", pile.group, pile.activity) for pile in piles]
    scores = np.empty((items, times))
    for start, counts in _portions(times, max(_patterns(piles), items * items)):
        drawn = [
            stream.resample(pile.alike, counts) if pile.redrawn else pile.alike[None, :]
            for stream, pile in zip(streams, piles, strict=True)
        ]
        scores[:, start : start + counts] = score_piles(piles, drawn, items, counts)
        steps.add(counts * _patterns(piles))
    return scores


def _patterns(piles: Sequence[AnyPile]) -> int:
    return sum(len(pile.alike) for pile in piles)


def _portions(times: int, numbers_each: int) -> Iterator[tuple[int, int]]:
    """Cut many counts into portions that fit in memory: (start, how many)."""
    most = max(1, _NUMBERS_AT_ONCE // numbers_each)
    for start in range(0, times, most):
        yield start, min(most, times - start)


def redrawn_items(counted: Counted, redraws: Redraws) -> list[Redrawn]:
    """Say where each ranked item stands among them."""
    rows, top_k = counted.ranked_rows, counted.round.top_k
    index: Numbers = np.zeros((len(rows), counted.round.bootstrap))
    for key, scores in redraws.items():
        index += float(counted.cells[key].share) * scores[rows]
    standings = stand(index)
    lows, highs = middle(index, _MIDDLE_95)
    bests, worsts = middle(standings.rank, _MIDDLE_95)
    tops = [None] * len(rows) if top_k is None else standings.in_top(top_k)
    return [
        Redrawn(*of_item)
        for of_item in zip(lows.tolist(), highs.tolist(), bests.tolist(), worsts.tolist(), tops, strict=True)
    ]


def middle_of_difference(
    above: Mapping[CellKey, float], below: Mapping[CellKey, float], redraws: Redraws, row: int
) -> tuple[float, float]:
    """Say between which values 90 % of the differences between two scores lie.

    above, below:  the cells each score is made of, with their weights.
    row:           the item, by its number in the round.
    """
    one, other = (sum(weight * redraws[key][row] for key, weight in weights.items()) for weights in (above, below))
    low, high = middle(np.atleast_2d(one - other), _MIDDLE_90)
    return float(low[0]), float(high[0])
