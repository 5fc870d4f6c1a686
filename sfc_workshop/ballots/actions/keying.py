"""Keying: what stands on a sheet goes the one way of all answers, as the answer of its code, by the paper door.

It has revision 0. A phone begins at 1, so whatever a phone says under the same code stands, in whatever order the
two come; that they differ is found and listed, and staff may decide otherwise.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, update

from sfc_workshop.ballots import issued, queries
from sfc_workshop.ballots.actions.casting import Outcome, Sent, step_cast, step_join
from sfc_workshop.ballots.actions.codes import refuse_over
from sfc_workshop.ballots.asked import asked
from sfc_workshop.ballots.models import Ballot, Consultation, Door, Keying, Participant
from sfc_workshop.core import audit, clock
from sfc_workshop.core.db import db, hold, insert, random_id, writing
from sfc_workshop.core.refusals import Refused
from sfc_workshop.domain.scales import unknowns
from sfc_workshop.people.models import Person

AS_KEYED = 0  # the revision of an answer from a sheet: less than any phone's


class NotThisSheet(Refused):
    """A sheet that cannot be keyed like this; where says what has to be looked at: code, group, or q7."""

    status = 422

    def __init__(self, where: str, sentence: Any, *, status: int | None = None) -> None:
        super().__init__(sentence, status=status)
        self.where = where


class KeyedBefore(NotThisSheet):
    """The sheet was keyed with other marks; keyed holds what stands, by question."""

    status = 409

    def __init__(self, keyed: dict[int, Keying]) -> None:
        super().__init__(
            "code",
            _l("This sheet was keyed before, with other marks. Nothing has changed. Compare with what was keyed then."),
        )
        self.keyed = keyed


@dataclass(frozen=True)
class Keyed:
    """What became of a sheet.

    group_key:   the group it counts for: an earlier answer of the same code may have fixed another one
    phone:       questions where an answer given on a phone stands, and differs
    taken_back:  questions whose answer the person has taken back; nobody puts it there again for them
    again:       it was keyed before just like this
    """

    group_key: str = ""
    phone: list[int] = field(default_factory=list)
    taken_back: list[int] = field(default_factory=list)
    again: bool = False


def key_sheet(
    consultation: Consultation, code: str, *, group_key: str, answers: Sequence[Sent], anew: bool, by: Person
) -> Keyed:
    """Take in what stands on a sheet, all of it or nothing.

    code:     as it is kept, see domain.codes.typed
    answers:  of the questions that were answered; their revision is set here
    anew:     put this in the place of what was keyed before from the same sheet
    raises:   NotThisSheet for an unknown code, a group, marks or a run that do not fit; KeyedBefore; DoorIsClosed
    """
    with writing():
        hold(f"consultation {consultation.id}", shared=False)
        door = _door(consultation)
        if not issued.is_issued(code, consultation):
            raise NotThisSheet("code", _l("This code was not printed for this consultation. Please check each sign."))
        if consultation.group(group_key) is None:
            raise NotThisSheet("group", _l("Please choose the group that is ticked on the sheet."))
        if not answers:
            raise NotThisSheet("code", _l("Nothing was keyed. Please key at least one answer of the sheet."))
        person, goes_back_to = _let_in(door, code, group_key)
        keyed = _key(consultation, code, answers, anew=anew, by=by)
        if goes_back_to is not None:
            db.session.execute(update(Participant).where(Participant.id == person.id).values(door_id=goes_back_to))
        db.session.refresh(person)
        db.session.commit()
    return replace(keyed, group_key=person.group_key)


def step_let_paper_stand(keying: Keying, *, by: Person) -> None:
    """Put a sheet's answer in the place of its owner's answer on a phone, inside the caller's transaction."""
    hold(f"consultation {keying.question.consultation_id}", shared=False)
    refuse_over(keying.question.consultation)
    db.session.execute(
        update(Ballot)
        .where(
            Ballot.question_id == keying.question_id,
            Ballot.run == keying.run,
            Ballot.ballot_ref == keying.ballot_ref,
            Ballot.door != "paper",
            Ballot.marks.is_not(None),
        )
        .values(
            marks=keying.marks,
            seen=None,
            door="paper",
            day=clock.today(),
            revision=Ballot.revision + 1,
            key_hash=secrets.token_hex(32),
        )
    )
    keying.decided = True
    audit.remember("paper answer let stand", f"question {keying.question_id}", by=by.id)


