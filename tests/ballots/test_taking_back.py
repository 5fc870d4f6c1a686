"""What somebody gave can be taken back on their own page: one consent alone, or everything."""

import pytest
from sqlalchemy import select

from sfc_workshop.ballots import actions
from sfc_workshop.ballots.models import Ballot, Comment, Consent, Consultation, Question
from sfc_workshop.core.db import db, writing
from sfc_workshop.publications.queries import comments_to_publish
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


@pytest.fixture
def visit(app, consultation) -> Visitor:
    """Somebody who answered everything and agreed."""
    return somebody(app, consultation)


def somebody(app, consultation: Consultation, group: str = "citizens") -> Visitor:
    visit = Visitor(app)
    token = actions.join(consultation.doors[0], group_key=group)
    for question, answer in zip(consultation.questions, ({"p1": 5}, "Mine", True), strict=True):
        actions.cast(token, sent(question, answer))
    visit.client.set_cookie("lang", "en")
    visit.client.set_cookie(f"p-{consultation.public_id}", token)
    visit("/me")
    return visit


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
    somebody(app, consultation)
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
    token = visit.client.get_cookie(f"p-{consultation.public_id}").value
    actions.cast(token, sent(consultation.questions[2], True, revision=2))
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
