"""What may leave the house: ballots with pooled groups, in an order that says nothing, numbered anew.

The priorities are computed from these very ballots, so whoever has them can compute the same.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from hashlib import sha256

from sfc_workshop.domain.ballot_box import BallotBox
from sfc_workshop.domain.ballot_file import write_ballots
from sfc_workshop.domain.groups import count_groups, size_of
from sfc_workshop.domain.rounds import Ballot, Group, Round
from sfc_workshop.domain.tally import tally


@dataclass(frozen=True, slots=True)
class Published:
    """A round and its ballots as anybody may have them."""

    round: Round
    ballots: tuple[Ballot, ...]


def publish(round_: Round, ballots: Sequence[Ballot], *, closed: bool = True) -> Published:
    """Pool small groups, leave out doors that too few share, sort by content, number, and draw the lot's seed.

    A door (and integrity) stays on the ballots of a group in an activity only if every door there has
    at least n_min ballots: else the few could be told by the door they came through.

    closed:   while voting goes on there is no seed: ties stay unresolved.
    returns:  a round whose groups are those counted, and the ballots with ids 1, 2, 3 ….
    """
    box = BallotBox(round_)
    for ballot in ballots:
        box.add(ballot)
    groups = count_groups(round_, tally(box))
    pool = {member: group.id for group in groups for member in group.members}
    every = {activity.id: frozenset(round_.items_of(activity)) for activity in round_.activities}
    pooled = [replace(b, id="", group=pool[b.group], seen=_seen(b, every[b.activity])) for b in ballots]
    doors = Counter((b.activity, b.group, b.door, b.integrity) for b in pooled)
    few = {(activity, group) for (activity, group, *_), n in doors.items() if n < round_.n_min}
    told = [replace(b, door=None, integrity=None) if (b.activity, b.group) in few else b for b in pooled]
    lines = sorted(zip(write_ballots(told), range(len(told)), strict=True))
    seed = sha256(b"".join(line for line, _ in lines)).hexdigest() if closed else None
    return Published(
        replace(round_, groups=tuple(Group(g.id, g.weight, size_of(round_, g.members)) for g in groups), seed=seed),
        tuple(replace(told[at], id=str(number)) for number, (_, at) in enumerate(lines, start=1)),
    )


def _seen(ballot: Ballot, every: frozenset[str]) -> frozenset[str] | None:
    """Say that all was shown in the one way there is, so that reading a ballot and writing it changes nothing."""
    return None if ballot.seen is None or every <= set(ballot.seen) else frozenset(ballot.seen)


def as_one_group(published: Published) -> Published:
    """Let everybody count alike, whatever their group: the raw result beside the weighted one."""
    own = published.round.groups
    everyone = Group("everyone", Fraction(1), size_of(published.round, [group.id for group in own]))
    return Published(
        replace(published.round, groups=(everyone,)),
        tuple(replace(ballot, group=everyone.id) for ballot in published.ballots),
    )
