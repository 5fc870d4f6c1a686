"""What a participant sends, sees and takes back."""

from typing import Any

from flask import Blueprint, abort, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sfc_workshop.ballots import actions, queries
from sfc_workshop.ballots.actions import Sent
from sfc_workshop.ballots.asked import asked
from sfc_workshop.ballots.models import Consultation, Participant
from sfc_workshop.ballots.queries import consultation_known
from sfc_workshop.ballots.sentences import unreadable
from sfc_workshop.ballots.views.cookies import TOKEN, consultations_known, give_token, token_for
from sfc_workshop.core.access import anyone, entry
from sfc_workshop.core.web import proves_same_origin
from sfc_workshop.domain.codes import is_code

bp = Blueprint("ballots", __name__)
participant_only = entry("participant")
ANSWERS = ("marks", "words", "choice", "agreed")


@bp.post("/q/<int:question_id>/ballot")
@participant_only
def receive(question_id: int) -> ResponseReturnValue:
    """Take in one answer from a phone; 201 when it is new, 200 when it was known."""
    if not proves_same_origin():
        abort(403)
    sent = _read_json(question_id)
    outcome = actions.cast(token_for(asked(question_id)), sent)
    answer = {
        "saved": True,
        "revision": outcome.revision,
        "overtaken": outcome.overtaken,
        "message": _("Saved"),
    }
    return jsonify(answer), 201 if outcome.is_new else 200


@bp.get("/me")
@anyone
def me() -> ResponseReturnValue:
    """Show what this phone gave, everywhere it took part."""
    found = [_own(participant) for participant in _participants()]
    return render_template("ballots/me.html", found=found)


@bp.get("/me/<ticket>")
@anyone
def bring(ticket: str) -> ResponseReturnValue:
    """Go on with a ticket from another phone: keep it, and leave no secret in the address."""
    if is_code(ticket):  # it can be guessed at where wrong ones are counted, and nowhere else
        return redirect(url_for("paper.code", code=ticket))
    participant = queries.participant_with(ticket) if TOKEN.fullmatch(ticket) else None
    if participant is None:
        abort(404)
    response = redirect(url_for(".me"))
    give_token(response, participant.consultation, ticket)
    return response


@bp.post("/me/<public_id>/withdrawal")
@participant_only
def withdraw(public_id: str) -> ResponseReturnValue:
    """Take back everything given in one consultation."""
    consultation = consultation_known(public_id)
    participant = queries.participant_of(token_for(consultation), consultation)
    if participant is None:
        abort(404)
    was_open = consultation.is_open
    actions.withdraw(participant)
    flash(_("Your answers have been taken back.") if was_open else _("What you wrote has been erased."))
    return redirect(url_for(".me"))


@bp.post("/me/<public_id>/consents/<int:question_id>/withdrawal")
@participant_only
def withdraw_consent(public_id: str, question_id: int) -> ResponseReturnValue:
    """Take back one consent, and keep everything else."""
    consultation = consultation_known(public_id)
    question = queries.consent_asked(consultation, question_id)
    participant = queries.participant_of(token_for(consultation), consultation)
    if participant is None:
        abort(404)
    was_closed = consultation.is_closed
    actions.withdraw_consent(participant, question)
    flash(
        _("Your consent has been withdrawn. What was published with a plan stays public.")
        if was_closed
        else _("Your consent has been withdrawn.")
    )
    return redirect(url_for(".me"), 303)


def _read_json(question_id: int) -> Sent:
    """Read the envelope; what is inside is read by the rules of its question."""
    try:
        body: Any = request.get_json(silent=True)
    except RecursionError:  # brackets in brackets, a hundred thousand deep
        raise unreadable() from None
    if not isinstance(body, dict):
        raise unreadable()
    return Sent(
        question_id=question_id,
        key=body.get("key"),  # type: ignore[arg-type]
        revision=body.get("revision"),  # type: ignore[arg-type]
        run=body.get("run"),  # type: ignore[arg-type]
        answer=next((body[name] for name in ANSWERS if name in body), None),
        seen=body.get("seen"),
    )


def _participants() -> list[Participant]:
    consultations: list[Consultation] = list(queries.consultations_with(consultations_known()))
    found = (queries.participant_of(token_for(consultation), consultation) for consultation in consultations)
    return [participant for participant in found if participant is not None]


def _own(participant: Participant) -> dict[str, Any]:
    consultation = participant.consultation
    ballots, consents = queries.own_ballots(participant), queries.own_consents(participant)
    return {
        "participant": participant,
        "consultation": consultation,
        "group": consultation.group(participant.group_key),
        "answers": [(q, ballots[q.id]) for q in consultation.questions if q.id in ballots and ballots[q.id].marks],
        "comments": [comment for comment in queries.own_comments(participant) if comment.words],
        "consents": [(q, consents[q.id]) for q in consultation.questions if q.id in consents],
        "ticket": token_for(consultation),
    }
