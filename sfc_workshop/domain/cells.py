"""What each group says from the side of each criterion, and on how many people that rests."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from sfc_workshop.domain.groups import CountedGroup, most_in_one_activity
from sfc_workshop.domain.rounds import Round
from sfc_workshop.domain.suppression import CellKey
from sfc_workshop.domain.tally import Tally, add_pairs, group_scores


@dataclass(frozen=True, slots=True)
class Cell:
    """What one group says from the side of one criterion.

    share:   the part of the index it speaks for, λ·w; all cells add up to 1.
    score:   {item: b}, 0 to 1.
    people:  {item: on how many people its b rests at least}.
    """

    share: Fraction
    score: Mapping[str, Fraction]
    people: Mapping[str, int]


def score_cells(round_: Round, groups: Sequence[CountedGroup], tallies: Sequence[Tally]) -> dict[CellKey, Cell]:
    """Score every item for each group and criterion that have a ballot.

    A group without a ballot in a criterion has no say there, and the weights of the others are
    scaled up; so are the weights of the criteria where nobody with a weight spoke to one.
    """
    counted = {member: group.id for group in groups for member in group.members}
    spoken: dict[CellKey, list[Tally]] = {}
    for one in tallies:
        key = counted[one.stratum.group], one.activity.criterion
        spoken.setdefault(key, []).append(one)
    weights = {group.id: group.weight for group in groups}
    shares = share_out(weights, {c.id: c.weight for c in round_.criteria}, spoken)
    return {key: score_cell(round_, share, spoken[key]) for key, share in shares.items()}


def share_out(
    groups: Mapping[str, Fraction], criteria: Mapping[str, Fraction], spoken: Collection[CellKey]
) -> dict[CellKey, Fraction]:
    """Share 1 among the cells that have a ballot, in the order of the weights.

    groups, criteria:  {id: weight}; only their proportions count.
    returns:           {(group, criterion): λ·w}, all 0 where no cell has a weight.
    """
    heard = {c: [g for g in groups if (g, c) in spoken] for c in criteria}
    present = {c: sum(groups[g] for g in heard[c]) for c in criteria}
    whole = sum(criteria[c] for c in criteria if present[c])
    return {
        (g, c): criteria[c] * groups[g] / (whole * present[c]) if whole and present[c] else Fraction(0)
        for c in criteria
        for g in heard[c]
    }


def score_cell(round_: Round, share: Fraction, tallies: Sequence[Tally]) -> Cell:
    """Score every item from pooled tallies: a ballot is a ballot, whatever the channel."""
    items = round_.item_ids
    return Cell(
        share=share,
        score=dict(zip(items, group_scores(*add_pairs(tallies, items)), strict=True)),
        people=people_comparing(items, tallies),
    )


def people_comparing(items: Sequence[str], tallies: Sequence[Tally]) -> dict[str, int]:
    """Count for each item the people, at least, who compared it with another."""
    compared = [(t.activity.id, dict(zip(t.items, t.compared.tolist(), strict=True))) for t in tallies]
    return {item: most_in_one_activity((a, by_item.get(item, 0)) for a, by_item in compared) for item in items}
