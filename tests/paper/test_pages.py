"""The pages of the paper door: printing, keying, deciding, hands, and a code on a phone."""

import io
import re

import pdfplumber
import pytest
import sqlalchemy as sa
from flask_babel import force_locale

from sfc_workshop.ballots import actions, issued
from sfc_workshop.ballots.models import Ballot, IssuedCode, Participant
from sfc_workshop.core.audit import AuditEntry
from sfc_workshop.core.db import db
from sfc_workshop.core.i18n import text
from sfc_workshop.domain.codes import typed
from sfc_workshop.domain.roles import Role
from sfc_workshop.paper.models import Decision, HandCount
from tests.ballots import box
from tests.cast import PASSWORD, make_person, make_survey
from tests.paper.cast import Hall

DATABASES = ["sqlite"]
EVERY = ("score", "approval", "dots", "ranking", "allocation", "pairwise", "single", "text")


@pytest.fixture
def visit(visit):
    visit.client.set_cookie("lang", "en")
    return visit


@pytest.fixture
def hall(app) -> Hall:
    return Hall(app, kinds=("score", "single"))


@pytest.fixture
def desk(hall, visit):
    visit.sign_in("facilitator", PASSWORD)
    return visit


def keyed(hall, code: str, *marks: str, **more: str) -> dict[str, str]:
    first, second = hall.consultation.questions
    fields = {f"q{first.id}-{n}": mark for n, mark in enumerate(marks, 1)}
    runs = {f"q{one.id}-run": str(one.run) for one in (first, second)}
    return {"code": code, "group": "citizens", **fields, **runs, **more}


@pytest.mark.parametrize("language", ["th", "en"])
def test_sheets_are_printed_with_codes_that_nobody_keeps(app, visit, language):
    make_person("planner", Role.PLANNER)
    survey = make_survey(kinds=EVERY, items=6)
    consultation = survey.door.consultation
    visit.sign_in("planner", PASSWORD)
    visit(f"/desk/lampang/consultations/{consultation.id}/codes")
    visit.post(
        f"/desk/lampang/consultations/{consultation.id}/codes", {"number": "3", "language": language, "closes_on": ""}
    )
    with pdfplumber.open(io.BytesIO(visit.raw)) as pdf:
        words = "\n".join(page.extract_text(use_text_flow=True) for page in pdf.pages)
    codes = {typed(found) for found in re.findall(r"\b[2-9A-HJ-NP-Z]{5}-[2-9A-HJ-NP-Z]{5}\b", words)}
    assert len(codes) == 3
    assert {issued.is_issued(code, consultation) for code in codes} == {True}
    letters = "".join(words.split()).replace("\u0e4d\u0e32", "\u0e33")
    with force_locale(language):
        rows = [*consultation.groups, *(one for one in consultation.questions if one.is_ballot), *consultation.items]
        told = [text(consultation.plan.city, "name"), *(text(row, "title") for row in rows)]
    assert [one for one in told if "".join(one.split()) not in letters] == []
    for code in codes:
        assert not found_in_database(code)
    entry = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "codes issued")).one()
    assert entry.facts == {"codes": 3}


def found_in_database(code: str) -> list[str]:
    """Tables in which the code, or a half of it, is written in plain."""
    found = []
    for table in db.metadata.sorted_tables:
        rows = repr(db.session.execute(sa.select(table)).all()).upper()
        if code in rows or code[:5] + "-" in rows:
            found.append(table.name)
    return found


def test_a_sheet_is_keyed_and_the_next_one_asked_for(hall, desk):
    page = desk(hall.desk + "/paper")
    assert "autofocus" in page.html
    page = desk.post(hall.desk + "/paper", keyed(hall, hall.codes[0].lower(), "5", "-", "1"))
    assert "The sheet has been keyed." in page.html
    assert "1 sheet has been keyed" in page.html
    assert page.value_of("code") == ""
    ballot = box.ballots()[0]
    assert (ballot.marks, ballot.door, ballot.integrity, ballot.revision) == (
        {"p1": 5, "p2": None, "p3": 1},
        "paper",
        "code",
        0,
    )


