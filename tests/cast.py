"""The cast: a planner, a facilitator, a resident without an account, a stranger from another city."""

import secrets
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from sfc_workshop.ballots import actions as box
from sfc_workshop.ballots.models import Consultation, Criterion, Door, Group, Item, Option, Question
from sfc_workshop.cities.models import City, Community
from sfc_workshop.core import clock
from sfc_workshop.core.db import db, writing
from sfc_workshop.domain.roles import Role
from sfc_workshop.people import actions as people
from sfc_workshop.people.models import Person
from sfc_workshop.plans.models import Plan
from sfc_workshop.surveys.models import Survey

PASSWORD = "a long enough password"


def city(slug: str = "lampang") -> City:
    return db.session.scalars(select(City).where(City.slug == slug)).one()


def make_person(login: str, role: Role, slug: str | None = "lampang", *, name: str | None = None) -> Person:
    roles = {city(slug): role} if slug else {}
    national = None if slug else role
    return people.add_person(
        login=login, name=name or login.title(), password=PASSWORD, national_role=national, roles=roles
    )


def make_plan(slug: str = "lampang") -> Plan:
    with writing():
        plan = Plan(city=city(slug), title_th="แผนทดสอบ", title_en="A test plan", first_year=2566)
        db.session.add(plan)
        db.session.commit()
    return plan


def make_survey(
    plan: Plan | None = None,
    *,
    items: int = 4,
    kinds: tuple[str, ...] = ("score",),
    opened: bool = True,
    **changes: Any,
) -> Survey:
    """A survey with one question of each kind named, two groups of equal weight, open from an hour ago."""
    plan = plan or make_plan()
    with writing():
        consultation = Consultation(plan=plan, title_th="ถามทดสอบ", title_en="A test", **changes)
        consultation.groups = [
            Group(key=key, position=n, weight="1/2", title_th=th, title_en=en)
            for n, (key, th, en) in enumerate(
                [("citizens", "ประชาชน", "Citizens"), ("government", "ภาครัฐ", "Government")]
            )
        ]
        criterion = Criterion(key="importance", position=0, weight="1", title_th="ความสำคัญ", title_en="Importance")
        consultation.criteria = [criterion]
        consultation.items = [
            Item(
                key=f"p{n}",
                position=n,
                kind="project",
                title_th=f"โครงการ {n}",
                title_en=f"Project {n}",
                cost=1000 * n,
            )
            for n in range(1, items + 1)
        ]
        consultation.questions = [_question(n, kind, consultation, criterion) for n, kind in enumerate(kinds)]
        now = clock.now()
        door = Door(kind="survey", opens_at=now - timedelta(hours=1), closes_at=now + timedelta(days=1))
        consultation.doors = [door]
        survey = Survey(
            door=door, slug=f"test-{secrets.token_hex(8)}", title_th="แบบสำรวจทดสอบ", title_en="A test survey"
        )
        db.session.add_all([consultation, survey])
        db.session.flush()
        if opened:
            box.step_open(consultation, by=None)
        db.session.commit()
    return survey


def make_community(slug: str = "lampang") -> Community:
    with writing():
        community = Community(city=city(slug), name_th="ชุมชนทดสอบ", name_en="Test community")
        db.session.add(community)
        db.session.commit()
    return community


SETTINGS: dict[str, dict[str, Any]] = {
    "score": {"lo": 1, "hi": 5},
    "approval": {"cap": 2},
    "dots": {"dots": 5, "cap": 3},
    "ranking": {"places": 3},
    "allocation": {"budget": 5000},
    "pairwise": {"pairs": 4},
}


def _question(position: int, kind: str, consultation: Consultation, criterion: Criterion) -> Question:
    on_items = kind in SETTINGS
    return Question(
        key=f"q{position}-{kind}",
        position=position,
        page=1,
        kind=kind,
        title_th=f"คำถาม {position}",
        title_en=f"Question {position}",
        settings=SETTINGS.get(kind, {}),
        criterion=criterion if on_items else None,
        items=list(consultation.items) if on_items else [],
        options=[Option(key=k, position=n, title_th=k, title_en=k) for n, k in enumerate("abc")]
        if kind == "single"
        else [],
    )


def sent(question: Question, answer: Any, *, revision: int = 1, key: str | None = None, **changes: Any) -> box.Sent:
    """An answer as a phone sends it."""
    envelope = {"question_id": question.id, "run": question.run, "revision": revision, "answer": answer}
    return box.Sent(**{**envelope, "key": key or secrets.token_hex(16), **changes})
