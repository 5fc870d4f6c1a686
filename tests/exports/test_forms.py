"""The official forms at the desk: chosen, made, fetched, worded; only by whom it concerns."""

import io

import openpyxl
import pytest

from sfc_workshop.app import WORKS
from sfc_workshop.core import audit, clock
from sfc_workshop.core.db import db, writing
from sfc_workshop.core.jobs import work_off
from sfc_workshop.domain.roles import Role
from sfc_workshop.exports import actions, forms, queries
from sfc_workshop.exports.forms import Asked
from sfc_workshop.plans.models import Alignment, BudgetLine, Programme, Project, Strategy, Tactic
from tests.cast import PASSWORD, city, make_person, make_plan
from tests.visiting import Visitor


def fill(plan, *, many=1):
    """A strategy with one tactic, a project on each of the 02 forms, and one that belongs nowhere."""
    with writing():
        strategy = Strategy(plan_id=plan.id, position=0, title_th="การพัฒนาเมือง")
        strategy.alignments = [Alignment(line="sdg", number="11", title_th="เมืองยั่งยืน")]
        tactic = Tactic(position=0, title_th="พัฒนาถนน")
        strategy.tactics = [tactic]
        programme = db.session.get_one(Programme, "00310")
        kinds = ["02"] * many + ["02/1", "02/2"]
        projects = [Project(title_th=f"ถนน {n}", form_kind=kind) for n, kind in enumerate(kinds)]
        for project in projects:
            project.tactic, project.programmes, project.agency_th = tactic, [programme], "อบจ."
        for position, project in enumerate([*projects, Project(title_th="=1+1")]):
            project.plan_id, project.position, project.horizon = plan.id, position, "short"
            project.budget = [BudgetLine(fiscal_year=2566, baht=1000), BudgetLine(fiscal_year=2580, baht=9)]
            db.session.add(project)
        db.session.add(strategy)
        db.session.commit()
    return plan


@pytest.fixture
def plan(app):
    return fill(make_plan())


@pytest.fixture
def planner(app, visit) -> Visitor:
    make_person("planner", Role.PLANNER)
    visit("/?lang=en")
    visit.sign_in("planner", PASSWORD)
    return visit


def ask(planner, plan, **changes):
    chosen = {"form": "02", "set": "A", "kind": "xlsx", "digits": "arabic", "scope": "all", **changes}
    planner(f"/desk/lampang/plans/{plan.id}/forms")
    planner.post(f"/desk/lampang/plans/{plan.id}/forms", chosen)
    return planner


def test_a_form_is_made_and_fetched_and_the_log_knows(planner, plan):
    before = audit.head()
    book = openpyxl.load_workbook(io.BytesIO(ask(planner, plan).raw))
    assert book.sheetnames == ["1.1 (1)", "- (-)", "ที่มาของเอกสาร"]
    first = [[cell for cell in row if cell is not None] for row in book.worksheets[0].iter_rows(values_only=True)]
    assert first[0] == ["รายละเอียดโครงการพัฒนา", "แบบ ผ.02"]
    assert first[2] == ["เทศบาลนครลำปาง อำเภอเมืองลำปาง จังหวัดลำปาง"]
    assert first[14] == [1, "ถนน 0", 1000]
    assert book.worksheets[1]["B15"].value == "=1+1"
    assert book.worksheets[1]["B15"].data_type == "s"
    notes = dict(book.worksheets[-1].iter_rows(values_only=True))
    assert notes["แหล่งข้อมูล"] == "แผนทดสอบ เทศบาลนครลำปาง"
    assert notes["รหัสตรวจสอบล่าสุดของบันทึกเพื่อการตรวจสอบ"] == before
    assert f" {clock.today().year + 543} " in notes["จัดทำเมื่อ"]
    last = db.session.scalars(db.select(audit.AuditEntry).order_by(audit.AuditEntry.number.desc())).first()
    assert (last.action, last.facts["form"]) == ("file made", "02")


def test_the_other_agency_stands_on_the_form_that_asks_it(planner, plan):
    sheet = openpyxl.load_workbook(io.BytesIO(ask(planner, plan, form="02/2").raw)).worksheets[0]
    assert [sheet["B15"].value, sheet["L15"].value] == ["ถนน 2", "อบจ."]
    total = openpyxl.load_workbook(io.BytesIO(ask(planner, plan, form="01").raw)).worksheets[0]
    rows = [row for row in total.iter_rows(values_only=True) if row[0] == "รวมทั้งสิ้น"]
    assert rows[0][1:3] == (3, 3000)


@pytest.mark.parametrize(("kind", "begins"), [("pdf", b"%PDF"), ("docx", b"PK"), ("xlsx", b"PK")])
def test_every_kind_of_file_comes(planner, plan, kind, begins):
    assert ask(planner, plan, kind=kind, digits="thai", set="B").raw.startswith(begins)


def test_a_form_no_project_stands_on_is_refused_in_a_sentence(planner, app):
    empty = make_plan()
    planner(f"/desk/lampang/plans/{empty.id}/forms")
    chosen = {"form": "02/1", "set": "A", "kind": "pdf", "digits": "arabic", "scope": "all"}
    planner.post(f"/desk/lampang/plans/{empty.id}/forms", chosen, status=409)
    assert "No project of this plan stands on this form. Please choose another form." in planner.page.html


