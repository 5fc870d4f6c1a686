"""Who came and what they left behind: counts that name nobody, ideas that go into the plan."""

import html
import re
import secrets

import pytest
from sqlalchemy import select

from sfc_workshop.ballots import round_keys
from sfc_workshop.ballots.actions import close_consultation, open_consultation
from sfc_workshop.ballots.models import Ballot, Comment, Participant, Support
from sfc_workshop.core import clock
from sfc_workshop.core.db import db, random_id, writing
from sfc_workshop.core.refusals import Refused
from sfc_workshop.domain.attendance import shown_apart
from sfc_workshop.domain.roles import Role
from sfc_workshop.people.models import Person
from sfc_workshop.plans.models import Project
from sfc_workshop.workshops.actions import joining, running
from sfc_workshop.workshops.actions.promoting import promote
from sfc_workshop.workshops.attendance import attendance_table
from sfc_workshop.workshops.models import Workshop
from tests.cast import PASSWORD, make_person
from tests.visiting import Page, Visitor
from tests.workshops.hall import make_full_plan, make_workshop

DESK = "/desk/lampang/workshops"


@pytest.fixture
def planner(app) -> Person:
    return make_person("planner", Role.PLANNER)


@pytest.fixture
def workshop(planner) -> Workshop:
    """A workshop that is on."""
    workshop = make_workshop(planner)
    open_consultation(workshop.doors[0].consultation, by=planner)
    running.start(workshop, by=planner)
    return workshop


def body(page: Page) -> str:
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.html.split("<main")[1])))


def come(workshop: Workshop, group: str, many: int, agency: int | None = None, table: int | None = None) -> None:
    agency_id = None if agency is None else workshop.agencies[agency].id
    for _one in range(many):
        joining.join(workshop, group_key=group, agency_id=agency_id, table_number=table)


def hand_in(workshop: Workshop, group: str, many: int) -> None:
    """Paper ballots on the first vote, as keyed in."""
    question = next(activity.question for activity in workshop.activities if activity.kind == "question")
    assert question is not None
    assert round_keys.exists(question.consultation.public_id)
    with writing():
        for _one in range(many):
            db.session.add(
                Ballot(
                    question_id=question.id,
                    run=question.run,
                    ballot_ref=secrets.token_hex(32),
                    revision=1,
                    key_hash=secrets.token_hex(32),
                    group_key=group,
                    door="paper",
                    integrity="code",
                    day=clock.today(),
                    marks={"v1": 3},
                )
            )
        db.session.commit()


def propose(workshop: Workshop, words: str, *, state: str = "shown", into: str | None = None, by: int = 0) -> str:
    """An idea as it stands after the facilitator looked at it, with so many supporters."""
    activity = next(one for one in workshop.activities if one.kind == "ideas")
    door, found = workshop.doors[0], random_id()
    with writing():
        people = [
            Participant(
                id=random_id(),
                consultation_id=door.consultation_id,
                digest=secrets.token_hex(32),
                door_id=door.id,
                group_key="citizens",
                group_fixed=False,
                joined_on=clock.today(),
            )
            for _one in range(by)
        ]
        db.session.add_all(people)
        db.session.add(
            Comment(
                id=found,
                consultation_id=door.consultation_id,
                question_id=activity.question_id,
                subject=f"idea:{found}",
                words=words,
                day=clock.today(),
                state=state,
                merged_into_id=into,
            )
        )
        db.session.flush()
        db.session.add_all([Support(comment_id=found, participant_id=one.id) for one in people])
        db.session.commit()
    return found


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ({}, ({}, 0)),
        ({"a": 5}, ({"a": 5}, 0)),
        ({"a": 4}, ({}, 4)),
        ({"a": 9, "b": 4}, ({}, 13)),
        ({"a": 9, "b": 7, "c": 4}, ({"a": 9}, 11)),
        ({"a": 9, "b": 3, "c": 4}, ({"a": 9}, 7)),
        ({"a": 9, "b": 9, "c": 1}, ({"a": 9}, 10)),
    ],
)
def test_small_agencies_are_never_told_by_a_difference(counts, expected):
    assert shown_apart(counts, n_min=5) == expected


def test_who_came_is_counted_by_group_agency_table_and_door(workshop, planner):
    come(workshop, "citizens", 6, agency=0, table=1)
    come(workshop, "government", 5, agency=1, table=2)
    come(workshop, "government", 2, agency=2, table=2)
    come(workshop, "citizens", 3)
    hand_in(workshop, "citizens", 4)
    found = attendance_table(workshop)
    by_group = {row.group.key: (row.invited, row.phones, row.paper, row.came) for row in found.groups}
    assert by_group["citizens"] == (20, 9, 4, 13)
    assert by_group["government"] == (10, 7, 0, 7)
    assert by_group["academia"] == (None, 0, 0, 0)
    assert [(agency.name_en, n) for agency, n in found.agencies] == [
        ("Provincial office", 6),
        ("Chamber of commerce", 5),
    ]
    assert found.others == 5
    assert found.tables == {1: 6, 2: 7, 3: 0, 4: 0}
    assert found.without_table == 3
    assert (found.invited, found.phones, found.paper, found.came) == (30, 16, 4, 20)

    running.end(workshop, by=planner)
    close_consultation(workshop.doors[0].consultation, by=planner)
    assert workshop.doors[0].consultation.is_sealed
    assert attendance_table(workshop) == found


