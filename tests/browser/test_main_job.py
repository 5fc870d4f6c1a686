"""The main job: people answer on their phones, a planner closes, and every file says what the screen says."""

import json
import re
import shutil
import subprocess
import zipfile
from fractions import Fraction
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser import hands, numbers
from tests.browser.conftest import Opener
from tests.browser.places import DESK, LANGUAGES, PHONE, People
from tests.browser.town import COMMAND, Demo
from tests.browser.watching import Watch

THAI = re.compile("[\u0e01-\u0e5b]")
SECONDS_FOR_A_PROGRAM = 120


def test_people_answer_and_a_planner_gets_files_equal_to_the_screen(
    own_demo: Demo, opened: Opener, watch: Watch, tmp_path: Path
) -> None:
    planner = opened(DESK)
    own_demo.sign_in(planner, "planner")
    planner.goto(own_demo("/desk/sukhothai-thani/consultations/1"))
    consultation = planner.url
    before = turnout(planner)

    by_tapping(opened(PHONE), own_demo)
    by_plain_forms(opened(PHONE, java_script_enabled=False), own_demo)

    planner.goto(consultation)
    after = turnout(planner)
    grown = {group for group in after["groups"] if after["groups"][group] == before["groups"][group] + 1}
    assert len(grown) == 2
    assert after["people"] == before["people"] + 2 == sum(after["groups"].values())
    assert after["ballots"] == before["ballots"] + 14  # seven questions are ballots, and both answered them all

    late = opened(PHONE)
    hands.join(late, own_demo(own_demo.survey), "government")
    close(planner)
    assert_too_late(late, watch)
    assert turnout(planner)["ballots"] == after["ballots"]
    assert_closed(opened(PHONE), own_demo)

    planner.locator("main .actions a.button--main").click()
    for language in LANGUAGES:
        for kind in ("project", "vision", "goal"):
            compare(planner, kind, language, tmp_path)


def by_tapping(page: Page, demo: Demo) -> None:
    """A citizen answers everything with a thumb, sees each answer saved, reloads, and gets a ticket."""
    hands.join(page, demo(demo.survey), "civil_society")
    given: hands.Given = {}
    said: dict[str, str] = {}
    total = hands.progress(page)[1]
    assert total == 7
    for number in range(1, total + 1):
        page.wait_for_url(f"**/{number}")
        assert hands.progress(page) == (number, total)
        for question in hands.questions(page):
            given[hands.title_of(question)] = hands.answer_by_tap(page, question)
            said[hands.kind_of(question)] = hands.expect_saved(question)
        held = hands.state(page)
        page.reload()
        assert hands.state(page) == held
        hands.main_button(page).tap()
    page.wait_for_url("**/thanks")
    assert len(said) == 8
    assert all(THAI.search(words) for words in said.values()), said
    ticket = page.locator(".ticket a").get_attribute("href")
    page.goto(ticket or "")
    assert_shown_on_own_page(page, given)


def by_plain_forms(page: Page, demo: Demo) -> None:
    """Another answers on a phone without JavaScript, and finds everything on the page of their own."""
    page.goto(demo(demo.survey))
    page.locator("input[name=group][value=private]").check()
    hands.main_button(page).click()
    given: hands.Given = {}
    for number in range(1, 8):
        page.wait_for_url(f"**/{number}")
        for question in page.locator(".question").all():
            given[hands.title_of(question)] = hands.answer_by_form(page, question)
        hands.main_button(page).click()
    page.wait_for_url("**/thanks")
    expect(page.locator(".ticket a")).to_have_attribute("href", re.compile(r"/me/[\w-]{30,}$"))
    page.goto(demo("/me"))
    assert_shown_on_own_page(page, given)


def assert_shown_on_own_page(page: Page, given: hands.Given) -> None:
    expect(page).to_have_url(re.compile(r"/me$"))
    whole = page.locator("main").inner_text()
    for question, answers in given.items():
        shown = page.locator("dt").filter(has_text=question).locator("+ dd li")
        if shown.count():
            marks = {f"{title}: {mark}" if mark else title for title, mark in answers.items()}
            assert set(shown.all_inner_texts()) == marks
        for title in answers:
            assert title in whole


