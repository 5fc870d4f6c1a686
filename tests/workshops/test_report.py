"""The report of a workshop says what the wall said, to whoever may read the city, after the end."""

import io
import re
import subprocess
import time

import docx
import openpyxl
import pytest
from flask_babel import force_locale

from sfc_workshop.ballots.actions import close_consultation
from sfc_workshop.core import audit, clock
from sfc_workshop.core.audit import AuditEntry
from sfc_workshop.core.db import db, writing
from sfc_workshop.documents import report_docx
from sfc_workshop.domain.report import Bars, Cloud, Figures, Table, Text
from sfc_workshop.domain.roles import Role
from sfc_workshop.workshops import faces, queries
from sfc_workshop.workshops.actions import reporting
from sfc_workshop.workshops.attendance import attendance_table
from sfc_workshop.workshops.models import ReportFile
from sfc_workshop.workshops.report import report_of
from tests.cast import PASSWORD, make_person
from tests.visiting import Visitor
from tests.workshops.held import held, recount, shares
from tests.workshops.making import make_workshop

DATABASES = ["sqlite"]
THAI = re.compile("[\u0e01-\u0e5b]")  # an office's PDF tells Thai by shapes, not by letters
PAPER = {"citizens": 8, "government": 6}


@pytest.fixture
def by(app):
    return make_person("facilitator", Role.FACILITATOR)


def report(workshop, language="en"):
    with force_locale(language):
        return report_of(workshop, audit.head())


def tables(told) -> list[list[str]]:
    return [list(row) for block in told.blocks if isinstance(block, Table) for row in (block.head, *block.rows)]


def words(told) -> str:
    return "\n".join(block.words for block in told.blocks if isinstance(block, Text))


def letters(content: bytes) -> str:
    """The letters of a PDF without spaces, as they are searched for."""
    command = ["pdftotext", "-raw", "-", "-"]
    told = subprocess.run(command, input=content, check=True, capture_output=True).stdout.decode()
    return "".join(told.split()).replace("\ufb01", "fi").replace("\ufb02", "fl")


def told_as(wall, value) -> str:
    return "too few" if value is None else wall["shown_value"](value)


def test_every_number_is_the_one_on_the_wall(by):
    workshop = held(by, paper=PAPER)
    told = tables(report(workshop))
    for activity in workshop.activities:
        if not activity.asks or not activity.question.is_ballot:
            continue
        wall = faces.result_of(activity)
        for row in wall["picture"].rows:
            shown = [told_as(wall, one) for one in (row.weighted, *row.sides, row.raw)]
            title = wall["titles"][row.key].title_en
            if activity.kind == "again":
                was, earlier = wall["earlier"][row.key], wall["earlier_sides"]
                before = [was.weighted, *(earlier[row.key, side.members] for side in wall["picture"].sides), was.raw]
                shown = [
                    now if one is None else f"{told_as(wall, one)} → {now}"
                    for one, now in zip(before, shown, strict=True)
                ]
            assert [title, *shown] in told, (activity.title_en, title)


def test_files_open_and_say_the_same_as_the_page(app, by):
    workshop = held(by, paper=PAPER)
    told = report(workshop)
    made = {kind: reporting.make_report(workshop, kind=kind, language="en", by=by) for kind in ("pdf", "docx", "xlsx")}
    content = {kind: reporting.file_of(one).read_bytes() for kind, one in made.items()}
    printed = letters(content["pdf"])
    in_word = [[c.text for c in row.cells] for t in docx.Document(io.BytesIO(content["docx"])).tables for row in t.rows]
    for row in tables(told):
        for cell in row:
            assert "".join(cell.split()) in printed, row
        assert any(all(cell in other for cell, other in zip(row, found, strict=False)) for found in in_word), row
    book = openpyxl.load_workbook(io.BytesIO(content["xlsx"]))
    assert len(book.sheetnames) == 1 + 8 + 1, "who came, the eight questions, the words"
    entries = db.session.query(AuditEntry).filter_by(action="file made").all()
    assert [entry.facts["kind"] for entry in entries] == ["pdf", "docx", "xlsx"]


def test_the_page_makes_files_after_the_end(app, by):
    workshop = make_workshop()
    visit = Visitor(app)
    visit("/?lang=en")
    visit.sign_in("facilitator", PASSWORD)
    address = f"/desk/lampang/workshops/{workshop.id}/report"
    assert "once the workshop is over" in visit(address).html
    with writing():
        workshop.started_at = workshop.ended_at = clock.now()
        db.session.commit()
    visit(address)
    visit.post(address, {"kind": "pdf", "language": "th"})
    assert visit.raw.startswith(b"%PDF")
    visit(address)
    visit.post(address, {"kind": "exe", "language": "th"}, status=404)
    file_id = db.session.query(ReportFile).one().id
    make_person("reporter", Role.REPORTER)
    other = Visitor(app)
    other.sign_in("reporter", PASSWORD)
    other(address)
    other(f"{address}/files/{file_id}", status=404)


def test_the_same_numbers_stand_there_after_sealing(by):
    workshop = held(by, paper=PAPER)
    before = report(workshop)
    assert "Interim" in words(before)
    close_consultation(workshop.doors[0].consultation, by=None)
    after = report(workshop)
    assert "Interim" not in words(after)
    assert tables(before) == tables(after)


