"""Many projects at once: one change, one undo, and nobody's work is run over."""

import pytest

from sfc_workshop.core.refusals import Refused
from sfc_workshop.plans import actions, history
from tests.plans.making import HEALTH, ROADS, edit, newest, project


def chosen(plan, *numbers):
    return [project(plan, number).id for number in numbers]


def bulk(plan, by, ids, *, seen=None, **wishes):
    seen = history.newest(plan) if seen is None else seen
    return actions.edit_chosen(plan, ids, wishes, seen=seen, by=by)


def state(plan):
    return [(one.horizon, one.goal_id, [p.code for p in one.programmes]) for one in plan.projects]


def test_the_chosen_ones_change_and_the_others_do_not(plan, planner):
    goal = plan.goals[0].id
    many, _number = bulk(plan, planner, chosen(plan, 1, 3), horizon="long", goal_id=goal, programme_add=HEALTH)
    assert many == 2
    assert state(plan) == [
        ("long", goal, [HEALTH, ROADS]),
        ("short", None, [ROADS]),
        ("long", goal, [HEALTH, ROADS]),
    ]


def test_it_is_undone_as_one(plan, planner, colleague):
    before = state(plan)
    bulk(
        plan,
        planner,
        chosen(plan, 1, 2, 3),
        horizon="long",
        programme_take=ROADS,
        division_id=plan.city.divisions[0].id,
    )
    actions.undo(newest(plan), by=colleague)
    assert state(plan) == before
    assert {one.division_id for one in plan.projects} == {None}


def test_it_is_not_undone_if_one_of_them_was_changed_since(plan, planner, colleague):
    bulk(plan, planner, chosen(plan, 1, 2, 3), horizon="long")
    change = newest(plan)
    edit(project(plan, 2), colleague, horizon="medium")
    with pytest.raises(Refused, match="โครงการ 2"):
        actions.undo(change, by=planner)
    assert [one.horizon for one in plan.projects] == ["long", "medium", "long"]


def test_those_that_are_so_already_are_not_touched(plan, planner):
    edit(project(plan, 1), planner, horizon="long")
    many, _number = bulk(plan, planner, chosen(plan, 1, 2), horizon="long")
    assert many == 1
    with pytest.raises(actions.NothingChanged):
        bulk(plan, planner, chosen(plan, 1, 2), horizon="long")


def test_the_horizon_follows_the_money(plan, planner):
    edit(project(plan, 1), planner, baht_2566=None, baht_2569=5)
    edit(project(plan, 2), planner, baht_2566=None, baht_2575=5)
    edit(project(plan, 3), planner, baht_2566=None, horizon="long")
    bulk(plan, planner, chosen(plan, 1, 2, 3), horizon="by_years")
    assert [one.horizon for one in plan.projects] == ["medium", "long", "long"]


def test_a_form_that_does_not_fit_one_of_them_changes_none(plan, planner):
    edit(project(plan, 1), planner, agency_th="อบจ.ลำปาง")
    with pytest.raises(actions.NotThisChange, match="โครงการ 2") as refusal:
        bulk(plan, planner, chosen(plan, 1, 2), form_kind="02/2")
    assert refusal.value.field == "agency_th"
    assert {one.form_kind for one in plan.projects} == {"02"}
    bulk(plan, planner, chosen(plan, 1, 2), form_kind="02/2", agency_th="กรมทางหลวง")
    assert [one.form_kind for one in plan.projects] == ["02/2", "02/2", "02"]


def test_what_somebody_else_changed_since_the_list_was_drawn_is_not_run_over(plan, planner, colleague):
    seen = history.newest(plan)
    edit(project(plan, 2), colleague, horizon="medium")
    with pytest.raises(actions.HasMovedOn):
        bulk(plan, planner, chosen(plan, 1, 2), seen=seen, horizon="long")
    assert [one.horizon for one in plan.projects] == ["short", "medium", "short"]
    bulk(plan, planner, chosen(plan, 1, 3), seen=seen, horizon="long")  # not those
    bulk(plan, planner, chosen(plan, 2), seen=seen, goal_id=plan.goals[0].id)  # not that field
    assert [one.horizon for one in plan.projects] == ["long", "medium", "long"]


def test_nothing_ticked_is_said(plan, planner):
    with pytest.raises(actions.NotThisChange, match="tick"):
        bulk(plan, planner, [], horizon="long")


def test_projects_of_another_plan_or_taken_out_are_left_out(plan, planner):
    gone = project(plan, 3)
    actions.remove_part(gone, where=plan, by=planner)
    many, _number = bulk(plan, planner, [*chosen(plan, 1), gone.id, 999_999], horizon="long")
    assert (many, gone.horizon) == (1, "short")
