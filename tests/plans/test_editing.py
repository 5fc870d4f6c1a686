"""What planners do to a plan is kept field by field, and can be turned back; nothing that hangs together is torn."""

import pytest
from sqlalchemy import func, select

from sfc_workshop.ballots.models import Item
from sfc_workshop.core.audit import AuditEntry
from sfc_workshop.core.audit_check import check
from sfc_workshop.core.db import db, writing
from sfc_workshop.core.refusals import Refused
from sfc_workshop.plans import actions, history, queries, sheets
from sfc_workshop.plans.models import PlanChange, Project
from tests.cast import make_survey
from tests.plans.making import BLANK, HEALTH, ROADS, edit, fields_of, make_tree, newest, project


def test_a_change_is_kept_field_by_field_with_who_and_when(plan, planner):
    edit(project(plan), planner, horizon="long", baht_2566=None, baht_2570=5, programmes=[HEALTH])
    change = newest(plan)
    assert fields_of(change) == [
        {
            "baht_2566": [1000, None],
            "baht_2570": [None, 5],
            "horizon": ["short", "long"],
            "programmes": [[ROADS], [HEALTH]],
        }
    ]
    assert (change.what, change.person_id, change.parts[0].kind) == ("edited", planner.id, "project")
    assert (project(plan).cost, [one.code for one in project(plan).programmes]) == (5, [HEALTH])
    told = db.session.scalars(select(AuditEntry).order_by(AuditEntry.number.desc()).limit(1)).one()
    assert (told.action, told.subject, told.facts["change"]) == ("plan edited", f"plan {plan.id}", change.id)


def test_saving_what_is_there_already_writes_nothing(plan, planner):
    before = history.newest(plan)
    with pytest.raises(actions.NothingChanged):
        edit(project(plan), planner, horizon="short")
    assert history.newest(plan) == before


@pytest.mark.parametrize(
    "values",
    [
        {"horizon": "long", "title_th": "อื่น"},
        {"baht_2566": None, "baht_2567": 7, "baht_2599": 1},
        {"programmes": [HEALTH, ROADS]},
        {"form_kind": "02/2", "agency_th": "อบจ."},
        {"edition": "addition", "edition_number": 2, "edition_year": 2567, "reason_th": "จำเป็น"},
    ],
    ids=lambda values: next(iter(values)),
)
def test_an_edit_is_undone_and_undoing_it_is_undone(plan, planner, colleague, values):
    before = sheets.read(project(plan))
    edit(project(plan), planner, **values)
    after = sheets.read(project(plan))
    undoing = actions.undo(newest(plan), by=colleague)
    assert sheets.read(project(plan)) == before
    assert (undoing.what, undoing.person_id) == ("undone", colleague.id)
    actions.undo(undoing, by=planner)
    assert sheets.read(project(plan)) == after


def test_nothing_is_undone_twice(plan, planner):
    edit(project(plan), planner, horizon="long")
    change = newest(plan)
    actions.undo(change, by=planner)
    with pytest.raises(Refused, match="already"):
        actions.undo(change, by=planner)
    assert project(plan).horizon == "short"


def test_what_somebody_has_changed_since_is_not_undone(plan, planner, colleague):
    edit(project(plan), planner, horizon="long", title_en="Project 1")
    first = newest(plan)
    edit(project(plan), colleague, horizon="medium")
    with pytest.raises(Refused, match="newer change first"):
        actions.undo(first, by=planner)
    assert project(plan).horizon == "medium"
    actions.undo(newest(plan), by=planner)
    actions.undo(first, by=planner)
    assert project(plan).horizon == "short"


def test_an_old_change_of_other_fields_can_still_be_undone(plan, planner, colleague):
    edit(project(plan), planner, horizon="long")
    first = newest(plan)
    edit(project(plan), colleague, output_en="500 m")
    actions.undo(first, by=planner)
    assert (project(plan).horizon, project(plan).output_en) == ("short", "500 m")


def test_the_second_of_two_planners_is_told(plan, planner, colleague):
    seen = history.newest(plan)
    edit(project(plan), colleague, horizon="long")
    with pytest.raises(actions.HasMovedOn):
        edit(project(plan), planner, seen=seen, horizon="medium")
    edit(project(plan, 2), planner, seen=seen, horizon="medium")  # another project is not in the way
    assert [project(plan, n).horizon for n in (1, 2)] == ["long", "medium"]


