"""The pages of the hall without JavaScript: plain forms, plain words, nothing lost."""

import secrets

import pytest
from flask import Flask

from sfc_workshop.ballots import actions as box
from sfc_workshop.ballots.models import Ballot, Comment, Support
from sfc_workshop.ballots.queries import participant_of
from sfc_workshop.core.db import db
from sfc_workshop.domain.agenda import Step
from sfc_workshop.domain.codes import fresh_codes
from sfc_workshop.domain.roles import Role
from sfc_workshop.workshops import queries
from sfc_workshop.workshops.actions import ideas, running
from sfc_workshop.workshops.models import Attendee
from tests.cast import PASSWORD, make_person
from tests.visiting import Visitor
from tests.workshops.making import come_in, make_workshop

DATABASES = ["sqlite"]


@pytest.fixture
def by(app: Flask):
    return make_person("facilitator", Role.FACILITATOR)


@pytest.fixture
def workshop(by):
    workshop = make_workshop(("score", "text", "single"))
    running.start(workshop, by=by)
    return workshop


def go(workshop, place: int, *steps: Step, by) -> None:
    activity = workshop.activities[place]
    running.jump(workshop, activity, by=by)
    for step in steps:
        running.take_step(workshop, activity, step, by=by)


def come(visit: Visitor, workshop, group: str = "citizens", **more) -> None:
    visit(f"/j/{workshop.public_id}")
    visit.post(f"/w/{workshop.code}/join", {"group": group, **more})


def another(app: Flask) -> Visitor:
    return Visitor(app)


def test_a_phone_joins_by_the_code_it_is_told(visit, workshop):
    page = visit(f"/j?code={workshop.code[:3].lower()}-{workshop.code[3:].lower()}")
    assert visit.opened == f"/w/{workshop.code}"
    assert "Public works" in page.html or "กองช่าง" in page.html
    visit.post(f"/w/{workshop.code}/join", {"group": "government", "table": "2", "agency": "1"})
    attendee = db.session.query(Attendee).one()
    assert (attendee.group_key, attendee.table_number, attendee.agency_id) == ("government", 2, 1)


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({}, 400),
        ({"group": "nobody"}, 400),
        ({"group": "citizens", "table": "99"}, 400),
        ({"group": "citizens", "agency": "77"}, 400),
        ({"group": "citizens", "table": "9" * 40}, 400),
    ],
)
def test_what_is_not_on_offer_is_refused_and_nobody_joins(visit, workshop, sent, status):
    visit(f"/j/{workshop.public_id}")
    visit.post(f"/w/{workshop.code}/join", sent, status=status)
    assert db.session.query(Attendee).count() == 0


def test_joining_twice_is_one_person(visit, workshop):
    come(visit, workshop)
    visit(f"/w/{workshop.code}?again=1")
    visit.post(f"/w/{workshop.code}/join", {"group": "government"})
    assert [one.group_key for one in db.session.query(Attendee)] == ["government"]


def test_who_has_checked_in_is_told_that_nothing_is_missing(visit, workshop):
    come(visit, workshop)
    assert "ท่านลงทะเบียนเรียบร้อยแล้ว" in visit(f"/w/{workshop.code}").html


def test_a_wrong_code_is_told_and_kept_in_the_box(visit, workshop):
    page = visit("/j?code=abc", status=404)
    assert page.value_of("code") == "abc"


def test_an_answer_is_given_by_a_plain_form_and_shown_again(visit, workshop, by):
    come(visit, workshop)
    go(workshop, 1, Step.OPEN, by=by)
    page = visit(f"/w/{workshop.code}")
    question = workshop.activities[1].question
    name = f"q{question.id}"
    fields = {f"{name}-{part}": page.hidden(f"{name}-{part}") for part in ("key", "revision", "run")}
    page = visit.post(f"/w/{workshop.code}/answer", {**fields, f"{name}-p1": "4"})
    assert db.session.query(Ballot).one().marks == {"p1": 4}
    assert f'name="{name}-p1" value="4" checked' in page.html


