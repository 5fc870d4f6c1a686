"""Preparing a workshop: the usual ones can be opened, everything may change before it begins and nothing after."""

from datetime import date

import pytest
from sqlalchemy import func, select

from sfc_workshop.ballots.actions import close_consultation, open_consultation
from sfc_workshop.ballots.actions.preparing import Title, give_up, prepare
from sfc_workshop.ballots.models import Consultation, Door, Question
from sfc_workshop.core.audit import AuditEntry
from sfc_workshop.core.db import db
from sfc_workshop.core.refusals import Refused
from sfc_workshop.domain.agenda import Kind
from sfc_workshop.domain.roles import Role
from sfc_workshop.people.models import Person
from sfc_workshop.workshops import checks, lookups
from sfc_workshop.workshops.actions import arranging, preparing, running
from sfc_workshop.workshops.actions.arranging import NotThisActivity, Planned
from sfc_workshop.workshops.models import Entrance, Workshop
from sfc_workshop.workshops.usual import USUAL
from tests.cast import make_person, make_plan, make_survey
from tests.workshops.hall import about, begin, make_full_plan, make_workshop

on_one = pytest.mark.parametrize("database", ["sqlite"], indirect=True)  # what no database decides


@pytest.fixture
def planner(app) -> Person:
    return make_person("planner", Role.PLANNER)


def kinds(workshop: Workshop) -> list[str]:
    return [activity.kind for activity in workshop.activities]


def sentences(workshop: Workshop) -> list[str]:
    return [str(fault.sentence) for fault in checks.faults_of(workshop)]


@on_one
def test_every_usual_workshop_is_written_in_both_languages_and_can_be_opened_and_begun(planner):
    plan = make_full_plan()
    for name in USUAL:
        workshop = make_workshop(planner, usual=name, plan=plan)
        consultation = workshop.doors[0].consultation
        options = [option for question in consultation.questions for option in question.options]
        rows = [*workshop.activities, *consultation.questions, *options]
        assert all(row.title_th and row.title_en and row.title_th != row.title_en for row in rows)
        assert all(bool(activity.words_th) == bool(activity.words_en) for activity in workshop.activities)
        assert sentences(workshop) == ["The consultation is not open yet."]

        open_consultation(consultation, by=planner)
        assert sentences(workshop) == []
        running.start(workshop, by=planner)
        assert workshop.screen.activity.kind == "check_in"


@on_one
def test_the_agendas_are_those_that_were_observed(planner):
    plan = make_full_plan()
    agendas = {name: make_workshop(planner, usual=name, plan=plan) for name in USUAL}
    assert kinds(agendas["introduction"]) == ["check_in", "information", "cloud", "ideas", "feedback"]
    assert kinds(agendas["vision"]) == ["check_in", "information", "question", "talk", "again", "ideas", "feedback"]
    assert kinds(agendas["projects"]) == [
        "check_in",
        "information",
        "question",
        "talk",
        "question",
        "ideas",
        "feedback",
    ]
    assert kinds(agendas["hearing"]) == ["check_in", "information", "question", "ideas", "question", "feedback"]
    score, again = (one for one in agendas["vision"].activities if one.kind in ("question", "again"))
    assert score.question_id == again.question_id
    asked = [activity.question.kind for activity in agendas["projects"].activities if activity.question]
    assert asked == ["dots", "ranking", "text", "single"]
    dots = next(one.question for one in agendas["projects"].activities if one.kind == "question")
    assert [item.title_en for item in dots.items] == ["Project 1", "Project 2", "Project 3"]


@on_one
def test_a_plan_with_nothing_to_ask_about_is_told_so_and_nothing_is_made(planner):
    plan = make_plan()
    for name in ("vision", "projects", "hearing"):
        with pytest.raises(Refused, match="into the plan first"):
            preparing.prepare_usual(plan, name, about(), by=planner)
    for model in (Workshop, Consultation, Entrance):
        assert db.session.scalar(select(func.count()).select_from(model)) == 0


def test_a_workshop_asks_in_a_consultation_there_is(planner):
    survey = make_survey(kinds=("score", "text"))
    consultation = survey.door.consultation
    workshop = preparing.prepare_for(consultation, about(), by=planner)
    assert kinds(workshop) == ["check_in", "question", "ideas"]
    assert [door.kind for door in consultation.doors] == ["survey", "workshop"]
    assert workshop.doors[0].is_open
    assert workshop.doors[0].integrity == "open"
    assert sentences(workshop) == []
    with pytest.raises(Refused, match="Another workshop"):
        preparing.prepare_for(consultation, about(), by=planner)


