"""Workshops at the desk: prepare one from a form, arrange its agenda, and who may do so when."""

import html
import re

import pytest
from sqlalchemy import func, select

from sfc_workshop.core.db import db
from sfc_workshop.domain.roles import Role
from sfc_workshop.people.models import Person
from sfc_workshop.workshops.models import Activity, Workshop
from tests.cast import PASSWORD, make_person, make_plan, make_survey
from tests.visiting import Page, Visitor
from tests.workshops.hall import begin, make_full_plan, make_workshop

DATABASES = ["sqlite"]  # pages; what is behind them is tested on both

DESK = "/desk/lampang/workshops"
FILLED = {
    "title_th": "ประชุมวิสัยทัศน์",
    "title_en": "Vision meeting",
    "held_on": "2642-07-09",
    "place_th": "ห้องประชุมเทศบาล",
    "place_en": "",
    "tables": "6",
    "agencies": "สำนักงานจังหวัด | Provincial office\n\nหอการค้า\n",
}


@pytest.fixture
def planner(app, visit) -> Visitor:
    make_person("planner", Role.PLANNER)
    visit("/?lang=en")
    visit.sign_in("planner", PASSWORD)
    return visit


def someone() -> Person:
    return db.session.scalars(select(Person)).first()


def body(page: Page) -> str:
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.html.split("<main")[1])))


def titles() -> list[str]:
    return list(db.session.scalars(select(Activity.title_en).order_by(Activity.position)))


def test_a_planner_prepares_a_workshop_and_opens_its_consultation(planner):
    plan = make_full_plan()
    planner(f"{DESK}/new")
    page = planner.post(planner.opened, {**FILLED, "begin": f"vision-{plan.id}"})
    made = db.session.scalars(select(Workshop)).one()
    assert planner.opened == f"{DESK}/{made.id}"
    assert page.headings == ["Vision meeting"]
    assert made.held_on.year == 2099  # the year of the Buddhist era was understood
    assert [(one.name_th, one.name_en) for one in made.agencies] == [
        ("สำนักงานจังหวัด", "Provincial office"),
        ("หอการค้า", ""),
    ]
    assert "One thing is missing" in body(page)
    assert made.code in body(page)
    assert f"{DESK}/{made.id}/console" in page.html

    consultation = f"/desk/lampang/consultations/{made.doors[0].consultation_id}"
    planner(consultation)
    planner.post(f"{consultation}/opening")
    assert "Everything that is needed is there" in body(planner(f"{DESK}/{made.id}"))

    planner(f"{DESK}/{made.id}/about")
    again = {**FILLED, "invited_citizens": "1,200", "invited_government": "0", "invited_private": ""}
    assert "1200 people invited" in body(planner.post(planner.opened, again))
    assert made.invited == {"citizens": 1200, "government": 0}
    assert "Vision meeting" in body(planner(DESK))


WRONG = [
    ({"title_th": " "}, "Please write this in Thai."),
    ({"held_on": ""}, "Please choose a day."),
    ({"held_on": "the ninth"}, "Please write a day such as"),
    ({"tables": "-1"}, "Please write a whole number from 0 to 200."),
    ({"tables": "six"}, "Please write a whole number."),
    ({"agencies": "ก" * 121}, "to 120 characters"),
    ({"begin": "party-1"}, "Please choose from the list."),
    ({"title_en": "\x00"}, "signs that cannot be shown"),
]


def test_what_does_not_fit_is_said_and_nothing_typed_is_lost(planner):
    plan = make_full_plan()
    planner(f"{DESK}/new")
    for typed, sentence in WRONG:
        page = planner.post(f"{DESK}/new", {**FILLED, "begin": f"vision-{plan.id}", **typed}, status=422)
        assert sentence in body(page)
        assert page.value_of("place_th") == FILLED["place_th"]
    assert db.session.scalar(select(func.count()).select_from(Workshop)) == 0


def test_a_workshop_begins_from_a_consultation_there_is(planner):
    consultation = make_survey(kinds=("score",)).door.consultation
    page = planner(f"{DESK}/new?begin=consultation-{consultation.id}")
    assert f'<option selected value="consultation-{consultation.id}">' in page.html
    planner.post(f"{DESK}/new", {**FILLED, "begin": f"consultation-{consultation.id}"})
    assert titles() == ["Welcome and check-in", "Question 0"]
    assert "consultation-" not in planner(f"{DESK}/new").html


