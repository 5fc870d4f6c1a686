"""Bringing projects into a plan at the desk: a file, its columns, a look, and what came of it."""

import io
import re
from datetime import timedelta

import pytest
import time_machine
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st
from sqlalchemy import select

from sfc_workshop.core import clock
from sfc_workshop.core.db import db
from sfc_workshop.domain.roles import Role
from sfc_workshop.imports import actions
from sfc_workshop.imports.models import ColumnName, Upload
from sfc_workshop.plans.models import Project
from tests.cast import PASSWORD, make_person, make_plan
from tests.imports.tables import workbook
from tests.imports.test_projects import BAD, GOOD, count, files_of, work
from tests.visiting import ORIGIN

DATABASES = ["sqlite"]


def test_a_planner_matches_columns_looks_and_brings_in(app, visit, planner):
    plan = make_plan()
    visit.sign_in("planner", PASSWORD)
    rows = [["ชื่องาน", "เงิน 2566", "อื่น ๆ"], ["โครงการตลาด", "1,000", "x"], ["โครงการสวน", "๒,๐๐๐", ""]]
    page = upload(visit, plan, workbook(("แผ่น", rows)), "../../งาน.xlsx")
    assert "งาน.xlsx" in page.html
    assert "../" not in page.html.split("<main")[1]
    here = visit.opened
    names = [one["name"] for one in page.inputs if one.get("tag") == "select"]
    assert names == ["column-0", "column-1", "column-2"]
    page = visit.post(here, {"column-0": "", "column-1": "budget", "column-2": ""}, status=422)
    assert "which column holds the names" in page.html or "คอลัมน์ใดเป็นชื่อโครงการ" in page.html
    page = visit.post(here, {"column-0": "title_th", "column-1": "budget", "column-2": ""})
    assert "3,000" in page.html
    visit.post(visit.opened, {})
    assert work(app) == 1
    page = visit(visit.opened)
    assert files_of(app) == []
    assert [one.cost for one in db.session.scalars(select(Project).order_by(Project.position))] == [1000, 2000]
    kept = {one.heading: one.field for one in db.session.scalars(select(ColumnName))}
    assert kept == {"ชื่องาน": "title_th", "เงิน": "budget"}
    page = upload(visit, plan, workbook(("แผ่น", rows)), "งาน 2.xlsx")
    selected = page.html.split('id="column-0"')[1].split("selected")[0].rsplit("<option", 1)[1]
    assert 'value="title_th"' in selected


def upload(visit, plan, raw, name, *, status=200):
    here = f"/desk/lampang/plans/{plan.id}/imports"
    visit(here)
    return visit.post(here, {"file": (io.BytesIO(raw), name)}, status=status)


def sent_as_it_is(visit, plan, raw):
    """Send a large file without a temporary one of the test's own."""
    token = visit.page.hidden("csrf_token")
    body = (
        f'--x\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{token}\r\n'
        '--x\r\nContent-Disposition: form-data; name="file"; filename="x.xlsx"\r\n\r\n'
    )
    with visit.app.app_context():
        return visit.client.post(
            f"/desk/lampang/plans/{plan.id}/imports",
            data=body.encode() + raw + b"\r\n--x--\r\n",
            content_type="multipart/form-data; boundary=x",
            headers=ORIGIN,
        )


def test_what_is_wrong_is_shown_with_its_place_and_cannot_be_brought_in(app, visit, planner):
    plan = make_plan()
    visit.sign_in("planner", PASSWORD)
    page = upload(visit, plan, BAD, "x.xlsx")
    fields = {one["name"]: "" for one in page.inputs if one.get("tag") == "select"}
    visit.post(visit.opened, dict(zip(fields, ("title_th", "programme", "budget"), strict=True)))
    preview = visit.opened
    places = re.findall(r"<tr><td>(.*?)</td><td class=\"words\"><b>“(.*?)”", visit.page.html)
    assert places == [
        ("แผ่นงาน x, แถวที่ 2, คอลัมน์ B", "การศึกษาเด็ก"),
        ("แผ่นงาน x, แถวที่ 3, คอลัมน์ C", "-5"),
        ("แผ่นงาน x, แถวที่ 4, คอลัมน์ C", "5.25"),
    ]
    visit.post(preview, {}, status=422)
    assert work(app) == 0
    assert count(Project) == 0


