"""Ideas: written on phones, let onto the wall by the facilitator, merged, and supported by a tap."""

import hashlib

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, func, select

from sfc_workshop.ballots.actions.casting import KEY
from sfc_workshop.ballots.models import Comment, Participant, Support
from sfc_workshop.ballots.sentences import unreadable
from sfc_workshop.core import audit, clock
from sfc_workshop.core.db import db, hold, insert, is_id, random_id, writing
from sfc_workshop.core.refusals import Refused
from sfc_workshop.core.written import can_be_shown, tidy
from sfc_workshop.domain.agenda import State
from sfc_workshop.people.models import Person
from sfc_workshop.workshops.actions.running import NotNow, step_touch
from sfc_workshop.workshops.models import Activity

LONGEST = 280
MOST = 20  # of one person in one activity
MOST_WAITING = 5  # of one person, before somebody has looked at them: a script fills no facilitator's list


class TooMany(Refused):
    """More ideas than one person may have waiting."""

    status = 429


def write(activity: Activity, participant: Participant, words: str, key: str) -> None:
    """Take in an idea; nobody but the facilitator sees it before it was checked. The same key is the same idea.

    raises: NotNow where none are asked for, Refused for words that cannot be taken, TooMany.
    """
    words = read(words)
    if not isinstance(key, str) or not KEY.fullmatch(key):
        raise unreadable()
    key_hash = hashlib.sha256(key.encode()).hexdigest()
    with writing():
        hold(f"consultation {participant.consultation_id}", shared=True)
        if activity.state != State.OPEN or not activity.workshop.is_on:
            raise NotNow(_l("Ideas are not being collected at the moment. Your text is still in the box."))
        subject = f"idea:{key_hash[:32]}"
        if _standing(participant, subject) is None:
            _refuse_too_many(activity, participant)
            row = {
                "id": random_id(),
                "consultation_id": participant.consultation_id,
                "question_id": activity.question_id,
                "participant_id": participant.id,
                "subject": subject,
                "revision": 1,
                "key_hash": key_hash,
                "words": words,
                "day": clock.today(),
                "state": "pending",
                "reason": "",
            }
            db.session.execute(insert(Comment).values(row).on_conflict_do_nothing())
        db.session.commit()


def read(words: str) -> str:
    """Tidy what was written; raises Refused with a sentence that says what to do."""
    words = " ".join(tidy(words).split())
    if not words:
        raise Refused(_l("Please write your idea first."), status=422)
    if len(words) > LONGEST:
        raise Refused(
            _l(
                "Please shorten your idea to %(most)s characters. It has %(now)s now.",
                most=LONGEST,
                now=f"{len(words):,}",
            ),
            status=422,
        )
    if not can_be_shown(words):
        raise Refused(_l("Your text has signs that cannot be shown. Please remove them."), status=422)
    return words


def support(activity: Activity, participant: Participant, comment_id: str, *, wanted: bool) -> None:
    """Support an idea that is shown, or take that back; twice is once."""
    with writing():
        hold(f"consultation {participant.consultation_id}", shared=True)
        if activity.state != State.SUPPORT or not activity.workshop.is_on:
            raise NotNow(_l("Ideas cannot be supported at the moment. Please look at the wall."))
        shown = select(Comment.id).where(
            Comment.id == comment_id,
            Comment.question_id == activity.question_id,
            Comment.state == "shown",
            Comment.merged_into_id.is_(None),
        )
        if not is_id(comment_id) or db.session.scalar(shown) is None:
            raise Refused(_l("This idea is not shown any more."), status=404)
        row = {"comment_id": comment_id, "participant_id": participant.id}
        if wanted:
            db.session.execute(insert(Support).values(row).on_conflict_do_nothing())
        else:
            db.session.execute(delete(Support).filter_by(**row))
        db.session.commit()


