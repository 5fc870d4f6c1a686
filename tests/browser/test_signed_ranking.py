"""A ranking a planner can sign: declared, answered, counted, explored, drafted, published; a stranger recounts it."""

import re
import subprocess
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.bench.browsing import Browser, fill
from tests.browser import hands
from tests.browser.conftest import Opener
from tests.browser.places import DESK, PHONE
from tests.browser.town import COMMAND, Demo
from tests.browser.watching import Watch

SURVEY = "/s/sukhothai-thani-projects"
GROUPS = ("citizens", "government", "private", "academia", "civil_society")
PEOPLE_OF_A_GROUP = 6
REASON = "คณะกรรมการเห็นว่าโครงการนี้ต้องทำให้เสร็จก่อนฤดูฝน"
SECONDS_FOR_A_PROGRAM = 120


def test_a_planner_signs_a_ranking_and_a_stranger_recounts_it(
    own_demo: Demo, opened: Opener, watch: Watch, tmp_path: Path
) -> None:
    planner = opened(DESK)
    own_demo.sign_in(planner, "planner")
    declare(planner, own_demo, watch)
    open_consultation(planner, own_demo)
    people_answer(own_demo, opened(PHONE))
    consultation = own_demo.declaration.removesuffix("/declaration")
    close(planner, own_demo(consultation))

    count(planner, own_demo(consultation))
    read_one_item(planner)
    explore(planner, own_demo(consultation))
    draft(planner, own_demo(consultation))
    published = publish(planner)

    stranger = opened(PHONE)
    stranger.goto(published)
    expect(stranger.locator(".moved")).to_have_count(2)
    expect(stranger.locator("main")).to_contain_text(REASON)
    verify(download(stranger, tmp_path))


def declare(planner: Page, demo: Demo, watch: Watch) -> None:
    """Weights that are no whole are refused and still there; then they are saved, with a budget."""
    watch.allow(422)
    planner.goto(demo(demo.declaration))
    planner.locator("#groups-0-weight").fill("35")
    expect(planner.locator(".declared__sum").first).to_have_class(re.compile("declared__sum--other"))
    save = planner.locator("button[name=do][value=save]")
    save.click()
    expect(planner.locator("#groups-wrong")).to_be_visible()
    expect(planner.locator("#groups-0-weight")).to_have_value("35")
    planner.locator("#groups-1-weight").fill("15")
    expect(planner.locator(".declared__sum").first).to_have_class(re.compile("declared__sum--right"))
    planner.locator("#budget_short").fill("20000000")
    save.click()
    expect(planner.locator(".flashes .notice--good")).to_be_visible()


def open_consultation(planner: Page, demo: Demo) -> None:
    """From then on the declaration is shown and cannot be changed."""
    planner.goto(demo(demo.declaration.removesuffix("/declaration")))
    planner.locator("main form .button--main").click()
    expect(planner.locator(".flashes .notice--good")).to_be_visible()
    planner.goto(demo(demo.declaration))
    expect(planner.locator("#groups-0-weight")).to_be_disabled()
    expect(planner.locator("#groups-0-weight")).to_have_value("35")
    expect(planner.locator("main form button")).to_have_count(0)


def people_answer(demo: Demo, phone: Page) -> None:
    """One with a thumb, the others each with a plain browser of their own."""
    hands.join(phone, demo(SURVEY), "citizens")
    for question in hands.questions(phone):
        hands.answer_by_tap(phone, question)
        hands.expect_saved(question)
    with ThreadPoolExecutor(4) as people:
        list(people.map(lambda group: answer(demo(SURVEY), group), GROUPS * PEOPLE_OF_A_GROUP))


def answer(survey: str, group: str) -> None:
    browser = Browser(survey)
    joining = [field for field in fill(browser.get(browser.path).page) if field[0] != "group"]
    path = browser.post(browser.path, [*joining, ("group", group)]).leads_to
    while not path.endswith("/thanks"):
        sent = browser.post(path, fill(browser.get(path).page))
        assert sent.status == 303, sent.words[:2000]
        path = sent.leads_to
    browser.close()


