"""Two planners in two processes at the same instant: exactly one wins each round, on both databases."""

import multiprocessing
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from sfc_workshop.app import create_app
from sfc_workshop.config import Settings
from sfc_workshop.core.db import db
from sfc_workshop.people.models import Person
from sfc_workshop.plans import actions, history
from sfc_workshop.plans.models import Project
from tests.plans.making import edit, fields_of, project

ROUNDS, PATIENCE = 6, 60
PLANNERS = ("planner", "colleague")


def race(instance: Path, database: str, who: str, project_id: int, start: Barrier, wins: Any) -> None:
    """Save once a round, and put the rounds that were won into a queue."""
    app = create_app(Settings(instance=instance, database=database, base_url="http://localhost"))
    with app.app_context():
        won = [number for number in range(ROUNDS) if saved(project_id, f"{who} {number}", who, start)]
        db.session.remove()
        db.engine.dispose()
    wins.put(won)


def saved(project_id: int, words: str, who: str, start: Barrier) -> bool:
    db.session.rollback()
    row = db.session.get_one(Project, project_id)
    by = db.session.scalars(select(Person).where(Person.login == who)).one()
    seen = history.newest(row.plan)
    start.wait(PATIENCE)  # now everybody has seen the same
    try:
        edit(row, by, seen=seen, output_en=words)
    except actions.HasMovedOn:
        return False
    finally:
        start.wait(PATIENCE)
    return True


@pytest.fixture
def run(settings, plan, colleague):
    """Let both planners save at once, ROUNDS times; returns who won which rounds."""

    def run() -> list[list[int]]:
        project_id = project(plan).id
        db.session.rollback()
        spawn = multiprocessing.get_context("spawn")
        start, wins = spawn.Barrier(len(PLANNERS)), spawn.Queue()
        racers = [
            spawn.Process(
                target=race,
                args=(settings.instance, settings.database, who, project_id, start, wins),
                daemon=True,
            )
            for who in PLANNERS
        ]
        try:
            for racer in racers:
                racer.start()
            return [wins.get(timeout=2 * PATIENCE) for _racer in racers]
        finally:
            for racer in racers:
                racer.join(10)
                racer.kill()

    return run


def test_of_two_who_save_at_once_exactly_one_wins(run, plan):
    won = run()
    assert sorted(won[0] + won[1]) == list(range(ROUNDS))
    db.session.rollback()
    told = history.changes_of(plan, subject=project(plan)).told
    assert len(told) == ROUNDS + 1
    before = [fields["output_en"][0] for one in told[:-1] for fields in fields_of(one.change)]
    after = [fields["output_en"][1] for one in told[:-1] for fields in fields_of(one.change)]
    assert before[:-1] == after[1:]  # every change begins where the one before it ended
    assert project(plan).output_en == after[0]
