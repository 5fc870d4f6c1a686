"""The list of projects: words found however they are written, Thai in order, pages, and a fixed number of queries."""

import pytest
from flask_babel import force_locale

from sfc_workshop.plans import actions, history, listing, queries
from sfc_workshop.plans.models import Project
from tests.plans.making import HEALTH, ROADS, edit, make_tree, project

DATABASES = ["sqlite"]


@pytest.fixture
def named(plan, planner):
    """Three projects whose names only Thai rules put in order."""
    names = ("โครงการซ่อมถนน ระยะที่ ๒", "โครงการแก้น้ำท่วม", "โครงการกำจัดขยะ")
    for number, name in enumerate(names, start=1):
        edit(project(plan, number), planner, title_th=name, objective_th="เพื่อประชาชน" if number == 2 else "")
    return plan


def found(plan, **wanted):
    return [one.title_en[-1] for one in listing.find(plan, listing.Wanted(**wanted)).projects]


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ("ถนน", "1"),
        ("ระยะที่ 2", "1"),
        ("ระยะที่ ๒", "1"),
        ("กําจัด", "3"),  # written with two signs for one
        ("กำ\u200bจัดขยะ", "3"),
        ("ประชาชน", "2"),
        ("PROJECT 3", "3"),
        ("โครงการ", "123"),
        ("ถนน ขยะ", ""),
        ("%", ""),
    ],
)
def test_words_are_found_however_they_are_written(named, words, numbers):
    assert found(named, q=words) == list(numbers)


def test_thai_names_stand_in_thai_order(named):
    with force_locale("th"):
        titles = [one.title_th for one in listing.find(named, listing.Wanted(sort="title")).projects]
    assert titles == ["โครงการกำจัดขยะ", "โครงการแก้น้ำท่วม", "โครงการซ่อมถนน ระยะที่ ๒"]


def test_every_filter_finds_its_own(plan, planner):
    strategy = plan.strategies[1]
    goal, tactic, division = plan.goals[0], strategy.tactics[0], plan.city.divisions[1]
    later = {"edition": "addition", "edition_number": 2, "edition_year": 2567, "reason_th": "จำเป็น"}
    edit(project(plan, 1), planner, goal_id=goal.id, horizon="long")
    edit(project(plan, 2), planner, tactic_id=tactic.id, division_id=division.id, programmes=[HEALTH])
    edit(project(plan, 3), planner, form_kind="02/2", agency_th="อบจ.", **later)
    for wanted, numbers in (
        ({"goal": str(goal.id)}, "1"),
        ({"goal": "none"}, "23"),
        ({"horizon": "long"}, "1"),
        ({"tactic": str(tactic.id)}, "2"),
        ({"strategy": str(strategy.id)}, "2"),
        ({"strategy": "none"}, "13"),
        ({"division": str(division.id)}, "2"),
        ({"programme": HEALTH}, "2"),
        ({"programme": ROADS}, "13"),
        ({"form": "02/2"}, "3"),
        ({"edition": "addition-2-2567"}, "3"),
        ({"edition": "first-1-"}, "12"),
        ({"goal": "none", "programme": ROADS}, "3"),
    ):
        assert found(plan, **wanted) == list(numbers), wanted
    assert listing.editions_of(plan) == [("first", 1, None), ("addition", 2, 2567)]


@pytest.mark.parametrize(
    ("sort", "down", "numbers"),
    [("cost", "", "123"), ("cost", "1", "321"), ("place", "1", "321"), ("horizon", "", "231")],
)
def test_it_is_sorted_as_the_address_says(plan, planner, sort, down, numbers):
    edit(project(plan, 1), planner, horizon="long")
    assert found(plan, sort=sort, down=down) == list(numbers)


def test_what_an_address_cannot_mean_is_as_if_it_were_not_there():
    wanted = listing.read_wanted(
        {"goal": "x", "horizon": "soon", "sort": "colour", "page": "-1", "form": "03", "strategy": "9" * 30, "z": "1"}
    )
    assert wanted == listing.Wanted()
    assert wanted.address(page=2) == {"page": 2}


def test_pages_and_what_they_come_to(planner, monkeypatch):
    plan = make_tree(planner, projects=7)
    monkeypatch.setattr(listing, "ON_A_PAGE", 3)
    last = listing.find(plan, listing.Wanted(page=9))
    assert ([one.title_en for one in last.projects], last.page, last.pages) == (["Project 7"], 3, 3)
    assert (len(last.ids), last.cost) == (7, 28_000)


def test_money_asked_from_others_stays_out_of_the_citys(plan, planner):
    edit(project(plan, 3), planner, form_kind="02/2", agency_th="อบจ.", baht_2570=7)
    by_form = queries.sums_by(plan, Project.form_kind)
    assert by_form["02"] == queries.Sum(2, 3000, 0)
    assert by_form["02/2"] == queries.Sum(1, 0, 3007)
    assert queries.sums_by_year(plan) == {2566: queries.Sum(3, 3000, 3000), 2570: queries.Sum(1, 0, 7)}


def test_names_are_the_same_however_they_are_spaced(plan, planner):
    edit(project(plan, 2), planner, title_th="โครงการ   ๑ ", title_en="")
    assert [one.id for one in queries.namesakes(project(plan, 1))] == [
        one.id for one in plan.projects if one.title_en == ""
    ]


def test_a_long_history_is_shown_in_pages_and_by_its_first_parts(plan, planner, monkeypatch):
    monkeypatch.setattr(history, "PARTS_SHOWN", 2)
    actions.edit_chosen(plan, [one.id for one in plan.projects], {"horizon": "long"}, seen=10**6, by=planner)
    newest, first = history.changes_of(plan).told
    assert (len(newest.parts), newest.unseen, newest.kinds) == (2, 1, {"project": 3})
    monkeypatch.setattr(history, "ON_A_PAGE", 1)
    one = history.changes_of(plan)
    assert one.older == newest.change.id
    assert history.changes_of(plan, before=one.older).told[0].change.id == first.change.id
    assert [told.change.id for told in history.last_of(plan).told] == [newest.change.id]