def test_what_cannot_be_keyed_is_said_and_stays_typed(hall, desk):
    code = hall.codes[0]
    desk(hall.desk + "/paper")
    for change, words in (
        ({"code": "ABCDE"}, "10 letters and digits"),
        ({"code": "22222-22222"}, "not printed for this consultation"),
        ({"group": ""}, "choose the group"),
        ({f"q{hall.question.id}-1": "9"}, "a mark from 1 to 5"),
        ({f"q{hall.question.id}-1": "x"}, "whole number on line 1"),
        ({f"q{hall.question.id}-run": "7"}, "started anew"),
    ):
        sheet = keyed(hall, code, "4", "2") | change
        page = desk.post(hall.desk + "/paper", sheet, status=409 if "run" in next(iter(change)) else 422)
        assert words in page.html, change
        assert page.value_of(f"q{hall.question.id}-2") == "2"
        assert page.value_of("code") == sheet["code"]
    assert "Nothing was keyed" in desk.post(hall.desk + "/paper", keyed(hall, code), status=422).html
    assert not box.ballots()


def test_a_sheet_keyed_twice_counts_once_and_is_shown(hall, desk):
    desk(hall.desk + "/paper")
    desk.post(hall.desk + "/paper", keyed(hall, hall.codes[0], "5"))
    assert "keyed before, just like this" in desk.post(hall.desk + "/paper", keyed(hall, hall.codes[0], "5")).html
    page = desk.post(hall.desk + "/paper", keyed(hall, hall.codes[0], "1"), status=409)
    assert "with other marks" in page.html
    assert "What was keyed before" in page.html
    assert [row.marks for row in box.ballots()] == [{"p1": 5}]
    desk.post(hall.desk + "/paper", keyed(hall, hall.codes[0], "1", anew="yes"))
    assert [row.marks for row in box.ballots()] == [{"p1": 1}]


def test_a_difference_is_listed_and_decided_with_a_reason(hall, desk):
    code = hall.codes[0]
    phone = hall.phone()
    hall.enter(phone, code)
    assert phone.send(hall.question, {"p1": 5}).status_code == 201
    desk(hall.desk + "/paper")
    page = desk.post(hall.desk + "/paper", keyed(hall, code, "1"))
    assert "stands; see below" in page.html
    assert "Sheet and phone say different things" in page.html
    assert [row.marks for row in box.ballots()] == [{"p1": 5}]
    keying = issued.conflicts(hall.consultation)[0].keying.id
    refused = desk.post(f"{hall.desk}/paper/{keying}", {"stands": "paper", "reason": " "}, status=422)
    assert "write why the sheet stands" in refused.html
    decided = desk.post(f"{hall.desk}/paper/{keying}", {"stands": "paper", "reason": "The phone was lent"})
    assert "The phone was lent" in decided.html
    assert "Sheet and phone say different things" not in decided.html
    assert [(row.marks, row.door) for row in box.ballots()] == [({"p1": 1}, "paper")]
    assert [row.reason for row in db.session.scalars(sa.select(Decision))] == ["The phone was lent"]
    last = db.session.scalars(sa.select(AuditEntry).order_by(AuditEntry.number.desc())).first()
    assert (last.action, last.facts) == ("paper answer let stand", {})


def test_the_phone_may_be_let_stand(hall, desk):
    phone = hall.phone()
    hall.enter(phone, hall.codes[0])
    phone.send(hall.question, {"p1": 5})
    hall.key(hall.codes[0], {"p1": 1})
    desk(hall.desk + "/paper")
    keying = issued.conflicts(hall.consultation)[0].keying.id
    assert "different things" not in desk.post(f"{hall.desk}/paper/{keying}", {"stands": "phone"}).html
    assert [row.marks for row in box.ballots()] == [{"p1": 5}]
    desk.post(f"{hall.desk}/paper/{'0' * 32}", {"stands": "phone"}, status=404)


def test_hands_are_kept_apart_and_earlier_counts_beside_them(hall, desk):
    choice = hall.consultation.questions[1]
    address = f"{hall.desk}/hands/{choice.id}"
    desk(hall.desk + "/hands")
    told = {"hands-1": "12", "hands-2": "1,003", "hands-3": "0", "counter": "Somsri", "note": "", "run": "1"}
    assert "counted by eye" in desk.post(address, told).html
    desk.post(address, told)
    page = desk.post(address, told | {"hands-1": "13", "note": "Counted once more"})
    assert "1 earlier count" in page.html
    rows = db.session.scalars(sa.select(HandCount).order_by(HandCount.id)).all()
    assert [row.hands["a"] for row in rows] == [12, 13]
    assert not box.ballots()
    refused = desk.post(address, told | {"hands-2": "many", "counter": "  "}, status=422)
    assert "whole number of hands" in refused.html
    assert "write who counted" in desk.post(address, told | {"counter": " "}, status=422).html
    assert "asked anew" in desk.post(address, told | {"run": "2"}, status=409).html
    desk.post(f"{hall.desk}/hands/{make_survey().door.consultation.questions[0].id}", told, status=404)


