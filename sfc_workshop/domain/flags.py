"""Warnings and good news a planner sees next to an item."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Final

from sfc_workshop.domain.between import Gap
from sfc_workshop.domain.certainty import Certainty
from sfc_workshop.domain.disagreement import ItemSupport, Support
from sfc_workshop.domain.groups import CountedGroup, most_in_one_activity
from sfc_workshop.domain.priorities import Ranking
from sfc_workshop.domain.rounds import Round, Thresholds
from sfc_workshop.domain.showing import DoorKey, Scores
from sfc_workshop.domain.suppression import CellKey
from sfc_workshop.domain.tally import Tally

SLIGHTLY: Final = Fraction(3, 10)  # so far from the declared weights an order should hold


class Flag(StrEnum):
    """What is worth knowing of an item before it goes into a plan."""

    CONSENSUS = "CONSENSUS"  # every group supports it, and agrees within itself
    BETWEEN = "BETWEEN"  # some group puts it high and some other low, and not by chance
    WITHIN = "WITHIN"  # some group is split in two camps
    LOW = "LOW"  # not supported, wherever it stands in the order
    FRAGILE = "FRAGILE"  # in or out of the top by chance, or by a slightly different weighting
    THIN = "THIN"  # many of a group never saw it, or a few of it speak for most
    RULE = "RULE"  # another good rule puts it elsewhere
    CHANNEL = "CHANNEL"  # one door says something else than the others
    OPEN = "OPEN"  # in or out of the top depends on ballots anybody could send


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the flags of all items are raised on; scores as they are shown."""

    round: Round
    groups: Sequence[CountedGroup]
    tallies: Sequence[Tally]
    ranks: Ranking
    without_open: Ranking | None
    scores: Mapping[CellKey, Scores]
    doors: Mapping[DoorKey, Scores]
    certainty: Certainty


def raise_flags(
    item: str, evidence: Evidence, said: Mapping[str, Support | None], support: ItemSupport
) -> tuple[Flag, ...]:
    """Find the flags of one item, in the order they are defined.

    said:     support by group, nothing hidden; only its sum is used.
    support:  the same as shown.
    """
    round_, limits = evidence.round, evidence.round.thresholds
    counted = [group for group in evidence.groups if group.weight]
    shown = [support.groups[group.id] for group in counted]
    certainty = evidence.certainty
    raised = {
        Flag.CONSENSUS: is_consensus(shown, limits),
        Flag.BETWEEN: differs_by_group((certainty.between or {}).get(item), limits),
        Flag.WITHIN: is_split_within(shown, limits),
        Flag.LOW: is_low([(group.weight, said[group.id]) for group in counted], round_.n_min, limits),
        Flag.FRAGILE: is_fragile(chances_of_top(item, certainty), limits),
        Flag.THIN: is_thin(item, counted, evidence.tallies, limits)
        or is_carried_by_few(item, counted, evidence.tallies, round_.n_min),
        Flag.RULE: depends_on_rule(evidence.ranks.rank[item], certainty.schulze[item], limits),
        Flag.CHANNEL: differs_by_door(item, evidence.scores, evidence.doors, limits),
        Flag.OPEN: depends_on_open(item, evidence.ranks, evidence.without_open, round_.top_k),
    }
    return tuple(flag for flag in Flag if raised[flag])


def is_consensus(groups: Sequence[Support | None], limits: Thresholds) -> bool:
    """Say whether every group agrees; a group with too few people cannot say so."""
    return bool(groups) and all(
        one is not None
        and one.agree_share >= limits.consensus_share
        and (one.agreement is None or one.agreement >= limits.consensus_agreement)
        for one in groups
    )


def differs_by_group(gap: Gap | None, limits: Thresholds) -> bool:
    """Say whether two groups stand far apart, and would still with other people of both."""
    return gap is not None and gap.gap >= limits.between_gap and gap.low > limits.between_sure


def is_split_within(groups: Iterable[Support | None], limits: Thresholds) -> bool:
    """Say whether some group, large enough to tell, stands in two camps."""
    return any(
        one is not None
        and one.n >= limits.within_n
        and one.agreement is not None
        and one.agreement < limits.within_agreement
        for one in groups
    )


