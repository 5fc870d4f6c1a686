"""Closing: whoever notices the end writes it down, then one routine cuts the tie between people and ballots.

The routine can be broken off anywhere and taken up again: what it changes in the database is one
transaction, and wiping the file and destroying the key may be done twice.
"""

import secrets
from contextlib import suppress
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, insert, or_, select

from sfc_workshop.ballots import round_keys
from sfc_workshop.ballots.actions.weighing import weigh
from sfc_workshop.ballots.models import Ballot, Closing, Consultation, Keying, Question, Receipt, SealedBallot
from sfc_workshop.core import audit, clock
from sfc_workshop.core.db import db, forget_deleted, hold, random_id, writing
from sfc_workshop.core.refusals import Refused
from sfc_workshop.domain.scales import known
from sfc_workshop.people.models import Person


class ConsultationIsClosed(Refused):
    """It cannot be closed, because it is not open."""

    status = 409


def close_consultation(consultation: Consultation, *, by: Person | None) -> None:
    """Stop taking ballots, remember who stopped it and when, and seal the box."""
    with writing():
        step_close(consultation, by=by)
        db.session.commit()
    seal(consultation.id)


def close_what_is_over() -> None:
    """Write the closing of every consultation whose last door has ended by the clock."""
    waiting = select(Consultation).where(Consultation.opening.has(), ~Consultation.closing.has())
    for consultation in db.session.scalars(waiting).all():
        if consultation.is_over:
            with suppress(ConsultationIsClosed):  # another server noticed it first
                close_consultation(consultation, by=None)


def finish_closings() -> None:
    """Take up every closing routine that was broken off: not sealed yet, or sealed with its key still there."""
    left = round_keys.all_kept()
    unfinished = (
        select(Closing.consultation_id)
        .join(Consultation, Consultation.id == Closing.consultation_id)
        .where(or_(Closing.sealed_at.is_(None), Consultation.public_id.in_(left)))
    )
    for consultation_id in db.session.scalars(unfinished).all():
        seal(consultation_id)


def seal(consultation_id: int) -> None:
    """Copy ballots without their ties in random order, purge what led to people, destroy the key."""
    with writing():
        step_seal(consultation_id)
        db.session.commit()
    forget_deleted("ballot", "receipt", "keying")
    public_id = db.session.scalar(select(Consultation.public_id).where(Consultation.id == consultation_id))
    if public_id:
        round_keys.destroy(public_id)


def step_close(consultation: Consultation, *, by: Person | None) -> None:
    """Write the Closing inside the caller's transaction."""
    hold(f"consultation {consultation.id}", shared=False)
    if consultation.opening is None or consultation.closing is not None:
        raise ConsultationIsClosed(_l("This consultation is not open, so it cannot be closed."))
    consultation.closing = Closing(person_id=by.id if by else None, at=clock.now())
    db.session.flush()
    audit.remember("consultation closed", f"consultation {consultation.id}", by=by.id if by else None)


def step_seal(consultation_id: int) -> None:
    """Move the ballots inside the caller's transaction; a box that is sealed stays as it is."""
    hold(f"consultation {consultation_id}", shared=False)
    closing = db.session.get_one(Closing, consultation_id)
    if closing.sealed_at is not None:
        return
    questions = {
        question.id: question
        for question in db.session.scalars(select(Question).where(Question.consultation_id == consultation_id))
    }
    ballots = db.session.scalars(select(Ballot).where(Ballot.question_id.in_(questions))).all()
    rows = [_sealed(ballot, weight) for ballot, weight in weigh(ballots, questions)]
    secrets.SystemRandom().shuffle(rows)
    if rows:
        db.session.execute(insert(SealedBallot), rows)
    db.session.execute(delete(Ballot).where(Ballot.question_id.in_(questions)))
    db.session.execute(delete(Receipt).where(Receipt.question_id.in_(questions)))
    db.session.execute(delete(Keying).where(Keying.question_id.in_(questions)))
    closing.sealed_at = clock.now()
    db.session.flush()
    audit.remember("consultation sealed", f"consultation {consultation_id}", by=None, ballots=len(rows))


def _sealed(ballot: Ballot, weight: str) -> dict[str, Any]:
    return {
        "id": random_id(),
        "question_id": ballot.question_id,
        "run": ballot.run,
        "group_key": ballot.group_key,
        "door": ballot.door,
        "integrity": ballot.integrity,
        "weight": weight,
        "seen": ballot.seen,
        "marks": known(ballot.marks or {}),
    }
