"""Arranging the agenda: add, write, move and take out activities, until the workshop begins."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from flask_babel import lazy_gettext as _l

from sfc_workshop.ballots.actions.asking import MOST_QUESTIONS, Asked, last_page, step_add_question, step_number
from sfc_workshop.ballots.models import Question
from sfc_workshop.core import audit
from sfc_workshop.core.db import db, hold, writing
from sfc_workshop.core.refusals import Refused
from sfc_workshop.domain.agenda import ASKING, Kind
from sfc_workshop.people.models import Person
from sfc_workshop.workshops import lookups
from sfc_workshop.workshops.actions.preparing import refuse_begun, step_number_activities
from sfc_workshop.workshops.actions.running import step_touch
from sfc_workshop.workshops.models import Activity, Workshop

MOST_ACTIVITIES = 60
ADDED_LATER = frozenset({Kind.INFORMATION, Kind.TALK})  # they ask nothing, so they may come while it goes on


class NotThisActivity(Refused):
    """An activity that cannot be like this; field says what has to be looked at."""

    status = 422

    def __init__(self, field: str, sentence: Any) -> None:
        super().__init__(sentence)
        self.field = field


@dataclass(frozen=True)
class Planned:
    """An activity as a planner writes it.

    words:     {title_th, title_en, words_th, words_en}
    question:  what it asks; None where it asks nothing, or nobody has chosen yet
    is_new:    it asks for words, by a new question that carries its title
    """

    words: dict[str, str] = field(default_factory=dict)
    minutes: int = 0
    question: Question | None = None
    is_new: bool = False


def add_activity(workshop: Workshop, kind: Kind, planned: Planned, *, by: Person) -> Activity:
    """Add an activity at the end of the agenda; once the workshop has begun, only one that asks nothing.

    raises: NotThisActivity for a question that does not fit, HasBegun
    """
    activity = Activity(kind=kind.value)

    def do() -> None:
        if kind not in ADDED_LATER:
            refuse_begun(workshop)
        if workshop.ended_at is not None:
            refuse_begun(workshop)
        if len(workshop.activities) >= MOST_ACTIVITIES:
            raise NotThisActivity(
                "title_th",
                _l("An agenda has at most %(most)s activities. Please leave some out.", most=MOST_ACTIVITIES),
            )
        _write(workshop, activity, planned)
        workshop.activities.append(activity)
        step_number_activities(workshop)
        _remember("activity added", workshop, by, kind=kind.value)

    _arrange(workshop, do, may_be_on=True)
    return activity


def change_activity(activity: Activity, planned: Planned, *, by: Person) -> None:
    """Write an activity anew; its kind stays."""
    workshop = activity.workshop

    def do() -> None:
        _write(workshop, activity, planned)
        _remember("activity changed", workshop, by, activity=activity.id)

    _arrange(workshop, do)


def delete_activity(activity: Activity, *, by: Person) -> None:
    """Take an activity off the agenda; its question stays with the consultation."""
    workshop = activity.workshop

    def do() -> None:
        _remember("activity deleted", workshop, by, activity=activity.id)
        workshop.activities.remove(activity)
        step_number_activities(workshop)

    _arrange(workshop, do)


def move_activity(activity: Activity, *, up: bool, by: Person) -> None:
    """Move an activity one place; the first stays the first."""
    workshop = activity.workshop

    def do() -> None:
        agenda = workshop.activities
        at = agenda.index(activity)
        to = at + (-1 if up else 1)
        if 0 <= to < len(agenda):
            agenda.insert(to, agenda.pop(at))
        step_number_activities(workshop)
        _remember("activity moved", workshop, by, activity=activity.id, place=activity.position + 1)

    _arrange(workshop, do)


def _arrange(workshop: Workshop, do: Callable[[], None], *, may_be_on: bool = False) -> None:
    """Change an agenda while nobody else does; a screen that is on is drawn anew."""
    with writing():
        hold(f"workshop {workshop.id}", shared=False)
        db.session.refresh(workshop)
        if not may_be_on:
            refuse_begun(workshop)
        do()
        step_touch(workshop)
        db.session.commit()


def _write(workshop: Workshop, activity: Activity, planned: Planned) -> None:
    """Copy what was planned onto the row, or say which field does not fit."""
    for name, words in planned.words.items():
        setattr(activity, name, words)
    activity.minutes = planned.minutes
    kind = Kind(activity.kind)
    if kind not in ASKING:
        return
    is_new = planned.is_new and kind in lookups.OWN_WORDS
    question = _new_question(workshop, planned) if is_new else planned.question
    if question is not None:
        _refuse_unfit(workshop, activity, question)
    activity.question = question


def _refuse_unfit(workshop: Workshop, activity: Activity, question: Question) -> None:
    kind = Kind(activity.kind)
    asked_here = question.consultation_id in {entrance.consultation_id for entrance in workshop.entrances}
    if not asked_here or question.kind not in lookups.FITTING[kind]:
        raise NotThisActivity("question", _l("Please choose from the list."))
    others = [one for one in workshop.activities if one.question_id == question.id and one is not activity]
    if kind != Kind.AGAIN and any(one.kind != Kind.AGAIN for one in others):
        raise NotThisActivity(
            "question",
            _l("Another activity asks this question already. To ask it once more, please add “Vote again”."),
        )


def _new_question(workshop: Workshop, planned: Planned) -> Question:
    """Ask for words in the workshop's first consultation that can still be changed."""
    free = [door.consultation for door in workshop.doors if door.consultation.opening is None]
    if not free or len(free[0].questions) >= MOST_QUESTIONS:
        raise NotThisActivity("question", _l("A question can be added only before the consultation is opened."))
    consultation = free[0]
    hold(f"consultation {consultation.id}", shared=False)
    titles = {name: planned.words.get(name, "") for name in ("title_th", "title_en")}
    question = step_add_question(consultation, Asked(kind="text", words=titles), page=last_page(consultation) + 1)
    step_number(consultation)
    return question


def _remember(what: str, workshop: Workshop, by: Person, **facts: Any) -> None:
    audit.remember(what, f"workshop {workshop.id}", by=by.id, **facts)
