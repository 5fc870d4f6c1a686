"""One code is one person: on a phone, on another, on paper, at the same moment, whatever was answered before."""

import secrets
import threading

import pytest
import sqlalchemy as sa
from flask import Flask

from sfc_workshop.ballots import actions, issued, queries, round_keys
from sfc_workshop.ballots.actions import NotThisSheet
from sfc_workshop.ballots.models import Comment, Consultation, IssuedCode, Keying, Participant
from sfc_workshop.ballots.sentences import DoorIsClosed, NotJoined
from sfc_workshop.core.db import db
from sfc_workshop.domain.codes import fresh_codes
from tests.ballots import box
from tests.ballots.pocket import Phone
from tests.cast import make_survey, sent
from tests.paper.cast import Hall

KEY = "0123456789abcdef" * 2


@pytest.fixture
def hall(app) -> Hall:
    return Hall(app)


@pytest.fixture
def code(hall) -> str:
    return hall.codes[0]


def marks() -> list[object]:
    return [row.marks for row in box.ballots()]


def people() -> list[Participant]:
    return list(db.session.scalars(sa.select(Participant)))


def test_an_answer_given_before_goes_over_to_the_code(hall, code):
    phone = hall.phone()
    phone.send(hall.question, {"p1": 5}, revision=3, key=KEY)
    hall.enter(phone, code)
    ballot = box.ballots()[0]
    digest = queries.digest_of(code, hall.consultation.public_id)
    assert ballot.ballot_ref == round_keys.ballot_ref(hall.consultation.public_id, digest)
    assert (ballot.marks, ballot.revision, ballot.integrity, ballot.door) == ({"p1": 5}, 3, "code", "survey")
    again = phone.send(hall.question, {"p1": 5}, revision=3, key=KEY)  # its first answer was lost on the way
    assert (again.status_code, again.json["overtaken"]) == (200, False)
    assert phone.send(hall.question, {"p1": 1}, revision=4).status_code == 201
    assert marks() == [{"p1": 1}]
    assert [person.digest for person in people()] == [digest]


def test_the_secret_a_phone_had_before_is_nobodys_any_more(hall, code):
    phone = hall.phone()
    thief = Phone(hall.app)
    thief.client.set_cookie(f"p-{hall.consultation.public_id}", phone.token)
    phone.send(hall.question, {"p1": 5})
    hall.enter(phone, code)
    assert thief.send(hall.question, {"p1": 1}).status_code == 403
    assert marks() == [{"p1": 5}]


def test_a_second_phone_with_the_same_code_goes_on_where_the_first_was(hall, code):
    """T33: cookies lost, another phone, the same code."""
    first, second = Phone(hall.app), Phone(hall.app)
    hall.enter(first, code)
    hall.join(first)
    first.send(hall.question, {"p1": 5})
    hall.enter(second, code)
    page = second.client.get(f"/s/{hall.survey.slug}/1").text
    assert 'data-revision="1"' in page
    assert second.send(hall.question, {"p1": 2}, revision=2).status_code == 201
    assert first.send(hall.question, {"p1": 3}, revision=3).status_code == 201
    assert marks() == [{"p1": 3}]
    assert len(people()) == 1


def test_two_phones_that_answered_become_one_and_the_later_answer_stands(hall, code):
    one, other = hall.phone(), hall.phone()
    one.send(hall.question, {"p1": 1}, revision=1)
    other.send(hall.question, {"p1": 5}, revision=2)
    for phone in (other, one):
        hall.enter(phone, code)
    assert marks() == [{"p1": 5}]
    assert len(people()) == 1
    assert [phone.send(hall.question, {"p1": 4}, revision=n).status_code for phone, n in ((one, 3), (other, 4))] == [
        201,
        201,
    ]
    assert len(marks()) == 1


def test_words_consent_and_group_go_along(app):
    hall = Hall(app, kinds=("score", "text", "consent"))
    score, words, consent = hall.consultation.questions
    one, other = hall.phone(group="government"), hall.phone(group="citizens")
    one.send(score, {"p1": 1})
    one.send(words, "Shade")
    other.send(words, "More shade", revision=2)
    other.send(consent, True)
    hall.enter(one, hall.codes[0])
    hall.enter(other, hall.codes[0])
    person = people()[0]
    assert [row.words for row in db.session.scalars(sa.select(Comment))] == ["More shade"]
    assert set(queries.own_consents(person)) == {consent.id}
    assert (person.group_key, len(people())) == ("government", 1)
    assert [row.group_key for row in box.ballots()] == ["government"]