def test_pages_take_as_many_queries_however_much_there_is(app, visit):
    hall = Hall(app, codes=12, kinds=("score", "single"))
    visit.sign_in("facilitator", PASSWORD)
    pages = [f"{hall.desk}/{name}" for name in ("codes", "paper", "hands")]
    visit(pages[1])
    differ(hall, hall.codes[:2])
    few = [visit.queries(page) for page in pages]
    differ(hall, hall.codes[2:])
    assert [visit.queries(page) for page in pages] == few


def differ(hall: Hall, codes: list[str]) -> None:
    for code in codes:
        phone = hall.phone()
        hall.enter(phone, code)
        phone.send(hall.question, {"p1": 5})
        hall.key(code, {"p1": 1})


def test_who_may_not_run_workshops_sees_none_of_it(hall, visit):
    make_person("officer", Role.OFFICER, None)
    make_person("elsewhere", Role.PLANNER, "nan")
    for login in ("officer", "elsewhere"):
        visit.client.delete_cookie("session")
        visit.sign_in(login, PASSWORD)
        for name in ("codes", "paper", "hands"):
            visit(f"{hall.desk}/{name}", status=404)


def test_a_code_is_entered_without_javascript_and_leads_to_the_survey(hall, visit):
    page = visit(f"/code?code={hall.codes[0]}")
    assert page.value_of("code") == hall.codes[0]
    assert not db.session.scalars(sa.select(Participant)).all()
    visit.post("/code", {"code": hall.codes[0]})
    assert visit.opened == f"/s/{hall.survey.slug}"
    visit.post(f"/s/{hall.survey.slug}", {"group": "citizens"})
    person = db.session.scalars(sa.select(Participant)).one()
    assert person.integrity == "code"


def test_a_wrong_code_is_said_and_too_many_wait(hall, visit):
    visit("/code")
    assert "10 letters and digits" in visit.post("/code", {"code": "abc"}, status=422).html
    for _ in range(60):
        assert "no such code" in visit.post("/code", {"code": "2222222222"}, status=422).html
    assert "Too many" in visit.post("/code", {"code": "2222222222"}, status=429).html
    assert "Too many" in visit.post("/code", {"code": hall.codes[0]}, status=429).html  # or guessing would go on
    joined = hall.phone()
    hall.enter(joined, hall.codes[0])  # a phone that has joined is not held up by its address
    hall.enter(joined, hall.codes[0])
    assert db.session.scalar(sa.select(sa.func.count()).select_from(IssuedCode)) == 5


def test_the_secret_of_a_code_leads_over_its_form(hall, visit):
    visit(f"/me/{hall.codes[0]}")
    assert visit.opened == "/code"
    visit("/me/2222222222")
    assert visit.opened == "/code"


def test_where_to_go_on_is_a_page_of_ours(hall, visit):
    for wish, leads in (
        ("/me", "/me"),
        ("//evil.example", f"/s/{hall.survey.slug}"),
        ("https://evil.example", f"/s/{hall.survey.slug}"),
    ):
        visit("/code")
        visit.post("/code", {"code": hall.codes[0], "next": wish})
        assert visit.opened == leads


def test_nothing_is_printed_or_keyed_after_closing(hall, desk):
    hall.key(hall.codes[0], {"p1": 4})
    actions.close_consultation(hall.consultation, by=None)
    assert "is closed" in desk(hall.desk + "/codes").html
    desk.post(hall.desk + "/codes", {"number": "3", "language": "th"}, status=410)
    assert "1 sheet has been keyed" in desk(hall.desk + "/paper").html
    assert "is closed" in desk.post(hall.desk + "/paper", keyed(hall, hall.codes[1], "5"), status=410).html
    assert not db.session.scalars(sa.select(Ballot)).all()
