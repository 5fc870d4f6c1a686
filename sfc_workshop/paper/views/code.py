"""A single-use code on a phone."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sfc_workshop.ballots import actions, issued, queries
from sfc_workshop.ballots.models import Consultation
from sfc_workshop.ballots.views.cookies import give_token, token_for, tokens_known
from sfc_workshop.core.access import anyone
from sfc_workshop.core.refusals import Refused
from sfc_workshop.core.web import is_local_path
from sfc_workshop.domain.codes import typed
from sfc_workshop.people.actions import throttle

bp = Blueprint("paper", __name__)
WRONG_CODES, THEIR_TIME = 60, timedelta(minutes=5)


@bp.get("/code")
@anyone
def code() -> ResponseReturnValue:
    """Ask for the code on a sheet; a sheet's QR code brings it along, and nothing is done before it is sent."""
    return _draw(request.args.get("code", ""))


@bp.post("/code")
@anyone
def use() -> ResponseReturnValue:
    """Let this phone go on with a code; what it has answered so far becomes the code's."""
    words = request.form.get("code", "")
    found = typed(words)
    if found is None:
        return _draw(words, _("A code has 10 letters and digits, such as ABCDE-23456. Please check each sign.")), 422
    try:
        consultation = _consultation(found)
        actions.enter_code(consultation, found, token=token_for(consultation))
    except Refused as refusal:
        return _draw(words, str(refusal)), refusal.status
    flash(_("Your code is in use on this phone. Sheet and phone are now one vote."))
    response = redirect(_way_on(consultation, found), 303)
    give_token(response, consultation, found)
    return response


def _consultation(found: str) -> Consultation:
    """Find what a code belongs to. Wrong ones are counted, and correct ones are held up too where there were many."""
    consultation = issued.consultation_of(found)
    if consultation is not None and token_for(consultation) == found:
        return consultation  # this phone has it already
    name = throttle.name_of(f"code:{issued.joined_as(tokens_known()) or request.remote_addr}")
    throttle.refuse_if_full(name, tries=WRONG_CODES)
    if consultation is None:
        throttle.count(name, within=THEIR_TIME, each_anew=False)
        raise Refused(_("There is no such code. Please compare each sign with your sheet."), status=422)
    return consultation


def _way_on(consultation: Consultation, found: str) -> str:
    """Address where somebody was; else a door that is open, their own first; else what this phone gave."""
    wish = request.form.get("next")
    if wish and is_local_path(wish):
        return wish
    known = queries.participant_of(found, consultation)
    address_of: Any = current_app.jinja_env.globals["link_of"]  # doors reach each other by address alone
    open_doors = [door for door in consultation.doors if not door.is_past]
    open_doors.sort(key=lambda door: known is None or door.id != known.door_id)
    links = (address_of(door) for door in open_doors)
    return next((link for link in links if link), url_for("ballots.me"))


def _draw(words: str, wrong: str | None = None) -> str:
    return render_template("paper/code.html", words=words[:40], wrong=wrong, next=request.values.get("next", ""))
