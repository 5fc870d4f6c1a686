"""Preparing a consultation: what is asked about, questions, pages, margins; nothing after opening."""

import pytest
from sqlalchemy import func, select

from sfc_workshop.ballots import actions as box
from sfc_workshop.ballots import checks, queries
from sfc_workshop.ballots.actions import asking, choosing, declaring, preparing
from sfc_workshop.ballots.actions.asking import Asked, Choice, NotThisQuestion
from sfc_workshop.ballots.actions.declaring import IsFrozen
from sfc_workshop.ballots.limits import faults_in
from sfc_workshop.ballots.models import Consultation, Item, Question, Section
from sfc_workshop.core.audit import AuditEntry
from sfc_workshop.core.db import db, writing
from sfc_workshop.domain.roles import Role
from sfc_workshop.plans.models import BudgetLine, Goal, Plan, Project, Vision
from tests.cast import city, make_community, make_person, make_plan, make_survey

TITLE = preparing.Title("ถามเรื่องโครงการ", "About projects")
SCORE = {"lo": 1, "hi": 5}


@pytest.fixture
def planner(app):
    return make_person("planner", Role.PLANNER)


@pytest.fixture
def plan(app) -> Plan:
    """Two visions, a goal, three projects: two short ones of the goal, a long one of none."""
    plan = make_plan()
    with writing():
        goal = Goal(position=0, title_th="เป้าประสงค์", title_en="Goal")
        plan.goals = [goal]
        plan.visions = [Vision(position=n, title_th=f"วิสัยทัศน์ {n}", title_en=f"Vision {n}") for n in range(2)]
        for n, (horizon, of) in enumerate([("short", goal), ("short", goal), ("long", None)], start=1):
            project = Project(position=n, horizon=horizon, goal=of, title_th=f"โครงการ {n}", title_en=f"Project {n}")
            project.budget = [BudgetLine(fiscal_year=2566, baht=1000 * n)]
            plan.projects.append(project)
        db.session.commit()
    return plan


@pytest.fixture
def consultation(plan, planner) -> Consultation:
    made = preparing.prepare(plan, TITLE, by=planner)
    rows = {row.id for row in plan.projects}
    choosing.choose_items(made, "project", wanted=rows, among=rows, by=planner)
    return made


def asked(consultation: Consultation, kind: str = "score", **changes) -> Asked:
    usual = {
        "words": {"title_th": "คำถาม", "title_en": "Question"},
        "items": list(consultation.items),
        "criterion": consultation.criteria[0],
        "settings": SCORE if kind == "score" else {},
    }
    return Asked(kind=kind, **{**usual, **changes})


def add(consultation, planner, kind="text", page=1, **changes) -> Question:
    return asking.add_question(consultation, asked(consultation, kind, **changes), page=page, by=planner)


def order(consultation: Consultation) -> list[list[str]]:
    db.session.expire_all()
    return [[one.key for one in page.questions] for page in queries.pages_of(consultation, with_blank=True)]


def test_a_new_consultation_has_the_usual_groups_alike_and_one_criterion(plan, planner):
    made = preparing.prepare(plan, TITLE, by=planner)
    assert [(g.key, g.weight) for g in made.groups] == [
        (key, "1/5") for key in ("citizens", "government", "private", "academia", "civil_society")
    ]
    assert (made.groups[0].title_th, made.groups[0].title_en) == ("ภาคประชาชน", "Citizens")
    assert [(c.key, c.weight) for c in made.criteria] == [("importance", "1")]
    assert db.session.scalars(select(AuditEntry.action)).all()[-1] == "consultation prepared"


def test_items_are_copies_that_follow_the_plan_only_when_they_are_chosen(consultation, plan, planner):
    assert [(i.key, i.title_en, i.cost, i.horizon, i.goal_title_en) for i in consultation.items] == [
        ("p1", "Project 1", 1000, "short", "Goal"),
        ("p2", "Project 2", 2000, "short", "Goal"),
        ("p3", "Project 3", 3000, "long", ""),
    ]
    add(consultation, planner, "score")
    with writing():
        plan.projects[0].title_en = "Another name"
        db.session.commit()
    assert consultation.items[0].title_en == "Project 1"
    second = plan.projects[1].id
    choosing.choose_items(consultation, "project", wanted=set(), among={second}, by=planner)
    assert [(i.key, i.title_en) for i in consultation.items] == [("p1", "Another name"), ("p3", "Project 3")]
    assert consultation.questions[0].choices == ["p1", "p3"]
    choosing.choose_items(consultation, "project", wanted={second}, among={second}, by=planner)
    assert [i.title_en for i in consultation.items] == ["Another name", "Project 2", "Project 3"]
    assert db.session.scalar(select(func.count()).select_from(Item)) == 3


