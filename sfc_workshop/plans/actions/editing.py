"""Adding, editing, moving, copying and taking out the parts of a plan."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from sfc_workshop.cities.models import City, Division
from sfc_workshop.core.db import db, writing
from sfc_workshop.core.refusals import Refused
from sfc_workshop.domain.plan_changes import PLACE, REMOVED
from sfc_workshop.domain.plan_tree import faults_of_plan, faults_of_project, moved
from sfc_workshop.people.models import Person
from sfc_workshop.plans import sentences, sheets
from sfc_workshop.plans.actions.changes import (
    HasMovedOn,
    NotThisChange,
    step_begin,
    step_finish,
    step_note_new,
    step_write,
)
from sfc_workshop.plans.history import parts_since
from sfc_workshop.plans.models import Goal, Indicator, Plan, PlanChange, Project, Strategy, Tactic, Vision

_OF_ITS_OWN = (PLACE, REMOVED, "origin")  # what a copy does not take over


@dataclass(frozen=True)
class Tree:
    """Where a new part hangs: in a plan (or, for a division, in a city), perhaps under a part of it."""

    plan: Plan | City
    under: Strategy | Goal | Project | None = None


def add_part(kind: str, at: Tree, values: Mapping[str, Any], *, by: Person) -> sheets.Part:
    """Add a vision, goal, strategy, tactic, indicator, project or division at the end of its list.

    raises: NotThisChange where the values do not fit.
    """
    with writing():
        change = step_begin(at.plan, what="added", by=by)
        row = step_add_part(kind, at, values, change=change)
        step_finish(change)
        db.session.commit()
    return row


def step_add_part(kind: str, at: Tree, values: Mapping[str, Any], *, change: PlanChange) -> sheets.Part:
    """Make a part inside the caller's transaction, and note it in the history.

    A development issue (template set B) has no tactics on the forms; projects hang on one that carries its name.
    """
    if kind == "division":
        return _step_add_division(at, values, change)
    row = _new(kind, at)
    if kind != "indicator":
        row.position = _next_place(kind, at)
    row = _step_make(row, values, change)
    if kind == "strategy" and isinstance(at.plan, Plan) and at.plan.template_set == "B":
        name = {field: values[field] for field in ("title_th", "title_en")}
        _step_make(Tactic(strategy_id=row.id, position=0), name, change)
    return row


def step_add_project(
    plan: Plan,
    fields: Mapping[str, Any],
    budget: Mapping[int, int],
    programmes: Iterable[str],
    *,
    change: PlanChange,
    position: int | None = None,
) -> Project:
    """Make a project inside the caller's transaction; it has its id, and its part of the history, after step_finish.

    It may lack what an editor would be asked for, such as the reason of a later edition: files rarely have it.

    fields:     as plans/sheets.py names them; title_th or title_en, horizon, and whatever else is known
    budget:     baht by fiscal year of the Buddhist era
    programmes: their codes
    position:   its place among the plan's projects; at the end if left out, for which all places are looked up
    """
    values = {
        **fields,
        **{f"{sheets.BAHT}{year}": baht for year, baht in budget.items()},
        "programmes": sorted(programmes),
    }
    at = Tree(plan)
    project = Project(plan_id=plan.id, position=_next_place("project", at) if position is None else position)
    sheets.write(project, values)
    db.session.add(project)
    change.made.append(project)
    return project


def _new(kind: str, at: Tree) -> Any:
    plan_id = at.plan.id
    under = at.under.id if at.under is not None else None
    if kind == "tactic":
        return Tactic(strategy_id=under)
    if kind == "indicator":
        return Indicator(
            plan_id=plan_id,
            goal_id=under if isinstance(at.under, Goal) else None,
            project_id=under if isinstance(at.under, Project) else None,
        )
    return {"vision": Vision, "goal": Goal, "strategy": Strategy, "project": Project}[kind](plan_id=plan_id)


def _next_place(kind: str, at: Tree) -> int:
    model = sheets.KINDS[kind]
    owner = model.strategy_id == at.under.id if kind == "tactic" and at.under else model.plan_id == at.plan.id
    last = db.session.scalar(select(func.max(model.position)).where(owner))
    return 0 if last is None else last + 1


def _fill(row: Any, values: Mapping[str, Any]) -> None:
    if isinstance(row, Project):
        _check_project(row, {**_blank_project(), **values})
    sheets.write(row, {name: value for name, value in values.items() if name not in (PLACE, REMOVED)})


def _step_make(row: Any, values: Mapping[str, Any], change: PlanChange) -> Any:
    _fill(row, values)
    db.session.add(row)
    db.session.flush()
    step_note_new(change, row)
    return row


def _step_add_division(at: Tree, values: Mapping[str, Any], change: PlanChange) -> Division:
    """Add a division, or bring back the one of that name that was taken off the list."""
    city = sheets.city_of(at.plan)
    named = db.session.scalar(
        select(Division).where(Division.city_id == city.id, Division.name_th == values["name_th"])
    )
    if named is not None and named.removed_at is None:
        raise NotThisChange("name_th", _l("The city has a division of this name already."))
    if named is not None:
        step_write(change, named, {**values, REMOVED: False})
        return named
    division: Division = _step_make(Division(city_id=city.id), values, change)
    return division


def add_plan(city: City, values: Mapping[str, Any], *, by: Person) -> Plan:
    """Start a plan.

    raises: NotThisChange
    """
    with writing():
        change = step_begin(city, what="added", by=by)
        _check_plan(values)
        plan = Plan(city_id=city.id)
        sheets.write(plan, values)
        db.session.add(plan)
        db.session.flush()
        change.plan_id = plan.id
        step_note_new(change, plan)
        step_finish(change)
        db.session.commit()
    return plan


def edit_part(row: sheets.Part, values: Mapping[str, Any], *, seen: int, where: Plan | City, by: Person) -> None:
    """Write what a form says about a part.

    seen:   the number of the newest change to it when the form was made
    raises: HasMovedOn if it was changed after that; NotThisChange; NothingChanged
    """
    with writing():
        change = step_begin(where, what="edited", by=by)
        if parts_since(row, seen):
            raise HasMovedOn(_l("Somebody else has changed this since you opened it."))
        _refuse_removed(row)
        _check(row, values)
        before = sheets.read(row)
        step_write(change, row, values)
        if isinstance(row, Strategy):
            _step_rename_its_tactic(change, row, before)
        step_finish(change)
        db.session.commit()


def _step_rename_its_tactic(change: PlanChange, issue: Strategy, before: Mapping[str, Any]) -> None:
    """Let the tactic that only carries an issue's name follow it."""
    tactics = issue.tactics
    if issue.plan.template_set == "B" and len(tactics) == 1 and tactics[0].title_th == before["title_th"]:
        step_write(change, tactics[0], {"title_th": issue.title_th, "title_en": issue.title_en})


