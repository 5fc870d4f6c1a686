"""What somebody gave can be taken back on their own page: one consent alone, or everything."""

import threading

import pytest
from flask import Flask
from sqlalchemy import select

from sfc_workshop.ballots import actions, queries
from sfc_workshop.ballots.actions import casting
from sfc_workshop.ballots.models import (
    Ballot,
    Comment,
    Consent,
    Consultation,
    Door,
    Participant,
    Question,
    SealedBallot,
)
from sfc_workshop.core import clock
from sfc_workshop.core.db import db, writing
from sfc_workshop.publications.queries import comments_to_publish
from sfc_workshop.surveys.models import Survey
from tests.ballots.test_closing import at_once
from tests.cast import make_survey, sent
from tests.visiting import ORIGIN, Visitor


@pytest.fixture
def consultation(app) -> Consultation:
    """Asked: marks, words, and whether the words may be quoted."""
    consultation = make_survey(kinds=("score", "text", "consent"), opened=False).door.consultation
    with writing():
        consultation.questions[2].settings = {"purpose": "quote"}
        db.session.commit()
    actions.open_consultation(consultation, by=None)
    return consultation


class Somebody(Visitor):
    """Has answered everything and agreed; stands before what they gave."""

    def __init__(self, app: Flask, consultation: Consultation) -> None:
        super().__init__(app)
        self.consultation_id = consultation.id
        self.token = actions.join(consultation.doors[0], group_key="citizens")
        for question, answer in zip(consultation.questions, ({"p1": 5}, "Mine", True), strict=True):
            actions.cast(self.token, sent(question, answer))
        self.client.set_cookie("lang", "en")
        self.client.set_cookie(f"p-{consultation.public_id}", self.token)
        self("/me")

    def participant(self) -> Participant:
        found = queries.participant_of(self.token, db.session.get_one(Consultation, self.consultation_id))
        assert found is not None
        return found

    def link(self) -> str:
        return (
            "/s/"
            + db.session.scalars(
                select(Survey.slug).join(Door).where(Door.consultation_id == self.consultation_id)
            ).one()
        )


@pytest.fixture
def visit(app, consultation) -> Somebody:
    return Somebody(app, consultation)


def groups() -> list[str]:
    """The groups of the ballots that stand."""
    return [ballot.group_key for ballot in db.session.scalars(select(Ballot)) if ballot.marks]


def address(consultation: Consultation, question: Question | None = None) -> str:
    question = question or consultation.questions[2]
    return f"/me/{consultation.public_id}/consents/{question.id}/withdrawal"


def test_a_consent_is_withdrawn_alone_and_everything_else_stays(visit, consultation):
    own = visit("/me")
    assert address(consultation) in [form["action"] for form in own.forms]
    assert "Question 2</b><br>You agreed on" in own.html
    page = visit.post(address(consultation), {})
    assert "Your consent has been withdrawn." in page.html
    assert "What was published" not in page.html
    assert "You agreed on" not in page.html
    assert "Mine" in page.html
    assert [ballot.marks for ballot in db.session.scalars(select(Ballot))] == [{"p1": 5}]


def test_words_are_not_published_once_their_consent_is_withdrawn(app, visit, consultation):
    Somebody(app, consultation)
    with writing():
        for comment in db.session.scalars(select(Comment)):
            comment.state = "shown"
        db.session.commit()
    assert len(comments_to_publish(consultation)) == 2
    visit.post(address(consultation), {})
    assert len(comments_to_publish(consultation)) == 1


def test_a_consent_can_be_withdrawn_after_closing(visit, consultation):
    actions.close_consultation(consultation, by=None)
    page = visit.post(address(consultation), {})
    assert "What was published with a plan stays public." in page.html
    assert db.session.scalars(select(Consent)).one().withdrawn_at is not None


def test_withdrawing_twice_keeps_the_first_moment(visit, consultation):
    pressed = {"data": {"csrf_token": visit.page.hidden("csrf_token")}, "headers": ORIGIN}
    response = visit.client.post(address(consultation), **pressed)
    assert (response.status_code, response.headers["Location"]) == (303, "/me")
    first = db.session.scalars(select(Consent.withdrawn_at)).one()
    assert "Your consent has been withdrawn." in visit.post(address(consultation), {}).html
    assert db.session.scalars(select(Consent.withdrawn_at)).all() == [first]


def test_who_withdrew_a_consent_can_give_it_again(app, visit, consultation):
    visit.post(address(consultation), {})
    actions.cast(visit.token, sent(consultation.questions[2], True, revision=2))
    assert "You agreed on" in visit("/me").html


def test_of_a_consent_given_on_two_phones_nothing_is_left(visit, consultation):
    """A code brings two phones of one person together, and both have agreed."""
    with writing():
        one = db.session.scalars(select(Consent)).one()
        same = {name: getattr(one, name) for name in ("participant_id", "question_id", "purpose", "text_version")}
        db.session.add(Consent(**same, language="th", at=one.at))
        db.session.commit()
    visit.post(address(consultation), {})
    assert all(db.session.scalars(select(Consent.withdrawn_at)).all())