def test_only_rows_of_its_own_plan_become_items(consultation, planner):
    with writing():
        other = Vision(position=0, title_th="ของแผนอื่น", plan=Plan(city=city("nan"), title_th="แผนอื่น", first_year=2566))
        db.session.add(other)
        db.session.commit()
    assert choosing.choose_items(consultation, "vision", wanted={other.id}, among={other.id}, by=planner) == 0


def test_questions_move_by_one_place_and_over_the_edges_of_pages(consultation, planner):
    one, two, three = (add(consultation, planner, page=page) for page in (1, 1, 2))
    assert order(consultation) == [["q1", "q2"], ["q3"]]
    asking.move_question(two, up=True, by=planner)
    assert order(consultation) == [["q2", "q1"], ["q3"]]
    asking.move_question(one, up=False, by=planner)
    assert order(consultation) == [["q2"], ["q1", "q3"]]
    asking.move_question(three, up=False, by=planner)  # the last stays the last
    assert order(consultation) == [["q2"], ["q1", "q3"]]
    asking.move_question(two, up=False, by=planner)  # an empty page without words is no page
    assert order(consultation) == [["q2", "q1", "q3"]]
    asking.delete_question(one, by=planner)
    assert order(consultation) == [["q2", "q3"]]
    assert [q.position for q in consultation.questions] == [0, 1]


def test_pages_have_headings_and_can_be_moved_and_taken_away(consultation, planner):
    words = {"title_th": "หมวดหนึ่ง", "title_en": "Part one", "words_th": "", "words_en": ""}
    add(consultation, planner)
    add(consultation, planner, page=2)
    asking.write_section(consultation, 2, words, by=planner)
    asking.write_section(consultation, 3, {**words, "words_th": "อ่านก่อน"}, by=planner)
    pages = queries.pages_of(consultation)
    assert [(p.number, p.section and p.section.title_en, len(p.questions)) for p in pages] == [
        (1, None, 1),
        (2, "Part one", 1),
        (3, "Part one", 0),
    ]
    asking.move_section(consultation, 2, up=True, by=planner)
    assert order(consultation) == [["q2"], ["q1"], []]
    assert [s.page for s in db.session.scalars(select(Section).order_by(Section.page))] == [1, 3]
    asking.delete_section(consultation, 1, by=planner)
    assert order(consultation) == [["q2", "q1"], []]
    asking.delete_section(consultation, 2, by=planner)
    assert order(consultation) == [["q2", "q1"]]


def test_a_copy_of_a_question_is_a_question_of_its_own(consultation, planner):
    first = add(consultation, planner, "single", options=[Choice("ใช่", "Yes"), Choice("ไม่", "No")])
    add(consultation, planner)
    twin = asking.copy_question(first, by=planner)
    assert order(consultation) == [["q1", "q3", "q2"]]
    choices = [Choice("บางที", "Maybe"), Choice("ใช่", "Yes", key="o1")]
    asking.change_question(twin, asked(consultation, "single", options=choices), by=planner)
    assert ([o.key for o in twin.options], [o.key for o in first.options]) == (["o3", "o1"], ["o1", "o2"])


PRICED = [Item(key=f"p{n}", kind="project", cost=1000 * n) for n in (1, 2, 3)]


@pytest.mark.parametrize(
    ("kind", "limits", "field"),
    [
        ("score", {}, "lo"),
        ("score", {"lo": 5, "hi": 1}, "hi"),
        ("score", {"lo": 0, "hi": 11}, "hi"),
        ("score", {"lo": "1", "hi": 5}, "lo"),
        ("approval", {"cap": 4}, "cap"),
        ("dots", {"dots": 0}, "dots"),
        ("dots", {"dots": 10, "cap": 11}, "cap"),
        ("dots", {"dots": 10, "cap": 3}, "cap"),
        ("ranking", {"places": 4}, "places"),
        ("ranking", {}, "places"),
        ("allocation", {"budget": 999}, "budget"),
        ("allocation", {"budget": True}, "budget"),
        ("pairwise", {"pairs": 4}, "pairs"),
        ("single", {}, "options"),
    ],
)
def test_settings_that_cannot_be_answered_are_named_by_their_field(kind, limits, field):
    assert next(iter(faults_in(kind, limits, PRICED))) == field


