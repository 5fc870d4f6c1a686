"""Changing many projects at once, as one change."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from sfc_workshop.core.db import db, writing
from sfc_workshop.domain.plan_changes import difference
from sfc_workshop.domain.plan_tree import faults_of_project, horizon_by_years
from sfc_workshop.people.models import Person
from sfc_workshop.plans import queries, sentences, sheets
from sfc_workshop.plans.actions.changes import HasMovedOn, NotThisChange, step_begin, step_finish, step_write
from sfc_workshop.plans.models import Plan, PlanChangePart, Project

BY_YEARS = "by_years"
ADD, TAKE = "programme_add", "programme_take"


def edit_chosen(
    plan: Plan, chosen: Sequence[int], wishes: Mapping[str, Any], *, seen: int, by: Person
) -> tuple[int, int]:
    """Give many projects the same horizon, goal, tactic, division, form or agency, add or take a programme.

    chosen:  ids of projects of the plan; those that are not there any more are left out
    wishes:  {field: value} of a project's sheet; horizon may be BY_YEARS, that of the first year with money;
             ADD and TAKE name a programme
    seen:    the number of the newest change of the city when the list was drawn
    returns: how many were changed, and the number of the change
    raises:  HasMovedOn if somebody else has changed the same fields of them since; NotThisChange naming the
             field and the first project that it does not fit; NothingChanged
    """
    with writing():
        change = step_begin(plan, what="bulk", by=by)
        projects = _projects(plan, chosen)
        if not projects:
            raise NotThisChange("project", _l("Please tick the projects to change first."))
        _refuse_overtaken(projects, set(_touched(wishes)), seen, by)
        with db.session.no_autoflush:
            for project in projects:
                values = _wanted(plan, project, wishes)
                before = sheets.read(project)
                if difference(before, before | values):
                    _check(plan, project, before | values)
                    step_write(change, project, values)
        step_finish(change)
        number = change.id
        count = len(change.parts)
        db.session.commit()
    return count, number


def _projects(plan: Plan, chosen: Sequence[int]) -> list[Any]:
    rows = queries.rows_with("project", chosen)
    return [one for one in rows if one.plan_id == plan.id and one.removed_at is None]


def _touched(wishes: Mapping[str, Any]) -> list[str]:
    return ["programmes" if name in (ADD, TAKE) else name for name in wishes]


def _refuse_overtaken(projects: Sequence[Project], fields: set[str], seen: int, by: Person) -> None:
    """Refuse where somebody else has changed one of these fields of one of these projects since the list was drawn."""
    ids = {project.id for project in projects}
    parts = db.session.scalars(
        select(PlanChangePart)
        .where(PlanChangePart.kind == "project", PlanChangePart.change_id > seen)
        .options(selectinload(PlanChangePart.change))
    )
    theirs = [
        part
        for part in parts
        if part.subject_id in ids and part.change.person_id != by.id and fields & set(part.fields)
    ]
    if theirs:
        raise HasMovedOn(_l("Somebody else has changed the same in some of these projects since you opened the list."))


def _wanted(plan: Plan, project: Project, wishes: Mapping[str, Any]) -> dict[str, Any]:
    values = {name: value for name, value in wishes.items() if name not in (ADD, TAKE)}
    if values.get("horizon") == BY_YEARS:
        years = [line.fiscal_year for line in project.budget if line.baht]
        by_years = horizon_by_years(
            years, first_year=plan.first_year, short_until=plan.short_until, medium_until=plan.medium_until
        )
        values["horizon"] = by_years.value if by_years else project.horizon
    if ADD in wishes or TAKE in wishes:
        codes = {programme.code for programme in project.programmes}
        values["programmes"] = sorted((codes | {wishes.get(ADD)} - {None}) - {wishes.get(TAKE)})
    return values


def _check(plan: Plan, project: Project, values: Mapping[str, Any]) -> None:
    for fault in faults_of_project(values, needs_thai=plan.city.is_in_programme):
        raise NotThisChange(
            fault.field,
            _l(
                "%(title)s: %(fault)s",
                title=project.title_th or project.title_en,
                fault=sentences.what_is_wrong(fault.code, fault.facts),
            ),
        )
