"""What a workshop leaves behind besides its results: who came, what was on when, what was checked, by which door."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from sfc_workshop.ballots.models import Comment, LateAnswer, Question
from sfc_workshop.core.audit import AuditEntry
from sfc_workshop.core.db import db
from sfc_workshop.domain.hall import by_part
from sfc_workshop.people.models import Person
from sfc_workshop.workshops import queries
from sfc_workshop.workshops.models import Activity, Workshop

N_MIN: Final = 5  # of people from one agency who are told of by its name
PAPER: Final = "paper"
_PEOPLE: Final = "people"
_STEPS: Final = {
    "activity began": "began",
    "activity opened": "opened",
    "activity opened for support": "supported",
    "activity closed": "closed",
    "activity shown": "shown",
    "activity asked anew": "anew",
}


@dataclass
class Times:
    """When an activity was on, and when a facilitator did what to it; anything may have happened several times."""

    began: list[datetime] = field(default_factory=list)
    opened: list[datetime] = field(default_factory=list)
    supported: list[datetime] = field(default_factory=list)
    closed: list[datetime] = field(default_factory=list)
    shown: list[datetime] = field(default_factory=list)
    anew: list[datetime] = field(default_factory=list)


@dataclass(frozen=True)
class Checked:
    """What became of the words people wrote in an activity; the words of hidden ones are nowhere here.

    reasons: (why hidden, by whom, how many)
    """

    shown: int
    hidden: int
    waiting: int
    merged: int
    reasons: Sequence[tuple[str, str, int]]


@dataclass(frozen=True)
class Doors:
    """A question's answers by the door they came by, every ballot alike.

    people: {door: how many answered}
    values: {item: {door: value}}; what would tell of too few is absent
    """

    people: Counter[str]
    values: Mapping[str, Mapping[str, Fraction]]


def times_of(workshop: Workshop) -> dict[int, Times]:
    """Read from the audit log when each activity was on: {activity id: times}."""
    times = {activity.id: Times() for activity in workshop.activities}
    taking = set[int]()  # activities that take answers at this point of the log
    for entry in db.session.scalars(
        select(AuditEntry).where(AuditEntry.subject == f"workshop {workshop.id}").order_by(AuditEntry.number)
    ):
        if entry.action == "workshop started" and workshop.activities:
            times[workshop.activities[0].id].began.append(entry.at)
        elif (number := entry.facts.get("activity")) in times and entry.action in _STEPS:
            _note(times[number], entry, taking, number)
    for number in taking:  # the end closes what is open
        if workshop.ended_at is not None:
            times[number].closed.append(workshop.ended_at)
    return times


def _note(times: Times, entry: AuditEntry, taking: set[int], number: int) -> None:
    """Write down one step, and whether answers are taken after it; showing a result closes what was open."""
    step = _STEPS[entry.action]
    if step == "shown" and number in taking:
        times.closed.append(entry.at)
    getattr(times, step).append(entry.at)
    if step in ("opened", "supported"):
        taking.add(number)
    elif step != "began":
        taking.discard(number)


def checked_in(activity: Activity) -> Checked:
    """Say what became of what people wrote in an activity."""
    counts = Counter[str]()
    reasons = Counter[tuple[str, str]]()
    merged = 0
    rows = db.session.execute(
        select(Comment.state, Comment.reason, Person.name, Comment.merged_into_id.is_not(None), func.count())
        .outerjoin(Person, Person.id == Comment.moderator_id)
        .where(Comment.question_id == activity.question_id, Comment.words != "")
        .group_by(Comment.state, Comment.reason, Person.name, Comment.merged_into_id.is_not(None))
    )
    for state, reason, name, is_merged, number in rows:
        counts[state] += number
        merged += number if is_merged else 0
        if state == "hidden":
            reasons[reason, name or ""] += number
    return Checked(
        shown=counts["shown"],
        hidden=counts["hidden"],
        waiting=counts["pending"],
        merged=merged,
        reasons=[
            (reason, name, number) for (reason, name), number in sorted(reasons.items(), key=lambda r: (-r[1], r[0]))
        ],
    )


def merged_into(activity: Activity) -> Counter[str]:
    """Count how many ideas each idea stands for besides itself."""
    return _counter(
        db.session.execute(
            select(Comment.merged_into_id, func.count())
            .where(Comment.question_id == activity.question_id, Comment.merged_into_id.is_not(None))
            .group_by(Comment.merged_into_id)
        )
    )


def doors_of(activity: Activity) -> Doors:
    """Count an activity's question by the doors of the hall: phones, paper."""
    question = activity.question
    if question is None:
        raise AssertionError("only what asks is answered")
    consultation = question.consultation
    ballots = queries.ballots_by_door(question, activity.run or question.run)
    weights = [(group.key, group.share) for group in consultation.groups]
    declared = {key for key, _weight in weights}
    people = Counter(door for group, door, _marks in ballots if group in declared)
    values = by_part(question.scale, question.choices, ballots, weights, consultation.n_min) if len(people) > 1 else {}
    return Doors(people, values)


def late_answers(workshop: Workshop) -> int:
    """Count answers that came after the end of what they answered."""
    asked = {activity.question_id for activity in workshop.activities if activity.question_id is not None}
    return db.session.scalar(select(func.count()).where(LateAnswer.question_id.in_(asked))) or 0


def agenda_of(workshop: Workshop) -> Sequence[Activity]:
    """List the agenda with everything its results need, in a fixed number of queries."""
    return db.session.scalars(
        select(Activity)
        .where(Activity.workshop_id == workshop.id)
        .options(joinedload(Activity.question).joinedload(Question.consultation))
        .order_by(Activity.position)
    ).all()


def _counter(rows: Any) -> Counter[Any]:
    """Read rows of a key and a number."""
    return Counter(dict(tuple(row) for row in rows))
