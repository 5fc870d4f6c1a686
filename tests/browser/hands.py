"""What people do on a survey: by tapping, by plain forms, by keyboard."""

import re
from typing import Any

from playwright.sync_api import Locator, Page, expect

WORDS = "อยากให้มีที่นั่งพักใต้ต้นไม้ริมแม่น้ำยม"
LAST_TAP = 300  # ms after which dots and orders are on their way
STATE = """controls => controls.filter(c => c.type !== 'hidden' && c.name)
  .map(c => [c.name, /radio|checkbox/.test(c.type) ? [c.value, c.checked] : c.value])"""

Given = dict[str, dict[str, str]]


def join(page: Page, survey: str, group: str) -> None:
    """Open a survey, choose a group, begin."""
    page.goto(survey)
    _press(page, page.locator(f"label:has(input[name=group][value={group}])"))
    _press(page, main_button(page))
    page.wait_for_url("**/1")


def main_button(page: Page) -> Locator:
    """The one main button within thumb reach."""
    return page.locator(".bar button")


def questions(page: Page) -> list[Locator]:
    """The questions of a page, in order."""
    return page.locator(".question").all()


def progress(page: Page) -> tuple[int, int]:
    """Read "3 of 8"."""
    done, total = re.findall(r"\d+", page.locator(".progress span").inner_text())
    return int(done), int(total)


def state(page: Page) -> list[Any]:
    """What every control of the page holds."""
    return page.locator(".question").locator("input, select, textarea").evaluate_all(STATE)


def expect_saved(question: Locator) -> str:
    """Wait until a question says that its answer is kept, and return its words."""
    said = question.locator(".save")
    expect(said).to_have_class("save save--saved")
    words = said.inner_text().lstrip("✓\xa0 ")
    assert words == question.get_attribute("data-saved")
    return words


def answer_by_tap(page: Page, question: Locator) -> dict[str, str]:
    """Answer one question with a thumb; returns what was given, by what the page calls it."""
    return _TAPS[kind_of(question)](page, question)


def answer_by_form(page: Page, question: Locator) -> dict[str, str]:
    """Answer one question where there is no JavaScript."""
    return _FORMS.get(kind_of(question), _TAPS[kind_of(question)])(page, question)


def title_of(question: Locator) -> str:
    """The question as it is asked."""
    return question.locator(".question__title > *").first.inner_text()


def kind_of(question: Locator) -> str:
    """The kind of a question."""
    return question.get_attribute("data-kind") or ""


def _press(page: Page, what: Locator) -> None:
    if page.evaluate("navigator.maxTouchPoints") > 0:
        what.tap()
    else:
        what.click()


def _choice_words(label: Locator) -> str:
    return label.locator(".choice__words > span").first.inner_text()


def _tap_score(page: Page, question: Locator) -> dict[str, str]:
    given = {}
    for number, item in enumerate(question.locator("fieldset.item").all()):
        mark = str(5 - number % 3)
        _press(page, item.locator(f"label:has(input[value='{mark}'])"))
        given[item.locator("legend").inner_text()] = mark
    return given


def _tap_ticks(page: Page, question: Locator) -> dict[str, str]:
    labels = question.locator("label.choice").all()[1:3]
    for label in labels:
        _press(page, label)
    return {_choice_words(label): "" for label in labels}


def _tap_one(page: Page, question: Locator) -> dict[str, str]:
    label = question.locator("label.choice").nth(1)
    _press(page, label)
    return {_choice_words(label): ""}


def _tap_community(page: Page, question: Locator) -> dict[str, str]:
    if not question.locator("select").count():
        return _tap_one(page, question)
    question.locator("select").select_option(index=2)
    return {question.locator("option:checked").inner_text(): ""}


def _tap_dots(page: Page, question: Locator) -> dict[str, str]:
    rows = question.locator(".item").all()
    given = {}
    for row, taps in ((rows[0], 3), (rows[2], 2)):
        for _tap in range(taps):
            _press(page, row.locator("[data-step='1']"))
        given[row.locator("label").inner_text()] = str(taps)
    _press(page, rows[0].locator("[data-step='-1']"))
    page.wait_for_timeout(LAST_TAP)
    given[rows[0].locator("label").inner_text()] = "2"
    expect(question.locator("[data-left]")).to_have_text("6")
    return given


def _tap_ranking(page: Page, question: Locator) -> dict[str, str]:
    items = question.locator(".rank__item")
    titles = items.locator("label").all_inner_texts()
    for title in (titles[2], titles[0], titles[3]):
        _press(page, items.filter(has_text=title).locator("[data-move=take]"))
    _press(page, items.filter(has_text=titles[0]).locator("[data-move=up]"))
    page.wait_for_timeout(LAST_TAP)
    return {titles[0]: "1", titles[2]: "2", titles[3]: "3"}


def _write(_page: Page, question: Locator) -> dict[str, str]:
    question.locator("textarea").fill(WORDS)
    return {WORDS: ""}


def _tap_consent(page: Page, question: Locator) -> dict[str, str]:
    _press(page, question.locator("label.choice"))
    return {}


def _fill_dots(_page: Page, question: Locator) -> dict[str, str]:
    rows = question.locator(".item").all()
    for row, dots in ((rows[1], "4"), (rows[3], "1")):
        row.locator("input").fill(dots)
    return {rows[1].locator("label").inner_text(): "4", rows[3].locator("label").inner_text(): "1"}


def _fill_ranking(_page: Page, question: Locator) -> dict[str, str]:
    items = question.locator(".rank__item").all()
    for item, place in ((items[1], "1"), (items[0], "2")):
        item.locator("select").select_option(place)
    return {items[1].locator("label").inner_text(): "1", items[0].locator("label").inner_text(): "2"}


_TAPS = {
    "score": _tap_score,
    "approval": _tap_ticks,
    "dots": _tap_dots,
    "ranking": _tap_ranking,
    "single": _tap_one,
    "community": _tap_community,
    "text": _write,
    "consent": _tap_consent,
}
_FORMS = {"dots": _fill_dots, "ranking": _fill_ranking}
