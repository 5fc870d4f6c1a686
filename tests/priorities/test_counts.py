"""Counts that are kept: asked for, made in the background, the same bytes each time; and the pages made of them."""

import hashlib
import json
import logging
import re
from fractions import Fraction

import pytest
from sqlalchemy import select

from sfc_workshop.app import WORKS
from sfc_workshop.ballots import actions as box
from sfc_workshop.core.audit import AuditEntry
from sfc_workshop.core.db import db, writing
from sfc_workshop.core.jobs import Job, work_off
from sfc_workshop.domain.roles import Role
from sfc_workshop.priorities.actions import ask_for_count
from sfc_workshop.priorities.models import Count
from tests.cast import PASSWORD, make_person, make_survey
from tests.priorities.asking import answer, path
from tests.visiting import Visitor


@pytest.fixture
def survey(app):
    """Ten citizens like p1 best, five of the government p2; p4 costs more than the whole budget."""
    survey = make_survey(opened=False, bootstrap=50, budgets={"": 3500}, top_ks={"project": 1})
    with writing():
        box.step_open(survey.door.consultation, by=None)
        db.session.commit()
    answer(survey, "citizens", {"p1": 5, "p2": 3, "p3": 2, "p4": 1}, times=10)
    answer(survey, "government", {"p1": 1, "p2": 5, "p3": 2, "p4": 1}, times=5)
    box.close_consultation(survey.door.consultation, by=None)
    return survey


def work() -> None:
    work_off(WORKS, logger=logging.getLogger(__name__))
    db.session.rollback()


def test_a_count_is_asked_for_once_made_in_the_background_and_kept(survey, planner):
    planner(path(survey, "/priorities"))
    page = planner.post(path(survey, "/counts"), {"kind": "project"})
    assert "Working out how sure" in page.html
    planner.post(path(survey, "/counts"), {"kind": "project"})
    [asked] = db.session.scalars(select(Count)).all()
    assert "Working out" in planner_fragment(planner, asked)
    work()
    page = planner(path(survey, "/priorities"))
    assert "Counted on" in page.html
    assert asked.input_hash[:12] in page.html
    assert asked.job.state == "done"
    entries = db.session.scalars(select(AuditEntry.action)).all()
    assert entries[-2:] == ["count asked for", "counted"]


def planner_fragment(planner: Visitor, asked: Count) -> str:
    with planner.app.app_context():
        return planner.client.get(f"/desk/lampang/counts/{asked.id}").text


def test_counting_again_gives_the_same_bytes(survey):
    for _ in range(2):
        ask_for_count(survey.door.consultation, "project", by=None)
        work()
    first, second = db.session.scalars(select(Count)).all()
    assert first.id != second.id
    assert (first.result, first.raw, first.input_hash) == (second.result, second.raw, second.input_hash)
    told = db.session.scalars(select(AuditEntry.facts).where(AuditEntry.action == "counted")).all()
    assert {facts["result"] for facts in told} == {hashlib.sha256(first.result.encode()).hexdigest()}


def test_the_package_holds_the_bytes_of_the_count(survey):
    ask_for_count(survey.door.consultation, "project", by=None)
    work()
    [kept] = db.session.scalars(select(Count)).all()
    result = json.loads(kept.result)
    assert result["rank"] == {"p1": 2, "p2": 1, "p3": 3, "p4": 4}
    assert result["bootstrap"]["p2"]["rank_low"] == 1
    assert set(result["smaa"]) == {"3/10", "1"}
    [portfolio] = result["portfolio"]
    assert portfolio["budget"] == "3500"


def test_a_count_that_failed_is_told_in_the_language_of_the_reader(survey, planner):
    asked = ask_for_count(survey.door.consultation, "project", by=None)
    with writing():
        db.session.get_one(Job, asked.job_id).state = "failed"
        db.session.commit()
    assert "It did not work. Please try again" in planner(path(survey, "/priorities?lang=en")).html
    assert "ระบบทำงานนี้ไม่สำเร็จ" in planner(path(survey, "/priorities?lang=th")).html


