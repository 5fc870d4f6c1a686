"""How far the order depends on the declared weights: other weightings are tried out."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import numpy as np

from sfc_workshop.domain.ballot_box import Numbers
from sfc_workshop.domain.counted import Counted
from sfc_workshop.domain.draws import Draws
from sfc_workshop.domain.standings import Standings, stand
from sfc_workshop.domain.steps import Steps
from sfc_workshop.domain.suppression import CellKey

_AT_ONCE: Final = 4_096

Weights = Mapping[str, Fraction]


@dataclass(frozen=True, slots=True)
class Weighting:
    """Weights of groups as counted and of criteria; each adds up to 1."""

    groups: Weights
    criteria: Weights


@dataclass(frozen=True, slots=True)
class Reweighed:
    """Where one item stands under other weightings.

    acceptability:  in what share of the weightings it has rank 1, 2, 3 …; items that are tied share
                    the ranks they take up equally.
    top_k:          the share in which it is among the top K, a tie at K being in; None where no K
                    was declared.
    central:        the mean of the weightings under which it is first; None if it never is.
    """

    acceptability: tuple[Fraction, ...]
    top_k: Fraction | None
    central: Weighting | None


def declared_weights(counted: Counted) -> Weighting:
    """Take the weights that are varied: of the groups and criteria that have a say.

    What was declared to have no weight is given none; a criterion nobody spoke to has dropped out.
    """
    heard = {criterion for _, criterion in counted.speaking}
    criteria = {c.id: c.weight for c in counted.round.criteria if c.id in heard}
    whole = sum(criteria.values())
    return Weighting(
        groups={group.id: group.weight for group in counted.groups if group.weight},
        criteria={criterion: weight / whole for criterion, weight in criteria.items()},
    )


def reweigh(counted: Counted, steps: Steps) -> dict[Fraction, list[Reweighed]]:
    """Try other weightings: w = (1 - δ)·declared + δ·t, any t being as likely as any other.

    The same t serve for every δ, so that results differ by δ alone.

    returns:  {δ: where each ranked item stands}.
    raises:   ValueError if the round has declared no such trial.
    source:   SMAA-2: Lahdelma & Salminen, Oper. Res. 49 (2001).
    """
    smaa, ranked = counted.round.smaa, counted.ranked
    if smaa is None:
        raise ValueError("the round has declared no other weightings")
    if not ranked:
        return {delta: [] for delta in smaa.deltas}
    declared = declared_weights(counted)
    drawn = Draws(counted.round.seed, "smaa").simplex(smaa.samples, len(declared.groups), len(declared.criteria))
    scores = {key: np.array([[float(cell.score[item])] for item in ranked]) for key, cell in counted.speaking.items()}
    found = {}
    for delta in smaa.deltas:
        groups, criteria = _Trials(delta, declared.groups, drawn[0]), _Trials(delta, declared.criteria, drawn[1])
        standings = []
        for start in range(0, smaa.samples, _AT_ONCE):
            some = slice(start, start + _AT_ONCE)
            standings.append(stand(_index(scores, groups.weights(some), criteria.weights(some))))
            steps.add(standings[-1].rank.size)
        found[delta] = _read(Standings.join(standings), groups, criteria, counted.round.top_k)
    return found


def steps_of_reweighing(counted: Counted) -> int:
    """Say how many steps of work that will be."""
    smaa = counted.round.smaa
    return smaa.samples * len(smaa.deltas) * len(counted.ranked) if smaa else 0


class _Trials:
    """Weightings δ away from the declared one; drawn are whole numbers [names, samples]."""

    def __init__(self, delta: Fraction, declared: Weights, drawn: Numbers) -> None:
        self.delta, self.declared, self.drawn = delta, declared, drawn
        self.whole = (1 << 32) + len(declared)

    def weights(self, some: slice) -> dict[str, Numbers]:
        """Say some of the weights, as floats by name."""
        kept, free = float(1 - self.delta), float(self.delta / self.whole)
        each = zip(self.declared.items(), self.drawn[:, some], strict=True)
        return {name: kept * float(weight) + free * drawn for (name, weight), drawn in each}

    def mean(self, chosen: Numbers) -> Weights:
        """Average the chosen ones, exactly, at least one of them."""
        sums = self.drawn[:, chosen].sum(axis=1).tolist()
        mean = [Fraction(total, len(chosen) * self.whole) for total in sums]
        each = zip(self.declared.items(), mean, strict=True)
        return {name: (1 - self.delta) * weight + self.delta * free for (name, weight), free in each}


def _index(
    scores: Mapping[CellKey, Numbers], groups: Mapping[str, Numbers], criteria: Mapping[str, Numbers]
) -> Numbers:
    """Compute the index under each weighting, always in the same order; [items, samples]."""
    total: Numbers = np.zeros(1)
    for criterion, weight in criteria.items():
        own = {group: score for (group, side), score in scores.items() if side == criterion}
        heard = sum(groups[group] for group in own)
        total = total + weight / heard * sum(groups[group] * score for group, score in own.items())
    return total


def _read(standings: Standings, groups: _Trials, criteria: _Trials, top_k: int | None) -> list[Reweighed]:
    """Read off where each item stands."""
    items = len(standings.rank)
    tops = [None] * items if top_k is None else standings.in_top(top_k)
    firsts = [np.flatnonzero(rank == 1) for rank in standings.rank]
    return [
        Reweighed(
            acceptability=shares,
            top_k=top,
            central=Weighting(groups.mean(first), criteria.mean(first)) if len(first) else None,
        )
        for shares, top, first in zip(standings.shares(), tops, firsts, strict=True)
    ]
