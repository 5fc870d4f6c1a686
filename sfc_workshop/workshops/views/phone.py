"""The pages of everybody in the hall: joining, and the page that follows the facilitator.

They work without JavaScript, by a button that shows what is on now; with it they follow by themselves.
"""

import re
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sfc_workshop.ballots import queries as box
from sfc_workshop.ballots.actions import withdraw
from sfc_workshop.ballots.answers import answers_of, community_choices
from sfc_workshop.ballots.models import Participant
from sfc_workshop.ballots.views.cookies import TOKEN, give_token, token_for
from sfc_workshop.ballots.views.saving import save_answers
from sfc_workshop.core.access import anyone, entry
from sfc_workshop.core.i18n import language
from sfc_workshop.core.refusals import Refused
from sfc_workshop.core.stream import Topic, send_events, send_now
from sfc_workshop.core.web import cookie_name, set_cookie
from sfc_workshop.workshops import faces, queries
from sfc_workshop.workshops.actions import guessing, ideas, joining
from sfc_workshop.workshops.models import CODE_LENGTH, LETTERS, Workshop
from sfc_workshop.workshops.views.live import PHONE

bp = Blueprint("workshops", __name__)
participant_only = entry("participant")
SECRET = re.compile("[0-9a-f]{32}")
CODE = re.compile(f"[{LETTERS}]{{{CODE_LENGTH}}}")


class NoSuchCode(Refused):
    """Nobody joins by this code."""

    status = 404


@bp.get("/j")
@anyone
def join_box() -> ResponseReturnValue:
    """Ask for the code, or go on with the one that was typed."""
    typed = request.args.get("code")
    if typed is None:
        return render_template("workshops/join_box.html", typed="", wrong=None)
    code = _tidied(typed)
    try:
        _find(code)
    except Refused as refusal:
        return render_template("workshops/join_box.html", typed=typed, wrong=str(refusal)), refusal.status
    return redirect(url_for(".live", code=code), 303)


@bp.get("/j/<code>")
@anyone
def enter(code: str) -> ResponseReturnValue:
    """Follow a code, or the longer secret of a QR code: whoever has that is never held up by wrong guesses."""
    if not SECRET.fullmatch(code):
        return redirect(url_for(".join_box", code=code), 303)
    workshop = queries.workshop_of_secret(code)
    if workshop is None:
        raise NoSuchCode(_("This QR code leads nowhere any more. Please ask the facilitator."))
    response = redirect(url_for(".live", code=workshop.code), 303)
    set_cookie(response, f"d-{workshop.public_id}", "qr")
    return response


@bp.get("/w/<code>")
@anyone
def live(code: str) -> ResponseReturnValue:
    """Show what is on now; somebody new first says where they belong."""
    workshop = _find(code)
    attendee = queries.attendee_of(_token(workshop), workshop)
    if attendee is None or "again" in request.args:
        return _draw_check_in(workshop)
    return _draw_live(workshop)


@bp.post("/w/<code>/join")
@anyone
def join(code: str) -> ResponseReturnValue:
    """Come in, or write down anew where one belongs."""
    workshop = _find(code)
    try:
        given = joining.join(
            workshop,
            group_key=request.form.get("group", ""),
            agency_id=request.form.get("agency", type=int),
            table_number=request.form.get("table", type=int),
            token=_token(workshop),
            known=_box_tokens(workshop),
        )
    except Refused as refusal:
        return _draw_check_in(workshop, wrong=str(refusal)), refusal.status
    return _with_secrets(redirect(url_for(".live", code=workshop.code), 303), workshop, given)


@bp.post("/w/<code>/follow")
@participant_only
def follow(code: str) -> ResponseReturnValue:
    """Join what was opened since this phone came in."""
    workshop, token = _known(code)
    given = joining.follow(workshop, token, _box_tokens(workshop))
    return _with_secrets(redirect(url_for(".live", code=workshop.code), 303), workshop, given)


