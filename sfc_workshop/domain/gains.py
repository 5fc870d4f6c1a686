"""How much each ballot wants each item, when money is spent: its gain as a share of the item's cost."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from sfc_workshop.domain.ballot_box import NOT_COMPARED, Numbers, Sheet, places
from sfc_workshop.domain.scales import Kind


@dataclass(frozen=True)
class Gains:
    """The gains v = wants/top of some ballots of a sheet, 0 to 1.

    ballots:  [n] their numbers among the columns read.
    wants:    [n, items] whole numbers; 0 where an item has no level.
    tops:     [items] what v = 1 would be.
    known:    [items] how many of the ballots give an item a level.
    """

    ballots: Numbers
    wants: Numbers
    tops: tuple[int, ...]
    known: Numbers

    def with_wants(self, wants: Numbers) -> "Gains":
        """The same, of other ballots."""
        return replace(self, wants=wants)


def gains_of(sheet: Sheet, columns: Numbers, items: Sequence[str]) -> Iterator[Gains]:
    """Read the gains of all ballots in some columns of a sheet, apart for each length of a scale.

    v is max(0, 2u - 1) for scores and rankings, whose middle means indifference, and u itself for
    ticks and dots; u is the level of `scales.level`. What somebody gains is v times the cost.

    items:  columns of the gains, in order; of those the sheet does not ask about nobody wants any.
    """
    order = places(sheet.activity, columns)
    if sheet.activity.scale.kind is Kind.RANKING:
        lengths = (order > NOT_COMPARED).sum(axis=0)
        for length in np.unique(lengths):
            chosen = np.flatnonzero(lengths == length)
            own = order[:, chosen]
            known = (own > NOT_COMPARED) & (length > 1)
            yield _gains(sheet, chosen, _net_wins(own), known, top=max(int(length) - 1, 1), items=items)
    elif columns.shape[1]:
        steps, known = sheet.activity.scale.steps, order > NOT_COMPARED
        up = order.astype(np.int64)
        wants = 2 * up - steps if sheet.activity.scale.kind is Kind.SCORE else up
        yield _gains(sheet, np.arange(columns.shape[1]), wants, known, top=steps, items=items)


def _net_wins(order: Numbers) -> Numbers:
    """Count the items below less those above; over the others that is 2u - 1, a tie being half a win."""
    known = order > NOT_COMPARED
    return np.stack([((row > order) & known).sum(axis=0) - (row < order).sum(axis=0) for row in order])


def _gains(sheet: Sheet, ballots: Numbers, wants: Numbers, known: Numbers, *, top: int, items: Sequence[str]) -> Gains:
    """Put the rows of a sheet, [items of the sheet, ballots], where its items stand among others."""
    at = {item: row for row, item in enumerate(sheet.items)}
    found = np.zeros((len(ballots), len(items)), dtype=np.int64)
    counts = np.zeros(len(items), dtype=np.int64)
    for column, item in enumerate(items):
        if item in at:
            found[:, column] = np.where(known[at[item]], np.maximum(wants[at[item]], 0), 0)
            counts[column] = known[at[item]].sum()
    return Gains(ballots, found, (top,) * len(items), counts)
