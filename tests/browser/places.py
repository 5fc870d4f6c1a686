"""Every page and every state of it: what is inspected for everybody's eyes, and what pictures are kept of."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser import hands
from tests.browser.town import Demo
from tests.imports.tables import workbook

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
REPORTER = "/desk/sukhothai-thani/people/6"  # invited, and without a password yet


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


def _wrong_project(page: Page) -> None:
    page.locator("#baht_2566").fill("12.50")
    page.locator("#more_year").fill("2026")
    page.locator(".part-form .button--main").click()
    expect(page.locator("#wrong")).to_be_visible()


def _overtaken_project(page: Page) -> None:
    """As if somebody else had changed the project since the form was opened."""
    for seen in (None, "0"):
        page.locator("#output_en").evaluate("(box, all) => { box.value = all + Date.now(); }", hands.WORDS)
        if seen is not None:
            page.locator("[name=seen]").evaluate("field => { field.value = 0; }")
        page.locator(".part-form .button--main").click()
        if seen is None:
            page.locator(".desk__head a.button--main").click()
            page.locator("#output_en").wait_for()
    expect(page.locator("#theirs")).to_be_visible()


def _nothing_ticked(page: Page) -> None:
    page.locator(".bulk #horizon").select_option("long")
    page.locator(".bulk button").click()
    expect(page.locator("#wrong")).to_be_visible()


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


def _refused_survey(page: Page) -> None:
    page.locator("#slug").fill("Our town!")
    page.locator("#minutes").fill("0")
    page.locator("main form .button--main").first.click()
    expect(page.locator("#wrong")).to_be_visible()


def _moved_and_back(page: Page) -> None:
    for way in ("down", "up"):
        page.locator(f".line__acts button[value={way}]").first.click()
        expect(page.locator(".line__acts button:focus")).to_be_visible()


def _refused_question(page: Page) -> None:
    page.locator("#hi").fill("1")
    page.locator("button[name=do][value=save]").click()
    expect(page.locator("#wrong")).to_be_visible()


def _framed(page: Page) -> None:
    for frame in page.locator("iframe").all():
        frame.scroll_into_view_if_needed()
        expect(frame.content_frame.locator(".bar .button")).to_be_visible()


def _sent_empty(page: Page) -> None:
    page.locator("main form[novalidate] button").first.click()
    expect(page.locator("#wrong")).to_be_visible()


def _link_made(page: Page) -> None:
    page.locator("form[action$='/link'] button").click()
    page.locator("[data-copy]").click()
    expect(page.locator("[data-said]")).not_to_be_empty()


def _link_followed(page: Page) -> None:
    _link_made(page)
    page.goto(page.locator("#made").input_value())
    page.wait_for_url("**/welcome")


def _passwords_differ(page: Page) -> None:
    _link_followed(page)
    page.locator("#password").fill("one of two passwords")
    page.locator("#again").fill("the other of the two")
    page.locator("main form[novalidate] button").click()
    expect(page.locator(".field__wrong")).to_be_visible()


def _wrong_present_password(page: Page) -> None:
    page.locator("#present").fill("not my password")
    page.locator("#password").fill("one of two passwords")
    page.locator("#again").fill("one of two passwords")
    page.locator("main form[novalidate] button").click()
    expect(page.locator(".field__wrong")).to_be_visible()


def _compared(page: Page) -> None:
    page.locator("#compare summary").click()
    page.locator("#pair-0-1").select_option("3")
    page.locator("button[name=do][value=compare]").click()
    expect(page.locator("#compare .notice")).to_be_visible()


PROJECTS = [["โครงการสวนริมน้ำแห่งใหม่", "เคหะชุมชน", 1000, "กองที่ยังไม่มี"], ["โครงการที่ไม่มีงบ", "สาธารณสุข", None, ""]]
FAULTY_PROJECTS = [["โครงการสวนริมน้ำ", "เคหะนะ", -1000, ""], ["โครงการบ้านหนังสือ", "การศึกษา", "3000.50", ""]]


def _file_sent(page: Page, rows: list[list[Any]] = PROJECTS) -> None:
    heads = ["โครงการ", "แผนงาน", "งบประมาณ 2566", "หน่วยงานรับผิดชอบหลัก"]
    content = workbook(("งาน", [heads, *rows]))
    page.set_input_files("#file", {"name": "งาน.xlsx", "mimeType": "application/octet-stream", "buffer": content})
    page.locator("main form button").first.click()
    page.wait_for_url("**/columns")


def _no_file_sent(page: Page) -> None:
    page.locator("main form button").first.click()
    expect(page.locator("#wrong")).to_be_visible()


def _no_names_in_file(page: Page) -> None:
    _file_sent(page)
    page.locator("#column-0").select_option("")
    page.locator("main form button").first.click()
    expect(page.locator("#wrong")).to_be_visible()


def _looked_at_file(page: Page) -> None:
    _file_sent(page)
    page.locator("main form button").first.click()
    page.wait_for_url(lambda url: not url.endswith("/columns"))
    open_details(page)


def _faults_in_file(page: Page) -> None:
    _file_sent(page, FAULTY_PROJECTS)
    page.locator("main form button").first.click()
    expect(page.locator(".notice--bad")).to_be_visible()


def _undecided_file(page: Page) -> None:
    _looked_at_file(page)
    page.locator("main form button.button--main").click()
    expect(page.locator("#wrong")).to_be_visible()


def _no_such_file(page: Page) -> None:
    page.locator("main [name=kind]").first.evaluate("one => { one.value = 'exe'; one.checked = true; }")
    page.locator("main form .button--main").click()
    expect(page.locator("#wrong")).to_be_visible()


def _wording_too_long(page: Page) -> None:
    page.locator("#plan").evaluate("field => { field.removeAttribute('maxlength'); field.value = 'x'.repeat(300); }")
    page.locator("main form .button--main").click()
    expect(page.locator("#wrong")).to_be_visible()


def _wrong_code(page: Page) -> None:
    page.locator("#code").fill("22222-22222")
    page.locator("main form .button--main").click()
    expect(page.locator("#code-wrong")).to_be_visible()


def _no_sheets(page: Page) -> None:
    page.locator("#number").fill("0")
    page.locator("main form .button--main").click()
    expect(page.locator("#number-wrong")).to_be_visible()


def _no_hands(page: Page) -> None:
    page.locator("details").first.evaluate("one => { one.open = true; }")
    page.locator("details form button").first.click()
    expect(page.locator(".field__wrong").first).to_be_visible()


PUBLIC = [
    Place("front", STRANGER, "/"),
    Place("city", STRANGER, "/c/sukhothai-thani"),
    Place("city-without-plan", STRANGER, "/c/nan"),
    Place("survey-start", STRANGER, "{survey}"),
    Place("survey-start-wrong", STRANGER, "{survey}", _without_group),
    Place("survey-closed", STRANGER, "/s/lampang-projects"),
    Place("me-empty", STRANGER, "/me"),
    Place("code", STRANGER, "/code?code=ABCDE-23456"),
    Place("code-wrong", STRANGER, "/code", _wrong_code),
    Place("privacy", STRANGER, "/privacy"),
    Place("publication", STRANGER, "{publication}", open_details),
    Place("publication-404", STRANGER, "/p/0123456789ab", status=404),
    Place("city-with-a-published-plan", STRANGER, "/c/lampang"),
    Place("sign-in", STRANGER, "/sign-in"),
    Place("sign-in-wrong", STRANGER, "/sign-in", _wrong_password),
    Place("welcome-404", STRANGER, "/welcome", status=404),
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
    Place("plan-facts", "planner", "/desk/sukhothai-thani/plans/1/facts"),
    Place("plan-goal", "planner", "/desk/sukhothai-thani/plans/1/goals/1"),
    Place("plan-strategy-new", "planner", "/desk/sukhothai-thani/plans/1/strategies/new"),
    Place("plan-divisions", "planner", "/desk/sukhothai-thani/plans/1/divisions"),
    Place("plan-projects", "planner", "/desk/sukhothai-thani/plans/1/projects", open_details),
    Place("plan-projects-none-ticked", "planner", "/desk/sukhothai-thani/plans/1/projects?sort=title", _nothing_ticked),
    Place("plan-projects-nothing-found", "planner", "/desk/sukhothai-thani/plans/1/projects?q=zzz"),
    Place("project-edit-wrong", "planner", "/desk/sukhothai-thani/plans/1/projects/2/edit", _wrong_project),
    Place("project-overtaken", "planner", "/desk/sukhothai-thani/plans/1/projects/2/edit", _overtaken_project),
    Place("project", "planner", "/desk/sukhothai-thani/plans/1/projects/2"),
    Place("plan-history", "planner", "/desk/sukhothai-thani/plans/1/changes", open_details),
    Place("plan-none-to-read", "officer", "/desk/nan/plans"),
    Place("imports", "planner", "/desk/sukhothai-thani/plans/1/imports"),
    Place("imports-no-file", "planner", "/desk/sukhothai-thani/plans/1/imports", _no_file_sent),
    Place("import-columns", "planner", "/desk/sukhothai-thani/plans/1/imports", _file_sent),
    Place("import-columns-no-names", "planner", "/desk/sukhothai-thani/plans/1/imports", _no_names_in_file),
    Place("import-preview", "planner", "/desk/sukhothai-thani/plans/1/imports", _looked_at_file),
    Place("import-faults", "planner", "/desk/sukhothai-thani/plans/1/imports", _faults_in_file),
    Place("import-undecided", "planner", "/desk/sukhothai-thani/plans/1/imports", _undecided_file),
    Place("forms", "planner", "/desk/sukhothai-thani/plans/1/forms"),
    Place("forms-no-such-file", "planner", "/desk/sukhothai-thani/plans/1/forms", _no_such_file),
    Place("forms-wording", "planner", "/desk/sukhothai-thani/forms/A"),
    Place("forms-wording-too-long", "planner", "/desk/sukhothai-thani/forms/B", _wording_too_long),
    Place("committee", "planner-lampang", "{draft}/summary"),
    Place("consultations", "planner", "/desk/sukhothai-thani/consultations"),
    Place("consultation-open", "planner", "/desk/sukhothai-thani/consultations/1", open_details),
    Place("consultation-new", "planner", "/desk/sukhothai-thani/consultations/new"),
    Place("consultation-prepared", "planner", "{prepared}", open_details),
    Place("items", "planner", "{prepared}/items"),
    Place("questions", "planner", "{prepared}/questions", open_details),
    Place("questions-open", "planner", "/desk/sukhothai-thani/consultations/1/questions"),
    Place("question-new", "planner", "{prepared}/questions/new?kind=score", open_details),
    Place("question-refused", "planner", "{prepared}/questions/new?kind=score", _refused_question),
    Place("question-choice", "planner", "{prepared}/questions/new?kind=single"),
    Place("page-heading", "planner", "{prepared}/pages/1"),
    Place("margins", "planner", "{prepared}/margins"),
    Place("survey-refused", "planner", "{prepared}/surveys/new", _refused_survey),
    Place("survey-preview", "planner", "/desk/sukhothai-thani/surveys/3/preview", _framed),
    Place("survey-preview-start", "planner", "/desk/sukhothai-thani/surveys/1/preview/th/0"),
    Place("survey-preview-page", "planner", "/desk/sukhothai-thani/surveys/1/preview/th/5"),
    Place("survey-share", "planner", "/desk/sukhothai-thani/surveys/1/share"),
    Place("communities", "planner", "/desk/sukhothai-thani/communities"),
    Place("comments", "planner", "/desk/sukhothai-thani/consultations/1/comments"),
    Place("workshops", "planner", "/desk/sukhothai-thani/workshops"),
    Place("workshops-none", "planner-lampang", "/desk/lampang/workshops"),
    Place("workshops-none-to-read", "officer", "/desk/nan/workshops"),
    Place("workshop-new", "planner", "/desk/sukhothai-thani/workshops/new", open_details),
    Place("workshop-new-wrong", "planner", "/desk/sukhothai-thani/workshops/new", _sent_empty),
    Place("workshop", "planner", "{workshop}", open_details),
    Place("workshop-to-read", "officer", "{workshop}"),
    Place("workshop-about", "planner", "{workshop}/about"),
    Place("agenda", "planner", "{workshop}/agenda"),
    Place("agenda-moved", "planner", "{workshop}/agenda", _moved_and_back),
    Place("activity-new", "planner", "{workshop}/activities/new?kind=ideas"),
    Place("activity-new-wrong", "planner", "{workshop}/activities/new?kind=again", _sent_empty),
    Place("attendance", "planner", "{workshop}/attendance"),
    Place("ideas", "planner", "{workshop}/ideas"),
    Place("sheets", "facilitator", "/desk/sukhothai-thani/consultations/1/codes"),
    Place("sheets-wrong", "facilitator", "/desk/sukhothai-thani/consultations/1/codes", _no_sheets),
    Place("keying", "facilitator", "/desk/sukhothai-thani/consultations/1/paper"),
    Place("keying-wrong", "facilitator", "/desk/sukhothai-thani/consultations/1/paper", _wrong_code),
    Place("keying-before-printing", "planner", "{prepared}/paper"),
    Place("hands", "facilitator", "/desk/sukhothai-thani/consultations/1/hands", open_details),
    Place("hands-wrong", "facilitator", "/desk/sukhothai-thani/consultations/1/hands", _no_hands),
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
    Place("staff", "planner", "/desk/sukhothai-thani/people"),
    Place("staff-nobody", "administrator", "/desk/nan/people"),
    Place("staff-invite", "planner", "/desk/sukhothai-thani/people/invitation"),
    Place("staff-invite-wrong", "planner", "/desk/sukhothai-thani/people/invitation", _sent_empty),
    Place("staff-person", "planner", "/desk/sukhothai-thani/people/2"),
    Place("staff-person-own", "planner", "/desk/sukhothai-thani/people/1"),
    Place("staff-link", "planner", REPORTER, _link_made),
    Place("welcome", "planner", REPORTER, _link_followed),
    Place("welcome-wrong", "planner", REPORTER, _passwords_differ),
    Place("account", "planner", "/account"),
    Place("account-wrong", "facilitator", "/account", _wrong_present_password),
    Place("audit", "planner", "/desk/sukhothai-thani/audit", open_details),
    Place("audit-nothing", "planner", "/desk/sukhothai-thani/audit?day=2020-01-01"),
    Place("desk-404", "planner", "/desk/lampang", status=404),
]
ADMINISTERING = [
    Place("administrator-desk", "administrator", "/desk"),
    Place("all-cities", "administrator", "/desk/admin"),
    Place("all-cities-city", "administrator", "/desk/admin/cities/nan"),
    Place("all-cities-new", "administrator", "/desk/admin/cities/new"),
    Place("all-cities-new-wrong", "administrator", "/desk/admin/cities/new", _sent_empty),
    Place("accounts", "administrator", "/desk/admin/people"),
    Place("accounts-nobody", "administrator", "/desk/admin/people?q=%25"),
    Place("accounts-invite", "administrator", "/desk/admin/people/invitation"),
    Place("accounts-invite-wrong", "administrator", "/desk/admin/people/invitation", _sent_empty),
    Place("accounts-person", "administrator", "/desk/admin/people/3"),
    Place("audit-of-all", "administrator", "/desk/admin/audit", open_details),
]
PLACES = [*PUBLIC, *ANSWERING, *AT_WORK, *ADMINISTERING]
