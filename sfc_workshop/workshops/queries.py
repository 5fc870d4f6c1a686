"""Looking up workshops, what is on, who came, and how many have answered."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from flask import url_for
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from sfc_workshop.ballots.models import (
    Ballot,
    Comment,
    Consultation,
    Door,
    Participant,
    Question,
    SealedBallot,
    Support,
)
from sfc_workshop.cities.models import City
from sfc_workshop.core import clock
from sfc_workshop.core.db import db
from sfc_workshop.people.models import Person
from sfc_workshop.plans.models import Plan
from sfc_workshop.workshops.models import Activity, Attendee, Entrance, ReportFile, Screen, Workshop

A_DAY = timedelta(days=1)
IN_THE_HALL = ("workshop", "paper")  # the doors whose answers a hall's pictures show
_WITH_CITY = joinedload(Workshop.plan).joinedload(Plan.city)
_WITH_SCREEN = joinedload(Workshop.screen).joinedload(Screen.activity)
_WITH_GROUPS = (
    selectinload(Workshop.entrances)
    .joinedload(Entrance.door)
    .joinedload(Door.consultation)
    .selectinload(Consultation.groups)
)


def workshops_of(city: City) -> Sequence[Workshop]:
    """List a city's workshops, the latest first."""
    return db.session.scalars(
        select(Workshop)
        .join(Plan)
        .where(Plan.city_id == city.id)
        .options(_WITH_SCREEN)
        .order_by(Workshop.held_on.desc(), Workshop.id.desc())
    ).all()


def workshop_in(city: City, workshop_id: int) -> Workshop:
    """Find a workshop of the city with what every page of it shows, or say 404."""
    return db.one_or_404(
        select(Workshop)
        .join(Plan)
        .options(_WITH_CITY, _WITH_SCREEN, _WITH_GROUPS)
        .where(Plan.city_id == city.id, Workshop.id == workshop_id)
    )


def workshop_with(workshop_id: int) -> Workshop:
    """Find a workshop with what a screen shows of it."""
    return db.session.execute(
        select(Workshop).options(_WITH_CITY, _WITH_SCREEN, _WITH_GROUPS).where(Workshop.id == workshop_id)
    ).scalar_one()


def workshop_of_code(code: str) -> Workshop | None:
    """Find the workshop people join with a code."""
    return db.session.scalar(
        select(Workshop).options(_WITH_CITY, _WITH_SCREEN, _WITH_GROUPS).where(Workshop.code == code)
    )


def workshop_briefly(code: str) -> Workshop | None:
    """Find the workshop of a code, and nothing of what it shows: a hall that comes back asks this all at once."""
    return db.session.scalar(select(Workshop).where(Workshop.code == code))


def workshop_of_secret(public_id: str) -> Workshop | None:
    """Find the workshop behind a QR code."""
    return db.session.scalar(select(Workshop).where(Workshop.public_id == public_id))


def activity_in(workshop: Workshop, activity_id: int) -> Activity:
    """Find an activity of a workshop's agenda, or say 404."""
    return db.one_or_404(select(Activity).where(Activity.workshop_id == workshop.id, Activity.id == activity_id))


def groups_of(workshop: Workshop) -> list[Any]:
    """List the groups people choose from: those of its first consultation."""
    return list(workshop.doors[0].consultation.groups) if workshop.entrances else []


def digest_of(token: str, workshop: Workshop) -> str:
    """What we keep of a phone's secret: useless for any other workshop, and for any consultation."""
    return hashlib.sha256(f"workshop:{workshop.public_id}:{token}".encode()).hexdigest()


def attendee_of(token: str | None, workshop: Workshop) -> Attendee | None:
    """Find who holds a secret in a workshop."""
    if not token:
        return None
    return db.session.scalar(
        select(Attendee).where(Attendee.workshop_id == workshop.id, Attendee.digest == digest_of(token, workshop))
    )


def attendance(workshop: Workshop) -> Counter[str]:
    """Count who came, by group."""
    rows = db.session.execute(
        select(Attendee.group_key, func.count()).where(Attendee.workshop_id == workshop.id).group_by(Attendee.group_key)
    )
    return _counter(rows)


