"""The whole count: a round and its ballots in, everything that may be shown out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sfc_workshop.domain.ballot_box import BallotBox
from sfc_workshop.domain.cells import score_cells
from sfc_workshop.domain.certainty import Certainty, assess
from sfc_workshop.domain.config_file import read_round
from sfc_workshop.domain.counted import Counted
from sfc_workshop.domain.disagreement import ItemSupport, Support, compare_support, measure_support
from sfc_workshop.domain.flags import Evidence, Flag, raise_flags
from sfc_workshop.domain.groups import CountedGroup, count_groups
from sfc_workshop.domain.portfolio import Portfolio, share_budgets
from sfc_workshop.domain.priorities import Parts, Ranking, parts, ranking
from sfc_workshop.domain.quick_ballots import read_box
from sfc_workshop.domain.rounds import Ballot, Round
from sfc_workshop.domain.showing import (
    DoorKey,
    Scores,
    door_scores,
    hide,
    rank_without_open,
    shown_criterion,
    shown_index,
    shown_scores,
)
from sfc_workshop.domain.steps import Tell
from sfc_workshop.domain.suppression import CellKey
from sfc_workshop.domain.tally import ItemCount, Tally, count_items, tally


@dataclass(frozen=True, slots=True)
class Count:
    """A counted round. None always stands for "too few people to show".

    ballots:          how many were counted.
    groups:           as they are counted: those too small are pooled.
    ranking:          index, rank, order, and which items are tied.
    criterion_index:  {criterion: {item: index from that side alone}}.
    group_scores:     {(group, criterion): {item: b}}.
    contributions:    {item: its index as a sum}; None where it has no index.
    support:          {item: support by group, and across them}.
    flags:            {item: flags in the order they are defined}.
    door_scores:      {(door, group, criterion): {item: b}}, where ballots came in by several doors.
    without_open:     the ranking without open-link ballots; None if there are none, or too few
                      of either sort.
    item_counts:      {activity: {item: plain counts}}.
    certainty:        how sure the order is: other people, other weights, another rule.
    portfolio:        what each budget pays for.
    """

    round: Round
    ballots: int
    groups: tuple[CountedGroup, ...]
    ranking: Ranking
    criterion_index: Mapping[str, Scores]
    group_scores: Mapping[CellKey, Scores]
    contributions: Mapping[str, Parts | None]
    support: Mapping[str, ItemSupport]
    flags: Mapping[str, tuple[Flag, ...]]
    door_scores: Mapping[DoorKey, Scores]
    without_open: Ranking | None
    item_counts: Mapping[str, Mapping[str, ItemCount | None]]
    certainty: Certainty
    portfolio: tuple[Portfolio, ...]


def count(round_: Round, ballots: Iterable[Ballot], seed: str | None = None, tell: Tell | None = None) -> Count:
    """Count a round.

    The result depends on the ballots alone, not on their order, nor on their ids.

    ballots:  read once, so they may come from a file or a query as they are read; each counts,
              so one that was sent twice must have been left out before.
    seed:     decides ties and draws; else the round's own, else ties stay unresolved.
    tell:     hears now and then how many steps of the work are done, and of how many.
    """
    box = BallotBox(round_)
    for ballot in ballots:
        box.add(ballot)
    return _count(round_ if seed is None else replace(round_, seed=seed), box, tell)


def count_files(folder: Path, tell: Tell | None = None) -> Count:
    """Count the round in a folder with config.json and ballots.jsonl.

    tell:    see `count`.
    raises:  BadRound, naming file, line and field.
    """
    round_ = read_round(folder)
    return _count(round_, read_box(folder, round_), tell)


def _count(round_: Round, box: BallotBox, tell: Tell | None) -> Count:
    """Put the parts of a count together."""
    items, n_min, tallies = round_.item_ids, round_.n_min, tally(box)
    groups = count_groups(round_, tallies)
    cells = score_cells(round_, groups, tallies)
    hidden = hide(cells, items, n_min)
    scores = shown_scores(cells, hidden, n_min)
    ranks = ranking(shown_index(cells, hidden), round_.seed)
    said = {item: _say(item, groups, tallies) for item in items}
    weights = {group.id: group.weight for group in groups}
    support = {item: compare_support(said[item], weights, n_min) for item in items}
    doors = door_scores(round_, groups, tallies, scores)
    without_open = rank_without_open(round_, groups, tallies)
    certainty = assess(Counted(round_, groups, tallies, cells, scores, ranks), box, tell)
    evidence = Evidence(round_, groups, tallies, ranks, without_open, scores, doors, certainty)
    return Count(
        round=round_,
        ballots=sum(one.ballots for one in tallies),
        groups=groups,
        ranking=ranks,
        criterion_index={c.id: shown_criterion(cells, c.id, hidden) for c in round_.criteria},
        group_scores=scores,
        contributions={item: parts(cells, item, hidden[item]) for item in items},
        support=support,
        flags={item: raise_flags(item, evidence, said[item], support[item]) for item in items},
        door_scores=doors,
        without_open=without_open,
        item_counts=count_items(round_, tallies),
        certainty=certainty,
        portfolio=share_budgets(box, groups, ranks),
    )


def _say(item: str, groups: Sequence[CountedGroup], tallies: Sequence[Tally]) -> dict[str, Support | None]:
    """Measure each group's support of an item."""
    return {
        group.id: measure_support([one for one in tallies if one.stratum.group in group.members], item)
        for group in groups
    }