def test_two_codes_on_one_phone_are_two_people(hall):
    phone = Phone(hall.app)
    for code, mark in zip(hall.codes[:2], (5, 1), strict=True):
        hall.enter(phone, code)
        hall.join(phone)
        assert phone.send(hall.question, {"p1": mark}).status_code == 201
    assert sorted(map(str, marks())) == ["{'p1': 1}", "{'p1': 5}"]


def test_a_code_is_taken_nowhere_but_where_it_was_printed(app, hall, code):
    other = Hall.__new__(Hall)
    other.app, other.by = app, hall.by
    other.survey = make_survey()
    actions.issue_codes(other.consultation, fresh_codes(1), closes_at=None, by=hall.by)
    with pytest.raises(NotThisSheet, match="not printed for this consultation"):
        other.key(code, {"p1": 1})
    token = actions.join(other.survey.door, group_key="citizens", token=code)
    assert token != code  # what only looks like a code is nobody's: the phone gets a secret of its own


def test_the_box_holds_no_more_ballots_of_codes_than_were_issued(hall):
    """T30: a script that clears its cookies, guesses, uses every code ten times, and keys them all besides."""
    tokens = [*hall.codes * 10, *fresh_codes(20), *(None for _ in range(5))]
    for number, token in enumerate(tokens):
        try:
            secret = actions.join(hall.survey.door, group_key="citizens", token=token)
        except NotJoined:
            continue
        actions.cast(secret, sent(hall.question, {"p1": 1 + number % 5}, revision=1 + number))
    for code in hall.codes:
        hall.key(code, {"p1": 5})
        with pytest.raises(NotJoined):
            actions.cast(fresh_codes(1)[0], sent(hall.question, {"p1": 5}))
    of_codes = [row for row in box.ballots() if row.integrity == "code"]
    assert len(of_codes) == len(hall.codes) == issued.codes_issued(hall.consultation)
    assert len({row.ballot_ref for row in of_codes}) == len(of_codes)
    assert len(box.ballots()) == len(hall.codes) + 25  # the rest came by the open link, and says so


def test_a_door_for_codes_lets_nobody_in_without_one(hall, code):
    for token in (None, "x" * 32, *fresh_codes(2)):
        with pytest.raises(NotJoined):
            actions.join(hall.door, group_key="citizens", token=token)
    assert actions.join(hall.door, group_key="citizens", token=code) == code


def test_a_phone_does_not_answer_by_the_paper_door(hall, code):
    """It asks everything at all times: in a hall, also what nobody has asked yet or has been shown already."""
    hall.key(code, {"p1": 3})
    phone = Phone(hall.app)
    phone.client.set_cookie(f"p-{hall.consultation.public_id}", code)
    assert phone.send(hall.question, {"p1": 5}).status_code == 403
    hall.join(phone)
    assert phone.send(hall.question, {"p1": 5}).status_code == 201
    assert [(row.marks, row.door) for row in box.ballots()] == [({"p1": 5}, "survey")]


@pytest.mark.parametrize("paper_first", [True, False])
def test_the_phone_stands_whichever_came_first_and_the_difference_is_found(hall, code, paper_first):
    phone = Phone(hall.app)
    hall.enter(phone, code)
    hall.join(phone, group="government")
    if paper_first:
        hall.key(code, {"p1": 1})
    phone.send(hall.question, {"p1": 5})
    keyed = hall.key(code, {"p1": 1})
    assert marks() == [{"p1": 5}]
    assert keyed.phone == [hall.question.id]
    found = issued.conflicts(hall.consultation)
    assert [(one.keying.marks, one.ballot.marks) for one in found] == [({"p1": 1}, {"p1": 5})]
    assert phone.send(hall.question, {"p1": 1}, revision=2).status_code == 201
    assert not issued.conflicts(hall.consultation)  # they say the same now
    assert issued.sheets_keyed(hall.consultation) == 1


def test_a_phone_that_answered_and_then_enters_a_keyed_code_stands(hall, code):
    hall.key(code, {"p1": 1}, group="government")
    phone = hall.phone()
    phone.send(hall.question, {"p1": 5})
    hall.enter(phone, code)
    assert [(row.marks, row.group_key) for row in box.ballots()] == [({"p1": 5}, "government")]
    assert len(issued.conflicts(hall.consultation)) == 1


def test_what_was_taken_back_is_not_keyed_again(hall, code):
    phone = Phone(hall.app)
    hall.enter(phone, code)
    hall.join(phone)
    phone.send(hall.question, {"p1": 5})
    actions.withdraw(people()[0])
    assert hall.key(code, {"p1": 5}).taken_back == [hall.question.id]
    assert marks() == [None]
    assert not db.session.scalars(sa.select(Keying)).all()


