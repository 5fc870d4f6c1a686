"""A plan goes in as a workbook and out by every form and file, and every baht comes along."""

import csv
import io
import random
from collections import Counter
from collections.abc import Iterator

import docx
import openpyxl
import pdfplumber
import pytest

from sfc_workshop.config import PACKAGE
from sfc_workshop.exports import forms
from sfc_workshop.exports.forms import Asked
from sfc_workshop.imports.actions import import_at_once
from sfc_workshop.imports.checking import Choices
from tests.cast import make_plan
from tests.documents.test_layouts import baht, read_docx, read_pdf
from tests.imports.tables import workbook

DATABASES = ["sqlite"]
YEARS = range(2566, 2571)
KINDS = ("02", "02/1", "02/2")
HEADS = [
    "โครงการ", "แบบ", "ยุทธศาสตร์", "กลยุทธ์", "แผนงาน", "วัตถุประสงค์", "เป้าหมาย", "ตัวชี้วัด", "ผลที่คาดว่าจะได้รับ",
    "หน่วยงานรับผิดชอบหลัก", *(f"งบประมาณ {year}" for year in YEARS),
]  # fmt: skip
HEAD = "0123456789abcdef" * 4

Row = list[str | int | None]


def demo_projects() -> Iterator[Row]:
    """The projects of the demo, spread over the forms; their goals stand for strategies."""
    with (PACKAGE / "demo" / "content" / "projects.csv").open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file)):
            words = (row[f"{name}_th"] for name in ("objective", "output", "kpi", "expected_result"))
            budget = (int(row[f"budget_{year}"] or 0) for year in YEARS)
            above = row["goal_th"], f"ส่งเสริม{row['goal_th']}", row["programme_th"]
            yield [row["name_th"], KINDS[number % 3], *above, *words, row["department_th"], *budget]


def many_projects() -> Iterator[Row]:
    """A plan of 1,500 projects, as a large city has."""
    draw = random.Random(11)
    few = list(demo_projects())
    for number in range(1500):
        row = list(draw.choice(few))
        budget = (draw.choice((None, 0, draw.randint(1, 90_000_000))) for _year in YEARS)
        yield [f"{row[0]} แห่งที่ {number}", draw.choice(KINDS), *row[2:10], *budget]


@pytest.mark.parametrize(
    "projects", [demo_projects, pytest.param(many_projects, marks=[pytest.mark.long, pytest.mark.slow])]
)
def test_every_baht_that_goes_in_comes_out_by_every_form(app, projects):
    rows = list(projects())
    plan = make_plan()
    checked = import_at_once(plan, workbook(("แผน", [HEADS, *rows])), Choices(divisions=True, horizon="short"), by=None)
    assert len(checked.entries) == len(rows)
    expected = {kind: Counter[int]() for kind in KINDS}
    for row in rows:
        expected[str(row[1])].update({year: int(row[10 + at] or 0) for at, year in enumerate(YEARS)})
    own = expected["02"] + expected["02/1"]
    for set_, files in (("A", ("xlsx", "docx", "pdf")), ("B", ("xlsx", "docx"))):  # one PDF writer serves both
        for kind in KINDS:
            for file in files:
                assert sums_of(plan, Asked(kind, set_, file, "arabic", "all")) == +expected[kind], (set_, kind, file)
        for file in files:
            assert sums_of(plan, Asked("01", set_, file, "arabic", "all")) == +own, (set_, file)


def sums_of(plan, asked: Asked) -> Counter[int]:
    """Make a form and read the money of its closing rows back with another program; it says what it rests on."""
    content = forms.write(plan, asked, audit_head=HEAD)
    assert HEAD in said_by(content, asked.kind)
    columns = [column.key for column in forms.layout(plan, asked, audit_head=HEAD).columns]
    money = "money" if asked.form == "01" else "baht"
    found: Counter[int] = Counter()
    for row in closing_rows(content, asked):
        lacking = len(columns) - len(row)  # a cell over several columns is read once
        found.update({year: baht(str(row[columns.index(f"{money} {year}") - lacking] or 0)) for year in YEARS})
    return +found


def closing_rows(content: bytes, asked: Asked) -> list[list]:
    """The rows of sums: one at the end of form 01, one below each table of the others."""
    words = "รวมทั้งสิ้น" if asked.form == "01" else "รวมงบประมาณ"
    if asked.kind == "xlsx":
        book = openpyxl.load_workbook(io.BytesIO(content))
        return [list(row) for sheet in book.worksheets for row in sheet.iter_rows(values_only=True) if row[0] == words]
    rows = read_docx(content) if asked.kind == "docx" else read_pdf(content)
    return [row for row in rows if str(row[0]).startswith(words[:4])]  # marks stand where they are drawn in a PDF


def said_by(content: bytes, kind: str) -> str:
    """All words of a file, with no space between them."""
    if kind == "pdf":
        with pdfplumber.open(io.BytesIO(content)) as pages:
            return "".join("".join(page.extract_text().split()) for page in pages.pages[-2:])
    if kind == "xlsx":
        book = openpyxl.load_workbook(io.BytesIO(content))
        return "".join(str(cell) for row in book.worksheets[-1].iter_rows(values_only=True) for cell in row)
    made = docx.Document(io.BytesIO(content))
    return "".join(node.text or "" for node in made.element.body.iter() if node.tag.endswith("}t"))
