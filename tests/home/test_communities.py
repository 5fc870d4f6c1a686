"""The list of communities: written, refused with what was typed, kept where they are used."""

import html

import pytest
from sqlalchemy import select

from sfc_workshop.ballots import actions as box
from sfc_workshop.cities.models import Community
from sfc_workshop.core.db import db, writing
from sfc_workshop.domain.roles import Role
from tests.cast import PASSWORD, make_community, make_person, make_survey
from tests.visiting import Visitor

DATABASES = ["sqlite"]

LIST = "/desk/lampang/communities"


@pytest.fixture
def planner(app, visit) -> Visitor:
    make_person("planner", Role.PLANNER)
    visit("/?lang=en")
    visit.sign_in("planner", PASSWORD)
    return visit


def names() -> list[tuple[str, str]]:
    db.session.expire_all()
    return [(one.name_th, one.name_en) for one in db.session.scalars(select(Community).order_by(Community.id))]


def rows(*wanted: tuple[object, str, str]) -> dict[str, str]:
    return {
        f"rows-{n}-{name}": str(value or "")
        for n, row in enumerate(wanted)
        for name, value in zip(("id", "name_th", "name_en"), row, strict=True)
    }


def test_a_list_is_pasted_then_renamed_and_shortened(planner):
    planner(LIST)
    planner.post(LIST, {"more": "ริมวัง | Rim Wang\nหัวเวียง\tHua Wiang\n\n  ท่ามะโอ  "})
    assert names() == [("ริมวัง", "Rim Wang"), ("หัวเวียง", "Hua Wiang"), ("ท่ามะโอ", "")]
    first, second, third = db.session.scalars(select(Community.id).order_by(Community.id))
    planner.post(LIST, rows((first, "หัวเวียง", "Hua Wiang"), (second, "ริมวัง", "Rim Wang"), (third, "", "")))
    assert names() == [("หัวเวียง", "Hua Wiang"), ("ริมวัง", "Rim Wang")]
    assert db.session.scalars(select(Community.id).order_by(Community.id)).all() == [first, second]


def test_a_wrong_list_changes_nothing_and_loses_nothing(planner):
    known = make_community()
    planner(LIST)
    for typed, says in (
        ({"more": "ก\nก"}, "“ก” stands twice"),
        ({"more": "ชุมชนทดสอบ"}, "“ชุมชนทดสอบ” stands twice"),
        ({"more": "ก" * 161}, "Please shorten this to 160 characters"),
        ({"more": "ก\x00"}, "signs that cannot be shown"),
        ({"more": "\n".join(f"ช{n}" for n in range(400))}, "room for 400"),
        (rows((known.id, "", "Only English")), "Please write its name in Thai"),
    ):
        page = planner.post(LIST, {**rows((known.id, "ชุมชนทดสอบ", "Test community")), **typed}, status=422)
        words = html.unescape(page.html)
        assert says in words
        assert typed.get("more", "Only English").replace("\x00", "") in words.replace("\x00", "").replace("\r", "")
    planner.post(LIST, {**rows(("²", "ก", ""), ("99", "ข", "")), "rows-²-name_th": "ค"})
    assert names() == [("ก", ""), ("ข", "")]


def test_what_people_said_stays(planner):
    survey = make_survey(kinds=("community",))
    home = make_community()
    with writing():
        token = box.step_join(survey.door, group_key="citizens")
        sent = box.Sent(survey.door.consultation.questions[0].id, "0" * 32, 1, 1, str(home.id))
        box.step_cast(token, sent)
        db.session.commit()
    planner(LIST)
    page = planner.post(LIST, rows((home.id, "", "")), status=409)
    assert "“ชุมชนทดสอบ” is used elsewhere" in page.html
    assert names() == [("ชุมชนทดสอบ", "Test community")]


def test_only_who_writes_the_plan_writes_the_lists(planner):
    planner(LIST.replace("lampang", "nan"), status=404)
    make_person("facilitator", Role.FACILITATOR)
    planner("/desk/lampang")
    planner.post("/sign-out")
    planner.sign_in("facilitator", PASSWORD)
    planner(LIST, status=404)
    assert "Communities" not in planner("/desk/lampang").html
