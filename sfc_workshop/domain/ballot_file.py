"""The cast half of a published round: ballots.jsonl, one ballot a line, format `round/1`."""

import json
from collections.abc import Iterable, Iterator
from fractions import Fraction
from math import lcm
from pathlib import Path
from typing import Final

from sfc_workshop.domain.config_file import plain
from sfc_workshop.domain.round_fields import BadRound, Fault, Fields
from sfc_workshop.domain.rounds import Ballot, Round
from sfc_workshop.domain.scales import BadAnswer, Wrong

BALLOTS: Final = "ballots.jsonl"

_ONE: Final = Fraction(1)
_FINEST_UNIT: Final = 2**256  # parts of a person; with finer weights the count would not end
_REASONS: Final = {
    Wrong.NOT_AN_ANSWER: "must be an object of items and marks",
    Wrong.UNKNOWN_ITEM: "name an item that was not shown",
    Wrong.NOT_WHOLE: "give {item} what is no whole number",
    Wrong.OUT_OF_RANGE: "give {item} a mark outside {lo} to {hi}",
    Wrong.TOO_MANY_TICKS: "tick more than the {allowed} items allowed",
    Wrong.TOO_MANY_DOTS: "give more than the {allowed} dots there are",
    Wrong.TOO_MANY_ON_ONE_ITEM: "give {item} more than the {allowed} dots one item may get",
}


def read_ballots(folder: Path, round_: Round) -> Iterator[Ballot]:
    """Read ballots one by one, so that a large file needs little memory.

    A ballot that comes again, the same in all it says, is left out.

    raises:  BadRound, also where the same id comes again with other content.
    """
    try:
        with (folder / BALLOTS).open("rb") as lines, (folder / BALLOTS).open("rb") as again:
            reader, first_at, here = BallotReader(round_), dict[str, int](), 0
            for number, raw in enumerate(lines, start=1):
                at, here = here, here + len(raw)
                if not raw.strip():
                    continue
                ballot = reader.read(raw, number)
                if first_at.setdefault(ballot.id, at) == at:
                    yield ballot
                    continue
                again.seek(first_at[ballot.id])
                if reader.read(again.readline(), number) != ballot:
                    raise BadRound(Fault.CONFLICT, BALLOTS, number, "id", "stands for another ballot already")
    except OSError as error:
        raise BadRound(Fault.UNREADABLE, BALLOTS, None, "", f"cannot be read ({error.strerror})") from None


def write_ballots(ballots: Iterable[Ballot]) -> Iterator[bytes]:
    """Write ballots, one line each, in the order given; reading them gives the same ballots."""
    for ballot in ballots:
        line = {
            "id": ballot.id,
            "activity": ballot.activity,
            "group": ballot.group,
            "w": None if ballot.weight == 1 else ballot.weight,
            "seen": None if ballot.seen is None else sorted(ballot.seen),
            "marks": dict(sorted(ballot.marks.items())),
            "door": ballot.door,
            "integrity": ballot.integrity,
        }
        yield json.dumps(plain(line), ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


class BallotReader:
    """Reads and checks the ballots of one round."""

    def __init__(self, round_: Round) -> None:
        self.groups = {group.id for group in round_.groups}
        self.activities = {one.id: (one.scale, frozenset(round_.items_of(one))) for one in round_.activities}
        self.unit = 1

    def read(self, raw: bytes, line: int) -> Ballot:
        """Read one line.

        raises:  BadRound.
        """
        ballot = Fields.parse(raw, BALLOTS, line)
        activity, group = ballot.id("activity", forbidden=""), ballot.id("group", forbidden="")
        if activity not in self.activities:
            ballot.refuse(Fault.UNKNOWN_ID, "activity", f'"{activity}" is not among the activities')
        if group not in self.groups:
            ballot.refuse(Fault.UNKNOWN_ID, "group", f'"{group}" is not among the groups')
        seen = self._seen(ballot, activity)
        return Ballot(
            id=ballot.id("id", forbidden=""),
            activity=activity,
            group=group,
            marks=self._marks(ballot, activity, seen),
            seen=seen,
            weight=self._weight(ballot) if ballot.has("w") else _ONE,
            door=ballot.id_or_none("door"),
            integrity=ballot.id_or_none("integrity"),
        )

    def _seen(self, ballot: Fields, activity: str) -> frozenset[str] | None:
        """Read the items shown; None where they are all."""
        _, items = self.activities[activity]
        seen = frozenset(ballot.texts("seen")) if ballot.has("seen") else items
        if not seen <= items:
            ballot.refuse(Fault.UNKNOWN_ID, "seen", f'names an item that "{activity}" does not ask about')
        return None if seen == items else seen

    def _marks(self, ballot: Fields, activity: str, seen: frozenset[str] | None) -> dict[str, int]:
        scale, items = self.activities[activity]
        try:
            return scale.check(ballot.need("marks"), items if seen is None else seen, ties=True)
        except BadAnswer as error:
            ballot.refuse(Fault.BAD_ANSWER, "marks", _REASONS[error.code].format_map(error.facts))

    def _weight(self, ballot: Fields) -> Fraction:
        """Read a weight; all weights together must have a common unit that can be counted in."""
        weight = ballot.positive("w")
        if self.unit % weight.denominator:
            self.unit = lcm(self.unit, weight.denominator)
        if self.unit > _FINEST_UNIT:
            ballot.refuse(
                Fault.BAD_NUMBER, "w", "has no common unit with the other weights that is coarse enough"
            )
        return weight