@bp.post("/w/<code>/answer")
@participant_only
def answer(code: str) -> ResponseReturnValue:
    """Take in answers posted as a form."""
    workshop, _secret = _known(code)
    activity = workshop.screen.activity
    if activity is None or activity.question is None:
        return redirect(url_for(".live", code=workshop.code), 303)
    question, consultation = activity.question, activity.question.consultation
    token = token_for(consultation)
    participant = box.participant_of(token, consultation)
    standing = answers_of(participant, [question]) if participant else {}
    errors, status = save_answers(token, [question], standing) if participant else ({}, 200)
    if errors:
        return _draw_live(_find(code), errors), status
    flash(_("Saved"), "good")
    return redirect(url_for(".live", code=workshop.code), 303)


@bp.post("/w/<code>/idea")
@participant_only
def write_idea(code: str) -> ResponseReturnValue:
    """Take in an idea; what was typed comes back with the sentence that says why not."""
    workshop, _secret = _known(code)
    activity = workshop.screen.activity
    words = request.form.get("idea", "")
    try:
        if activity is None or activity.question is None or not (who := _participant(workshop)):
            raise ideas.NotNow(_("Ideas are not being collected at the moment. Your text is still in the box."))
        ideas.write(activity, who, words, request.form.get("idea-key", ""))
    except Refused as refusal:
        if _wants_words():
            return str(refusal), refusal.status
        return _draw_live(_find(code), typed=words, wrong=str(refusal)), refusal.status
    thanks = _("Thank you. Your idea is on its way to the facilitator.")
    if _wants_words():
        return thanks, 201
    flash(thanks, "good")
    return redirect(url_for(".live", code=workshop.code), 303)


@bp.post("/w/<code>/support")
@participant_only
def support(code: str) -> ResponseReturnValue:
    """Support an idea, or take that back: one button says which idea, and whether it is wanted."""
    workshop, _secret = _known(code)
    activity = workshop.screen.activity
    wanted, _dash, idea = request.form.get("support", "").partition("-")
    try:
        if activity is None or not (who := _participant(workshop)):
            raise ideas.NotNow(_("Ideas cannot be supported at the moment. Please look at the wall."))
        ideas.support(activity, who, idea, wanted=wanted == "yes")
    except Refused as refusal:
        if _wants_words():
            return str(refusal), refusal.status
        raise
    return ("", 204) if _wants_words() else redirect(url_for(".live", code=workshop.code) + "#ideas", 303)


@bp.post("/w/<code>/leaving")
@participant_only
def leave(code: str) -> ResponseReturnValue:
    """Take back everything given in this workshop, the place on the list of who came included."""
    workshop, token = _known(code)
    for door in workshop.doors:
        participant = box.participant_of(token_for(door.consultation), door.consultation)
        if participant is not None:
            withdraw(participant)
    joining.leave(workshop, token)
    response = redirect(url_for(".join_box"), 303)
    response.delete_cookie(cookie_name(f"w-{workshop.public_id}"), path="/")
    flash(_("Everything you gave in this workshop has been taken back."))
    return response


@bp.get("/w/<code>/stream")
@participant_only
def stream(code: str) -> ResponseReturnValue:
    """Send what is on, whenever it changes."""
    workshop = _watched(code)
    return send_events(Topic(PHONE, workshop.id, language()))


@bp.get("/w/<code>/piece")
@participant_only
def piece(code: str) -> ResponseReturnValue:
    """Say what is on, to a phone that has to ask again and again."""
    workshop = _watched(code)
    return send_now(Topic(PHONE, workshop.id, language()))


@bp.get("/w/<code>/own")
@participant_only
def own(code: str) -> ResponseReturnValue:
    """Say what is on, with what this phone has answered."""
    workshop, _secret = _known(code)
    return render_template("workshops/phone_piece.html", **_words(workshop))


def _tidied(typed: str) -> str:
    """Read a code as people type it: small letters, spaces and hyphens do no harm."""
    return re.sub(r"[\s-]", "", typed).upper()[:80]


def _find(code: str) -> Workshop:
    """Find a workshop for somebody who has joined, scanned or typed; a wrong code is counted."""
    found = queries.workshop_of_code(code) if CODE.fullmatch(code) else None
    if found is not None and (_scanned(found) or _token(found)):
        return found
    found = guessing.find(code, request.remote_addr or "")
    if found is None:
        raise NoSuchCode(_("No workshop has this code. Please look at the wall and type it once more."))
    return found


