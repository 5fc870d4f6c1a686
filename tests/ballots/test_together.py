"""Answers that arrive at once share a commit: each is told after it, and none spoils another."""

import threading
import time

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from sfc_workshop.ballots import actions, asked
from sfc_workshop.ballots.actions import Sent, casting
from sfc_workshop.ballots.actions.together import MOST, Together
from sfc_workshop.core.db import db
from tests.ballots import box
from tests.ballots.phones import let_in
from tests.ballots.pocket import Phone
from tests.cast import make_survey

PEOPLE = 12


@pytest.fixture
def question(app):
    question = make_survey().door.consultation.questions[0]
    asked.asked(question.id)
    return question


def sent(question, mark: int, *, key: int) -> Sent:
    return Sent(question_id=question.id, key=f"{key:032x}", revision=1, run=1, answer={"p1": mark})


def cast_at_once(app, people, brought) -> list:
    """Let everybody cast at the same time, while the first is held up; returns outcomes and faults in order."""
    told: list = [None] * len(people)

    def cast(number: int) -> None:
        with app.app_context():
            try:
                told[number] = actions.cast(people[number], brought[number])
            except Exception as fault:
                told[number] = fault

    db.session.rollback()
    threads = [threading.Thread(target=cast, args=(number,)) for number in range(len(people))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    db.session.rollback()
    return told


def slowly(do):
    """Let the first wait, so that the others come together."""
    began = threading.Event()

    def slow(*values):
        if not began.is_set():
            began.set()
            time.sleep(0.3)
        return do(*values)

    return slow


def commits(app, monkeypatch) -> list[str]:
    monkeypatch.setattr(casting, "_keep_with_one_commit", slowly(casting._keep_with_one_commit))
    said: list[str] = []
    sa.event.listen(db.engine, "commit", lambda _conn: said.append("commit"))
    return said


def test_a_crowd_is_kept_with_few_commits(app, question, monkeypatch):
    people = [person.token for person in let_in(question.consultation.doors[0], PEOPLE)]
    question_id = question.id
    brought = [sent(question, 1 + n % 5, key=n) for n in range(PEOPLE)]
    said = commits(app, monkeypatch)
    told = cast_at_once(app, people, brought)
    assert [one.is_new for one in told] == [True] * PEOPLE
    assert len(said) == 2  # the first's, and that of all others
    assert sorted(row.marks["p1"] for row in box.ballots() if row.question_id == question_id) == sorted(
        one.answer["p1"] for one in brought
    )


def test_whoever_is_refused_spoils_nobody(app, question, monkeypatch):
    people = [person.token for person in let_in(question.consultation.doors[0], PEOPLE)]
    brought = [sent(question, 3, key=n) for n in range(PEOPLE)]
    people[3] = "x" * 32  # never joined
    brought[5] = sent(question, 9, key=5)  # a mark there is not
    brought[7], people[7] = sent(question, 4, key=6), people[6]  # one key, two contents
    commits(app, monkeypatch)
    told = cast_at_once(app, people, brought)
    statuses = [getattr(one, "status", 201) for one in told]
    assert (statuses[3], statuses[5], sorted(statuses[6:8])) == (403, 422, [201, 409])
    assert sorted(statuses) == [201] * (PEOPLE - 3) + [403, 409, 422]
    assert len(box.ballots()) == len(box.receipts()) == PEOPLE - 3


def test_a_fault_of_the_database_spoils_nobody(app, question, monkeypatch):
    """What fails in the middle of a shared transaction is undone, and everybody else kept by a commit of their own."""
    people = [person.token for person in let_in(question.consultation.doors[0], PEOPLE)]
    brought = [sent(question, 5 if n == 4 else 3, key=n) for n in range(PEOPLE)]
    put = casting._put

    def faulty(row):
        if row["marks"] == {"p1": 5}:
            db.session.execute(sa.text("SELECT nothing FROM nowhere"))
        return put(row)

    monkeypatch.setattr(casting, "_put", faulty)
    commits(app, monkeypatch)
    told = cast_at_once(app, people, brought)
    assert [n for n, one in enumerate(told) if isinstance(one, Exception)] == [4]
    assert {row.marks["p1"] for row in box.ballots()} == {3}
    assert len(box.ballots()) == len(box.receipts()) == PEOPLE - 1


def test_nobody_is_told_before_the_commit(app, question, monkeypatch):
    """The commit fails: nobody may hear that an answer is kept."""
    people = [person.token for person in let_in(question.consultation.doors[0], 3)]
    brought = [sent(question, 3, key=n) for n in range(3)]
    commits(app, monkeypatch)

    def fail(_conn):
        raise OperationalError("COMMIT", {}, Exception("the disk is full"))

    sa.event.listen(db.engine, "commit", fail)
    told = cast_at_once(app, people, brought)
    sa.event.remove(db.engine, "commit", fail)
    assert [type(one) for one in told] == [OperationalError] * 3
    db.session.rollback()
    assert not box.ballots()


def test_nobody_waits_for_a_long_write_more_than_once(app, question, monkeypatch):
    """When the database is busy for long everybody is told so, and nobody waits anew behind the others."""
    people = [person.token for person in let_in(question.consultation.doors[0], PEOPLE)]
    brought = [sent(question, 3, key=n) for n in range(PEOPLE)]
    tries: list[int] = []

    def busy(turns):
        tries.append(len(turns))
        time.sleep(0.1)
        raise TimeoutError("another write has not finished")

    monkeypatch.setattr(casting, "_keep_with_one_commit", busy)
    told = cast_at_once(app, people, brought)
    assert [type(one) for one in told] == [TimeoutError] * PEOPLE
    assert sum(tries) == PEOPLE


def test_a_refusal_speaks_the_language_of_who_sent_it(app, question, monkeypatch):
    """Whoever keeps the answers of the others reads Thai."""
    door = question.consultation.doors[0]
    phones = [Phone(app, door, lang=lang) for lang in ("en", "th", *["en"] * 4)]
    told: list = [None] * len(phones)
    commits(app, monkeypatch)

    def send(number: int) -> None:
        told[number] = phones[number].post(question_id, body | {"key": f"{number:032x}"}).json["message"]

    question_id, body = question.id, {"revision": 1, "run": 1, "marks": {"p1": 9}}
    db.session.rollback()
    threads = [threading.Thread(target=send, args=(number,)) for number in range(len(phones))]
    for thread in threads:
        thread.start()
        time.sleep(0.02)
    for thread in threads:
        thread.join(60)
    thai = told.pop(1)
    assert told == ["Please give “Project 1” a mark from 1 to 5."] * 5
    assert thai not in told


def test_everybody_has_a_turn_and_a_batch_has_an_end():
    batches: list[int] = []

    def do(turns) -> None:
        batches.append(len(turns))
        time.sleep(0.02)
        for turn in turns:
            turn.result = turn.work + 1

    crowd: Together = Together(do)
    results: list = []
    threads = [threading.Thread(target=lambda n=n: results.append(crowd.take(n) == n + 1)) for n in range(3 * MOST)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert results == [True] * (3 * MOST)
    assert sum(batches) == 3 * MOST
    assert max(batches) <= MOST
    assert crowd.take(7) == 8
