"""What if: the priorities under other weights, from what is shown of a count; the declared weights stay."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sfc_workshop.domain.cells import share_out
from sfc_workshop.domain.priorities import Ranking, ranking
from sfc_workshop.domain.suppression import CellKey

Cells = Mapping[CellKey, Mapping[str, Fraction | None]]
Weights = Mapping[str, Fraction]


@dataclass(frozen=True, slots=True)
class Shown:
    """What is shown of a count, and all that other weights need.

    items:  ids in the order declared, or sorted where a file has forgotten it; ties keep it while
            there is no seed.
    cells:  {(group, criterion): {item: b}}, None standing for too few people.
    """

    items: tuple[str, ...]
    seed: str | None
    cells: Cells


@dataclass(frozen=True, slots=True)
class Extremes:
    """What no weighting changes.

    always_first:  items that are first under every weighting, alone or tied.
    never_first:   {item: another one that is above it, or tied where the weights leave out every cell
                   in which the two differ}.
    """

    always_first: tuple[str, ...]
    never_first: Mapping[str, str]


def shown_in(result: Mapping[str, Any]) -> Shown:
    """Read what is needed from result.json, or from what `result_file.result` lays out.

    Ids hold no |, so a key group|criterion has one reading.
    """
    cells: dict[CellKey, dict[str, Fraction | None]] = {}
    for key, scores in result["group_scores"].items():
        group, criterion = key.split("|")
        cells[group, criterion] = {item: None if b is None else Fraction(b) for item, b in scores.items()}
    return Shown(tuple(result["index"]), result["seed"], cells)


def weigh(shown: Shown, groups: Weights, criteria: Weights) -> Ranking:
    """Compute the index, ranks and order that other weights would have given.

    Weights are in proportion: they need not add up to 1. As in the count, a group without ballots
    in a criterion has no say there and the others are scaled up, and likewise the criteria; with the
    declared weights the index is that of the count. An item has no index where a cell with a share
    is hidden: with changing weights its value could be worked out.

    groups, criteria:  {id: weight}, not negative; one that is absent has weight 0.
    returns:           no item has an index where no cell has a share.
    raises:            ValueError for a negative weight.
    """
    if any(weight < 0 for weight in (*groups.values(), *criteria.values())):
        raise ValueError("a weight is negative")
    shares = share_out(groups, criteria, shown.cells)
    index = {item: _index(shown.cells, shares, item) for item in shown.items}
    return ranking(index, shown.seed)


def _index(cells: Cells, shares: Mapping[CellKey, Fraction], item: str) -> Fraction | None:
    """Add up one item's cells, those with a share only."""
    total = Fraction(0)
    counted = [(share, cells[key][item]) for key, share in shares.items() if share]
    for share, score in counted:
        if score is None:
            return None
        total += share * score
    return total if counted else None


def extremes(shown: Shown) -> Extremes:
    """Find the items that are first under every weighting, and those that never are.

    First under every weighting is exactly what has at least as much as every other item in each
    cell: a weighting may give everything to one cell. Never first is what another item matches in
    every cell and exceeds in one. (An item may also fail to be first because several others take
    turns above it; that is not looked for.) A hidden score could be anything from 0 to 1.
    """
    least, most = _columns(shown, Fraction(0)), _columns(shown, Fraction(1))
    first = [a for a in shown.items if all(_at_least(least[a], most[b]) for b in shown.items if b != a)]
    above = {a: [b for b in shown.items if b != a and _beats(least[b], most[a])] for a in shown.items}
    return Extremes(tuple(first), {item: others[0] for item, others in above.items() if others})


def _columns(shown: Shown, hidden: Fraction) -> dict[str, list[Fraction]]:
    """List the scores of each item over all cells, with something in place of those that are hidden."""
    return {
        item: [hidden if score is None else score for score in (by_item[item] for by_item in shown.cells.values())]
        for item in shown.items
    }


def _at_least(own: Sequence[Fraction], other: Sequence[Fraction]) -> bool:
    """Say whether one item has at least as much as another in every cell."""
    return all(a >= b for a, b in zip(own, other, strict=True))


def _beats(own: Sequence[Fraction], other: Sequence[Fraction]) -> bool:
    return _at_least(own, other) and own != other
