"""Preparing a consultation at the desk: begin, name, choose what is asked about, delete."""

from typing import Any

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sfc_workshop.ballots import building, queries
from sfc_workshop.ballots.actions import choosing, preparing
from sfc_workshop.ballots.actions.declaring import refuse_frozen
from sfc_workshop.ballots.candidates import NARROWING, candidates
from sfc_workshop.ballots.views.desk import bp
from sfc_workshop.domain.roles import Action
from sfc_workshop.people.access import current_person, needs

MOST_ROWS = 2000


@bp.route("/<int:consultation_id>/title", methods=["GET", "POST"])
@needs(Action.RUN_CONSULTATIONS)
def title(consultation_id: int) -> ResponseReturnValue:
    """Name a consultation anew."""
    consultation = queries.consultation_in(g.city, consultation_id)
    refuse_frozen(consultation)
    form = building.TitleForm(data={"title_th": consultation.title_th, "title_en": consultation.title_en})
    if form.validate_on_submit():
        preparing.rename(consultation, preparing.Title(form.title_th.data, form.title_en.data), by=current_person())
        flash(_("The title has been saved."))
        return redirect(url_for(".show", consultation_id=consultation_id), 303)
    return page("title", form=form, consultation=consultation)


@bp.post("/<int:consultation_id>/deletion")
@needs(Action.RUN_CONSULTATIONS)
def delete(consultation_id: int) -> ResponseReturnValue:
    """Delete a consultation that was never opened."""
    consultation = queries.consultation_in(g.city, consultation_id)
    preparing.give_up(consultation, by=current_person())
    flash(_("The consultation has been deleted."))
    return redirect(url_for(".list_"), 303)


@bp.get("/<int:consultation_id>/items")
@needs(Action.RUN_CONSULTATIONS)
def items(consultation_id: int) -> ResponseReturnValue:
    """Look through the plan, and see what is asked about."""
    consultation = queries.consultation_in(g.city, consultation_id)
    refuse_frozen(consultation)
    found = candidates(consultation, request.args)
    return page("items", consultation=consultation, found=found, horizons=building.HORIZONS, narrowed=_narrowed())


@bp.post("/<int:consultation_id>/items")
@needs(Action.RUN_CONSULTATIONS)
def choose(consultation_id: int) -> ResponseReturnValue:
    """Ask about what is ticked, of the rows the page showed; or about all of them, or none."""
    consultation = queries.consultation_in(g.city, consultation_id)
    kind = request.form.get("kind", "")
    if kind not in choosing.KINDS:
        abort(404)
    among = _ids("shown")
    wanted = {"all": among, "none": set()}.get(request.form.get("do", ""), _ids("row"))
    now = choosing.choose_items(consultation, kind, wanted=wanted, among=among, by=current_person())
    flash(_("Saved. Of this kind, %(n)s are asked about now.", n=now))
    if request.form.get("do") == "go on":
        return redirect(url_for(".questions", consultation_id=consultation_id), 303)
    return redirect(url_for(".items", consultation_id=consultation_id, **_narrowed()), 303)


def _narrowed() -> dict[str, Any]:
    """What the list of candidates is narrowed down by, to come back to the same list."""
    return {name: request.args[name] for name in ("kind", *NARROWING) if name in request.args}


def _ids(name: str) -> set[int]:
    """Read the numbers of rows; what is no number is no row."""
    typed = request.form.getlist(name)[:MOST_ROWS]
    return {int(one) for one in typed if one.isascii() and one.isdigit() and len(one) < 10}


def page(name: str, *, form: Any = None, **what: Any) -> ResponseReturnValue:
    """Draw a page of the builder; 422 where something typed has to be looked at again."""
    wrong = form is not None and bool(form.errors)
    drawn = render_template(f"ballots/{name}.html", city=g.city, form=form, **what)
    return drawn, 422 if wrong else 200
