"""Closing cuts the tie between people and ballots, wherever the routine is broken off."""

import hashlib
import threading
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from sfc_workshop.ballots import actions, queries, round_keys
from sfc_workshop.ballots.actions import casting, closing, voices
from sfc_workshop.ballots.actions.closing import ConsultationIsClosed
from sfc_workshop.ballots.models import (
    Ballot,
    Closing,
    Comment,
    Consultation,
    LateAnswer,
    Participant,
    Receipt,
    SealedBallot,
)
from sfc_workshop.core import clock
from sfc_workshop.core.db import db, writing
from tests.ballots.pocket import Phone
from tests.cast import make_survey, sent


class Killed(BaseException):
    """The process ends here, as if somebody had pulled the plug."""


@pytest.fixture
def consultation(app) -> Consultation:
    """Seven people have answered two questions on one criterion; one took everything back, one changed their mind."""
    consultation = make_survey(kinds=("score", "score")).door.consultation
    door = consultation.doors[0]
    for number in range(7):
        token = actions.join(door, group_key="citizens" if number % 2 else "government")
        for question in consultation.questions[: 1 + number % 2]:
            actions.cast(token, sent(question, {"p1": 1 + number % 5}))
        if number == 3:
            actions.cast(token, sent(consultation.questions[0], {"p4": 5}, revision=2))
        if number == 4:
            actions.withdraw(queries.participant_of(token, consultation))
    return consultation


def rows(table: type) -> list[sa.Row]:
    return list(db.session.execute(sa.select(table.__table__)))


def standing() -> Counter[str]:
    """The ballots that count, without their ties."""
    return Counter(f"{r.question_id} {r.run} {r.group_key} {r.marks}" for r in rows(Ballot) if r.marks is not None)


def sealed() -> Counter[str]:
    return Counter(f"{r.question_id} {r.run} {r.group_key} {r.marks}" for r in rows(SealedBallot))


def is_cut(consultation: Consultation) -> bool:
    """Whether nothing is left that leads from a person to a ballot."""
    db.session.rollback()
    assert not rows(Ballot)
    assert not rows(Receipt)
    assert not round_keys.exists(consultation.public_id)
    return consultation.is_sealed


def test_closing_keeps_every_ballot_and_nothing_that_leads_to_people(consultation):
    before = standing()
    assert sum(before.values()) == 9
    actions.close_consultation(consultation, by=None)
    assert is_cut(consultation)
    assert sealed() == before


def test_a_person_who_answers_two_questions_on_one_criterion_is_split(consultation):
    actions.close_consultation(consultation, by=None)
    weights = Counter((row.question_id, row.weight) for row in rows(SealedBallot))
    first, second = (question.id for question in consultation.questions)
    assert weights == {(first, "1/2"): 3, (second, "1/2"): 3, (first, "1"): 3}
    assert sum(row.weight == "1/2" for row in rows(SealedBallot)) / 2 + 3 == 6  # the people who count


def test_a_question_asked_anew_splits_nobody(consultation):
    first = consultation.questions[0]
    with writing():
        first.run = 2
        db.session.commit()
    token = actions.join(consultation.doors[0], group_key="citizens")
    actions.cast(token, sent(first, {"p1": 2}))
    actions.close_consultation(consultation, by=None)
    assert {(row.run, row.weight) for row in rows(SealedBallot) if row.question_id == first.id} == {(1, "1"), (2, "1")}


BREAKS = {
    "before the ballots are moved": (closing, "step_seal"),
    "while the ballots are moved": (closing, "weigh"),
    "between the commit and wiping the file": (closing, "forget_deleted"),
    "between wiping the file and destroying the key": (closing.round_keys, "destroy"),
}


@pytest.mark.parametrize("when", BREAKS)
def test_closing_that_is_broken_off_is_taken_up_again(consultation, monkeypatch, when):
    before = standing()
    with monkeypatch.context() as broken:

        def end(*_: object) -> None:
            raise Killed

        broken.setattr(*BREAKS[when], end)
        with pytest.raises(Killed):
            actions.close_consultation(consultation, by=None)
    db.session.rollback()
    assert consultation.is_closed
    assert round_keys.exists(consultation.public_id)
    actions.finish_closings()
    assert is_cut(consultation)
    assert sealed() == before
    actions.finish_closings()
    assert sealed() == before


