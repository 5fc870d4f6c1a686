"""Reading the ballots that share a budget."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

import numpy as np

from sfc_workshop.domain.ballot_box import BallotBox, Numbers, join_limbs
from sfc_workshop.domain.budget_voters import PART_BITS, WANT_BITS, Voters, cut_into_limbs
from sfc_workshop.domain.gains import Gains, gains_of
from sfc_workshop.domain.groups import CountedGroup
from sfc_workshop.domain.rounds import Activity, Budget, Round
from sfc_workshop.domain.scales import Kind


@dataclass(frozen=True)
class _Block:
    """Merged ballots of one group and activity, whose wants are of one scale; `weights` in parts of a person."""

    group: int
    activity: int
    gains: Gains
    weights: list[int]
    ballots: Numbers


def sharing(round_: Round, budget: Budget, items: Sequence[str]) -> tuple[Activity, ...]:
    """Find the activities whose ballots share a budget: those declared, or all that ask about an item of it.

    Comparing pairs says what is better, but not whether it is wanted: such ballots hold no share.
    """
    telling = [one for one in round_.activities if one.scale.kind is not Kind.PAIRWISE]
    if budget.activities is not None:
        return tuple(one for one in telling if one.id in budget.activities)
    return tuple(one for one in telling if not set(items).isdisjoint(round_.items_of(one)))


def voters_of(box: BallotBox, groups: Sequence[CountedGroup], budget: Budget, items: Sequence[str]) -> Voters:
    """Gather the ballots that share a budget.

    A ballot of a group holds the share s = w·ω/Σω, where w is the group's part among the groups
    with a ballot here, and ω what the ballot carries of a person. After closing nobody can tell
    which ballots of two activities are one person's, so each holds a share by itself; the ω of one
    person add up to 1 in a criterion. Groups of weight 0 hold nothing and are left out.

    items:  those the budget may be spent on.
    """
    counted = [group for group in groups if group.weight]
    blocks = list(_read(box, counted, sharing(box.round, budget, items), items))
    present = sorted({block.group for block in blocks})
    scale = tuple(lcm(*(block.gains.tops[item].numerator for block in blocks)) for item in range(len(items)))
    parts, unit = _parts(blocks, [group.weight for group in counted])
    sizes = [len(block.ballots) for block in blocks]
    return Voters(
        items=tuple(items),
        groups=tuple(counted[group].id for group in present),
        wants=cut_into_limbs(
            np.concatenate([np.zeros((0, len(items))), *(_wants(b, scale) for b in blocks)]), WANT_BITS
        ),
        scale=scale,
        parts=np.moveaxis(cut_into_limbs(np.array(parts, dtype=object), PART_BITS), 0, -1),
        unit=unit,
        ballots=np.concatenate([np.zeros(0, dtype=np.int64), *(block.ballots for block in blocks)]),
        group=np.repeat(np.array([present.index(block.group) for block in blocks], dtype=np.intp), sizes),
        activity=np.repeat(np.array([block.activity for block in blocks], dtype=np.intp), sizes),
        known=_known(blocks, present, len(items)),
    )


def _wants(block: _Block, scale: Sequence[int]) -> Numbers:
    """Write the wants of a block in the scale of all, in Python's whole numbers."""
    times = [int(whole / top) for whole, top in zip(scale, block.gains.tops, strict=True)]
    return np.asarray(block.gains.wants.astype(object) * np.array(times, dtype=object))


def _known(blocks: Sequence[_Block], present: Sequence[int], items: int) -> Numbers:
    """Count the ballots that give an item a level, [groups, activities, items]."""
    activities = 1 + max((block.activity for block in blocks), default=0)
    known = np.zeros((len(present), activities, items), dtype=np.int64)
    for block in blocks:
        known[present.index(block.group), block.activity] += block.gains.known
    return known


def _read(
    box: BallotBox, groups: Sequence[CountedGroup], activities: Sequence[Activity], items: Sequence[str]
) -> Iterator[_Block]:
    """Read the sheets of some activities, group by group."""
    weights = box.whole_weights()
    for number, activity in enumerate(activities):
        sheet = box.sheets[activity.id]
        strata, weight_of = np.asarray(sheet.strata), np.asarray(sheet.weights)
        for group, counted in enumerate(groups):
            own = [at for at, stratum in enumerate(box.strata) if stratum.group in counted.members]
            chosen = np.flatnonzero(np.isin(strata, own))
            for gains in gains_of(sheet, np.ascontiguousarray(sheet.columns()[:, chosen]), items):
                yield _merged(group, number, gains, weights[weight_of[chosen[gains.ballots]]])


def _merged(group: int, activity: int, gains: Gains, weights: Numbers) -> _Block:
    """Make one row of the ballots that want the same: they stay alike whatever is bought."""
    wants = gains.wants
    keys = np.unique(wants, return_inverse=True)[1].reshape(wants.shape) if wants.dtype == object else wants
    _, first, of, ballots = np.unique(keys, axis=0, return_index=True, return_inverse=True, return_counts=True)
    sums = np.stack([np.bincount(of.ravel(), limb, len(first)) for limb in weights.T], axis=1)
    return _Block(group, activity, gains.with_wants(wants[first]), join_limbs(sums).tolist(), ballots)


def _parts(blocks: Sequence[_Block], weights: Sequence[Fraction]) -> tuple[list[int], int]:
    """Share everything among the rows of the blocks: in whole parts, and how many they are."""
    heard = {
        group: sum(sum(one.weights) for one in blocks if one.group == group) for group in {b.group for b in blocks}
    }
    whole = sum(weights[group] for group in heard)
    each = {group: weights[group] / (whole * people) for group, people in heard.items()}
    unit = lcm(*(one.denominator for one in each.values()))
    return [weight * int(each[block.group] * unit) for block in blocks for weight in block.weights], unit