def test_a_refused_answer_says_why_and_comes_back(visit, workshop, by):
    come(visit, workshop)
    go(workshop, 1, Step.OPEN, by=by)
    page = visit(f"/w/{workshop.code}")
    name = f"q{workshop.activities[1].question_id}"
    fields = {f"{name}-{part}": page.hidden(f"{name}-{part}") for part in ("key", "revision", "run")}
    visit.post(f"/w/{workshop.code}/answer", {**fields, f"{name}-p1": "77"}, status=422)
    assert db.session.query(Ballot).count() == 0


def test_an_activity_that_closes_mid_tap_refuses_calmly(visit, workshop, by):
    come(visit, workshop)
    go(workshop, 1, Step.OPEN, by=by)
    page = visit(f"/w/{workshop.code}")
    name = f"q{workshop.activities[1].question_id}"
    fields = {f"{name}-{part}": page.hidden(f"{name}-{part}") for part in ("key", "revision", "run")}
    running.take_step(workshop, workshop.activities[1], Step.CLOSE, by=by)
    visit.post(f"/w/{workshop.code}/answer", {**fields, f"{name}-p1": "4"}, status=410)
    assert db.session.query(Ballot).count() == 0


def test_an_idea_is_seen_by_nobody_before_it_is_checked(visit, app, workshop, by):
    come(visit, workshop)
    go(workshop, 2, Step.OPEN, by=by)
    page = visit(f"/w/{workshop.code}")
    key = page.hidden("idea-key")
    for _send in range(2):
        visit.post(f"/w/{workshop.code}/idea", {"idea": "ปลูกต้นไม้ริมน้ำ", "idea-key": key})
    assert db.session.query(Comment).count() == 1
    other = another(app)
    come(other, workshop)
    assert "ปลูกต้นไม้ริมน้ำ" not in other(f"/w/{workshop.code}").html
    ideas.judge(workshop.activities[2], [db.session.query(Comment).one().id], state="shown", by=by)
    assert "ปลูกต้นไม้ริมน้ำ" in other(f"/w/{workshop.code}").html


def test_a_phone_is_told_to_wait_where_no_idea_can_be_supported_yet(visit, workshop, by):
    come(visit, workshop)
    go(workshop, 2, Step.OPEN, Step.SUPPORT, by=by)
    assert "กำลังเตรียมข้อเสนอ" in visit(f"/w/{workshop.code}").html


def test_all_that_wait_are_those_that_were_on_the_page(visit, app, workshop, by):
    go(workshop, 2, Step.OPEN, by=by)
    activity = workshop.activities[2]
    consultation = activity.question.consultation
    people = [participant_of(token, consultation) for token in come_in(workshop, *("citizens",) * 3)]
    for person, words in zip(people[:2], ("a tree", "Somchai, 081-234-5678"), strict=True):
        ideas.write(activity, person, words, secrets.token_hex(16))
    visit.sign_in("facilitator", PASSWORD)
    console = f"/desk/lampang/workshops/{workshop.id}/console"
    page = visit(console)
    waiting = [one["value"] for one in page.inputs if one.get("name") == "waiting"]
    ideas.write(activity, people[2], "nobody has read this", secrets.token_hex(16))
    visit.post(f"{console}/ideas", {"judge": "all", "waiting": waiting})
    assert {one.words: one.state for one in db.session.query(Comment)} == {
        "a tree": "shown", "Somchai, 081-234-5678": "shown", "nobody has read this": "pending",
    }  # fmt: skip
    told = next(one for one in db.session.query(Comment) if "Somchai" in one.words)
    visit(console)
    visit.post(f"{console}/ideas", {"judge": "hidden-person", "idea": told.id})
    db.session.refresh(told)
    assert (told.state, told.reason) == ("hidden", "มีข้อมูลส่วนบุคคล")