def _refuse_removed(row: sheets.Part) -> None:
    if not isinstance(row, Plan) and row.removed_at is not None:
        raise Refused(_l("This has been taken out of the plan. Please bring it back in the history first."), status=409)


def _check(row: sheets.Part, values: Mapping[str, Any]) -> None:
    if isinstance(row, Plan):
        _check_plan({**sheets.read(row), **values})
    elif isinstance(row, Project):
        _check_project(row, {**sheets.read(row), **values})
    elif isinstance(row, Division):
        twin = db.session.scalar(
            select(Division.id).where(
                Division.city_id == row.city_id, Division.name_th == values["name_th"], Division.id != row.id
            )
        )
        if twin is not None:
            raise NotThisChange("name_th", _l("The city has a division of this name already."))


def _check_plan(values: Mapping[str, Any]) -> None:
    for fault in faults_of_plan(values):
        raise NotThisChange(fault.field, sentences.what_is_wrong(fault.code, fault.facts))


def _check_project(row: Project, values: Mapping[str, Any]) -> None:
    plan = db.session.get_one(Plan, row.plan_id)
    for fault in faults_of_project(values, needs_thai=plan.city.is_in_programme):
        raise NotThisChange(fault.field, sentences.what_is_wrong(fault.code, fault.facts))


def _blank_project() -> dict[str, Any]:
    columns = dict.fromkeys(sheets.COLUMNS["project"], "")
    return {**columns, "form_kind": "02", "edition": "first", "edition_year": None}


def remove_part(row: Any, *, where: Plan | City, by: Person) -> None:
    """Take a part out of the plan. Its row stays: consultations go on pointing to it, and it can be brought back.

    raises: Refused if something else hangs on it, or it is out already.
    """
    with writing():
        change = step_begin(where, what="removed", by=by)
        _refuse_removed(row)
        step_write(change, row, {REMOVED: True})
        if isinstance(row, Strategy):
            _step_remove_its_tactic(change, row)
        step_finish(change)
        db.session.commit()


def _step_remove_its_tactic(change: PlanChange, issue: Strategy) -> None:
    """Take out, with an issue, the tactic that only carries its name."""
    if issue.plan.template_set == "B" and len(issue.tactics) == 1:
        step_write(change, issue.tactics[0], {REMOVED: True})


def move_part(row: Any, *, step: int, plan: Plan, by: Person) -> None:
    """Move a part one place up (-1) or down (1) among its neighbours; the first stays the first."""
    with writing():
        change = step_begin(plan, what="reordered", by=by)
        _refuse_removed(row)
        neighbours = {one.id: one for one in _neighbours(row)}
        places = [one.position for one in neighbours.values()]
        if len(set(places)) < len(places):  # as brought in from elsewhere
            places = list(range(len(places)))
        order = moved(list(neighbours), row.id, step)
        for place, one in zip(places, order, strict=True):
            if neighbours[one].position != place:
                step_write(change, neighbours[one], {PLACE: place})
        step_finish(change)
        db.session.commit()


def _neighbours(row: Any) -> Iterable[Any]:
    model = type(row)
    owner = model.strategy_id == row.strategy_id if isinstance(row, Tactic) else model.plan_id == row.plan_id
    return db.session.scalars(
        select(model).where(owner, model.removed_at.is_(None)).order_by(model.position, model.id)
    ).all()


def copy_project(project: Project, *, by: Person) -> Project:
    """Make a second project with everything the first one says, right after the last one."""
    with writing():
        change = step_begin(project.plan, what="copied", by=by)
        values = {name: value for name, value in sheets.read(project).items() if name not in _OF_ITS_OWN}
        copied = step_add_part("project", Tree(project.plan), values, change=change)
        step_finish(change)
        db.session.commit()
    return copied  # type: ignore[return-value]
