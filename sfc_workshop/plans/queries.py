"""Looking up plans and their parts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import abort
from sqlalchemy import case, func, select
from sqlalchemy.orm import selectinload

from sfc_workshop.cities.models import City, Division
from sfc_workshop.core.db import db
from sfc_workshop.core.written import search_key
from sfc_workshop.domain.horizons import Horizon
from sfc_workshop.domain.plan_tree import horizon_by_years
from sfc_workshop.plans import sheets
from sfc_workshop.plans.models import (
    BudgetLine,
    Goal,
    Indicator,
    Plan,
    PlanChangePart,
    Programme,
    Project,
    Strategy,
    Tactic,
)

WHOLE = (
    selectinload(Project.goal),
    selectinload(Project.tactic).selectinload(Tactic.strategy),
    selectinload(Project.division),
    selectinload(Project.programmes),
    selectinload(Project.budget),
)
CHUNK = 500  # ids in one query; SQLite takes 32,766 at most
_LINES: dict[str, tuple[Any, ...]] = {
    "project": (selectinload(Project.budget), selectinload(Project.programmes)),
    "indicator": (selectinload(Indicator.targets),),
    "strategy": (selectinload(Strategy.alignments), selectinload(Strategy.tactics)),
}


def chunks(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    """Cut many ids into as many as a query may name."""
    return (ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK))


def rows_with(kind: str, ids: Sequence[int]) -> list[Any]:
    """Find rows of a kind, in or out of their plan, with everything their sheets say, in few queries."""
    model = sheets.KINDS[kind]
    lines = _LINES.get(kind, ())
    return [
        row
        for some in chunks(ids)
        for row in db.session.scalars(select(model).where(model.id.in_(some)).options(*lines).order_by(model.id))
    ]


def rows_of(parts: Iterable[PlanChangePart]) -> dict[tuple[str, int], Any]:
    """Find every row that some parts of changes are about, by kind and id."""
    wanted: dict[str, list[int]] = {}
    for part in parts:
        wanted.setdefault(part.kind, []).append(part.subject_id)
    return {(kind, row.id): row for kind, ids in wanted.items() for row in rows_with(kind, ids)}


def plans_of(city: City) -> Sequence[Plan]:
    """List a city's plans, newest first."""
    return db.session.scalars(select(Plan).where(Plan.city_id == city.id).order_by(Plan.id.desc())).all()


def projects_of(plan: Plan) -> Sequence[Project]:
    """List a plan's projects with everything a list shows, in a fixed number of queries."""
    return db.session.scalars(
        select(Project)
        .where(Project.plan_id == plan.id, Project.removed_at.is_(None))
        .options(*WHOLE)
        .order_by(Project.position, Project.id)
    ).all()


def plan_in(city: City, plan_id: int) -> Plan:
    """Find a plan of the city, or say 404."""
    return db.one_or_404(select(Plan).where(Plan.city_id == city.id, Plan.id == plan_id))


def part_in(plan: Plan, kind: str, part_id: int, *, also_removed: bool = False) -> Any:
    """Find a part of the plan, or say 404; a division is found through its city.

    also_removed: find what was taken out too, so that what somebody has typed for it is not lost
    """
    model = sheets.KINDS[kind]
    query = select(model).where(model.id == part_id)
    if not also_removed:
        query = query.where(model.removed_at.is_(None))
    if kind == "tactic":
        query = query.join(Strategy).where(Strategy.plan_id == plan.id)
    elif kind == "division":
        query = query.where(Division.city_id == plan.city_id)
    else:
        query = query.where(model.plan_id == plan.id)
    return db.one_or_404(query)


def project_in(plan: Plan, project_id: int) -> Project:
    """Find a project of the plan, also one that was taken out of it, or say 404."""
    return db.one_or_404(select(Project).where(Project.plan_id == plan.id, Project.id == project_id).options(*WHOLE))


def owner_in(plan: Plan, kind: str, wanted: dict[str, int]) -> Any:
    """Find what a new part hangs on: a tactic on a strategy, an indicator on a goal or a project; or say 404."""
    owners = {"tactic": ("strategy",), "indicator": ("goal", "project")}.get(kind, ())
    for owner in owners:
        if wanted.get(owner):
            return part_in(plan, owner, wanted[owner])
    return abort(404) if owners else None


