"""Consultations at the desk: what is asked, who has answered, opening, closing, comments."""

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sfc_workshop.ballots import actions, building, checks, queries
from sfc_workshop.ballots.actions.opening import CannotOpen
from sfc_workshop.ballots.models import Consultation
from sfc_workshop.core.refusals import Refused
from sfc_workshop.domain.roles import Action
from sfc_workshop.people.access import current_person, needs

bp = Blueprint("consultations", __name__, url_prefix="/desk/<city_slug>/consultations")


@bp.get("")
@needs(Action.READ_CITY)
def list_() -> ResponseReturnValue:
    """List the city's consultations, newest first."""
    found = queries.consultations_of(g.city)
    may_change = current_person().may(Action.RUN_CONSULTATIONS, g.city)
    return render_template("ballots/consultations.html", city=g.city, consultations=found, may_change=may_change)


@bp.get("/<int:consultation_id>")
@needs(Action.READ_CITY)
def show(consultation_id: int) -> ResponseReturnValue:
    """Show what is asked, of whom, by which doors, and how many have answered."""
    return _draw(queries.consultation_in(g.city, consultation_id))


def _draw(consultation: Consultation) -> str:
    return render_template(
        "ballots/consultation.html",
        city=g.city,
        consultation=consultation,
        turnout=queries.turnout(consultation),
        ballots=queries.ballots_in(consultation),
        late=queries.late_answers(consultation),
        waiting=len(queries.comments_of(consultation, "pending")),
        may_change=current_person().may(Action.RUN_CONSULTATIONS, g.city),
        may_run=current_person().may(Action.RUN_WORKSHOPS, g.city),
        **_preparing(consultation),
    )


def _preparing(consultation: Consultation) -> dict[str, Any]:
    """What a planner has to know before opening: what is missing, and how far everything is."""
    if consultation.opening is not None:
        return {}
    pages = queries.pages_of(consultation)  # with every question and its items at once, for what is asked below
    kinds = [item.kind for item in consultation.items]
    return {
        "pages": pages,
        "faults": checks.faults_of(consultation),
        "asked_nowhere": len(checks.asked_nowhere(consultation)),
        "untranslated": checks.untranslated(consultation),
        "kinds": {kind: kinds.count(kind) for kind in building.ITEM_KINDS},
        "item_kinds": building.ITEM_KINDS,
    }


@bp.post("/<int:consultation_id>/opening")
@needs(Action.RUN_CONSULTATIONS)
def open_(consultation_id: int) -> ResponseReturnValue:
    """Open a consultation; what was declared is frozen from now on."""
    consultation = queries.consultation_in(g.city, consultation_id)
    try:
        actions.open_consultation(consultation, by=current_person())
    except CannotOpen as refusal:  # the page lists everything that is missing, with links
        flash(str(refusal), "wrong")
        return _draw(consultation), refusal.status
    flash(_("The consultation is open. What was declared can no longer be changed."))
    return redirect(url_for(".show", consultation_id=consultation_id), 303)


@bp.post("/<int:consultation_id>/closing")
@needs(Action.RUN_CONSULTATIONS)
def close(consultation_id: int) -> ResponseReturnValue:
    """Close a consultation for good."""
    consultation = queries.consultation_in(g.city, consultation_id)
    actions.close_consultation(consultation, by=current_person())
    flash(_("The consultation is closed. Nobody can answer it any more."))
    return redirect(url_for(".show", consultation_id=consultation_id), 303)


@bp.get("/<int:consultation_id>/comments")
@needs(Action.MODERATE)
def comments(consultation_id: int) -> ResponseReturnValue:
    """List comments, those waiting first."""
    consultation = queries.consultation_in(g.city, consultation_id)
    found = queries.comments_of(consultation)
    return render_template("ballots/comments.html", city=g.city, consultation=consultation, comments=found)


@bp.post("/comments/<comment_id>")
@needs(Action.MODERATE)
def moderate(comment_id: str) -> ResponseReturnValue:
    """Show or hide one comment."""
    comment = queries.comment_in(g.city, comment_id)
    consultation_id = comment.consultation_id
    try:
        actions.moderate(
            comment,
            state=request.form.get("state", ""),
            reason=request.form.get("reason", ""),
            by=current_person(),
        )
    except Refused as refusal:
        flash(str(refusal), "wrong")
    else:
        flash(_("The comment has been marked."))
    return redirect(url_for(".comments", consultation_id=consultation_id) + f"#comment-{comment_id}", 303)
