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

from flask import current_app
from flask_babel import lazy_gettext as _l
from sqlalchemy import and_, bindparam, delete, or_, select, update
from sqlalchemy.exc import TimeoutError as PoolTimeout

from sfc_workshop.ballots import asked, issued, queries, round_keys
from sfc_workshop.ballots.actions import voices
from sfc_workshop.ballots.actions.together import Together, Turn
from sfc_workshop.ballots.asked import Asked, Attempt
from sfc_workshop.ballots.models import Ballot, Door, Keying, LateAnswer, Participant, Question, Receipt
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
from sfc_workshop.domain.codes import is_code
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

    Whoever comes in by another door answers by that one from now on.

    token:   the phone's secret, or a single-use code; what only looks like a code is nobody's, and replaced
    returns: the secret the phone keeps.
    raises:  DoorIsClosed, NotJoined where the door asks for a code, or Refused for a group the consultation does
             not have.
    """
    with writing():
        token = step_join(door, group_key=group_key, token=token)
        db.session.commit()
    return token


def step_join(door: Door, *, group_key: str, token: str | None = None) -> str:
    """Do the work of join() inside the caller's transaction."""
    has_code = issued.is_issued(token, door.consultation)
    if not token or (is_code(token) and not has_code):
        token = secrets.token_urlsafe(24)
    _refuse_unless_open(door)
    if door.integrity == "code" and not has_code:
        raise NotJoined(_l("Please enter the code on your sheet first."))
    if door.consultation.group(group_key) is None:
        raise Refused(_l("Please choose the group you belong to."))
    known = queries.participant_of(token, door.consultation)
    if known is None:
        row = {
            "id": random_id(),
            "consultation_id": door.consultation_id,
            "digest": queries.digest_of(token, door.consultation.public_id),
            "door_id": door.id,
            "group_key": group_key,
            "group_fixed": False,
            "integrity": "code" if has_code else None,
            "joined_on": clock.today(),
        }
        db.session.execute(_insert_once(Participant, db.engine.dialect.name), row)
    else:  # asked of the row as it is now: a first ballot may be fixing the group at this moment
        theirs = update(Participant).where(Participant.id == known.id, Participant.group_fixed.is_(False))
        db.session.execute(theirs.values(group_key=group_key))
        db.session.execute(update(Participant).where(Participant.id == known.id).values(door_id=door.id))
    return token


def cast(token: str | None, sent: Sent) -> Outcome:
    """Take in one answer, or say why not.

    raises: NotJoined 403, DoorIsClosed 410, KeyIsTaken 409, NotThisAnswer 422, 404 for an unknown question.
    """
    _check_envelope(sent)
    of = asked.kept(sent.question_id)
    if of is not None and of.scale is not None:
        brought = _Brought(of, token, sent, _read_or_refusal(of, sent))
        db.session.rollback()  # whoever keeps it does so in a session of their own
        outcome = _crowd().take(brought)
    else:  # what is owned by a participant, or not frozen: read and kept in one transaction of its own
        with writing():
            outcome = step_cast(token, sent)
            db.session.commit()  # a late answer is kept, and refused
    if isinstance(outcome, Refused):
        raise outcome
    return outcome


def step_cast(token: str | None, sent: Sent, *, at_desk: bool = False) -> Outcome | Refused:
    """Do the work of cast() inside the caller's transaction.

    at_desk: a sheet is being keyed. Nobody else answers by the paper door, which asks everything at all times.
    """
    of = asked.asked(sent.question_id)
    hold(f"consultation {of.consultation_id}", shared=True)
    return _step(of, token, sent, at_desk=at_desk)


@dataclass(frozen=True)
class _Brought:
    """An answer somebody has brought, read in their own thread: a refusal of it speaks their language."""

    of: Asked
    token: str | None
    sent: Sent
    answer: Any

    @property
    def place(self) -> tuple[str, int, str]:
        """Where it stands among others: two servers that take rows in one order never wait for each other."""
        return self.token or "", self.of.question_id, self.sent.key


def _crowd() -> Together[_Brought, Outcome | Refused]:
    crowd: Together[_Brought, Outcome | Refused] = current_app.extensions.setdefault("crowd", Together(_keep_together))
    return crowd


def _keep_together(turns: list[Turn[_Brought, Outcome | Refused]]) -> None:
    """Keep what was brought with one commit; if anything goes wrong, each with its own, so no one spoils another's."""
    try:
        _keep_with_one_commit(turns)
    except (TimeoutError, PoolTimeout) as fault:  # whoever tried again alone would wait as long
        for turn in turns:
            turn.fault = fault
    except Exception as fault:
        if len(turns) == 1:
            turns[0].fault = fault
            return
        for turn in turns:
            _keep_together([turn])


