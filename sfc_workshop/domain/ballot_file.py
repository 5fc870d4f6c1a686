"""The cast half of a published round: ballots.jsonl, one ballot a line, format `round/1`."""

import json
from collections.abc import Callable, Collection, Iterable, Iterator
from fractions import Fraction
from math import lcm
from pathlib import Path
from typing import Final

from sfc_workshop.domain.config_file import plain
from sfc_workshop.domain.pairs import Comparison, check_pairs
from sfc_workshop.domain.round_fields import BadRound, Fault, Fields
from sfc_workshop.domain.rounds import Ballot, Round
from sfc_workshop.domain.scales import BadAnswer, Kind, Wrong

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
    Wrong.OVER_BUDGET: "spend more than the budget of {allowed} baht",
    Wrong.OVER_COST: "give {item} more than the {allowed} baht it costs",
}
_PAIR_REASONS: Final = {
    Wrong.NOT_AN_ANSWER: 'must be a list of [item, another item, the better of the two or "="]',
    Wrong.UNKNOWN_ITEM: "name an item that was not shown",
}


def read_ballots(
    folder: Path, round_: Round, take: Callable[[bytes, int, dict[str, int]], bool] | None = None
) -> Iterator[Ballot]:
    """Read ballots one by one, so that a large file needs little memory.

    A ballot that comes again, the same in all it says, is left out.

    take:    is offered each line first, with its place in the file and where each id came first;
             a line it takes is not given out here.
    raises:  BadRound, also where the same id comes again with other content.
    """
    try:
        with (folder / BALLOTS).open("rb") as lines, (folder / BALLOTS).open("rb") as again:
            reader, first_at, here = BallotReader(round_), dict[str, int](), 0
            for number, raw in enumerate(lines, start=1):
                at, here = here, here + len(raw)
                if (take is not None and take(raw, at, first_at)) or not raw.strip():
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
            "marks": dict(sorted(ballot.marks.items())) if ballot.pairs is None else None,
            "pairs": ballot.pairs,
            "door": ballot.door,
            "integrity": ballot.integrity,
        }
        yield json.dumps(plain(line), ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


class BallotReader:
    """Reads and checks the ballots of one round; words met before are not checked again."""

    def __init__(self, round_: Round) -> None:
        self.groups = {group.id: group for group in round_.groups}
        self.activities = {one.id: (one.scale, frozenset(round_.items_of(one))) for one in round_.activities}
        self.told: set[str] = set()
        self.weights: dict[str, Fraction] = {}
        self.counted: set[tuple[Fraction, int]] = set()
        self.unit = 1

    def read(self, raw: bytes, line: int) -> Ballot:
        """Read one line.

        raises:  BadRound.
        """
        ballot = Fields.parse(raw, BALLOTS, line)
        activity = self._one_of(ballot, "activity", self.activities)
        seen = self._seen(ballot, activity)
        pairs = self._pairs(ballot, activity, seen)
        return Ballot(
            id=ballot.id("id", forbidden=""),
            activity=activity,
            group=self._one_of(ballot, "group", self.groups),
            marks={} if pairs is not None else self._marks(ballot, activity, seen),
            seen=seen,
            weight=self._weight(ballot, len(pairs or ())),
            door=self._told(ballot, "door"),
            integrity=self._told(ballot, "integrity"),
            pairs=pairs,
        )

    def _one_of(self, ballot: Fields, name: str, known: Collection[str]) -> str:
        """Read the id of something declared."""
        value = ballot.data.get(name)
        if type(value) is not str or value not in known:
            value = ballot.id(name, forbidden="")
            ballot.refuse(Fault.UNKNOWN_ID, name, f'"{value}" was not declared')
        return value

    def _told(self, ballot: Fields, name: str) -> str | None:
        """Read a word that may be absent."""
        value = ballot.data.get(name)
        if value is None or (type(value) is str and value in self.told):
            return value
        self.told.add(ballot.id(name))
        return str(value)

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

    def _pairs(self, ballot: Fields, activity: str, seen: frozenset[str] | None) -> tuple[Comparison, ...] | None:
        """Read comparisons; None where the activity has other answers."""
        scale, items = self.activities[activity]
        if scale.kind is not Kind.PAIRWISE:
            return None
        try:
            return check_pairs(ballot.need("pairs"), items if seen is None else seen)
        except BadAnswer as error:
            ballot.refuse(Fault.BAD_ANSWER, "pairs", _PAIR_REASONS[error.code])

    def _weight(self, ballot: Fields, pairs: int) -> Fraction:
        """Read a weight; all weights together must have a common unit that can be counted in.

        pairs:  the comparisons it is split over.
        """
        written = ballot.data.get("w")
        if written is None:
            weight = _ONE
        elif type(written) is str and written in self.weights:
            weight = self.weights[written]
        else:
            weight = self.weights[str(written)] = ballot.positive("w")
        if (weight, pairs) in self.counted:
            return weight
        self.counted.add((weight, pairs))
        self.unit = lcm(self.unit, weight.denominator * (pairs or 1))
        if self.unit > _FINEST_UNIT:
            ballot.refuse(Fault.BAD_NUMBER, "w", "has no coarse enough unit in common with the others")
        return weight
