"""Answering a survey page by page, without JavaScript."""

import pytest
from sqlalchemy import select

from sfc_workshop.ballots.actions import close_consultation
from sfc_workshop.ballots.models import Ballot, Comment, Consent, Participant, SealedBallot
from sfc_workshop.core.db import db
from sfc_workshop.domain.pairs import all_pairs, comparisons
from sfc_workshop.priorities.queries import published
from sfc_workshop.surveys.models import Survey
from tests.cast import make_community, make_survey
from tests.visiting import Page, Visitor

EVERY_KIND = (
    "score", "approval", "dots", "ranking", "single", "text", "community", "consent", "allocation", "pairwise",
)  # fmt: skip


@pytest.fixture
def survey(app) -> Survey:
    make_community()
    return make_survey(kinds=EVERY_KIND)


def begin(visit: Visitor, survey: Survey, group: str = "citizens") -> Page:
    visit(f"/s/{survey.slug}?lang=en")
    return visit.post(f"/s/{survey.slug}", {"group": group})


def filled(page: Page, survey: Survey, **answers: str | list[str]) -> dict[str, str | list[str]]:
    """The form of a page: its hidden fields, and answers by position and item, such as q0_p1."""
    hidden = {one["name"]: one["value"] for one in page.inputs if one.get("type") == "hidden"}
    ids = {f"q{question.position}": question.id for question in survey.door.consultation.questions}
    given = {}
    for name, value in answers.items():
        position, _, item = name.partition("_")
        given[f"q{ids[position]}" + (f"-{item}" if item else "")] = value
    return hidden | given


def pairs_on(page: Page, survey: Survey) -> list[str]:
    """The names of the pairs this participant is asked to compare, as they stand on the page."""
    name = f"q{survey.door.consultation.questions[-1].id}-"
    names = [one["name"].removeprefix(name) for one in page.inputs if one.get("name", "").startswith(name)]
    return [one for one in dict.fromkeys(names) if "|" in one]


def test_a_page_posted_as_a_form_is_kept_in_every_kind(visit, survey):
    page = begin(visit, survey)
    community = str(survey.door.consultation.plan.city.communities[0].id)
    answers = {
        "q0_p1": "5", "q0_p2": "1", "q1": ["p1", "p3"], "q2_p1": "3", "q2_p4": "2", "q3_p2": "1", "q3_p1": "2",
        "q4": "b", "q5": "More trees", "q6": community, "q7": "yes", "q8_p1": "1000", "q8_p4": "4000",
    }  # fmt: skip
    duels = pairs_on(page, survey)
    assert len(duels) == 4
    answers |= {f"q9_{duels[0]}": "1", f"q9_{duels[1]}": "3"}
    page = visit.post(f"/s/{survey.slug}/1", filled(page, survey, **answers))
    assert page.title.startswith("Thank you")
    marks = {b.question_id: b.marks for b in db.session.scalars(select(Ballot))}
    by_kind = {q.kind: marks.get(q.id) for q in survey.door.consultation.questions}
    assert by_kind["score"] == {"p1": 5, "p2": 1}
    assert by_kind["approval"] == {"p1": 1, "p3": 1}
    assert by_kind["dots"] == {"p1": 3, "p4": 2}
    assert by_kind["ranking"] == {"p2": 1, "p1": 2}
    assert by_kind["single"] == {"b": 1}
    assert by_kind["allocation"] == {"p1": 1000, "p4": 4000}
    assert by_kind["pairwise"] == {duels[0]: 1, duels[1]: 3}
    assert db.session.scalars(select(Comment.words)).all() == ["More trees"]
    assert db.session.scalars(select(Consent.purpose)).all() == ["contact"]
    assert db.session.scalars(select(Participant)).one().community.name_en == "Test community"


def test_the_same_pairs_are_asked_again_and_others_of_others(app, survey):
    asked = []
    for _ in range(6):
        visit = Visitor(app)
        asked.append(pairs_on(begin(visit, survey), survey))
        assert pairs_on(visit(f"/s/{survey.slug}/1"), survey) == asked[-1]
    assert len({tuple(one) for one in asked}) > 1


def test_what_money_and_pairs_say_is_on_the_own_page_and_ticked_again(visit, survey):
    page = begin(visit, survey)
    first, *_ = pairs_on(page, survey)
    visit.post(f"/s/{survey.slug}/1", filled(page, survey, **{"q8_p2": "2000", f"q9_{first}": "2"}))
    ids = [question.id for question in survey.door.consultation.questions]
    ticked = {(one["name"], one["value"]) for one in visit(f"/s/{survey.slug}/1").inputs if "checked" in one}
    assert {(f"q{ids[8]}-p2", "2000"), (f"q{ids[9]}-{first}", "2")} <= ticked
    own = visit("/me").html
    assert "2,000 baht" in own
    assert f"<b>Project {first[-1]}</b>" in own


def test_pairs_are_counted_after_closing_and_tell_nothing_of_what_was_shown(visit, survey):
    page = begin(visit, survey)
    first, *_ = pairs_on(page, survey)
    visit.post(f"/s/{survey.slug}/1", filled(page, survey, **{f"q9_{first}": "1"}))
    consultation = survey.door.consultation
    close_consultation(consultation, by=None)
    sealed = [b for b in db.session.scalars(select(SealedBallot)) if b.question_id == consultation.questions[9].id]
    assert [(ballot.marks, ballot.seen) for ballot in sealed] == [({first: 1}, None)]
    told = [b for b in published(consultation, "project").ballots if b.pairs is not None]
    assert [b.pairs for b in told] == [comparisons({first: 1})]


