"""A planner edits a project by keyboard, in Thai, and undoes it; without JavaScript many are changed as one."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Opener
from tests.browser.places import DESK, PHONE
from tests.browser.town import Demo, copy_of, running
from tests.browser.watching import Watch

PLAN = "/desk/sukhothai-thani/plans/1"
NAME = "โครงการถนนคนเดินริมแม่น้ำยม ระยะที่ ๒"
MOST_STOPS = 80


@pytest.fixture(scope="module")
def town(built_demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A demo of these tests' own, for they change its plan."""
    with running(copy_of(built_demo, tmp_path_factory.mktemp("planning") / "demo")) as copied:
        yield copied


def tab_to(page: Page, goal: Locator) -> None:
    """Go on with the tabulator until the focus is there, and can be seen."""
    for _stop in range(MOST_STOPS):
        if goal.evaluate("one => one === document.activeElement"):
            break
        page.keyboard.press("Tab")
    seen = "one => getComputedStyle(one).outlineStyle !== 'none' && one.getBoundingClientRect().top >= 0"
    assert goal.evaluate(seen), "the focus is hidden"


def test_a_project_is_edited_and_undone_by_keyboard_in_thai(opened: Opener, town: Demo) -> None:
    page = opened(DESK)
    town.sign_in(page, "planner")
    page.goto(town(f"{PLAN}/projects/3"))
    before = page.locator("h1").inner_text()
    tab_to(page, page.locator(".desk__head a.button--main"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/edit")
    tab_to(page, page.locator("#title_th"))
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(NAME)
    tab_to(page, page.locator("#baht_2566"))
    page.keyboard.press("Control+A")
    page.keyboard.insert_text("๑,๖๓๒,๘๒๐")
    tab_to(page, page.locator(".part-form .button--main"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/projects/3")
    expect(page.locator("h1")).to_have_text(NAME)
    expect(page.locator("tbody tr").first).to_contain_text("1,632,820")

    tab_to(page, page.locator(".last button"))
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(before)
    page.locator(".last a").click()
    page.wait_for_url("**/changes")
    expect(page.locator(".history > li")).to_have_count(2)
    expect(page.locator(".history del").first).to_contain_text(NAME)
    expect(page.locator(".history ins").first).to_contain_text(before)


def test_many_are_changed_as_one_without_javascript(opened: Opener, town: Demo) -> None:
    page = opened(PHONE, java_script_enabled=False)
    town.sign_in(page, "planner")
    page.goto(town(f"{PLAN}/projects"))
    ticks = page.locator("[name=project]")
    for number in (0, 1):
        ticks.nth(number).check()
    page.locator(".bulk #horizon").select_option("long")
    page.locator(".bulk button").click()
    page.wait_for_url("**/projects")
    page.goto(town(f"{PLAN}/projects?horizon=long"))
    found = page.locator("[name=project]").count()
    page.locator(".last button").click()
    page.wait_for_url("**/projects?horizon=long")
    assert page.locator("[name=project]").count() == found - 2


def test_two_planners_at_once_see_each_other(opened: Opener, town: Demo, watch: Watch) -> None:
    watch.allow(409)
    mine, theirs = opened(DESK), opened(DESK)
    for page in (mine, theirs):
        town.sign_in(page, "planner")
        page.goto(town(f"{PLAN}/projects/5/edit"))
    theirs.locator("#kpi_th").fill("ของเพื่อนร่วมงาน")
    theirs.locator(".part-form .button--main").click()
    theirs.wait_for_url("**/projects/5")
    mine.locator("#output_th").fill("ของฉัน")
    mine.locator(".part-form .button--main").click()
    expect(mine.locator("#theirs + ol")).to_contain_text("ของเพื่อนร่วมงาน")
    expect(mine.locator("#output_th")).to_have_value("ของฉัน")
    expect(mine.locator("#kpi_th")).to_have_value("ของเพื่อนร่วมงาน")
    mine.locator(".part-form .button--main").click()
    mine.wait_for_url("**/projects/5")
    expect(mine.locator("main")).to_contain_text("ของฉัน")
    expect(mine.locator("main")).to_contain_text("ของเพื่อนร่วมงาน")
