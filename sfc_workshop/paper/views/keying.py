"""Keying sheets with the keyboard alone, and deciding where a sheet and a phone differ."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sfc_workshop.ballots import actions as box_actions
from sfc_workshop.ballots import issued
from sfc_workshop.ballots import queries as box
from sfc_workshop.ballots.actions import Keyed, KeyedBefore, NotThisSheet
from sfc_workshop.ballots.models import Consultation, Question
from sfc_workshop.core.i18n import text
from sfc_workshop.core.refusals import Refused
from sfc_workshop.domain.codes import typed
from sfc_workshop.domain.roles import Action
from sfc_workshop.paper import actions, queries
from sfc_workshop.paper.forms import LONGEST_NOTE, read_sheet, read_words, whole
from sfc_workshop.paper.lines import field_of, keyed_as, lines_of
from sfc_workshop.paper.views.printing import bp
from sfc_workshop.people.access import current_person, needs


@bp.get("/paper")
@needs(Action.RUN_WORKSHOPS)
def paper(consultation_id: int) -> ResponseReturnValue:
    """Offer to key sheets: all questions, or one of them."""
    return _draw(box.consultation_in(g.city, consultation_id))


@bp.post("/paper")
@needs(Action.RUN_WORKSHOPS)
def key(consultation_id: int) -> ResponseReturnValue:
    """Take in a sheet, and ask for the next one."""
    consultation = box.consultation_in(g.city, consultation_id)
    code = typed(request.form.get("code", ""))
    try:
        if code is None:
            raise NotThisSheet("code", _("A code has 10 letters and digits. Please compare each sign with the sheet."))
        keyed = box_actions.key_sheet(
            consultation,
            code,
            group_key=request.form.get("group", ""),
            answers=read_sheet(_chosen(issued.ballot_questions(consultation)), request.form),
            anew="anew" in request.form,
            by=current_person(),
        )
    except NotThisSheet as refusal:
        before = refusal.keyed if isinstance(refusal, KeyedBefore) else {}
        return _draw(consultation, wrong={refusal.where: str(refusal)}, before=before), refusal.status
    except Refused as refusal:
        return _draw(consultation, wrong={"code": str(refusal)}), refusal.status
    _say(consultation, keyed)
    return redirect(url_for(".paper", consultation_id=consultation_id, question=request.args.get("question")), 303)


@bp.post("/paper/<keying_id>")
@needs(Action.RUN_WORKSHOPS)
def decide(consultation_id: int, keying_id: str) -> ResponseReturnValue:
    """Say which of two differing answers stands: the phone's, as it does anyway, or the sheet's, with a reason."""
    consultation = box.consultation_in(g.city, consultation_id)
    keying = issued.keying_in(consultation, keying_id)
    if request.form.get("stands") != "paper":
        box_actions.let_phone_stand(keying)
        flash(_("The phone's answer stands."))
    else:
        reason, wrong = read_words(request.form.get("reason", ""), LONGEST_NOTE)
        try:
            if wrong:
                raise Refused(wrong, status=422)
            actions.let_paper_stand(keying, reason=reason, by=current_person())
        except Refused as refusal:
            told = {"keying_id": keying_id, "reason": reason, "words": str(refusal)}
            return _draw(consultation, undecided=told), refusal.status
        flash(_("The sheet's answer stands. The reason is kept."))
    return redirect(url_for(".paper", consultation_id=consultation_id), 303)


def _chosen(questions: Sequence[Question]) -> list[Question]:
    """The question the address names, or all of them."""
    wish = whole(request.args.get("question", ""))
    return [question for question in questions if question.id == wish] or list(questions)


def _say(consultation: Consultation, keyed: Keyed) -> None:
    if keyed.again:
        flash(_("This sheet was keyed before, just like this. It counts once."))
    else:
        flash(_("The sheet has been keyed."))
    group = consultation.group(keyed.group_key)
    if group is not None and keyed.group_key != request.form.get("group"):
        words = _("Its code has answered before as: %(group)s. It counts there.", group=text(group, "title"))
        flash(words, "warning")
    if keyed.phone:
        flash(
            _("This code has answered on a phone, and not the same. The phone's answer stands; see below."), "warning"
        )
    if keyed.taken_back:
        flash(_("Whoever holds this code has taken an answer back. It stays so."), "warning")


def _draw(
    consultation: Consultation,
    wrong: Mapping[str, str] | None = None,
    before: Mapping[int, Any] | None = None,
    undecided: Mapping[str, str] | None = None,
) -> str:
    questions = issued.ballot_questions(consultation)
    chosen = _chosen(questions)
    return render_template(
        "paper/keying.html",
        city=g.city,
        consultation=consultation,
        door=issued.paper_door(consultation),
        questions=questions,
        chosen=chosen,
        lines={question.id: lines_of(question) for question in questions},
        field_of=field_of,
        keyed_as=keyed_as,
        typed=request.form if wrong else {},
        wrong=wrong or {},
        before=before or {},
        undecided=undecided or {},
        keyed=issued.sheets_keyed(consultation),
        issued=issued.codes_issued(consultation),
        conflicts=[] if consultation.is_sealed else issued.conflicts(consultation),
        decisions=queries.decisions_of(consultation),
    )
