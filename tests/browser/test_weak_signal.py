"""Phones on a bus: an answer is kept, told truthfully, and counted once."""

import json
import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser import hands
from tests.browser.conftest import Opener
from tests.browser.places import DESK, PHONE, People
from tests.browser.town import Demo

BALLOTS = "**/q/*/ballot"


@pytest.fixture
def voter(phone: Page, demo: Demo) -> Page:
    """A phone on the page of goals, of which each gets marks."""
    hands.join(phone, demo(demo.survey), "academia")
    phone.goto(demo(f"{demo.survey}/3"))
    return phone


@pytest.fixture
def ballots(opened: Opener, demo: Demo, people: People) -> Any:
    """How many ballots a planner sees now."""
    planner = opened(DESK, storage_state=people.state("planner"))

    def count() -> int:
        planner.goto(demo("/desk/sukhothai-thani/consultations/1"))
        return int(re.findall(r"[\d,]+", planner.locator("main h2 + p").first.inner_text())[1])

    return count


def question(page: Page) -> Locator:
    return page.locator("[data-kind=score]").first


def tap(page: Page, mark: int, item: int = 0) -> None:
    question(page).locator("fieldset.item").nth(item).locator(f"label:has(input[value='{mark}'])").tap()


def expect_said(page: Page, how: str, words: str | None = None) -> None:
    said = question(page).locator(".save")
    expect(said).to_have_class(f"save save--{how}")
    expect(said).to_have_text(words or question(page).get_attribute(f"data-{how}") or "")


def marks_on_own_page(page: Page, demo: Demo) -> list[str]:
    page.goto(demo("/me"))
    return page.locator("dd b").all_inner_texts()


def test_without_a_signal_an_answer_waits_on_the_phone_and_is_sent_once(voter, ballots, demo, watch):
    before = ballots()
    voter.context.set_offline(True)
    tap(voter, 2)
    tap(voter, 4)
    expect_said(voter, "kept")
    assert ballots() == before
    voter.context.set_offline(False)
    expect_said(voter, "saved")
    assert ballots() == before + 1
    assert marks_on_own_page(voter, demo) == ["4"]


def test_an_answer_kept_on_the_phone_survives_the_page(voter, ballots, demo):
    before = ballots()
    voter.route(BALLOTS, lambda route: route.abort())
    tap(voter, 3)
    expect_said(voter, "kept")
    voter.reload()
    expect(question(voter).locator("input[value='3']").first).to_be_checked()
    expect_said(voter, "kept")
    voter.unroute(BALLOTS)
    with voter.expect_response(BALLOTS) as answered:
        voter.goto(demo(f"{demo.survey}/4"))  # another page of the survey sends it as well
    assert answered.value.status == 201
    voter.goto(demo(f"{demo.survey}/3"))
    expect(question(voter).locator("input[value='3']").first).to_be_checked()
    assert ballots() == before + 1


def test_an_answer_whose_receipt_was_lost_is_sent_again_and_counts_once(voter, ballots, demo):
    before = ballots()
    sent = []

    def lose_the_first_receipt(route: Route) -> None:
        sent.append(json.loads(route.request.post_data or "{}")["key"])
        if len(sent) > 1:
            route.continue_()
            return
        route.fetch()
        route.abort()

    voter.route(BALLOTS, lose_the_first_receipt)
    tap(voter, 5)
    expect_said(voter, "saved")
    assert len(sent) == 2
    assert len(set(sent)) == 1
    assert ballots() == before + 1


@pytest.mark.parametrize("status", [503, 429])
def test_a_busy_server_keeps_the_answer_on_the_phone(voter, watch, status):
    watch.allow(status)
    answers = [status]
    voter.route(BALLOTS, lambda route: route.fulfill(status=answers.pop()) if answers else route.continue_())
    tap(voter, 1)
    expect_said(voter, "kept")
    expect_said(voter, "saved")


def test_a_refusal_is_told_in_the_servers_words(voter, demo, watch):
    watch.allow(409, 422)

    def change(**fields: Any) -> None:
        def changed(route: Route) -> None:
            body = {**json.loads(route.request.post_data or "{}"), **fields}
            route.continue_(post_data=json.dumps(body))

        voter.route(BALLOTS, changed, times=1)

    change(run=7)
    with voter.expect_response(BALLOTS) as answered:
        tap(voter, 1)
    assert answered.value.status == 409
    expect_said(voter, "refused", answered.value.json()["message"])
    change(marks={"g1": 77})
    with voter.expect_response(BALLOTS) as answered:
        tap(voter, 2)
    assert answered.value.status == 422
    assert "77" not in answered.value.json()["message"]
    expect_said(voter, "refused", answered.value.json()["message"])
    tap(voter, 3)
    expect_said(voter, "saved")
    assert marks_on_own_page(voter, demo) == ["3"]


def test_of_two_windows_the_later_tap_wins(voter, demo):
    other = voter.context.new_page()
    other.goto(voter.url)
    tap(voter, 5)
    expect_said(voter, "saved")
    tap(voter, 4)
    expect_said(voter, "saved")
    tap(other, 2)
    expect_said(other, "saved")
    assert marks_on_own_page(other, demo) == ["2"]
    tap(voter, 3)
    expect_said(voter, "saved")
    assert marks_on_own_page(other, demo) == ["3"]


def test_of_two_phones_with_one_ticket_the_later_tap_wins(voter, demo, opened):
    tap(voter, 5)
    expect_said(voter, "saved")
    address = voter.url
    voter.goto(demo(f"{demo.survey}/thanks"))
    other = opened(PHONE)
    other.goto(voter.locator(".ticket a").get_attribute("href"))
    other.goto(address)
    voter.goto(address)
    for mark in (1, 2, 3):
        tap(voter, mark)
        expect_said(voter, "saved")
    tap(other, 4)
    expect_said(other, "saved")
    assert marks_on_own_page(voter, demo) == ["4"]


def test_not_knowing_is_still_ticked_when_the_page_is_opened_again(voter):
    unknown = question(voter).locator("fieldset.item").nth(1).locator("label.unknown")
    tap(voter, 4)
    unknown.tap()
    expect_said(voter, "saved")
    voter.reload()
    expect(unknown.locator("input")).to_be_checked()