@on_one
def test_what_a_survey_asks_too_cannot_be_voted_on_twice(planner):
    workshop = preparing.prepare_for(make_survey().door.consultation, about(), by=planner)
    question = workshop.activities[1].question
    arranging.add_activity(workshop, Kind.AGAIN, Planned({"title_th": "อีกครั้ง"}, question=question), by=planner)
    assert ["in a survey too" in sentence for sentence in sentences(workshop)] == [True]


def test_a_closed_consultation_has_no_new_hall(planner):
    consultation = make_survey().door.consultation
    close_consultation(consultation, by=None)
    with pytest.raises(Refused, match="closed"):
        preparing.prepare_for(consultation, about(), by=planner)
    assert lookups.without_hall(consultation.plan.city) == []


def test_a_workshop_asks_in_several_consultations_of_one_plan(planner):
    workshop = make_workshop(planner)
    second = prepare(workshop.plan, Title("อีกเรื่อง", "Another matter"), by=planner)
    elsewhere = prepare(make_plan("sukhothai-thani"), Title("ที่อื่น"), by=planner)
    preparing.attach(workshop, second, by=planner)
    assert [entrance.position for entrance in workshop.entrances] == [0, 1]
    with pytest.raises(Refused, match="same plan"):
        preparing.attach(workshop, elsewhere, by=planner)

    preparing.detach(workshop, workshop.doors[0].consultation, by=planner)
    assert kinds(workshop) == ["check_in", "information", "talk"]
    assert [activity.position for activity in workshop.activities] == [0, 1, 2]
    assert [door.consultation_id for door in workshop.doors] == [second.id]
    assert db.session.scalar(select(func.count()).select_from(Door)) == 1


def test_a_copy_has_its_own_code_questions_and_day(planner):
    earlier = make_workshop(planner, held_on=date(2020, 7, 9))
    open_consultation(earlier.doors[0].consultation, by=planner)
    begin(earlier)
    copied = preparing.copy(earlier, by=planner)
    assert copied.code != earlier.code
    assert copied.public_id != earlier.public_id
    assert copied.held_on > earlier.held_on
    assert copied.started_at is None
    assert copied.invited == earlier.invited
    assert [agency.name_th for agency in copied.agencies] == [agency.name_th for agency in earlier.agencies]
    assert [(a.kind, a.title_th, a.minutes) for a in copied.activities] == [
        (a.kind, a.title_th, a.minutes) for a in earlier.activities
    ]
    assert all(activity.state == "ready" and activity.run is None for activity in copied.activities)
    twins = [(a.question, b.question) for a, b in zip(earlier.activities, copied.activities, strict=True)]
    assert all((a and a.key) == (b and b.key) and (a is None or a.id != b.id) for a, b in twins)
    assert copied.doors[0].consultation.opening is None
    open_consultation(copied.doors[0].consultation, by=planner)
    assert sentences(copied) == []


def test_a_code_is_renewed_before_it_begins_only(planner):
    workshop = make_workshop(planner)
    was = (workshop.code, workshop.public_id)
    preparing.renew_code(workshop, by=planner)
    assert workshop.code != was[0]
    assert workshop.public_id != was[1]
    begin(workshop)
    with pytest.raises(preparing.HasBegun):
        preparing.renew_code(workshop, by=planner)


def test_agencies_that_stay_keep_their_row(planner):
    workshop = make_workshop(planner)
    first, second, _third = (agency.id for agency in workshop.agencies)
    names = [("ใหม่", "New"), ("หอการค้า", "Chamber of commerce"), ("สำนักงานจังหวัด", "Provincial office")]
    preparing.change(workshop, about(agencies=names), by=planner)
    assert [agency.name_en for agency in workshop.agencies] == ["New", "Chamber of commerce", "Provincial office"]
    assert [agency.id for agency in workshop.agencies[1:]] == [second, first]


def test_a_workshop_that_never_began_can_be_deleted(planner):
    workshop = make_workshop(planner)
    consultation = workshop.doors[0].consultation
    preparing.give_up(workshop, by=planner)
    assert db.session.scalar(select(func.count()).select_from(Workshop)) == 0
    assert db.session.scalar(select(func.count()).select_from(Door)) == 0
    assert [found.id for found in lookups.without_hall(consultation.plan.city)] == [consultation.id]


