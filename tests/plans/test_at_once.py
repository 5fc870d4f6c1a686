"""Two planners at the same instant, each on a connection of their own: exactly one wins, and the other is told."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import select

from sfc_workshop.core.db import db
from sfc_workshop.people.models import Person
from sfc_workshop.plans import actions, history
from sfc_workshop.plans.actions import changes, editing
from sfc_workshop.plans.models import Project
from tests.plans.making import edit, fields_of, project

ROUNDS, PATIENCE = 6, 60
PLANNERS = ("planner", "colleague")


@pytest.fixture
def race(app: Flask, plan, colleague) -> Callable[[], list[list[int]]]:
    """Let both planners save at once, ROUNDS times; returns who won which rounds."""
    project_id = project(plan).id
    db.session.rollback()
    start = Barrier(len(PLANNERS))

    def run(who: str) -> list[int]:
        with app.app_context():
            return [number for number in range(ROUNDS) if saved(project_id, f"{who} {number}", who, start)]

    def race() -> list[list[int]]:
        with ThreadPoolExecutor(len(PLANNERS)) as threads:
            return list(threads.map(run, PLANNERS))

    return race


def saved(project_id: int, words: str, who: str, start: Barrier) -> bool:
    db.session.rollback()
    row = db.session.get_one(Project, project_id)
    by = db.session.scalars(select(Person).where(Person.login == who)).one()
    seen = history.newest(row.plan)
    start.wait(PATIENCE)  # now both have seen the same
    try:
        edit(row, by, seen=seen, output_en=words)
    except actions.HasMovedOn:
        return False
    finally:
        start.wait(PATIENCE)
    return True


def test_of_two_who_save_at_once_exactly_one_wins(race, plan):
    won = race()
    assert sorted(won[0] + won[1]) == list(range(ROUNDS))
    told = history.changes_of(plan, subject=project(plan)).told[:-1]
    steps = [fields["output_en"] for one in told for fields in fields_of(one.change)]
    assert len(steps) == ROUNDS
    assert all(newer[0] == older[1] for newer, older in pairwise(steps))
    assert project(plan).output_en == steps[0][1]


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)  # SQLite lets nobody in before the first is done
def test_control_if_nobody_held_the_plans_alone_both_would_win(race, monkeypatch):
    both_have_looked = Barrier(len(PLANNERS))
    look = editing.parts_since

    def look_together(row, seen):
        found = look(row, seen)
        both_have_looked.wait(PATIENCE)
        return found

    monkeypatch.setattr(changes, "hold", lambda *_args, **_how: None)
    monkeypatch.setattr(editing, "parts_since", look_together)
    assert race() == [list(range(ROUNDS))] * 2
