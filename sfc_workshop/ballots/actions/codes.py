"""Single-use codes: printed once, entered on a phone, where what it answered so far goes over to the code.

A code is the secret of a participant. However many phones it is entered on, and whether its sheet is keyed as
well, it is one person with one ballot.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, insert, select, update

from sfc_workshop.ballots import issued, queries, round_keys
from sfc_workshop.ballots.actions import voices
from sfc_workshop.ballots.actions.casting import content_hash
from sfc_workshop.ballots.models import Ballot, Comment, Consultation, Door, IssuedCode, Participant, Question, Receipt
from sfc_workshop.ballots.sentences import DoorIsClosed
from sfc_workshop.core import audit, clock
from sfc_workshop.core.db import db, hold, writing
from sfc_workshop.core.refusals import Refused
from sfc_workshop.people.models import Person

MOST_AT_ONCE = 2000


def issue_codes(consultation: Consultation, codes: Sequence[str], *, closes_at: datetime | None, by: Person) -> None:
    """Let codes be used that have been printed; of each only its digest is kept.

    Sheets come in by a door of their own, which is made with the first codes.

    closes_at:  until when sheets are keyed; None where a hand closes the consultation
    raises:     DoorIsClosed, or Refused for a number of codes or a moment that cannot be
    """
    with writing():
        hold(f"consultation {consultation.id}", shared=False)
        refuse_over(consultation)
        if not 1 <= len(set(codes)) == len(codes) <= MOST_AT_ONCE:
            raise Refused(_l("Please print from 1 to %(most)s sheets at once.", most=f"{MOST_AT_ONCE:,}"), status=422)
        if closes_at is not None and closes_at <= clock.now():
            raise Refused(_l("This moment has passed. Please choose a later one."), status=422)
        step_issue_codes(consultation, codes, closes_at=closes_at)
        audit.remember("codes issued", f"consultation {consultation.id}", by=by.id, codes=len(codes))
        db.session.commit()


def step_issue_codes(consultation: Consultation, codes: Sequence[str], *, closes_at: datetime | None) -> None:
    """Do the work of issue_codes() inside the caller's transaction."""
    _keep_door(consultation, closes_at)
    digests = [queries.digest_of(code, consultation.public_id) for code in codes]
    rows = [{"consultation_id": consultation.id, "digest": digest} for digest in digests]
    db.session.execute(insert(IssuedCode), rows)


def enter_code(consultation: Consultation, code: str, *, token: str | None) -> None:
    """Let a phone go on with a code; what it has answered without one becomes the code's.

    The phone keeps the code in the place of its secret. What was answered with another code stays that one's:
    two codes are two people, who may share a phone.

    token:   the phone's secret so far
    raises:  DoorIsClosed where nobody can answer any more
    """
    with writing():
        hold(f"consultation {consultation.id}", shared=False)
        if consultation.is_closed:
            raise DoorIsClosed(_l("Answers are closed, so the code cannot be used any more. Thank you for coming."))
        mine = queries.participant_of(token, consultation) if token != code else None
        if mine is not None and mine.integrity != "code":
            _move(mine, queries.participant_of(code, consultation), code)
        db.session.commit()


def refuse_over(consultation: Consultation) -> None:
    """Say that nothing can be printed or keyed any more."""
    if consultation.is_closed:
        raise DoorIsClosed(_l("This consultation is closed. Nothing can be printed or keyed for it any more."))


def _keep_door(consultation: Consultation, closes_at: datetime | None) -> None:
    door = issued.paper_door(consultation)
    if door is None:
        door = Door(kind="paper", integrity="code")
        door.opens_at = clock.now() if consultation.opening is not None else None
        consultation.doors.append(door)
    door.closes_at = closes_at


def _move(mine: Participant, holder: Participant | None, code: str) -> None:
    """Make a phone's participant the code's, or give all it has to whoever holds the code already."""
    consultation = mine.consultation
    digest = queries.digest_of(code, consultation.public_id)
    before, after = (round_keys.ballot_ref(consultation.public_id, one) for one in (mine.digest, digest))
    _tell_receipts(mine, before, after)
    if holder is None:
        mine.digest, mine.integrity = digest, "code"
        db.session.flush()
        holder = mine
    else:
        if not holder.group_fixed:
            holder.group_key, holder.group_fixed = mine.group_key, mine.group_fixed
        holder.door_id = mine.door_id
        voices.hand_over(mine, holder)
        db.session.execute(delete(Participant).where(Participant.id == mine.id))
    _move_ballots(consultation, before, after, group_key=holder.group_key)


def _move_ballots(consultation: Consultation, before: str, after: str, *, group_key: str) -> None:
    """Give ballots to another reference; where it has one, the greater (revision, key) stands, as ever.

    What was keyed has revision 0, so it gives way to any phone.
    """
    of_question = select(Question.id).where(Question.consultation_id == consultation.id)
    ballots = db.session.scalars(
        select(Ballot).where(Ballot.ballot_ref.in_((before, after)), Ballot.question_id.in_(of_question))
    ).all()
    stands: dict[tuple[int, int], Ballot] = {}
    for ballot in sorted(ballots, key=lambda one: (one.revision, one.key_hash)):
        stands[ballot.question_id, ballot.run] = ballot
    kept = {ballot.id for ballot in stands.values()}
    gone = [ballot.id for ballot in ballots if ballot.id not in kept]
    db.session.execute(delete(Ballot).where(Ballot.id.in_(gone)))
    moved = {"ballot_ref": after, "integrity": "code", "group_key": group_key}
    db.session.execute(update(Ballot).where(Ballot.id.in_(kept)).values(**moved))


def _tell_receipts(mine: Participant, before: str, after: str) -> None:
    """Let an answer that is sent once more, because its phone heard nothing, be known as the code's."""
    of_question = select(Question.id).where(Question.consultation_id == mine.consultation_id)
    told: list[tuple[str, int, int, int, Any]] = [
        (ballot.key_hash, ballot.question_id, ballot.run, ballot.revision, _as_sent(ballot))
        for ballot in db.session.scalars(
            select(Ballot).where(Ballot.ballot_ref == before, Ballot.question_id.in_(of_question))
        )
    ]
    told += [
        (one.key_hash, one.question.id, one.question.run, one.revision, one.words)
        for one in db.session.scalars(select(Comment).where(Comment.participant_id == mine.id))
        if one.question is not None
    ]
    for key_hash, question_id, run, revision, answer in told:
        changed = content_hash(question_id, run, revision, after, answer)
        db.session.execute(update(Receipt).where(Receipt.key_hash == key_hash).values(content_hash=changed))


def _as_sent(ballot: Ballot) -> dict[str, Any]:
    return {"marks": ballot.marks, "seen": ballot.seen}
