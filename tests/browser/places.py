"""Every page and every state of it: what is inspected for everybody's eyes, and what pictures are kept of."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser import hands
from tests.browser.town import Demo

PATIENCE = 20_000
PHONE: dict[str, Any] = {
    "viewport": {"width": 360, "height": 740},
    "device_scale_factor": 2,
    "has_touch": True,
    "is_mobile": True,
    "locale": "th-TH",
}
DESK: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}, "locale": "th-TH"}
LANGUAGES = ("th", "en")
STRANGER, PARTICIPANT = "stranger", "participant"


class People:
    """Browsers of known people: each signs in, or answers the survey, once."""

    def __init__(self, browser: Browser, demo: Demo) -> None:
        self.browser, self.demo = browser, demo
        self._states: dict[str, Any] = {}

    def context(self, who: str, kind: dict[str, Any], *, language: str | None = None, **changes: Any) -> BrowserContext:
        """Open a browser of a stranger, a participant, or somebody of the staff by their sign-in name."""
        context = self.browser.new_context(**{**kind, "storage_state": self.state(who), **changes})
        context.set_default_timeout(PATIENCE)
        if language:
            context.add_cookies([{"name": "lang", "value": language, "url": self.demo.base}])
        return context

    def state(self, who: str) -> Any:
        """The cookies of somebody."""
        if who == STRANGER:
            return None
        if who not in self._states:
            context = self.browser.new_context(**DESK)
            page = context.new_page()
            if who == PARTICIPANT:
                self._answer(page)
            else:
                self.demo.sign_in(page, who)
            state = context.storage_state()
            state["cookies"] = [cookie for cookie in state["cookies"] if cookie["name"] != "lang"]
            self._states[who] = state
            context.close()
        return self._states[who]

    def _answer(self, page: Page) -> None:
        hands.join(page, self.demo(self.demo.survey), "citizens")
        for _number in range(hands.progress(page)[1]):
            for question in hands.questions(page):
                hands.answer_by_tap(page, question)
                hands.expect_saved(question)
            address = page.url
            hands.main_button(page).click()
            page.wait_for_url(lambda url, was=address: url != was)


@dataclass(frozen=True)
class Place:
    """A page in one state: whose, where, and what is done there first."""

    name: str
    who: str
    path: str
    act: Callable[[Page], None] | None = None
    status: int = 200

    def visit(self, page: Page, demo: Demo) -> None:
        """Go there and do it."""
        page.context.set_offline(False)
        answered = page.goto(demo(self.path.format(**demo.named)))
        assert answered is not None
        assert answered.status == self.status, f"{self.name}: {answered.status}"
        if self.act:
            self.act(page)


def _without_group(page: Page) -> None:
    page.locator("form:has(.bar)").evaluate("form => { form.noValidate = true; }")
    hands.main_button(page).click()
    expect(page.locator(".field__wrong")).to_be_visible()


def _wrong_password(page: Page) -> None:
    page.locator("#login").fill("planner")
    page.locator("#password").fill("not my password")
    page.locator("main form button").click()
    expect(page.locator(".field__wrong")).to_be_visible()


def open_details(page: Page) -> None:
    """Open everything that is folded."""
    page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true; })")


def _saved_again(page: Page) -> None:
    question = page.locator("[data-kind=score]").first
    question.locator("fieldset.item").last.locator("label:not(:has(:checked))").first.click()
    hands.expect_saved(question)


def _too_many(page: Page) -> None:
    for label in page.locator("[data-kind=approval] label.choice:not(:has(:checked))").all()[:2]:
        label.click()
        page.wait_for_timeout(hands.LAST_TAP)
    expect(page.locator(".save--refused")).to_be_visible()


def _typed_too_much(page: Page) -> None:
    question = page.locator("[data-kind=text]")
    question.locator("textarea").evaluate("box => box.removeAttribute('maxlength')")
    question.locator("textarea").fill(hands.WORDS * 60)
    expect(question.locator(".save--refused")).to_be_visible()


def _posted_too_much(page: Page) -> None:
    _typed_too_much(page)
    hands.main_button(page).click()
    expect(page.locator(".question__wrong")).to_be_visible()


def _offline(page: Page) -> None:
    page.context.set_offline(True)
    page.locator("[data-kind=score] fieldset.item").last.locator("label:not(:has(:checked))").first.click()
    expect(page.locator(".save--kept")).to_be_visible()


def _move(page: Page) -> None:
    page.locator(".line__acts .step[href]").nth(2).click()
    expect(page.locator("#reason")).to_be_focused()


def _mark(page: Page) -> None:
    page.locator(".line__acts a[href*='/mark']").nth(2).click()
    page.wait_for_url("**/mark?**")


def _refused(page: Page) -> None:
    page.locator("#reason").fill("?")
    page.locator(".draft-form button").click()
    expect(page.locator("#wrong")).to_be_visible()


def _move_without_reason(page: Page) -> None:
    _move(page)
    _refused(page)


def _mark_without_reason(page: Page) -> None:
    _mark(page)
    _refused(page)


def _overtaken(page: Page) -> None:
    """As if others had made every version of the draft since the form was opened."""
    page.locator("[name=version]").evaluate("field => { field.value = 1; }")
    page.locator(".draft-form button").click()
    expect(page.locator(".history")).to_be_visible()


def _overtaken_move(page: Page) -> None:
    _move(page)
    page.locator("#reason").fill(hands.WORDS)
    _overtaken(page)


def _overtaken_words(page: Page) -> None:
    page.locator("#words_th").fill(hands.WORDS)
    _overtaken(page)


def _other_weights(page: Page) -> None:
    page.locator("#g0").evaluate(
        "slider => { slider.value = 100; slider.dispatchEvent(new Event('input', { bubbles: true })); }"
    )
    expect(page.locator("#tried .notice--warn")).to_be_visible()


def _wrong_weights(page: Page) -> None:
    page.locator("#groups-0-weight").fill("77")
    page.locator("#n_min").fill("2")
    page.locator("button[name=do][value=save]").click()
    expect(page.locator("#groups-wrong")).to_be_visible()


def _compared(page: Page) -> None:
    page.locator("#compare summary").click()
    page.locator("#pair-0-1").select_option("3")
    page.locator("button[name=do][value=compare]").click()
    expect(page.locator("#compare .notice")).to_be_visible()


def _no_such_file(page: Page) -> None:
    page.locator("main [name=kind]").first.evaluate("one => { one.value = 'exe'; one.checked = true; }")
    page.locator("main form .button--main").click()
    expect(page.locator("#wrong")).to_be_visible()


def _wording_too_long(page: Page) -> None:
    page.locator("#plan").evaluate("field => { field.removeAttribute('maxlength'); field.value = 'x'.repeat(300); }")
    page.locator("main form .button--main").click()
    expect(page.locator("#wrong")).to_be_visible()


PUBLIC = [
    Place("front", STRANGER, "/"),
    Place("city", STRANGER, "/c/sukhothai-thani"),
    Place("city-without-plan", STRANGER, "/c/nan"),
    Place("survey-start", STRANGER, "{survey}"),
    Place("survey-start-wrong", STRANGER, "{survey}", _without_group),
    Place("survey-closed", STRANGER, "/s/lampang-projects"),
    Place("me-empty", STRANGER, "/me"),
    Place("privacy", STRANGER, "/privacy"),
    Place("publication", STRANGER, "{publication}", open_details),
    Place("publication-404", STRANGER, "/p/0123456789ab", status=404),
    Place("city-with-a-published-plan", STRANGER, "/c/lampang"),
    Place("sign-in", STRANGER, "/sign-in"),
    Place("sign-in-wrong", STRANGER, "/sign-in", _wrong_password),
    Place("error-404", STRANGER, "/s/nothing-here", status=404),
    Place("patterns", STRANGER, "/patterns", open_details),
]
ANSWERING = [
    Place("survey-start-again", PARTICIPANT, "{survey}"),
    *[Place(f"survey-{number}", PARTICIPANT, f"{{survey}}/{number}") for number in range(1, 8)],
    Place("survey-3-saved", PARTICIPANT, "{survey}/3", _saved_again),
    Place("survey-3-kept", PARTICIPANT, "{survey}/3", _offline),
    Place("survey-4-too-many", PARTICIPANT, "{survey}/4", _too_many),
    Place("survey-7-refused", PARTICIPANT, "{survey}/7", _typed_too_much),
    Place("survey-7-refused-page", PARTICIPANT, "{survey}/7", _posted_too_much),
    Place("survey-thanks", PARTICIPANT, "{survey}/thanks"),
    Place("me", PARTICIPANT, "/me", open_details),
]
AT_WORK = [
    Place("desk", "planner", "/desk"),
    Place("desk-choose-city", "officer", "/desk"),
    Place("plan", "planner", "/desk/sukhothai-thani/plans/1"),
    Place("forms", "planner", "/desk/sukhothai-thani/plans/1/forms"),
    Place("forms-no-such-file", "planner", "/desk/sukhothai-thani/plans/1/forms", _no_such_file),
    Place("forms-wording", "planner", "/desk/sukhothai-thani/forms/A"),
    Place("forms-wording-too-long", "planner", "/desk/sukhothai-thani/forms/B", _wording_too_long),
    Place("committee", "planner-lampang", "{draft}/summary"),
    Place("consultations", "planner", "/desk/sukhothai-thani/consultations"),
    Place("consultation-open", "planner", "/desk/sukhothai-thani/consultations/1", open_details),
    Place("comments", "planner", "/desk/sukhothai-thani/consultations/1/comments"),
    Place("priorities-while-open", "planner", "/desk/sukhothai-thani/consultations/1/priorities"),
    Place("priorities-list", "planner-lampang", "/desk/lampang/priorities"),
    Place("consultation-closed", "planner-lampang", "{lampang}", open_details),
    Place("priorities", "planner-lampang", "{lampang}/priorities"),
    Place("priorities-why", "planner-lampang", "{lampang}/priorities?horizon=short", open_details),
    Place("drafts", "planner-lampang", "/desk/lampang/drafts"),
    Place("drafts-nothing-counted", "planner", "/desk/sukhothai-thani/drafts"),
    Place("draft", "planner-lampang", "{draft}"),
    Place("draft-by-goal", "planner-lampang", "{draft}?by=goal"),
    Place("draft-move", "planner-lampang", "{draft}", _move),
    Place("draft-move-without-reason", "planner-lampang", "{draft}", _move_without_reason),
    Place("draft-overtaken", "planner-lampang", "{draft}", _overtaken_move),
    Place("draft-mark", "planner-lampang", "{draft}", _mark),
    Place("draft-mark-without-reason", "planner-lampang", "{draft}", _mark_without_reason),
    Place("draft-words", "planner-lampang", "{draft}/words"),
    Place("draft-words-overtaken", "planner-lampang", "{draft}/words", _overtaken_words),
    Place("draft-history", "planner-lampang", "{draft}/changes", open_details),
    Place("draft-to-read", "officer", "{draft}"),
    Place("drafts-none-to-read", "officer", "/desk/nan/drafts"),
    Place("draft-404", "planner", "{draft}", status=404),
    Place("priorities-groups", "planner-lampang", "{lampang}/priorities/groups", open_details),
    Place("priorities-budget", "planner-lampang", "{lampang}/priorities/budget", open_details),
    Place("priorities-what-if", "planner-lampang", "{lampang}/priorities/weights", _other_weights),
    Place("priorities-item", "planner-lampang", "{lampang}/priorities/items/p3", open_details),
    Place("declaration", "planner", "{declaration}", open_details),
    Place("declaration-wrong", "planner", "{declaration}", _wrong_weights),
    Place("declaration-compared", "planner", "{declaration}", _compared),
    Place("declaration-frozen", "planner-lampang", "{lampang}/declaration", open_details),
    Place("publications", "planner-lampang", "/desk/lampang/publications"),
    Place("publications-none", "planner", "/desk/sukhothai-thani/publications"),
    Place("publication-check", "planner-lampang", "{draft}/publications"),
    Place("desk-404", "planner", "/desk/lampang", status=404),
]
PLACES = [*PUBLIC, *ANSWERING, *AT_WORK]