def test_the_agenda_is_arranged_before_it_begins(planner):
    workshop = make_workshop(planner)
    preparing_talk = Planned({"title_th": "พัก", "title_en": "Break"}, minutes=15)
    talk = arranging.add_activity(workshop, Kind.TALK, preparing_talk, by=planner)
    assert workshop.activities[-1] is talk
    arranging.move_activity(talk, up=True, by=planner)
    assert kinds(workshop)[-2:] == ["talk", "feedback"]
    arranging.move_activity(workshop.activities[0], up=True, by=planner)
    assert kinds(workshop)[0] == "check_in"
    arranging.change_activity(talk, Planned({"title_th": "พักสั้น ๆ"}, minutes=10), by=planner)
    assert (talk.title_th, talk.minutes) == ("พักสั้น ๆ", 10)
    arranging.delete_activity(workshop.activities[1], by=planner)
    assert [activity.position for activity in workshop.activities] == list(range(7))


@on_one
def test_voting_again_comes_after_the_first_vote(planner):
    workshop = make_workshop(planner)
    open_consultation(workshop.doors[0].consultation, by=planner)
    again = next(activity for activity in workshop.activities if activity.kind == "again")
    for _place in range(2):
        arranging.move_activity(again, up=True, by=planner)
    assert ["first vote" in sentence for sentence in sentences(workshop)] == [True]


@on_one
def test_a_question_is_asked_once_unless_it_is_voted_on_again(planner):
    workshop = make_workshop(planner)
    score = workshop.activities[2].question
    with pytest.raises(NotThisActivity, match="asks this question already"):
        arranging.add_activity(workshop, Kind.QUESTION, Planned({"title_th": "ซ้ำ"}, question=score), by=planner)
    arranging.add_activity(workshop, Kind.AGAIN, Planned({"title_th": "ซ้ำ"}, question=score), by=planner)


@on_one
def test_an_activity_asks_what_fits_it(planner):
    workshop = make_workshop(planner)
    for kind, key in ((Kind.CLOUD, "visions"), (Kind.AGAIN, "missing"), (Kind.IDEAS, "feedback")):
        question = db.session.scalars(select(Question).where(Question.key == key)).one()
        with pytest.raises(NotThisActivity, match="from the list"):
            arranging.add_activity(workshop, kind, Planned({"title_th": "ไม่ตรง"}, question=question), by=planner)


def test_a_consultation_that_is_given_up_takes_its_activities_with_it(planner):
    workshop = make_workshop(planner)
    give_up(workshop.doors[0].consultation, by=planner)
    db.session.expire_all()
    assert kinds(workshop) == ["check_in", "information", "talk"]
    assert sentences(workshop) == ["It asks in no consultation yet. Please add one."]
    arranging.add_activity(workshop, Kind.INFORMATION, Planned({"title_th": "สุดท้าย"}), by=planner)
    assert [activity.position for activity in workshop.activities] == [0, 1, 2, 3]
    assert workshop.activities[-1].title_th == "สุดท้าย"


@on_one
def test_ideas_bring_a_question_of_their_own_until_the_consultation_is_open(planner):
    workshop = make_workshop(planner)
    planned = Planned({"title_th": "ข้อเสนออื่น", "title_en": "Other ideas"}, is_new=True)
    made = arranging.add_activity(workshop, Kind.IDEAS, planned, by=planner)
    assert (made.question.kind, made.question.title_en) == ("text", "Other ideas")
    open_consultation(workshop.doors[0].consultation, by=planner)
    with pytest.raises(NotThisActivity, match="before the consultation is opened"):
        arranging.add_activity(workshop, Kind.IDEAS, planned, by=planner)


def test_once_begun_only_information_and_talks_are_added(planner):
    workshop = make_workshop(planner)
    begin(workshop)
    version = workshop.screen.version
    first = workshop.activities[0]
    refused = [
        lambda: preparing.change(workshop, about(title_th="อื่น"), by=planner),
        lambda: preparing.give_up(workshop, by=planner),
        lambda: arranging.delete_activity(first, by=planner),
        lambda: arranging.move_activity(first, up=False, by=planner),
        lambda: arranging.change_activity(first, Planned({"title_th": "อื่น"}), by=planner),
        lambda: arranging.add_activity(workshop, Kind.CLOUD, Planned({"title_th": "อื่น"}), by=planner),
    ]
    for act in refused:
        with pytest.raises(preparing.HasBegun):
            act()
    assert workshop.screen.version == version
    arranging.add_activity(workshop, Kind.TALK, Planned({"title_th": "คุยเพิ่ม"}), by=planner)
    assert workshop.activities[-1].title_th == "คุยเพิ่ม"
    assert workshop.screen.version == version + 1


def test_everything_is_remembered(planner):
    workshop = make_workshop(planner)
    preparing.renew_code(workshop, by=planner)
    arranging.move_activity(workshop.activities[0], up=False, by=planner)
    said = db.session.scalars(select(AuditEntry.action).where(AuditEntry.subject == f"workshop {workshop.id}")).all()
    assert said == ["workshop prepared", "workshop code renewed", "activity moved"]
