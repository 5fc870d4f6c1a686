"""The table of projects goes out and comes in again, into another city, cell by cell the same."""

import io
from pathlib import Path

import openpyxl
import pytest
from flask_babel import force_locale

from sfc_workshop.core.db import db, writing
from sfc_workshop.domain.roles import Role
from sfc_workshop.exports import actions
from sfc_workshop.imports.actions import import_at_once
from sfc_workshop.imports.checking import Choices
from sfc_workshop.plans.actions import step_add_project, step_begin, step_finish
from sfc_workshop.plans.models import Strategy, Tactic
from tests.cast import PASSWORD, make_person, make_plan
from tests.imports.tables import block, project, workbook
from tests.visiting import ORIGIN

FORM = workbook(
    ("ผ.02", block(project(1, "โครงการก่อสร้างถนน", 1_000_000, "-"), project(2, "โครงการท่อ", "", "", 250_000))),
    ("ผ.02-2", block(project(1, "โครงการถนนเชื่อมอำเภอ", 9_000_000, division="อบจ.ลำปาง"), code="แบบ ผ.02/2")),
)
TEXTS = {
    "title_th": "โครงการ\nสองบรรทัด", "title_en": "=1+1", "objective_th": "เพื่อ", "objective_en": "To",
    "output_th": "๑ แห่ง", "output_en": "1 place", "kpi_th": "ร้อยละ 80", "kpi_en": "80 %",
    "expected_result_th": "ดี", "expected_result_en": "+good", "agency_th": "อบจ.", "agency_en": "PAO",
    "reason_th": "จำเป็น", "reason_en": "@need",
}  # fmt: skip


def filled_plan():
    plan = make_plan()
    import_at_once(plan, FORM, Choices(divisions=True), by=None)
    with writing():
        change = step_begin(plan, what="imported", by=None)
        strategy = Strategy(plan_id=plan.id, position=9, title_th="ยุทธศาสตร์ที่สอง", title_en="Second strategy")
        tactic = Tactic(strategy=strategy, title_th="กลยุทธ์สอง", title_en="Second tactic")
        db.session.add(tactic)
        db.session.flush()
        fields = {
            **TEXTS, "tactic_id": tactic.id, "horizon": "long", "form_kind": "02/1", "edition": "addition",
            "edition_number": 2, "edition_year": 2567,
        }  # fmt: skip
        budget = {2566: 0, 2569: 5, 2570: 6, 2575: 7}
        step_add_project(plan, fields, budget, ("00210", "00260"), change=change, position=9)
        step_finish(change)
        db.session.commit()
    return plan


def exported(plan, by, language):
    with force_locale(language):
        content = actions.file_of(actions.export_projects(plan, by=by)).read_bytes()
    book = openpyxl.load_workbook(io.BytesIO(content))
    page = book.worksheets[0]
    assert len(str(book.worksheets[1].cell(3, 2).value)) == 64  # the head of the log, on a sheet of its own
    return content, [[cell.value for cell in row] for row in page.iter_rows()]


@pytest.mark.parametrize("language", ["th", "en"])
def test_what_goes_out_comes_in_again_cell_by_cell(app, language):
    planner = make_person("planner", Role.PLANNER)
    content, cells = exported(filled_plan(), planner, language)
    other = make_plan("nan")
    import_at_once(other, content, Choices(divisions=True), by=None)
    _content, again = exported(other, planner, language)
    assert again == cells
    assert len(cells) == 5
    heads, *rows = cells
    never_filled = [head for at, head in enumerate(heads) if all(row[at] in (None, "") for row in rows)]
    assert len(never_filled) == 3  # no goals, and no division has an English name


def test_a_planner_fetches_the_table_and_others_do_not(app, visit):
    make_person("planner", Role.PLANNER)
    make_person("reporter", Role.REPORTER)
    plan = filled_plan()
    visit.sign_in("planner", PASSWORD)
    visit(f"/desk/lampang/plans/{plan.id}")
    token = {"csrf_token": visit.page.hidden("csrf_token")}
    with app.app_context():
        made = visit.client.post(f"/desk/lampang/plans/{plan.id}/exports", data=token, headers=ORIGIN)
    with app.app_context(), visit.client.get(made.location) as fetched:
        assert openpyxl.load_workbook(io.BytesIO(fetched.data)).active.max_row == 5
    visit.post("/sign-out")
    visit.sign_in("reporter", PASSWORD)
    visit(made.location, status=404)
    assert "/exports" not in visit(f"/desk/lampang/plans/{plan.id}").html


def test_the_demo_projects_come_in(app):
    path = Path(__file__).resolve().parents[2] / "sfc_workshop" / "demo" / "content" / "projects.csv"
    checked = import_at_once(make_plan(), path.read_bytes(), Choices(divisions=True, same="add"), by=None)
    assert checked.baht > 0
