"""The one write path of answers: a key made by the phone, one transaction, told only after it is kept.

Promises kept here (docs/adr/0003): nothing acknowledged is lost, nothing counts twice however often it
is sent, the greatest (revision, key) of a person and question wins in whatever order sends arrive.
"""

import hashlib
import re
import secrets
from dataclasses import dataclass
from functools import cache
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import and_, or_, select, update

from sfc_workshop.ballots import queries, round_keys
from sfc_workshop.ballots.actions import voices
from sfc_workshop.ballots.models import Ballot, Door, LateAnswer, Participant, Question, Receipt
from sfc_workshop.ballots.sentences import (
    KeyIsTaken,
    NotJoined,
    sentence_for,
    too_early,
    too_late,
    unreadable,
)
from sfc_workshop.core import clock
from sfc_workshop.core.audit import canonical
from sfc_workshop.core.db import db, hold, insert, random_id, writing
from sfc_workshop.core.i18n import text
from sfc_workshop.core.refusals import Refused
from sfc_workshop.domain.scales import BadAnswer, Wrong, known, unknowns

KEY = re.compile(r"[0-9a-f]{32}")
GREATEST_REVISION = 2**31 - 1


@dataclass(frozen=True)
class Sent:
    """An answer as a phone sends it.

    key:      32 hexadecimal digits, made anew for each revision before it is sent
    revision: counts the changes of mind, from 1
    answer:   marks of a ballot, or words, a community's id, a tick
    seen:     the items shown, or None for all
    """

    question_id: int
    key: str
    revision: int
    run: int
    answer: Any
    seen: Any = None


@dataclass(frozen=True)
class Outcome:
    """What became of it: new or known; the revision that stands; overtaken by a greater one."""

    is_new: bool
    revision: int
    overtaken: bool = False


def join(door: Door, *, group_key: str, token: str | None = None) -> str:
    """Let somebody in by a door, as a member of a group; joining again with the same secret is the same person.

    returns: the secret the phone keeps.
    raises:  DoorIsClosed, or Refused for a group the consultation does not have.
    """
    with writing():
        token = step_join(door, group_key=group_key, token=token)
        db.session.commit()
    return token


def step_join(door: Door, *, group_key: str, token: str | None = None) -> str:
    """Do the work of join() inside the caller's transaction."""
    token = token or secrets.token_urlsafe(24)
    _refuse_unless_open(door)
    if door.consultation.group(group_key) is None:
        raise Refused(_l("Please choose the group you belong to."))
    known = queries.participant_of(token, door.consultation)
    if known is None:
        row = {
            "id": random_id(),
            "consultation_id": door.consultation_id,
            "digest": queries.digest_of(token, door.consultation),
            "door_id": door.id,
            "group_key": group_key,
            "group_fixed": False,
            "joined_on": clock.today(),
        }
        db.session.execute(_insert_once(Participant, db.engine.dialect.name), row)
    else:  # asked of the row as it is now: a first ballot may be fixing the group at this moment
        theirs = update(Participant).where(Participant.id == known.id, Participant.group_fixed.is_(False))
        db.session.execute(theirs.values(group_key=group_key))
    return token


def cast(token: str | None, sent: Sent) -> Outcome:
    """Take in one answer, or say why not.

    raises: NotJoined 403, DoorIsClosed 410, KeyIsTaken 409, NotThisAnswer 422, 404 for an unknown question.
    """
    _check_envelope(sent)
    with writing():
        outcome = step_cast(token, sent)
        if isinstance(outcome, Refused):
            db.session.commit()  # a late answer is kept, and refused
            raise outcome
        db.session.commit()
    return outcome


def step_cast(token: str | None, sent: Sent) -> Outcome | Refused:
    """Do the work of cast() inside the caller's transaction."""
    consultation = queries.consultation_asking(sent.question_id)
    participant = queries.participant_of(token, consultation)
    if participant is None:
        raise NotJoined(_l("Please open the survey from its first page on this phone, then answer again."))
    hold(f"consultation {consultation.id}", shared=True)
    question = queries.question_to_answer(sent.question_id)
    answer = _read(question, sent)
    if participant.door.is_early:
        raise too_early()
    if not participant.door.is_open:
        return _keep_late(question, sent, answer)
    if sent.run != question.run:
        raise Refused(_l("This question has been started anew. Please open it again."), status=409)
    return _take(question, participant, sent, answer)


def withdraw(participant: Participant) -> None:
    """Take back everything a participant gave; after closing, what is still theirs: words, consent, community."""
    with writing():
        hold(f"consultation {participant.consultation_id}", shared=True)
        if participant.consultation.is_open:
            ref = round_keys.ballot_ref(participant.consultation.public_id, participant.digest)
            ids = select(Question.id).where(Question.consultation_id == participant.consultation_id)
            db.session.execute(
                update(Ballot)
                .where(Ballot.ballot_ref == ref, Ballot.question_id.in_(ids), Ballot.marks.is_not(None))
                .values(marks=None, seen=None, revision=Ballot.revision + 1)
            )
        voices.forget(participant)
        db.session.commit()


