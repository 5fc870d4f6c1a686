"""Saving a page of answers that was posted as a plain form, at whatever door."""

from flask import request
from flask_babel import gettext as _

from sfc_workshop.ballots import actions, forms
from sfc_workshop.ballots.answers import Answer
from sfc_workshop.ballots.models import Question
from sfc_workshop.core.refusals import Refused


def save_answers(
    token: str | None, questions: list[Question], standing: dict[int, Answer]
) -> tuple[dict[int, str], int]:
    """Cast every answer that was given or changed, one by one.

    returns: what was refused, and why, by question; and the status that says the same
    """
    errors: dict[int, str] = {}
    status = 200
    for question in [q for q in questions if f"q{q.id}-key" in request.form]:
        filled = forms.read(question, request.form)
        answer = standing[question.id]
        if filled.is_blank and answer.revision == 0 and not _had(answer):
            if question.required:
                errors[question.id], status = _("Please answer this question."), 422
            continue
        try:
            actions.cast(token, filled.sent)
        except Refused as refusal:
            errors[question.id], status = str(refusal), refusal.status
    return errors, status


def _had(answer: Answer) -> bool:
    """Whether there is an answer that leaving everything empty would take back."""
    return bool(answer.choice or answer.agreed)
