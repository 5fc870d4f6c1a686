"""Checking the audit log: does each entry follow from the one before it, and is the end still there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import JSON, Result, String, select
from sqlalchemy.orm import Mapped, mapped_column

from sfc_workshop.core import anchors
from sfc_workshop.core.anchors import Anchor, AnchorIsUnreadable
from sfc_workshop.core.audit import BEGINNING, AuditEntry, anchor_file, hash_of
from sfc_workshop.core.db import Model, UtcDateTime, db

BATCH = 1000
SENTENCES: dict[str, Any] = {
    "anchor unreadable": _l("The anchor file %(file)s cannot be read."),
    "unreadable": _l("An entry after entry %(number)s cannot be read: it was changed."),
    "before the first": _l("There is an entry %(number)s before the first one: it was put in."),
    "missing": _l("Entry %(number)s is missing; the next one is entry %(next)s."),
    "does not follow": _l(
        "Entry %(number)s does not follow from the one before it: one of them was changed, moved or put in."
    ),
    "rewritten": _l("Entry %(number)s is not the one that was written: the log was rewritten up to it."),
    "cut off": _l("The log ends with entry %(last)s, yet entry %(number)s was written: its end was cut off."),
    "head lost": _l("The head %(head)s, kept in %(where)s, is not in the log: it was cut off or rewritten."),
}


@dataclass(frozen=True)
class Fault:
    """What is wrong with the log: one of SENTENCES, and what stands in it; read in the reader's language."""

    kind: str
    facts: dict[str, Any]

    def __str__(self) -> str:
        """Say it in a sentence."""
        return str(SENTENCES[self.kind]) % self.facts


class AuditCheck(Model):
    """A check that was made and what it found: the log was whole then, or its first fault.

    fault:  {"kind": one of SENTENCES, "facts": what stands in it}, or None
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    entries: Mapped[int]
    head: Mapped[str] = mapped_column(String(64))
    anchored: Mapped[bool]
    fault: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))

    @property
    def sentence(self) -> str:
        """What was wrong, in the reader's language; nothing where the log was whole."""
        return str(Fault(**self.fault)) if self.fault else ""


@dataclass(frozen=True)
class Checked:
    """What a check found.

    entries:   how many follow one from another, counted from the first.
    head:      the hash of the last of them.
    fault:     the first thing that is wrong; None if the log is whole.
    anchored:  whether an anchor outside the database says that this is all there ever was.
    """

    entries: int
    head: str
    fault: Fault | None
    anchored: bool


def check(heads: Mapping[str, str]) -> Checked:
    """Check the whole log against itself, its anchor, and every head that was once handed out.

    heads:  {head: where it is kept}; each must be the hash of an entry, or of the empty log.
    """
    try:
        anchor = anchors.kept(anchor_file())
    except (OSError, AnchorIsUnreadable) as error:
        return Checked(0, BEGINNING, Fault("anchor unreadable", {"file": str(error)}), anchored=False)
    number, head, sought = 0, BEGINNING, dict(heads)
    sought.pop(BEGINNING, None)
    fault: Fault | None = None
    try:
        with _entries() as entries:
            for entry in entries:
                if fault := _fault(entry, number + 1, head, anchor):
                    break
                number, head = entry.number, entry.hash
                sought.pop(head, None)
    except (TypeError, ValueError):  # a moment or facts no driver can read
        fault = Fault("unreadable", {"number": number})
    return Checked(number, head, fault or _missing(number, sought, anchor), anchored=anchor is not None)


def _entries() -> Result[Any]:
    """Read rows rather than objects: what the session has in mind must not stand in for what is stored."""
    columns = select(*AuditEntry.__table__.columns).order_by(AuditEntry.number)
    return db.session.execute(columns.execution_options(yield_per=BATCH))


def _fault(entry: Any, number: int, previous: str, anchor: Anchor | None) -> Fault | None:
    """Say what is wrong with the entry that should have a number."""
    if entry.number < number:
        return Fault("before the first", {"number": entry.number})
    if entry.number > number:
        return Fault("missing", {"number": number, "next": entry.number})
    if entry.hash != hash_of(entry, previous):
        return Fault("does not follow", {"number": number})
    if anchor is not None and anchor.number == number and anchor.hash != entry.hash:
        return Fault("rewritten", {"number": number})
    return None


def _missing(entries: int, sought: Mapping[str, str], anchor: Anchor | None) -> Fault | None:
    """Say what should have come and did not."""
    if anchor is not None and anchor.number > entries:
        return Fault("cut off", {"last": entries, "number": anchor.number})
    for head, where in sought.items():
        return Fault("head lost", {"head": head, "where": where})
    return None
