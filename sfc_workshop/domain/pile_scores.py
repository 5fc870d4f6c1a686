"""What drawn ballots add up to: the score b of every item, in many counts at once.

Every sum over ballots is of whole numbers that the float holds exactly, so that it is the same in
whatever order a processor adds; see docs/adr/0008. What follows is done in a fixed order.
"""

from collections.abc import Sequence
from typing import Final, TypeGuard

import numpy as np

from sfc_workshop.domain.ballot_box import Numbers
from sfc_workshop.domain.bradley_terry import PRIOR
from sfc_workshop.domain.piles import OrderPile, PairPile
from sfc_workshop.domain.piling import AnyPile

_STILL: Final = 1e-8  # strengths that move by less are found
_MOST_ROUNDS: Final = 1_000


def score_piles(piles: Sequence[AnyPile], drawn: Sequence[Numbers], items: int, counts: int) -> Numbers:
    """Score items from the drawn ballots of one cell: b, the mean of the win shares P = W/N.

    drawn:    for each pile [counts, patterns] how often each was drawn, or one row for all counts.
    returns:  [items of the round, counts]; ½ for those nobody compared.
    """
    if is_linear(piles):
        return linear_scores(piles, drawn, items, counts)
    return pair_scores(piles, drawn, items, counts)


def is_linear(piles: Sequence[AnyPile]) -> TypeGuard[Sequence[OrderPile]]:
    """Say whether all piles hold complete ballots on the same items."""
    return all(
        isinstance(pile, OrderPile) and pile.is_complete and np.array_equal(pile.items, piles[0].items)
        for pile in piles
    )


def linear_scores(piles: Sequence[OrderPile], drawn: Sequence[Numbers], items: int, counts: int) -> Numbers:
    """Score items from complete ballots: b is linear in them, ½ + ½ of the mean lead over the others."""
    about = piles[0].items
    others = len(about) - 1
    leads, whole = np.zeros((len(about), counts)), np.zeros(counts)
    for pile, some in zip(piles, drawn, strict=True):
        for patterns, parts in pile.portions(some, most=others):
            leads += pile.leads[:, patterns].astype(parts.dtype) @ parts
            whole += parts.sum(axis=0, dtype=np.float64)
    scores = np.full((items, counts), 0.5)
    scores[about] += leads / (2 * others * whole)
    return scores


def pair_scores(piles: Sequence[AnyPile], drawn: Sequence[Numbers], items: int, counts: int) -> Numbers:
    """Score items from any ballots, pair by pair: b = ½ + ½ of the mean of (W - L)/N over the others met.

    Pairs that were compared one by one are made into win chances first; see `tally.add_pairs`.
    """
    met, won = np.zeros((2, items * (items - 1) // 2, counts))
    met_alone, won_alone = np.zeros((2, *met.shape)) if any(isinstance(p, PairPile) for p in piles) else (met, won)
    number = np.zeros((items, items), dtype=np.intp)
    number[np.triu_indices(items, 1)] = np.arange(len(met))
    asked: set[int] = set()
    for pile, some in zip(piles, drawn, strict=True):
        alone = isinstance(pile, PairPile)
        asked.update(pile.items.tolist() if alone else ())
        upper, lower = np.triu_indices(len(pile.items), 1)
        rows = number[pile.items[upper], pile.items[lower]]
        _add_pairs(pile, some, *((met_alone, won_alone) if alone else (met, won)), rows)
    if len(asked) > 1:
        about = np.array(sorted(asked))
        upper, lower = np.triu_indices(len(about), 1)
        rows = number[about[upper], about[lower]]
        people = met_alone[rows].sum(axis=0)
        met[rows] += people
        won[rows] += people * _chances(met_alone[rows], won_alone[rows], len(about))
    return _means(met, won, items)


def _add_pairs(pile: AnyPile, drawn: Numbers, met: Numbers, won: Numbers, rows: Numbers) -> None:
    """Add who met, and wins less losses of the earlier item of each pair, to some rows of [pairs, counts]."""
    own_met, own_won = np.zeros((2, len(rows), len(drawn)))
    for patterns, parts in pile.portions(drawn, pile.most):
        both, above = pile.contrasts(patterns)
        own_met += both.astype(parts.dtype) @ parts
        own_won += above.astype(parts.dtype) @ parts
    met[rows] += own_met
    won[rows] += own_won


def _chances(met: Numbers, won: Numbers, items: int) -> Numbers:
    """Fit strengths to comparisons, and say how much likelier a win than a loss is; [pairs, counts].

    The same model as `bradley_terry.win_chances`, to 6 places, for many counts at once.
    """
    upper, lower = np.triu_indices(items, 1)
    whole = np.maximum(met.sum(axis=0), 1)
    prior = float(PRIOR) / (items * (items - 1))
    meetings, wins = np.zeros((2, items, items, met.shape[1]))
    meetings[upper, lower] = meetings[lower, upper] = met / whole + 2 * prior
    wins[upper, lower], wins[lower, upper] = ((met + sign * won) / (2 * whole) + prior for sign in (1, -1))
    total = _in_order(wins)
    strength = np.full(total.shape, 1 / items)
    for _ in range(_MOST_ROUNDS):
        raw = total / _in_order(meetings / (strength[:, None] + strength[None, :]))
        before, strength = strength, raw / _in_order(raw[None])
        if (np.abs(strength - before) <= _STILL * before).all():
            break
    chances: Numbers = (strength[upper] - strength[lower]) / (strength[upper] + strength[lower])
    return chances


def _in_order(numbers: Numbers) -> Numbers:
    """Add up [rows, items, counts] over the items, always in their order."""
    total = np.zeros((len(numbers), numbers.shape[2]))
    for item in range(numbers.shape[1]):
        total += numbers[:, item]
    return total


def _means(met: Numbers, won: Numbers, items: int) -> Numbers:
    """Average over the pairs of each item, always in the order of the items."""
    heard = met > 0
    leads = np.divide(won, met, out=np.zeros_like(won), where=heard)
    total = np.zeros((items, met.shape[1]))
    others = np.zeros(total.shape, dtype=np.int64)
    start = 0
    for item in range(items - 1):
        rows = slice(start, start + items - 1 - item)
        for lead, one in zip(leads[rows], heard[rows], strict=True):
            total[item] += lead
            others[item] += one
        total[item + 1 :] -= leads[rows]
        others[item + 1 :] += heard[rows]
        start = rows.stop
    return 0.5 + total / (2 * np.maximum(others, 1))
