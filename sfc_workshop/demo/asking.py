"""Asks the imaginary towns about their visions, goals and projects."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from sfc_workshop.ballots import actions as box
from sfc_workshop.ballots.models import Consultation, Criterion, Door, Group, Item, Option, Question
from sfc_workshop.core import clock
from sfc_workshop.core.db import db, writing
from sfc_workshop.demo import words
from sfc_workshop.domain.horizons import Horizon
from sfc_workshop.plans.models import Plan, Project
from sfc_workshop.surveys.models import Survey


def open_survey(plan: Plan) -> Survey:
    """Ask the people of a city about visions, goals and projects; open for two weeks."""
    with writing():
        consultation = _consultation(plan, words.SURVEY)
        _ask_everything(consultation, plan)
        door = Door(
            kind="survey",
            integrity="open",
            opens_at=clock.now() - timedelta(days=1),
            closes_at=(clock.now() + timedelta(days=14)).replace(hour=16, minute=59, second=0, microsecond=0),
        )
        consultation.doors.append(door)
        survey = Survey(door=door, slug=f"{plan.city.slug}-plan", minutes=6, **words.SURVEY_PAGE)
        db.session.add(survey)
        db.session.flush()
        box.step_open(consultation, by=None)
        db.session.commit()
    return survey


def closed_consultation(plan: Plan) -> Consultation:
    """Ask about all projects, by survey and on paper; whoever calls lets people answer, and closes."""
    with writing():
        consultation = _consultation(plan, words.CLOSED)
        consultation.budgets = _budgets(plan)
        _ask_about_projects(consultation, plan)
        now = clock.now()
        for kind, integrity in (("survey", "open"), ("paper", "code")):
            door = Door(
                kind=kind,
                integrity=integrity,
                opens_at=now - timedelta(days=30),
                closes_at=now + timedelta(hours=1),
            )
            consultation.doors.append(door)
        db.session.flush()
        db.session.add(
            Survey(door=consultation.doors[0], slug=f"{plan.city.slug}-projects", minutes=4, **words.CLOSED_PAGE)
        )
        box.step_open(consultation, by=None)
        db.session.commit()
    return consultation


def prepared_consultation(plan: Plan) -> Consultation:
    """Prepare a second asking, about all projects, that somebody still has to declare and open."""
    with writing():
        consultation = _consultation(plan, words.PREPARED)
        _ask_about_projects(consultation, plan)
        now = clock.now()
        door = Door(kind="survey", integrity="open", opens_at=now, closes_at=now + timedelta(days=21))
        consultation.doors.append(door)
        db.session.flush()
        db.session.add(Survey(door=door, slug=f"{plan.city.slug}-projects", minutes=4, **words.PREPARED_PAGE))
        db.session.commit()
    return consultation


def _consultation(plan: Plan, titles: dict[str, str]) -> Consultation:
    consultation = Consultation(plan=plan, n_min=5, top_k=5, **titles)
    consultation.groups = [
        Group(key=key, position=n, weight=weight, **names) for n, (key, weight, names) in enumerate(words.GROUPS)
    ]
    consultation.criteria = [
        Criterion(key=key, position=n, weight=weight, **names) for n, (key, weight, names) in enumerate(words.CRITERIA)
    ]
    db.session.add(consultation)
    return consultation


def _ask_everything(consultation: Consultation, plan: Plan) -> None:
    """Ten questions of every kind on seven pages."""
    visions = _items(consultation, "vision", plan.visions)
    goals = _items(consultation, "goal", plan.goals)
    projects = _items(consultation, "project", plan.projects)
    by_horizon = {h: [i for i in projects if i.horizon == h] for h in ("short", "medium", "long")}
    important, urgent = consultation.criteria
    consultation.questions = [
        _question(1, "community", "community"),
        _question(1, "single", "years", options=words.YEARS_HERE),
        _question(2, "ranking", "visions", visions, important, {"places": 3}),
        _question(3, "score", "goals", goals, important, {"lo": 1, "hi": 5}),
        _question(3, "score", "urgent-goals", goals, urgent, {"lo": 1, "hi": 5}),
        _question(4, "approval", "short", by_horizon["short"], important, {"cap": 3}),
        _question(5, "dots", "medium", by_horizon["medium"], important, {"dots": 10, "cap": 4}),
        _question(6, "score", "long", by_horizon["long"], important, {"lo": 1, "hi": 5}),
        _question(7, "text", "forgotten"),
        _question(7, "consent", "quote", settings={"purpose": "quote"}),
    ]
    _number(consultation)


def _ask_about_projects(consultation: Consultation, plan: Plan) -> None:
    projects = _items(consultation, "project", plan.projects)
    important, urgent = consultation.criteria
    consultation.questions = [
        _question(1, "score", "important", projects, important, {"lo": 1, "hi": 5}),
        _question(2, "approval", "first", projects, important, {"cap": 5}),
        _question(3, "score", "urgent", projects, urgent, {"lo": 1, "hi": 5}),
        _question(4, "text", "forgotten"),
    ]
    _number(consultation)


def _budgets(plan: Plan) -> dict[str, int]:
    """About a third of what the projects of each horizon cost, in whole millions."""
    cost = {horizon: sum(p.cost for p in plan.projects if p.horizon == horizon) for horizon in Horizon}
    return {horizon.value: -(-baht // 3_000_000) * 1_000_000 for horizon, baht in cost.items() if baht}


def _number(consultation: Consultation) -> None:
    for position, question in enumerate(consultation.questions):
        question.position = position


def _question(
    page: int,
    kind: str,
    key: str,
    items: Iterable[Item] = (),
    criterion: Criterion | None = None,
    settings: dict[str, Any] | None = None,
    options: Iterable[tuple[str, str, str]] = (),
) -> Question:
    return Question(
        page=page,
        kind=kind,
        key=key,
        position=0,
        items=list(items),
        criterion=criterion,
        settings=settings or {},
        options=[Option(key=k, position=n, title_th=th, title_en=en) for n, (k, th, en) in enumerate(options)],
        **words.QUESTIONS[key],
    )


def _items(consultation: Consultation, kind: str, rows: Iterable[Any]) -> list[Item]:
    """Copy rows of the plan as they are put to the people."""
    made = []
    for number, row in enumerate(rows, start=1):
        item = Item(
            key=f"{kind[0]}{number}",
            position=len(consultation.items),
            kind=kind,
            title_th=row.title_th,
            title_en=row.title_en,
            **{f"{kind}_id": row.id},
        )
        if isinstance(row, Project):
            item.summary_th, item.summary_en = row.output_th, row.output_en
            item.horizon, item.cost = row.horizon, row.cost
            item.goal_id = row.goal_id
            if row.goal is not None:
                item.goal_title_th, item.goal_title_en = row.goal.title_th, row.goal.title_en
        consultation.items.append(item)
        made.append(item)
    return made
