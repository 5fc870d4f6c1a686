"""Verifying a package: count its ballots again, and compare everything that can be compared.

Needs no database, no network and no application; trusts nothing it reads.
"""

import hashlib
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sfc_workshop.documents.archive import LARGEST, BadArchive, unpacked
from sfc_workshop.domain.ballot_file import BALLOTS, read_ballots, write_ballots
from sfc_workshop.domain.config_file import CONFIG, parse_round, write_round
from sfc_workshop.domain.counting import count
from sfc_workshop.domain.publishing import Published, publish
from sfc_workshop.domain.result_file import write_result
from sfc_workshop.domain.round_fields import BadRound, Fields
from sfc_workshop.domain.rounds import Ballot, Round
from sfc_workshop.domain.scales import Kind, Scale
from sfc_workshop.exports.package import (
    AUDIT,
    COMMENTS,
    DRAFT,
    FORMAT,
    MANIFEST,
    OF_A_COUNT,
    OF_A_PLAN,
    RESULT,
    made_with,
)
from sfc_workshop.publications.difference import first_difference
from sfc_workshop.publications.draft_check import draft_fault

LEAST_N_MIN: Final = 5
MOST: Final = {"items": 1000, "groups": 200, "criteria": 100, "activities": 300, "portfolio": 20}
MOST_DRAWS: Final = 100_000
MOST_CELLS: Final = 10**8
BATCH: Final = 1024 * 1024


class NotVerified(Exception):
    """The package does not hold; the words are one English sentence on the first thing that differs.

    A sentence may quote what it found: signs that cannot be shown in a line are written as codes.
    """

    def __init__(self, words: str) -> None:
        super().__init__("".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in words))


@dataclass(frozen=True)
class Verified:
    """What was found to hold.

    fingerprint:  SHA-256 of the package.
    is_plan:      whether a planner's order is in it, and agrees with the count.
    """

    ballots: int
    items: int
    files: int
    fingerprint: str
    is_plan: bool


def verify(package: Path, fingerprint: str | None = None) -> Verified:
    """Verify a package.

    fingerprint:  the SHA-256 somebody else says it has.
    raises:       NotVerified.
    """
    try:
        return _verify(_read(package), fingerprint)
    except BadArchive as error:
        raise NotVerified(str(error)) from None
    except BadRound as error:
        raise NotVerified(f"{error}.") from None


def _read(package: Path) -> bytes:
    """Read no more than a package may have, whatever the file says of its size."""
    raw = bytearray()
    try:
        with package.open("rb") as file:
            while len(raw) <= LARGEST and (part := file.read(BATCH)):
                raw += part
    except OSError as error:
        raise NotVerified(f"The file cannot be read ({error.strerror}).") from None
    return bytes(raw)


def _verify(raw: bytes, fingerprint: str | None) -> Verified:
    own = hashlib.sha256(raw).hexdigest()
    if fingerprint is not None and fingerprint.strip().lower() != own:
        raise NotVerified(f"This is another package: its fingerprint is {own}, not {fingerprint.strip()}.")
    files = unpacked(raw)
    _check_manifest(files)
    published = _read_published(files)
    counted = write_result(count(published.round, published.ballots))
    if counted != files[RESULT]:
        raise NotVerified(_difference(files, counted))
    if DRAFT in files:
        _check_plan(files, published.round)
    return Verified(len(published.ballots), len(published.round.items), len(files), own, DRAFT in files)


def _check_manifest(files: Mapping[str, bytes]) -> None:
    """Every file is named with its fingerprint, and nothing else is there."""
    if MANIFEST not in files:
        raise NotVerified(f"There is no {MANIFEST} in the archive: it is not a package.")
    told = Fields.parse(files[MANIFEST], MANIFEST)
    if told.need("format") != FORMAT:
        raise NotVerified(f'{MANIFEST} has another format than "{FORMAT}": a newer version of the programme wrote it.')
    contents = {name: content for name, content in files.items() if name != MANIFEST}
    if set(contents) not in (OF_A_COUNT, OF_A_PLAN):
        odd = sorted(set(contents) ^ (OF_A_PLAN if DRAFT in contents else OF_A_COUNT))
        raise NotVerified(f"The package has too few or too many files: {', '.join(odd)}.")
    listed = told.object("files").data
    for name in sorted(set(contents) | set(listed)):
        content = contents.get(name, b"")
        facts = {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}
        if listed.get(name) != facts or name not in contents:
            raise NotVerified(f"{name} is not the file {MANIFEST} tells of: its fingerprint is {facts['sha256']}.")


