"""Every page, in every state, for everybody: whatever the eyes, the hand, the screen, the language."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from sfc_workshop.core import clock
from tests.browser import hands
from tests.browser.conftest import Opener
from tests.browser.inspecting import Facts, walk
from tests.browser.places import LANGUAGES, PHONE, PLACES, People
from tests.browser.town import Demo
from tests.browser.watching import Watch

PROVOKED = (400, 403, 404, 409, 422)


@pytest.fixture(scope="module")
def watched() -> Watch:
    watch = Watch()
    watch.allow(*PROVOKED)
    return watch


@pytest.fixture(scope="module", params=LANGUAGES)
def facts(request: pytest.FixtureRequest, people: People, watched: Watch) -> dict[str, Facts]:
    """What a walk through all pages found."""
    found = walk(people, request.param, watched)
    assert len(found) == len(PLACES)
    return found


def test_axe_finds_nothing(facts: dict[str, Facts]) -> None:
    assert {name: one.axe for name, one in facts.items() if one.axe} == {}


def test_nothing_is_wider_than_a_small_phone_or_a_zoomed_laptop(facts: dict[str, Facts]) -> None:
    assert {name: one.wide for name, one in facts.items() if one.wide} == {}


def test_whatever_a_participant_taps_is_big_enough(facts: dict[str, Facts]) -> None:
    assert {name: one.small for name, one in facts.items() if one.small} == {}


def test_a_thai_page_has_no_english_words(facts: dict[str, Facts]) -> None:
    assert {name: one.english for name, one in facts.items() if one.english} == {}


def test_no_other_server_is_asked_and_nothing_is_complained_about(facts: dict[str, Facts], watched: Watch) -> None:
    assert facts
    assert watched.faults == []


def test_changing_the_language_keeps_the_page_and_the_answers_and_counts_years_anew(
    opened: Opener, demo: Demo, people: People
) -> None:
    ends = clock.today() + timedelta(days=14)
    page = opened(PHONE, storage_state=people.state("participant"))
    page.goto(demo(demo.survey))
    expect(page.locator("html")).to_have_attribute("lang", "th")
    expect(page.locator("main")).to_contain_text(str(ends.year + 543))
    expect(page.locator("main")).not_to_contain_text(str(ends.year))
    page.goto(demo(f"{demo.survey}/3"))
    answers = hands.state(page)
    page.locator(".top__language").tap()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert re.search(r"/3\?lang=en$", page.url)
    assert hands.state(page) == answers
    page.goto(demo(demo.survey))
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("main")).to_contain_text(str(ends.year))
    expect(page.locator("main")).not_to_contain_text(str(ends.year + 543))