@pytest.mark.parametrize("words", ["", "   ", "x" * 10_000, "a" + "\u0301" * 30, "\x00"])
def test_an_idea_that_cannot_be_taken_is_refused_and_comes_back(visit, workshop, by, words):
    come(visit, workshop)
    go(workshop, 2, Step.OPEN, by=by)
    key = visit(f"/w/{workshop.code}").hidden("idea-key")
    page = visit.post(f"/w/{workshop.code}/idea", {"idea": words, "idea-key": key}, status=422)
    assert db.session.query(Comment).count() == 0
    if len(words) > 100:
        assert words in page.html


def test_a_script_fills_no_facilitators_list(visit, workshop, by):
    come(visit, workshop)
    go(workshop, 2, Step.OPEN, by=by)
    visit(f"/w/{workshop.code}")
    for number in range(5):
        visit.post(f"/w/{workshop.code}/idea", {"idea": f"ข้อ {number}", "idea-key": secrets.token_hex(16)})
    page = visit.post(f"/w/{workshop.code}/idea", {"idea": "ข้อสุดท้าย", "idea-key": secrets.token_hex(16)}, status=429)
    assert "ข้อสุดท้าย" in page.html, "what was typed comes back"
    assert db.session.query(Comment).count() == 5


def test_support_is_one_tap_and_one_tap_back(visit, workshop, by):
    come(visit, workshop)
    go(workshop, 2, Step.OPEN, by=by)
    key = visit(f"/w/{workshop.code}").hidden("idea-key")
    visit.post(f"/w/{workshop.code}/idea", {"idea": "ทางเท้า", "idea-key": key})
    idea = db.session.query(Comment).one().id
    visit.post(f"/w/{workshop.code}/support", {"support": f"yes-{idea}"}, status=409)
    ideas.judge(workshop.activities[2], [idea], state="shown", by=by)
    running.take_step(workshop, workshop.activities[2], Step.SUPPORT, by=by)
    visit(f"/w/{workshop.code}")
    for _tap in range(2):
        page = visit.post(f"/w/{workshop.code}/support", {"support": f"yes-{idea}"})
    assert db.session.query(Support).count() == 1
    assert 'aria-pressed="true"' in page.html
    visit.post(f"/w/{workshop.code}/support", {"support": f"no-{idea}"})
    assert db.session.query(Support).count() == 0


def test_merged_ideas_join_their_supporters_and_can_be_parted(workshop, by, app):
    activity = workshop.activities[2]
    tokens = come_in(workshop, "citizens", "government")
    consultation = workshop.doors[0].consultation
    from sfc_workshop.ballots import queries as box

    go(workshop, 2, Step.OPEN, by=by)
    people = [box.participant_of(token, consultation) for token in tokens]
    for who, words in zip(people, ("ถนนดี", "ถนนที่ดี"), strict=True):
        ideas.write(activity, who, words, secrets.token_hex(16))
    first, second = [idea.id for idea in queries.ideas_of(activity, "pending")]
    ideas.judge(activity, [first, second], state="shown", by=by)
    running.take_step(workshop, activity, Step.SUPPORT, by=by)
    for who in people:
        ideas.support(activity, who, first, wanted=True)
    ideas.support(activity, people[0], second, wanted=True)
    ideas.merge(activity, [second], first, by=by)
    assert queries.supporters(activity) == {first: 2}, "who supports both counts once"
    assert [idea.id for idea in queries.ideas_of(activity, "shown")] == [first]
    ideas.split(activity, second, by=by)
    assert queries.supporters(activity) == {first: 2, second: 1}


def test_before_and_after_the_workshop_a_phone_is_told_so(visit, app, by):
    workshop = make_workshop()
    page = visit(f"/j/{workshop.public_id}")
    assert "เริ่มในไม่ช้า" in page.html or "begins soon" in page.html
    running.start(workshop, by=by)
    come(visit, workshop)
    running.end(workshop, by=by)
    assert visit(f"/w/{workshop.code}").html
    late = another(app)
    page = late(f"/j/{workshop.public_id}")
    assert "จบแล้ว" in page.html or "is over" in page.html


