"""Every page, in every state, for everybody: whatever the eyes, the hand, the screen, the language."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from sfc_workshop.core import clock
from tests.browser import hands
from tests.browser.conftest import Opener
from tests.browser.inspecting import walk
from tests.browser.places import LANGUAGES, PHONE, PLACES, People
from tests.browser.town import Demo
from tests.browser.watching import Watch

PROVOKED = (400, 403, 404, 409, 422)


@pytest.mark.parametrize("thorough", [False, pytest.param(True, marks=pytest.mark.long)], ids=["short", "long"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_fit_for_everybody(people: People, language: str, thorough: bool) -> None:
    """One walk a language, looking at everything: axe, width, size of targets, language, requests, the console.

    The long form judges the colours of every text, the short one those of every kind of text.
    """
    watched = Watch()
    watched.allow(*PROVOKED)
    facts = walk(people, language, watched, thorough=thorough)
    assert len(facts) == len(PLACES)
    assert {
        (kind, name): found
        for name, one in facts.items()
        for kind, found in (("axe", one.axe), ("wide", one.wide), ("small", one.small), ("english", one.english))
        if found
    } == {}
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