def judge(activity: Activity, comment_ids: list[str], *, state: str, reason: str = "", by: Person) -> None:
    """Let ideas onto the wall, or hide them with a reason; all screens are drawn anew."""
    if state not in ("shown", "hidden"):
        raise Refused(_l("Choose whether the idea is shown or hidden."))
    if state == "hidden" and not reason.strip():
        reason = str(_l("No reason was given"))
    with writing():
        hold(f"workshop {activity.workshop_id}", shared=False)
        found = [idea for idea in _ideas(activity, comment_ids) if idea.state != state]
        for idea in found:
            idea.state, idea.reason = state, reason.strip() if state == "hidden" else ""
            idea.moderator_id, idea.moderated_at = by.id, clock.now()
            audit.remember(f"comment {state}", f"comment {idea.id}", by=by.id, workshop=activity.workshop_id)
        if found:
            step_touch(activity.workshop)
        db.session.commit()


def merge(activity: Activity, comment_ids: list[str], into: str, *, by: Person) -> None:
    """Let one idea stand for several that say the same; who supports one of them supports it."""
    with writing():
        hold(f"workshop {activity.workshop_id}", shared=False)
        kept = next(iter(_ideas(activity, [into])), None)
        others = [idea for idea in _ideas(activity, comment_ids) if idea.id != into]
        if kept is None or kept.state != "shown" or kept.merged_into_id is not None or not others:
            raise Refused(_l("Please choose the idea that stays, and at least one that says the same."), status=422)
        gone = [idea.id for idea in others]
        for idea in others:
            idea.merged_into_id = into
        for idea in db.session.scalars(select(Comment).where(Comment.merged_into_id.in_(gone))):
            idea.merged_into_id = into
        audit.remember("ideas merged", f"workshop {activity.workshop_id}", by=by.id, into=into, merged=len(others))
        step_touch(activity.workshop)
        db.session.commit()


def split(activity: Activity, comment_id: str, *, by: Person) -> None:
    """Take a merged idea out again."""
    with writing():
        hold(f"workshop {activity.workshop_id}", shared=False)
        for idea in _ideas(activity, [comment_id]):
            idea.merged_into_id = None
        audit.remember("idea taken out again", f"workshop {activity.workshop_id}", by=by.id, idea=comment_id)
        step_touch(activity.workshop)
        db.session.commit()


def hide_word(activity: Activity, word: str, *, hidden: bool, by: Person) -> None:
    """Leave a word out of a cloud, or let it in again."""
    with writing():
        hold(f"workshop {activity.workshop_id}", shared=False)
        words = [one for one in activity.hidden_words if one != word]
        activity.hidden_words = [*words, word] if hidden else words
        audit.remember("cloud changed", f"workshop {activity.workshop_id}", by=by.id, activity=activity.id)
        step_touch(activity.workshop)
        db.session.commit()


def _ideas(activity: Activity, comment_ids: list[str]) -> list[Comment]:
    possible = [one for one in comment_ids if is_id(one)]
    wanted = select(Comment).where(Comment.id.in_(possible), Comment.question_id == activity.question_id)
    return list(db.session.scalars(wanted))


def _standing(participant: Participant, subject: str) -> str | None:
    return db.session.scalar(
        select(Comment.id).where(Comment.participant_id == participant.id, Comment.subject == subject)
    )


def _refuse_too_many(activity: Activity, participant: Participant) -> None:
    own = (Comment.participant_id == participant.id, Comment.question_id == activity.question_id)
    total = db.session.scalar(select(func.count()).select_from(Comment).where(*own)) or 0
    waiting = db.session.scalar(select(func.count()).select_from(Comment).where(*own, Comment.state == "pending")) or 0
    if total >= MOST:
        raise TooMany(_l("You have written %(n)s ideas, thank you. That is as many as one person can send.", n=MOST))
    if waiting >= MOST_WAITING:
        raise TooMany(_l("Your last ideas are still being looked at. Please wait a little before you send another."))