def _check_envelope(sent: Sent) -> None:
    """Refuse what no phone of ours would send."""
    whole = (sent.question_id, sent.revision, sent.run)
    if not all(type(n) is int and 0 < n <= GREATEST_REVISION for n in whole) or not (
        isinstance(sent.key, str) and KEY.fullmatch(sent.key)
    ):
        raise unreadable()


def _refuse_unless_open(door: Door) -> None:
    if door.is_early:
        raise too_early()
    if not door.is_open:
        raise too_late()


def _read(question: Question, sent: Sent) -> Any:
    """Read the answer by the rules of its kind: {"marks", "seen"} for ballots, plain values for voices."""
    if not question.is_ballot:
        return voices.read(question, sent.answer)
    choices = queries.choices_of(question)
    shown = choices if sent.seen is None else sent.seen
    if not isinstance(shown, list) or not all(isinstance(key, str) for key in shown):
        raise unreadable()
    try:
        if not set(shown) <= set(choices):
            raise BadAnswer(Wrong.UNKNOWN_ITEM)
        marks = question.scale.check(sent.answer, shown) | unknowns(question.scale, sent.answer)
    except BadAnswer as fault:
        raise sentence_for(fault, _titles_of(question)) from None
    whole = question.kind == "pairwise" or set(shown) == set(choices)  # pairs shown would tell whose ballot it is
    seen = None if whole else sorted(shown)
    return {"marks": marks, "seen": seen}


def _titles_of(question: Question) -> dict[str, str]:
    choices: list[Any] = [*question.items, *question.options]
    return {choice.key: text(choice, "title") for choice in choices}


def _take(question: Question, participant: Participant, sent: Sent, answer: Any) -> Outcome:
    ref = round_keys.ballot_ref(question.consultation.public_id, participant.digest)
    key_hash = _digest(sent.key)
    content = canonical([question.id, sent.run, sent.revision, ref, answer])
    is_new = _keep_receipt(question, key_hash, _digest(content))
    stands = (sent.revision, key_hash)
    if not question.is_ballot:
        if is_new:
            voices.keep(question, participant, answer, *stands)
        if question.kind == "text":
            stands = queries.standing_words(question, participant) or stands
        return Outcome(is_new, stands[0], overtaken=stands[1] != key_hash)
    is_put = False
    if is_new:
        if not participant.group_fixed:
            db.session.refresh(participant, ["group_key", "group_fixed"], with_for_update=True)
            participant.group_fixed = True
            db.session.flush()
        is_put = _put(_row(question, participant, sent, answer) | {"ballot_ref": ref, "key_hash": key_hash})
    if not is_put:
        stands = queries.standing_ballot(question, sent.run, ref)
    return Outcome(is_new, stands[0], overtaken=stands[1] != key_hash)


def _keep_receipt(question: Question, key_hash: str, content_hash: str) -> bool:
    """Say whether the key is new; a known key must come with the content it came with before."""
    row = {"key_hash": key_hash, "content_hash": content_hash, "question_id": question.id}
    if db.session.execute(_insert_once(Receipt, db.engine.dialect.name), row).first() is not None:
        return True
    before = db.session.scalar(select(Receipt.content_hash).where(Receipt.key_hash == key_hash))
    if before != content_hash:
        raise KeyIsTaken(_l("This answer was sent before in another form. Please open the page again."))
    return False


def _row(question: Question, participant: Participant, sent: Sent, answer: dict[str, Any]) -> dict[str, Any]:
    """A ballot without its ties: what was answered, by what group, through which door, on what day."""
    return {
        "id": random_id(),
        "question_id": question.id,
        "run": sent.run,
        "revision": sent.revision,
        "group_key": participant.group_key,
        "door": participant.door.kind,
        "integrity": participant.door.integrity,
        "day": clock.today(),
        "seen": answer["seen"],
        "marks": answer["marks"],
    }


def _put(row: dict[str, Any]) -> bool:
    """Insert a ballot, or let it replace the one that stands if its (revision, key) is greater; say whether it did."""
    return db.session.execute(_insert_or_replace(db.engine.dialect.name), row).first() is not None


@cache
def _insert_or_replace(_dialect: str) -> Any:
    """The statement of _put(), built once: building it takes longer than running it."""
    new = insert(Ballot)
    greater = or_(
        Ballot.revision < new.excluded.revision,
        and_(Ballot.revision == new.excluded.revision, Ballot.key_hash < new.excluded.key_hash),
    )
    changed = {name: new.excluded[name] for name in ("revision", "key_hash", "day", "seen", "marks")}
    put = new.on_conflict_do_update(index_elements=["question_id", "run", "ballot_ref"], set_=changed, where=greater)
    return put.returning(Ballot.__table__.c.id)


@cache
def _insert_once(model: Any, _dialect: str) -> Any:
    """Insert a row unless its key is there already; gives its key back if it was not."""
    return insert(model).on_conflict_do_nothing().returning(*model.__table__.primary_key)


def _keep_late(question: Question, sent: Sent, answer: Any) -> Refused:
    if question.is_ballot:
        row = {
            "key_hash": _digest(sent.key),
            "question_id": question.id,
            "day": clock.today(),
            "marks": known(answer["marks"]),
        }
        db.session.execute(_insert_once(LateAnswer, db.engine.dialect.name), row)
    return too_late()


def _digest(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()
