"""The audit log: appended to, never changed; each entry holds the hash of the one before it."""

import hashlib
import json
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, String, select
from sqlalchemy.orm import Mapped, mapped_column

from sfc_workshop.core import clock
from sfc_workshop.core.db import Model, UtcDateTime, db, hold

BEGINNING = "0" * 64


class AuditEntry(Model):
    """Something that was done and may be asked about; holds no ballot and no personal words."""

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    person_id: Mapped[int | None]
    action: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str] = mapped_column(String(120), index=True)
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    hash: Mapped[str] = mapped_column(String(64))


def canonical(value: Any) -> str:
    """Write JSON in the one way that is hashed: sorted keys, no spaces, Thai as Thai."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def remember(action: str, subject: str, *, by: int | None, **facts: Any) -> AuditEntry:
    """Append an entry inside the caller's transaction; the chain grows by one at a time."""
    hold("audit", shared=False)
    last = db.session.scalar(select(AuditEntry).order_by(AuditEntry.number.desc()).limit(1))
    entry = AuditEntry(
        number=last.number + 1 if last else 1,
        at=clock.now().replace(microsecond=0),
        person_id=by,
        action=action,
        subject=subject,
        facts=facts,
    )
    entry.hash = hash_of(entry, last.hash if last else BEGINNING)
    db.session.add(entry)
    db.session.flush()
    return entry


def hash_of(entry: AuditEntry, previous: str) -> str:
    """SHA-256 of the hash before and the entry's own canonical JSON."""
    body = canonical(
        {
            "number": entry.number,
            "at": entry.at.isoformat(),
            "person": entry.person_id,
            "action": entry.action,
            "subject": entry.subject,
            "facts": entry.facts,
        }
    )
    return hashlib.sha256((previous + body).encode()).hexdigest()


def head() -> str:
    """Say the newest hash: whoever keeps it can tell whether anything before it was changed."""
    last = db.session.scalar(select(AuditEntry.hash).order_by(AuditEntry.number.desc()).limit(1))
    return last or BEGINNING


def first_broken() -> int | None:
    """Name the first entry that does not follow from the one before it, or None if all do."""
    previous = BEGINNING
    entries = db.session.scalars(select(AuditEntry).order_by(AuditEntry.number))
    for number, entry in enumerate(entries, start=1):
        if entry.number != number or entry.hash != hash_of(entry, previous):
            return number
        previous = entry.hash
    return None
