"""What was done to a plan, and turning it back."""

from flask import flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sfc_workshop.core.refusals import Refused
from sfc_workshop.core.web import is_local_path
from sfc_workshop.domain.roles import Action
from sfc_workshop.people.access import current_person, needs
from sfc_workshop.plans import actions, history, queries
from sfc_workshop.plans.forms import whole
from sfc_workshop.plans.views.pages import bp, page


@bp.get("/<int:plan_id>/changes")
@needs(Action.READ_CITY)
def changes(plan_id: int) -> ResponseReturnValue:
    """Show who changed what in a plan, and when."""
    plan = queries.plan_in(g.city, plan_id)
    return page("changes", plan=plan, project=None, history=history.changes_of(plan, before=_before()))


@bp.get("/<int:plan_id>/projects/<int:project_id>/changes")
@needs(Action.READ_CITY)
def project_changes(plan_id: int, project_id: int) -> ResponseReturnValue:
    """Show who changed what in a project, and when."""
    plan = queries.plan_in(g.city, plan_id)
    found = queries.project_in(plan, project_id)
    told = history.changes_of(plan, subject=found, before=_before())
    return page("changes", plan=plan, project=found, history=told)


def _before() -> int | None:
    return whole(request.args.get("before")) or None


@bp.post("/<int:plan_id>/changes/<int:change_id>/undoing")
@needs(Action.EDIT_PLAN)
def undo(plan_id: int, change_id: int) -> ResponseReturnValue:
    """Turn a change back, as one."""
    plan = queries.plan_in(g.city, plan_id)
    change = history.change_in(plan, change_id)
    try:
        actions.undo(change, by=current_person())
    except Refused as refusal:
        flash(str(refusal), "wrong")
    else:
        flash(_("It is undone. The history keeps both."))
    back = request.form.get("back")
    return redirect(back if back and is_local_path(back) else url_for(".changes", plan_id=plan.id), 303)