def test_nothing_is_counted_before_the_box_is_sealed(app, planner):
    survey = make_survey()
    planner(path(survey, "/priorities"))
    planner.post(path(survey, "/counts"), {"kind": "project"}, status=409)
    assert db.session.scalars(select(Job)).all() == []


def test_each_page_of_a_count_says_its_part(survey, planner):
    ask_for_count(survey.door.consultation, "project", by=None)
    work()
    order = planner(path(survey, "/priorities")).html
    assert "Chance to be among the first 1" in order
    groups = planner(path(survey, "/priorities/groups")).html
    assert groups.count("high: ") == 8
    budget = planner(path(survey, "/priorities/budget")).html
    assert "It is not in: it costs more than the whole budget." in budget
    assert "By equal shares" in budget
    item = planner(path(survey, "/priorities/items/p2")).html
    assert "By another rule (Schulze) its rank is" in item
    assert '<span aria-current="page">Project 2</span>' in item


def test_the_parts_on_an_items_page_add_up_exactly_in_both_languages(survey, planner):
    for lang in ("en", "th"):
        for key in ("p1", "p2", "p3", "p4"):
            page = planner(path(survey, f"/priorities/items/{key}?lang={lang}")).html
            [words] = re.findall(r'<ul class="sum">(.*?)</ul>', page, re.DOTALL)
            *parts, whole = [Fraction(found) for found in re.findall(r">(\d+(?:/\d+)?) = ", words)]
            assert len(parts) == 2
            assert sum(parts) == whole


def test_other_weights_change_what_is_shown_and_nothing_else(survey, planner):
    declared = planner(path(survey, "/priorities/weights")).html
    assert "This is the order by the declared weights." in declared
    assert order_in(declared) == ["p2", "p1", "p3", "p4"]
    tried = planner(path(survey, "/priorities/weights?g0=100&g1=0")).html
    assert "This is not the order that counts" in tried
    assert order_in(tried) == ["p1", "p2", "p3", "p4"]
    assert order_in(planner(path(survey, "/priorities")).html) == ["p2", "p1", "p3", "p4"]
    assert [group.weight for group in survey.door.consultation.groups] == ["1/2", "1/2"]


def test_weights_that_are_no_numbers_leave_the_declared_ones(survey, planner):
    for query in ("?g0=much", "?g0=-5", "?g0=", "?g9=100", "?g0=%E0%B9%95"):
        assert order_in(planner(path(survey, "/priorities/weights" + query)).html) == ["p2", "p1", "p3", "p4"]


def order_in(html: str) -> list[str]:
    body = html.split("<tbody>")[1].split("</tbody>", maxsplit=1)[0]
    return list(dict.fromkeys(re.findall(r"/priorities/items/(p\d)", body)))


@pytest.mark.parametrize("end", ["/groups", "/budget", "/weights", "/items/p1"])
def test_while_people_answer_there_are_no_such_pages(app, planner, end):
    planner(path(make_survey(), f"/priorities{end}"), status=404)


def test_an_unknown_item_is_not_there(survey, planner):
    planner(path(survey, "/priorities/items/p9"), status=404)


def test_a_count_of_another_city_is_not_there(survey, visit):
    asked = ask_for_count(survey.door.consultation, "project", by=None)
    make_person("stranger", Role.PLANNER, "sukhothai-thani")
    visit.sign_in("stranger", PASSWORD)
    visit(f"/desk/sukhothai-thani/counts/{asked.id}", status=404)
    visit(f"/desk/lampang/counts/{asked.id}", status=404)


def test_one_group_alone_and_nobody_at_all_are_said_plainly(app, planner):
    nobody, alone = make_survey(), make_survey()
    answer(alone, "citizens", {"p1": 5, "p2": 1}, times=6)
    for survey in (nobody, alone):
        box.close_consultation(survey.door.consultation, by=None)
        ask_for_count(survey.door.consultation, "project", by=None)
    work()
    assert "Nobody has answered yet" in planner(path(nobody, "/priorities")).html
    for end in ("", "/groups", "/budget", "/weights", "/items/p1"):
        planner(path(alone, f"/priorities{end}"))
        planner(path(nobody, f"/priorities{end}"))