def test_a_key_is_overwritten_before_it_is_deleted(app, consultation, monkeypatch):
    path = Path(app.config["KEYS_DIR"]) / f"{consultation.public_id}.key"
    witness = path.with_suffix(".witness")
    witness.hardlink_to(path)
    key = witness.read_bytes()
    assert len(key) == 32
    assert any(key)
    actions.close_consultation(consultation, by=None)
    assert witness.read_bytes() == bytes(32)
    round_keys.destroy(consultation.public_id)


def test_a_closing_is_written_once_by_whoever_notices_first(app, consultation):
    with writing():
        consultation.doors[0].closes_at = clock.now() - timedelta(seconds=1)
        db.session.commit()
    before = standing()
    at_once(app, [actions.close_what_is_over] * 4)
    assert is_cut(consultation)
    assert sealed() == before
    assert len(rows(Closing)) == 1
    with pytest.raises(ConsultationIsClosed):
        actions.close_consultation(consultation, by=None)


def test_nothing_closes_while_one_door_is_open(consultation):
    actions.close_what_is_over()
    assert consultation.is_open
    assert not rows(Closing)


def test_an_answer_to_a_sealed_box_is_late_whoever_sends_it_and_however_often(app, consultation):
    phone = Phone(app, consultation.doors[0])
    question = consultation.questions[0]
    key = "ab" * 16
    assert phone.send(question, {"p1": 5}, key=key).status_code == 201
    actions.close_consultation(consultation, by=None)
    before = sealed()
    for _ in range(3):
        assert phone.send(question, {"p1": 5}, key=key).status_code == 410
    assert sealed() == before
    assert [row.key_hash for row in rows(LateAnswer)] == [hashlib.sha256(key.encode()).hexdigest()]


def test_after_closing_words_can_be_taken_back_and_ballots_cannot(app):
    consultation = make_survey(kinds=("score", "text")).door.consultation
    token = actions.join(consultation.doors[0], group_key="citizens")
    for question, answer in zip(consultation.questions, ({"p1": 5}, "Mine"), strict=True):
        actions.cast(token, sent(question, answer))
    actions.close_consultation(consultation, by=None)
    actions.withdraw(queries.participant_of(token, consultation))
    assert not rows(Comment)
    assert [row.marks for row in rows(SealedBallot)] == [{"p1": 5}]


def test_taking_back_and_closing_at_once_never_count_what_was_taken_back(app, consultation, monkeypatch):
    """Closing waits for a withdrawal that is on its way; without the shared lock PostgreSQL would count it."""
    token = actions.join(consultation.doors[0], group_key="citizens")
    actions.cast(token, sent(consultation.questions[0], {"p1": 4, "p2": 4}))
    others = standing() - Counter({f"{consultation.questions[0].id} 1 citizens {{'p1': 4, 'p2': 4}}": 1})
    number, forget, halfway = consultation.id, voices.forget, threading.Event()

    def slowly(participant: Participant) -> None:
        halfway.set()
        threading.Event().wait(0.5)
        forget(participant)

    def take_back() -> None:
        actions.withdraw(queries.participant_of(token, db.session.get_one(Consultation, number)))

    def close() -> None:
        halfway.wait(10)
        actions.close_consultation(db.session.get_one(Consultation, number), by=None)

    monkeypatch.setattr(casting.voices, "forget", slowly)
    at_once(app, [take_back, close])
    assert sealed() == others


def test_joining_again_during_the_first_ballot_never_splits_a_person(app, monkeypatch):
    """The first ballot fixes the group that the participant's row says, whoever comes first."""
    consultation = make_survey().door.consultation
    token = actions.join(consultation.doors[0], group_key="citizens")
    first = sent(consultation.questions[0], {"p1": 5})
    number, put, halfway = consultation.id, casting._put, threading.Event()

    def slowly(row: object) -> bool:
        halfway.set()
        threading.Event().wait(0.5)
        return put(row)

    def join_again() -> None:
        halfway.wait(10)
        actions.join(db.session.get_one(Consultation, number).doors[0], group_key="government", token=token)

    monkeypatch.setattr(casting, "_put", slowly)
    at_once(app, [lambda: actions.cast(token, first), join_again])
    assert [row.group_key for row in rows(Ballot)] == [row.group_key for row in rows(Participant)] == ["citizens"]


def at_once(app: Flask, works: list[Callable[[], object]]) -> None:
    """Do several things in threads of their own; the first failure is raised here."""
    failures: list[BaseException] = []

    def do(work: Callable[[], object]) -> None:
        with app.app_context():
            try:
                work()
            except BaseException as failure:
                failures.append(failure)

    db.session.rollback()
    threads = [threading.Thread(target=do, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    db.session.rollback()
    if failures:
        raise failures[0]