def answered(activity: Activity) -> Counter[str]:
    """Count who has given something in an activity's present run, by group.

    Counted anew each time; after the consultation's ballots are sealed, from these.
    """
    question = activity.question
    if question is None:
        return Counter()
    if question.is_ballot:
        rows = _ballots_by_group(question, activity.run or question.run)
    else:
        rows = db.session.execute(
            select(Participant.group_key, func.count(Comment.participant_id.distinct()))
            .join(Comment, Comment.participant_id == Participant.id)
            .where(Comment.question_id == question.id, Comment.words != "")
            .group_by(Participant.group_key)
        )
    return _counter(rows)


def _ballots_by_group(question: Question, run: int) -> Any:
    table: Any = SealedBallot if question.consultation.is_sealed else Ballot
    query = select(table.group_key, func.count()).where(
        table.question_id == question.id, table.run == run, table.door.in_(IN_THE_HALL)
    )
    if table is Ballot:
        query = query.where(Ballot.marks.is_not(None))
    return db.session.execute(query.group_by(table.group_key))


def ballots_of(question: Question, run: int) -> list[tuple[str, dict[str, Any]]]:
    """Read the hall's ballots of one run of a question: (group, marks)."""
    return [(group, marks) for group, _door, marks in ballots_by_door(question, run)]


def ballots_by_door(question: Question, run: int) -> list[tuple[str, str, dict[str, Any]]]:
    """Read the hall's ballots of one run of a question: (group, door, marks)."""
    table: Any = SealedBallot if question.consultation.is_sealed else Ballot
    query = select(table.group_key, table.door, table.marks).where(
        table.question_id == question.id, table.run == run, table.door.in_(IN_THE_HALL)
    )
    if table is Ballot:
        query = query.where(Ballot.marks.is_not(None))
    return [(group, door, marks) for group, door, marks in db.session.execute(query)]


def ideas_of(activity: Activity, *states: str) -> Sequence[Comment]:
    """List what people wrote in an activity, in the order of random ids; merged ones are left out."""
    return db.session.scalars(
        select(Comment)
        .where(
            Comment.question_id == activity.question_id,
            Comment.words != "",
            Comment.state.in_(states),
            Comment.merged_into_id.is_(None),
        )
        .order_by(Comment.id)
    ).all()


def supporters(activity: Activity) -> Counter[str]:
    """Count who supports each idea, those of ideas merged into it included; a person counts once."""
    into = func.coalesce(Comment.merged_into_id, Comment.id)
    rows = db.session.execute(
        select(into, func.count(Support.participant_id.distinct()))
        .join(Support, Support.comment_id == Comment.id)
        .where(Comment.question_id == activity.question_id)
        .group_by(into)
    )
    return _counter(rows)


def link_of(door: Door) -> str | None:
    """Address the page phones have in the hall behind a door, where there is one."""
    code = db.session.scalar(select(Workshop.code).join(Entrance).where(Entrance.door_id == door.id))
    return url_for("workshops.live", code=code, _external=True) if code else None


def kinds_asked(workshop: Workshop) -> Sequence[Any]:
    """List the kinds of question a workshop asks, each as a row with its kind."""
    asked = select(Question.kind).join(Activity, Activity.question_id == Question.id)
    return db.session.execute(asked.where(Activity.workshop_id == workshop.id).distinct()).all()


def earlier_of(activity: Activity) -> Activity | None:
    """Find the activity that asked the same question before this one."""
    return db.session.scalar(
        select(Activity)
        .where(
            Activity.workshop_id == activity.workshop_id,
            Activity.question_id == activity.question_id,
            Activity.position < activity.position,
        )
        .order_by(Activity.position.desc())
        .limit(1)
    )


def report_file_for(person: Person, workshop: Workshop, file_id: str) -> ReportFile:
    """Find a file of a workshop's report made for this person within a day, or say 404."""
    return db.one_or_404(
        select(ReportFile).where(
            ReportFile.id == file_id,
            ReportFile.workshop_id == workshop.id,
            ReportFile.person_id == person.id,
            ReportFile.at > clock.now() - A_DAY,
        )
    )


def supported_by(participant: Participant) -> set[str]:
    """Say which ideas somebody supports."""
    return set(db.session.scalars(select(Support.comment_id).where(Support.participant_id == participant.id)))


def _counter(rows: Any) -> Counter[str]:
    """Read rows of a key and a number."""
    counts: Counter[str] = Counter()
    for key, number in rows:
        counts[key] = number
    return counts