def test_everything_given_can_be_taken_back(visit, workshop, by):
    come(visit, workshop)
    go(workshop, 2, Step.OPEN, by=by)
    key = visit(f"/w/{workshop.code}").hidden("idea-key")
    visit.post(f"/w/{workshop.code}/idea", {"idea": "ทางเท้า", "idea-key": key})
    visit(f"/w/{workshop.code}")
    visit.post(f"/w/{workshop.code}/leaving")
    assert db.session.query(Comment).count() == 0
    assert db.session.query(Attendee).count() == 0


def test_the_console_does_what_its_buttons_say(visit, workshop):
    visit.sign_in("facilitator", PASSWORD)
    desk = f"/desk/lampang/workshops/{workshop.id}/console"
    visit(desk)
    first = workshop.screen.activity_id
    visit.post(f"{desk}/next", {"from": first})
    visit.post(f"{desk}/next", {"from": first})
    activity = workshop.activities[1]
    visit.post(f"{desk}/step", {"step": f"{activity.id}-open"})
    assert activity.state == "open"
    visit.post(f"{desk}/timer", {"seconds": "300"})
    assert 290 < workshop.screen.seconds_left <= 300
    visit.post(f"{desk}/timer", {"seconds": "nan"}, status=400)
    visit.post(f"{desk}/timer", {"seconds": "999999999"}, status=400)
    visit.post(f"{desk}/step", {"step": f"{activity.id}-support"}, status=409)
    for button, unknown in (("step", "x-open"), ("step", f"{activity.id}-fly"), ("jump", "9" * 9)):
        visit(desk)
        visit.post(f"{desk}/{button}", {{"jump": "to"}.get(button, button): unknown}, status=404)


def test_the_hall_of_another_city_does_not_exist(visit, workshop):
    make_person("stranger", Role.FACILITATOR, "sukhothai-thani")
    visit.sign_in("stranger", PASSWORD)
    for page in ("console", "wall", "console/stream", "wall/piece"):
        visit(f"/desk/lampang/workshops/{workshop.id}/{page}", status=404)
        visit(f"/desk/sukhothai-thani/workshops/{workshop.id}/{page}", status=404)


def test_pages_take_as_many_questions_of_the_database_however_many_came(visit, app, workshop, by):
    visit.sign_in("facilitator", PASSWORD)
    go(workshop, 1, Step.OPEN, by=by)
    desk = f"/desk/lampang/workshops/{workshop.id}"
    come_in(workshop, "citizens")
    few = [visit.queries(f"{desk}/{page}") for page in ("console", "wall")]
    come_in(workshop, *("government",) * 12)
    assert [visit.queries(f"{desk}/{page}") for page in ("console", "wall")] == few


@pytest.mark.parametrize("code_comes", ["before joining", "after joining"])
def test_whoever_came_with_a_code_stays_the_codes_in_the_hall(visit, workshop, by, code_comes):
    """A sheet's code entered on a phone, before or after joining: one person, whatever is pressed again."""
    consultation = workshop.doors[0].consultation
    planner = make_person("planner", Role.PLANNER)
    codes = fresh_codes(2)
    box.issue_codes(consultation, codes, closes_at=None, by=planner)
    if code_comes == "after joining":
        come(visit, workshop)
    visit(f"/code?code={codes[0]}")
    visit.post("/code", {"code": codes[0]})
    if code_comes == "before joining":
        come(visit, workshop)
    go(workshop, 1, Step.OPEN, by=by)
    question = workshop.activities[1].question

    def answer(mark: str) -> None:
        page = visit(f"/w/{workshop.code}")
        name = f"q{question.id}"
        fields = {f"{name}-{part}": page.hidden(f"{name}-{part}") for part in ("key", "revision", "run")}
        visit.post(f"/w/{workshop.code}/answer", {**fields, f"{name}-p1": mark})

    answer("4")
    assert db.session.query(Ballot).one().integrity == "code"
    visit(f"/w/{workshop.code}?again=1")
    visit.post(f"/w/{workshop.code}/join", {"group": "citizens", "table": "2"})
    answer("2")
    ballot = db.session.query(Ballot).one()
    assert (ballot.marks, ballot.door, ballot.integrity) == ({"p1": 2}, "workshop", "code")
