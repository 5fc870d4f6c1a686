"""The audit log as people read it: sentences, filters, pages, the last check; and nothing it may not show."""

import ast
import time
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import select, text

from sfc_workshop.admin import actions, queries
from sfc_workshop.admin.sentences import KINDS, sentence
from sfc_workshop.app import WORKS
from sfc_workshop.ballots import actions as box
from sfc_workshop.ballots.models import Comment
from sfc_workshop.core import audit, clock
from sfc_workshop.core.audit import AuditEntry
from sfc_workshop.core.db import db, writing
from sfc_workshop.core.jobs import Job, work_off
from sfc_workshop.domain.roles import Role
from sfc_workshop.people import actions as people
from tests.cast import PASSWORD, city, make_person, make_survey
from tests.visiting import Visitor

DATABASES = ["sqlite"]
CODE = Path(__file__).resolve().parents[2] / "sfc_workshop"


@pytest.fixture
def admin(app):
    return make_person("admin", Role.ADMINISTRATOR, None)


@pytest.fixture
def planner(app):
    return make_person("planner", Role.PLANNER)


@pytest.fixture
def at_work(visit, planner):
    visit("/?lang=en")
    visit.sign_in("planner", PASSWORD)
    return visit


def remember(action: str, subject: str, *, by: int | None = None, **facts) -> None:
    with writing():
        audit.remember(action, subject, by=by, **facts)
        db.session.commit()


def said(page) -> list[str]:
    """The sentences of a page, newest first."""
    rows = page.html.split('<td class="entry">')[1:]
    return [row.split("<br>")[0] for row in rows]


def named_in_code() -> set[str]:
    """Every kind of entry that stands in the code; where a word is put in, what is around it."""
    found = set()
    for path in CODE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            is_call = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
            if is_call and node.func.attr == "remember" and isinstance(node.args[0], ast.Constant):
                found.add(node.args[0].value)
    return found


def test_every_kind_of_entry_in_the_code_has_a_sentence():
    assert len(named_in_code()) > 15
    assert named_in_code() - set(KINDS) == set()


@pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
def test_a_city_sees_what_was_done_there_and_nothing_else(app, planner, admin):
    here = make_survey()
    make_person("stranger", Role.PLANNER, "nan")
    people.set_roles(planner, city(), [Role.PLANNER, Role.FACILITATOR], division=None, by=admin)
    people.set_roles(planner, city("nan"), [Role.FACILITATOR], division=None, by=admin)
    people.change_password(planner, present=PASSWORD, password="another password")
    remember("comment hidden", "comment 999", by=planner.id)
    wanted = queries.Wanted()
    consultation = here.door.consultation
    assert [(one.action, one.subject) for one in queries.entries(wanted, city()).items] == [
        ("password changed", f"person {planner.id}"),
        ("role given", f"person {planner.id}"),
        ("consultation opened", f"consultation {consultation.id}"),
    ]
    there = queries.entries(wanted, city("nan")).items
    assert [(one.action, one.facts.get("city")) for one in there] == [("password changed", None), ("role given", "nan")]
    assert queries.entries(wanted, None).total == 8
    assert [one.name for one in queries.doers(city())] == ["Admin", "Planner"]


def test_sentences_name_people_roles_and_titles(at_work, planner):
    survey = make_survey(kinds=("text",))
    token = box.join(survey.door, group_key="citizens")
    box.cast(token, box.Sent(survey.door.consultation.questions[0].id, "0" * 32, 1, 1, "words"))
    comment = db.session.scalar(select(Comment.id))
    other = make_person("other", Role.FACILITATOR)
    people.set_roles(other, city(), [Role.FACILITATOR, Role.REPORTER], division=None, by=planner)
    people.end_access(other, city(), by=planner)
    remember("comment shown", f"comment {comment}", by=planner.id)
    remember("something new", "thing 7", by=planner.id, city="lampang")
    page = at_work("/desk/lampang/audit")
    assert said(page) == [
        '<span lang="en">something new · thing 7</span>',
        "Showed a comment of “A test”.",
        "Ended the access of Other to Lampang City Municipality.",
        "Gave Other the role Division reporter in Lampang City Municipality.",
        "Opened “A test” for answers.",
    ]
    assert audit.head() in page.html
    assert "The system" in page.html


def test_the_filters_keep_a_person_a_kind_and_a_day(app, at_work, planner):
    make_survey()
    other = make_person("other", Role.PLANNER)
    with time_machine.travel("2026-01-31T20:00:00Z"):  # 1 February in the city
        people.set_roles(other, city(), [Role.PLANNER, Role.FACILITATOR], division=None, by=planner)
    at = "/desk/lampang/audit"
    assert len(said(at_work(at))) == 2
    assert len(said(at_work(f"{at}?person={planner.id}"))) == 1
    assert said(at_work(f"{at}?kind=asking")) == ["Opened “A test” for answers."]
    assert len(said(at_work(f"{at}?day=2026-02-01&kind=people"))) == 1
    for nothing in ("day=2026-01-31", f"person={other.id}", "kind=drafts"):
        assert "Nothing like that was done" in at_work(f"{at}?{nothing}").html
    for odd in ("day=yesterday&person=x&kind=y", "person=99999999999999", "day=0001-01-01", "page=x", "page=-3"):
        assert len(said(at_work(f"{at}?{odd}"))) == 2, odd
    assert said(at_work(f"{at}?page=9")) == []


