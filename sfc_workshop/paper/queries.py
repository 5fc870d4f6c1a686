"""Looking up hands that were counted, and decisions between a sheet and a phone."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from sfc_workshop.ballots.models import Consultation, Question
from sfc_workshop.core.db import db
from sfc_workshop.paper.models import Decision, HandCount


@dataclass(frozen=True)
class Hands:
    """What was declared of a question: the count that stands, and those it has corrected, newest first."""

    stands: HandCount
    earlier: list[HandCount]


def hands_of(question: Question, run: int | None = None) -> Hands | None:
    """Find the show of hands on a question, of its latest run or another one; None where nobody has counted."""
    found = db.session.scalars(
        select(HandCount)
        .options(joinedload(HandCount.person))
        .where(HandCount.question_id == question.id, HandCount.run == (run or question.run))
        .order_by(HandCount.id.desc())
    ).all()
    return Hands(found[0], list(found[1:])) if found else None


def hands_in(consultation: Consultation) -> dict[int, Hands]:
    """Find every show of hands in a consultation's latest runs at once, by question."""
    rows = db.session.scalars(
        select(HandCount)
        .join(Question, (Question.id == HandCount.question_id) & (Question.run == HandCount.run))
        .options(joinedload(HandCount.person))
        .where(Question.consultation_id == consultation.id)
        .order_by(HandCount.id.desc())
    )
    found: dict[int, list[HandCount]] = {}
    for row in rows:
        found.setdefault(row.question_id, []).append(row)
    return {question_id: Hands(counts[0], counts[1:]) for question_id, counts in found.items()}


def decisions_of(consultation: Consultation) -> Sequence[Decision]:
    """List where a sheet was let stand, the latest first."""
    return db.session.scalars(
        select(Decision)
        .join(Question, Question.id == Decision.question_id)
        .options(joinedload(Decision.question), joinedload(Decision.person))
        .where(Question.consultation_id == consultation.id)
        .order_by(Decision.id.desc())
    ).all()
