"""Bringing projects into a plan: at the desk, in the background, by the command; all of a file or nothing."""

from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from click.testing import CliRunner
from sqlalchemy import func, select

from sfc_workshop.app import WORKS
from sfc_workshop.cities.models import Division
from sfc_workshop.cli import main
from sfc_workshop.core import clock
from sfc_workshop.core.audit import AuditEntry
from sfc_workshop.core.db import db, writing
from sfc_workshop.core.jobs import work_off
from sfc_workshop.imports import actions, waiting
from sfc_workshop.imports.actions.projects import NotBroughtIn
from sfc_workshop.imports.checking import Choices
from sfc_workshop.imports.models import Upload
from sfc_workshop.plans.models import BudgetLine, Goal, Project, Strategy, Tactic
from tests.cast import make_plan
from tests.imports.tables import block, project, workbook

ADD = Choices(divisions=True, same="add", horizon="short")
GOOD = workbook(
    ("ผ.02", block(project(1, "โครงการก่อสร้างถนน", 1_000_000, "-"), project(2, "โครงการท่อระบายน้ำ", "", "", 250_000))),
    ("ผ.02-2", block(project(1, "โครงการถนนเชื่อมอำเภอ", 9_000_000, division="อบจ.ลำปาง"), code="แบบ ผ.02/2")),
)  # fmt: skip
BAD = workbook(
    ("x", [["โครงการ", "แผนงาน", 2566], ["ก", "การศึกษาเด็ก", 5], ["ข", "การศึกษา", -5], ["ค", "การศึกษา", "5.25"]])
)


def count(model):
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model))


def everything():
    return {model: count(model) for model in (Project, BudgetLine, Division, Goal, Strategy, Tactic)}


def files_of(app):
    folder = Path(app.config["SETTINGS"].instance) / "imports"
    return list(folder.iterdir()) if folder.exists() else []


def work(app):
    return work_off(WORKS, logger=app.logger)


def test_a_workbook_becomes_projects_with_all_that_stands_around_them(app):
    plan = make_plan()
    checked = actions.import_at_once(plan, GOOD, ADD, by=None)
    road, drain, far = db.session.scalars(select(Project).order_by(Project.position)).all()
    assert len(checked.entries) == 3
    assert (road.title_th, road.cost, road.horizon, road.position) == ("โครงการก่อสร้างถนน", 1_000_000, "short", 1)
    assert {line.fiscal_year: line.baht for line in road.budget} == {2566: 1_000_000, 2567: 0}
    assert [one.code for one in road.programmes] == ["00310"]
    assert (road.division.name_th, road.tactic.strategy.title_th) == ("สำนักช่าง", "ยุทธศาสตร์การพัฒนาเมืองน่าอยู่")
    assert drain.horizon == "medium"
    assert drain.tactic is road.tactic
    assert (far.form_kind, far.agency_th, far.division) == ("02/2", "อบจ.ลำปาง", None)
    assert [one.line for one in road.tactic.strategy.alignments] == [
        "national", "milestone", "sdg", "province", "locality",
    ]  # fmt: skip
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "projects imported")).one()
    assert entry.facts["projects"] == 3


def test_a_file_with_faults_changes_nothing_and_names_each(app):
    plan, before = make_plan(), everything()
    with pytest.raises(NotBroughtIn) as refused:
        actions.import_at_once(plan, BAD, ADD, by=None)
    assert [(fault.row, fault.column) for fault in refused.value.checked.faults] == [(2, 1), (3, 2), (4, 2)]
    assert everything() == before


def test_what_is_undecided_is_asked_for_and_nothing_is_written(app):
    plan = make_plan()
    rows = [["โครงการ", "หน่วยงานรับผิดชอบหลัก"], ["ก", "กองใหม่"], ["ก", ""]]
    raw = workbook(("x", rows))
    with pytest.raises(NotBroughtIn) as refused:
        actions.import_at_once(plan, raw, Choices(), by=None)
    assert refused.value.checked.missing(Choices()) == ["same", "horizon", "divisions"]
    assert count(Project) == 0
    actions.import_at_once(plan, raw, Choices(same="skip", horizon="long", divisions=True), by=None)
    assert [(one.title_th, one.horizon) for one in db.session.scalars(select(Project))] == [("ก", "long")]


def test_the_second_time_everything_is_there_already(app):
    plan = make_plan()
    actions.import_at_once(plan, GOOD, ADD, by=None)
    after = everything()
    again = actions.import_at_once(plan, GOOD, Choices(same="skip"), by=None)
    assert (len(again.entries), again.skipped) == (0, 3)
    assert everything() == after


def test_what_an_import_given_up_left_behind_is_erased_too(app, planner):
    one = actions.keep_upload(make_plan(), "x.xlsx", GOOD, by=planner)
    actions.ask_for_import(one, ADD, by=planner)
    with time_machine.travel(clock.now() + timedelta(hours=23), tick=False):
        actions.forget_old_uploads()
    assert len(files_of(app)) == 1
    with time_machine.travel(clock.now() + timedelta(hours=25), tick=False):
        actions.forget_old_uploads()
    assert files_of(app) == []
    work(app)
    assert (db.session.get(Upload, one.id).state, count(Project)) == ("refused", 0)


def test_a_job_taken_up_twice_brings_in_once(app, planner):
    plan = make_plan()
    one = actions.keep_upload(plan, "x.xlsx", GOOD, by=planner)
    actions.ask_for_import(one, ADD, by=planner)
    cells = waiting.sheets_of(one.id)
    actions.import_waiting(one.id, lambda _done, _total: None)
    waiting.keep(one.id, cells)
    actions.import_waiting(one.id, lambda _done, _total: None)
    assert count(Project) == 3


def test_a_plan_that_changed_meanwhile_is_not_written_to(app, planner):
    plan = make_plan()
    one = actions.keep_upload(plan, "x.xlsx", GOOD, by=planner)
    actions.ask_for_import(one, Choices(divisions=True), by=planner)
    with writing():
        db.session.add(Project(plan_id=plan.id, title_th="โครงการก่อสร้างถนน", horizon="short"))
        db.session.commit()
    work(app)
    assert db.session.get(Upload, one.id).state == "refused"
    assert (count(Project), files_of(app)) == (1, [])


def test_the_command_brings_in_or_says_every_fault_on_a_line(app, tmp_path, monkeypatch):
    plan, path = make_plan(), tmp_path / "x.xlsx"
    monkeypatch.setattr("sfc_workshop.cli._app", lambda _instance: app)
    monkeypatch.setattr("sfc_workshop.cli._prepare", lambda: None)
    path.write_bytes(BAD)
    asked = ["import-projects", str(path), "--city", "lampang"]
    refused = CliRunner().invoke(main, asked)
    assert isinstance(refused.exception, NotBroughtIn)
    assert refused.stderr.splitlines()[1].startswith("sheet x, row 3, column C, “-5”: A budget is never below zero")
    path.write_bytes(GOOD)
    assert "to be added" in CliRunner().invoke(main, asked).stderr
    done = CliRunner().invoke(main, [*asked, "--add-divisions"])
    assert f"3 projects are in plan {plan.id} now; 0 were left out." in done.stdout
    assert count(Project) == 3