def test_a_project_that_was_asked_about_keeps_its_id_when_it_is_taken_out(plan, planner):
    one = project(plan)
    consultation = make_survey(plan).door.consultation
    item = consultation.items[0]
    with writing():
        item.project_id = one.id
        db.session.commit()
    actions.remove_part(one, where=plan, by=planner)
    assert (
        [p.title_en for p in plan.projects]
        == ["Project 2", "Project 3"]
        == [p.title_en for p in queries.projects_of(plan)]
    )
    assert db.session.get_one(Item, item.id).project_id == one.id
    actions.undo(newest(plan), by=planner)
    assert plan.projects[0].id == one.id


def test_ids_are_never_used_again(plan, planner):
    last = project(plan, 3)
    actions.remove_part(last, where=plan, by=planner)
    new = actions.add_part("project", actions.Tree(plan), {**BLANK, "title_th": "ใหม่"}, by=planner)
    assert new.id not in (last.id, project(plan).id)
    assert new.position > last.position


def test_what_is_out_cannot_be_edited_or_taken_out_again(plan, planner):
    one = project(plan)
    actions.remove_part(one, where=plan, by=planner)
    with pytest.raises(Refused, match="taken out"):
        edit(one, planner, horizon="long")
    with pytest.raises(Refused, match="taken out"):
        actions.remove_part(one, where=plan, by=planner)


@pytest.mark.parametrize("kind", ["goal", "tactic", "division", "strategy"])
def test_what_others_hang_on_is_not_taken_out_before_them(plan, planner, kind):
    row = {
        "goal": lambda: plan.goals[0],
        "tactic": lambda: plan.strategies[0].tactics[0],
        "division": lambda: plan.city.divisions[0],
        "strategy": lambda: plan.strategies[0],
    }[kind]()
    if kind != "strategy":
        edit(project(plan), planner, **{f"{kind}_id": row.id})
    with pytest.raises(Refused, match="first"):
        actions.remove_part(row, where=plan, by=planner)
    assert row.removed_at is None
    if kind != "strategy":
        edit(project(plan), planner, **{f"{kind}_id": None})
        actions.remove_part(row, where=plan, by=planner)
        assert row.removed_at is not None


def test_nothing_is_brought_back_under_what_was_taken_out(plan, planner):
    goal = plan.goals[0]
    edit(project(plan), planner, goal_id=goal.id)
    actions.remove_part(project(plan), where=plan, by=planner)
    removal = newest(plan)
    actions.remove_part(goal, where=plan, by=planner)
    with pytest.raises(Refused, match="bring that back first"):
        actions.undo(removal, by=planner)
    actions.undo(newest(plan), by=planner)
    actions.undo(removal, by=planner)
    assert project(plan).goal_id == goal.id


def test_adding_is_not_undone_under_what_has_come_to_hang_on_it(plan, planner):
    goal = actions.add_part("goal", actions.Tree(plan), {"title_th": "ใหม่", "title_en": ""}, by=planner)
    added = newest(plan)
    edit(project(plan), planner, goal_id=goal.id)
    with pytest.raises(Refused, match="elsewhere"):
        actions.undo(added, by=planner)
    assert [one.id for one in plan.goals][-1] == goal.id


def test_order_changes_by_one_place_and_back(plan, planner):
    for step, order in ((1, [2, 1, 3]), (1, [2, 3, 1]), (-1, [2, 1, 3])):
        actions.move_part(project(plan), step=step, plan=plan, by=planner)
        assert [p.title_en for p in plan.projects] == [f"Project {n}" for n in order]
    assert all(list(fields) == ["position"] for fields in fields_of(newest(plan)))
    actions.undo(newest(plan), by=planner)
    assert [p.title_en for p in plan.projects] == ["Project 2", "Project 3", "Project 1"]


def test_at_the_end_nothing_moves(plan, planner):
    with pytest.raises(actions.NothingChanged):
        actions.move_part(plan.goals[0], step=-1, plan=plan, by=planner)


def test_equal_places_are_told_apart_by_moving(plan, planner):
    with writing():
        for one in plan.projects:
            one.position = 7
        db.session.commit()
    actions.move_part(project(plan, 3), step=-1, plan=plan, by=planner)
    assert [p.title_en for p in plan.projects] == ["Project 1", "Project 3", "Project 2"]