def test_what_is_not_on_the_page_is_not_made(planner, plan):
    planner(f"/desk/lampang/plans/{plan.id}/forms")
    for changes in ({"kind": "exe"}, {"set": "C"}, {"form": "../x"}, {"digits": ""}):
        chosen = {"form": "02", "set": "A", "kind": "pdf", "digits": "arabic", "scope": "all", **changes}
        planner.post(f"/desk/lampang/plans/{plan.id}/forms", chosen, status=422)
        assert "Please choose one of these." in planner.page.html


def test_a_later_edition_prints_what_came_with_it(planner, plan):
    with writing():
        plan.edition, plan.edition_number, plan.edition_year = "addition", 1, 2567
        first = plan.projects[0]
        first.edition, first.edition_number, first.edition_year, first.reason_th = "addition", 1, 2567, "ตามมติ"
        db.session.commit()
    book = openpyxl.load_workbook(io.BytesIO(ask(planner, plan, scope="edition").raw))
    assert len(book.sheetnames) == 2
    assert book.worksheets[0]["A2"].value.endswith("เพิ่มเติม ครั้งที่ 1/2567")
    assert book.worksheets[0]["M15"].value == "ตามมติ"


def test_a_large_form_is_written_in_the_background(app, planner):
    plan = fill(make_plan(), many=actions.FEW_PROJECTS)
    ask(planner, plan)
    assert "you may leave this page" in planner.page.html
    address = planner.opened
    fetched = address.removesuffix("/making")
    planner(fetched)
    assert planner.opened == address
    assert work_off(WORKS, logger=app.logger) == 1
    assert "The file is ready" in planner(address).html
    planner(fetched)
    book = openpyxl.load_workbook(io.BytesIO(planner.raw))
    assert len(list(book.worksheets[0].iter_rows(min_row=15))) == actions.FEW_PROJECTS + 2


def test_the_queries_of_a_form_do_not_grow_with_the_plan(app):
    asked = Asked("02", "A", "xlsx", "arabic", "all")
    counted = []
    for many in (1, 40):
        plan = fill(make_plan(), many=many)
        db.session.commit()
        db.session.expire_all()
        statements: list[str] = []
        listen = lambda *told: statements.append(told[2])  # noqa: B023, E731
        db.event.listen(db.engine, "before_cursor_execute", listen)
        forms.layout(plan, asked, audit_head="")
        db.event.remove(db.engine, "before_cursor_execute", listen)
        counted.append(len(statements))
    assert counted[0] == counted[1]


def test_a_city_words_its_forms(planner, plan):
    planner("/desk/lampang/forms/A")
    fields = {
        "plan": "แผนพัฒนาเทศบาล (พ.ศ. {first} - {last})",
        "numbering": "table",
        "title_02": "รายการโครงการ",
        "head_agency": "หน่วยงานที่รับผิดชอบหลัก",
        "shown_objective": "y",
        "shown_output": "y",
        "shown_expected": "y",
        "shown_agency": "y",
        "shown_reason": "y",
    }
    page = planner.post("/desk/lampang/forms/A", fields)
    assert "The forms are worded so from now on." in page.html
    assert 'value="หน่วยงานที่รับผิดชอบหลัก"' in page.html
    sheet = openpyxl.load_workbook(io.BytesIO(ask(planner, plan).raw)).worksheets[0]
    assert sheet["B1"].value == "รายการโครงการ"
    assert sheet["A2"].value == "แผนพัฒนาเทศบาล (พ.ศ. 2566 - 2570)"
    assert [sheet.cell(12, at).value for at in (10, 11)] == ["ผลที่คาดว่าจะได้รับ", "หน่วยงานที่รับผิดชอบหลัก"]
    kept = queries.form_change(city(), "A")
    assert kept.changes["hidden"] == ["kpi"]
    assert forms.template_for(city(), "B") == forms.template("B")
    assert forms.template_for(city("nan"), "A") == forms.template("A")


def test_wording_too_long_is_refused_and_kept_on_the_page(planner):
    planner("/desk/lampang/forms/A")
    planner.post("/desk/lampang/forms/A", {"plan": "x" * 300, "numbering": "form"}, status=422)
    assert "x" * 300 in planner.page.html
    planner("/desk/lampang/forms/C", status=404)


@pytest.mark.parametrize("role", [Role.FACILITATOR, Role.REPORTER])
def test_others_make_no_forms(app, plan, role):
    make_person("other", role)
    other = Visitor(app)
    other.sign_in("other", PASSWORD)
    for address in (f"/desk/lampang/plans/{plan.id}/forms", "/desk/lampang/forms/A"):
        other(address, status=404)
    assert "forms" not in other(f"/desk/lampang/plans/{plan.id}").html


def test_a_plan_of_another_city_has_no_forms_here(planner, plan):
    elsewhere = make_plan("nan")
    planner(f"/desk/lampang/plans/{elsewhere.id}/forms", status=404)
    planner(f"/desk/lampang/plans/{plan.id + 999}/forms", status=404)
