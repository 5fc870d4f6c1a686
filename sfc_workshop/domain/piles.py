"""Ballots in piles out of which they are drawn again, and what such draws add up to.

Every sum here is of whole numbers that the float holds exactly, so that it is the same in
whatever order a processor adds; see docs/adr/0008.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from sfc_workshop.domain.ballot_box import NOT_COMPARED, BallotBox, Numbers, Sheet, join_limbs, places
from sfc_workshop.domain.counted import Counted
from sfc_workshop.domain.groups import CountedGroup
from sfc_workshop.domain.rounds import Round
from sfc_workshop.domain.suppression import CellKey

_FINEST: Final = 1 << 20  # parts the heaviest ballot is cut into where exact weights are finer
_PATTERNS_AT_ONCE: Final = 2_048
_EXACT_IN_FLOAT32: Final = 1 << 24


@dataclass(frozen=True)
class Pile:
    """The ballots of one group as counted in one activity. Alike ones are one pattern.

    Patterns are sorted by what they say, so that a draw hits the same ballot however they came in.

    items:    [items of the activity] their numbers in the round, ascending.
    leads:    int16 [items, patterns] how many others an item beats on the ballot less those that
              beat it; NOT_COMPARED where it is not in the order.
    weights:  int64 [patterns] in parts of a person, the same parts in all piles.
    alike:    [patterns] how many ballots.
    redrawn:  false of a census group: everybody answered, so nobody else could have.
    """

    group: str
    activity: str
    criterion: str
    items: Numbers
    leads: Numbers
    weights: Numbers
    alike: Numbers
    redrawn: bool

    @property
    def is_complete(self) -> bool:
        """Whether every ballot puts all items in order, of which there are two or more."""
        return len(self.items) > 1 and bool((self.leads > NOT_COMPARED).all())

    def portions(self, drawn: Numbers, most: int) -> Iterator[tuple[slice, Numbers]]:
        """Go through the patterns some at a time: which, and in parts of a person how often they were drawn.

        drawn:    [counts, patterns].
        most:     what a ballot adds at most to a sum, which says how long a float must be.
        returns:  each time a slice of the patterns, and [patterns of it, counts].
        """
        largest = int(self.alike.sum()) * int(self.weights.max()) * most
        kind = np.float32 if largest < _EXACT_IN_FLOAT32 else np.float64
        for start in range(0, len(self.alike), _PATTERNS_AT_ONCE):
            some = slice(start, start + _PATTERNS_AT_ONCE)
            yield some, (drawn[:, some].astype(kind) * self.weights[some].astype(kind)).T


def make_piles(counted: Counted, box: BallotBox) -> dict[CellKey, list[Pile]]:
    """Sort the ballots of a box into piles, by the cell they speak for; only those that have a share in the index."""
    weights = _small_weights(join_limbs(box.whole_weights()).tolist())
    piles: dict[CellKey, list[Pile]] = {key: [] for key in counted.speaking}
    for sheet in box.sheets.values():
        strata = np.frombuffer(sheet.strata, dtype=np.uint32)
        for group in counted.groups:
            key = group.id, sheet.activity.criterion
            own = [number for number, stratum in enumerate(box.strata) if stratum.group in group.members]
            chosen = np.flatnonzero(np.isin(strata, own))
            if key in piles and len(chosen):
                piles[key].append(_pile(counted.round, group, sheet, chosen, weights))
    return piles


def _small_weights(wholes: list[int]) -> Numbers:
    """Round weights finer than a millionth of the heaviest one; others stay exact."""
    heaviest = max(wholes, default=1)
    if heaviest > _FINEST:
        wholes = [max(1, whole * _FINEST // heaviest) for whole in wholes]
    return np.array(wholes, dtype=np.int64)


def _pile(round_: Round, group: CountedGroup, sheet: Sheet, chosen: Numbers, weights: Numbers) -> Pile:
    at = {item: number for number, item in enumerate(round_.item_ids)}
    numbers = np.array([at[item] for item in sheet.items])
    rows = np.argsort(numbers)
    order = places(sheet.activity, np.ascontiguousarray(sheet.columns()[rows][:, chosen]))
    weight_of = weights[np.frombuffer(sheet.weights, dtype=np.uint32)[chosen]]
    leads, own_weights, alike = _merge(_leads(order), weight_of)
    return Pile(
        group=group.id,
        activity=sheet.activity.id,
        criterion=sheet.activity.criterion,
        items=numbers[rows],
        leads=leads,
        weights=own_weights,
        alike=alike,
        redrawn=not is_census(round_, group),
    )


def is_census(round_: Round, group: CountedGroup) -> bool:
    """Say whether everybody who belongs to a group has answered; None is not known to be anybody."""
    sizes = [one.size for one in round_.groups if one.id in group.members]
    return None not in sizes and group.people >= sum(size or 0 for size in sizes)


def _leads(order: Numbers) -> Numbers:
    """Count for each item the others it beats less those that beat it; int16 [items, ballots]."""
    known = order > NOT_COMPARED
    leads = np.full(order.shape, NOT_COMPARED, dtype=np.int16)
    for item, row in enumerate(order):
        beats = ((row > order) & known).sum(axis=0, dtype=np.int16)
        np.copyto(leads[item], beats - (row < order).sum(axis=0, dtype=np.int16), where=known[item])
    return leads


def _merge(leads: Numbers, weights: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """Find the different ballots, sorted by their bytes, and how many there are of each."""
    words = np.concatenate([leads.T.astype(">i2"), weights.astype(">i8")[:, None].view(">i2")], axis=1)
    keys = np.ascontiguousarray(words).view(np.dtype((np.void, words.shape[1] * 2))).ravel()
    _, first, alike = np.unique(keys, return_index=True, return_counts=True)
    return np.ascontiguousarray(leads[:, first]), weights[first], alike


def is_linear(piles: Sequence[Pile]) -> bool:
    """Say whether all piles hold complete ballots on the same items."""
    return all(pile.is_complete and np.array_equal(pile.items, piles[0].items) for pile in piles)


def linear_scores(piles: Sequence[Pile], drawn: Iterable[Numbers], items: int, counts: int) -> Numbers:
    """Score items from complete ballots: b is linear in them, ½ + ½ of the mean lead over the others.

    drawn:    for each pile [counts, patterns] how often each was drawn, or one row for all counts.
    returns:  [items of the round, counts]; ½ for those not asked about.
    """
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


def pair_scores(piles: Sequence[Pile], drawn: Iterable[Numbers], items: int, counts: int) -> Numbers:
    """Score items from any ballots, pair by pair: b = ½ + ½ of the mean of (W - L)/N over the others met.

    drawn:    as above.
    returns:  [items of the round, counts]; ½ for those nobody compared.
    """
    met, won = np.zeros((2, items * (items - 1) // 2, counts))
    number = np.zeros((items, items), dtype=np.intp)
    number[np.triu_indices(items, 1)] = np.arange(len(met))
    for pile, some in zip(piles, drawn, strict=True):
        upper, lower = np.triu_indices(len(pile.items), 1)
        own_met, own_won = _pair_sums(pile, some, upper, lower)
        rows = number[pile.items[upper], pile.items[lower]]
        met[rows] += own_met
        won[rows] += own_won
    return _means(met, won, items)


def _pair_sums(pile: Pile, drawn: Numbers, upper: Numbers, lower: Numbers) -> tuple[Numbers, Numbers]:
    """Add up who met, and wins less losses of the upper item of each pair; [pairs, counts]."""
    met, won = np.zeros((2, len(upper), len(drawn)))
    for patterns, parts in pile.portions(drawn, most=1):
        one, other = pile.leads[upper, patterns], pile.leads[lower, patterns]
        both = (one > NOT_COMPARED) & (other > NOT_COMPARED)
        met += both.astype(parts.dtype) @ parts
        won += (np.subtract(one > other, one < other, dtype=np.int8) * both).astype(parts.dtype) @ parts
    return met, won


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