def _keep_with_one_commit(turns: list[Turn[_Brought, Outcome | Refused]]) -> None:
    with writing():
        for consultation_id in sorted({turn.work.of.consultation_id for turn in turns}):
            hold(f"consultation {consultation_id}", shared=True)
        outcomes = [(turn, _outcome(turn.work)) for turn in sorted(turns, key=lambda one: one.work.place)]
        db.session.commit()
    for turn, outcome in outcomes:
        turn.result = outcome


def _outcome(brought: _Brought) -> Outcome | Refused:
    try:
        return _step(brought.of, brought.token, brought.sent, brought.answer)
    except Refused as refusal:  # before anything of it was written
        return refusal


def _read_or_refusal(of: Asked, sent: Sent) -> Any:
    try:
        return _read(of, sent)
    except Refused as refusal:
        return refusal


def _step(of: Asked, token: str | None, sent: Sent, answer: Any = None, *, at_desk: bool = False) -> Outcome | Refused:
    """Take in one answer under the lock of its consultation; answer: as _read() gave it, or why it cannot be."""
    attempt = asked.attempt(of, queries.digest_of(token, of.public_id)) if token else None
    if attempt is None or (attempt.door == "paper" and not at_desk):
        asked.forget(of.question_id)
        raise NotJoined(_l("Please open the survey from its first page on this phone, then answer again."))
    if answer is None:
        answer = _read(of, sent)
    if isinstance(answer, Refused):
        raise answer
    if attempt.is_early:
        raise too_early()
    if not attempt.is_in_time:
        return _keep_late(of, sent, answer)
    if sent.run != attempt.run:
        raise Refused(_l("This question has been started anew. Please open it again."), status=409)
    return _take(of, attempt, sent, answer)


def rehearse(of: Asked) -> None:
    """Go through all that an answer asks of the database, and keep nothing: the first of it takes the longest."""
    key_hash, ref = random_id(), random_id()
    row = {"id": random_id(), "question_id": of.question_id, "run": 1, "revision": 1, "ballot_ref": ref}
    row |= {"key_hash": key_hash, "group_key": "", "door": "", "integrity": "", "day": clock.today()}
    with writing():
        hold(f"consultation {of.consultation_id}", shared=True)
        asked.attempt(of, "")
        _keep_receipt(of, key_hash, "")
        _execute(_fixed(), {"person": ""})
        _put(row | {"seen": None, "marks": {}})
        db.session.rollback()


def withdraw(participant: Participant) -> None:
    """Take back everything a participant gave; after closing, what is still theirs: words, consent, community.

    While it is open they may choose their group anew, for no ballot of theirs stands. The lock is held alone, so
    that no answer is on its way that has read the old group.
    """
    with writing():
        hold(f"consultation {participant.consultation_id}", shared=False)
        if participant.consultation.is_open:
            ref = round_keys.ballot_ref(participant.consultation.public_id, participant.digest)
            ids = select(Question.id).where(Question.consultation_id == participant.consultation_id)
            db.session.execute(
                update(Ballot)
                .where(Ballot.ballot_ref == ref, Ballot.question_id.in_(ids), Ballot.marks.is_not(None))
                .values(marks=None, seen=None, revision=Ballot.revision + 1)
            )
            db.session.execute(delete(Keying).where(Keying.ballot_ref == ref, Keying.question_id.in_(ids)))
            db.session.execute(update(Participant).where(Participant.id == participant.id).values(group_fixed=False))
        voices.forget(participant)
        db.session.commit()


def withdraw_consent(participant: Participant, question: Question) -> None:
    """Take back one consent of a participant, after closing too; doing it again changes nothing."""
    with writing():
        voices.no_longer_agree(participant, question)
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


def _read(of: Asked, sent: Sent) -> Any:
    """Read the answer by the rules of its kind: {"marks", "seen"} for ballots, plain values for voices."""
    if of.scale is None:
        return voices.read(db.session.get_one(Question, of.question_id), sent.answer)
    shown = list(of.choices) if sent.seen is None else sent.seen
    if not isinstance(shown, list) or not all(isinstance(key, str) for key in shown):
        raise unreadable()
    try:
        if not set(shown) <= set(of.choices):
            raise BadAnswer(Wrong.UNKNOWN_ITEM)
        marks = of.scale.check(sent.answer, shown) | unknowns(of.scale, sent.answer)
    except BadAnswer as fault:
        raise sentence_for(fault, _titles_of(db.session.get_one(Question, of.question_id))) from None
    whole = of.kind == "pairwise" or set(shown) == set(of.choices)  # pairs shown would tell whose ballot it is
    seen = None if whole else sorted(shown)
    return {"marks": marks, "seen": seen}


def _titles_of(question: Question) -> dict[str, str]:
    choices: list[Any] = [*question.items, *question.options]
    return {choice.key: text(choice, "title") for choice in choices}


