"""Looking into the ballot box.

What every answer asks is built once and kept: building such a question takes longer than asking it.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import joinedload, selectinload

from sfc_workshop.ballots import round_keys
from sfc_workshop.ballots.models import (
    Ballot,
    Closing,
    Comment,
    Consent,
    Consultation,
    Item,
    LateAnswer,
    Opening,
    Participant,
    Question,
    SealedBallot,
    Section,
)
from sfc_workshop.cities.models import City
from sfc_workshop.core.db import db
from sfc_workshop.domain.pairs import draw_pairs
from sfc_workshop.plans.models import Plan


def consultations_of(city: City) -> Sequence[Consultation]:
    """List a city's consultations, newest first."""
    return db.session.scalars(
        select(Consultation)
        .join(Plan)
        .where(Plan.city_id == city.id)
        .options(*map(selectinload, (Consultation.doors, Consultation.opening, Consultation.closing)))
        .order_by(Consultation.id.desc())
    ).all()


def consultation_in(city: City, consultation_id: int) -> Consultation:
    """Find a consultation of the city, or say 404: another city's does not exist here."""
    return db.one_or_404(
        select(Consultation).join(Plan).where(Plan.city_id == city.id, Consultation.id == consultation_id)
    )


@dataclass(frozen=True)
class Page:
    """One page of a survey: perhaps a heading with words, and the questions under it."""

    number: int
    section: Section | None
    questions: list[Question]


def pages_of(consultation: Consultation, *, with_blank: bool = False) -> list[Page]:
    """List questions page by page, with their items and options, in a fixed number of queries.

    with_blank: also the pages on which nothing stands to be read or answered, as whoever writes them needs.
    """
    questions = db.session.scalars(
        select(Question)
        .where(Question.consultation_id == consultation.id)
        .options(selectinload(Question.items), selectinload(Question.options), joinedload(Question.criterion))
        .order_by(Question.page, Question.position)
    ).all()
    sections = {section.page: section for section in consultation.sections}
    pages: dict[int, list[Question]] = {page: [] for page in sections}
    for question in questions:
        pages.setdefault(question.page, []).append(question)
    return [
        Page(number, sections.get(number), pages[number])
        for number in sorted(pages)
        if with_blank or pages[number] or sections[number].words_th or sections[number].words_en
    ]


def question_in(city: City, question_id: int) -> Question:
    """Find a question of one of the city's consultations, or say 404."""
    return db.one_or_404(
        select(Question).join(Consultation).join(Plan).where(Plan.city_id == city.id, Question.id == question_id)
    )


def questions_open() -> Sequence[int]:
    """List the questions that can be answered at present."""
    return db.session.scalars(
        select(Question.id)
        .join(Opening, Opening.consultation_id == Question.consultation_id)
        .outerjoin(Closing, Closing.consultation_id == Question.consultation_id)
        .where(Closing.at.is_(None))
    ).all()


def digest_of(token: str, public_id: str) -> str:
    """What we keep of a phone's secret: useless for any consultation but the one with this id."""
    return hashlib.sha256(f"{public_id}:{token}".encode()).hexdigest()


def participant_of(token: str | None, consultation: Consultation) -> Participant | None:
    """Find who holds a secret in a consultation."""
    if not token:
        return None
    who = {"consultation_id": consultation.id, "digest": digest_of(token, consultation.public_id)}
    return db.session.scalar(_participant(), who)


@cache
def _participant() -> Any:
    return (
        select(Participant)
        .options(joinedload(Participant.door))
        .where(
            Participant.consultation_id == bindparam("consultation_id"),
            Participant.digest == bindparam("digest"),
        )
    )


def own_ballots(participant: Participant) -> dict[int, Ballot]:
    """Find a participant's present ballots by question while the tie still exists; withdrawn ones too."""
    consultation = participant.consultation
    if consultation.is_sealed or not round_keys.exists(consultation.public_id):
        return {}
    ref = round_keys.ballot_ref(consultation.public_id, participant.digest)
    ballots = db.session.scalars(
        select(Ballot)
        .join(Question, (Question.id == Ballot.question_id) & (Question.run == Ballot.run))
        .where(Question.consultation_id == consultation.id, Ballot.ballot_ref == ref)
    )
    return {ballot.question_id: ballot for ballot in ballots}


def own_comments(participant: Participant) -> Sequence[Comment]:
    """List what a participant wrote."""
    return db.session.scalars(
        select(Comment).where(Comment.participant_id == participant.id).order_by(Comment.subject)
    ).all()


def own_consents(participant: Participant) -> dict[int | None, Consent]:
    """List what a participant agrees to at present, by question."""
    consents = db.session.scalars(
        select(Consent).where(Consent.participant_id == participant.id, Consent.withdrawn_at.is_(None))
    )
    return {consent.question_id: consent for consent in consents}


def consent_asked(consultation: Consultation, question_id: int) -> Question:
    """Find a question of the consultation that asks for consent, or say 404."""
    return db.one_or_404(
        select(Question).where(
            Question.consultation_id == consultation.id, Question.id == question_id, Question.kind == "consent"
        )
    )