def test_an_activity_is_added_written_moved_and_taken_off(planner):
    workshop = make_workshop(someone())
    at = f"{DESK}/{workshop.id}"
    planner(f"{at}/activities/new?kind=talk")
    typed = {"title_th": "พัก", "title_en": "Break", "words_th": "", "words_en": "", "minutes": "15"}
    page = planner.post(f"{at}/activities/new?kind=talk", typed)
    assert "Break" in body(page)
    made = workshop.activities[-1]
    assert made.minutes == 15

    page = planner.post(f"{DESK}/activities/{made.id}/place", {"way": "up"})
    assert titles()[-2] == "Break"
    assert re.search(rf'formaction="[^"]*/{made.id}/place" aria-label="Move up: Break" autofocus', page.html)

    page = planner(f"{DESK}/activities/{made.id}")
    assert page.value_of("title_en") == "Break"
    planner.post(planner.opened, {**typed, "title_en": "Coffee"})
    assert "Coffee" in titles()
    planner.post(f"{DESK}/activities/{made.id}/deletion")
    assert "Coffee" not in titles()


def test_the_ends_of_the_agenda_have_one_button_each_and_it_takes_the_focus(planner):
    workshop = make_workshop(someone(), usual="introduction")
    second = workshop.activities[1]
    planner(f"{DESK}/{workshop.id}/agenda")
    page = planner.post(f"{DESK}/activities/{second.id}/place", {"way": "up"})
    assert re.search(rf'/{second.id}/place" aria-label="Move down: [^"]*" autofocus', page.html)
    assert f'/{second.id}/place" aria-label="Move up' not in page.html


def test_ideas_bring_their_own_question(planner):
    workshop = make_workshop(someone())
    page = planner(f"{DESK}/{workshop.id}/activities/new?kind=ideas")
    assert "A new question with this title" in page.html
    assert "A new question with this title" not in planner(f"{DESK}/{workshop.id}/activities/new?kind=question").html
    planner.post(f"{DESK}/{workshop.id}/activities/new?kind=ideas", {"title_th": "อื่น ๆ", "question": "new"})
    assert workshop.activities[-1].question.title_th == "อื่น ๆ"


def test_a_question_asked_already_is_refused_beside_the_field(planner):
    workshop = make_workshop(someone())
    score = workshop.activities[2].question_id
    planner(f"{DESK}/{workshop.id}/activities/new?kind=question")
    page = planner.post(planner.opened + "?kind=question", {"title_th": "ซ้ำ", "question": str(score)}, status=422)
    assert "asks this question already" in body(page)
    assert page.value_of("title_th") == "ซ้ำ"


def test_a_copy_is_written_anew(planner):
    workshop = make_workshop(someone())
    planner(f"{DESK}/{workshop.id}")
    page = planner.post(f"{DESK}/{workshop.id}/copy")
    assert page.headings == ["About the workshop"]
    assert db.session.scalar(select(func.count()).select_from(Workshop)) == 2


def test_consultations_come_and_go_and_a_workshop_is_deleted(planner):
    workshop = make_workshop(someone())
    survey = make_survey(plan=workshop.plan)
    at, second = f"{DESK}/{workshop.id}", survey.door.consultation_id
    planner(at)
    page = planner.post(f"{at}/consultations", {"consultation": second})
    assert "asks in this consultation as well" in body(page)
    page = planner.post(f"{at}/consultations", {"leave": second})
    assert "no longer" in body(page)
    planner.post(f"{at}/consultations", {"consultation": "999"}, status=404)
    planner(at)
    planner.post(f"{at}/code")
    planner.post(f"{at}/deletion")
    assert "No workshop yet" in body(planner(DESK))


def test_once_it_has_begun_the_pages_say_so(planner):
    workshop = make_workshop(someone())
    begin(workshop)
    at = f"{DESK}/{workshop.id}"
    page = planner(f"{at}/agenda")
    assert "has begun" in body(page)
    assert "Move up" not in page.html
    assert "kind=talk" in page.html
    assert "kind=question" not in page.html
    assert "make a copy" in body(planner(f"{at}/about", status=409))
    planner(f"{at}/activities/new?kind=cloud", status=409)
    planner(f"{DESK}/activities/{workshop.activities[0].id}", status=409)
    planner(at)
    planner.post(f"{at}/deletion", status=409)
    planner(at)
    planner.post(f"{at}/activities/new?kind=information", {"title_th": "ประกาศ"})
    assert workshop.activities[-1].title_th == "ประกาศ"


