"""The committee gets two pages: no more where there is much to tell, no less where there is little."""

import io
import subprocess

import docx
import pdfplumber
import pytest

from sfc_workshop.core import audit
from sfc_workshop.core.db import db, writing
from sfc_workshop.documents import report_docx
from sfc_workshop.domain.report import Heading, PageEnd, Report, Table, Text, shortened
from sfc_workshop.domain.roles import Role
from sfc_workshop.exports import summary
from sfc_workshop.plans.models import Vision
from tests.cast import PASSWORD, make_person
from tests.drafts.making import REASON, make_draft, move
from tests.visiting import Visitor

DATABASES = ["sqlite"]
LONG = "เมืองน่าอยู่อย่างยั่งยืน ผู้คนมีความสุข สิ่งแวดล้อมดี " * 12


@pytest.fixture
def planner(app):
    return make_person("planner", Role.PLANNER)


def told(content: bytes) -> tuple[int, str]:
    """How many pages a PDF has, and its letters without spaces."""
    with pdfplumber.open(io.BytesIO(content)) as pages:
        return len(pages.pages), "".join("".join(page.extract_text(use_text_flow=True).split()) for page in pages.pages)


def write(draft, kind="pdf", language="en"):
    return summary.write(draft, kind=kind, language=language, audit_head=audit.head())


def test_the_two_pages_say_what_was_asked_what_comes_first_and_what_was_moved(planner):
    draft = make_draft(planner)
    move(draft, "p3", 1, planner)
    with writing():
        draft.plan.visions.append(Vision(title_th="เมืองน่าอยู่", title_en="A livable town"))
        db.session.commit()
    pages, words = told(write(draft))
    assert pages == 2
    for said in ("A livable town", "15 ballots", "Citizens", "Project 3", "Moved from 3 to 1", REASON, audit.head()):
        assert "".join(said.split()) in words, said
    made = docx.Document(io.BytesIO(write(draft, "docx")))
    tables = [[cell.text for cell in row.cells] for table in made.tables for row in table.rows]
    assert ["Citizens", "50%", "10"] in tables
    assert ["1", "Project 3", "3,000"] in [row[:3] for row in tables]
    assert any(REASON in paragraph.text for paragraph in made.paragraphs)


def test_in_thai_it_is_thai_with_the_year_of_the_buddhist_era(planner):
    draft = make_draft(planner)
    _pages, words = told(write(draft, language="th"))
    assert str(draft.count.at.year + 543) in words
    assert "รหัสตรวจสอบล่าสุด" in words


def test_there_are_two_pages_however_much_there_is_to_tell(planner):
    draft = make_draft(planner, items=12)
    move(draft, "p3", 1, planner, reason=LONG[:1500])
    move(draft, "p12", 4, planner, reason=LONG[:1500])
    with writing():
        draft.words_th, draft.title_th = LONG * 20, LONG[:290]
        draft.plan.visions.extend(Vision(title_th=LONG) for _ in range(8))
        for line in draft.lines:
            line.item.title_th = LONG[:400]
        db.session.commit()
    assert told(write(draft, language="th"))[0] == 2


@pytest.mark.slow
def test_word_has_two_pages_as_well(planner, tmp_path):
    draft = make_draft(planner, items=12)
    move(draft, "p3", 1, planner, reason=LONG[:300])
    with writing():
        draft.words_th = LONG
        for line in draft.lines:
            line.item.title_th = LONG[:90]
        db.session.commit()
    (tmp_path / "two.docx").write_bytes(write(draft, "docx", "th"))
    office = ["soffice", f"-env:UserInstallation=file://{tmp_path / 'profile'}", "--headless", "--convert-to", "pdf"]
    command = [*office, "--outdir", tmp_path, tmp_path / "two.docx"]
    subprocess.run(command, check=True, timeout=240, capture_output=True)
    with pdfplumber.open(tmp_path / "two.pdf") as pages:
        assert len(pages.pages) == 2


def test_groups_too_small_to_show_are_not_shown(planner):
    draft = make_draft(planner)
    with writing():
        draft.count.consultation.n_min = 6
        db.session.commit()
    _pages, words = told(write(draft))
    assert "toofewtoshow" in words


def test_the_page_leads_to_the_file(app, planner):
    draft = make_draft(planner)
    visit = Visitor(app)
    visit("/?lang=en")
    visit.sign_in("planner", PASSWORD)
    address = f"/desk/lampang/drafts/{draft.id}/summary"
    assert address in visit(f"/desk/lampang/drafts/{draft.id}").html
    visit(address)
    visit.post(address, {"kind": "pdf", "language": "th"})
    assert visit.raw.startswith(b"%PDF")
    visit(address)
    visit.post(address, {"kind": "exe", "language": "th"}, status=404)
    make_person("reporter", Role.REPORTER)
    other = Visitor(app)
    other.sign_in("reporter", PASSWORD)
    other(address, status=404)


def test_a_report_is_the_same_in_word():
    blocks = (Heading("A"), Text("b", is_bold=True), Table(("x", "y"), (("1", "2"),), (1, 2)), PageEnd(), Heading("C"))
    made = docx.Document(io.BytesIO(report_docx.document(Report("T", "en", "foot", blocks))))
    assert [p.text for p in made.paragraphs] == ["T", "A", "b", "C"]
    assert made.paragraphs[-1].paragraph_format.page_break_before
    assert [[cell.text for cell in row.cells] for row in made.tables[0].rows] == [["x", "y"], ["1", "2"]]


def test_a_text_is_never_cut_under_a_mark():
    assert shortened("ที่นี่", 1) == " …"
    assert shortened("กที่", 2) == "ก …"
    assert shortened("short", 5) == "short"