def turnout(planner: Page) -> dict:
    """Who has answered, in all and by group, and how many ballots there are."""
    people, ballots = re.findall(r"[\d,]+", planner.locator("main h2 + p").first.inner_text())[:2]
    rows = planner.locator("main table").first.locator("tbody tr")
    cells = rows.evaluate_all("rows => rows.map(row => [row.cells[0].innerText, row.cells[2].innerText])")
    groups = {name: int(number) for name, number in cells}
    return {"people": int(people), "ballots": int(ballots), "groups": groups}


def close(planner: Page) -> None:
    planner.locator("details:has(.button--danger) summary").click()
    planner.locator("details .button--danger").click()
    expect(planner.locator(".flashes .notice")).to_be_visible()
    expect(planner.locator(".button--danger")).to_have_count(0)


def assert_too_late(page: Page, watch: Watch) -> None:
    """Who taps on a page that was left open is told that it does not count any more."""
    watch.allow(410)
    question = page.locator("[data-kind=single]")
    with page.expect_response("**/q/*/ballot") as answered:
        question.locator("label.choice").first.tap()
    assert answered.value.status == 410
    expect(question.locator(".save--refused")).to_have_text(answered.value.json()["message"])


def assert_closed(page: Page, demo: Demo) -> None:
    page.goto(demo(demo.survey))
    expect(page.locator(".notice")).to_be_visible()
    expect(page.locator("form[method=post]")).to_have_count(0)


def compare(planner: Page, kind: str, language: str, folder: Path) -> None:
    """Hold one page against the files made from it."""
    address = planner.url.split("?", maxsplit=1)[0]
    planner.goto(f"{address}?kind={kind}&lang={language}")
    shown = numbers.on_the_page(planner)
    groups = numbers.group_names(planner)
    assert len(shown) >= 4
    assert len(groups) == 5
    assert [line.rank for line in shown] == sorted((line.rank for line in shown), key=int)

    workbook = download(planner, "xlsx", folder)
    assert numbers.in_the_workbook(workbook, len(groups), kind) == shown
    text = numbers.in_the_text_file(download(planner, "csv", folder), len(groups), kind)
    assert text == [numbers.Line(**{**vars(line), "n": ()}) for line in shown]
    if kind == "project":
        recount(download(planner, "package", folder), folder / f"package-{language}", shown)


def download(planner: Page, what: str, folder: Path) -> Path:
    with planner.expect_download() as waiting:
        planner.locator(f"button[name=what][value={what}]").click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


def recount(package: Path, folder: Path, shown: list[numbers.Line]) -> None:
    """Anybody can count the published ballots again and gets the same file, with the page's numbers in it."""
    with zipfile.ZipFile(package) as archive:
        assert sorted(archive.namelist()) == [
            "README.txt",
            "ballots.jsonl",
            "config.json",
            "manifest.json",
            "result.json",
        ]
        archive.extractall(folder)
    again = folder / "again.json"
    words = [str(COMMAND), "count", str(folder), "--out", str(again)]
    subprocess.run(words, check=True, capture_output=True, timeout=SECONDS_FOR_A_PROGRAM)
    assert again.read_bytes() == (folder / "result.json").read_bytes()
    index = json.loads(again.read_bytes())["index"]
    assert {key: f"{float(Fraction(value)):.4f}" for key, value in index.items()} == {
        line.key: line.index for line in shown
    }


def test_the_office_program_of_many_municipalities_opens_the_workbook(
    demo: Demo, opened: Opener, people: People, tmp_path: Path
) -> None:
    program = shutil.which("soffice")
    assert program, "LibreOffice is not installed; make test installs it or says how"
    planner = opened(DESK, storage_state=people.state("planner-lampang"))
    planner.goto(demo(demo.priorities))
    workbook = download(planner, "xlsx", tmp_path)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    words = [program, profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(workbook)]
    subprocess.run(words, check=True, capture_output=True, timeout=SECONDS_FOR_A_PROGRAM)
    assert workbook.with_suffix(".pdf").read_bytes().startswith(b"%PDF")
