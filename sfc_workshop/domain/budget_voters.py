"""Who shares the money of a budget: ballots, what each wants, and the part of the money it holds."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import lcm
from typing import Final

import numpy as np

from sfc_workshop.domain.ballot_box import NOT_COMPARED, BallotBox, Numbers, Sheet, join_limbs, places
from sfc_workshop.domain.groups import CountedGroup
from sfc_workshop.domain.rounds import Activity, Budget, Round
from sfc_workshop.domain.scales import Kind

_LIMB_BITS: Final = 20


@dataclass(frozen=True)
class Voters:
    """Ballots that share a budget; those of one group and activity that want the same are one row.

    A row wants an item by v = wants/top, 0 to 1, and speaks for the share s of everybody, which
    all add up to 1. Both are kept as whole numbers, so that sums over rows are exact.

    items:     [m] ids; columns of `wants`.
    groups:    ids of the counted groups among them, each with a weight.
    wants:     [rows, m + 1] floating whole numbers; the last column is `top`.
    parts:     [rows, limbs] s/top in 1/unit, as floating whole numbers, the lowest limb first.
    unit:      so many parts are everybody.
    ballots:   [rows] how many ballots.
    group:     [rows] place in `groups`.
    activity:  [rows] place among the activities.
    known:     [groups, activities, m] how many ballots give an item a level.
    """

    items: tuple[str, ...]
    groups: tuple[str, ...]
    wants: Numbers
    parts: Numbers
    unit: int
    ballots: Numbers
    group: Numbers
    activity: Numbers
    known: Numbers

    def whole(self, rows: Numbers, columns: Sequence[int]) -> list[int]:
        """Add up wants times parts over some rows, exactly, for each of some columns: Σ s·v in 1/unit.

        The column -1 gives Σ s. Limbs stay below 2^20 and wants below 2^11, so a float holds the
        sums for four million rows.
        """
        sums: list[int] = join_limbs(self.wants[rows[:, None], columns].T @ self.parts[rows]).tolist()
        return sums

    def supporters(self, item: int) -> Numbers:
        """The rows that want an item."""
        return np.flatnonzero(self.wants[:, item])

    def people(self, rows: Numbers) -> dict[str, int]:
        """Count by group the people, at least, behind some rows."""
        table = np.zeros(self.known.shape[:2], dtype=np.int64)
        np.add.at(table, (self.group[rows], self.activity[rows]), self.ballots[rows])
        return dict(zip(self.groups, table.max(axis=1, initial=0).tolist(), strict=True))

    def people_with_level(self, item: int) -> dict[str, int]:
        """Count by group the people, at least, who gave an item a level."""
        known = self.known[:, :, item].max(axis=1, initial=0)
        return dict(zip(self.groups, known.tolist(), strict=True))


@dataclass(frozen=True)
class _Rows:
    """Merged ballots of one group and activity: `weights` in parts of a person."""

    group: int
    activity: int
    wants: Numbers
    weights: list[int]
    ballots: Numbers
    known: Numbers

    @property
    def tops(self) -> list[int]:
        """The last column of the wants, as Python's integers."""
        tops: list[int] = self.wants[:, -1].astype(np.int64).tolist()
        return tops


def sharing(round_: Round, budget: Budget, items: Sequence[str]) -> tuple[Activity, ...]:
    """Find the activities whose ballots share a budget: those declared, or all that ask about an item of it."""
    if budget.activities is not None:
        return tuple(one for one in round_.activities if one.id in budget.activities)
    return tuple(one for one in round_.activities if not set(items).isdisjoint(round_.items_of(one)))


def voters_of(box: BallotBox, groups: Sequence[CountedGroup], budget: Budget, items: Sequence[str]) -> Voters:
    """Gather the ballots that share a budget.

    A ballot of a group holds the share s = w·ω/Σω, where w is the group's part among the groups
    with a ballot here, and ω what the ballot carries of a person. After closing nobody can tell
    which ballots of two activities are one person's, so each holds a share by itself; the ω of one
    person add up to 1 in a criterion. Groups of weight 0 hold nothing and are left out.

    items:  those the budget may be spent on.
    """
    counted = [group for group in groups if group.weight]
    found = list(_read(box, counted, sharing(box.round, budget, items), items))
    present = sorted({rows.group for rows in found})
    whole = sum(counted[group].weight for group in present)
    each = {g: counted[g].weight / (whole * sum(sum(r.weights) for r in found if r.group == g)) for g in present}
    unit = lcm(*((each[r.group] / top).denominator for r in found for top in set(r.tops)))
    parts = [
        weight * int(each[rows.group] * unit / top)
        for rows in found
        for weight, top in zip(rows.weights, rows.tops, strict=True)
    ]
    activities = 1 + max((rows.activity for rows in found), default=0)
    known = np.zeros((len(present), activities, len(items)), dtype=np.int64)
    for rows in found:
        known[present.index(rows.group), rows.activity] += rows.known
    sizes = [len(rows.ballots) for rows in found]
    return Voters(
        items=tuple(items),
        groups=tuple(counted[group].id for group in present),
        wants=np.concatenate([np.zeros((0, len(items) + 1)), *(rows.wants for rows in found)]),
        parts=_limbs(parts),
        unit=unit,
        ballots=np.concatenate([np.zeros(0, dtype=np.int64), *(rows.ballots for rows in found)]),
        group=np.repeat(np.array([present.index(rows.group) for rows in found], dtype=np.intp), sizes),
        activity=np.repeat(np.array([rows.activity for rows in found], dtype=np.intp), sizes),
        known=known,
    )


