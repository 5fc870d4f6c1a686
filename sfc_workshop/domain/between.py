"""For each item the two groups that are furthest apart on it, and how sure that is."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from sfc_workshop.domain.bootstrap import Redraws, middle_of_difference
from sfc_workshop.domain.counted import Counted
from sfc_workshop.domain.showing import Scores
from sfc_workshop.domain.suppression import CellKey


@dataclass(frozen=True, slots=True)
class Gap:
    """The two groups furthest apart on one item.

    above, below:  the group that puts it highest, and the one that puts it lowest.
    gap:           by how much, 0 to 1.
    low, high:     between these lies the gap in 90 % of the counts with ballots drawn again.
    """

    above: str
    below: str
    gap: Fraction
    low: float
    high: float


def find_gap(counted: Counted, redraws: Redraws, item: str) -> Gap | None:
    """Find the groups furthest apart on an item; None unless two of them are shown.

    A group's own score is the mean of its b over the criteria from which it was asked about the
    item, by their weights. Of several groups that stand alike, the first counts as the highest and
    the last as the lowest. A group is left out where one of its cells is hidden.
    """
    weights = {group.id: _weights(counted, group.id, item) for group in counted.groups}
    own = {group: _score(by_cell, counted.scores, item) for group, by_cell in weights.items()}
    shown = {group: score for group, score in own.items() if score is not None}
    if len(shown) < 2:
        return None
    above, below = max(shown, key=shown.__getitem__), min(reversed(shown), key=shown.__getitem__)
    parts = [{key: float(weight) for key, weight in weights[group].items()} for group in (above, below)]
    row = counted.round.item_ids.index(item)
    low, high = middle_of_difference(parts[0], parts[1], redraws, row)
    return Gap(above, below, shown[above] - shown[below], low, high)


def _weights(counted: Counted, group: str, item: str) -> dict[CellKey, Fraction]:
    """Say how much each criterion counts in a group's own score of an item; empty if it has none."""
    criteria = {(group, criterion.id): criterion.weight for criterion in counted.round.criteria}
    keys = [key for key in counted.speaking if key[0] == group]
    asked = [key for key in keys if any(item in one.items for one in counted.tallies_of(key))]
    whole = sum(criteria[key] for key in asked)
    return {key: criteria[key] / whole for key in asked}


def _score(weights: Mapping[CellKey, Fraction], scores: Mapping[CellKey, Scores], item: str) -> Fraction | None:
    parts = [(weight, scores[key][item]) for key, weight in weights.items()]
    known = [weight * score for weight, score in parts if score is not None]
    return sum(known, Fraction(0)) if known and len(known) == len(parts) else None
