"""Ballots to counts, and counts to win shares: exact, in whole parts of a person."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

import numpy as np

from sfc_workshop.domain.ballot_box import (
    NOT_COMPARED,
    BallotBox,
    Numbers,
    Sheet,
    Stratum,
    got_something,
    join_limbs,
    places,
    shares_of,
    was_seen,
)
from sfc_workshop.domain.bradley_terry import PARTS, win_chances
from sfc_workshop.domain.pairs import PairSheet
from sfc_workshop.domain.rounds import Activity, Round
from sfc_workshop.domain.scales import Kind

HALF: Final = Fraction(1, 2)
_AT_ONCE: Final = 4_096  # ballots compared at once: small enough for a processor's cache


@dataclass(frozen=True)
class Levels:
    """How many ballots put each item how far up one scale.

    steps:     of the scale; column t stands for the level t/steps, unless `at` says otherwise.
    graded:    people chose the step itself, so that its spread may be read as agreement.
    ballots:   [items, steps + 1] ballots.
    weighted:  the same in parts of a person.
    at:        the level of each column, rising; shares of a cost lie anywhere.
    """

    steps: int
    graded: bool
    ballots: Numbers
    weighted: Numbers
    at: tuple[Fraction, ...] | None = None

    @property
    def values(self) -> Sequence[Fraction]:
        """The level each column stands for."""
        return self.at or [Fraction(step, self.steps) for step in range(self.steps + 1)]


@dataclass(frozen=True, slots=True)
class ItemCount:
    """Plain counts of one item in one activity, each ballot as one.

    seen:    ballots that were shown the item.
    votes:   ballots that marked it: any score, a tick, a dot, a place.
    points:  score marks, dots, ticks or baht added up; None for a ranking and for pairs.
    """

    seen: int
    votes: int
    points: int | None


@dataclass(frozen=True)
class Tally:
    """What the ballots of one stratum say to one activity; arrays run over the activity's items.

    ballots:   how many.
    seen:      [items] to how many an item was shown.
    votes:     [items] on how many it was marked: any score, a tick, a dot, a place.
    points:    [items] marks of a score, dots or baht added up; of ticks, the ticks; else nothing.
    compared:  [items] on how many it stands in the order with another item.
    met:       [items, items] N: parts of a person who compared the two.
    won:       [items, items] 2 W: twice the parts who put the first above the second, ties once.
    levels:    one for each length of scale; none for pairs.
    whole:     Σω: the weights of its ballots added up, in parts of a person.
    squares:   Σω²: their squares added up, in such parts too.
    """

    activity: Activity
    items: tuple[str, ...]
    stratum: Stratum
    ballots: int
    seen: Numbers
    votes: Numbers
    points: Numbers
    compared: Numbers
    met: Numbers
    won: Numbers
    levels: tuple[Levels, ...]
    whole: int = 0
    squares: int = 0


def tally(box: BallotBox) -> list[Tally]:
    """Count a box: one tally for each activity and stratum that has ballots.

    The same ballots give the same tallies in whatever order they were put in, but for the order of
    the list.
    """
    weights = box.whole_weights()
    found = []
    for sheet in box.sheets.values():
        strata = np.frombuffer(sheet.strata, dtype=np.uint32)
        weight_of = np.frombuffer(sheet.weights, dtype=np.uint32)
        for number in np.unique(strata):
            chosen = np.flatnonzero(strata == number)
            columns = np.ascontiguousarray(sheet.columns()[:, chosen])
            one = _tally(sheet, box.strata[number], columns, weights[weight_of[chosen]])
            found.append(_with_sums(one, weight_of[chosen], np.ones_like(chosen), weights))
    return found + [one for paired in box.pair_sheets.values() for one in _tally_pairs(paired, box.strata, weights)]


def _with_sums(one: Tally, weight_of: Numbers, times: Numbers, weights: Numbers) -> Tally:
    """Add up the weights of a tally's ballots, each so many times one of [weights, limbs], and their squares."""
    wholes = join_limbs(weights).tolist()
    kinds, people = np.unique(np.stack([weight_of, times]), axis=1, return_counts=True)
    parts = [wholes[at] * k for at, k in kinds.T.tolist()]
    each = list(zip(parts, people.tolist(), strict=True))
    return replace(one, whole=sum(p * n for p, n in each), squares=sum(p * p * n for p, n in each))


def _tally(sheet: Sheet, stratum: Stratum, columns: Numbers, weights: Numbers) -> Tally:
    """Count some columns of a sheet; weights are [ballots, limbs]."""
    activity = sheet.activity
    order = places(activity, columns)
    votes = got_something(activity, columns)
    met, won = _pairs(order, weights)
    known = order > NOT_COMPARED
    counts_marks = activity.scale.kind is not Kind.RANKING
    return Tally(
        activity=activity,
        items=sheet.items,
        stratum=stratum,
        ballots=columns.shape[1],
        seen=was_seen(columns).sum(axis=1),
        votes=votes.sum(axis=1),
        points=np.where(votes & counts_marks, columns, 0).sum(axis=1, dtype=np.int64),
        compared=known[:, known.sum(axis=0) > 1].sum(axis=1),
        met=met,
        won=won,
        levels=_levels(activity, columns, order, weights),
    )


