"""A planner makes a survey in Thai from nothing, by keyboard, tries it, opens it; a phone answers."""

import re
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser import hands
from tests.browser.places import DESK, PHONE
from tests.browser.town import Demo

MOST_STOPS = 120


def test_a_survey_from_nothing_by_keyboard_to_the_first_answer(opened: Any, own_demo: Demo) -> None:
    desk: Page = opened(DESK)
    own_demo.sign_in(desk, "planner")
    desk.goto(own_demo("/desk/sukhothai-thani/consultations/new"))
    go_to(desk, "#title_th")
    desk.keyboard.insert_text("อยากได้สวนแบบไหน")
    press(desk, "main form .button--main")
    expect(desk.locator("h1")).to_have_text("อยากได้สวนแบบไหน")
    expect(desk.locator("#missing li")).to_have_count(2)
    consultation = desk.url

    press(desk, "a[href$='/items']")
    desk.locator("a[href$='kind=vision']").press("Enter")
    expect(desk.locator(".tabs [aria-current]")).to_contain_text("วิสัยทัศน์")
    press(desk, "button[value=all]")
    expect(desk.locator(".flashes .notice")).to_be_visible()

    desk.goto(f"{consultation}/questions")
    choose(desk, "#kind-1", "ranking")
    press(desk, ".add button")
    write(desk, "#title_th", "วิสัยทัศน์ใดตรงใจที่สุด")
    press(desk, "button[value=save]")
    expect(desk.locator(".line__marks")).to_have_count(1)  # the English is missing, and marked
    choose(desk, "#kind-1", "text")
    press(desk, ".add button")
    write(desk, "#title_th", "มีอะไรอยากบอกเพิ่มเติม")
    press(desk, "button[value=save]")
    expect(desk.locator(".line__title")).to_have_count(2)
    second = desk.locator(".line button.step[value=up]").last
    second.press("Enter")
    expect(desk.locator(".line__title").first).to_have_text("มีอะไรอยากบอกเพิ่มเติม")
    expect(desk.locator(".line button.step[value=down]").first).to_be_focused()  # where it went, on the only way left
    desk.keyboard.press("Enter")
    expect(desk.locator(".line__title").first).to_have_text("วิสัยทัศน์ใดตรงใจที่สุด")
    expect(desk.locator(".line button.step[value=up]").last).to_be_focused()

    desk.goto(consultation)
    press(desk, "a[href$='/surveys/new']")
    write(desk, "#slug", "our-park")
    write(desk, "#welcome_th", "เทศบาลขอฟังความคิดเห็นเรื่องสวนสาธารณะ")
    desk.locator("input[name=closes][value=hand]").press("Space")
    press(desk, "main form .button--main")
    phone_on_desk = desk.locator("iframe").first.content_frame
    expect(phone_on_desk.locator("h1")).to_have_text("อยากได้สวนแบบไหน")
    phone_on_desk.locator(".bar .button").click()
    expect(phone_on_desk.locator(".question")).to_have_count(2)
    phone_on_desk.locator("[data-move=take]").first.click()
    expect(phone_on_desk.locator(".rank__item--in")).to_have_count(1)  # it can be tried, and nothing is sent

    desk.goto(consultation)
    expect(desk.locator("#missing")).to_have_count(0)
    desk.locator("form[action$='/opening'] button").press("Enter")
    expect(desk.locator("details form[action$='/closing']")).to_have_count(1)
    expect(desk.locator("tbody .number").nth(1)).to_have_text("0")

    phone: Page = opened(PHONE)
    hands.join(phone, own_demo("/s/our-park"), "citizens")
    for question in hands.questions(phone):
        hands.answer_by_tap(phone, question)
        hands.expect_saved(question)
    hands.main_button(phone).click()
    phone.wait_for_url("**/thanks")
    desk.reload()
    expect(desk.locator("tbody .number").nth(1)).to_have_text("1")


def go_to(page: Page, target: str) -> None:
    """Press Tab until something has the focus, and see that one sees it."""
    for _stop in range(MOST_STOPS):
        page.keyboard.press("Tab")
        if page.locator(target).first.evaluate("one => one === document.activeElement"):
            assert re.match("[^0]", page.locator(target).first.evaluate("one => getComputedStyle(one).outlineWidth"))
            return
    raise AssertionError(f"{target} was never reached")


def press(page: Page, target: str) -> None:
    """Press Enter on something that leads to another page, and wait for that."""
    go_to(page, target)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def write(page: Page, target: str, words: str) -> None:
    go_to(page, target)
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.insert_text(words)


def choose(page: Page, target: str, value: str) -> None:
    go_to(page, target)
    page.locator(target).select_option(value)
