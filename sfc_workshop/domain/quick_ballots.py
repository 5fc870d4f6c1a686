"""A million ballots read fast: plain lines go straight onto the sheets, all others the careful way.

A line is plain where its activity, group, weight and door came before, together, on a line that was
read with care, and where its marks are whole numbers its scale allows. Whatever is not plain, above
all whatever is wrong, is left to `ballot_file`, so that both ways say the same of every line.
"""

import struct
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import orjson

from sfc_workshop.domain.ballot_box import BallotBox, Sheet
from sfc_workshop.domain.ballot_file import read_ballots
from sfc_workshop.domain.round_fields import is_id
from sfc_workshop.domain.rounds import Ballot, Round
from sfc_workshop.domain.scales import MOST_STEPS, Kind, Scale


def read_box(folder: Path, round_: Round) -> BallotBox:
    """Read all ballots of a folder; the same as putting `read_ballots` into a box one by one.

    raises:  BadRound.
    """
    box = BallotBox(round_)
    plain = PlainLines(box)
    for ballot in read_ballots(folder, round_, plain.put):
        box.add(ballot)
        plain.learn(ballot)
    return box


class PlainLines:
    """Takes plain lines into a box; learns from careful reading what is plain."""

    def __init__(self, box: BallotBox) -> None:
        self.box = box
        self.rows = {name: _Rows(sheet) for name, sheet in box.sheets.items() if _allowed(sheet.activity.scale)}
        self.heads: dict[tuple[str | None, ...], tuple[_Rows, int, int]] = {}
        self.unknown: tuple[str | None, ...] | None = None

    def put(self, raw: bytes, at: int, first_at: dict[str, int]) -> bool:
        """Put in one line, or leave it and everything as it was.

        orjson reads a number with a point as a float, which is not what was written; such a number
        is no mark and no weight here, so nothing is made of it: a sheet does not take it. It would
        take true for 1, so lines that hold this word are left to careful reading.

        at:        where the line begins.
        first_at:  where each id came first; ids that come again are left to careful reading.
        returns:   whether it was put in.
        """
        self.unknown = None
        try:
            line = orjson.loads(raw)
            head = line["activity"], line["group"], _weight(line.get("w")), line.get("door"), line.get("integrity")
            if head not in self.heads:
                self.unknown = head
                return False
            rows, stratum, weight = self.heads[head]
            name, row = line["id"], rows.of(line["marks"]) if line.get("seen") is None else None
            if row is None or not is_id(name) or first_at.get(name, at) != at or b"true" in raw or b"false" in raw:
                return False
            rows.sheet.put(row, stratum, weight)
        except (ValueError, KeyError, TypeError, AttributeError, struct.error):
            return False
        first_at[name] = at
        return True

    def learn(self, ballot: Ballot) -> None:
        """Remember the head of the last line that was offered, which was read as this ballot."""
        if self.unknown is not None and (rows := self.rows.get(ballot.activity)):
            self.heads[self.unknown] = (rows, *self.box.numbers_of(ballot))


def _weight(written: object) -> str | None:
    """Take a weight as it was written: 1 and "1" are the same, and nothing that is inexact gets through.

    raises:  TypeError.
    """
    if written is None or type(written) is str:
        return written
    if type(written) is int:
        return str(written)
    raise TypeError(written)


class _Rows:
    """Turns marks of one activity into rows of its sheet."""

    def __init__(self, sheet: Sheet) -> None:
        scale = sheet.activity.scale
        self.sheet = sheet
        self.blank = dict.fromkeys(sheet.items, sheet.unmarked)
        self.allowed = frozenset(_allowed(scale))
        self.most = {Kind.DOTS: scale.dots, Kind.APPROVAL: scale.cap}.get(scale.kind)

    def of(self, marks: dict[str, Any]) -> Sequence[int] | None:
        """Lay out marks in the order of the items; None where they need a careful look.

        raises:  TypeError, AttributeError where it is no object.
        """
        if not self.allowed.issuperset(marks.values()):
            marks = {item: mark for item, mark in marks.items() if mark is not None}
            if not self.allowed.issuperset(marks.values()):
                return None
        if self.most is not None and sum(marks.values()) > self.most:
            return None
        every = self.blank | marks
        return self.sheet.row(every) if len(every) == len(self.blank) else None


def _allowed(scale: Scale) -> range:
    """The marks one item may get, as far as that can be said of the item alone; see `Scale.check`."""
    if scale.kind is Kind.SCORE:
        return range(scale.lowest, scale.lowest + scale.steps + 1)
    if scale.kind in {Kind.APPROVAL, Kind.DOTS}:
        return range(scale.steps + 1)
    if scale.kind is Kind.RANKING:
        return range(1, MOST_STEPS + 1)
    return range(0)