def programmes() -> Sequence[Programme]:
    """List the twelve programmes of the budget."""
    return db.session.scalars(select(Programme).order_by(Programme.code)).all()


def indicators_of(owner: Goal | Project) -> Sequence[Indicator]:
    """List the indicators of a goal or a project."""
    column = Indicator.goal_id if isinstance(owner, Goal) else Indicator.project_id
    return db.session.scalars(
        select(Indicator)
        .where(column == owner.id, Indicator.removed_at.is_(None))
        .options(selectinload(Indicator.targets))
        .order_by(Indicator.id)
    ).all()


@dataclass(frozen=True)
class Sum:
    """How many projects there are, what they cost the city, and what other agencies are asked for."""

    projects: int = 0
    own: int = 0
    asked: int = 0


def sums_by(plan: Plan, column: Any) -> dict[Any, Sum]:
    """Add up a plan's projects by goal, tactic, horizon, …; projects on form 02/2 stay out of the city's money."""
    own = func.sum(case((Project.form_kind != "02/2", BudgetLine.baht), else_=0))
    asked = func.sum(case((Project.form_kind == "02/2", BudgetLine.baht), else_=0))
    rows = db.session.execute(
        select(column, func.count(Project.id.distinct()), own, asked)
        .select_from(Project)
        .outerjoin(BudgetLine, BudgetLine.project_id == Project.id)
        .where(Project.plan_id == plan.id, Project.removed_at.is_(None))
        .group_by(column)
    )
    return {key: Sum(count, int(own or 0), int(asked or 0)) for key, count, own, asked in rows}


def together(by_tactic: dict[Any, Sum], tactics: Sequence[Tactic]) -> Sum:
    """Add up what some tactics have."""
    sums = [by_tactic.get(tactic.id, Sum()) for tactic in tactics]
    return Sum(*(sum(values) for values in zip(*((one.projects, one.own, one.asked) for one in sums), strict=True)))


def sums_by_division(plan: Plan) -> dict[Any, Sum]:
    """Add up a plan's projects by the division that is responsible."""
    return sums_by(plan, Project.division_id)


def sums_by_year(plan: Plan) -> dict[int, Sum]:
    """Add up a plan's money by fiscal year; a project counts in every year in which it has some."""
    own = func.sum(case((Project.form_kind != "02/2", BudgetLine.baht), else_=0))
    asked = func.sum(case((Project.form_kind == "02/2", BudgetLine.baht), else_=0))
    rows = db.session.execute(
        select(BudgetLine.fiscal_year, func.count(Project.id.distinct()), own, asked)
        .join(Project, Project.id == BudgetLine.project_id)
        .where(Project.plan_id == plan.id, Project.removed_at.is_(None), BudgetLine.baht > 0)
        .group_by(BudgetLine.fiscal_year)
        .order_by(BudgetLine.fiscal_year)
    )
    return {year: Sum(count, int(own or 0), int(asked or 0)) for year, count, own, asked in rows}


def tree_of(plan: Plan) -> Sequence[Strategy]:
    """List a plan's strategies with their tactics and alignment lines."""
    return db.session.scalars(
        select(Strategy)
        .where(Strategy.plan_id == plan.id, Strategy.removed_at.is_(None))
        .options(selectinload(Strategy.tactics), selectinload(Strategy.alignments))
        .order_by(Strategy.position, Strategy.id)
    ).all()


def namesakes(project: Project) -> list[Project]:
    """List other projects of the plan with the same name, however it is spaced or its digits are written."""
    mine = {_name_key(name) for name in (project.title_th, project.title_en) if name}
    rows = db.session.execute(
        select(Project.id, Project.title_th, Project.title_en).where(
            Project.plan_id == project.plan_id, Project.removed_at.is_(None), Project.id != project.id
        )
    )
    ids = [row.id for row in rows if mine & {_name_key(name) for name in (row.title_th, row.title_en) if name}]
    return list(db.session.scalars(select(Project).where(Project.id.in_(ids[:20])).order_by(Project.id)))


def _name_key(name: str) -> str:
    return search_key(name).replace(" ", "")


def horizon_of_money(project: Project) -> Horizon | None:
    """Say for which horizon a project's money speaks, if it has any."""
    plan = project.plan
    return horizon_by_years(
        [line.fiscal_year for line in project.budget if line.baht],
        first_year=plan.first_year,
        short_until=plan.short_until,
        medium_until=plan.medium_until,
    )
