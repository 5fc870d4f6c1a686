"""The page on which a planner declares groups, weights, limits and budgets before opening."""

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sfc_workshop.ballots import comparing, declaration, queries
from sfc_workshop.ballots.actions import declaring
from sfc_workshop.ballots.views.desk import bp
from sfc_workshop.core.refusals import Refused
from sfc_workshop.domain.roles import Action
from sfc_workshop.people.access import current_person, needs


@bp.get("/<int:consultation_id>/declaration")
@needs(Action.READ_CITY)
def declared(consultation_id: int) -> ResponseReturnValue:
    """Show what is declared; before opening it can be changed."""
    consultation = queries.consultation_in(g.city, consultation_id)
    return _draw(consultation, declaration.form_for(consultation))


@bp.post("/<int:consultation_id>/declaration")
@needs(Action.RUN_CONSULTATIONS)
def declare(consultation_id: int) -> ResponseReturnValue:
    """Declare, or say what has to be looked at again; nothing typed is lost."""
    consultation = queries.consultation_in(g.city, consultation_id)
    declaring.refuse_frozen(consultation)
    form = declaration.form_for(consultation, request.form)
    if request.form.get("do") == "compare":
        return _draw(consultation, form, comparing.compare(form, comparing.pairs_of(form, request.form)))
    if not form.validate():
        return _draw(consultation, form), 422
    try:
        declaring.declare(consultation, declaration.read(form), by=current_person())
    except Refused as refusal:
        flash(str(refusal), "wrong")
        return _draw(consultation, form), refusal.status
    flash(_("The declaration is saved. It can be changed until the consultation is opened."))
    return redirect(url_for(".declared", consultation_id=consultation_id), 303)


def _draw(consultation: Any, form: Any, compared: comparing.Compared | None = None) -> str:
    return render_template(
        "ballots/declaration.html",
        city=g.city,
        consultation=consultation,
        form=form,
        horizons=declaration.HORIZONS,
        thresholds=[field for field in form if field.name.startswith("threshold_")],
        pairs=comparing.pairs_of(form, request.form),
        scale=comparing.SCALE,
        words_for=comparing.words_for,
        compared=compared,
        may_change=consultation.opening is None and current_person().may(Action.RUN_CONSULTATIONS, g.city),
    )
