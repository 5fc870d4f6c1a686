"""A city with a plan to meet about, and a workshop on it."""

from datetime import date
from typing import Any

from sfc_workshop.core import clock
from sfc_workshop.core.db import db, writing
from sfc_workshop.plans.models import BudgetLine, Plan, Project, Vision
from sfc_workshop.workshops.actions.preparing import About, prepare_usual
from sfc_workshop.workshops.models import Workshop
from tests.cast import make_plan

AGENCIES = [("สำนักงานจังหวัด", "Provincial office"), ("หอการค้า", "Chamber of commerce"), ("ชมรมผู้สูงอายุ", "")]


def about(**changes: Any) -> About:
    said = {"title_th": "ประชุมทดสอบ", "title_en": "A test workshop", "held_on": date(2099, 7, 9), "tables": 4}
    return About(**{**said, "agencies": AGENCIES, "invited": {"citizens": 20, "government": 10}, **changes})


def make_full_plan(slug: str = "lampang") -> Plan:
    """A plan with three visions, and projects of which three are short-term."""
    plan = make_plan(slug)
    with writing():
        plan.visions = [Vision(position=n, title_th=f"วิสัยทัศน์ {n}", title_en=f"Vision {n}") for n in range(1, 4)]
        for n, horizon in enumerate(["short", "short", "short", "long"], start=1):
            project = Project(position=n, horizon=horizon, title_th=f"โครงการ {n}", title_en=f"Project {n}")
            project.budget = [BudgetLine(fiscal_year=2566, baht=1000 * n)]
            plan.projects.append(project)
        db.session.commit()
    return plan


def make_workshop(by: Any, *, usual: str = "vision", plan: Plan | None = None, **changes: Any) -> Workshop:
    return prepare_usual(plan or make_full_plan(), usual, about(**changes), by=by)


def begin(workshop: Workshop) -> None:
    """Let it have begun, as far as the desk sees."""
    with writing():
        workshop.started_at = clock.now()
        workshop.screen.activity_id = workshop.activities[0].id
        db.session.commit()
