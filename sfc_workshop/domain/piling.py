"""Sorting the ballots of a box into piles."""

from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from sfc_workshop.domain.ballot_box import NOT_COMPARED, BallotBox, Numbers, Sheet, join_limbs, places
from sfc_workshop.domain.counted import Counted
from sfc_workshop.domain.groups import CountedGroup, size_of
from sfc_workshop.domain.pairs import PairSheet
from sfc_workshop.domain.piles import OrderPile, PairPile
from sfc_workshop.domain.rounds import Round
from sfc_workshop.domain.suppression import CellKey

_FINEST: Final = 1 << 20  # parts the heaviest ballot is cut into where exact weights are finer

AnyPile = OrderPile | PairPile


def make_piles(counted: Counted, box: BallotBox) -> dict[CellKey, list[AnyPile]]:
    """Sort the ballots of a box into piles, by the cell they speak for; only those that have a share in the index."""
    weights = _small_weights(join_limbs(box.whole_weights()).tolist())
    piles: dict[CellKey, list[AnyPile]] = {key: [] for key in counted.speaking}
    sheets: list[Sheet | PairSheet] = [*box.sheets.values(), *box.pair_sheets.values()]
    for sheet in sheets:
        strata, weight_of = np.array(sheet.strata), np.array(sheet.weights)
        for group in counted.groups:
            key = group.id, sheet.activity.criterion
            own = [number for number, stratum in enumerate(box.strata) if stratum.group in group.members]
            chosen = np.flatnonzero(np.isin(strata, own))
            if key in piles and len(chosen):
                piles[key].append(_pile(counted.round, group, sheet, chosen, weights[weight_of[chosen]]))
    return piles


def _small_weights(wholes: list[int]) -> Numbers:
    """Round weights finer than a millionth of the heaviest one; others stay exact."""
    heaviest = max(wholes, default=1)
    if heaviest > _FINEST:
        wholes = [max(1, whole * _FINEST // heaviest) for whole in wholes]
    return np.array(wholes, dtype=np.int64)


def _pile(round_: Round, group: CountedGroup, sheet: Sheet | PairSheet, chosen: Numbers, weights: Numbers) -> AnyPile:
    at = {item: number for number, item in enumerate(round_.item_ids)}
    numbers = np.array([at[item] for item in sheet.items])
    about: dict[str, Any] = {
        "group": group.id,
        "activity": sheet.activity.id,
        "items": np.sort(numbers),
        "redrawn": not is_census(round_, group),
    }
    if isinstance(sheet, PairSheet):
        return PairPile(**about, **_merge_pairs(sheet, np.argsort(np.argsort(numbers)), chosen, weights))
    order = places(sheet.activity, np.ascontiguousarray(sheet.columns()[:, chosen]))
    return OrderPile(**about, **_merge_orders(_leads(order[np.argsort(numbers)]), weights))


def is_census(round_: Round, group: CountedGroup) -> bool:
    """Say whether everybody who belongs to a group has answered."""
    size = size_of(round_, group.members)
    return size is not None and group.people >= size


def _leads(order: Numbers) -> Numbers:
    """Count for each item the others it beats less those that beat it; int16 [items, ballots]."""
    known = order > NOT_COMPARED
    leads = np.full(order.shape, NOT_COMPARED, dtype=np.int16)
    for item, row in enumerate(order):
        beats = ((row > order) & known).sum(axis=0, dtype=np.int16)
        np.copyto(leads[item], beats - (row < order).sum(axis=0, dtype=np.int16), where=known[item])
    return leads


def _merge_orders(leads: Numbers, weights: Numbers) -> dict[str, Any]:
    """Find the different ballots, sorted by their bytes, and how many there are of each."""
    words = np.concatenate([leads.T.astype(">i2"), weights.astype(">i8")[:, None].view(">i2")], axis=1)
    keys = np.ascontiguousarray(words).view(np.dtype((np.void, words.shape[1] * 2))).ravel()
    _, first, alike = np.unique(keys, return_index=True, return_counts=True)
    return {"leads": np.ascontiguousarray(leads[:, first]), "weights": weights[first], "alike": alike}


def _merge_pairs(sheet: PairSheet, places_of: Numbers, chosen: Numbers, weights: Numbers) -> dict[str, Any]:
    """Find the different ballots, sorted by their comparisons, and how many there are of each.

    places_of:  [items of the activity] which place each takes among the items of the pile.
    chosen:     the ballots, by number; weights are theirs.
    """
    codes, ballot = _codes(sheet, places_of), np.array(sheet.ballot)
    order = np.lexsort((codes, ballot))
    starts = np.searchsorted(ballot[order], np.stack([chosen, chosen + 1]))
    said = codes[order].tolist()
    spans = zip(weights.tolist(), starts[0].tolist(), starts[1].tolist(), strict=True)
    alike = Counter((weight, *said[start:end]) for weight, start, end in spans)
    patterns: Sequence[tuple[int, ...]] = sorted(alike)
    every = np.array([code for _, *own in patterns for code in own], dtype=np.int64)
    return {
        "weights": np.array([weight for weight, *_ in patterns], dtype=np.int64),
        "alike": np.array([alike[pattern] for pattern in patterns], dtype=np.int64),
        "starts": np.cumsum([0, *(len(pattern) - 1 for pattern in patterns)]),
        "pairs": every // 3,
        "leads": every % 3 - 1,
    }


def _codes(sheet: PairSheet, places_of: Numbers) -> Numbers:
    """Write each comparison as a number: three times its pair, and 0, 1 or 2 for what the earlier item got."""
    number = np.zeros((len(places_of), len(places_of)), dtype=np.int64)
    upper, lower = np.triu_indices(len(places_of), 1)
    number[upper, lower] = number[lower, upper] = np.arange(len(upper))
    first, second = places_of[np.array(sheet.first)], places_of[np.array(sheet.second)]
    got = np.array(sheet.won, dtype=np.int64)
    turned = (first > second) != (sheet.activity.direction < 0)
    codes: Numbers = number[first, second] * 3 + np.where(turned, 2 - got, got)
    return codes
