"""Asks the imaginary towns about their visions, goals and projects, by the steps a planner's own asking takes."""

from collections.abc import Iterable
from datetime import timedelta
from fractions import Fraction
from typing import Any

from sfc_workshop.ballots import actions as box
from sfc_workshop.ballots.actions.asking import Asked, Choice, step_add_question, step_number
from sfc_workshop.ballots.actions.choosing import step_add_items
from sfc_workshop.ballots.actions.declaring import Declared
from sfc_workshop.ballots.actions.preparing import Title, step_prepare
from sfc_workshop.ballots.models import Consultation, Criterion, Door, Item
from sfc_workshop.core import clock
from sfc_workshop.core.db import db, writing
from sfc_workshop.demo import words
from sfc_workshop.domain.codes import fresh_codes
from sfc_workshop.domain.horizons import Horizon
from sfc_workshop.plans.models import Plan
from sfc_workshop.surveys.actions import Invitation, step_prepare_survey
from sfc_workshop.surveys.models import Survey

SHEETS = 40


def open_survey(plan: Plan) -> Survey:
    """Ask the people of a city about visions, goals and projects; open for two weeks."""
    with writing():
        consultation = _consultation(plan, words.SURVEY)
        _ask_everything(consultation, plan)
        now = clock.now()
        invitation = Invitation(
            slug=f"{plan.city.slug}-plan",
            minutes=6,
            opens_at=now - timedelta(days=1),
            closes_at=(now + timedelta(days=14)).replace(hour=16, minute=59, second=0, microsecond=0),
            **words.SURVEY_PAGE,
        )
        survey = step_prepare_survey(consultation, invitation)
        box.step_open(consultation, by=None)
        db.session.commit()
    return survey


def print_sheets(survey: Survey) -> None:
    """Let the people of a city answer on paper as well; these sheets lie in a drawer nobody opens."""
    with writing():
        box.step_issue_codes(survey.door.consultation, fresh_codes(SHEETS), closes_at=survey.door.closes_at)
        db.session.commit()


def closed_consultation(plan: Plan) -> Consultation:
    """Ask about all projects, by survey and on paper; whoever calls lets people answer, and closes."""
    with writing():
        consultation = _consultation(plan, words.CLOSED)
        consultation.budgets = _budgets(plan)
        _ask_about_projects(consultation, plan)
        now = clock.now()
        opens, closes = now - timedelta(days=30), now + timedelta(hours=1)
        slug = f"{plan.city.slug}-projects"
        step_prepare_survey(
            consultation, Invitation(slug=slug, minutes=4, opens_at=opens, closes_at=closes, **words.CLOSED_PAGE)
        )
        consultation.doors.append(Door(kind="paper", integrity="code", opens_at=opens, closes_at=closes))
        db.session.flush()
        box.step_open(consultation, by=None)
        db.session.commit()
    return consultation


def prepared_consultation(plan: Plan) -> Consultation:
    """Prepare a second asking, about all projects, that somebody still has to declare and open."""
    with writing():
        consultation = _consultation(plan, words.PREPARED)
        _ask_about_projects(consultation, plan)
        slug = f"{plan.city.slug}-projects"
        closes = (clock.now() + timedelta(days=21)).replace(hour=16, minute=59, second=0, microsecond=0)
        page: dict[str, Any] = words.PREPARED_PAGE
        step_prepare_survey(consultation, Invitation(slug=slug, minutes=4, closes_at=closes, **page))
        db.session.commit()
    return consultation


def _consultation(plan: Plan, titles: dict[str, str]) -> Consultation:
    return step_prepare(
        plan,
        Title(titles["title_th"], titles["title_en"]),
        groups=[_declared(*group) for group in words.GROUPS],
        criteria=[_declared(*criterion) for criterion in words.CRITERIA],
    )


def _declared(key: str, weight: str, names: dict[str, str]) -> Declared:
    return Declared(key, names["title_th"], names["title_en"], Fraction(weight))


def _ask_everything(consultation: Consultation, plan: Plan) -> None:
    """Ten questions of every kind on seven pages."""
    visions = step_add_items(consultation, "vision", plan.visions)
    goals = step_add_items(consultation, "goal", plan.goals)
    projects = step_add_items(consultation, "project", plan.projects)
    by_horizon = {h: [i for i in projects if i.horizon == h] for h in ("short", "medium", "long")}
    important, urgent = consultation.criteria
    _ask(consultation, 1, "community", "community")
    _ask(consultation, 1, "single", "years", options=words.YEARS_HERE)
    _ask(consultation, 2, "ranking", "visions", visions, important, {"places": 3})
    _ask(consultation, 3, "score", "goals", goals, important, {"lo": 1, "hi": 5})
    _ask(consultation, 3, "score", "urgent-goals", goals, urgent, {"lo": 1, "hi": 5})
    _ask(consultation, 4, "approval", "short", by_horizon["short"], important, {"cap": 3})
    _ask(consultation, 5, "dots", "medium", by_horizon["medium"], important, {"dots": 10, "cap": 4})
    _ask(consultation, 6, "score", "long", by_horizon["long"], important, {"lo": 1, "hi": 5})
    _ask(consultation, 7, "text", "forgotten")
    _ask(consultation, 7, "consent", "quote", settings={"purpose": "quote"})
    step_number(consultation)


def _ask_about_projects(consultation: Consultation, plan: Plan) -> None:
    projects = step_add_items(consultation, "project", plan.projects)
    important, urgent = consultation.criteria
    _ask(consultation, 1, "score", "important", projects, important, {"lo": 1, "hi": 5})
    _ask(consultation, 2, "approval", "first", projects, important, {"cap": 5})
    _ask(consultation, 3, "score", "urgent", projects, urgent, {"lo": 1, "hi": 5})
    _ask(consultation, 4, "text", "forgotten")
    step_number(consultation)


def _budgets(plan: Plan) -> dict[str, int]:
    """About a third of what the projects of each horizon cost, in whole millions."""
    cost = {horizon: sum(p.cost for p in plan.projects if p.horizon == horizon) for horizon in Horizon}
    return {horizon.value: -(-baht // 3_000_000) * 1_000_000 for horizon, baht in cost.items() if baht}


def _ask(
    consultation: Consultation,
    page: int,
    kind: str,
    key: str,
    items: Iterable[Item] = (),
    criterion: Criterion | None = None,
    settings: dict[str, Any] | None = None,
    options: Iterable[tuple[str, str, str]] = (),
) -> None:
    asked = Asked(
        kind=kind,
        words=words.QUESTIONS[key],
        items=list(items),
        criterion=criterion,
        settings=settings or {},
        options=[Choice(title_th=th, title_en=en, key=k) for k, th, en in options],
    )
    step_add_question(consultation, asked, page=page, key=key)