def _take(of: Asked, attempt: Attempt, sent: Sent, answer: Any) -> Outcome:
    ref = round_keys.ballot_ref(of.public_id, attempt.digest)
    key_hash = _digest(sent.key)
    is_new = _keep_receipt(of, key_hash, content_hash(of.question_id, sent.run, sent.revision, ref, answer))
    if of.scale is None:
        stands = _take_voice(of, attempt, answer, (sent.revision, key_hash), is_new=is_new)
    elif is_new and _put(_row(of, attempt, sent, answer) | {"ballot_ref": ref, "key_hash": key_hash}):
        stands = (sent.revision, key_hash)
    else:
        stands = queries.standing_ballot(of.question_id, sent.run, ref)
    return Outcome(is_new, stands[0], overtaken=stands[1] != key_hash)


def _take_voice(of: Asked, attempt: Attempt, answer: Any, stands: tuple[int, str], *, is_new: bool) -> tuple[int, str]:
    """Keep words, a community, a tick; returns which (revision, key) stands."""
    question = db.session.get_one(Question, of.question_id)
    participant = db.session.get_one(Participant, attempt.participant_id)
    if is_new:
        voices.keep(question, participant, answer, *stands)
    if of.kind == "text":
        return queries.standing_words(question, participant) or stands
    return stands


def _keep_receipt(of: Asked, key_hash: str, content_hash: str) -> bool:
    """Say whether the key is new; a known key must come with the content it came with before."""
    row = {"key_hash": key_hash, "content_hash": content_hash, "question_id": of.question_id}
    if _execute(_insert_once(Receipt, db.engine.dialect.name), row).first() is not None:
        return True
    before = db.session.scalar(select(Receipt.content_hash).where(Receipt.key_hash == key_hash))
    if before != content_hash:
        raise KeyIsTaken(_l("This answer was sent before in another form. Please open the page again."))
    return False


def _row(of: Asked, attempt: Attempt, sent: Sent, answer: dict[str, Any]) -> dict[str, Any]:
    """A ballot without its ties: what was answered, by what group, through which door, on what day."""
    return {
        "id": random_id(),
        "question_id": of.question_id,
        "run": sent.run,
        "revision": sent.revision,
        "group_key": attempt.group_key if attempt.group_fixed else _fix_group(attempt),
        "door": attempt.door,
        "integrity": attempt.integrity,
        "day": clock.today(),
        "seen": answer["seen"],
        "marks": answer["marks"],
    }


def _fix_group(attempt: Attempt) -> str:
    """Let a person's group not change while a ballot of theirs stands; returns the group it is now."""
    row = _execute(_fixed(), {"person": attempt.participant_id}).one()
    return str(row.group_key)


@cache
def _fixed() -> Any:
    person: Any = Participant.__table__
    fixed = update(person).where(person.c.id == bindparam("person")).values(group_fixed=True)
    return fixed.returning(person.c.group_key)


def _put(row: dict[str, Any]) -> bool:
    """Insert a ballot, or let it replace the one that stands if its (revision, key) is greater; say whether it did."""
    return _execute(_insert_or_replace(db.engine.dialect.name), row).first() is not None


@cache
def _insert_or_replace(_dialect: str) -> Any:
    """The statement of _put(), built once: building it takes longer than running it."""
    new = insert(Ballot)
    greater = or_(
        Ballot.revision < new.excluded.revision,
        and_(Ballot.revision == new.excluded.revision, Ballot.key_hash < new.excluded.key_hash),
    )
    names = ("revision", "key_hash", "group_key", "day", "seen", "marks", "door", "integrity")
    changed = {name: new.excluded[name] for name in names}
    put = new.on_conflict_do_update(index_elements=["question_id", "run", "ballot_ref"], set_=changed, where=greater)
    return put.returning(Ballot.__table__.c.id)


@cache
def _insert_once(model: Any, _dialect: str) -> Any:
    """Insert a row unless its key is there already; gives its key back if it was not."""
    return insert(model).on_conflict_do_nothing().returning(*model.__table__.primary_key)


def _keep_late(of: Asked, sent: Sent, answer: Any) -> Refused:
    if of.scale is not None:
        row = {
            "key_hash": _digest(sent.key),
            "question_id": of.question_id,
            "day": clock.today(),
            "marks": known(answer["marks"]),
        }
        _execute(_insert_once(LateAnswer, db.engine.dialect.name), row)
    return too_late()


def content_hash(question_id: int, run: int, revision: int, ballot_ref: str, answer: Any) -> str:
    """What a receipt keeps of an answer: enough to tell it from another one, too little to read it."""
    return _digest(canonical([question_id, run, revision, ballot_ref, answer]))


def _execute(statement: Any, row: dict[str, Any]) -> Any:
    """Run a statement on plain tables: the session's care for objects would take longer than the statement."""
    return db.session.connection().execute(statement, row)


def _digest(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()
