"""Sheets are printed and keyed with the keyboard alone: code, group, marks, Enter, and the next one."""

import io
import re

import pdfplumber
from playwright.sync_api import Page, expect

from tests.browser.conftest import Opener
from tests.browser.places import DESK
from tests.browser.town import Demo
from tests.browser.watching import Watch

CONSULTATION = "/desk/sukhothai-thani/consultations/1"
SHEETS = 2


def test_sheets_are_keyed_without_a_pointer(demo: Demo, opened: Opener, watch: Watch) -> None:
    desk = opened(DESK)
    demo.sign_in(desk, "facilitator")
    codes = printed(desk, demo)
    desk.goto(demo(CONSULTATION + "/paper"))
    desk.locator(".tabs a").nth(3).click()  # the third question alone: five goals with a mark each
    address = desk.url
    for code, marks in zip(codes, ("54321", "1-345"), strict=True):
        expect(desk.locator("#code")).to_be_focused()
        expect(desk.locator("#code")).to_have_value("")
        desk.keyboard.type(code.lower())
        desk.keyboard.press("Tab")
        desk.keyboard.type("2")  # the second group, by the number before its name
        for mark in marks:
            desk.keyboard.press("Tab")
            desk.keyboard.type(mark)
        with desk.expect_navigation():
            desk.keyboard.press("Enter")
        assert desk.url == address
        expect(desk.locator(".flashes .notice--good")).to_have_count(1)
        expect(desk.locator(".flashes .notice--warn")).to_have_count(0)
    assert re.search(rf"\b{SHEETS}\b", desk.locator("main > p, .lede").first.inner_text())

    watch.allow(409)
    desk.keyboard.type(codes[0])
    desk.keyboard.press("Tab")
    desk.keyboard.type("2")
    desk.keyboard.press("Tab")
    desk.keyboard.type("1")
    desk.keyboard.press("Enter")
    expect(desk.locator("#code-wrong")).to_be_visible()
    expect(desk.locator("fieldset .notice li")).to_have_count(5)  # what was keyed before
    expect(desk.locator("fieldset input[inputmode]").first).to_have_value("1")


def printed(desk: Page, demo: Demo) -> list[str]:
    desk.goto(demo(CONSULTATION + "/codes"))
    desk.locator("#number").fill(str(SHEETS))
    with desk.expect_download() as file:
        desk.locator("main form .button--main").click()
    with pdfplumber.open(io.BytesIO(file.value.path().read_bytes())) as pdf:
        words = "\n".join(page.extract_text() for page in pdf.pages)
    codes = sorted(set(re.findall(r"\b[2-9A-HJ-NP-Z]{5}-[2-9A-HJ-NP-Z]{5}\b", words)))
    assert len(codes) == SHEETS
    return codes
