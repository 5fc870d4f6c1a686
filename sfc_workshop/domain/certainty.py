"""How sure the order is: other people, other weights, another rule."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

from sfc_workshop.domain.ballot_box import BallotBox
from sfc_workshop.domain.between import Gap, find_gap
from sfc_workshop.domain.bootstrap import Redrawn, redraw, redrawn_items, steps_of_redrawing
from sfc_workshop.domain.counted import Counted
from sfc_workshop.domain.piling import AnyPile, make_piles
from sfc_workshop.domain.schulze import schulze_ranks, win_shares
from sfc_workshop.domain.steps import Steps, Tell
from sfc_workshop.domain.suppression import CellKey
from sfc_workshop.domain.weightings import Reweighed, reweigh, steps_of_reweighing

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Certainty:
    """What stands beside an order to say how sure it is. An item that is not ranked has None in all of it.

    bootstrap:  {item: where it stands when ballots are drawn again}; None where that was not declared.
    between:    {item: the two groups furthest apart}, likewise; None also where fewer than two
                groups are shown.
    smaa:       {δ: {item: where it stands under other weightings}}; None where that was not declared.
    schulze:    {item: its rank by the Schulze rule}.
    """

    bootstrap: Mapping[str, Redrawn | None] | None
    between: Mapping[str, Gap | None] | None
    smaa: Mapping[Fraction, Mapping[str, Reweighed | None]] | None
    schulze: Mapping[str, int | None]


def assess(counted: Counted, box: BallotBox, tell: Tell | None = None) -> Certainty:
    """Try out how sure an order is, as far as the round has declared it.

    box:   the ballots that were counted.
    tell:  hears now and then how many steps are done, and of how many.
    """
    round_ = counted.round
    piles = make_piles(counted, box) if round_.bootstrap else {}
    steps = Steps(1 + steps_of_redrawing(counted, piles) + steps_of_reweighing(counted), tell)
    bootstrap, between = _redraw(counted, piles, steps) if round_.bootstrap else (None, None)
    found = Certainty(
        bootstrap=bootstrap,
        between=between,
        smaa=_reweigh(counted, steps) if round_.smaa else None,
        schulze=_by_item(counted, schulze_ranks(win_shares(counted))),
    )
    steps.add(1)
    return found


def _redraw(
    counted: Counted, piles: Mapping[CellKey, list[AnyPile]], steps: Steps
) -> tuple[dict[str, Redrawn | None], dict[str, Gap | None]]:
    """Say what drawing the ballots again tells of each item, and of the groups furthest apart on it."""
    redraws = redraw(counted, piles, steps)
    items = _by_item(counted, redrawn_items(counted, redraws))
    return items, _by_item(counted, [find_gap(counted, redraws, item) for item in counted.ranked])


def _reweigh(counted: Counted, steps: Steps) -> dict[Fraction, dict[str, Reweighed | None]]:
    """Say for each δ what other weightings tell of each item."""
    return {delta: _by_item(counted, items) for delta, items in reweigh(counted, steps).items()}


def _by_item(counted: Counted, values: Iterable[Value]) -> dict[str, Value | None]:
    """Give each ranked item its value, and the others None."""
    found = dict(zip(counted.ranked, values, strict=True))
    return {item: found.get(item) for item in counted.round.item_ids}
