"""A planner takes each of the official forms home, as each kind of file, with the keyboard alone."""

import io
from pathlib import Path

import docx
import openpyxl
import pdfplumber
from playwright.sync_api import Page, expect

from tests.browser.conftest import Opener
from tests.browser.places import DESK
from tests.browser.town import Demo

FORMS = {"01": "ผ.01", "02": "ผ.02", "02/1": "ผ.02/1", "02/2": "ผ.02/2"}


def choose(page: Page, name: str, value: str) -> None:
    """Tick one of a group, as the space bar does."""
    choice = page.locator(f"main input[name={name}][value='{value}']")
    choice.focus()
    page.keyboard.press("Space")
    expect(choice).to_be_checked()


def words_of(path: Path, kind: str) -> str:
    content = io.BytesIO(path.read_bytes())
    if kind == "pdf":
        with pdfplumber.open(content) as pages:
            return pages.pages[0].extract_text()
    if kind == "docx":
        made = docx.Document(content)
        above = made.sections[0].first_page_header if made.sections[0].different_first_page_header_footer else None
        parts = [made.element.body, *([above._element] if above else []), made.sections[0].header._element]
        return "".join(node.text or "" for part in parts for node in part.iter() if node.tag.endswith("}t"))
    return " ".join(str(cell) for row in openpyxl.load_workbook(content).worksheets[0].values for cell in row if cell)


def test_a_planner_takes_each_form_as_each_file(own_demo: Demo, opened: Opener) -> None:
    page = opened(DESK)
    own_demo.sign_in(page, "planner")
    page.goto(own_demo("/desk/sukhothai-thani/plans/1"))
    page.locator("main a[href$='/forms']").press("Enter")
    for form, code in FORMS.items():
        for kind in ("xlsx", "docx", "pdf"):
            choose(page, "form", form)
            choose(page, "kind", kind)
            with page.expect_download() as download:
                page.locator("main form .button--main").press("Enter")
            assert download.value.suggested_filename == f"form-{form.replace('/', '-')}-set-a.{kind}"
            assert f"แบบ {code}" in words_of(download.value.path(), kind)
