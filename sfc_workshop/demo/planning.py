"""Writes the illustrative plans of the demo cities."""

import csv

from sqlalchemy import select

from sfc_workshop.cities.models import City, Community, Division
from sfc_workshop.config import PACKAGE
from sfc_workshop.core.db import db, writing
from sfc_workshop.demo import words
from sfc_workshop.plans.models import (
    Alignment,
    BudgetLine,
    Goal,
    Indicator,
    Plan,
    Programme,
    Project,
    Strategy,
    Tactic,
    Vision,
)

FIRST_YEAR = 2566


def write_plan(city: City, name: str) -> Plan:
    """Write a city's illustrative plan from the demo content."""
    with writing():
        plan = Plan(city=city, first_year=FIRST_YEAR, stage="collect", **words.PLANS[city.slug])
        rows = [row for row in _rows("projects.csv") if row["city"] == name]
        for position, row in enumerate(row for row in _rows("visions.csv") if row["city"] == name):
            plan.visions.append(Vision(position=position, title_th=row["vision_th"], title_en=row["vision_en"]))
        goals = _goals(plan, rows)
        divisions = {row["department_th"]: row["department_en"] for row in rows}
        city.divisions = [Division(name_th=th, name_en=en) for th, en in divisions.items()]
        city.communities = [Community(name_th=th, name_en=en) for th, en in words.COMMUNITIES[city.slug]]
        programmes = {programme.name_th: programme for programme in db.session.scalars(select(Programme))}
        for position, row in enumerate(rows):
            project = _project(position, row)
            project.goal = goals[row["goal_th"]]
            project.division = next(d for d in city.divisions if d.name_th == row["department_th"])
            project.programmes = [programmes[row["programme_th"]]]
            plan.projects.append(project)
        _write_strategies(plan)
        db.session.add(plan)
        db.session.flush()
        for project in plan.projects:
            db.session.add(
                Indicator(plan_id=plan.id, project_id=project.id, title_th=project.kpi_th, title_en=project.kpi_en)
            )
        db.session.commit()
    return plan


def _write_strategies(plan: Plan) -> None:
    """Give each goal a strategy of two tactics, and share the goal's projects out to them."""
    told = words.STRATEGIES[plan.city.slug]
    for position, (goal, (title, tactics, serves)) in enumerate(zip(plan.goals, told, strict=True)):
        strategy = Strategy(position=position, **title)
        strategy.tactics = [Tactic(position=n, **tactic) for n, tactic in enumerate(tactics)]
        strategy.alignments = [Alignment(line=line, number=number, **above) for line, number, above in serves]
        plan.strategies.append(strategy)
        projects = [project for project in plan.projects if project.goal is goal]
        for number, project in enumerate(projects):
            project.tactic = strategy.tactics[0 if number < len(projects) / 2 else 1]


def _goals(plan: Plan, rows: list[dict[str, str]]) -> dict[str, Goal]:
    titles = {row["goal_th"]: row["goal_en"] for row in rows}
    goals = {th: Goal(position=n, title_th=th, title_en=en) for n, (th, en) in enumerate(titles.items())}
    plan.goals = list(goals.values())
    return goals


def _project(position: int, row: dict[str, str]) -> Project:
    fields = ("objective", "output", "kpi", "expected_result")
    texts = {f"{field}_{lang}": row[f"{field}_{lang}"] for field in fields for lang in ("th", "en")}
    project = Project(
        position=position, horizon=row["horizon"], title_th=row["name_th"], title_en=row["name_en"], **texts
    )
    if project.title_th in words.ASKED_OF:
        project.form_kind = "02/2"
        project.agency_th, project.agency_en = words.ASKED_OF[project.title_th].values()
    elif project.title_th in words.FROM_COMMUNITIES:
        project.form_kind = "02/1"
    years = range(FIRST_YEAR, FIRST_YEAR + 5)
    project.budget = [BudgetLine(fiscal_year=year, baht=int(row[f"budget_{year}"] or 0)) for year in years]
    return project


def _rows(name: str) -> list[dict[str, str]]:
    with (PACKAGE / "demo" / "content" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
