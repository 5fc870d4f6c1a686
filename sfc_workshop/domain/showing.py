"""Scores as they may be shown: over all ballots, by door, and without open-link ballots."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Final

from sfc_workshop.domain.cells import Cell, score_cell, score_cells
from sfc_workshop.domain.groups import CountedGroup
from sfc_workshop.domain.priorities import Ranking, criterion_index, index, ranking
from sfc_workshop.domain.rounds import Round
from sfc_workshop.domain.suppression import CellKey, Hidden, hidden_parts, index_people, too_few
from sfc_workshop.domain.tally import Tally

DoorKey = tuple[str, str, str]  # door, group, criterion
Scores = Mapping[str, Fraction | None]  # by item; None stands for too few people

OPEN_LINK: Final = "open"


def hide(cells: Mapping[CellKey, Cell], items: Sequence[str], n_min: int) -> dict[str, Hidden]:
    """Choose for each item what is not shown."""
    return {item: hidden_parts(people_behind(cells, item), n_min) for item in items}


def people_behind(cells: Mapping[CellKey, Cell], item: str) -> dict[CellKey, int]:
    """Count the people behind each cell that has a share in the index of an item."""
    return {key: cell.people[item] for key, cell in cells.items() if cell.share}


def shown_index(cells: Mapping[CellKey, Cell], hidden: Mapping[str, Hidden]) -> dict[str, Fraction | None]:
    """Compute the index of every item that has enough people behind it."""
    return {item: None if unseen.index else index(cells, item) for item, unseen in hidden.items()}


def shown_criterion(
    cells: Mapping[CellKey, Cell], criterion: str, hidden: Mapping[str, Hidden]
) -> dict[str, Fraction | None]:
    """Compute the index from one side alone."""
    return {
        item: None if criterion in unseen.criteria else criterion_index(cells, criterion, item)
        for item, unseen in hidden.items()
    }


def shown_scores(cells: Mapping[CellKey, Cell], hidden: Mapping[str, Hidden], n_min: int) -> dict[CellKey, Scores]:
    """Pick the group scores that are shown; a group without a share is in no sum, and stands alone."""
    return {
        key: {
            item: None if key in hidden[item].cells or cell.people[item] < n_min else score
            for item, score in cell.score.items()
        }
        for key, cell in cells.items()
    }


def door_scores(
    round_: Round, groups: Sequence[CountedGroup], tallies: Sequence[Tally], scores: Mapping[CellKey, Scores]
) -> dict[DoorKey, Scores]:
    """Score each door by itself, for groups and criteria that came in by several.

    A ballot whose door is not told belongs to no door that is shown, but is one more part of the
    whole. Where the score of all doors together is hidden, so is that of each.

    scores:  of all doors together, as shown.
    """
    found: dict[DoorKey, Scores] = {}
    doors = sorted({one.stratum.door for one in tallies}, key=lambda door: door or "")
    for (group, criterion), pooled in scores.items():
        members = next(g.members for g in groups if g.id == group)
        own = [t for t in tallies if t.activity.criterion == criterion and t.stratum.group in members]
        by_door = {door: [t for t in own if t.stratum.door == door] for door in doors}
        parts = {door: score_cell(round_, Fraction(0), some) for door, some in by_door.items() if some}
        if len(parts) > 1:
            for door, part in _shown_doors(parts, pooled, round_.n_min).items():
                found[door, group, criterion] = part
    return found


def _shown_doors(parts: Mapping[str | None, Cell], pooled: Scores, n_min: int) -> dict[str, Scores]:
    """Hide the scores of doors on too few people.

    Somebody came by one door, but where it is not told for one question it may be told for another: then
    the people behind several doors may be the same.
    """
    together = max if None in parts else sum
    hidden = {
        item: too_few({door: part.people[item] for door, part in parts.items()}, n_min, together) for item in pooled
    }
    return {
        door: {
            item: None if door in hidden[item] or pooled[item] is None else score for item, score in part.score.items()
        }
        for door, part in parts.items()
        if door is not None
    }


def rank_without_open(round_: Round, groups: Sequence[CountedGroup], tallies: Sequence[Tally]) -> Ranking | None:
    """Rank without the ballots that anybody with the link could send.

    Shown only where both the ballots left out and those that stay rest on enough people: else
    the difference between the two rankings would tell what a few have said.

    returns:  None if no ballot is open, or an item without an index where too few are.
    """
    opened = [one for one in tallies if one.stratum.integrity == OPEN_LINK]
    if not opened:
        return None
    rest = score_cells(round_, groups, [one for one in tallies if one.stratum.integrity != OPEN_LINK])
    left_out = score_cells(round_, groups, opened)

    def shown(item: str) -> Fraction | None:
        stay = index_people(people_behind(rest, item))
        leave = index_people({key: cell.people[item] for key, cell in left_out.items()})
        enough = stay >= round_.n_min and (leave == 0 or leave >= round_.n_min)
        return index(rest, item) if enough else None

    return ranking({item: shown(item) for item in round_.item_ids}, round_.seed)
