"""Looking up single-use codes, and what was keyed from their sheets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import joinedload

from sfc_workshop.ballots import queries, round_keys
from sfc_workshop.ballots.models import (
    Ballot,
    Consultation,
    Door,
    IssuedCode,
    Keying,
    Participant,
    Question,
    SealedBallot,
)
from sfc_workshop.core.db import db
from sfc_workshop.domain.codes import is_code


@dataclass(frozen=True)
class Conflict:
    """A question answered on a phone and on a sheet of the same code, and not alike; the ballot is what stands."""

    keying: Keying
    ballot: Ballot


def is_issued(code: str | None, consultation: Consultation) -> bool:
    """Whether a code was printed for a consultation."""
    if not code or not is_code(code):
        return False
    key = (consultation.id, queries.digest_of(code, consultation.public_id))
    return db.session.get(IssuedCode, key) is not None


def consultation_of(code: str) -> Consultation | None:
    """Find the consultation a code was printed for.

    A digest fits one consultation alone, so each of those that have codes is tried, in two questions.
    """
    with_codes = select(IssuedCode.consultation_id).distinct()
    rows = db.session.execute(select(Consultation.id, Consultation.public_id).where(Consultation.id.in_(with_codes)))
    digests = {queries.digest_of(code, public_id): number for number, public_id in rows}
    return db.session.scalar(
        select(Consultation)
        .join(IssuedCode, IssuedCode.consultation_id == Consultation.id)
        .where(IssuedCode.digest.in_(digests))
        .limit(1)
    )


def paper_door(consultation: Consultation) -> Door | None:
    """Find the door by which sheets come in."""
    return next((door for door in consultation.doors if door.kind == "paper"), None)


def codes_issued(consultation: Consultation) -> int:
    """Count the codes that were printed."""
    counted = select(func.count()).select_from(IssuedCode).where(IssuedCode.consultation_id == consultation.id)
    return db.session.scalar(counted) or 0


def codes_used(consultation: Consultation) -> int:
    """Count the codes somebody has joined with, on a phone or by a sheet that was keyed."""
    same_person = and_(
        Participant.consultation_id == IssuedCode.consultation_id, Participant.digest == IssuedCode.digest
    )
    return (
        db.session.scalar(
            select(func.count())
            .select_from(IssuedCode)
            .join(Participant, same_person)
            .where(IssuedCode.consultation_id == consultation.id)
        )
        or 0
    )


def joined_as(tokens: Mapping[str, str]) -> str | None:
    """Find one participant a phone is known as; None for a phone that has joined nowhere.

    tokens: {public id of a consultation: the phone's secret}
    """
    digests = [queries.digest_of(token, public_id) for public_id, token in tokens.items()]
    return db.session.scalar(select(func.min(Participant.id)).where(Participant.digest.in_(digests)))


def sheets_keyed(consultation: Consultation) -> int:
    """Count the sheets that were keyed; after closing the ballots of the question that has most of them."""
    if not consultation.is_sealed:
        counted = (
            select(func.count(Keying.ballot_ref.distinct()))
            .join(Question, Question.id == Keying.question_id)
            .where(Question.consultation_id == consultation.id)
        )
    else:
        per_question = (
            select(func.count().label("n"))
            .select_from(SealedBallot)
            .join(Question, and_(Question.id == SealedBallot.question_id, Question.run == SealedBallot.run))
            .where(Question.consultation_id == consultation.id, SealedBallot.door == "paper")
            .group_by(SealedBallot.question_id)
            .subquery()
        )
        counted = select(func.max(per_question.c.n))
    return db.session.scalar(counted) or 0


def keyed_of(code: str, consultation: Consultation) -> dict[int, Keying]:
    """Find what was keyed from the sheet of a code in the latest runs, by question."""
    found = db.session.scalars(_of_code(Keying, code, consultation))
    return {keying.question_id: keying for keying in found}


def standing_of(code: str, consultation: Consultation) -> dict[int, Ballot]:
    """Find the ballots that stand for a code in the latest runs, by question; those taken back too."""
    found = db.session.scalars(_of_code(Ballot, code, consultation))
    return {ballot.question_id: ballot for ballot in found}


def ref_of(code: str, consultation: Consultation) -> str:
    """Name the holder of a code inside the ballot box of an open consultation."""
    return round_keys.ballot_ref(consultation.public_id, queries.digest_of(code, consultation.public_id))


def _of_code(table: type[Ballot] | type[Keying], code: str, consultation: Consultation) -> Any:
    return (
        select(table)
        .join(Question, and_(Question.id == table.question_id, Question.run == table.run))
        .where(Question.consultation_id == consultation.id, table.ballot_ref == ref_of(code, consultation))
    )


def conflicts(consultation: Consultation) -> list[Conflict]:
    """List where a phone and a sheet say different things and nobody has decided yet, in the order of random ids."""
    same = and_(
        Ballot.question_id == Keying.question_id,
        Ballot.run == Keying.run,
        Ballot.ballot_ref == Keying.ballot_ref,
    )
    rows = db.session.execute(
        select(Keying, Ballot)
        .join(Ballot, same)
        .join(Question, and_(Question.id == Keying.question_id, Question.run == Keying.run))
        .options(joinedload(Keying.question))
        .where(Question.consultation_id == consultation.id, Ballot.door != "paper", Ballot.marks.is_not(None))
        .where(Keying.decided.is_(False))
        .order_by(Keying.id)
    )
    return [Conflict(keying, ballot) for keying, ballot in rows if keying.marks != ballot.marks]


def keying_in(consultation: Consultation, keying_id: str) -> Keying:
    """Find what was keyed in a consultation, or say 404."""
    return db.one_or_404(
        select(Keying)
        .join(Question, Question.id == Keying.question_id)
        .where(Question.consultation_id == consultation.id, Keying.id == keying_id)
    )


def ballot_questions(consultation: Consultation) -> Sequence[Question]:
    """List the questions answered by ballots, in the order asked, with what is chosen from."""
    pages = queries.pages_of(consultation)
    return [question for page in pages for question in page.questions if question.is_ballot]
