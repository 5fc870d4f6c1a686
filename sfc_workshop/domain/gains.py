"""How much each ballot wants each item, when money is spent: its gain as a share of the item's cost."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final, NamedTuple

import numpy as np

from sfc_workshop.domain.ballot_box import NOT_COMPARED, Numbers, Sheet, places, was_seen
from sfc_workshop.domain.rounds import Activity
from sfc_workshop.domain.scales import Kind


@dataclass(frozen=True)
class Gains:
    """The gains v = wants/top of some ballots of a sheet, 0 to 1.

    ballots:  [n] their numbers among the columns read.
    wants:    [n, items] whole numbers; 0 where an item has no level.
    tops:     [items] the wants of v = 1.
    known:    [items] how many of the ballots give an item a level.
    """

    ballots: Numbers
    wants: Numbers
    tops: tuple[Fraction, ...]
    known: Numbers

    def with_wants(self, wants: Numbers) -> "Gains":
        """The same, of other ballots."""
        return replace(self, wants=wants)


def gains_of(sheet: Sheet, columns: Numbers, items: Sequence[str]) -> Iterator[Gains]:
    """Read the gains of all ballots in some columns of a sheet, apart for each length of a scale.

    v is max(0, 2u - 1) for scores and rankings, whose middle means indifference, and u itself for
    ticks, dots and amounts; u is the level of `scales.level`. What somebody gains is v times the cost.

    items:  columns of the gains, in order; of those the sheet does not ask about nobody wants any.
    """
    read = _READERS.get(sheet.activity.scale.kind, _by_steps)
    at = {item: row for row, item in enumerate(sheet.items)}
    rows = [at.get(item) for item in items]
    for marked in read(sheet.activity, columns) if columns.shape[1] else ():
        yield _of_items(marked, rows)


class _Marked(NamedTuple):
    """What some ballots say of the items of a sheet.

    ballots:  [n] their numbers among the columns.
    wants:    [items, n], above 0 where an item is wanted.
    known:    [items, n] whether it has a level.
    tops:     [items].
    """

    ballots: Numbers
    wants: Numbers
    known: Numbers
    tops: Sequence[Fraction]


def _of_items(marked: _Marked, rows: Sequence[int | None]) -> Gains:
    """Put the items in another order; None stands for one the sheet does not ask about."""
    wants = np.zeros((len(marked.ballots), len(rows)), dtype=marked.wants.dtype)
    known = np.zeros(len(rows), dtype=np.int64)
    for column, row in enumerate(rows):
        if row is not None:
            wants[:, column] = np.where(marked.known[row], np.maximum(marked.wants[row], 0), 0)
            known[column] = marked.known[row].sum()
    tops = tuple(Fraction(1) if row is None else marked.tops[row] for row in rows)
    return Gains(marked.ballots, wants, tops, known)


def _by_steps(activity: Activity, columns: Numbers) -> Iterator[_Marked]:
    """Read scores, ticks and dots: steps up a scale."""
    order, steps = places(activity, columns), activity.scale.steps
    up = order.astype(np.int64)
    wants = 2 * up - steps if activity.scale.kind is Kind.SCORE else up
    yield _Marked(np.arange(columns.shape[1]), wants, order > NOT_COMPARED, [Fraction(steps)] * len(order))


def _by_places(activity: Activity, columns: Numbers) -> Iterator[_Marked]:
    """Read rankings, which have as many steps as other items were ranked; of one item none."""
    order = places(activity, columns)
    lengths = (order > NOT_COMPARED).sum(axis=0)
    for length in np.unique(lengths):
        chosen = np.flatnonzero(lengths == length)
        own = order[:, chosen]
        top = Fraction(max(int(length) - 1, 1))
        yield _Marked(chosen, _net_wins(own), (own > NOT_COMPARED) & (length > 1), [top] * len(own))


def _by_amounts(activity: Activity, columns: Numbers) -> Iterator[_Marked]:
    """Read amounts given to items: each has its cost for a scale."""
    costs = [cost for _, cost in activity.scale.costs]
    wants, tops = columns, costs
    if activity.direction < 0:  # in Python's whole numbers, since a cost may have many digits after its point
        some = columns.astype(object)
        wants = np.stack([cost.numerator - cost.denominator * row for cost, row in zip(costs, some, strict=True)])
        tops = [Fraction(cost.numerator) for cost in costs]
    yield _Marked(np.arange(columns.shape[1]), wants, was_seen(columns), tops)


_READERS: Final = {Kind.RANKING: _by_places, Kind.ALLOCATION: _by_amounts}


def _net_wins(order: Numbers) -> Numbers:
    """Count the items below less those above; over the others that is 2u - 1, a tie being half a win."""
    known = order > NOT_COMPARED
    return np.stack([((row > order) & known).sum(axis=0) - (row < order).sum(axis=0) for row in order])
