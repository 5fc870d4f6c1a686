"""Workshops at the desk: their list and their agenda."""

from flask import Blueprint, g, render_template
from flask.typing import ResponseReturnValue

from sfc_workshop.domain.roles import Action
from sfc_workshop.people.access import current_person, needs
from sfc_workshop.workshops import queries

bp = Blueprint("workshops_desk", __name__, url_prefix="/desk/<city_slug>/workshops")


@bp.get("")
@needs(Action.READ_CITY)
def list_() -> ResponseReturnValue:
    """List the city's workshops, the latest first."""
    may_change = current_person().may(Action.RUN_CONSULTATIONS, g.city)
    return render_template(
        "workshops/list.html", city=g.city, workshops=queries.workshops_of(g.city), may_change=may_change
    )
