"""The page on which a planner says where the people of each group live, so that answers can be weighed by it."""

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sfc_workshop.ballots import margins, queries
from sfc_workshop.ballots.actions import declaring
from sfc_workshop.ballots.views.desk import bp
from sfc_workshop.ballots.views.questions import may_change
from sfc_workshop.domain.roles import Action
from sfc_workshop.people.access import current_person, needs


@bp.get("/<int:consultation_id>/margins")
@needs(Action.READ_CITY)
def margins_declared(consultation_id: int) -> ResponseReturnValue:
    """Show how many people live where; before opening it can be changed."""
    consultation = queries.consultation_in(g.city, consultation_id)
    return _draw(consultation, margins.form_for(consultation))


@bp.post("/<int:consultation_id>/margins")
@needs(Action.RUN_CONSULTATIONS)
def declare_margins(consultation_id: int) -> ResponseReturnValue:
    """Declare it, or say what has to be looked at again."""
    consultation = queries.consultation_in(g.city, consultation_id)
    declaring.refuse_frozen(consultation)
    form = margins.form_for(consultation, request.form)
    read = margins.read(form, consultation)
    if read is None:
        return _draw(consultation, form), 422
    declaring.declare_margins(consultation, read, by=current_person())
    flash(_("Where people live is saved. It can be changed until the consultation is opened."))
    return redirect(url_for(".margins_declared", consultation_id=consultation_id), 303)


def _draw(consultation: queries.Consultation, form: margins.MarginsForm) -> str:
    return render_template(
        "ballots/margins.html",
        city=g.city,
        consultation=consultation,
        form=form,
        communities=g.city.communities,
        asks_where=any(question.kind == "community" for question in consultation.questions),
        may_change=may_change(consultation),
    )
