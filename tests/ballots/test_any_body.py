"""Whatever arrives, the server answers with a status and a sentence, and keeps what is right or nothing."""

import json
from typing import Any

import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sfc_workshop.ballots.models import Ballot, Comment, Consent, LateAnswer, Participant, Receipt
from sfc_workshop.core.db import db
from tests.ballots.pocket import FIELDS, Phone, envelope
from tests.cast import make_community, make_survey

KINDS = ("score", "approval", "dots", "ranking", "single", "text", "community", "consent")
KEPT = (Ballot, Receipt, LateAnswer, Comment, Consent)
HALF_SIGNS = st.sampled_from(["\ud800", "a\udfff", "\x00", "\u202e", "ก\u0e49\u0e49", "", "p1", "a", "1", "٣"])
NUMBERS = st.sampled_from([0, 1, -1, 2, 5, 2**31, 2**63, -(2**63), 10**400, 1.0, 0.5, float("nan"), float("inf")])
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | HALF_SIGNS | NUMBERS
ANYTHING = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(HALF_SIGNS | st.text(max_size=4), inner, max_size=4)
        | st.dictionaries(st.sampled_from(["p1", "p2", "p3", "a", "b"]), inner, max_size=4)
    ),
    max_leaves=8,
)
CHANGES = st.dictionaries(
    st.sampled_from(["key", "revision", "run", "seen", *set(FIELDS.values()), "marks", "extra"]), ANYTHING, max_size=3
)


def test_any_body_is_kept_whole_or_refused_with_a_sentence(app):
    make_community()
    survey = make_survey(kinds=KINDS)
    phone = Phone(app, survey.door)
    questions = {question.id: question for question in survey.door.consultation.questions}

    @settings(max_examples=250, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(which=st.sampled_from(sorted(questions)), answer=ANYTHING, changes=CHANGES, whole=st.booleans())
    def look(which: int, answer: Any, changes: dict[str, Any], whole: bool) -> None:
        body = {**envelope(questions[which], answer), **changes} if whole else answer
        before = kept()
        response = phone.post(which, data=json.dumps(body), content_type="application/json")
        answer_to_all(response, before)

    look()


def test_any_bytes_are_refused_with_a_sentence(app):
    survey = make_survey()
    phone = Phone(app, survey.door)
    number = survey.door.consultation.questions[0].id
    kinds = st.sampled_from(["application/json", "application/json; charset=utf-16", "text/plain", "x", ""])

    @settings(max_examples=60, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(body=st.binary(max_size=60), kind=kinds)
    def look(body: bytes, kind: str) -> None:
        before = kept()
        response = phone.post(number, data=body, content_type=kind)
        answer_to_all(response, before)
        assert response.status_code == 422

    look()


def answer_to_all(response: Any, before: list[list[Any]]) -> None:
    """Check what holds for every answer of the server."""
    assert response.status_code < 500, response.text
    assert len(response.json["message"]) > 3
    if response.status_code >= 400:
        assert response.json["saved"] is False
        assert kept() == before
    else:
        assert response.status_code in (200, 201)


def kept() -> list[list[Any]]:
    """Everything that an answer can leave behind."""
    db.session.rollback()
    tables = [db.session.execute(sa.select(table.__table__)).all() for table in KEPT]
    return [*tables, db.session.scalars(sa.select(Participant.community_id)).all()]
