"""Files equal the page, and fetch nothing for others."""

import csv
import io
import json
import zipfile
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest
import time_machine
from sqlalchemy import select

from sfc_workshop.ballots import actions as box
from sfc_workshop.core import clock
from sfc_workshop.core.db import db, writing
from sfc_workshop.core.i18n import format_moment
from sfc_workshop.documents.sheets import Column, Sheet, comma_separated, workbook
from sfc_workshop.domain.counting import count_files
from sfc_workshop.domain.result_file import write_result
from sfc_workshop.domain.roles import Role
from sfc_workshop.exports import actions
from sfc_workshop.exports.models import Export
from sfc_workshop.priorities import queries
from sfc_workshop.priorities.table import table_of
from tests.cast import PASSWORD, make_person, make_survey
from tests.drafts.making import count
from tests.priorities.test_priorities import answer
from tests.visiting import Visitor

FORMULAS = ["=1+1", "+1", "-1+2", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x")', "=cmd|' /C calc'!A0"]


@pytest.fixture
def consultation(app):
    survey = make_survey()
    with writing():
        for item, title in zip(survey.door.consultation.items, FORMULAS, strict=False):
            item.title_en = title
        box_declared = survey.door.consultation.opening
        db.session.delete(box_declared)
        db.session.flush()
        db.session.expire(survey.door.consultation)
        box.step_open(survey.door.consultation, by=None)
        db.session.commit()
    answer(survey, "citizens", {"p1": 5, "p2": 3, "p3": 2, "p4": 1}, times=10)
    answer(survey, "government", {"p1": 1, "p2": 5, "p3": 2, "p4": 1}, times=5)
    box.close_consultation(survey.door.consultation, by=None)
    return survey.door.consultation


@pytest.fixture
def planner(app, visit) -> Visitor:
    make_person("planner", Role.PLANNER)
    visit("/?lang=en")
    visit.sign_in("planner", PASSWORD)
    return visit


def fetch(planner: Visitor, consultation, what: str) -> bytes:
    planner(f"/desk/lampang/consultations/{consultation.id}/priorities")
    planner.post(f"/desk/lampang/consultations/{consultation.id}/exports", {"what": what, "kind": "project"})
    return planner.raw


def test_the_workbook_holds_the_numbers_of_the_page(planner, consultation):
    book = openpyxl.load_workbook(io.BytesIO(fetch(planner, consultation, "xlsx")))
    assert book.sheetnames == ["Priorities", "Citizens", "Government", "Method and date"]
    sheet = book["Priorities"]
    rows = table_of(consultation, "project", queries.counted(consultation, "project")).rows
    for cells, row in zip(sheet.iter_rows(min_row=2, values_only=True), rows, strict=True):
        assert cells[0] == row.rank
        assert cells[5] == pytest.approx(float(row.index))
        assert cells[8] == pytest.approx(float(row.by_group["citizens"].index))
    assert sheet.freeze_panes == "A2"
    assert all(cell.data_type != "f" for page in book for line in page.iter_rows() for cell in line)


def test_the_csv_opens_in_excel_and_computes_nothing(planner, consultation):
    raw = fetch(planner, consultation, "csv")
    assert raw.startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"))))
    titles = {line[1] for line in lines[1:]}
    assert titles == {"'" + title for title in FORMULAS[:4]}


def test_every_row_of_the_csv_says_where_it_comes_from(planner, consultation):
    with time_machine.travel(clock.now(), tick=False):
        lines = list(csv.DictReader(io.StringIO(fetch(planner, consultation, "csv").decode("utf-8-sig"))))
    export = db.session.scalars(select(Export)).one()
    asked = queries.published(consultation, "project")
    assert len(lines) == 4
    for line in lines:
        assert list(line.values())[-5:] == [
            f"{consultation.plan.city.name_en}, {consultation.title_en}",
            "Final",
            format_moment(export.at),
            queries.input_hash(asked),
            export.audit_head,
        ]


def test_a_kept_count_is_named_by_its_day_and_what_was_counted(planner, consultation):
    with time_machine.travel("2026-02-03 09:30+07:00", tick=False):
        count(consultation)
    kept = queries.newest_count(consultation, "project", done=True)
    book = openpyxl.load_workbook(io.BytesIO(fetch(planner, consultation, "xlsx")))
    told = dict(book["Method and date"].iter_rows(min_row=2, values_only=True))
    line = next(csv.DictReader(io.StringIO(fetch(planner, consultation, "csv").decode("utf-8-sig"))))
    assert line["Counted"] == told["Counted"] == "3 February 2026 at 09:30"
    assert line["Fingerprint of what was counted"] == told["Fingerprint of what was counted"] == kept.input_hash
    assert told["Made"] != told["Counted"]


def test_heads_and_origin_compute_nothing_either(app):
    """Groups are heads of columns, and titles are where a file comes from; planners name both."""
    columns = [Column(words) for words in FORMULAS]
    sheet = Sheet("x", columns, [["1"] * len(columns)], origin=[("=1+1", "=2+2")])
    heads, row = csv.reader(io.StringIO(comma_separated(sheet).decode("utf-8-sig"), newline=""))
    assert heads == ["'" + words for words in [*FORMULAS, "=1+1"]]
    assert row[-1] == "'=2+2"


def test_taking_the_guard_away_gives_the_text_back(app):
    rows = [[text, -5] for text in FORMULAS]
    sheet = Sheet("x", [Column("text"), Column("number")], rows)
    read = list(csv.reader(io.StringIO(comma_separated(sheet).decode("utf-8-sig"), newline="")))[1:]
    assert [[line[0].removeprefix("'"), int(line[1])] for line in read] == rows
    book = openpyxl.load_workbook(io.BytesIO(workbook([sheet])))
    cells = list(book.active.iter_rows(min_row=2))
    assert all(text.data_type == "s" and number.value == -5 for text, number in cells)


def test_sheet_names_are_such_as_excel_takes(app):
    sheets = [Sheet(name, [Column("x")], []) for name in ("a/b:c", "x" * 40, "X" * 40, "", "'q'")]
    names = openpyxl.load_workbook(io.BytesIO(workbook(sheets))).sheetnames
    assert len({name.casefold() for name in names}) == 5
    assert all(0 < len(name) <= 31 for name in names)


def test_anybody_can_recount_the_package(planner, consultation, tmp_path: Path):
    with zipfile.ZipFile(io.BytesIO(fetch(planner, consultation, "package"))) as archive:
        archive.extractall(tmp_path / "package")
    folder = tmp_path / "package"
    assert write_result(count_files(folder)) == (folder / "result.json").read_bytes()
    page = queries.counted(consultation, "project")["weighted"]
    assert json.loads((folder / "result.json").read_text())["index"] == page["index"]
    lines = [json.loads(line) for line in (folder / "ballots.jsonl").read_text().splitlines()]
    assert len(lines) == 15
    assert set(lines[0]) == {"id", "activity", "group", "marks", "door", "integrity"}


def test_the_same_ballots_make_the_same_bytes(planner, consultation):
    assert fetch(planner, consultation, "package") == fetch(planner, consultation, "package")


def test_a_file_is_fetched_only_by_whom_it_was_made_for(app, planner, consultation):
    fetch(planner, consultation, "csv")
    address = planner.opened
    make_person("colleague", Role.PLANNER)
    colleague = Visitor(app)
    colleague.sign_in("colleague", PASSWORD)
    colleague(address, status=404)
    stranger = Visitor(app)
    assert 'name="password"' in stranger(address).html
    planner(f"{address}0", status=404)
    planner(address[:-1], status=404)  # ids are compared as whole strings
    with time_machine.travel(clock.now() + timedelta(hours=25)):
        late = Visitor(app)
        late.sign_in("planner", PASSWORD)
        late(address, status=404)


def test_nothing_can_be_taken_out_of_an_open_consultation(app, planner):
    survey = make_survey()
    page = planner(f"/desk/lampang/consultations/{survey.door.consultation_id}/priorities")
    assert "xlsx" not in page.html
    what = {"what": "xlsx", "kind": "project"}
    planner.post(f"/desk/lampang/consultations/{survey.door.consultation_id}/exports", what, status=409)


def test_the_command_line_writes_the_same_files(consultation, tmp_path: Path):
    written = actions.write_all(consultation.id, "project", tmp_path / "out")
    assert {path.name for path in written} == {
        "priorities.xlsx", "priorities.csv", "config.json", "ballots.jsonl", "result.json",
    }  # fmt: skip
