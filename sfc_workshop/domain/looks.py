"""By how many people two looks at an open round differ in anything that is shown of either."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any

from sfc_workshop.domain.rounds import Activity, Ballot, Round
from sfc_workshop.domain.scales import Kind

# {group: {"activity|item": [people who compared the item, fingerprint of the ballots that saw it]}}
Ground = Mapping[str, Mapping[str, Sequence[Any]]]


def ground(round_: Round, ballots: Iterable[Ballot], fingerprint: Callable[[str], str]) -> dict[str, dict[str, Any]]:
    """Say what a count rests on, piece by piece: every number that is shown of it is made of such pieces.

    A piece is what one group's ballots in one activity say of one item. Pieces that are too small to be
    shown stand here too, since they are part of sums that are shown.

    ballots:      as they are counted; doors are not told apart.
    fingerprint:  with a key, or the few ballots of a small piece could be guessed.
    """
    activities = {activity.id: activity for activity in round_.activities}
    people: dict[tuple[str, str], Counter[str]] = {}
    lines: dict[tuple[str, str], dict[str, list[str]]] = {}
    for ballot in ballots:
        activity = activities[ballot.activity]
        seen = _seen(round_, activity, ballot)
        said = set(ballot.marks) if activity.scale.kind is Kind.SCORE else seen
        words = repr((ballot.weight, sorted(ballot.marks.items()), ballot.pairs, sorted(seen)))
        line = sha256(words.encode()).hexdigest()
        here = people.setdefault((ballot.group, ballot.activity), Counter())
        if len(said) > 1:
            here.update(said)
        for item in seen:
            lines.setdefault((ballot.group, ballot.activity), {}).setdefault(item, []).append(line)
    found: dict[str, dict[str, Any]] = {}
    for (group, activity_id), by_item in lines.items():
        for item, some in by_item.items():
            piece = [people[group, activity_id][item], fingerprint("".join(sorted(some)))]
            found.setdefault(group, {})[f"{activity_id}|{item}"] = piece
    return found


def growth(before: Ground, now: Ground) -> list[int]:
    """Say by how many people each piece that has changed has grown; a changed mind alone is no growth.

    Groups that are pooled differently than before are taken together, and there every piece counts as
    changed: what was shown of the old pool and of its members now could be taken from each other.
    """
    alone, pooled = before.keys() & now.keys(), before.keys() ^ now.keys()
    nobody = [0, ""]
    pairs = [
        (list(before[group].get(piece, nobody)), list(now[group].get(piece, nobody)))
        for group in alone
        for piece in before[group].keys() | now[group].keys()
    ]
    pool, members = _together(before, pooled), _together(now, pooled)
    return [
        *[new[0] - old[0] for old, new in pairs if old != new],
        *[members.get(piece, 0) - pool.get(piece, 0) for piece in pool.keys() | members.keys()],
    ]


def _together(pieces: Ground, groups: Iterable[str]) -> dict[str, int]:
    """Add up the people of some groups, piece by piece."""
    total: dict[str, int] = {}
    for group in groups:
        for piece, (people, _) in pieces.get(group, {}).items():
            total[piece] = total.get(piece, 0) + people
    return total


def _seen(round_: Round, activity: Activity, ballot: Ballot) -> set[str]:
    """The items a ballot may say something of; of pairs, those that were compared."""
    if ballot.pairs is not None:
        return {item for one, other, _ in ballot.pairs for item in (one, other)}
    return set(round_.items_of(activity) if ballot.seen is None else ballot.seen)
