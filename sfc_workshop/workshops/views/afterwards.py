"""What a workshop leaves behind, at the desk: who came, and the ideas that may go into the plan."""

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from sfc_workshop.core.refusals import Refused
from sfc_workshop.domain.roles import Action
from sfc_workshop.people.access import current_person, needs
from sfc_workshop.workshops import lookups
from sfc_workshop.workshops.actions.promoting import promote as put_into_plan
from sfc_workshop.workshops.attendance import attendance_table
from sfc_workshop.workshops.forms import PromotionForm
from sfc_workshop.workshops.models import Workshop
from sfc_workshop.workshops.views.agenda import bp


@bp.get("/<int:workshop_id>/attendance")
@needs(Action.READ_CITY)
def attendance(workshop_id: int) -> ResponseReturnValue:
    """Show who came, against who was invited."""
    workshop = lookups.workshop_at_desk(g.city, workshop_id)
    return render_template(
        "workshops/attendance.html", city=g.city, workshop=workshop, attendance=attendance_table(workshop)
    )


@bp.get("/<int:workshop_id>/ideas")
@needs(Action.READ_CITY)
def ideas(workshop_id: int) -> ResponseReturnValue:
    """List the ideas that were shown, those with most support first."""
    workshop = lookups.workshop_at_desk(g.city, workshop_id)
    return _ideas(workshop, PromotionForm(data={"to": "project", "horizon": "short"}), 200)


@bp.post("/<int:workshop_id>/ideas")
@needs(Action.EDIT_PLAN)
def promote(workshop_id: int) -> ResponseReturnValue:
    """Put the ticked ideas into the plan."""
    workshop = lookups.workshop_at_desk(g.city, workshop_id)
    form = PromotionForm()
    if not form.validate():
        return _ideas(workshop, form, 422)
    try:
        made = put_into_plan(
            workshop,
            request.form.getlist("idea"),
            to=form.to.data,
            horizon=form.horizon.data,
            by=current_person(),
        )
    except Refused as refusal:
        workshop = lookups.workshop_at_desk(g.city, workshop_id)
        return _ideas(workshop, form, refusal.status, refused=str(refusal))
    flash(
        ngettext(
            "One idea stands in the plan now. Please complete it there.",
            "%(num)s ideas stand in the plan now. Please complete them there.",
            made,
        )
    )
    return redirect(url_for(".ideas", workshop_id=workshop_id), 303)


def _ideas(workshop: Workshop, form: Any, status: int, refused: str = "") -> ResponseReturnValue:
    shown, support = lookups.shown_ideas(workshop), lookups.support_in(workshop)
    titles = [idea.words for idea in shown]
    drawn = render_template(
        "workshops/ideas.html",
        city=g.city,
        workshop=workshop,
        form=form,
        ideas=sorted(shown, key=lambda idea: -support[idea.id]),
        support=support,
        there={kind: lookups.titles_in_plan(workshop.plan, kind, titles) for kind in ("project", "vision")},
        ticked=request.form.getlist("idea"),
        refused=refused,
        may_promote=current_person().may(Action.EDIT_PLAN, g.city),
    )
    return drawn, status
