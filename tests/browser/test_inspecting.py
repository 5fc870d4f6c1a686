"""Who inspects the inspector: what it leaves out because it has seen the like must really be alike."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.inspecting import Axe, bring_axe
from tests.browser.places import DESK

HEAD = '<!doctype html><html lang="th"><title>ตาราง</title><main><h1>ตาราง</h1>'
GOOD = '<p style="color: #222; background: #fff">อ่านออก</p>'
PALE = '<p style="color: #bbb; background: #fff">อ่านไม่ออก</p>'
ON_PALE = '<div style="background: #333"><p style="color: #222">อ่านไม่ออก</p></div>'
FADED = '<p style="color: #222; background: #fff; opacity: 0.3">อ่านไม่ออก</p>'
ALIKE = '<p style="color: #ccc">{}</p>'  # of one letter alone axe does not judge the contrast


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(**DESK)
    bring_axe(context)
    yield context.new_page()
    context.close()


def found(axe: Axe, page: Page, body: str) -> list[str]:
    page.set_content(HEAD + body + "</main>")
    return [one.split()[0] for one in axe(page, "light", [DESK])]


@pytest.mark.parametrize("wrong", [PALE, ON_PALE, FADED])
def test_one_illegible_row_among_many_is_found_and_a_page_later_too(page: Page, wrong: str) -> None:
    axe = Axe()
    assert found(axe, page, GOOD * 30) == []
    assert found(axe, page, GOOD * 30 + wrong + GOOD) == ["color-contrast"]
    assert found(Axe(thorough=True), page, GOOD * 30 + wrong + GOOD) == ["color-contrast"]


def test_where_the_first_cannot_be_judged_all_the_others_are(page: Page) -> None:
    assert found(Axe(), page, ALIKE.format("ก")) == []
    assert found(Axe(), page, ALIKE.format("ก") + ALIKE.format("อ่านไม่ออก") * 2) == ["color-contrast"] * 2


def test_every_other_rule_looks_at_everything_every_time(page: Page) -> None:
    axe = Axe()
    for _time in range(2):
        assert found(axe, page, '<img src="data:,">' * 2) == ["image-alt"] * 2
