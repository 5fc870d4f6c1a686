"""What an answer is held against: what was frozen at opening, kept by each server, and what may have changed since.

An answer costs a server little more than its own rows: what cannot change is read once, everything that can is
read in one question inside the transaction that keeps the answer.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from flask import abort, current_app
from sqlalchemy import and_, bindparam, func, select

from sfc_workshop.ballots.models import Closing, Door, Gate, Opening, Participant, Question
from sfc_workshop.core import clock
from sfc_workshop.core.db import GREATEST_ID, db
from sfc_workshop.domain.scales import Scale


@dataclass(frozen=True)
class Asked:
    """A question as it was opened.

    choices: the keys an answer may name, in the order asked; empty where answers are words
    scale:   how an answer is read; None where answers are words
    """

    question_id: int
    consultation_id: int
    public_id: str
    kind: str
    choices: tuple[str, ...]
    scale: Scale | None


@dataclass(frozen=True)
class Attempt:
    """Who answers, and whether they may at this moment."""

    run: int
    participant_id: str
    digest: str
    group_key: str
    group_fixed: bool
    door: str
    integrity: str
    opens_at: datetime | None
    closes_at: datetime | None
    opened_at: datetime | None
    closed_at: datetime | None
    gate_opened_at: datetime | None
    gate_closed_at: datetime | None

    @property
    def is_early(self) -> bool:
        """Whether the door's time has not begun, or nobody in the hall has asked this yet."""
        too_soon = self.opens_at is not None and clock.now() < self.opens_at
        return too_soon or (self.door == "workshop" and self.gate_opened_at is None)

    @property
    def is_in_time(self) -> bool:
        """Whether the door is open, and the question at it, and nobody has closed the consultation."""
        is_past = self.closes_at is not None and clock.now() >= self.closes_at
        is_shut = is_past or (self.door == "workshop" and self.gate_closed_at is not None)
        return not self.is_early and not is_shut and self.opened_at is not None and self.closed_at is None


def asked(question_id: int) -> Asked:
    """Find what is asked, or say 404. Only what is frozen is kept for the next answer."""
    if found := kept(question_id):
        return found
    question = db.session.get(Question, question_id) if 0 < question_id <= GREATEST_ID else None
    if question is None:
        abort(404)
    found = _asked(question)
    if question.consultation.opening is not None:
        current_app.extensions.setdefault("asked", {})[question_id] = found
    return found


def kept(question_id: int) -> Asked | None:
    """Find what is kept of a question that was opened."""
    found: Asked | None = current_app.extensions.get("asked", {}).get(question_id)
    return found


def forget(question_id: int) -> None:
    """Let go of what is kept of a question: another one may have its number by now."""
    current_app.extensions.get("asked", {}).pop(question_id, None)


def attempt(of: Asked, digest: str) -> Attempt | None:
    """Find who holds a secret, and what may have changed since opening; None if nobody does.

    digest: of the secret together with the consultation's random id, so it fits no other consultation
    """
    key = {"question_id": of.question_id, "digest": digest}
    row = db.session.connection().execute(_attempt(), key).first()
    return Attempt(*row) if row else None


def _asked(question: Question) -> Asked:
    return Asked(
        question_id=question.id,
        consultation_id=question.consultation_id,
        public_id=question.consultation.public_id,
        kind=question.kind,
        choices=tuple(question.answerable) if question.is_ballot else (),
        scale=question.scale if question.is_ballot else None,
    )


@cache
def _attempt() -> Any:
    """The statement of attempt(), built once: building it takes longer than running it."""
    tables = (model.__table__ for model in (Question, Participant, Door, Opening, Closing, Gate))
    question, person, door, opening, closing, gate = tables
    return (
        select(
            question.c.run,
            person.c.id,
            person.c.digest,
            person.c.group_key,
            person.c.group_fixed,
            door.c.kind,
            func.coalesce(person.c.integrity, door.c.integrity),
            door.c.opens_at,
            door.c.closes_at,
            opening.c.at,
            closing.c.at,
            gate.c.opened_at,
            gate.c.closed_at,
        )
        .join_from(question, person, person.c.consultation_id == question.c.consultation_id)
        .join(door, door.c.id == person.c.door_id)
        .outerjoin(opening, opening.c.consultation_id == question.c.consultation_id)
        .outerjoin(closing, closing.c.consultation_id == question.c.consultation_id)
        .outerjoin(gate, and_(gate.c.door_id == door.c.id, gate.c.question_id == question.c.id))
        .where(question.c.id == bindparam("question_id"), person.c.digest == bindparam("digest"))
    )