def _tally_pairs(sheet: PairSheet, strata: Sequence[Stratum], weights: Numbers) -> Iterator[Tally]:
    """Count comparisons of pairs by stratum; weights are [weights, limbs]."""
    ballot, first, second, won = map(np.asarray, (sheet.ballot, sheet.first, sheet.second, sheet.won))
    twice = won if sheet.activity.direction > 0 else 2 - won
    stratum_of, weight_of = np.asarray(sheet.strata), np.asarray(sheet.weights)
    size, answers = len(sheet.items), np.bincount(ballot, minlength=len(sheet))
    for number in np.unique(stratum_of):
        chosen = np.flatnonzero(stratum_of[ballot] == number)
        a, b, got, of = first[chosen], second[chosen], twice[chosen].astype(np.float64), ballot[chosen]
        wins = _pair_sums(size, a, b, got, weights[weight_of[of]])
        people = np.array([len(np.unique(of[(a == item) | (b == item)])) for item in range(size)], dtype=np.int64)
        own = np.flatnonzero(stratum_of == number)
        one = Tally(
            activity=sheet.activity,
            items=sheet.items,
            stratum=strata[number],
            ballots=len(own),
            seen=people,
            votes=people,
            points=np.zeros(size, dtype=np.int64),
            compared=people,
            met=(wins + wins.T) // 2,
            won=wins,
            levels=(),
        )
        yield _with_sums(one, weight_of[own], np.maximum(answers[own], 1), weights)


def _pair_sums(size: int, first: Numbers, second: Numbers, twice: Numbers, weights: Numbers) -> Numbers:
    """Add up twice the wins of each item over each other one, in parts of a person.

    twice:    what the first item got of each comparison: 2, 1 or 0.
    weights:  whole numbers in limbs [comparisons, limbs].
    """
    cells = size * size
    sums = [
        np.bincount(first * size + second, twice * limb, cells)
        + np.bincount(second * size + first, (2 - twice) * limb, cells)
        for limb in weights.T
    ]
    return join_limbs(np.stack(sums, axis=-1).reshape(size, size, -1))


def _pairs(order: Numbers, weights: Numbers) -> tuple[Numbers, Numbers]:
    """Count comparisons N and twice the wins W, a tie being half a win to both.

    order:    int16 [items, ballots].
    weights:  whole numbers in limbs [ballots, limbs].
    """
    items, ballots = order.shape
    met = np.zeros((items, items, weights.shape[1]))
    above = np.zeros_like(met)
    for start in range(0, ballots, _AT_ONCE):
        some, parts = order[:, start : start + _AT_ONCE], weights[start : start + _AT_ONCE]
        known = some > NOT_COMPARED
        for item in range(items):
            met[item] += (known[item] & known) @ parts
            above[item] += ((some[item] > some) & known) @ parts
    n, wins = join_limbs(met), join_limbs(above)
    return n, n + wins - wins.T


def _levels(activity: Activity, columns: Numbers, order: Numbers, weights: Numbers) -> tuple[Levels, ...]:
    """Sort ballots by the level they give each item, apart for each length of scale."""
    if activity.scale.kind is Kind.ALLOCATION:
        _, shares = shares_of(activity, columns)
        at = shares if activity.direction > 0 else [1 - share for share in reversed(shares)]
        return (replace(_histogram(order, len(at) - 1, weights, graded=False), at=tuple(at)),)
    if activity.scale.kind is not Kind.RANKING:
        graded = activity.scale.kind is Kind.SCORE
        return (_histogram(order, activity.scale.steps, weights, graded=graded),)
    lengths = (order > NOT_COMPARED).sum(axis=0)
    found = []
    for length in np.unique(lengths[lengths > 1]):
        chosen = lengths == length
        beaten = _beaten(order[:, chosen])
        found.append(_histogram(beaten, 2 * (int(length) - 1), weights[chosen], graded=False))
    return tuple(found)


def _beaten(order: Numbers) -> Numbers:
    """Count for each item the others it beats, twice, and ties once; NOT_COMPARED stays."""
    known = order > NOT_COMPARED
    result = np.full(order.shape, NOT_COMPARED, dtype=np.int16)
    for item in range(len(order)):
        lower = ((order[item] > order) & known).sum(axis=0)
        not_higher = ((order[item] >= order) & known).sum(axis=0)
        np.copyto(result[item], lower + not_higher - 1, where=known[item], casting="unsafe")
    return result


