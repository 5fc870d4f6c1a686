"""A planner brings in a file with three faults, sees them, mends it, and sees the projects in the plan."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import Opener
from tests.browser.places import DESK
from tests.browser.town import Demo
from tests.imports.tables import workbook

HEADS = ["โครงการ", "แผนงาน", "งบประมาณ 2566"]
ROWS = [["โครงการสวนริมน้ำ", "เคหะชุมชน", 1000], ["โครงการบ้านหนังสือ", "การศึกษา", 2000], ["โครงการคลินิก", "สาธารณสุข", 3000]]
FAULTY = [
    ["โครงการสวนริมน้ำ", "เคหะนะ", 1000],
    ["โครงการบ้านหนังสือ", "การศึกษา", -2000],
    ["โครงการคลินิก", "สาธารณสุข", "3000.50"],
]


def send(page: Page, rows: list[list[object]]) -> None:
    content = workbook(("งาน", [HEADS, *rows]))
    page.set_input_files("#file", {"name": "งาน.xlsx", "mimeType": "application/octet-stream", "buffer": content})
    page.locator("main form button").first.click()
    page.wait_for_url("**/columns")
    page.locator("main form button").first.click()
    page.wait_for_url(re.compile(r"/imports/[0-9a-f]{32}$"))


def test_a_planner_mends_a_file_and_brings_it_in(own_demo: Demo, opened: Opener) -> None:
    page = opened(DESK)
    own_demo.sign_in(page, "planner")
    page.goto(own_demo("/desk/sukhothai-thani/plans/1"))
    page.locator("main a[href$='/imports']").click()
    send(page, FAULTY)
    faults = page.locator("table").first.locator("tbody tr")
    expect(faults).to_have_count(3)
    for at, (row, value) in enumerate([(2, "เคหะนะ"), (3, "-2000"), (4, "3000.50")]):
        expect(faults.nth(at)).to_contain_text(f"แถวที่ {row}")
        expect(faults.nth(at)).to_contain_text(value)
    expect(page.locator("main form[method=post] button.button--main")).to_have_count(0)
    page.locator("main a[href$='/imports'].button").click()
    send(page, ROWS)
    page.locator("main form button.button--main").click()
    page.locator("main a.button[href$='/plans/1']").click()
    page.locator("main a.button[href$='/plans/1/projects']").click()
    for title, *_rest in ROWS:
        expect(page.get_by_role("link", name=str(title))).to_be_visible()