@pytest.mark.parametrize(
    ("kind", "limits"),
    [
        ("score", {"lo": 0, "hi": 10}),
        ("approval", {}),
        ("approval", {"cap": 3}),
        ("dots", {"dots": 9, "cap": 3}),
        ("dots", {"dots": 5}),
        ("ranking", {"places": 3}),
        ("allocation", {"budget": 1000}),
        ("pairwise", {"pairs": 3}),
        ("text", {}),
    ],
)
def test_settings_that_can_be_answered_pass(kind, limits):
    assert faults_in(kind, limits, PRICED) == {}


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_question_on_items_needs_items_of_one_kind_and_a_criterion(consultation, plan, planner):
    rows = {row.id for row in plan.visions}
    choosing.choose_items(consultation, "vision", wanted=rows, among=rows, by=planner)
    for changes, field in (
        ({"items": []}, "items"),
        ({"items": list(consultation.items)}, "items"),
        ({"items": consultation.items[:2], "criterion": None}, "criterion"),
    ):
        with pytest.raises(NotThisQuestion) as refusal:
            add(consultation, planner, "score", **changes)
        assert refusal.value.field == field
    with pytest.raises(NotThisQuestion) as refusal:
        add(consultation, planner, "score", items=consultation.items[:2], settings={"lo": 1, "hi": 1})
    assert (refusal.value.field, consultation.questions) == ("hi", [])
    add(consultation, planner, "community")
    with pytest.raises(NotThisQuestion, match="Once is enough"):
        add(consultation, planner, "community")


def test_after_opening_nothing_of_it_changes(app, planner):
    consultation = make_survey(kinds=("score", "text")).door.consultation
    question, before = consultation.questions[1], order(consultation)
    for act in (
        lambda: preparing.rename(consultation, TITLE, by=planner),
        lambda: preparing.give_up(consultation, by=planner),
        lambda: choosing.choose_items(consultation, "project", wanted=set(), among={1}, by=planner),
        lambda: add(consultation, planner),
        lambda: asking.change_question(question, asked(consultation, "text"), by=planner),
        lambda: asking.copy_question(question, by=planner),
        lambda: asking.delete_question(question, by=planner),
        lambda: asking.move_question(question, up=True, by=planner),
        lambda: asking.write_section(consultation, 1, {"title_th": "ก"}, by=planner),
        lambda: asking.delete_section(consultation, 1, by=planner),
        lambda: asking.move_section(consultation, 1, up=False, by=planner),
        lambda: declaring.declare_margins(consultation, {}, by=planner),
    ):
        with pytest.raises(IsFrozen):
            act()
    assert order(consultation) == before
    assert box.is_as_declared(consultation)


def test_headings_are_declared_and_a_changed_one_is_found_out(app, planner):
    consultation = make_survey(opened=False).door.consultation
    asking.write_section(consultation, 1, {"title_th": "หมวด", "title_en": "Part"}, by=planner)
    box.open_consultation(consultation, by=planner)
    assert box.is_as_declared(consultation)
    with writing():
        consultation.sections[0].title_th = "อื่น"
        db.session.commit()
    assert not box.is_as_declared(consultation)


def test_a_consultation_that_was_never_opened_goes_with_all_it_has(app, planner):
    consultation = make_survey(kinds=("score", "single"), opened=False).door.consultation
    asking.write_section(consultation, 1, {"title_th": "หมวด"}, by=planner)
    preparing.give_up(consultation, by=planner)
    for model in (Consultation, Question, Item, Section):
        assert db.session.scalar(select(func.count()).select_from(model)) == 0


def test_opening_names_everything_that_is_missing_at_once(plan, planner):
    made = preparing.prepare(plan, preparing.Title("ชื่อ"), by=planner)
    assert {fault.where for fault in checks.faults_of(made)} == {"questions", "doors"}
    assert [fault.where for fault in checks.untranslated(made)] == ["title"]
    with pytest.raises(Exception, match=r"Add at least one question.*Add a door"):
        box.open_consultation(made, by=planner)
    assert made.opening is None


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_what_lacks_thai_stops_the_opening_and_what_lacks_english_is_only_named(app, planner):
    survey = make_survey(kinds=("score", "single", "community"), opened=False)
    consultation = survey.door.consultation
    with writing():
        consultation.questions[0].title_th = ""
        consultation.questions[0].settings = {"lo": 1, "hi": 1}
        consultation.questions[1].title_en = ""
        consultation.items[0].title_th = ""
        consultation.groups[0].weight = "1/3"
        consultation.margins = {"citizens": {"77": "1"}}
        db.session.commit()
    assert [(f.where, f.which == consultation.questions[0].id) for f in checks.faults_of(consultation)] == [
        ("declaration", False),
        ("margins", False),
        ("items", False),
        ("question", True),
        ("question", True),
        ("communities", False),
    ]
    assert [f.which for f in checks.untranslated(consultation)] == [consultation.questions[1].id]


def test_margins_are_declared_as_people_and_weigh_as_shares(app, planner):
    survey = make_survey(kinds=("score", "community"), opened=False)
    consultation, home = survey.door.consultation, make_community()
    declaring.declare_margins(consultation, {"citizens": {str(home.id): "30/40"}}, by=planner)
    assert [f.where for f in checks.faults_of(consultation)] == ["margins"]
    declaring.declare_margins(consultation, {"citizens": {str(home.id): "40/40"}}, by=planner)
    assert checks.faults_of(consultation) == []