@pytest.mark.parametrize("role", [Role.PLANNER, Role.FACILITATOR, Role.REPORTER, Role.OFFICER])
def test_who_may_do_what_and_when(app, visit, role):
    workshop = make_workshop(make_person("maker", Role.PLANNER))
    make_person("visitor", role, None if role is Role.OFFICER else "lampang")
    visit("/?lang=en")
    visit.sign_in("visitor", PASSWORD)
    is_planner = role is Role.PLANNER
    at, activity = f"{DESK}/{workshop.id}", workshop.activities[0].id
    for changes in (200, 409) if is_planner else (404, 404):
        for path in (f"{at}/about", f"{DESK}/activities/{activity}", f"{at}/activities/new?kind=question"):
            visit(path, status=changes)
        visit(f"{at}/agenda")
        assert ("Prepare a workshop" in visit(DESK).html) == is_planner
        assert ("/console" in visit(at).html) == (role in (Role.PLANNER, Role.FACILITATOR))
        for path in (f"{at}/code", f"{DESK}/activities/{activity}/place"):
            visit(at)
            visit.post(path, {"way": "up"}, status=changes)
        begin(workshop)
    visit(f"{DESK}/new", status=200 if is_planner else 404)


def test_what_is_of_another_city_does_not_exist(planner):
    stranger = make_workshop(someone(), plan=make_full_plan("sukhothai-thani"))
    activity = stranger.activities[0].id
    for path in (
        f"{DESK}/{stranger.id}",
        f"{DESK}/{stranger.id}/about",
        f"{DESK}/{stranger.id}/agenda",
        f"{DESK}/{stranger.id}/activities/new?kind=talk",
        f"{DESK}/activities/{activity}",
        "/desk/sukhothai-thani/workshops",
        f"{DESK}/999",
        f"{DESK}/999/agenda",
        f"{DESK}/activities/999",
    ):
        planner(path, status=404)
    planner(DESK)
    for path in (
        f"{stranger.id}/code",
        f"{stranger.id}/copy",
        f"{stranger.id}/deletion",
        f"{stranger.id}/consultations",
        f"activities/{activity}/deletion",
        f"activities/{activity}/place",
    ):
        planner.post(f"{DESK}/{path}", {"way": "up", "consultation": "1"}, status=404)
        planner(DESK)


def test_who_is_not_signed_in_signs_in_first(app, visit):
    workshop = make_workshop(make_person("maker", Role.PLANNER))
    visit(f"{DESK}/{workshop.id}")
    assert visit.opened == "/sign-in"


def test_pages_take_the_same_queries_however_long_the_agenda(planner):
    short = make_workshop(someone(), usual="introduction", agencies=[])
    long = make_workshop(someone(), plan=short.plan, agencies=[(f"หน่วยงาน {n}", "") for n in range(30)])
    for page in ("", "/agenda", "/about", "/activities/new?kind=question"):
        few, many = (planner.queries(f"{DESK}/{one.id}{page}") for one in (short, long))
        assert few == many, page
    assert planner.queries(DESK) < 12


def test_without_a_plan_there_is_nothing_to_meet_about(planner):
    assert "Begin with the plan" in body(planner(f"{DESK}/new"))


def test_a_plan_that_has_too_little_is_told_so(planner):
    plan = make_plan()
    planner(f"{DESK}/new")
    page = planner.post(f"{DESK}/new", {**FILLED, "begin": f"vision-{plan.id}"}, status=422)
    assert "write at least two into the plan first" in body(page)
    assert page.value_of("place_th") == FILLED["place_th"]


def test_the_audit_log_says_it_in_sentences(planner):
    workshop = make_workshop(someone())
    planner(f"{DESK}/{workshop.id}")
    planner.post(f"{DESK}/{workshop.id}/code")
    page = body(planner("/desk/lampang/audit?kind=workshops"))
    assert "Made a new join code for “A test workshop”." in page
    assert "Prepared the workshop “A test workshop”." in page
