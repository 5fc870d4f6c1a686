"""Everything can be answered without a pointer, and one always sees where one is."""

from typing import Any

from playwright.sync_api import Page, expect

from tests.browser import hands
from tests.browser.places import DESK
from tests.browser.town import Demo

MOST_STOPS = 150
HERE = """() => {
  const e = document.activeElement, q = e.closest('.question');
  const drawn = x => {
    const { outlineStyle, outlineWidth } = x ? getComputedStyle(x) : { outlineStyle: 'none' };
    return outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2;
  };
  const box = e.getBoundingClientRect();
  const item = e.closest('fieldset.item');
  return {
    tag: e.tagName, type: e.type || '', name: e.name || '', step: e.dataset.step || '', move: e.dataset.move || '',
    kind: q ? q.dataset.kind : '', main: !!e.closest('.bar') && e.tagName === 'BUTTON',
    chosen: q ? q.querySelectorAll(':checked:not(option), .rank__item--in').length : 0,
    answered: !!(item || q) && !!(item || q).querySelector('input:checked'),
    drawn: [e, e.nextElementSibling, e.closest('label')].some(drawn),
    seen: box.bottom > 0 && box.top < innerHeight, what: e.outerHTML.slice(0, 100),
  };
}"""


def test_the_whole_survey_by_keyboard_with_a_visible_focus(opened: Any, demo: Demo) -> None:
    page: Page = opened(DESK)
    page.goto(demo(demo.survey))
    fill_in(page)
    for number in range(1, 8):
        page.wait_for_url(f"**/{number}")
        fill_in(page)
    page.wait_for_url("**/thanks")
    page.goto(demo("/me"))
    expect(page.locator("dt")).to_have_count(7)
    expect(page.locator("blockquote")).to_have_text(hands.WORDS)


def fill_in(page: Page) -> None:
    """Go through a page with Tab, answer what has the focus, end at the main button."""
    questions = page.locator("[data-behaviour~=save-ballot]").all()
    for _stop in range(MOST_STOPS):
        page.keyboard.press("Tab")
        here = page.evaluate(HERE)
        assert here["drawn"], f"nobody sees that this has the focus: {here['what']}"
        assert here["seen"], f"this has the focus outside the window: {here['what']}"
        if here["main"]:
            for question in questions:
                hands.expect_saved(question)
            page.keyboard.press("Enter")
            return
        answer(page, here)
    raise AssertionError("the main button was never reached")


def answer(page: Page, here: dict[str, Any]) -> None:
    if here["tag"] == "TEXTAREA":
        page.keyboard.insert_text(hands.WORDS)
    elif here["tag"] == "SELECT":
        page.keyboard.press("ArrowDown")
    elif here["type"] == "radio" and not here["answered"]:
        page.keyboard.press("Space")
        page.keyboard.press("ArrowRight")
    elif (here["type"] == "checkbox" and here["chosen"] < 2) or here["step"] == "1":
        page.keyboard.press("Space")
    elif here["move"] == "take" and here["chosen"] < 2:
        page.keyboard.press("Enter")
