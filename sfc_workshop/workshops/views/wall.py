"""The wall of a hall: what everybody sees, and the way in."""

from flask import Blueprint, Response, g, render_template, url_for
from flask.typing import ResponseReturnValue

from sfc_workshop.core.i18n import language
from sfc_workshop.core.stream import Topic, send_events, send_now
from sfc_workshop.core.web import public_address
from sfc_workshop.documents import qr
from sfc_workshop.domain.roles import Action
from sfc_workshop.people.access import is_still_allowed, needs
from sfc_workshop.workshops import faces, queries
from sfc_workshop.workshops.views.live import WALL

bp = Blueprint("wall", __name__, url_prefix="/desk/<city_slug>/workshops/<int:workshop_id>/wall")


@bp.get("")
@needs(Action.RUN_WORKSHOPS)
def show(workshop_id: int) -> ResponseReturnValue:
    """Show the wall."""
    workshop = queries.workshop_in(g.city, workshop_id)
    address = public_address(url_for("workshops.join_box")).split("://", 1)[1]
    return render_template("workshops/wall.html", **faces.wall_words(workshop), address=address)


@bp.get("/stream")
@needs(Action.RUN_WORKSHOPS)
def stream(workshop_id: int) -> ResponseReturnValue:
    """Send the wall, whenever it changes."""
    workshop = queries.workshop_in(g.city, workshop_id)
    return send_events(Topic(WALL, workshop.id, language()), is_still_allowed(Action.RUN_WORKSHOPS, g.city))


@bp.get("/piece")
@needs(Action.RUN_WORKSHOPS)
def piece(workshop_id: int) -> ResponseReturnValue:
    """Give the wall as it is, to a browser that has to ask again and again."""
    workshop = queries.workshop_in(g.city, workshop_id)
    return send_now(Topic(WALL, workshop.id, language()))


@bp.get("/qr.svg")
@needs(Action.RUN_WORKSHOPS)
def picture(workshop_id: int) -> ResponseReturnValue:
    """Draw the QR code of the way in: it holds 128 bits, so no limit on guessed codes holds anybody up."""
    workshop = queries.workshop_in(g.city, workshop_id)
    target = public_address(url_for("workshops.enter", code=workshop.public_id))
    return Response(qr.svg(target), mimetype="image/svg+xml")
