"""Sheets with codes: printed once, for nobody can print the same codes again."""

from datetime import datetime
from typing import Any

from flask import Blueprint, Response, g, render_template
from flask.typing import ResponseReturnValue

from sfc_workshop.ballots import actions, issued
from sfc_workshop.ballots import queries as box
from sfc_workshop.ballots.actions.codes import refuse_over
from sfc_workshop.ballots.models import Consultation
from sfc_workshop.core import clock
from sfc_workshop.core.i18n import language
from sfc_workshop.core.refusals import Refused
from sfc_workshop.domain.codes import fresh_codes
from sfc_workshop.domain.roles import Action
from sfc_workshop.paper.forms import SheetsForm
from sfc_workshop.paper.sheets import sheets
from sfc_workshop.people.access import current_person, needs

bp = Blueprint("paper_desk", __name__, url_prefix="/desk/<city_slug>/consultations/<int:consultation_id>")


@bp.get("/codes")
@needs(Action.RUN_WORKSHOPS)
def codes(consultation_id: int) -> ResponseReturnValue:
    """Offer to print sheets."""
    consultation = box.consultation_in(g.city, consultation_id)
    last = _usual_end(consultation)
    usual = {"number": 50, "language": language(), "closes_on": clock.city_day(last) if last else None}
    return _draw(consultation, SheetsForm(data=usual))


@bp.post("/codes")
@needs(Action.RUN_WORKSHOPS)
def print_(consultation_id: int) -> ResponseReturnValue:
    """Print sheets. They are set before their codes are kept: a code that counts and nobody has would be a loss."""
    consultation = box.consultation_in(g.city, consultation_id)
    form = SheetsForm()
    if not form.validate_on_submit():
        return _draw(consultation, form), 422
    made = fresh_codes(form.number.data)
    try:
        refuse_over(consultation)
        document = sheets(consultation, made, form.language.data)
        actions.issue_codes(consultation, made, closes_at=form.closes_at, by=current_person())
    except Refused as refusal:
        form.number.errors = [str(refusal)]
        return _draw(consultation, form), refusal.status
    response = Response(document, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="sheets-{consultation_id}-{len(made)}.pdf"'
    return response


def _draw(consultation: Consultation, form: SheetsForm) -> str:
    door = issued.paper_door(consultation)
    about: dict[str, Any] = {"door": door, "issued": issued.codes_issued(consultation)}
    about["used"] = issued.codes_used(consultation) if about["issued"] else 0
    return render_template(
        "paper/codes.html",
        city=g.city,
        consultation=consultation,
        form=form,
        questions=issued.ballot_questions(consultation),
        **about,
    )


def _usual_end(consultation: Consultation) -> datetime | None:
    """The last day of the paper door, or of the other doors where each has one."""
    door = issued.paper_door(consultation)
    if door is not None:
        return door.closes_at
    ends = [door.closes_at for door in consultation.doors]
    return max((end for end in ends if end), default=None) if all(ends) else None
