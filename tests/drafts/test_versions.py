"""Two planners at once never overwrite each other silently, whatever process they are in."""

import multiprocessing
import threading

import pytest
from sqlalchemy import func, select

from sfc_workshop.ballots.models import Consultation
from sfc_workshop.core.db import db
from sfc_workshop.drafts import actions, queries
from sfc_workshop.drafts.models import Draft
from sfc_workshop.people.models import Person
from tests.drafts.making import REASON, line, mark, move, order
from tests.drafts.racing import PATIENCE, race

ROUNDS = 10
PLANNERS = ("planner", "colleague")


@pytest.fixture
def run(settings, draft, other_planner):
    """Let both planners save at once, ROUNDS times; returns who won which rounds."""

    def run(*, spoilt: bool) -> list[list[int]]:
        draft_id = draft.id
        db.session.rollback()
        spawn = multiprocessing.get_context("spawn")
        start, wins = spawn.Barrier(len(PLANNERS)), spawn.Queue()
        racers = [
            spawn.Process(
                target=race,
                args=(settings.instance, settings.database, who, draft_id, ROUNDS, start, wins, spoilt),
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


def test_of_two_who_save_on_one_version_exactly_one_wins(run, draft):
    won = run(spoilt=False)
    assert sorted(won[0] + won[1]) == list(range(ROUNDS))
    db.session.rollback()
    assert [change.version for change in queries.changes_of(draft)] == list(range(ROUNDS + 1, 0, -1))


def test_control_if_one_looked_first_and_wrote_later_both_would_win(run):
    won = run(spoilt=True)
    assert len(won[0] + won[1]) > ROUNDS


@pytest.mark.parametrize(
    "act",
    [
        lambda draft, by: actions.move(line(draft, "p3"), place=1, reason=REASON, version=1, by=by),
        lambda draft, by: actions.mark(line(draft, "p3"), what="must", other=None, reason=REASON, version=1, by=by),
        lambda draft, by: actions.reword(draft, dict.fromkeys(actions.WORDS, "new"), version=1, by=by),
    ],
    ids=["move", "mark", "words"],
)
def test_nothing_is_done_on_top_of_an_old_version(draft, planner, other_planner, act):
    move(draft, "p2", 1, other_planner)
    with pytest.raises(actions.HasMovedOn):
        act(draft, planner)
    assert (order(draft), draft.version, draft.title_en, line(draft, "p3").mark) == ("p2 p1 p3", 2, "A test", "")


def test_two_clicks_at_once_start_one_draft(app, draft, planner):
    consultation_id, planner_id = draft.count.consultation_id, planner.id
    db.session.rollback()
    start, started = threading.Barrier(2), []

    def click():
        with app.app_context():
            consultation, by = db.session.get_one(Consultation, consultation_id), db.session.get_one(Person, planner_id)
            start.wait(PATIENCE)
            started.append(actions.start_draft(consultation, "project", by=by, asked_key="f" * 32).id)
            db.session.remove()

    clicks = [threading.Thread(target=click) for _ in range(2)]
    for one in clicks:
        one.start()
    for one in clicks:
        one.join(PATIENCE)
    assert len(started) == 2
    assert len(set(started)) == 1
    assert db.session.scalar(select(func.count()).select_from(Draft)) == 2  # beside the one there was


def test_another_draft_is_not_in_the_way(draft, planner, other_planner):
    second = actions.start_draft(draft.count.consultation, "project", by=planner)
    mark(second, "p1", "must", other_planner)
    move(draft, "p3", 1, planner, version=1)
    assert draft.version == 2
