"""Ballots kept small while they are read: two bytes a mark, so a million fit in memory."""

from array import array
from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import lcm
from operator import itemgetter
from struct import Struct
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sfc_workshop.domain.pairs import PairSheet
from sfc_workshop.domain.rounds import Activity, Ballot, Round
from sfc_workshop.domain.scales import Kind

Numbers = NDArray[Any]

NOT_COMPARED: Final = -32_768  # lower than every place in an order
_NOT_SEEN: Final = -32_768
_BLANK: Final = -32_767
_LAST: Final = 32_767  # seen and not placed in a ranking
_LIMB_BITS: Final = 20


class Stratum(NamedTuple):
    """Ballots that are told apart in the results."""

    group: str
    door: str | None
    integrity: str | None


class Sheet:
    """The ballots of one activity, a row of marks for each."""

    def __init__(self, activity: Activity, items: tuple[str, ...]) -> None:
        self.activity, self.items = activity, items
        wide = activity.scale.kind is Kind.ALLOCATION  # baht do not fit into two bytes
        self.marks = array("q" if wide else "h")
        self.strata = array("I")
        self.weights = array("I")
        self.every_mark = itemgetter(*items)
        self.pack = Struct(f"{len(items)}{self.marks.typecode}").pack  # writes a row faster than array.extend
        self.unmarked = {Kind.SCORE: _BLANK, Kind.RANKING: _LAST}.get(activity.scale.kind, 0)

    def __len__(self) -> int:
        return len(self.strata)

    def add(self, ballot: Ballot, stratum: int, weight: int) -> None:
        """Write one ballot's marks at the end."""
        if ballot.seen is None:
            row = self.row(ballot.marks)
        else:
            get, unmarked, seen = ballot.marks.get, self.unmarked, ballot.seen
            row = [get(item, unmarked if item in seen else _NOT_SEEN) for item in self.items]
        self.put(row, stratum, weight)

    def row(self, marks: Mapping[str, int]) -> Sequence[int]:
        """Lay out the marks of somebody who was shown every item."""
        if len(marks) == len(self.items) > 1:
            every: tuple[int, ...] = self.every_mark(marks)
            return every
        get, unmarked = marks.get, self.unmarked
        return [get(item, unmarked) for item in self.items]

    def put(self, row: Sequence[int], stratum: int, weight: int) -> None:
        """Write a row at the end.

        raises:  struct.error where a mark is no whole number of two bytes; nothing is written then.
        """
        self.marks.frombytes(self.pack(*row))
        self.strata.append(stratum)
        self.weights.append(weight)

    def columns(self) -> Numbers:
        """The marks as they were written, one row per item and one column per ballot."""
        return np.frombuffer(self.marks, dtype=self.marks.typecode).reshape(len(self), len(self.items)).T


