"""The facilitator's console: every button is a form of its own kind, and doing a thing twice is once."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from sfc_workshop.core.db import db
from sfc_workshop.core.i18n import language
from sfc_workshop.core.refusals import Refused
from sfc_workshop.core.stream import Topic, send_events, send_now
from sfc_workshop.domain.agenda import Step
from sfc_workshop.domain.roles import Action
from sfc_workshop.people.access import current_person, is_still_allowed, needs
from sfc_workshop.workshops import faces, queries
from sfc_workshop.workshops.actions import ideas, running
from sfc_workshop.workshops.models import Activity, Workshop
from sfc_workshop.workshops.sentences import HIDING
from sfc_workshop.workshops.views.live import CONSOLE

bp = Blueprint("console", __name__, url_prefix="/desk/<city_slug>/workshops/<int:workshop_id>/console")


@bp.get("")
@needs(Action.RUN_WORKSHOPS)
def show(workshop_id: int) -> ResponseReturnValue:
    """Show what is on, and what can be done."""
    return _draw(queries.workshop_in(g.city, workshop_id))


@bp.get("/stream")
@needs(Action.RUN_WORKSHOPS)
def stream(workshop_id: int) -> ResponseReturnValue:
    """Send the console, whenever it changes, for as long as whoever watches may run this workshop."""
    workshop = queries.workshop_in(g.city, workshop_id)
    return send_events(Topic(CONSOLE, workshop.id, language()), is_still_allowed(Action.RUN_WORKSHOPS, g.city))


@bp.get("/piece")
@needs(Action.RUN_WORKSHOPS)
def piece(workshop_id: int) -> ResponseReturnValue:
    """Give the console as it is, to a browser that has to ask again and again."""
    workshop = queries.workshop_in(g.city, workshop_id)
    return send_now(Topic(CONSOLE, workshop.id, language()))


@bp.post("/start")
@needs(Action.RUN_WORKSHOPS)
def start(workshop_id: int) -> ResponseReturnValue:
    """Begin."""
    return _do(workshop_id, lambda workshop: running.start(workshop, by=current_person()))


@bp.post("/end")
@needs(Action.RUN_WORKSHOPS)
def end(workshop_id: int) -> ResponseReturnValue:
    """End."""
    return _do(workshop_id, lambda workshop: running.end(workshop, by=current_person()))


@bp.post("/next")
@needs(Action.RUN_WORKSHOPS)
def next_(workshop_id: int) -> ResponseReturnValue:
    """Go to the next activity."""
    seen = request.form.get("from", type=int)
    return _do(workshop_id, lambda workshop: running.go_on(workshop, start_from=seen, by=current_person()))


@bp.post("/back")
@needs(Action.RUN_WORKSHOPS)
def back(workshop_id: int) -> ResponseReturnValue:
    """Go to the activity before."""
    seen = request.form.get("from", type=int)
    return _do(workshop_id, lambda workshop: running.go_on(workshop, start_from=seen, back=True, by=current_person()))


@bp.post("/jump")
@needs(Action.RUN_WORKSHOPS)
def jump(workshop_id: int) -> ResponseReturnValue:
    """Go to any activity."""
    return _do(
        workshop_id,
        lambda workshop: running.jump(workshop, _activity(workshop, request.form.get("to", "")), by=current_person()),
    )


@bp.post("/step")
@needs(Action.RUN_WORKSHOPS)
def step(workshop_id: int) -> ResponseReturnValue:
    """Open, close, show, hide or ask anew: the button names the activity it was drawn for."""
    number, _dash, name = request.form.get("step", "").partition("-")
    if name not in list(Step):
        abort(404)
    return _do(
        workshop_id,
        lambda workshop: running.take_step(workshop, _activity(workshop, number), Step(name), by=current_person()),
    )


@bp.post("/timer")
@needs(Action.RUN_WORKSHOPS)
def timer(workshop_id: int) -> ResponseReturnValue:
    """Let a timer run for some seconds; 0 stops it."""
    seconds = request.form.get("seconds", -1, type=int)
    return _do(workshop_id, lambda workshop: running.set_timer(workshop, seconds, by=current_person()))


@bp.post("/pause")
@needs(Action.RUN_WORKSHOPS)
def pause(workshop_id: int) -> ResponseReturnValue:
    """Make a break, or end it."""
    wanted = request.form.get("paused") == "1"
    return _do(workshop_id, lambda workshop: running.pause(workshop, paused=wanted, by=current_person()))


@bp.post("/lock")
@needs(Action.RUN_WORKSHOPS)
def lock(workshop_id: int) -> ResponseReturnValue:
    """Lock joining, or let people join."""
    wanted = request.form.get("locked") == "1"
    return _do(workshop_id, lambda workshop: running.lock(workshop, locked=wanted, by=current_person()))


@bp.post("/ideas")
@needs(Action.RUN_WORKSHOPS)
def judge(workshop_id: int) -> ResponseReturnValue:
    """Show or hide what people wrote: what is ticked, or all that waited on the page as it was seen."""
    wish, _dash, code = request.form.get("judge", "").partition("-")

    def do(workshop: Workshop) -> None:
        activity = _now(workshop)
        chosen = request.form.getlist("waiting" if wish == "all" else "idea")
        reason = str(HIDING.get(code, ""))
        ideas.judge(activity, chosen, state="shown" if wish == "all" else wish, reason=reason, by=current_person())

    return _do(workshop_id, do)


@bp.post("/merge")
@needs(Action.RUN_WORKSHOPS)
def merge(workshop_id: int) -> ResponseReturnValue:
    """Let the first of the ticked ideas stand for all of them."""

    def do(workshop: Workshop) -> None:
        first, *others = request.form.getlist("idea") or [""]
        ideas.merge(_now(workshop), others, first, by=current_person())

    return _do(workshop_id, do)


@bp.post("/word")
@needs(Action.RUN_WORKSHOPS)
def word(workshop_id: int) -> ResponseReturnValue:
    """Leave a word out of the cloud, or let it in again."""
    wish, _dash, said = request.form.get("word", "").partition("-")
    return _do(
        workshop_id,
        lambda workshop: ideas.hide_word(_now(workshop), said[:60], hidden=wish == "hide", by=current_person()),
    )


def _do(workshop_id: int, what: Callable[[Workshop], None]) -> ResponseReturnValue:
    """Do what a button says; a script is told in words, a browser without one gets the page."""
    workshop = queries.workshop_in(g.city, workshop_id)
    is_script = request.headers.get("X-Requested-With") == "fetch"
    try:
        what(workshop)
    except Refused as refusal:
        if is_script:
            return str(refusal), refusal.status
        db.session.rollback()
        return _draw(queries.workshop_in(g.city, workshop_id), wrong=str(refusal)), refusal.status
    return ("", 204) if is_script else redirect(url_for(".show", workshop_id=workshop_id), 303)


def _activity(workshop: Workshop, number: str) -> Activity:
    return queries.activity_in(
        workshop, int(number) if number.isascii() and number.isdigit() and len(number) < 10 else 0
    )


def _now(workshop: Workshop) -> Activity:
    activity = workshop.screen.activity
    if activity is None:
        abort(404)
    return activity


def _draw(workshop: Workshop, wrong: str = "") -> str:
    words: dict[str, Any] = faces.console_words(workshop)
    return render_template("workshops/console.html", **words, wrong=wrong)
