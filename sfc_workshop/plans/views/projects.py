"""The list of projects, changing many at once, and adding, editing, copying and taking out one."""

from typing import Any

from flask import flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from sfc_workshop.core.i18n import text
from sfc_workshop.core.refusals import Refused
from sfc_workshop.domain.roles import Action
from sfc_workshop.people.access import current_person, needs
from sfc_workshop.plans import actions, bulk_form, history, listing, queries, sentences
from sfc_workshop.plans.forms import ProjectForm, choices_for, project_form
from sfc_workshop.plans.models import Plan, Project
from sfc_workshop.plans.views.editing import Wish, answer
from sfc_workshop.plans.views.pages import bp, page

BLANK: dict[str, Any] = {
    "horizon": "short",
    "form_kind": "02",
    "origin": "staff",
    "edition": "first",
    "edition_number": 1,
    "programmes": [],
}


@bp.get("/<int:plan_id>/projects")
@needs(Action.READ_CITY)
def projects(plan_id: int) -> ResponseReturnValue:
    """List a plan's projects: search, filter, sort; tick some to change them together."""
    plan = queries.plan_in(g.city, plan_id)
    return _list(plan, listing.read_wanted(request.args), bulk_form.BulkForm(formdata=None))


@bp.post("/<int:plan_id>/projects")
@needs(Action.EDIT_PLAN)
def edit_chosen(plan_id: int) -> ResponseReturnValue:
    """Change the ticked projects, or all that were found, as one."""
    plan = queries.plan_in(g.city, plan_id)
    wanted = listing.read_wanted(request.args)
    form = bulk_form.BulkForm()
    found = listing.find(plan, wanted)
    form.offer(choices_for(plan, queries.tree_of(plan), queries.programmes()))
    chosen = list(found.ids) if form.all_found.data else form.chosen()
    if not form.validate_on_submit():
        return _list(plan, wanted, form, 422)
    try:
        many, _number = actions.edit_chosen(plan, chosen, form.wishes(), seen=form.seen.data, by=current_person())
    except actions.HasMovedOn as moved:
        form.seen.data = history.newest(plan)
        flash(_("%(what)s Look at the list, and do it again if it is still right.", what=str(moved)), "warn")
        return _list(plan, wanted, form, 409)
    except actions.NothingChanged as nothing:
        flash(str(nothing), "info")
        return _list(plan, wanted, form)
    except actions.NotThisChange as refusal:
        form.refuse(refusal.field, str(refusal))
        return _list(plan, wanted, form, 422)
    flash(ngettext("%(num)s project is changed.", "%(num)s projects are changed.", many))
    return redirect(url_for(".projects", plan_id=plan.id, **wanted.address(page=wanted.page)), 303)


def _list(plan: Plan, wanted: listing.Wanted, form: bulk_form.BulkForm, status: int = 200) -> ResponseReturnValue:
    found = listing.find(plan, wanted)
    strategies = queries.tree_of(plan)
    choices = choices_for(plan, strategies, queries.programmes())
    form.offer(choices)
    if form.seen.data in (None, 0):
        form.seen.data = history.newest(plan)
    return page(
        "projects",
        plan=plan,
        status=status,
        wanted=wanted,
        found=found,
        strategy_pairs=[(one.id, text(one, "title")) for one in strategies],
        choices=choices,
        horizons=sentences.HORIZONS,
        editions=[
            ("-".join(str(part or "") for part in one), sentences.edition_name(*one))
            for one in listing.editions_of(plan)
        ],
        form=form,
        chosen=form.chosen(),
        last=history.last_of(plan),
    )


@bp.route("/<int:plan_id>/projects/new", methods=["GET", "POST"])
@needs(Action.EDIT_PLAN)
def add_project(plan_id: int) -> ResponseReturnValue:
    """Add a project."""
    plan = queries.plan_in(g.city, plan_id)

    def save(values: dict[str, Any], _seen: int) -> Any:
        return actions.add_part("project", actions.Tree(plan), values, by=current_person())

    back = url_for(".projects", plan_id=plan.id)
    edition = {name: getattr(plan, name) for name in ("edition", "edition_number", "edition_year")}
    fill = {**BLANK, **edition}
    return answer(
        Wish("project", _form(plan, None), plan, None, back, save, lambda made: _said(made, _("It is added.")), fill)
    )


@bp.route("/<int:plan_id>/projects/<int:project_id>/edit", methods=["GET", "POST"])
@needs(Action.EDIT_PLAN)
def edit_project(plan_id: int, project_id: int) -> ResponseReturnValue:
    """Edit a project."""
    plan = queries.plan_in(g.city, plan_id)
    row = queries.part_in(plan, "project", project_id, also_removed=request.method == "POST")

    def save(values: dict[str, Any], seen: int) -> Project:
        actions.edit_part(row, values, seen=seen, where=plan, by=current_person())
        return row

    back = url_for(".project", plan_id=plan.id, project_id=row.id)
    return answer(Wish("project", _form(plan, row), plan, row, back, save, lambda made: _said(made, _("It is saved."))))


def _said(project: Project, words: str) -> tuple[str, str]:
    return words, url_for(".project", plan_id=project.plan_id, project_id=project.id)


def _form(plan: Plan, row: Project | None) -> ProjectForm:
    years = [line.fiscal_year for line in row.budget] if row else []
    return project_form(plan, years, choices_for(plan, queries.tree_of(plan), queries.programmes()))


@bp.post("/<int:plan_id>/projects/<int:project_id>/copies")
@needs(Action.EDIT_PLAN)
def copy_project(plan_id: int, project_id: int) -> ResponseReturnValue:
    """Copy a project, and open the copy."""
    plan = queries.plan_in(g.city, plan_id)
    copied = actions.copy_project(queries.part_in(plan, "project", project_id), by=current_person())
    flash(_("This is the copy. Please give it a name of its own."))
    return redirect(url_for(".edit_project", plan_id=plan.id, project_id=copied.id), 303)


@bp.post("/<int:plan_id>/projects/<int:project_id>/removal")
@needs(Action.EDIT_PLAN)
def remove_project(plan_id: int, project_id: int) -> ResponseReturnValue:
    """Take a project out of the plan; what people were asked about it stays."""
    plan = queries.plan_in(g.city, plan_id)
    row = queries.project_in(plan, project_id)
    try:
        actions.remove_part(row, where=plan, by=current_person())
    except Refused as refusal:
        flash(str(refusal), "wrong")
    else:
        flash(_("The project is taken out of the plan. Below it can be brought back."))
    return redirect(url_for(".project", plan_id=plan.id, project_id=project_id), 303)


@bp.post("/<int:plan_id>/projects/<int:project_id>/place")
@needs(Action.EDIT_PLAN)
def move_project(plan_id: int, project_id: int) -> ResponseReturnValue:
    """Move a project one place up or down in its plan."""
    plan = queries.plan_in(g.city, plan_id)
    row = queries.part_in(plan, "project", project_id)
    try:
        actions.move_part(row, step=-1 if request.form.get("step") == "up" else 1, plan=plan, by=current_person())
    except actions.NothingChanged:
        flash(_("It stands at the end already."), "info")
    wanted = listing.read_wanted(request.args)
    anchor = f"project-{project_id}"
    return redirect(url_for(".projects", plan_id=plan.id, _anchor=anchor, **wanted.address(page=wanted.page)), 303)