def is_low(groups: Iterable[tuple[Fraction, Support | None]], n_min: int, limits: Thresholds) -> bool:
    """Say whether mean support by group weight lies below the middle.

    groups:  (weight above 0, support); small groups count here, since only their sum is used.
    """
    known = [(weight, one) for weight, one in groups if one is not None]
    if sum(one.people for _, one in known) < n_min:
        return False
    whole = sum(weight for weight, _ in known)
    return sum(weight * one.support for weight, one in known) < limits.low_support * whole


def chances_of_top(item: str, certainty: Certainty) -> list[Fraction]:
    """Say how likely an item is in the top K: by other people, and by slightly different weights.

    Of the declared distances from the weights that of 0.3 is taken, else the smallest.
    """
    smaa = certainty.smaa or {}
    near = smaa[SLIGHTLY if SLIGHTLY in smaa else min(smaa)] if smaa else {}
    found = (certainty.bootstrap or {}).get(item), near.get(item)
    return [one.top_k for one in found if one is not None and one.top_k is not None]


def is_fragile(chances: Iterable[Fraction], limits: Thresholds) -> bool:
    """Say whether one of the chances is far from both ends."""
    return any(limits.fragile_above < chance < limits.fragile_below for chance in chances)


def is_thin(item: str, groups: Iterable[CountedGroup], tallies: Sequence[Tally], limits: Thresholds) -> bool:
    """Say whether fewer than half of a group's people saw the item."""
    return any(_people_who_saw(item, group, tallies) < limits.thin_share * group.people for group in groups)


def is_carried_by_few(item: str, groups: Iterable[CountedGroup], tallies: Sequence[Tally], n_min: int) -> bool:
    """Say whether weights inside a group differ so much that too few people carry what it says: n_eff < n_min.

    Where too few people were asked as such, what they say is hidden, and not told of here.
    """
    found = [_most_effective(item, group, tallies) for group in groups]
    return any(people >= n_min and effective < n_min for people, effective in found)


def _most_effective(item: str, group: CountedGroup, tallies: Sequence[Tally]) -> tuple[int, Fraction]:
    """Count a group's people, and n_eff = (Σω)²/Σω², in the activity about the item that has most of both."""
    sums: dict[str, tuple[int, int, int]] = {}
    for one in tallies:
        if item in one.items and one.stratum.group in group.members:
            people, whole, squares = sums.get(one.activity.id, (0, 0, 0))
            sums[one.activity.id] = people + one.ballots, whole + one.whole, squares + one.squares
    return (
        max((people for people, _, _ in sums.values()), default=0),
        max((Fraction(whole * whole, squares) for _, whole, squares in sums.values()), default=Fraction(0)),
    )


def _people_who_saw(item: str, group: CountedGroup, tallies: Sequence[Tally]) -> int:
    return most_in_one_activity(
        (one.activity.id, int(one.seen[one.items.index(item)]))
        for one in tallies
        if item in one.items and one.stratum.group in group.members
    )


def depends_on_rule(rank: int | None, schulze: int | None, limits: Thresholds) -> bool:
    """Say whether another rule puts an item several places higher or lower."""
    return rank is not None and schulze is not None and abs(rank - schulze) >= limits.rule_places


def differs_by_door(
    item: str, scores: Mapping[CellKey, Scores], doors: Mapping[DoorKey, Scores], limits: Thresholds
) -> bool:
    """Say whether some door's score lies far from that of all doors of its group together."""
    for (_, group, criterion), by_item in doors.items():
        own, pooled = by_item[item], scores[group, criterion][item]
        if own is not None and pooled is not None and abs(own - pooled) >= limits.channel_gap:
            return True
    return False


def depends_on_open(item: str, ranks: Ranking, without_open: Ranking | None, top_k: int | None) -> bool:
    """Say whether the item enters or leaves the top K when open-link ballots are left out."""
    if without_open is None or top_k is None:
        return False
    both = _in_top(item, ranks.rank, top_k), _in_top(item, without_open.rank, top_k)
    return None not in both and both[0] != both[1]


def _in_top(item: str, rank: Mapping[str, int | None], top_k: int) -> bool | None:
    """Say whether an item is in the top K, ties at K being in; None where it has no rank."""
    own = rank[item]
    return None if own is None else own <= top_k
