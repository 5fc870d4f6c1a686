"""One layout, three files: each is read back by another program, and all say the same."""

import io
import re
import tomllib
import zipfile

import docx
import openpyxl
import pdfplumber
import pytest

from sfc_workshop.config import PACKAGE
from sfc_workshop.documents import layout_docx, layout_pdf, layout_xlsx
from sfc_workshop.documents.pdf import FontIsMissing, pdf
from sfc_workshop.domain.form_layout import Kind, in_thai_digits, shown
from sfc_workshop.domain.form_template import template_of
from sfc_workshop.domain.official_forms import FormPlan, form
from tests.domain.test_official_forms import plan, project
from tests.exports.made_plans import YEARS, made_plan, plain_sums

SETS = {
    name: template_of(tomllib.loads((PACKAGE / "reference/forms" / f"set-{name}.toml").read_text("utf-8")))
    for name in "ab"
}
FORMULAS = ["=1+1", "+1", "-1+2", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x")', "=cmd|' /C calc'!A0", "http://x.th"]
NOTES = [("ที่มาของข้อมูล", "แผนทดสอบ"), ("รหัสตรวจสอบล่าสุด", "0123abcd" * 8)]


def laid_out(name="a", kind="02", told: FormPlan | None = None):
    return form(told or made_plan(12), SETS[name], kind, notes=NOTES)


def as_words(layout):
    """Every row of the table as its words, section after section."""
    return [
        [shown(cell, thai_digits=layout.thai_digits) for cell in row.cells]
        for section in layout.sections
        for row in section.rows
    ]


def read_docx(content):
    """The tables' rows but their header, a cell over several columns once."""
    made = docx.Document(io.BytesIO(content))
    rows = []
    for table in made.tables:
        for row in table._tbl.tr_lst:
            if row.trPr is None or row.trPr.find(f"{{{row.nsmap['w']}}}tblHeader") is None:
                rows.append(["".join(t.text or "" for t in cell.iter(f"{{{row.nsmap['w']}}}t")) for cell in row.tc_lst])
    return rows


def once(layout):
    """The rows as a reader finds them who is told a cell over several columns once."""
    return [
        [words for at, words in enumerate(cells) if at == 0 or at >= row.across]
        for row, cells in zip((row for s in layout.sections for row in s.rows), as_words(layout), strict=True)
    ]


@pytest.mark.parametrize("name", ["a", "b"])
@pytest.mark.parametrize("kind", ["01", "02", "02/1", "02/2"])
def test_word_and_excel_hold_the_cells_of_the_layout(name, kind):
    made = laid_out(name, kind)
    assert read_docx(layout_docx.document(made)) == once(made)
    book = openpyxl.load_workbook(io.BytesIO(layout_xlsx.workbook(made)))
    for section, sheet in zip(made.sections, book.worksheets, strict=False):
        top = len(made.titles) + len(section.lines) + len(made.head)
        rows = list(sheet.iter_rows(min_row=top + 1, max_col=len(made.columns), values_only=True))
        assert rows == [tuple(cell if cell != "" else None for cell in row.cells) for row in section.rows]
        assert [
            cell.value for (cell, *_rest) in sheet.iter_rows(min_row=len(made.titles) + 1, max_row=top - len(made.head))
        ] == [line.words for line in section.lines]
    notes = book.worksheets[-1].iter_rows(values_only=True)
    assert set(NOTES) <= set(notes)


def read_pdf(content):
    """The tables' rows, page after page, with the header of each page left out."""
    with pdfplumber.open(io.BytesIO(content)) as pages:
        return [row for page in pages.pages for table in page.extract_tables() for row in table[3:]]


def test_totals_of_all_three_files_agree_to_the_baht():
    told = made_plan(16)
    made = laid_out("b", "02", told)
    sums = plain_sums(told, "02")
    begin = [column.key for column in made.columns].index("baht 2566")
    book = openpyxl.load_workbook(io.BytesIO(layout_xlsx.workbook(made)))
    closing = [row for sheet in book.worksheets for row in sheet.iter_rows(values_only=True) if row[0] == "รวมงบประมาณ"]
    in_docx = [row for row in read_docx(layout_docx.document(made)) if row[0] == "รวมงบประมาณ"]
    in_pdf = [row for row in read_pdf(layout_pdf.document(made)) if row[1] is None][::2]  # money, then numbers
    for at, year in enumerate(YEARS):
        assert sum(row[begin + at] for row in closing) == sums[year]
        assert sum(baht(row[1 + at]) for row in in_docx) == sums[year]
        assert sum(baht(row[begin + at]) for row in in_pdf) == sums[year]


def baht(words):
    return int(words.replace(",", "").replace("-", "") or 0)


def test_the_pdf_repeats_its_header_names_the_plan_and_counts_its_pages():
    many = plan(*[project(f"ถนนสายที่ {number}", objective="เพื่อความปลอดภัย " * 8) for number in range(25)])
    made = laid_out("a", "02", many)
    with pdfplumber.open(io.BytesIO(layout_pdf.document(made))) as pages:
        assert len(pages.pages) > 2
        for number, page in enumerate(pages.pages, start=1):
            words = [word["text"] for word in page.extract_words()]
            assert words[-1] == str(number)
            assert {"2566", "2570"} <= set(words)
            assert (page.width, page.height) == (pytest.approx(841.89, abs=0.1), pytest.approx(595.28, abs=0.1))
            assert {char["fontname"].split("+")[1] for char in page.chars} <= {"Sarabun-Regular", "Sarabun-Bold"}
        body = {char["fontname"] for page in pages.pages for char in page.chars}
        assert all("+" in name for name in body)  # embedded, and only the letters that are used


def test_thai_digits_are_thai_in_every_file():
    made = in_thai_digits(laid_out("a", "02", plan(project(baht={2566: 1_234_567, 2567: 0}))))
    assert read_docx(layout_docx.document(made))[0][:6] == ["๑", "ถนน", "", "", "๑,๒๓๔,๕๖๗", "-"]
    sheet = openpyxl.load_workbook(io.BytesIO(layout_xlsx.workbook(made))).worksheets[0]
    cell = next(cell for row in sheet.iter_rows() for cell in row if cell.value == 1_234_567)
    assert cell.number_format.startswith("[$-D00041E]")
    with pdfplumber.open(io.BytesIO(layout_pdf.document(made))) as pages:
        words = pages.pages[0].extract_text()
    assert "๑,๒๓๔,๕๖๗" in words
    assert not re.search("[0-9]", words.split("abcd")[0].replace("0123", ""))


def test_no_cell_of_a_workbook_is_ever_a_formula():
    texts = {key: FORMULAS[n] for n, key in enumerate(("objective", "output", "kpi", "expected", "agency", "reason"))}
    told = plan(*[project(text, **texts) for text in FORMULAS], edition="addition")
    for kind in ("01", "02"):
        content = layout_xlsx.workbook(form(told, SETS["a"], kind, notes=[(text, text) for text in FORMULAS]))
        cells = [
            cell for sheet in openpyxl.load_workbook(io.BytesIO(content)) for row in sheet.iter_rows() for cell in row
        ]
        assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            assert not [
                name for name in parts.namelist() if name.startswith("xl/worksheets/") and b"<f>" in parts.read(name)
            ]
        found = {cell.value for cell in cells}
        assert set(FORMULAS) <= found


def test_long_cells_get_the_room_they_need():
    made = laid_out("a", "02", plan(project("ยาว " * 200), project("สั้น")))
    sheet = openpyxl.load_workbook(io.BytesIO(layout_xlsx.workbook(made))).worksheets[0]
    heights = [sheet.row_dimensions[row].height for row in range(15, 17)]
    assert heights[0] > 10 * heights[1]


def test_words_that_xml_cannot_hold_do_not_spoil_a_document():
    made = laid_out("a", "02", plan(project("ก\x01ข & <b>\nค")))
    assert read_docx(layout_docx.document(made))[0][1] == "กข & <b>ค"
    layout_xlsx.workbook(made)


def test_a_form_is_written_for_word_in_thai():
    made = docx.Document(io.BytesIO(layout_docx.document(in_thai_digits(laid_out()))))
    section, looks = made.sections[0], made.styles["Normal"].element.rPr.xml
    assert section.page_width > section.page_height
    assert section.header.paragraphs[0].text == "แบบ ผ.๐๒"
    assert 'w:cs="TH Sarabun New"' in looks
    assert 'w:bidi="th-TH"' in looks
    assert "thaiNumbers" in section._sectPr.xml
    assert "PAGE" in section.footer._element.xml
    assert all("tblHeader" in row.xml for table in made.tables for row in table._tbl.tr_lst[: len(laid_out().head)])


def test_a_font_that_is_not_there_is_refused_instead_of_replaced():
    with pytest.raises(FontIsMissing):
        pdf('#set text(font: "Angsana New")\nx', {}, title="x")


def test_what_people_wrote_is_never_a_command():
    told = plan(project('#read("/etc/passwd") $x$ *b* \\ `c` <d> @e // f'))
    with pdfplumber.open(io.BytesIO(layout_pdf.document(laid_out("a", "02", told)))) as pages:
        assert "#read" in (pages.pages[0].extract_text() or "")


def test_the_rows_of_a_layout_fill_its_columns():
    for name in SETS:
        for kind in ("01", "02", "02/1", "02/2"):
            made = laid_out(name, kind, made_plan(60))
            assert {len(row.cells) for section in made.sections for row in section.rows} == {len(made.columns)}
            assert {row.across for section in made.sections for row in section.rows if row.kind is Kind.ENTRY} == {1}
