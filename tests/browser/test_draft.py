"""A planner drafts: by dragging, by buttons, by keyboard, without JavaScript; and two planners at once."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import hands
from tests.browser.conftest import Opener
from tests.browser.places import DESK, PHONE
from tests.browser.town import Demo, copy_of, running
from tests.browser.watching import Watch

WHO = "planner-lampang"
MINE = hands.WORDS
THEIRS = "เพื่อให้ทันกำหนดการขอรับเงินอุดหนุนเฉพาะกิจ"


@pytest.fixture(scope="module")
def town(built_demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A demo of these tests' own, for they change its draft."""
    with running(copy_of(built_demo, tmp_path_factory.mktemp("drafting") / "demo")) as copied:
        yield copied


def at_draft(page: Page, town: Demo) -> Page:
    town.sign_in(page, WHO)
    page.goto(town(town.draft))
    return page


def lines(page: Page) -> Locator:
    """The lines of the nearest chapter."""
    return page.locator(".draft").first.locator(".line")


def titles(page: Page) -> list[str]:
    return lines(page).locator("h3").all_inner_texts()


def drag(page: Page, line: int, to: int) -> None:
    """Take a line by its handle and let it go over another one."""
    hold = lines(page).nth(line).locator(".line__hold")
    hold.scroll_into_view_if_needed()
    hold.hover()
    page.mouse.down()
    for _step in range(20):
        goal = lines(page).nth(to).bounding_box()
        held = page.locator(".line--held").bounding_box()
        if not goal or not held or abs(goal["y"] - held["y"]) < 1:
            break
        page.mouse.move(goal["x"] + 16, goal["y"] + (2 if to < line else goal["height"] - 2))
    page.mouse.up()


def give_reason(page: Page, reason: str) -> None:
    page.locator("#reason").fill(reason)
    page.locator(".draft-form button").click()


@pytest.mark.parametrize("kind", [DESK, PHONE], ids=["desk", "phone"])
def test_a_line_is_dragged_and_the_drop_asks_why(opened: Opener, town: Demo, kind: dict) -> None:
    page = at_draft(opened(kind), town)
    before = titles(page)
    drag(page, 4, 2)
    page.wait_for_url("**/place?**place=3")
    expect(page.locator("#reason")).to_be_focused()
    expect(page.locator("#place")).to_have_value("3")
    page.locator("#reason").fill(MINE)
    page.locator(".draft-form button").click()
    page.wait_for_url("**/drafts/*")
    assert titles(page) == [*before[:2], before[4], before[2], before[3], *before[5:]]
    expect(lines(page).nth(2).locator(".line__reason")).to_have_text(MINE)


def test_a_drag_that_is_given_up_moves_nothing(opened: Opener, town: Demo) -> None:
    page = at_draft(opened(DESK), town)
    before = titles(page)
    lines(page).nth(1).locator(".line__hold").hover()
    page.mouse.down()
    box = lines(page).nth(3).bounding_box()
    assert box
    page.mouse.move(box["x"] + 16, box["y"] + box["height"] - 2)
    assert titles(page) != before
    page.keyboard.press("Escape")
    page.mouse.up()
    assert titles(page) == before
    assert page.url.endswith(town.draft)


def test_by_keyboard_alone_and_one_sees_where_one_is(opened: Opener, town: Demo) -> None:
    page = at_draft(opened(DESK), town)
    before = titles(page)
    up = lines(page).nth(6).locator("a.step").first
    for _stop in range(120):
        page.keyboard.press("Tab")
        if up.evaluate("link => link === document.activeElement"):
            break
    seen = "link => getComputedStyle(link).outlineStyle !== 'none' && link.getBoundingClientRect().top > 60"
    assert up.evaluate(seen), "the focus is hidden"
    page.keyboard.press("Enter")
    expect(page.locator("#reason")).to_be_focused()
    page.keyboard.insert_text(MINE)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/drafts/*")
    assert titles(page)[5] == before[6]


def test_without_javascript_a_refused_reason_is_still_there(opened: Opener, town: Demo, watch: Watch) -> None:
    watch.allow(422)
    page = at_draft(opened(PHONE, java_script_enabled=False), town)
    before = titles(page)
    expect(lines(page).first.locator(".line__hold")).to_be_hidden()
    lines(page).nth(7).locator("a.step").last.click()
    give_reason(page, "สั้นไป")
    expect(page.locator(".field__wrong")).to_be_visible()
    expect(page.locator("#reason")).to_have_value("สั้นไป")
    expect(page.locator("#place")).to_have_value("9")
    give_reason(page, MINE)
    page.wait_for_url("**/drafts/*")
    assert titles(page)[8] == before[7]


def test_two_planners_at_once_see_each_other(opened: Opener, town: Demo, watch: Watch) -> None:
    watch.allow(409)
    mine, theirs = (at_draft(opened(DESK), town) for _window in range(2))
    before = titles(mine)
    lines(theirs).nth(9).locator("a.step").first.click()
    give_reason(theirs, THEIRS)
    theirs.wait_for_url("**/drafts/*")

    lines(mine).nth(3).locator("a.step").first.click()  # a link drawn before the other's change
    give_reason(mine, MINE)
    main = mine.locator("main")
    for words in (THEIRS, before[9], before[3]):
        expect(main).to_contain_text(words)
    expect(mine.locator("#reason")).to_have_value(MINE)
    theirs.reload()
    assert titles(theirs) == [*before[:8], before[9], before[8], *before[10:]]

    mine.locator(".draft-form button").click()
    mine.wait_for_url("**/drafts/*")
    now = titles(mine)
    assert now.index(before[3]) == 2
    assert now.index(before[9]) == 8