def test_what_asks_no_consent_here_and_strangers_are_not_found(app, visit, consultation):
    elsewhere = make_survey(consultation.plan, kinds=("consent",)).door.consultation
    stranger = Visitor(app)
    stranger("/sign-in?lang=en")
    stranger.post(address(consultation), {}, status=404)
    for question in (consultation.questions[0], elsewhere.questions[0]):
        visit("/me")
        visit.post(address(consultation, question), {}, status=404)
    assert db.session.scalars(select(Consent)).one().withdrawn_at is None


def test_after_taking_everything_back_the_group_is_chosen_anew(visit, consultation):
    start = visit.link()
    assert "Is this the wrong group?" in visit(start).html
    visit("/me")
    visit.post(f"/me/{consultation.public_id}/withdrawal", {})
    assert {one["value"] for one in visit(start).inputs if one.get("name") == "group"} == {"citizens", "government"}
    visit.post(start, {"group": "government"})
    actions.cast(visit.token, sent(consultation.questions[0], {"p2": 4}, revision=3))
    assert groups() == ["government"]
    assert queries.turnout(consultation) == {"citizens": 0, "government": 1}
    assert "Is this the wrong group?" in visit(start).html
    actions.close_consultation(consultation, by=None)
    assert [(row.group_key, row.marks) for row in db.session.scalars(select(SealedBallot))] == [
        ("government", {"p2": 4})
    ]


def test_an_old_answer_that_arrives_after_taking_back_is_overtaken(visit, consultation):
    actions.withdraw(visit.participant())
    actions.join(consultation.doors[0], group_key="government", token=visit.token)
    outcome = actions.cast(visit.token, sent(consultation.questions[0], {"p1": 1}))
    assert outcome.overtaken
    assert [(row.group_key, row.marks) for row in db.session.scalars(select(Ballot))] == [("citizens", None)]
    assert "Yes, take everything back" in visit("/me").html, "the group it fixed can be freed again"


def test_the_group_stays_while_an_answer_stands(visit, consultation):
    visit.post(address(consultation), {})
    actions.join(consultation.doors[0], group_key="government", token=visit.token)
    actions.cast(visit.token, sent(consultation.questions[0], {"p2": 4}, revision=2))
    assert groups() == ["citizens"]


def test_an_answer_on_its_way_while_everything_is_taken_back_never_splits_a_person(app, visit, monkeypatch):
    """It has read the old group; without the lock held alone PostgreSQL would let it stand beside the new one."""
    consultation = make_survey(kinds=("score", "score")).door.consultation
    door, (one, other) = consultation.doors[0], consultation.questions
    token = actions.join(door, group_key="citizens")
    actions.cast(token, sent(one, {"p1": 5}))
    late, number, put, halfway = sent(other, {"p1": 1}), consultation.id, casting._put, threading.Event()
    new = sent(one, {"p2": 5}, revision=3)

    def slowly(row: object) -> bool:
        halfway.set()
        threading.Event().wait(0.5)
        return put(row)

    def take_back_and_choose() -> None:
        halfway.wait(10)
        asked = db.session.get_one(Consultation, number)
        actions.withdraw(queries.participant_of(token, asked))
        actions.join(asked.doors[0], group_key="government", token=token)

    monkeypatch.setattr(casting, "_put", slowly)
    at_once(app, [lambda: actions.cast(token, late), take_back_and_choose])
    actions.cast(token, new)
    asked = [row for row in db.session.scalars(select(Ballot)) if row.question_id in (one.id, other.id)]
    assert [row.group_key for row in asked if row.marks] == ["government"]


def test_who_has_taken_everything_back_is_led_to_the_survey(visit, consultation):
    assert f'href="http://localhost{visit.link()}">Change my answers' in visit("/me").html
    own = visit.post(f"/me/{consultation.public_id}/withdrawal", {}).html
    assert "You have not answered a question here yet." in own
    assert f'href="http://localhost{visit.link()}">Answer the survey' in own
    assert "Change my answers" not in own
    assert "Take everything back" not in own


@pytest.mark.parametrize("how", ["by hand", "by its last day"])
def test_where_the_survey_is_closed_nothing_leads_to_it(visit, consultation, how):
    actions.withdraw(visit.participant())
    if how == "by hand":
        actions.close_consultation(consultation, by=None)
    else:
        with writing():
            consultation.doors[0].closes_at = clock.now()
            db.session.commit()
    own = visit("/me").html
    assert "Answer the survey" not in own
    assert "Change my answers" not in own
    assert visit.link() not in own


def test_a_consent_alone_is_an_answer(app, consultation):
    token = actions.join(consultation.doors[0], group_key="citizens")
    actions.cast(token, sent(consultation.questions[2], True))
    visit = Visitor(app)
    visit.client.set_cookie(f"p-{consultation.public_id}", token)
    own = visit("/me?lang=en").html
    assert "You have not answered a question here yet." not in own
    assert "Change my answers" in own
