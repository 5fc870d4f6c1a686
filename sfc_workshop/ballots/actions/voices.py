"""Answers that belong to the participant and never become a ballot: words, community, consent.

Steps of cast() and withdraw(); they do not commit.
"""

import hashlib
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import and_, delete, or_, select, update

from sfc_workshop.ballots.models import Comment, Consent, Participant, Question, Support
from sfc_workshop.ballots.sentences import NotThisAnswer
from sfc_workshop.cities.models import Community
from sfc_workshop.core import clock
from sfc_workshop.core.db import db, insert, random_id
from sfc_workshop.core.i18n import language, text
from sfc_workshop.core.written import can_be_shown, tidy

LONGEST = 2000


def read(question: Question, answer: Any) -> Any:
    """Check words, a community's id or a tick; raises NotThisAnswer with a sentence."""
    return {"text": _words, "community": _community, "consent": _tick}[question.kind](question, answer)


def keep(question: Question, participant: Participant, answer: Any, revision: int, key_hash: str) -> None:
    """Keep it; of words, the greatest (revision, key) stands."""
    if question.kind == "text":
        _keep_words(question, participant, answer, revision, key_hash)
    elif question.kind == "community":
        participant.community_id = answer
    elif question.kind == "consent":
        _keep_consent(question, participant, agreed=answer)
    db.session.flush()


def forget(participant: Participant) -> None:
    """Erase a participant's words, support and community, and note that consent is withdrawn."""
    db.session.execute(delete(Support).where(Support.participant_id == participant.id))
    db.session.execute(delete(Comment).where(Comment.participant_id == participant.id))
    db.session.execute(_standing(participant).values(withdrawn_at=clock.now()))
    participant.community_id = None
    db.session.flush()


def no_longer_agree(participant: Participant, question: Question) -> None:
    """Note that a participant withdraws what they agreed to; the first moment stays."""
    theirs = _standing(participant).where(Consent.question_id == question.id)
    db.session.execute(theirs.values(withdrawn_at=clock.now()))


def hand_over(giver: Participant, taker: Participant) -> None:
    """Let one participant have what another one wrote, supports and agreed to; of words on one thing the newer stay."""
    theirs = {one.subject: one for one in _comments_of(taker)}
    for mine in _comments_of(giver):
        rival = theirs.get(mine.subject)
        if rival is not None:
            older = rival if (rival.revision, rival.key_hash) < (mine.revision, mine.key_hash) else mine
            db.session.delete(older)
            db.session.flush()
        if rival is None or older is rival:
            mine.participant_id = taker.id
    for support in db.session.scalars(select(Support).where(Support.participant_id == giver.id)).all():
        row = {"comment_id": support.comment_id, "participant_id": taker.id}
        db.session.execute(insert(Support).values(row).on_conflict_do_nothing())
    db.session.execute(update(Consent).where(Consent.participant_id == giver.id).values(participant_id=taker.id))
    taker.community_id = taker.community_id or giver.community_id
    db.session.flush()


def _standing(participant: Participant) -> Any:
    """Change the consents that are not withdrawn; who came with two phones may have two for one question."""
    return update(Consent).where(Consent.participant_id == participant.id, Consent.withdrawn_at.is_(None))


def _comments_of(participant: Participant) -> list[Comment]:
    return list(db.session.scalars(select(Comment).where(Comment.participant_id == participant.id)))


def _words(question: Question, answer: Any) -> str:
    if not isinstance(answer, str):
        raise NotThisAnswer(_l("Please write your answer as text."))
    words = tidy(answer)
    if len(words) > LONGEST:
        raise NotThisAnswer(
            _l(
                "Please shorten your text to %(most)s characters. It has %(now)s now.",
                most=f"{LONGEST:,}",
                now=f"{len(words):,}",
            )
        )
    if not can_be_shown(words):
        raise NotThisAnswer(_l("Your text has signs that cannot be shown. Please remove them."))
    return words


def _community(question: Question, answer: Any) -> int | None:
    if answer in (None, ""):
        return None
    city_id = question.consultation.plan.city_id
    if isinstance(answer, str | int) and str(answer).isascii() and str(answer).isdigit() and len(str(answer)) < 10:
        found = db.session.scalar(select(Community.id).where(Community.id == int(answer), Community.city_id == city_id))
        if found is not None:
            return found
    raise NotThisAnswer(_l("Please choose a community from the list."))


def _tick(question: Question, answer: Any) -> bool:
    if not isinstance(answer, bool):
        raise NotThisAnswer(_l("Please tick the box, or leave it empty."))
    return answer


def _keep_words(question: Question, participant: Participant, words: str, revision: int, key_hash: str) -> None:
    row = {
        "id": random_id(),
        "consultation_id": question.consultation_id,
        "question_id": question.id,
        "participant_id": participant.id,
        "subject": f"question:{question.id}",
        "revision": revision,
        "key_hash": key_hash,
        "words": words,
        "day": clock.today(),
        "state": "pending",
        "reason": "",
    }
    new = insert(Comment).values(row)
    greater = or_(
        Comment.revision < new.excluded.revision,
        and_(Comment.revision == new.excluded.revision, Comment.key_hash < new.excluded.key_hash),
    )
    changed = {name: new.excluded[name] for name in ("revision", "key_hash", "day", "words", "state", "reason")}
    db.session.execute(
        new.on_conflict_do_update(index_elements=["participant_id", "subject"], set_=changed, where=greater)
    )


def _keep_consent(question: Question, participant: Participant, *, agreed: bool) -> None:
    standing = db.session.scalar(
        select(Consent).where(
            Consent.participant_id == participant.id,
            Consent.question_id == question.id,
            Consent.withdrawn_at.is_(None),
        )
    )
    if agreed and standing is None:
        wording = f"{text(question, 'title')}\n{text(question, 'help')}"
        consent = Consent(
            participant_id=participant.id,
            question_id=question.id,
            purpose=question.settings.get("purpose", "contact"),
            text_version=hashlib.sha256(wording.encode()).hexdigest(),
            language=language(),
            at=clock.now(),
        )
        db.session.add(consent)
    elif not agreed:
        no_longer_agree(participant, question)
