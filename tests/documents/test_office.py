"""LibreOffice opens what we write, and prints what was meant."""

import subprocess

import pdfplumber
import pytest

from sfc_workshop.documents import layout_docx, layout_xlsx
from sfc_workshop.domain.form_layout import in_thai_digits
from tests.documents.test_layouts import laid_out
from tests.domain.test_official_forms import plan, project

pytestmark = pytest.mark.slow
SECONDS = 240


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    """Form 02 in Thai digits with two tables, as Word and as Excel, printed by LibreOffice: pages by kind."""
    folder = tmp_path_factory.mktemp("office")
    told = plan(*[project(f"ถนนสายที่ {n}", objective="เพื่อความปลอดภัย " * 6) for n in range(30)], project(levels={}))
    layout = in_thai_digits(laid_out("a", "02", told))
    (folder / "word.docx").write_bytes(layout_docx.document(layout))
    (folder / "excel.xlsx").write_bytes(layout_xlsx.workbook(layout))
    office = ["soffice", f"-env:UserInstallation=file://{folder / 'profile'}", "--headless", "--convert-to", "pdf"]
    files = [folder / "word.docx", folder / "excel.xlsx"]
    subprocess.run([*office, "--outdir", folder, *files], check=True, timeout=SECONDS, capture_output=True)
    found = {}
    for path in files:
        with pdfplumber.open(folder / f"{path.stem}.pdf") as pages:
            found[path.stem] = [(page.width, page.height, page.extract_words()) for page in pages.pages]
    return found


@pytest.mark.parametrize("kind", ["word", "excel"])
def test_pages_lie_across_and_repeat_their_header(printed, kind):
    pages = printed[kind]
    assert len(pages) >= 3
    for width, height, words in pages[:2]:
        assert width > height
        assert {"๒๕๖๖", "๒๕๗๐"} <= {word["text"] for word in words}


@pytest.mark.parametrize("kind", ["word", "excel"])
def test_nothing_stands_outside_the_page(printed, kind):
    for width, height, words in printed[kind]:
        assert all(0 <= word["x0"] <= word["x1"] <= width and word["bottom"] <= height for word in words)


@pytest.mark.parametrize("kind", ["word", "excel"])
def test_every_project_and_its_money_is_printed(printed, kind):
    words = [word["text"] for _width, _height, page in printed[kind] for word in page]
    assert words.count("๑๐๐") == 31 + 1  # one for each project, and the sum of the table with one
    assert "๓,๐๐๐" in words
