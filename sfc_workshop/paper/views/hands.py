"""A show of hands, counted by eye and written down; kept apart from ballots."""

from collections.abc import Mapping

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sfc_workshop.ballots import issued
from sfc_workshop.ballots import queries as box
from sfc_workshop.ballots.models import Consultation, Question
from sfc_workshop.core.refusals import Refused
from sfc_workshop.domain.roles import Action
from sfc_workshop.paper import actions, queries
from sfc_workshop.paper.actions import NotTheseHands
from sfc_workshop.paper.forms import LONGEST_NAME, LONGEST_NOTE, read_hands, read_words, whole
from sfc_workshop.paper.views.printing import bp
from sfc_workshop.people.access import current_person, needs


@bp.get("/hands")
@needs(Action.RUN_WORKSHOPS)
def hands(consultation_id: int) -> ResponseReturnValue:
    """Show the hands that were counted, question by question."""
    return _draw(box.consultation_in(g.city, consultation_id))


@bp.post("/hands/<int:question_id>")
@needs(Action.RUN_WORKSHOPS)
def declare(consultation_id: int, question_id: int) -> ResponseReturnValue:
    """Write down a show of hands, or correct one."""
    consultation = box.consultation_in(g.city, consultation_id)
    question = box.question_in(g.city, question_id)
    if question.consultation_id != consultation_id or not question.is_ballot:
        abort(404)
    counter, wrong_counter = read_words(request.form.get("counter", ""), LONGEST_NAME)
    note, wrong_note = read_words(request.form.get("note", ""), LONGEST_NOTE)
    wrong = {name: words for name, words in (("counter", wrong_counter), ("note", wrong_note)) if words}
    if wrong:
        return _draw(consultation, question, wrong), 422
    try:
        actions.declare_hands(
            question,
            read_hands(question, request.form),
            counter=counter,
            note=note,
            run=whole(request.form.get("run", "")) or 0,
            by=current_person(),
        )
    except NotTheseHands as refusal:
        return _draw(consultation, question, {refusal.where: str(refusal)}), refusal.status
    except Refused as refusal:
        return _draw(consultation, question, {"": str(refusal)}), refusal.status
    flash(_("The show of hands has been written down."))
    return redirect(url_for(".hands", consultation_id=consultation_id) + f"#q{question_id}", 303)


def _draw(consultation: Consultation, question: Question | None = None, wrong: Mapping[str, str] | None = None) -> str:
    return render_template(
        "paper/hands.html",
        city=g.city,
        consultation=consultation,
        questions=issued.ballot_questions(consultation),
        found=queries.hands_in(consultation),
        may_see=current_person().may(Action.SEE_PRIORITIES, g.city),
        tried=question.id if question else None,
        typed=request.form if question else {},
        wrong=wrong or {},
    )