def test_what_was_answered_is_there_again_and_can_be_changed(visit, survey):
    page = begin(visit, survey)
    visit.post(f"/s/{survey.slug}/1", filled(page, survey, q0_p1="2", q5="First thought"))
    page = visit(f"/s/{survey.slug}/1")
    assert "First thought" in page.html
    visit.post(f"/s/{survey.slug}/1", filled(page, survey, q0_p1="4", q5="Second thought"))
    assert [b.marks for b in db.session.scalars(select(Ballot)) if b.marks] == [{"p1": 4}]
    assert db.session.scalars(select(Comment.words)).all() == ["Second thought"]


def test_not_knowing_is_an_answer_and_is_ticked_again(visit, survey):
    page = begin(visit, survey)
    page = visit.post(f"/s/{survey.slug}/1", filled(page, survey, q0_p1="4", q0_p2=""))
    question = survey.door.consultation.questions[0]
    assert [b.marks for b in db.session.scalars(select(Ballot)) if b.question_id == question.id] == [
        {"p1": 4, "p2": None}
    ]
    ticked = {(one["name"], one["value"]) for one in visit(f"/s/{survey.slug}/1").inputs if "checked" in one}
    assert {(f"q{question.id}-p1", "4"), (f"q{question.id}-p2", "")} <= ticked
    assert not any(name == f"q{question.id}-p3" for name, _ in ticked)
    assert "I don't know</b>" in visit("/me").html
    close_consultation(survey.door.consultation, by=None)
    assert {"p1": 4} in db.session.scalars(select(SealedBallot.marks)).all()


def test_a_page_left_empty_keeps_nothing(visit, survey):
    page = begin(visit, survey)
    visit.post(f"/s/{survey.slug}/1", filled(page, survey))
    assert db.session.scalars(select(Ballot)).all() == []
    assert db.session.scalars(select(Comment)).all() == []


BAD = [
    ({"q0_p1": "9"}, "a mark from 1 to 5"),
    ({"q0_p1": "lots"}, "whole number"),
    ({"q1": ["p1", "p2", "p3"]}, "at most 2"),
    ({"q2_p1": "3", "q2_p2": "3"}, "take some back"),
    ({"q2_p1": "5"}, "at most 3"),
    ({"q3_p1": "1", "q3_p2": "1"}, "place of its own"),
    ({"q3_p1": "2"}, "without a gap"),
    ({"q4": "zzz"}, "not part of this question"),
    ({"q5": "a" * 2001}, "shorten your text"),
    ({"q6": "999999"}, "community from the list"),
    ({"q8_p1": "1000", "q8_p2": "2000", "q8_p3": "3000"}, "costs 6,000 baht. You have 5,000"),
    ({"q8_p1": "1001"}, "costs 1,000 baht"),
    ({"q9_p1|p2": "4"}, "a mark from 1 to 3"),
    ({f"q9_{pair}": "1" for pair in all_pairs(["p1", "p2", "p3", "p4"])}, "compare at most 4"),
]


@pytest.mark.parametrize(("answers", "says"), BAD, ids=[says for _, says in BAD])
def test_a_refusal_says_what_to_do_and_keeps_the_rest(visit, survey, answers, says):
    page = begin(visit, survey)
    words = {} if "q5" in answers else {"q5": "typed with care"}
    page = visit.post(f"/s/{survey.slug}/1", filled(page, survey, **answers, **words), status=422)
    assert says in page.html
    if words:
        assert "typed with care" in page.html
    assert db.session.scalars(select(Ballot)).all() == []


def test_a_megabyte_of_text_is_refused_with_a_sentence(visit, survey):
    page = begin(visit, survey)
    page = visit.post(f"/s/{survey.slug}/1", filled(page, survey, q5="a" * 1_000_000), status=413)
    assert "too large" in page.html


def test_nobody_answers_without_a_group(visit, survey):
    visit(f"/s/{survey.slug}?lang=en")
    page = visit.post(f"/s/{survey.slug}", {"group": "kings"}, status=400)
    assert "choose the group" in page.html
    assert db.session.scalars(select(Participant)).all() == []


def test_the_ticket_opens_the_own_page_and_leaves_no_secret_in_the_address(app, visit, survey):
    page = begin(visit, survey)
    page = visit.post(f"/s/{survey.slug}/1", filled(page, survey, q5="mine"))
    ticket = page.html.split('class="ticket"><a href="http://localhost')[1].split('"')[0]
    elsewhere = Visitor(app)
    response = elsewhere.client.get(ticket)
    assert response.headers["Location"] == "/me"
    assert "mine" in elsewhere("/me").html


def test_everything_can_be_taken_back(visit, survey):
    page = begin(visit, survey)
    visit.post(f"/s/{survey.slug}/1", filled(page, survey, q0_p1="5", q5="mine", q7="yes"))
    visit("/me")
    public_id = survey.door.consultation.public_id
    page = visit.post(f"/me/{public_id}/withdrawal", {})
    assert "mine" not in page.html
    assert all(ballot.marks is None for ballot in db.session.scalars(select(Ballot)))
    assert db.session.scalars(select(Consent)).one().withdrawn_at is not None


def test_after_closing_nobody_is_promised_that_published_words_are_taken_back(visit, survey):
    page = begin(visit, survey)
    visit.post(f"/s/{survey.slug}/1", filled(page, survey, q5="mine"))
    close_consultation(survey.door.consultation, by=None)
    assert "What was published with a plan stays public" in visit("/me").html