def test_a_long_log_comes_in_pages_and_takes_as_many_queries(at_work, planner):
    at = "/desk/lampang/audit"
    remember("role given", f"person {planner.id}", by=planner.id, role="planner", city="lampang")
    few = at_work.queries(at)
    for _number in range(queries.A_PAGE + 1):
        remember("role given", f"person {planner.id}", by=planner.id, role="planner", city="lampang")
    assert at_work.queries(at) == few
    assert "Page 1 of 2" in at_work(f"{at}?kind=people").html
    page = at_work(f"{at}?kind=people&page=2")
    assert len(said(page)) == 2
    assert "kind=people" in page.html.split('rel="prev"')[1][:80]


@pytest.mark.parametrize(
    ("role", "slug", "allowed"),
    [
        (Role.PLANNER, "lampang", 200),
        (Role.OFFICER, None, 200),
        (Role.ADMINISTRATOR, None, 200),
        (Role.FACILITATOR, "lampang", 404),
        (Role.REPORTER, "lampang", 404),
        (Role.PLANNER, "nan", 404),
    ],
)
def test_who_reads_the_log_of_a_city(app, visit, role, slug, allowed):
    make_person("somebody", role, slug)
    visit.sign_in("somebody", PASSWORD)
    visit("/desk/lampang/audit", status=allowed)
    visit("/desk/admin/audit", status=200 if role == Role.ADMINISTRATOR else 404)


def test_the_page_shows_no_secret_and_no_words_of_a_comment(app, at_work, planner):
    survey = make_survey(kinds=("text",))
    person, secret = people.invite(
        login="malee", name="Malee", city=city(), roles=[Role.FACILITATOR], division=None, by=planner
    )
    people.choose_password(secret, "a password of mine")
    html = at_work("/desk/lampang/audit").html
    for kept in (secret, people.digest(secret), person.password_hash, "a password of mine"):
        assert kept not in html
    assert survey.slug not in html


def test_a_check_is_made_in_the_background_and_kept(app, visit, admin):
    visit("/?lang=en")
    visit.sign_in("admin", PASSWORD)
    assert "has not been checked yet" in visit("/desk/admin/audit").html
    visit.post("/desk/admin/audit/checks")
    visit.post("/desk/admin/audit/checks")  # one on its way serves both
    assert len(db.session.scalars(select(Job)).all()) == 1
    work_off(WORKS, logger=app.logger)
    assert "found the log whole: 1 entries" in visit("/desk/admin/audit").html
    with writing():
        db.session.execute(text("UPDATE audit_entry SET action = 'never' WHERE number = 1"))
        db.session.commit()
    visit.post("/desk/admin/audit/checks")
    work_off(WORKS, logger=app.logger)
    html = visit("/desk/admin/audit").html
    assert "found that the log is not whole" in html
    assert "Entry 1 does not follow from the one before it" in html
    assert "Entry 1 does not follow" not in visit("/desk/lampang/audit?lang=th").html


def test_a_check_is_asked_for_once_a_day(app, admin):
    actions.check_once_a_day()
    actions.check_once_a_day()
    assert work_off(WORKS, logger=app.logger) == 1
    actions.check_once_a_day()
    assert work_off(WORKS, logger=app.logger) == 0
    with time_machine.travel(clock.now() + timedelta(days=1, seconds=1)):
        actions.check_once_a_day()
        assert work_off(WORKS, logger=app.logger) == 1


def test_an_entry_whose_facts_are_not_what_they_were_is_shown_as_it_stands():
    for facts in ({}, {"role": 3}, None, []):
        entry = AuditEntry(number=1, person_id=None, action="draft moved", subject="draft 1", facts=facts)
        assert sentence(entry, {}, {}) is None


def test_a_log_of_twenty_thousand_entries_is_read_quickly(app, planner, at_work):
    rows = [
        {
            "number": number,
            "at": clock.now(),
            "person_id": planner.id,
            "action": "role given",
            "subject": f"person {planner.id}",
            "facts": {"role": "planner", "city": "lampang" if number % 2 else "nan"},
            "hash": f"{number:064x}",
        }
        for number in range(100, 20_100)
    ]
    with writing():
        db.session.execute(AuditEntry.__table__.insert(), rows)
        db.session.commit()
    begun = time.process_time()
    assert len(said(at_work("/desk/lampang/audit?kind=people"))) == queries.A_PAGE
    assert time.process_time() - begun < 2


def test_the_visitor_sees_the_log_in_thai(app, planner):
    reader = Visitor(app)
    reader("/?lang=th")
    reader.sign_in("planner", PASSWORD)
    make_survey()
    assert said(reader("/desk/lampang/audit"))[0] == "เปิดรับความคิดเห็น “ถามทดสอบ”"