def test_what_was_hidden_stands_nowhere(by):
    workshop = held(by)
    ideas = next(one for one in workshop.activities if one.kind == "ideas")
    hidden = [idea.words for idea in queries.ideas_of(ideas, "hidden", "pending")]
    assert len(hidden) == 2
    content = {kind: write(workshop, "0" * 64) for kind, write in reporting.WRITERS.items()}
    everything = letters(content["pdf"]) + "".join(
        p.text for p in docx.Document(io.BytesIO(content["docx"])).element.body.iter() if p.text
    )
    for one in hidden:
        assert "".join(one.split()) not in "".join(everything.split())
    cloud = next(block for block in report(workshop).blocks if isinstance(block, Cloud))
    assert "บ้าน" not in dict(cloud.words)
    told = report(workshop)
    assert "One word was left out" in words(told)
    assert any(row[1:] == ["มีชื่อบุคคล", "Facilitator", "1"] for row in tables(told))


def test_an_activity_that_was_not_opened_has_no_result(by):
    workshop = make_workshop(("score", "again"))
    with writing():
        workshop.started_at = workshop.ended_at = clock.now()
        db.session.commit()
    told = report(workshop)
    assert not any(isinstance(block, Bars) for block in told.blocks)
    assert words(told).count("was not asked") == 2
    assert next(block for block in told.blocks if isinstance(block, Figures)).rows[0][0] == "0"


def test_weights_are_the_declared_ones(by):
    workshop = held(by)
    assert sum(shares().values()) == 1
    assert "Citizens 30%, Government 20%" in words(report(workshop))


def test_few_of_one_agency_are_told_of_together(by):
    workshop = held(by, {"citizens": 9, "government": 6})
    came = attendance_table(workshop)
    told = words(report(workshop))
    assert all(f"{number:,}" in told for _agency, number in came.agencies)
    assert came.others >= came.n_min
    assert sum(number for _agency, number in came.agencies) + came.others == came.phones == 15


def test_the_workbook_says_what_lies_in_the_box_and_computes_nothing_people_wrote(by):
    workshop = held(by, paper=PAPER)
    ideas = next(one for one in workshop.activities if one.kind == "ideas")
    with writing():
        queries.ideas_of(ideas, "shown")[0].words = '=HYPERLINK("http://evil")'
        db.session.commit()
    with force_locale("en"):
        book = openpyxl.load_workbook(io.BytesIO(reporting.WRITERS["xlsx"](workshop, "0" * 64)))
    cells = [cell for row in book.worksheets[-1].iter_rows() for cell in row]
    assert [cell.data_type for cell in cells if str(cell.value).startswith("=")] == ["s"]
    dots = next(one for one in workshop.activities if one.asks and one.question.kind == "dots")
    box = recount(dots.question, dots.run)
    sheet = next(one for one in book.worksheets if one.title.startswith("3 "))
    head, *rows = [[cell.value for cell in row] for row in sheet.iter_rows() if row[1].value is not None]
    assert [one for one in head if "Citizens" in one] == ["Citizens (n = 32)"]
    for choice in dots.question.items:
        (told,) = [row for row in rows if row[0] == choice.title_en]
        by_head = sum(marks.get(choice.key, 0) for _group, _door, marks in box) / (5 * len(box))
        of_citizens = [marks.get(choice.key, 0) for group, _door, marks in box if group == "citizens"]
        assert told[head.index("Everyone alike")] == pytest.approx(by_head)
        assert told[head.index("Citizens (n = 32)")] == pytest.approx(sum(of_citizens) / (5 * len(of_citizens)))
        on_paper = [marks.get(choice.key, 0) for _group, door, marks in box if door == "paper"]
        assert told[head.index("Paper (n = 14)")] == pytest.approx(sum(on_paper) / (5 * len(on_paper)))


def test_a_page_takes_as_many_queries_for_many_people_as_for_few(app, by):
    few, many = held(by, {"citizens": 6, "government": 5}, ideas=4), held(by, ideas=30)
    visit = Visitor(app)
    visit.sign_in("facilitator", PASSWORD)
    address = "/desk/lampang/workshops/{}/report"
    visit(address.format(few.id))
    assert visit.queries(address.format(few.id)) == visit.queries(address.format(many.id))


@pytest.mark.slow
def test_a_thousand_people_and_three_hundred_ideas_are_reported_at_once(by):
    """Seconds of work, not of the clock, which other tests share: a file is made within the request for it."""
    workshop = held(by, {"citizens": 400, "government": 300, "private": 150, "academia": 100, "civil_society": 50},
                    paper=PAPER, ideas=300)  # fmt: skip
    assert sum(one.question is not None for one in workshop.activities) == 11
    for kind in reporting.WRITERS:
        began = time.process_time()
        reporting.make_report(workshop, kind=kind, language="th", by=by)
        assert time.process_time() - began < 4, kind


@pytest.mark.slow
def test_an_office_opens_the_word_file_and_prints_what_it_says(by, tmp_path):
    workshop = held(by, paper=PAPER)
    with force_locale("th"):
        told = report_of(workshop, "0" * 64)
        (tmp_path / "report.docx").write_bytes(report_docx.document(told))
    office = ["soffice", f"-env:UserInstallation=file://{tmp_path / 'profile'}", "--headless", "--convert-to", "pdf"]
    command = [*office, "--outdir", tmp_path, tmp_path / "report.docx"]
    subprocess.run(command, check=True, timeout=240, capture_output=True)
    printed = letters((tmp_path / "report.pdf").read_bytes())
    for row in tables(told):
        for cell in row:
            for part in re.split("→|\n", cell):
                assert "".join(part.split()) in printed or THAI.search(part), row