def close(planner: Page, consultation: str) -> None:
    planner.goto(consultation)
    planner.locator("details:has(.button--danger) summary").click()
    planner.locator("details .button--danger").click()
    expect(planner.locator(".button--danger")).to_have_count(0)


def count(planner: Page, consultation: str) -> None:
    """The order is there at once; how sure it is comes a few seconds later, by itself."""
    planner.goto(f"{consultation}/priorities")
    assert planner.locator("main tbody tr").count() > 10
    planner.locator("form[action$='/counts'] button").click()
    expect(planner.locator(".order th.number:not(.said)")).to_have_count(2, timeout=60_000)
    expect(planner.locator("[data-behaviour~=progress]")).to_have_count(0)
    assert planner.locator(".order .range").count() > 10


def read_one_item(planner: Page) -> None:
    """In both languages the parts of an item add up exactly to its index."""
    planner.locator(".order tbody a").first.click()
    sums = {}
    for language in ("th", "en"):
        planner.goto(f"{planner.url.split('?')[0]}?kind=project&lang={language}")
        sums[language] = planner.locator(".sum .number").all_inner_texts()
    assert sums["th"] == sums["en"]
    assert len(sums["th"]) > 5
    planner.goto(f"{planner.url.split('?')[0]}?kind=project&lang=th")


def explore(planner: Page, consultation: str) -> None:
    """Sliders show another order at once; the declared weights stay."""
    planner.goto(f"{consultation}/priorities/weights")
    declared = ranks(planner)
    for number, percent in enumerate((0, 0, 100, 0, 0)):
        planner.locator(f"#g{number}").evaluate(
            "(slider, to) => { slider.value = to; slider.dispatchEvent(new Event('input', { bubbles: true })); }",
            percent,
        )
    expect(planner.locator("#tried .notice--warn")).to_be_visible()
    planner.goto(f"{consultation}/priorities/weights")
    assert ranks(planner) == declared


def ranks(planner: Page) -> list[str]:
    return planner.locator("#tried tbody a").all_inner_texts()


def draft(planner: Page, consultation: str) -> None:
    """Two lines are moved, each with its reason; one too short is refused and kept."""
    planner.goto(f"{consultation}/priorities")
    planner.locator("form[action$='/drafts'] button").click()
    planner.wait_for_url("**/drafts/*")
    for number in (3, 6):
        lines(planner).nth(number).locator("a.step").first.click()
        planner.locator("#reason").fill(REASON)
        planner.locator(".draft-form button").click()
        planner.wait_for_url("**/drafts/*")
    expect(planner.locator(".standing dd").first).to_have_text("2")


def lines(planner: Page) -> Locator:
    return planner.locator(".draft").first.locator(".line")


def publish(planner: Page) -> str:
    """The check page says what will be frozen; then the plan is public."""
    planner.locator(".actions a.button--main").click()
    planner.locator("main form .button--main").click()
    planner.wait_for_url("**/p/*")
    return planner.url


def download(stranger: Page, folder: Path) -> Path:
    with stranger.expect_download() as waiting:
        stranger.locator("a[href$='package.zip']").click()
    path = folder / "package.zip"
    waiting.value.save_as(path)
    return path


def verify(package: Path) -> None:
    """The package holds what was published; one flipped byte and it does not."""
    said = run_verify(package)
    assert said.returncode == 0, said.stdout + said.stderr
    with zipfile.ZipFile(package) as archive:
        at = archive.getinfo("ballots.jsonl").header_offset + 200
    content = bytearray(package.read_bytes())
    content[at] ^= 1
    package.write_bytes(content)
    assert run_verify(package).returncode == 1


def run_verify(package: Path) -> subprocess.CompletedProcess[str]:
    words = [str(COMMAND), "verify", str(package)]
    return subprocess.run(words, capture_output=True, text=True, timeout=SECONDS_FOR_A_PROGRAM, check=False)