def _histogram(steps_up: Numbers, steps: int, weights: Numbers, *, graded: bool) -> Levels:
    """Count how often each item stands how many steps up."""
    ballots = np.zeros((len(steps_up), steps + 1), dtype=np.int64)
    parts = np.zeros((*ballots.shape, weights.shape[1]))
    for item, row in enumerate(steps_up):
        known = row > NOT_COMPARED
        ballots[item] = np.bincount(row[known], minlength=steps + 1)
        for limb, weight in enumerate(weights.T):
            parts[item, :, limb] = np.bincount(row[known], weight[known], steps + 1)
    return Levels(steps, graded, ballots, join_limbs(parts))


def add_pairs(tallies: Sequence[Tally], items: Sequence[str]) -> tuple[Numbers, Numbers]:
    """Pool tallies, whatever activity and channel they come from: N and 2 W over the items given.

    Pairs that were compared one by one are pooled first and made into win chances; then every pair of
    their items counts as if all their people had compared it, with these chances.
    """
    met, won = _sums([one for one in tallies if one.activity.scale.kind is not Kind.PAIRWISE], items)
    paired = [one for one in tallies if one.activity.scale.kind is Kind.PAIRWISE]
    asked = [item for item in items if any(item in one.items for one in paired)]
    _, wins = _sums(paired, asked)
    twice_people = int(wins.sum())
    if not twice_people:
        return met, won
    chances = np.array(win_chances(wins.tolist()), dtype=object)
    rows = np.array([items.index(item) for item in asked], dtype=np.intp)
    everybody = np.full_like(chances, twice_people // 2 * PARTS)
    return _added(met.astype(object) * PARTS, everybody, rows), _added(
        won.astype(object) * PARTS, chances * twice_people, rows
    )


def _sums(tallies: Sequence[Tally], items: Sequence[str]) -> tuple[Numbers, Numbers]:
    """Add up N and 2 W over the items given."""
    at = {item: number for number, item in enumerate(items)}
    met = np.zeros((len(items), len(items)), dtype=np.int64)
    won = met
    for one in tallies:
        rows = np.array([at[item] for item in one.items], dtype=np.intp)
        met, won = _added(met, one.met, rows), _added(won, one.won, rows)
    return met, won


def _added(total: Numbers, part: Numbers, rows: Numbers) -> Numbers:
    """Add a smaller square into a larger one, in Python's integers where one of them needs those."""
    result = total.astype(np.promote_types(total.dtype, part.dtype))
    result[np.ix_(rows, rows)] += part
    return result


def group_scores(met: Numbers, won: Numbers) -> list[Fraction]:
    """Say for each item how often it is put above another item: b, the mean of its win shares P = W/N.

    Pairs that nobody compared are left out; an item compared with nothing gets a half.

    met, won:  N and 2 W, [items, items].
    returns:   0 to 1 for each item; over complete ballots they add up to half the number of items.
    source:    Borda as a mean win share: Young, J. Econ. Theory 9 (1974).
    """
    return [_mean_win_share(number, n, w) for number, (n, w) in enumerate(zip(met.tolist(), won.tolist(), strict=True))]


def _mean_win_share(item: int, met: Sequence[int], won: Sequence[int]) -> Fraction:
    """Average W/N over the others that were met; equal N are added first, since fractions are slow."""
    wins: dict[int, int] = {}
    others = 0
    for other, n in enumerate(met):
        if n and other != item:
            wins[n] = wins.get(n, 0) + won[other]
            others += 1
    if not others:
        return HALF
    return sum((Fraction(w, 2 * n) for n, w in wins.items()), Fraction(0)) / others


def count_items(round_: Round, tallies: Sequence[Tally]) -> dict[str, dict[str, ItemCount | None]]:
    """Count what came in for each item of each activity; None where fewer than n_min saw it."""
    return {
        activity.id: _item_counts(round_, activity, [t for t in tallies if t.activity.id == activity.id])
        for activity in round_.activities
    }


def _item_counts(round_: Round, activity: Activity, tallies: Sequence[Tally]) -> dict[str, ItemCount | None]:
    items = round_.items_of(activity)
    seen, votes, points = np.zeros((3, len(items)), dtype=np.int64)
    for one in tallies:
        seen, votes, points = seen + one.seen, votes + one.votes, points + one.points
    ranked = activity.scale.kind in {Kind.RANKING, Kind.PAIRWISE}
    return {
        item: ItemCount(n, v, None if ranked or _tells(activity, v, round_.n_min) else p) if n >= round_.n_min else None
        for item, n, v, p in zip(items, seen.tolist(), votes.tolist(), points.tolist(), strict=True)
    }


def _tells(activity: Activity, votes: int, n_min: int) -> bool:
    """Whether the points of an item are what a few people said: "I don't know" is no answer, and adds nothing."""
    return activity.scale.kind is Kind.SCORE and 0 < votes < n_min
