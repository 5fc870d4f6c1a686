"""The pages on which people answer; they work without JavaScript, which only makes saving quicker."""

from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from sfc_workshop.ballots import actions, forms
from sfc_workshop.ballots import queries as box
from sfc_workshop.ballots.answers import Answer, answers_of, community_choices
from sfc_workshop.ballots.models import Participant
from sfc_workshop.ballots.views.cookies import give_token, token_for
from sfc_workshop.ballots.views.saving import save_answers
from sfc_workshop.core.access import anyone, entry
from sfc_workshop.core.refusals import Refused
from sfc_workshop.surveys import queries
from sfc_workshop.surveys.models import Survey

bp = Blueprint("surveys", __name__, url_prefix="/s")
participant_only = entry("participant")
OVERTAKEN = 409


@bp.get("/<slug>")
@anyone
def start(slug: str) -> ResponseReturnValue:
    """Say what is asked and why, and ask for the group; somebody known goes on where they were."""
    survey = queries.survey_at(slug)
    return _draw_start(survey, _participant(survey))


@bp.post("/<slug>")
@anyone
def join(slug: str) -> ResponseReturnValue:
    """Begin: the phone gets a secret of its own, nobody gets an account."""
    survey = queries.survey_at(slug)
    consultation = survey.door.consultation
    try:
        token = actions.join(survey.door, group_key=request.form.get("group", ""), token=token_for(consultation))
    except Refused as refusal:
        return _draw_start(survey, _participant(survey), wrong=str(refusal)), refusal.status
    response = redirect(url_for(".page", slug=slug, number=1), 303)
    give_token(response, survey.door.consultation, token)
    return response


@bp.get("/<slug>/<int:number>")
@participant_only
def page(slug: str, number: int) -> ResponseReturnValue:
    """Show one page of questions with what this phone has answered so far."""
    survey, participant = _survey_and_participant(slug)
    if participant is None:
        return redirect(url_for(".start", slug=slug))
    pages = box.pages_of(survey.door.consultation)
    if not 1 <= number <= len(pages):
        abort(404)
    return _draw_page(survey, pages, number, answers_of(participant, pages[number - 1].questions))


@bp.post("/<slug>/<int:number>")
@participant_only
def save(slug: str, number: int) -> ResponseReturnValue:
    """Take in a page posted as a form; each answer goes the one way of all answers."""
    survey, participant = _survey_and_participant(slug)
    if participant is None:
        return redirect(url_for(".start", slug=slug))
    pages = box.pages_of(survey.door.consultation)
    if not 1 <= number <= len(pages):
        abort(404)
    questions = pages[number - 1].questions
    token = token_for(survey.door.consultation)
    refused, status = save_answers(token, questions, answers_of(participant, questions))
    if refused:
        answers = answers_of(participant, questions)
        for question in [q for q in questions if q.id in refused]:
            answers[question.id].with_typed(question, forms.read(question, request.form).sent.answer)
        return _draw_page(survey, pages, number, answers, refused), status
    if number < len(pages):
        return redirect(url_for(".page", slug=slug, number=number + 1), 303)
    return redirect(url_for(".thanks", slug=slug), 303)


@bp.get("/<slug>/thanks")
@participant_only
def thanks(slug: str) -> ResponseReturnValue:
    """Thank, and hand out the ticket to what was given."""
    survey, participant = _survey_and_participant(slug)
    if participant is None:
        return redirect(url_for(".start", slug=slug))
    return render_template(
        "surveys/thanks.html",
        survey=survey,
        city=survey.door.consultation.plan.city,
        ticket_url=url_for("ballots.bring", ticket=token_for(survey.door.consultation), _external=True),
    )


def _survey_and_participant(slug: str) -> tuple[Survey, Participant | None]:
    survey = queries.survey_at(slug)
    return survey, _participant(survey)


def _participant(survey: Survey) -> Participant | None:
    return box.participant_of(token_for(survey.door.consultation), survey.door.consultation)


def _draw_start(survey: Survey, participant: Participant | None, wrong: str | None = None) -> str:
    return render_template(
        "surveys/start.html",
        survey=survey,
        consultation=survey.door.consultation,
        city=survey.door.consultation.plan.city,
        participant=participant,
        wrong=wrong,
    )


def _draw_page(
    survey: Survey,
    pages: list[box.Page],
    number: int,
    answers: dict[int, Answer],
    errors: dict[int, str] | None = None,
) -> str:
    return render_template(
        "surveys/page.html", **page_words(survey, pages, number), answers=answers, errors=errors or {}
    )


def page_words(survey: Survey, pages: list[box.Page], number: int) -> dict[str, Any]:
    """Gather what the template of a page needs, whoever looks at it; pages count from 1."""
    city, page = survey.door.consultation.plan.city, pages[number - 1]
    asks_where = any(question.kind == "community" for question in page.questions)
    return {
        "survey": survey,
        "city": city,
        "section": page.section,
        "questions": page.questions,
        "communities": community_choices(city.communities) if asks_where else [],
        "number": number,
        "total": len(pages),
        "is_open": survey.door.is_open,
    }