def test_a_sheet_of_several_questions_is_keyed_whole_or_not_at_all(app):
    hall = Hall(app, kinds=("score", "dots"))
    score, dots = hall.consultation.questions
    with pytest.raises(NotThisSheet) as refused:
        hall.key(hall.codes[0], {score: {"p1": 5}, dots: {"p1": 3, "p2": 3}})
    assert refused.value.where == f"q{dots.id}"
    assert not marks()
    assert not people()
    hall.key(hall.codes[0], {score: {"p1": 5}, dots: {"p1": 3, "p2": 2}})
    assert len(marks()) == 2


def test_a_sheet_of_an_earlier_run_is_refused(hall, code):
    actions.start_new_run(hall.question, by=hall.by)
    with pytest.raises(NotThisSheet, match="started anew"):
        hall.key(code, {"p1": 5}, run=1)
    hall.key(code, {"p1": 5})
    assert [row.run for row in box.ballots()] == [2]


def test_closing_cuts_what_was_keyed_from_its_code(hall, code):
    hall.key(code, {"p1": 5})
    actions.close_consultation(hall.consultation, by=None)
    assert not db.session.scalars(sa.select(Keying)).all()
    assert not marks()
    assert issued.sheets_keyed(hall.consultation) == 1
    with pytest.raises(DoorIsClosed):
        hall.key(hall.codes[1], {"p1": 5})
    with pytest.raises(DoorIsClosed):
        actions.enter_code(hall.consultation, code, token=None)
    with pytest.raises(DoorIsClosed):
        actions.issue_codes(hall.consultation, fresh_codes(1), closes_at=None, by=hall.by)


def test_a_door_is_made_once_and_kept_open_as_long_as_was_said(hall):
    actions.issue_codes(hall.consultation, fresh_codes(2), closes_at=None, by=hall.by)
    assert [door.kind for door in hall.consultation.doors] == ["survey", "paper"]
    assert hall.door.is_open
    assert issued.codes_issued(hall.consultation) == 7
    kept = db.session.scalars(sa.select(IssuedCode.digest)).all()
    assert not set(hall.codes) & set(kept)


def test_keyed_and_cast_at_the_same_moment_is_one_ballot(app, hall):
    """A sheet is keyed, a phone answers, another one enters the code: all at once, for each code."""
    phones = [Phone(app) for _ in hall.codes]
    for phone, code in zip(phones, hall.codes, strict=True):
        hall.enter(phone, code)
        hall.join(phone)
    movers = [hall.phone() for _ in hall.codes]
    for mover in movers:
        assert mover.send(hall.question, {"p2": 2}).status_code == 201
    question_id, run = hall.question.id, hall.question.run
    envelope = {"revision": 2, "run": run, "marks": {"p1": 5}}
    gate = threading.Barrier(3 * len(hall.codes))
    jobs = []
    for phone, mover, code in zip(phones, movers, hall.codes, strict=True):
        jobs += [
            lambda code=code: _key_apart(hall, code),
            lambda phone=phone: phone.post(question_id, {"key": code_key(), **envelope}),
            lambda mover=mover, code=code: _enter_apart(hall, code, mover.token),
        ]
    failures = run_at_once(app, gate, jobs)
    assert failures == []
    db.session.rollback()
    rows = box.ballots()
    assert len(rows) == len({row.ballot_ref for row in rows}) == len(hall.codes)
    assert {str(row.marks) for row in rows} == {"{'p1': 5}"}
    assert len(people()) == len(hall.codes)


def code_key() -> str:
    return secrets.token_hex(16)


def _key_apart(hall: Hall, code: str) -> None:
    consultation = db.session.get_one(Consultation, hall.consultation_id)
    question = consultation.questions[0]
    actions.key_sheet(
        consultation, code, group_key="citizens", answers=[sent(question, {"p1": 1})], anew=False, by=hall.by
    )


def _enter_apart(hall: Hall, code: str, token: str) -> None:
    consultation = db.session.get_one(Consultation, hall.consultation_id)
    actions.enter_code(consultation, code, token=token)


def run_at_once(app: Flask, gate: threading.Barrier, jobs: list) -> list[BaseException]:
    failures: list[BaseException] = []

    def work(job) -> None:
        with app.app_context():
            try:
                gate.wait(30)
                job()
            except BaseException as failure:
                failures.append(failure)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=work, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return failures
