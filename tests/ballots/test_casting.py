"""What the box takes in and what it refuses, one answer at a time."""

import hashlib
from datetime import timedelta

import pytest
import sqlalchemy as sa

from sfc_workshop.ballots import actions, round_keys
from sfc_workshop.ballots.models import Ballot, Comment, LateAnswer, Participant, Question, Receipt
from sfc_workshop.core import clock
from sfc_workshop.core.db import db, writing
from sfc_workshop.domain.roles import Role
from sfc_workshop.surveys.models import Survey
from tests.ballots import box
from tests.ballots.pocket import SAME_ORIGIN, Phone, envelope
from tests.cast import make_person, make_survey

KEY = "0123456789abcdef" * 2


@pytest.fixture
def survey(app) -> Survey:
    return make_survey()


@pytest.fixture
def question(survey) -> Question:
    return survey.door.consultation.questions[0]


@pytest.fixture
def phone(app, survey) -> Phone:
    return Phone(app, survey.door)


def move_door(survey: Survey, *, opens: int = -1, closes: int = 1) -> None:
    """Open and close the door so many hours from now."""
    with writing():
        survey.door.opens_at = clock.now() + timedelta(hours=opens)
        survey.door.closes_at = clock.now() + timedelta(hours=closes)
        db.session.commit()


def is_refused(response, status: int, words: str) -> bool:
    """Whether it was refused with this status and a sentence, and nothing was kept."""
    assert response.status_code == status
    assert words in response.json["message"]
    assert response.json["saved"] is False
    assert not box.ballots()
    return not box.receipts()


def test_an_answer_is_kept_and_its_receipt_told_again(phone, question):
    first = phone.send(question, {"p1": 5}, key=KEY)
    again = phone.send(question, {"p1": 5}, key=KEY)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json == {"saved": True, "revision": 1, "overtaken": False, "message": "Saved"}
    assert [row.marks for row in box.ballots()] == [{"p1": 5}]


def test_the_same_marks_in_another_order_are_the_same_content(phone, question):
    phone.send(question, {"p1": 5, "p2": 1}, key=KEY)
    assert phone.send(question, {"p2": 1, "p1": 5}, key=KEY).status_code == 200


def test_a_change_of_mind_replaces_the_answer(phone, question):
    phone.send(question, {"p1": 5})
    assert phone.send(question, {"p1": 1}, revision=2).json["revision"] == 2
    assert [row.marks for row in box.ballots()] == [{"p1": 1}]


def test_an_overtaken_answer_is_acknowledged_and_changes_nothing(phone, question):
    phone.send(question, {"p1": 1}, revision=5)
    late = phone.send(question, {"p1": 5}, revision=2)
    assert late.status_code == 201
    assert late.json["overtaken"] is True
    assert late.json["revision"] == 5
    assert [row.marks for row in box.ballots()] == [{"p1": 1}]


@pytest.mark.parametrize("other_first", [False, True])
def test_of_two_tabs_the_greater_key_wins_in_any_order(phone, question, other_first):
    keys = sorted(("1" * 32, "2" * 32), key=lambda key: hashlib.sha256(key.encode()).hexdigest())
    sends = [(keys[0], {"p1": 1}), (keys[1], {"p1": 5})]
    for key, marks in sends[::-1] if other_first else sends:
        assert phone.send(question, marks, key=key).status_code == 201
    assert [row.marks for row in box.ballots()] == [{"p1": 5}]


def test_a_question_nobody_asked_is_not_found(phone):
    assert is_refused(phone.post(999_999, {"key": KEY, "revision": 1, "run": 1, "marks": {}}), 404, "no page")


def test_a_question_with_an_impossible_number_is_not_found(phone):
    for number in (0, 2**31, 2**63, 10**30):
        assert is_refused(phone.post(number, {"key": KEY, "revision": 1, "run": 1, "marks": {}}), 404, "no page")


def test_who_has_not_joined_is_sent_to_the_first_page(app, question):
    assert is_refused(Phone(app).send(question, {"p1": 5}), 403, "first page")


def test_who_joined_elsewhere_has_not_joined_here(app, question):
    elsewhere = make_survey()
    guest = Phone(app, elsewhere.door)
    here = f"p-{question.consultation.public_id}"
    assert is_refused(guest.send(question, {"p1": 5}), 403, "first page")
    guest.client.set_cookie(here, guest.token)  # the secret of one consultation opens no other
    assert is_refused(guest.send(question, {"p1": 5}), 403, "first page")


def test_what_is_no_answer_is_refused_with_a_sentence(phone, question):
    for body in (b"", b"{", b"[1]", b"null", b'"x"', b"\xff\xfe", b"{}", b"[" * 100_000, b"9" * 100_000):
        how = {"data": body, "content_type": "application/json"}
        assert is_refused(phone.post(question.id, **how), 422, "could not be read")


