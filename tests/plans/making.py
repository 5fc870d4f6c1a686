"""A plan small enough to check by head: two goals, two strategies with a tactic each, two divisions, three projects."""

from typing import Any

from sqlalchemy import select

from sfc_workshop.core.db import db, writing
from sfc_workshop.people.models import Person
from sfc_workshop.plans import actions, history
from sfc_workshop.plans.models import Plan, PlanChange, Project
from tests.cast import make_plan

BLANK = {"horizon": "short", "form_kind": "02", "edition": "first"}
ROADS, HEALTH = "00310", "00220"


def make_tree(by: Person, *, projects: int = 3, slug: str = "lampang") -> Plan:
    plan = make_plan(slug)
    with writing():
        change = actions.step_begin(plan, what="added", by=by)
        at = actions.Tree(plan)
        for kind in ("goal", "strategy"):
            for name in ("A", "B"):
                values = {"title_th": f"{kind} {name} ไทย", "title_en": f"{kind} {name}"}
                row = actions.step_add_part(kind, at, values, change=change)
                if kind == "strategy":
                    tactic = {"title_th": f"กลยุทธ์ {name}", "title_en": f"tactic {name}"}
                    actions.step_add_part("tactic", actions.Tree(plan, row), tactic, change=change)
        for name in ("A", "B"):
            division = {"name_th": f"กอง {name}", "name_en": f"Division {name}"}
            actions.step_add_part("division", actions.Tree(plan.city), division, change=change)
        for number in range(1, projects + 1):
            fields = {**BLANK, "title_th": f"โครงการ {number}", "title_en": f"Project {number}"}
            actions.step_add_project(plan, fields, {2566: 1000 * number}, [ROADS], change=change, position=number - 1)
        actions.step_finish(change)
        db.session.commit()
    return plan


def project(plan: Plan, number: int = 1) -> Project:
    return db.session.scalars(
        select(Project).where(Project.plan_id == plan.id, Project.title_en == f"Project {number}")
    ).one()


def edit(row: Any, by: Person, *, seen: int | None = None, **values: Any) -> None:
    where = getattr(row, "plan", None) or row
    actions.edit_part(row, values, seen=history.newest(where) if seen is None else seen, where=where, by=by)


def newest(plan: Plan) -> PlanChange:
    return db.session.get_one(PlanChange, history.newest(plan))


def fields_of(change: PlanChange) -> list[dict[str, Any]]:
    return [part.fields for part in change.parts]
