"""T33, the hall's part: a phone that lost everything, or another phone, goes on as the same person."""

import re

import pytest

from sfc_workshop.ballots.models import Ballot, Participant
from sfc_workshop.core.db import db
from sfc_workshop.domain.agenda import Step
from sfc_workshop.workshops import queries
from sfc_workshop.workshops.actions import running
from sfc_workshop.workshops.models import Attendee
from tests.visiting import Visitor
from tests.workshops.making import make_workshop

DATABASES = ["sqlite"]


@pytest.fixture
def workshop(facilitator):
    workshop = make_workshop(("score", "single"))
    running.start(workshop, by=facilitator)
    running.jump(workshop, workshop.activities[1], by=facilitator)
    running.take_step(workshop, workshop.activities[1], Step.OPEN, by=facilitator)
    return workshop


def come(visit: Visitor, workshop, group: str = "citizens") -> None:
    visit(f"/j/{workshop.public_id}")
    visit.post(f"/w/{workshop.code}/join", {"group": group})


def answer(visit: Visitor, workshop, mark: int) -> None:
    page = visit(f"/w/{workshop.code}")
    name = f"q{workshop.activities[1].question_id}"
    fields = {f"{name}-{part}": page.hidden(f"{name}-{part}") for part in ("key", "revision", "run")}
    visit.post(f"/w/{workshop.code}/answer", {**fields, f"{name}-p1": str(mark)})


def ticket(visit: Visitor, workshop) -> str:
    found = re.search(r"/me/[A-Za-z0-9_-]{22,64}", visit(f"/w/{workshop.code}").html)
    assert found
    return found[0]


@pytest.mark.parametrize("way_back", ["/j?code={code}", "/w/{code}", "/j/{secret}"])
def test_who_comes_back_by_the_ticket_goes_on_where_they_were(app, visit, workshop, way_back):
    come(visit, workshop)
    answer(visit, workshop, 2)
    own = ticket(visit, workshop)
    bare = Visitor(app)
    bare(own)
    page = bare(way_back.format(code=workshop.code, secret=workshop.public_id))
    name = f"q{workshop.activities[1].question_id}"
    assert f'name="{name}-p1" value="2" checked' in page.html, "no check-in again, and their answer is there"
    answer(bare, workshop, 5)
    assert [ballot.marks for ballot in db.session.query(Ballot)] == [{"p1": 5}]
    assert db.session.query(Attendee).count() == db.session.query(Participant).count() == 1
    assert queries.answered(workshop.activities[1]) == {"citizens": 1}


def test_joining_again_with_the_ticket_is_the_same_person(app, visit, workshop):
    come(visit, workshop)
    answer(visit, workshop, 2)
    own = ticket(visit, workshop)
    bare = Visitor(app)
    bare(own)
    bare(f"/w/{workshop.code}?again=1")
    bare.post(f"/w/{workshop.code}/join", {"group": "government", "table": "3"})
    answer(bare, workshop, 4)
    assert [ballot.marks for ballot in db.session.query(Ballot)] == [{"p1": 4}]
    attendee = db.session.query(Attendee).one()
    assert (attendee.group_key, attendee.table_number) == ("citizens", 3), "the group is fixed by the first ballot"


def test_both_phones_of_a_person_go_on(app, visit, workshop):
    come(visit, workshop)
    own = ticket(visit, workshop)
    second = Visitor(app)
    second(own)
    for phone, mark in ((visit, 1), (second, 2), (visit, 3), (second, 4)):
        answer(phone, workshop, mark)
    assert [ballot.marks for ballot in db.session.query(Ballot)] == [{"p1": 4}]


def test_a_stranger_with_an_invented_secret_is_nobody(app, visit, workshop):
    come(visit, workshop)
    consultation = workshop.doors[0].consultation
    stranger = Visitor(app)
    stranger.client.set_cookie(f"p-{consultation.public_id}", "x" * 32)
    stranger(f"/w/{workshop.code}/piece", status=403)
    stranger(f"/w/{workshop.code}/own", status=403)
    assert db.session.query(Attendee).count() == 1