def test_an_idea_becomes_a_project_of_the_plan_once(workshop, planner):
    thai, english = propose(workshop, "ทางจักรยานริมน้ำ"), propose(workshop, "A river path")
    hidden, merged = propose(workshop, "ซ่อน", state="hidden"), propose(workshop, "เหมือนกัน", into=thai)
    assert promote(workshop, [thai, english, thai], to="project", horizon="medium", by=planner) == 2
    made = db.session.scalars(select(Project).where(Project.origin == "workshop").order_by(Project.position)).all()
    assert [(one.title_th, one.title_en, one.horizon) for one in made] == [
        ("ทางจักรยานริมน้ำ", "", "medium"),
        ("A river path", "A river path", "medium"),
    ]
    with pytest.raises(Refused, match="has all of these already"):
        promote(workshop, [thai], to="project", by=planner)
    for gone in (hidden, merged, "0" * 32):
        with pytest.raises(Refused, match="not shown any more"):
            promote(workshop, [gone], to="project", by=planner)
    with pytest.raises(Refused, match="tick at least one"):
        promote(workshop, [], to="project", by=planner)
    with pytest.raises(Refused, match="from the list"):
        promote(workshop, [thai], to="goal", by=planner)
    assert promote(workshop, [thai], to="vision", by=planner) == 1
    assert workshop.plan.visions[-1].title_th == "ทางจักรยานริมน้ำ"


def signed_in(visit: Visitor, role: Role) -> Visitor:
    make_person("visitor", role)
    visit("/?lang=en")
    visit.sign_in("visitor", PASSWORD)
    return visit


class TestPages:
    """What the desk shows of it; the numbers behind are tested on both databases."""

    pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

    def test_attendance_is_empty_and_then_counted(self, workshop, visit):
        signed_in(visit, Role.REPORTER)
        assert "Nobody has come yet" in body(visit(f"{DESK}/{workshop.id}/attendance"))
        come(workshop, "citizens", 6, agency=0, table=1)
        page = body(visit(f"{DESK}/{workshop.id}/attendance"))
        assert "6 people came, of 30 invited." in page
        assert "Citizens 20 6 30% 6 0" in page
        assert "Provincial office 6" in page
        assert "Table 1 6" in page

    def test_ideas_are_listed_by_support_and_ticked_into_the_plan(self, workshop, visit):
        few = propose(workshop, "ข้อเสนอแรก", by=1)
        many = propose(workshop, "ข้อเสนอที่สอง", by=2)
        propose(workshop, "ซ้ำ", into=many, by=3)
        propose(workshop, "รอ", state="pending")
        signed_in(visit, Role.PLANNER)
        at = f"{DESK}/{workshop.id}/ideas"
        page = visit(at)
        assert body(page).index("ข้อเสนอที่สอง 5 people") < body(page).index("ข้อเสนอแรก 1 person")
        assert "รอ" not in body(page)
        page = visit.post(at, {"to": "project", "horizon": "long"}, status=422)
        assert "Please tick at least one idea." in body(page)
        page = visit.post(at, {"idea": [few], "to": "project", "horizon": "century"}, status=422)
        assert re.search(rf'value="{few}" checked', page.html)
        page = visit.post(at, {"idea": [few], "to": "project", "horizon": "long"})
        assert "One idea stands in the plan now" in body(page)
        assert "in the plan, as a project" in body(page)
        assert db.session.scalars(select(Project.horizon).where(Project.origin == "workshop")).all() == ["long"]

    @pytest.mark.parametrize("role", [Role.FACILITATOR, Role.REPORTER])
    def test_who_may_not_edit_the_plan_only_reads(self, workshop, visit, role):
        idea = propose(workshop, "ข้อเสนอ")
        signed_in(visit, role)
        page = visit(f"{DESK}/{workshop.id}/ideas")
        assert "ข้อเสนอ" in body(page)
        assert "Put them into the plan" not in page.html
        visit.post(f"{DESK}/{workshop.id}/ideas", {"idea": [idea], "to": "project"}, status=404)

    def test_what_is_of_another_city_does_not_exist(self, planner, visit):
        stranger = make_workshop(planner, plan=make_full_plan("sukhothai-thani"))
        signed_in(visit, Role.PLANNER)
        for page in ("attendance", "ideas"):
            visit(f"{DESK}/{stranger.id}/{page}", status=404)
        visit(DESK)
        visit.post(f"{DESK}/{stranger.id}/ideas", {"idea": ["0" * 32]}, status=404)

    def test_pages_take_the_same_queries_however_many_came(self, workshop, visit):
        signed_in(visit, Role.PLANNER)
        pages = [f"{DESK}/{workshop.id}/{name}" for name in ("attendance", "ideas")]
        come(workshop, "citizens", 1, agency=0, table=1)
        propose(workshop, "หนึ่ง")
        few = [visit.queries(page) for page in pages]
        come(workshop, "government", 6, agency=1, table=2)
        for n in range(5):
            propose(workshop, f"ข้อเสนอ {n}", by=2)
        assert [visit.queries(page) for page in pages] == few