def test_moving_others_is_not_in_the_way_of_an_edit(plan, planner, colleague):
    seen = history.newest(plan)
    actions.move_part(project(plan), step=1, plan=plan, by=colleague)
    edit(project(plan), planner, seen=seen, horizon="long")
    assert project(plan).horizon == "long"


def test_a_copy_says_the_same_and_is_another_project(plan, planner):
    edit(project(plan), planner, goal_id=plan.goals[1].id, baht_2570=9, output_th="ผลผลิต")
    copied = actions.copy_project(project(plan), by=planner)
    one = db.session.scalars(select(Project).order_by(Project.id)).first()
    its, mine = sheets.read(one), sheets.read(copied)
    assert {name for name in its if its[name] != mine.get(name)} == {"position"}
    assert [other.id for other in queries.namesakes(copied)] == [one.id]


def test_an_issue_of_set_b_carries_its_projects_itself(plan, planner):
    edit(plan, planner, template_set="B")
    issue = actions.add_part("strategy", actions.Tree(plan), {"title_th": "ประเด็น", "title_en": "Issue"}, by=planner)
    assert [one.title_en for one in issue.tactics] == ["Issue"]
    edit(issue, planner, title_th="ประเด็นใหม่", title_en="New issue")
    assert [one.title_en for one in issue.tactics] == ["New issue"]
    edit(project(plan), planner, tactic_id=issue.tactics[0].id)
    with pytest.raises(Refused, match="elsewhere"):
        actions.remove_part(issue, where=plan, by=planner)
    edit(project(plan), planner, tactic_id=None)
    actions.remove_part(issue, where=plan, by=planner)
    assert issue.id not in [one.id for one in plan.strategies]
    actions.undo(newest(plan), by=planner)
    assert [one.title_en for one in issue.tactics] == ["New issue"]


def test_alignment_lines_and_targets_come_and_go_with_their_words(plan, planner):
    strategy = plan.strategies[0]
    edit(strategy, planner, sdg_number="11", sdg_title_th="เมือง", province_title_en="Tourism")
    assert sorted((line.line, line.number) for line in strategy.alignments) == [("province", ""), ("sdg", "11")]
    edit(strategy, planner, sdg_number="", sdg_title_th="")
    assert [line.line for line in strategy.alignments] == ["province"]
    actions.undo(newest(plan), by=planner)
    assert sorted(line.line for line in strategy.alignments) == ["province", "sdg"]

    values = {"title_th": "ฝุ่น", "title_en": "Dust", "baseline": "45.50", "baseline_year": 2565, "target_2570": "25.0"}
    one = actions.add_part("indicator", actions.Tree(plan, project(plan)), values, by=planner)
    assert [(target.fiscal_year, target.value) for target in one.targets] == [(2570, "25.0")]
    edit_indicator = {**values, "target_2570": None, "target_2568": "30"}
    actions.edit_part(one, edit_indicator, seen=history.newest(plan), where=plan, by=planner)
    assert [(target.fiscal_year, target.value) for target in one.targets] == [(2568, "30")]
    assert queries.indicators_of(project(plan))[0].baseline == "45.50"


def test_a_division_taken_off_the_list_comes_back_under_its_name(plan, planner):
    division = plan.city.divisions[0]
    name = {"name_th": division.name_th, "name_en": "New"}
    with pytest.raises(actions.NotThisChange, match="already"):
        actions.add_part("division", actions.Tree(plan.city), name, by=planner)
    actions.remove_part(division, where=plan.city, by=planner)
    again = actions.add_part("division", actions.Tree(plan.city), name, by=planner)
    assert (again.id, again.removed_at, again.name_en) == (division.id, None, "New")


def test_another_citys_history_is_its_own(plan, planner):
    other = make_tree(planner, slug="nan")
    before = history.newest(plan)
    edit(project(other), planner, horizon="long")
    assert history.newest(plan) == before
    assert all(one.change.plan_id in (None, plan.id) for one in history.changes_of(plan).told)


def test_the_audit_log_still_holds_together(plan, planner):
    edit(project(plan), planner, horizon="long")
    actions.undo(newest(plan), by=planner)
    assert check({}).fault is None
    assert db.session.scalar(select(func.count()).select_from(PlanChange)) == 3