class BallotBox:
    """All ballots of a round, activity by activity, in the order they were put in.

    sheets:       of the activities answered by marks.
    pair_sheets:  of those answered by comparing pairs.
    """

    def __init__(self, round_: Round) -> None:
        self.round = round_
        pairwise = [a for a in round_.activities if a.scale.kind is Kind.PAIRWISE]
        self.sheets = {a.id: Sheet(a, round_.items_of(a)) for a in round_.activities if a not in pairwise}
        self.pair_sheets = {a.id: PairSheet(a, round_.items_of(a)) for a in pairwise}
        self._strata: dict[tuple[str, str | None, str | None], int] = {}
        self._weights: dict[tuple[int, int], int] = {}

    def add(self, ballot: Ballot) -> None:
        """Put in one ballot; its marks are canonical, its group and activity declared.

        raises:  KeyError for an activity the round does not have.
        """
        sheets = self.sheets if ballot.pairs is None else self.pair_sheets
        sheets[ballot.activity].add(ballot, *self.numbers_of(ballot))

    def numbers_of(self, ballot: Ballot) -> tuple[int, int]:
        """Give a ballot's stratum and weight the numbers they have on the sheets."""
        stratum = ballot.group, ballot.door, ballot.integrity
        weight = ballot.weight_of_answer.as_integer_ratio()
        return self._strata.setdefault(stratum, len(self._strata)), self._weights.setdefault(weight, len(self._weights))

    @property
    def strata(self) -> Sequence[Stratum]:
        """The strata by their number on the sheets."""
        return tuple(map(Stratum._make, self._strata))

    @property
    def unit(self) -> int:
        """The number of equal parts a person is cut into, so that every weight is a whole number."""
        return lcm(*(denominator for _, denominator in self._weights))

    def whole_weights(self) -> Numbers:
        """Each weight, by its number on the sheets, in parts of a unit and cut into limbs.

        Sums of limbs stay below 2^53 for eight thousand million ballots, so that matrix
        products of floating numbers are exact.

        returns:  floats [weights, limbs], the lowest limb first.
        """
        unit = self.unit
        wholes = [numerator * (unit // denominator) for numerator, denominator in self._weights]
        limbs = max(1, *(-(-whole.bit_length() // _LIMB_BITS) for whole in wholes), 1)
        mask = (1 << _LIMB_BITS) - 1
        table = [[(whole >> _LIMB_BITS * at) & mask for at in range(limbs)] for whole in wholes]
        return np.array(table, dtype=np.float64).reshape(len(wholes), limbs)


def join_limbs(sums: Numbers) -> Numbers:
    """Put sums of limbs [..., limbs] together again, exactly: int64, or Python's own integers."""
    whole: Numbers = sums[..., 0].astype(np.int64)
    for at in range(1, sums.shape[-1]):
        whole = whole.astype(object) + sums[..., at].astype(np.int64).astype(object) * (1 << _LIMB_BITS * at)
    return whole


def places(activity: Activity, columns: Numbers) -> Numbers:
    """Turn written marks into places in an order: higher is better, NOT_COMPARED where there is none.

    Marks of a score, dots and ticks become steps above the lowest; see `scales.order`. Shares of a
    cost are numbered from the least of these columns up, so they mean something inside them only.
    """
    missing = columns <= _BLANK
    scale = activity.scale
    if scale.kind is Kind.ALLOCATION:
        codes, shares = shares_of(activity, columns)
        return np.where(missing, np.int32(NOT_COMPARED), codes if activity.direction > 0 else len(shares) - 1 - codes)
    if scale.kind is Kind.RANKING:
        steps = columns if activity.direction < 0 else -np.maximum(columns, _BLANK)
    elif activity.direction < 0:
        steps = scale.lowest + scale.steps - columns
    else:
        steps = columns - scale.lowest
    return np.where(missing, np.int16(NOT_COMPARED), steps.astype(np.int16))


def shares_of(activity: Activity, columns: Numbers) -> tuple[Numbers, list[Fraction]]:
    """Number the shares of their cost that items were given in an allocation, exactly, the least first.

    columns:  baht [items, ballots], as a sheet has them.
    returns:  the number of each share [items, ballots], anything where an item was not shown; and the
              shares by number.
    """
    costs = [cost for _, cost in activity.scale.costs]
    rows = [np.unique(row, return_inverse=True) for row in columns]
    exact = [[max(baht, 0) / cost for baht in given.tolist()] for (given, _), cost in zip(rows, costs, strict=True)]
    shares = sorted(set().union(*exact))
    number = {share: at for at, share in enumerate(shares)}
    codes = [
        np.array([number[share] for share in some], dtype=np.int32)[inverse]
        for some, (_, inverse) in zip(exact, rows, strict=True)
    ]
    return np.array(codes, dtype=np.int32).reshape(columns.shape), shares


def was_seen(columns: Numbers) -> Numbers:
    """Say where an item was shown."""
    return columns != _NOT_SEEN


def got_something(activity: Activity, columns: Numbers) -> Numbers:
    """Say where an item was marked: any score, a tick, a dot or a place."""
    if activity.scale.kind is Kind.RANKING:
        return (columns > _BLANK) & (columns < _LAST)
    return columns > (_BLANK if activity.scale.kind is Kind.SCORE else 0)