NEVER_WRITTEN = [
    {"key": None}, {"key": "short"}, {"key": KEY.upper()}, {"key": KEY + "\n"}, {"key": [KEY]}, {"key": 7},
    {"revision": 0}, {"revision": -1}, {"revision": 1.0}, {"revision": "1"}, {"revision": True},
    {"revision": 2**31}, {"run": 0}, {"run": None}, {"seen": "p1"}, {"seen": [1]}, {"seen": [["p1"]]}, {"seen": {}},
]  # fmt: skip


def test_an_envelope_no_phone_would_write_is_refused(phone, question):
    for change in NEVER_WRITTEN:
        assert is_refused(phone.send(question, {"p1": 5}, **change), 422, "could not be read"), change


def test_marks_that_do_not_fit_are_refused(phone, question):
    for marks in (None, [], "p1", 5, {"p9": 1}, {"p1": 9}, {"p1": 1.0}, {"p1": True}, {"p1": "5"}, {"p1": {}}):
        assert is_refused(phone.send(question, marks), 422, ""), marks


def test_an_item_that_was_not_shown_cannot_be_marked(phone, question):
    assert is_refused(phone.send(question, {"p1": 5}, seen=["p2"]), 422, "not part of this question")
    assert is_refused(phone.send(question, {}, seen=["p2", "p99"]), 422, "not part of this question")


def test_what_was_shown_is_kept_where_it_was_not_all(phone, question):
    phone.send(question, {"p1": 5}, seen=["p3", "p1"])
    assert [row.seen for row in box.ballots()] == [["p1", "p3"]]
    phone.send(question, {"p1": 5}, revision=2, seen=["p1", "p2", "p3", "p4"])
    assert [row.seen for row in box.ballots()] == [None]


def test_an_answer_after_the_end_is_kept_as_late_and_not_counted(phone, survey, question):
    move_door(survey, opens=-2, closes=-1)
    for _ in range(3):
        assert is_refused(phone.send(question, {"p1": 5}, key=KEY), 410, "too late")
    late = db.session.scalars(sa.select(LateAnswer)).one()
    assert (late.question_id, late.marks, late.day) == (question.id, {"p1": 5}, clock.today())


def test_an_answer_before_the_beginning_is_refused_and_not_kept(phone, survey, question):
    move_door(survey, opens=1, closes=2)
    assert is_refused(phone.send(question, {"p1": 5}), 410, "not taken yet")
    assert not db.session.scalars(sa.select(LateAnswer)).all()


def test_an_answer_to_an_earlier_run_is_refused(phone, question):
    actions.start_new_run(question, by=make_person("planner", Role.PLANNER))
    assert is_refused(phone.send(question, {"p1": 5}, run=1), 409, "started anew")
    assert is_refused(phone.send(question, {"p1": 5}, run=3), 409, "started anew")
    assert phone.send(question, {"p1": 5}, run=2).status_code == 201


def test_a_new_run_asks_everybody_again_and_keeps_what_was_said(phone, question):
    phone.send(question, {"p1": 5})
    actions.start_new_run(question, by=make_person("planner", Role.PLANNER))
    phone.send(question, {"p1": 1}, run=2)
    assert sorted((row.run, row.marks["p1"]) for row in box.ballots()) == [(1, 5), (2, 1)]


def test_the_group_is_fixed_by_the_first_ballot(phone, survey, question):
    actions.join(survey.door, group_key="government", token=phone.token)
    phone.send(question, {"p1": 5})
    actions.join(survey.door, group_key="citizens", token=phone.token)
    phone.send(question, {"p1": 4}, revision=2)
    assert [row.group_key for row in box.ballots()] == ["government"]
    assert db.session.scalars(sa.select(Participant.group_key)).all() == ["government"]


def test_joining_twice_with_one_secret_is_one_person(phone, survey):
    actions.join(survey.door, group_key="government", token=phone.token)
    assert len(db.session.scalars(sa.select(Participant)).all()) == 1


def test_a_send_of_another_site_is_refused(phone, question):
    for headers in (
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
        {"Origin": "http://elsewhere.example"},
        {"Origin": "null"},
        {},
    ):
        response = phone.post(question.id, envelope(question, {"p1": 5}), headers=headers)
        assert is_refused(response, 403, "reload"), headers


def test_a_form_of_another_kind_is_no_answer(phone, question):
    how = {"data": {"marks": '{"p1": 5}', "key": KEY}}
    assert is_refused(phone.post(question.id, **how), 422, "could not be read")


