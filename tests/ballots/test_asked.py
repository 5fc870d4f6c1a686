"""What a server keeps of a question: only what is frozen, and never for another question of the same number."""

import contextlib
import sqlite3

import sqlalchemy as sa

from sfc_workshop.ballots import asked
from sfc_workshop.ballots.models import Consultation, Question
from sfc_workshop.ballots.warm import warm
from sfc_workshop.core.db import db, writing
from tests.ballots import box
from tests.ballots.pocket import Phone, envelope
from tests.cast import make_survey
from tests.visiting import statements


def test_an_answer_asks_the_database_little(app):
    survey = make_survey()
    question = survey.door.consultation.questions[0]
    first, second = (Phone(app, survey.door) for _ in range(2))
    assert first.send(question, {"p1": 5}).status_code == 201
    said = _said(second, envelope(question, {"p1": 4}), question.id)
    assert len(said) == 4, said  # who and when, the receipt, the group from now on, the ballot
    said = _said(second, envelope(question, {"p1": 3}) | {"revision": 2}, question.id)
    assert len(said) == 3, said


def test_what_is_not_open_yet_is_read_anew(app):
    survey = make_survey(opened=False)
    question = survey.door.consultation.questions[0]
    assert len(asked.asked(question.id).choices) == 4
    with writing():
        question.items = question.items[:2]
        db.session.commit()
    assert asked.asked(question.id).choices == ("p1", "p2")


def test_another_question_of_the_same_number_is_another_question(app):
    survey = make_survey(items=2)
    old = survey.door.consultation.questions[0]
    number = old.id
    assert Phone(app, survey.door).send(old, {"p1": 5}).status_code == 201
    with writing():
        db.session.execute(sa.delete(Consultation))
        if db.engine.dialect.name == "postgresql":  # SQLite begins again by itself
            db.session.execute(sa.text(f"ALTER SEQUENCE question_id_seq RESTART WITH {number}"))
        db.session.commit()
    survey = make_survey(items=5)
    question = db.session.get_one(Question, number)
    phone = Phone(app, survey.door)
    assert [phone.send(question, {"p5": 5}).status_code for _ in range(2)] == [403, 201]
    assert [row.marks for row in box.ballots()] == [{"p5": 5}]


def test_a_warm_server_has_read_what_is_open_and_written_nothing(app):
    survey, later = make_survey(kinds=("score", "ranking", "text")), make_survey(opened=False)
    numbers = [question.id for question in survey.door.consultation.questions]
    phone = Phone(app, survey.door)
    assert not app.extensions.get("asked")
    warm(app)
    assert sorted(app.extensions["asked"]) == numbers
    assert later.door.consultation.questions[0].id not in numbers
    assert (box.ballots(), box.receipts()) == ([], set())
    with statements() as said:
        assert phone.post(numbers[0], envelope(survey.door.consultation.questions[0], {"p1": 4})).status_code == 201
    assert not [sql for sql in said if "FROM question_item" in sql]


def test_a_server_starts_where_nothing_is_open_and_where_somebody_writes(app, settings, monkeypatch):
    monkeypatch.setattr("sfc_workshop.core.db.WRITE_PATIENCE_SECONDS", 0.05)
    warm(app)
    make_survey()
    if db.engine.dialect.name == "sqlite":
        path = settings.database.removeprefix("sqlite:///")
        with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            warm(app)
    warm(app)
    assert app.extensions["asked"]


def _said(phone, answer, question_id):
    with statements() as said:
        assert phone.post(question_id, answer).status_code == 201
    return [sql for sql in said if not sql.startswith(("SELECT pg_advisory", "SET ", "BEGIN"))]