def let_phone_stand(keying: Keying) -> None:
    """Note that somebody has looked at the difference, and the phone's answer stands, as it does anyway."""
    with writing():
        hold(f"consultation {keying.question.consultation_id}", shared=False)
        keying.decided = True
        db.session.commit()


def _door(consultation: Consultation) -> Door:
    refuse_over(consultation)
    door = issued.paper_door(consultation)
    if door is None:
        raise NotThisSheet("code", _l("No codes have been printed for this consultation yet. Please print some first."))
    return door


def _let_in(door: Door, code: str, group_key: str) -> tuple[Participant, int | None]:
    """Let the holder of a code in by the paper door; returns them, and the door of their phone to go back to."""
    known = queries.participant_of(code, door.consultation)
    other = known.door_id if known is not None and known.door.kind != "paper" else None
    step_join(door, group_key=group_key, token=code)
    person = queries.participant_of(code, door.consultation)
    if person is None:
        raise AssertionError("who has joined is known")
    return person, other


def _key(consultation: Consultation, code: str, answers: Sequence[Sent], *, anew: bool, by: Person) -> Keyed:
    before = issued.keyed_of(code, consultation)
    standing = issued.standing_of(code, consultation)
    found, differing = Keyed(again=True), {}
    for sent in answers:
        ballot, known = standing.get(sent.question_id), before.get(sent.question_id)
        if ballot is not None and ballot.marks is None:
            found.taken_back.append(sent.question_id)
            continue
        outcome = _cast(code, sent, replaces=ballot if anew else None)
        marks = _marks(sent)
        if known is None or known.marks != marks:
            _remember(sent, consultation, code, marks)
            found = replace(found, again=False)
        if known is not None and known.marks != marks:
            differing[sent.question_id] = known
        if outcome.overtaken and ballot is not None and ballot.door != "paper" and ballot.marks != marks:
            found.phone.append(sent.question_id)
    if differing and not anew:
        raise KeyedBefore(differing)
    if differing:
        audit.remember("sheet keyed anew", f"consultation {consultation.id}", by=by.id, answers=len(differing))
    return found


def _cast(code: str, sent: Sent, *, replaces: Ballot | None) -> Outcome:
    """Cast one answer; an answer keyed before makes room for it if it is to be replaced."""
    revision = AS_KEYED
    if replaces is not None and replaces.door == "paper" and replaces.marks is not None:
        revision = replaces.revision
        db.session.execute(delete(Ballot).where(Ballot.id == replaces.id))
    where = f"q{sent.question_id}"
    try:
        outcome = step_cast(code, replace(sent, revision=revision, key=secrets.token_hex(16)), at_desk=True)
    except Refused as refusal:
        raise NotThisSheet(where, refusal.sentence, status=refusal.status) from None
    if isinstance(outcome, Refused):
        raise NotThisSheet(where, outcome.sentence, status=outcome.status)
    return outcome


def _marks(sent: Sent) -> dict[str, Any]:
    """The marks as a ballot keeps them; that they can be read was found before."""
    of = asked(sent.question_id)
    if of.scale is None:
        raise NotThisSheet("code", _l("Only questions that are answered by marks are keyed."))
    return of.scale.check(sent.answer, list(of.choices)) | unknowns(of.scale, sent.answer)


def _remember(sent: Sent, consultation: Consultation, code: str, marks: dict[str, Any]) -> None:
    row = {
        "id": random_id(),
        "question_id": sent.question_id,
        "run": sent.run,
        "ballot_ref": issued.ref_of(code, consultation),
        "marks": marks,
        "decided": False,
    }
    put = insert(Keying).values(row)
    changed = {"marks": put.excluded.marks, "decided": False}
    keys = ["question_id", "run", "ballot_ref"]
    db.session.execute(put.on_conflict_do_update(index_elements=keys, set_=changed))