def _read(
    box: BallotBox, groups: Sequence[CountedGroup], activities: Sequence[Activity], items: Sequence[str]
) -> Iterator[_Rows]:
    """Read the sheets of some activities, group by group."""
    weights = box.whole_weights()
    for number, activity in enumerate(activities):
        sheet = box.sheets[activity.id]
        strata = np.frombuffer(sheet.strata, dtype=np.uint32)
        weight_of = np.frombuffer(sheet.weights, dtype=np.uint32)
        for group, counted in enumerate(groups):
            own = [at for at, stratum in enumerate(box.strata) if stratum.group in counted.members]
            chosen = np.flatnonzero(np.isin(strata, own))
            if len(chosen):
                wants, known = _wants(sheet, np.ascontiguousarray(sheet.columns()[:, chosen]), items)
                yield _merged(group, number, wants, known, weights[weight_of[chosen]])


def _merged(group: int, activity: int, wants: Numbers, known: Numbers, weights: Numbers) -> _Rows:
    """Make one row of the ballots that want the same; they stay alike whatever is bought."""
    rows, of, ballots = np.unique(wants, axis=0, return_inverse=True, return_counts=True)
    sums = np.stack([np.bincount(of.ravel(), limb, len(rows)) for limb in weights.T], axis=1)
    return _Rows(group, activity, rows.astype(np.float64), join_limbs(sums).tolist(), ballots, known)


def _wants(sheet: Sheet, columns: Numbers, items: Sequence[str]) -> tuple[Numbers, Numbers]:
    """Say how much each ballot wants each item: int [ballots, items + 1], the last column being the top.

    The share of its cost that counts as somebody's gain is max(0, 2u - 1) for scores and rankings,
    whose middle means indifference, and u itself for ticks and dots; u is the level of
    `scales.level`. An item without a level is not wanted.

    returns:  the wants, and [items] how many ballots give an item a level.
    """
    order = places(sheet.activity, columns)
    gains, top = _gains(sheet.activity, order)
    has_level = (order > NOT_COMPARED) & (top > 0)
    wants = np.zeros((columns.shape[1], len(items) + 1), dtype=np.int32)
    known = np.zeros(len(items), dtype=np.int64)
    wants[:, -1] = np.maximum(top, 1)
    at = {item: row for row, item in enumerate(sheet.items)}
    for column, item in enumerate(items):
        if item in at:
            wants[:, column] = np.where(has_level[at[item]], np.maximum(gains[at[item]], 0), 0)
            known[column] = has_level[at[item]].sum()
    return wants, known


def _gains(activity: Activity, order: Numbers) -> tuple[Numbers, Numbers]:
    """Compute v·top, and top: of all ballots the steps of the scale, of a ranking the other items it placed."""
    steps = np.int32(activity.scale.steps)
    up = order.astype(np.int32)
    if activity.scale.kind is Kind.SCORE:
        return 2 * up - steps, np.full(order.shape[1], steps)
    if activity.scale.kind is Kind.RANKING:
        return _net_wins(order), (order > NOT_COMPARED).sum(axis=0) - 1
    return up, np.full(order.shape[1], steps)


def _net_wins(order: Numbers) -> Numbers:
    """Count the items below less those above; over the others that is 2u - 1, a tie being half a win."""
    known = order > NOT_COMPARED
    return np.stack([(((row > order) & known).sum(axis=0) - (row < order).sum(axis=0)) for row in order])


def _limbs(wholes: Sequence[int]) -> Numbers:
    """Cut whole numbers into limbs, the lowest first."""
    limbs = max(1, *(-(-whole.bit_length() // _LIMB_BITS) for whole in wholes), 1)
    mask = (1 << _LIMB_BITS) - 1
    table = [[(whole >> _LIMB_BITS * at) & mask for at in range(limbs)] for whole in wholes]
    return np.array(table, dtype=np.float64).reshape(len(wholes), limbs)