def turnout(consultation: Consultation) -> dict[str, int]:
    """Count people who have answered at least one question, by group; after closing the best-answered one."""
    if consultation.is_sealed:
        per_question = (
            select(SealedBallot.group_key.label("key"), func.count().label("n"))
            .join(Question, (Question.id == SealedBallot.question_id) & (Question.run == SealedBallot.run))
            .where(Question.consultation_id == consultation.id)
            .group_by(SealedBallot.group_key, SealedBallot.question_id)
            .subquery()
        )
        counted = select(per_question.c.key, func.max(per_question.c.n)).group_by(per_question.c.key)
    else:
        counted = (
            select(Ballot.group_key, func.count(Ballot.ballot_ref.distinct()))
            .join(Question, (Question.id == Ballot.question_id) & (Question.run == Ballot.run))
            .where(Question.consultation_id == consultation.id, Ballot.marks.is_not(None))
            .group_by(Ballot.group_key)
        )
    found = {row[0]: row[1] for row in db.session.execute(counted)}
    return {group.key: found.get(group.key, 0) for group in consultation.groups}


def ballots_in(consultation: Consultation) -> int:
    """Count the ballots of the latest runs."""
    table = SealedBallot if consultation.is_sealed else Ballot
    query = (
        select(func.count())
        .select_from(table)
        .join(Question, (Question.id == table.question_id) & (Question.run == table.run))
        .where(Question.consultation_id == consultation.id)
    )
    if table is Ballot:
        query = query.where(Ballot.marks.is_not(None))
    return db.session.scalar(query) or 0


def late_answers(consultation: Consultation) -> int:
    """Count answers that came too late."""
    return (
        db.session.scalar(
            select(func.count())
            .select_from(LateAnswer)
            .join(Question, Question.id == LateAnswer.question_id)
            .where(Question.consultation_id == consultation.id)
        )
        or 0
    )


def comments_of(consultation: Consultation, state: str | None = None) -> Sequence[Comment]:
    """List comments with what they are about, those waiting first."""
    query = (
        select(Comment)
        .options(joinedload(Comment.question), joinedload(Comment.item))
        .where(Comment.consultation_id == consultation.id, Comment.words != "")
        .order_by(Comment.state != "pending", Comment.id)
    )
    return db.session.scalars(query.where(Comment.state == state) if state else query).all()


def comment_in(city: City, comment_id: str) -> Comment:
    """Find a comment made in one of the city's consultations, or say 404."""
    query: Any = select(Comment).join(Consultation, Consultation.id == Comment.consultation_id).join(Plan)
    return db.one_or_404(query.where(Plan.city_id == city.id, Comment.id == comment_id))


def pairs_for(participant: Participant, question: Question) -> list[tuple[Item, Item]]:
    """Draw the pairs a participant is asked, the same ones each time.

    They follow from the reference of the participant's ballots. Once its key is destroyed nobody can
    draw them again and find the ballot that answers just these pairs.
    """
    consultation, items = participant.consultation, {item.key: item for item in question.items}
    seed = question.key
    if round_keys.exists(consultation.public_id):
        seed += round_keys.ballot_ref(consultation.public_id, participant.digest)
    drawn = draw_pairs(list(items), question.settings["pairs"], seed)
    return [(items[one], items[other]) for one, other in drawn]


def standing_ballot(question_id: int, run: int, ballot_ref: str) -> tuple[int, str]:
    """Say which (revision, key) stands for a person and question."""
    found = db.session.execute(
        select(Ballot.revision, Ballot.key_hash).where(
            Ballot.question_id == question_id, Ballot.run == run, Ballot.ballot_ref == ballot_ref
        )
    ).one()
    return found.revision, found.key_hash


def standing_words(question: Question, participant: Participant) -> tuple[int, str] | None:
    """Say which (revision, key) stands for what a person wrote; None once it was taken back."""
    found = db.session.execute(
        select(Comment.revision, Comment.key_hash).where(
            Comment.question_id == question.id, Comment.participant_id == participant.id
        )
    ).one_or_none()
    return (found.revision, found.key_hash) if found else None


def consultation_known(public_id: str) -> Consultation:
    """Find a consultation by the id phones know it by, or say 404."""
    return db.one_or_404(select(Consultation).where(Consultation.public_id == public_id))


def consultations_with(public_ids: list[str]) -> Sequence[Consultation]:
    """List the consultations with these ids, newest first."""
    return db.session.scalars(
        select(Consultation).where(Consultation.public_id.in_(public_ids)).order_by(Consultation.id.desc())
    ).all()


def participant_with(ticket: str) -> Participant | None:
    """Find whose ticket this is, in whichever consultation."""
    digests = [digest_of(ticket, public_id) for public_id in db.session.scalars(select(Consultation.public_id))]
    return db.session.scalar(select(Participant).where(Participant.digest.in_(digests)))


def communities_in_use(city: City) -> set[int]:
    """Say in which communities of a city somebody said they live, or which some margin names."""
    lived = select(Participant.community_id).join(Consultation).join(Plan).where(Plan.city_id == city.id)
    margins = select(Consultation.margins).join(Plan).where(Plan.city_id == city.id)
    said = {found for found in db.session.scalars(lived.distinct()) if found is not None}
    named = {int(key) for declared in db.session.scalars(margins) for shares in declared.values() for key in shares}
    return said | named