def test_only_a_post_casts(phone, question):
    for method in ("GET", "PUT", "PATCH", "DELETE"):
        response = phone.client.open(f"/q/{question.id}/ballot", method=method, headers=SAME_ORIGIN)
        assert is_refused(response, 405, "cannot be used that way")


def test_without_the_round_key_voting_waits(phone, survey, question):
    round_keys.destroy(survey.door.consultation.public_id)
    response = phone.send(question, {"p1": 5})
    assert is_refused(response, 503, "try again later")
    assert int(response.headers["Retry-After"]) > 0
    assert not db.session.scalars(sa.select(Participant.group_fixed)).one()


def test_refusals_are_told_in_the_language_of_the_phone(app, survey, question):
    phone = Phone(app, survey.door, lang="th")
    sentences = [
        phone.send(question, {"p1": 9}).json["message"],
        phone.send(question, {"p9": 1}).json["message"],
        phone.post(question.id, []).json["message"],
        phone.post(999_999, {}).json["message"],
        Phone(app, lang="th").send(question, {"p1": 1}).json["message"],
    ]
    for sentence in sentences:
        assert len(sentence) > 10
        assert "%(" not in sentence
        assert "Traceback" not in sentence


def test_words_are_a_comment_and_never_a_ballot(app):
    survey = make_survey(kinds=("text",))
    question = survey.door.consultation.questions[0]
    phone = Phone(app, survey.door)
    assert phone.send(question, "More shade, please", key=KEY).status_code == 201
    assert phone.send(question, "More shade, please", key=KEY).status_code == 200
    assert phone.send(question, "Less", key=KEY).status_code == 409
    assert phone.send(question, "Trees", revision=2).json["revision"] == 2
    assert phone.send(question, "Old", revision=1).json["overtaken"] is True
    assert db.session.scalars(sa.select(Comment.words)).all() == ["Trees"]
    assert not box.ballots()


def test_words_that_cannot_be_shown_are_refused(app):
    survey = make_survey(kinds=("text",))
    question = survey.door.consultation.questions[0]
    phone = Phone(app, survey.door)
    for words in ("\ud800", "a\udfffb", "nul \x00", "z" + "\u0301" * 500, 7, None, ["x"], {}):
        assert is_refused(phone.send(question, words), 422, "")
    assert not db.session.scalars(sa.select(Comment)).all()


def test_of_words_in_two_tabs_the_greater_key_wins_and_the_other_is_told(app):
    survey = make_survey(kinds=("text",))
    question = survey.door.consultation.questions[0]
    phone = Phone(app, survey.door)
    lesser, greater = sorted(("1" * 32, "2" * 32), key=lambda key: hashlib.sha256(key.encode()).hexdigest())
    assert phone.send(question, "First", key=greater).json["overtaken"] is False
    assert phone.send(question, "Second", key=lesser).json["overtaken"] is True
    assert phone.send(question, "First", key=greater).json["overtaken"] is False
    assert db.session.scalars(sa.select(Comment.words)).all() == ["First"]


def test_what_was_taken_back_and_is_sent_again_stays_taken_back(app):
    survey = make_survey(kinds=("score", "text"))
    phone = Phone(app, survey.door)
    answers = list(zip(survey.door.consultation.questions, ({"p1": 5}, "Mine"), ("1" * 32, "2" * 32), strict=True))
    for question, answer, key in answers:
        assert phone.send(question, answer, key=key).status_code == 201
    actions.withdraw(db.session.scalars(sa.select(Participant)).one())
    for question, answer, key in answers:
        again = phone.send(question, answer, key=key)
        assert again.status_code == 200
        assert again.json["overtaken"] is False  # else the phone would send it once more by itself
    assert [row.marks for row in box.ballots()] == [None]
    assert not db.session.scalars(sa.select(Comment)).all()


def test_withdrawing_takes_everything_back_and_leaves_room_for_a_new_answer(app, phone, survey, question):
    phone.send(question, {"p1": 5})
    participant = db.session.scalars(sa.select(Participant)).one()
    actions.withdraw(participant)
    assert [(row.marks, row.revision) for row in box.ballots()] == [(None, 2)]
    phone.send(question, {"p1": 3}, revision=3)
    assert [row.marks for row in box.ballots()] == [{"p1": 3}]


def test_a_ballot_is_kept_once_even_behind_the_products_back(phone, question):
    phone.send(question, {"p1": 5})
    row = box.ballots()[0]._asdict() | {"id": "f" * 32}
    with pytest.raises(sa.exc.IntegrityError), writing():
        db.session.execute(sa.insert(Ballot).values(row))
    assert len(db.session.scalars(sa.select(Receipt)).all()) == 1
