"""Laying the ground every instance stands on; adding projects."""

import csv
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from sfc_workshop.cities.models import City
from sfc_workshop.config import PACKAGE
from sfc_workshop.core.db import db, writing
from sfc_workshop.plans.models import BudgetLine, Plan, Programme, Project


def lay_ground() -> None:
    """Add the cities of the national programme and the twelve budget programmes, where they are missing."""
    with writing():
        known = set(db.session.scalars(select(City.slug)))
        for position, row in enumerate(_rows("cities.csv"), start=1):
            if row["slug"] not in known:
                db.session.add(City(**{**row, "joined_year": int(row["joined_year"]), "position": position}))
        codes = set(db.session.scalars(select(Programme.code)))
        db.session.add_all(Programme(**row) for row in _rows("programmes.csv") if row["code"] not in codes)
        db.session.commit()


def step_add_project(
    plan: Plan, fields: Mapping[str, Any], budget: Mapping[int, int], programmes: Sequence[Programme]
) -> Project:
    """Add a project inside the caller's transaction.

    fields:  columns of Project by name; goal, tactic and division as rows
    budget:  {fiscal year of the Buddhist era: whole baht}
    """
    lines = [BudgetLine(fiscal_year=year, baht=baht) for year, baht in sorted(budget.items())]
    project = Project(plan_id=plan.id, budget=lines, programmes=list(programmes), **fields)
    db.session.add(project)
    return project


def _rows(name: str) -> list[dict[str, Any]]:
    with (PACKAGE / "reference" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