def _scanned(workshop: Workshop) -> bool:
    """Whether this phone came by the QR code: nobody can name the cookie without its secret."""
    return cookie_name(f"d-{workshop.public_id}") in request.cookies


def _token(workshop: Workshop) -> str | None:
    """Read this phone's secret in a workshop; nobody can name the cookie without having joined.

    A phone that lost it and came back by its ticket has it for the consultation: it is the same person.
    """
    doors = (token_for(door.consultation) for door in workshop.doors)
    return _own_token(workshop) or next(filter(None, doors), None)


def _own_token(workshop: Workshop) -> str | None:
    token = request.cookies.get(cookie_name(f"w-{workshop.public_id}"))
    return token if token and TOKEN.fullmatch(token) else None


def _known(code: str) -> tuple[Workshop, str]:
    """Find the workshop a phone has joined, and the phone's secret."""
    workshop = _find(code)
    token = _token(workshop)
    if token is None or queries.attendee_of(token, workshop) is None:
        raise Refused(_("Please join the workshop first: scan the QR code, or type the code."), status=403)
    return workshop, token


def _watched(code: str) -> Workshop:
    """Find the workshop a phone has joined, with as few questions as that takes."""
    workshop = queries.workshop_briefly(code) if CODE.fullmatch(code) else None
    if workshop is not None and queries.attendee_of(_own_token(workshop), workshop) is not None:
        return workshop
    return _known(code)[0]


def _participant(workshop: Workshop) -> Participant | None:
    """Find who this phone is in the consultation the present activity asks in."""
    activity = workshop.screen.activity
    if activity is None or activity.question is None:
        return None
    consultation = activity.question.consultation
    return box.participant_of(token_for(consultation), consultation)


def _box_tokens(workshop: Workshop) -> dict[int, str]:
    """Read the secrets this phone has for the consultations asked in, by their numbers."""
    found = ((door.consultation_id, token_for(door.consultation)) for door in workshop.doors)
    return {number: token for number, token in found if token}


def _with_secrets(response: Any, workshop: Workshop, given: joining.Secrets) -> Any:
    """Give the phone its secrets, for the workshop and for each consultation asked in."""
    set_cookie(response, f"w-{workshop.public_id}", given.workshop)
    for door in workshop.doors:
        if door.consultation_id in given.consultations:
            give_token(response, door.consultation, given.consultations[door.consultation_id])
    return response


def _wants_words() -> bool:
    """Whether a script asks: it puts a sentence on the page that is there already."""
    return request.headers.get("X-Requested-With") == "fetch"


def _draw_check_in(workshop: Workshop, wrong: str | None = None) -> str:
    token = _token(workshop)
    return render_template(
        "workshops/check_in.html",
        workshop=workshop,
        city=workshop.plan.city,
        groups=queries.groups_of(workshop),
        attendee=queries.attendee_of(token, workshop),
        chosen=request.form,
        wrong=wrong,
    )


def _draw_live(workshop: Workshop, errors: dict[int, str] | None = None, typed: str = "", wrong: str = "") -> str:
    words = _words(workshop)
    own_token = token_for(workshop.doors[0].consultation) if workshop.doors else None
    return render_template(
        "workshops/phone.html",
        **words,
        errors=errors or {},
        typed=typed,
        wrong=wrong,
        is_behind=_is_behind(workshop),
        kinds=queries.kinds_asked(workshop),
        ticket_url=url_for("ballots.bring", ticket=own_token, _external=True) if own_token else None,
    )


def _words(workshop: Workshop) -> dict[str, Any]:
    """Gather what the page of one phone shows: what is on, and what is its own."""
    words = faces.phone_words(workshop)
    question, participant = words["question"], _participant(workshop)
    words["answers"] = answers_of(participant, [question]) if question is not None and participant else {}
    words["supported"] = queries.supported_by(participant) if participant else set()
    words["communities"] = community_choices(words["communities"])
    return words


def _is_behind(workshop: Workshop) -> bool:
    """Whether a consultation was opened since this phone came in."""
    doors = [door for door in workshop.doors if door.is_open]
    return any(box.participant_of(token_for(door.consultation), door.consultation) is None for door in doors)