def test_a_file_that_is_no_table_says_so_at_the_field(app, visit, planner):
    plan = make_plan()
    visit.sign_in("planner", PASSWORD)
    for raw in (b"", b"%PDF-1.7\n\x00"):
        page = upload(visit, plan, raw, "x.xlsx", status=422)
        assert "field__wrong" in page.html
    answer = sent_as_it_is(visit, plan, b"a,b\n" * (50 * 1024 * 1024 // 4))
    assert (answer.status_code, "20 MB" in answer.text) == (422, True)
    visit(f"/desk/lampang/plans/{plan.id}/imports")
    visit.post(f"/desk/lampang/plans/{plan.id}/imports", {}, status=422)
    assert (count(Upload), files_of(app)) == (0, [])


def test_a_stranger_can_send_nothing_large(app, visit):
    plan = make_plan()
    visit("/sign-in")
    assert sent_as_it_is(visit, plan, bytes(10**6)).status_code == 413


def test_files_belong_to_their_city_and_are_gone_after_a_day(app, visit, planner):
    plan = make_plan()
    make_person("stranger", Role.PLANNER, "nan")
    visit.sign_in("planner", PASSWORD)
    upload(visit, plan, GOOD, "x.xlsx")
    path = visit.opened
    (kept,) = files_of(app)
    assert kept.stat().st_mode & 0o077 == 0
    visit(path)
    visit.post("/sign-out")
    visit.sign_in("stranger", PASSWORD)
    for theirs in (path, path.replace("/lampang/", "/nan/")):
        visit(theirs, status=404)
        visit(theirs.removesuffix("/columns"), status=404)
    visit("/desk/nan")
    visit.post("/sign-out")
    with time_machine.travel(clock.now() + timedelta(hours=25), tick=False):
        visit.sign_in("planner", PASSWORD)
        visit(path, status=404)
        actions.forget_old_uploads()
    assert (count(Upload), files_of(app)) == (0, [])


def test_thrown_away_is_gone(app, visit, planner):
    plan = make_plan()
    visit.sign_in("planner", PASSWORD)
    upload(visit, plan, GOOD, "x.xlsx")
    visit.post(visit.opened.replace("/columns", "/removal"))
    assert (count(Upload), files_of(app)) == (0, [])


def test_facilitators_bring_in_nothing(app, visit):
    plan = make_plan()
    make_person("facilitator", Role.FACILITATOR)
    visit.sign_in("facilitator", PASSWORD)
    visit(f"/desk/lampang/plans/{plan.id}/imports", status=404)
    assert f"plans/{plan.id}/imports" not in visit(f"/desk/lampang/plans/{plan.id}").html


def test_every_page_takes_as_many_queries_for_more_projects(app, visit, planner):
    plan = make_plan()
    visit.sign_in("planner", PASSWORD)
    taken = []
    for projects in (3, 60):
        rows = [["โครงการ", "2566", "หน่วยงาน"], *([f"โครงการ {n}", n, f"กอง {n}"] for n in range(projects))]
        upload(visit, plan, workbook(("x", rows)), "x.xlsx")
        columns = visit.opened
        taken.append((visit.queries(columns), visit.queries(columns.removesuffix("/columns"))))
    assert taken[0] == taken[1]


@hypothesis(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.binary(max_size=200), st.tuples(st.integers(0, len(GOOD) - 1), st.binary(min_size=1, max_size=4))))
def test_whatever_is_sent_the_page_answers(fuzzed, junk):
    visit, plan = fuzzed
    raw = junk if isinstance(junk, bytes) else GOOD[: junk[0]] + junk[1] + GOOD[junk[0] + len(junk[1]) :]
    here = f"/desk/lampang/plans/{plan.id}/imports"
    visit(here)
    data = {"csrf_token": visit.page.hidden("csrf_token"), "file": (io.BytesIO(raw), "x.xlsx")}
    with visit.app.app_context():
        answer = visit.client.post(here, data=data, headers=ORIGIN, follow_redirects=True)
    assert answer.status_code in (200, 422)


@pytest.fixture
def fuzzed(app, visit, planner):
    visit.sign_in("planner", PASSWORD)
    return visit, make_plan()
