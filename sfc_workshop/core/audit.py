"""The audit log: appended to, never changed; each entry holds the hash of the one before it."""

import hashlib
import json
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import JSON, String, event, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from sfc_workshop.core import anchors, clock
from sfc_workshop.core.anchors import Anchor, AnchorIsUnreadable
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
    if _is_anchored(last):
        db.session.info["anchor"] = Anchor(entry.number, entry.hash)
    return entry


def hash_of(entry: Any, previous: str) -> str:
    """SHA-256 of the hash before and the entry's own canonical JSON; a row with its columns will do."""
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


def anchor_file() -> Path:
    """Where the anchor of this installation lies."""
    path: Path = current_app.config["SETTINGS"].anchor
    return path


def _is_anchored(last: AuditEntry | None) -> bool:
    """Whether the log still has the entry the anchor names.

    A log that was cut or rewritten gets no new anchor: the old one must go on telling.
    """
    try:
        anchor = anchors.kept(anchor_file())
    except (OSError, AnchorIsUnreadable):
        return False
    if anchor is None or last is None or anchor.number == last.number:
        return anchor is None or (last is not None and last.hash == anchor.hash)
    return db.session.scalar(select(AuditEntry.hash).where(AuditEntry.number == anchor.number)) == anchor.hash


@event.listens_for(db.session, "after_commit")
def _move_anchor(session: Session) -> None:
    """Follow what has been committed; what cannot be written is tried again with the next entry."""
    if session.in_nested_transaction():
        return
    anchor = session.info.pop("anchor", None)
    if anchor is None:
        return
    try:
        anchors.advance(anchor_file(), anchor)
    except (OSError, AnchorIsUnreadable):
        current_app.logger.exception("the anchor of the audit log was not written")


@event.listens_for(db.session, "after_soft_rollback")
def _forget_anchor(session: Session, _previous: object) -> None:
    session.info.pop("anchor", None)
