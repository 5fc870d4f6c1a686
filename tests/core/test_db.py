"""The write gate, the clock and the log."""

import sqlite3
import threading
from datetime import UTC, datetime

import pytest
from flask_migrate import upgrade
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from sfc_workshop.core import clock
from sfc_workshop.core.db import db, writing
from sfc_workshop.people.models import Throttle


def test_a_write_outside_the_gate_fails_every_time(app):
    db.session.add(Throttle(name="x", count=1, until=clock.now()))
    with pytest.raises(SQLAlchemyError):
        db.session.commit()
    db.session.rollback()


def test_nothing_of_a_failed_action_is_kept(app):
    def fail() -> None:
        with writing():
            db.session.add(Throttle(name="x", count=1, until=clock.now()))
            db.session.flush()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert db.session.get(Throttle, "x") is None


def test_migrating_leaves_the_gate_free_for_others(app):
    upgrade()
    taken: list[bool] = []

    def write():
        with app.app_context(), writing():
            db.session.execute(text("UPDATE throttle SET count = 0"))
            db.session.commit()
            taken.append(True)

    other = threading.Thread(target=write)
    other.start()
    other.join(5)
    assert taken


def test_parallel_writers_lose_nothing(app):
    with writing():
        db.session.add(Throttle(name="sum", count=0, until=clock.now()))
        db.session.commit()

    def add_twenty():
        with app.app_context():
            for _ in range(20):
                with writing():
                    db.session.execute(text("UPDATE throttle SET count = count + 1 WHERE name = 'sum'"))
                    db.session.commit()
            db.session.remove()

    threads = [threading.Thread(target=add_twenty) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    db.session.rollback()
    assert db.session.get(Throttle, "sum").count == 80


def test_a_moment_keeps_its_zone(app):
    moment = datetime(2026, 11, 22, 4, 30, tzinfo=UTC)
    with writing():
        db.session.add(Throttle(name="m", count=1, until=moment))
        db.session.commit()
    db.session.expire_all()
    assert db.session.get(Throttle, "m").until == moment


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)  # PostgreSQL lets several write at once
def test_waiting_for_another_process_ends_in_a_sentence(app, monkeypatch):
    monkeypatch.setattr("sfc_workshop.core.db.WRITE_PATIENCE_SECONDS", 0.05)
    other = sqlite3.connect(db.engine.url.database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(TimeoutError, match="another process"), writing():
        db.session.execute(text("UPDATE throttle SET count = 0"))
    other.execute("COMMIT")
    other.close()
    with writing():
        db.session.execute(text("UPDATE throttle SET count = 0"))
        db.session.commit()