def _read_published(files: Mapping[str, bytes]) -> Published:
    """Read what was declared and cast, and check that it is what may be published."""
    round_ = parse_round(files[CONFIG])
    _check_limits(round_)
    if write_round(round_) != files[CONFIG]:
        raise NotVerified(f"{CONFIG} is not written as a package has it: something in it was changed or comes twice.")
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / BALLOTS).write_bytes(files[BALLOTS])
        ballots = tuple(read_ballots(Path(folder), round_))
    if b"".join(write_ballots(ballots)) != files[BALLOTS]:
        raise NotVerified(f"{BALLOTS} is not written as a package has it: something in it was changed or comes twice.")
    _check_room(round_, ballots)
    told = Published(round_, ballots)
    if publish(round_, ballots) != told:
        raise NotVerified(
            f"{BALLOTS} and {CONFIG} do not belong together: order, numbers, groups, doors or the seed drawn from "
            "the ballots differ."
        )
    return told


def _check_limits(round_: Round) -> None:
    """Refuse what would show small groups, and what nobody could count in time."""
    if round_.n_min < LEAST_N_MIN:
        raise NotVerified(
            f"{CONFIG} would show groups of {round_.n_min}; nothing under {LEAST_N_MIN} may be published."
        )
    sizes = {name: len(getattr(round_, name)) for name in MOST}
    draws = {"bootstrap": round_.bootstrap, "smaa": round_.smaa.samples * len(round_.smaa.deltas) if round_.smaa else 0}
    for name, size in (sizes | draws).items():
        if size > (most := MOST.get(name, MOST_DRAWS)):
            raise NotVerified(f"{CONFIG} declares {size} {name}; more than {most} are not counted here.")


def _check_room(round_: Round, ballots: Sequence[Ballot]) -> None:
    """Refuse what nobody could count in memory: ballots told apart in very many ways, over very many items."""
    activities = {activity.id: activity for activity in round_.activities}
    apart: dict[tuple[str | None, ...], list[Ballot]] = {}
    for one in ballots:
        apart.setdefault((one.activity, one.group, one.door, one.integrity), []).append(one)
    cells = 0
    for some in apart.values():
        activity = activities[some[0].activity]
        items = len(round_.items_of(activity))
        cells += items * (items + _levels(activity.scale, items, some))
    if cells > MOST_CELLS:
        raise NotVerified(
            f"{BALLOTS} tells so much apart, by group, door and mark, that a count would keep {cells} numbers; "
            f"more than {MOST_CELLS} are not counted here."
        )


def _levels(scale: Scale, items: int, ballots: Sequence[Ballot]) -> int:
    """Count the levels an item may have: a ranking has its own for each length, an allocation for each sum."""
    if scale.kind is Kind.RANKING:
        return 2 * sum({items if one.seen is None else len(one.seen) for one in ballots})
    if scale.kind is Kind.ALLOCATION:
        return len({mark for one in ballots for mark in one.marks.items()})
    return scale.steps


def _difference(files: Mapping[str, bytes], counted: bytes) -> str:
    """Say where the published result first differs from the count, and whether other versions counted here."""
    told, here = (Fields.parse(raw, RESULT).data for raw in (files[RESULT], counted))
    where, said, found = first_difference(told, here) or ("the way it is written", "one thing", "another")
    words = f"{RESULT} does not follow from the ballots: {where} says {said}, the ballots say {found}."
    theirs = Fields.parse(files[MANIFEST], MANIFEST).object("made_with").data
    others = [f"{name} {theirs.get(name)}, not {own}" for name, own in made_with().items() if theirs.get(name) != own]
    return f"{words} It was made with other versions: {'; '.join(others)}." if others else words


def _check_plan(files: Mapping[str, bytes], round_: Round) -> None:
    """The planner's order is about the same items and tells the computed order as it is."""
    for name in (COMMENTS, AUDIT):
        Fields.parse(files[name], name)
    result = Fields.parse(files[RESULT], RESULT).data
    if fault := draft_fault(Fields.parse(files[DRAFT], DRAFT), round_, result):
        raise NotVerified(f"{DRAFT} does not agree with {RESULT}: {fault}.")
