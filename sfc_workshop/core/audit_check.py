"""Checking the audit log: does each entry follow from the one before it, and is the end still there."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Result, select

from sfc_workshop.core import anchors
from sfc_workshop.core.anchors import Anchor, AnchorIsUnreadable
from sfc_workshop.core.audit import BEGINNING, AuditEntry, anchor_file, hash_of
from sfc_workshop.core.db import db

BATCH = 1000


@dataclass(frozen=True)
class Checked:
    """What a check found.

    entries:   how many follow one from another, counted from the first.
    head:      the hash of the last of them.
    fault:     the first thing that is wrong, as an English sentence; None if the log is whole.
    anchored:  whether an anchor outside the database says that this is all there ever was.
    """

    entries: int
    head: str
    fault: str | None
    anchored: bool


def check(heads: Mapping[str, str]) -> Checked:
    """Check the whole log against itself, its anchor, and every head that was once handed out.

    heads:  {head: where it is kept}; each must be the hash of an entry, or of the empty log.
    """
    try:
        anchor = anchors.kept(anchor_file())
    except (OSError, AnchorIsUnreadable) as error:
        return Checked(0, BEGINNING, f"The anchor file {error} cannot be read.", anchored=False)
    number, head, sought = 0, BEGINNING, dict(heads)
    sought.pop(BEGINNING, None)
    fault = None
    try:
        with _entries() as entries:
            for entry in entries:
                if fault := _fault(entry, number + 1, head, anchor):
                    break
                number, head = entry.number, entry.hash
                sought.pop(head, None)
    except (TypeError, ValueError):  # a moment or facts no driver can read
        fault = f"An entry after entry {number} cannot be read: it was changed."
    return Checked(number, head, fault or _missing(number, sought, anchor), anchored=anchor is not None)


def _entries() -> Result[Any]:
    """Read rows rather than objects: what the session has in mind must not stand in for what is stored."""
    columns = select(*AuditEntry.__table__.columns).order_by(AuditEntry.number)
    return db.session.execute(columns.execution_options(yield_per=BATCH))


def _fault(entry: Any, number: int, previous: str, anchor: Anchor | None) -> str | None:
    """Say what is wrong with the entry that should have a number."""
    if entry.number < number:
        return f"There is an entry {entry.number} before the first one: it was put in."
    if entry.number > number:
        return f"Entry {number} is missing; the next one is entry {entry.number}."
    if entry.hash != hash_of(entry, previous):
        return f"Entry {number} does not follow from the one before it: one of them was changed, moved or put in."
    if anchor is not None and anchor.number == number and anchor.hash != entry.hash:
        return f"Entry {number} is not the one that was written: the log was rewritten up to it."
    return None


def _missing(entries: int, sought: Mapping[str, str], anchor: Anchor | None) -> str | None:
    """Say what should have come and did not."""
    if anchor is not None and anchor.number > entries:
        return f"The log ends with entry {entries}, yet entry {anchor.number} was written: its end was cut off."
    for head, where in sought.items():
        return f"The head {head}, kept in {where}, is not in the log: it was cut off or rewritten."
    return None
