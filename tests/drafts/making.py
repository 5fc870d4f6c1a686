"""A draft to work on: six projects, three of them soon, counted from fifteen ballots."""

import logging

from sqlalchemy import select, update

from sfc_workshop.ballots import actions as box
from sfc_workshop.ballots.models import Consultation, Item
from sfc_workshop.core.db import db, writing
from sfc_workshop.core.jobs import work_off
from sfc_workshop.domain.roles import Role
from sfc_workshop.drafts import actions
from sfc_workshop.drafts.models import Draft, Line
from sfc_workshop.drafts.queries import chapters_of
from sfc_workshop.people.models import Person
from sfc_workshop.priorities.actions import ask_for_count, make_count
from tests.cast import make_person, make_survey, sent

REASON = "It must be done before the rains."
OTHER_REASON = "The study it needs is not ready yet."


def make_consultation(*, items: int = 6, counted: bool = True, **changes) -> Consultation:
    """Everybody likes p1 best and the last one least; p1 to p3 are short term, the others long term."""
    survey = make_survey(items=items, opened=False, **changes)
    consultation = survey.door.consultation
    with writing():
        for horizon, keys in (("short", ["p1", "p2", "p3"]), ("long", [f"p{n}" for n in range(4, items + 1)])):
            own = (Item.consultation_id == consultation.id) & Item.key.in_(keys)
            db.session.execute(
                update(Item)
                .where(own)
                .values(horizon=horizon, goal_title_th=f"เป้าประสงค์ {horizon}", goal_title_en=f"Goal {horizon}")
            )
        box.step_open(consultation, by=None)
        db.session.commit()
    for group, times in (("citizens", 10), ("government", 5)):
        for _ in range(times):
            token = box.join(survey.door, group_key=group)
            marks = {f"p{n}": max(1, 6 - n) for n in range(1, items + 1)}
            box.cast(token, sent(consultation.questions[0], marks))
    box.close_consultation(consultation, by=None)
    if counted:
        count(consultation)
    return consultation


def count(consultation: Consultation) -> None:
    ask_for_count(consultation, "project", by=None)
    assert work_off({"count": make_count}, logger=logging.getLogger(__name__)) == 1


def make_draft(by: Person, **changes) -> Draft:
    return actions.start_draft(make_consultation(**changes), "project", by=by)


def planner_of_all() -> Person:
    """The one planner of these tests, who may have made the draft they begin with."""
    known = db.session.scalar(select(Person).where(Person.login == "planner"))
    return known or make_person("planner", Role.PLANNER)


def drafted() -> None:
    """The ground of tests about a draft: one, as its planner has started it."""
    make_draft(planner_of_all())


def line(draft: Draft, key: str) -> Line:
    return next(one for one in draft.lines if one.item.key == key)


def order(draft: Draft, chapter: str = "short") -> str:
    """The keys of a chapter in the planner's order, as they are stored: p1 p2 p3."""
    db.session.rollback()
    return " ".join(one.item.key for one in chapters_of(draft)[chapter])


def move(draft: Draft, key: str, place: int, by: Person, reason: str = REASON, version: int | None = None) -> None:
    actions.move(line(draft, key), place=place, reason=reason, version=version or draft.version, by=by)


def mark(draft: Draft, key: str, what: str, by: Person, other: str | None = None, reason: str = REASON) -> None:
    partner = line(draft, other) if other else None
    actions.mark(line(draft, key), what=what, other=partner, reason=reason, version=draft.version, by=by)


def person(login: str) -> Person:
    return db.session.scalars(select(Person).where(Person.login == login)).one()
