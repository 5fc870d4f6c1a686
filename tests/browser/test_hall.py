"""A whole workshop in one hall: console, wall and three phones at once, with everything that goes wrong in halls."""

import contextlib
import io
import json
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Page, expect

from sfc_workshop.app import create_app
from sfc_workshop.ballots import actions as box
from sfc_workshop.ballots.actions.closing import ConsultationIsClosed
from sfc_workshop.ballots.models import Ballot
from sfc_workshop.core.db import db
from sfc_workshop.domain.roles import Role
from sfc_workshop.exports.actions import write_all
from sfc_workshop.workshops.models import Workshop
from tests.browser.conftest import Opener
from tests.browser.halls import KINDS, Hall, tour
from tests.browser.inspecting import Axe, bring_axe, look
from tests.browser.places import DESK, LANGUAGES, PHONE, STRANGER, Place
from tests.cast import PASSWORD, make_person, sent
from tests.workshops.making import come_in, make_workshop

WALL = {"viewport": {"width": 1280, "height": 720}, "locale": "th-TH"}
OTHERS = ("citizens",) * 7 + ("government",) * 9
START, NEXT, OPEN, CLOSE = "เริ่มการประชุม", "กิจกรรมถัดไป", "เปิดรับคำตอบ", "ปิดรับคำตอบ"
SUPPORT, SHOW = "เปิดให้กดสนับสนุน", "แสดงผล"


@pytest.fixture
def hall(tmp_path: Path, blank_sqlite: Path) -> Iterator[Hall]:
    (tmp_path / "sfc_workshop.sqlite").write_bytes(blank_sqlite.read_bytes())
    hall = Hall(tmp_path)
    yield hall
    hall.kill()


@pytest.fixture
def app(hall: Hall) -> Iterator[Flask]:
    """The product beside the server, for everybody in the hall who has no browser here."""
    app = create_app(hall.settings)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def come(opened: Opener, hall: Hall, workshop: Workshop, group: str, **changes) -> Page:
    """A phone that scans the code and says where it belongs."""
    phone = opened(PHONE, **changes)
    phone.goto(f"{hall.base}/j/{workshop.public_id}")
    phone.locator(f"label:has(input[value='{group}'])").tap()
    phone.locator("main form button[type=submit]").tap()
    expect(phone.locator("#live")).to_be_visible()
    return phone


def mark(phone: Page, item: int, value: int) -> None:
    phone.locator("fieldset.item").nth(item).locator(f"label:has(input[value='{value}'])").tap()


def saved(phone: Page) -> None:
    expect(phone.locator(".save")).to_have_class("save save--saved")


def shown(page: Page) -> dict[str, str]:
    """What a wall or console shows of each item: {title: value}."""
    rows = page.locator(".outcome")
    expect(rows.first).to_be_visible()
    return {
        row.locator(".outcome__title").inner_text(): row.locator(".outcome__value").inner_text().split("→")[-1].strip()
        for row in rows.all()
    }


def press(console: Page, words: str) -> None:
    """Press the main button by the key of a presenter's remote control, once it says what is to be done."""
    expect(console.locator(".button--main[data-key]")).to_have_text(words)
    console.keyboard.press("PageDown")


def by_keyboard(page: Page, words: str) -> None:
    """Go to a button with the Tab key alone, and press it."""
    for _key in range(100):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == words:
            page.keyboard.press("Enter")
            return
    raise AssertionError(f"the Tab key does not lead to {words}")


def workshop_is_on(workshop: Workshop) -> bool:
    db.session.rollback()
    return db.session.get_one(Workshop, workshop.id).is_on


def recounted(question_id: int, run: int) -> dict[str, str]:
    """Count the ballots by hand: the mean of each group's mean mark, for its weight is a half."""
    db.session.rollback()
    ballots = db.session.execute(
        sa.select(Ballot.group_key, Ballot.marks).where(
            Ballot.question_id == question_id, Ballot.run == run, Ballot.marks.is_not(None)
        )
    ).all()
    return mean_of_groups([(group, marks) for group, marks in ballots])


def mean_of_groups(ballots: list[tuple[str, dict[str, int]]]) -> dict[str, str]:
    means = {}
    for item in ("p1", "p2", "p3", "p4"):
        sides = []
        for group in ("citizens", "government"):
            marks = [m[item] for g, m in ballots if g == group and m.get(item) is not None]
            sides.append(Fraction(sum(marks), len(marks)))
        means[item] = f"{float(sum(sides) / 2):.1f}"
    return means


def sign_in(page: Page, hall: Hall) -> None:
    page.goto(f"{hall.base}/sign-in")
    page.locator("#login").fill("facilitator")
    page.locator("#password").fill(PASSWORD)
    page.locator("main form button").click()
    page.wait_for_url("**/desk**")


def workbook_says(path: Path, wanted: dict[str, str]) -> bool:
    """Whether some sheet has these values beside these items."""
    book = openpyxl.load_workbook(io.BytesIO(path.read_bytes()))  # it has no ending yet
    for sheet in book.worksheets:
        rows = [row for row in sheet.iter_rows(values_only=True) if row and row[0] in wanted]
        if {row[0]: f"{row[1]:.1f}" for row in rows if isinstance(row[1], int | float)} == wanted:
            return True
    return False


def from_file(path: Path, key: str) -> dict[str, str]:
    """Count the published ballots of a question as recounted() counts those in the box."""
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    ballots = [(one["group"], one["marks"]) for one in lines if one["activity"] == key]
    return mean_of_groups(ballots)


def test_a_whole_vision_workshop(app, hall, opened, watch, tmp_path):
    watch.allow(503)  # while the server is dead
    make_person("facilitator", Role.FACILITATOR)
    workshop = make_workshop(("score", "again", "text"))
    question = workshop.activities[1].question
    titles = {item.key: item.title_th for item in question.items}
    hall.start()
    console = opened(DESK)
    sign_in(console, hall)
    desk = f"{hall.base}/desk/lampang/workshops/{workshop.id}"
    console.goto(f"{desk}/console")
    early = opened(PHONE)
    early.goto(f"{hall.base}/j/{workshop.public_id}")
    expect(early.locator("main")).to_contain_text("โปรดรออยู่ที่หน้านี้")
    press(console, START)
    expect(console.locator(".now h2")).to_have_text("ลงทะเบียน")
    expect(early.locator("input[name=group]").first, "whoever came early need not touch the phone").to_be_attached()
    wall = console.context.new_page()
    wall.set_viewport_size(WALL["viewport"])
    wall.emulate_media(reduced_motion="reduce")
    wall.goto(f"{desk}/wall")

    phones = [
        come(opened, hall, workshop, "citizens"),
        come(opened, hall, workshop, "government"),
        come(opened, hall, workshop, "government", locale="en-GB"),
    ]
    others = come_in(workshop, *OTHERS)
    expect(wall.locator(".turnout__all")).to_contain_text("19")

    # the first vote; one phone is offline for it, and the wall says how many, not what
    press(console, NEXT)
    press(console, OPEN)
    for phone in phones:
        expect(phone.locator("fieldset.item")).to_have_count(4)
    expect(phones[2].locator("h2")).to_have_text("Activity 1")
    phones[0].context.set_offline(True)
    for phone, value in zip(phones, (5, 2, 3), strict=True):
        mark(phone, 0, value)
    saved(phones[1])
    saved(phones[2])
    expect(phones[0].locator(".save")).to_have_class("save save--kept")
    for number, token in enumerate(others):
        box.cast(token, sent(question, {key: 1 + (number + n) % 5 for n, key in enumerate(titles)}))
    expect(wall.locator(".turnout__all")).to_contain_text("18")
    assert wall.locator(".outcome").count() == 0
    phones[0].context.set_offline(False)
    saved(phones[0])
    expect(wall.locator(".turnout__all")).to_contain_text("19")

    # everybody reloads, and everything is where it was
    for page in (console, wall, *phones):
        page.reload()
    expect(phones[1].locator("fieldset.item").first.locator("input[value='2']")).to_be_checked()
    expect(wall.locator(".turnout__all")).to_contain_text("19")

    # the server dies in the middle of a vote, and comes back
    place = phones[1].locator("fieldset.item").nth(1).bounding_box()
    hall.kill()
    expect(phones[1].locator(".lost")).not_to_be_empty()
    assert phones[1].locator("fieldset.item").nth(1).bounding_box() == place, "what is under a thumb stays there"
    mark(phones[1], 1, 4)
    expect(phones[1].locator(".save")).to_have_class("save save--kept")
    hall.start()
    saved(phones[1])

    press(console, CLOSE)  # close
    expect(phones[0].locator(".wait")).to_be_visible()
    press(console, SHOW)  # show
    first = recounted(question.id, 1)
    expect(wall.locator(".outcome")).to_have_count(4)
    assert shown(wall) == shown(console) == shown(phones[0]) == {titles[key]: v for key, v in first.items()}
    moves = "bar => getComputedStyle(bar).transitionDuration"
    assert wall.locator("[data-grow]").first.evaluate(moves) == "0s", "whoever wants no motion sees none"
    assert console.locator("[data-grow]").first.evaluate(moves) != "0s"

    # the same once more: a run of its own, and the shift
    press(console, NEXT)
    press(console, OPEN)
    for phone in phones:
        expect(phone.locator("fieldset.item")).to_have_count(4)
        mark(phone, 0, 5)
        saved(phone)
    db.session.rollback()
    again = db.session.get_one(Workshop, workshop.id).activities[2]
    for token in others:
        box.cast(token, sent(again.question, dict.fromkeys(titles, 4)))
    press(console, CLOSE)
    press(console, SHOW)
    second = recounted(question.id, 2)
    expect(wall.locator(".outcome__was").first).to_be_visible()
    assert shown(wall) == shown(console) == {titles[key]: value for key, value in second.items()}

    # ideas: written, checked, shown, supported
    press(console, NEXT)
    press(console, OPEN)
    phones[0].locator("#idea").fill("ปลูกต้นไม้ริมน้ำ")
    phones[0].locator("[data-send=idea]").tap()
    expect(phones[0].locator("#idea")).to_have_value("")
    expect(console.locator(".checks li")).to_have_count(1)
    assert wall.locator(".card").count() == 0
    console.keyboard.press("a")
    expect(wall.locator(".card")).to_have_text("ปลูกต้นไม้ริมน้ำ")
    phones[1].locator("#idea").fill("ยังพิมพ์ไม่เสร็จ")
    press(console, SUPPORT)  # ask for support
    phones[2].locator("[data-idea]").tap()
    expect(phones[2].locator("[data-idea]")).to_have_attribute("aria-pressed", "true")
    press(console, CLOSE)
    press(console, SHOW)
    expect(wall.locator(".outcome__value")).to_have_text("1 คน")

    by_keyboard(console, "จบการประชุม")
    assert workshop_is_on(workshop), "a slip of the finger ends nothing"
    by_keyboard(console, "ยืนยันจบการประชุม")
    expect(phones[0].locator("h2")).to_have_text("การประชุมจบแล้ว")
    expect(console.locator(".turnout__all")).to_have_text("เข้าร่วมแล้ว 19 คน")
    db.session.rollback()
    ended = db.session.get_one(Workshop, workshop.id)
    assert ended.ended_at is not None

    # the report, its workbook and the files anybody can recount say what the wall said
    again_shown = {titles[key]: value for key, value in second.items()}
    console.goto(f"{desk}/report")
    assert shown(console).items() >= again_shown.items()
    console.locator("label:has(input[value=xlsx])").click()
    with console.expect_download() as fetched:
        console.locator("main form .button--main").click()
    assert workbook_says(Path(fetched.value.path()), again_shown)
    with contextlib.suppress(ConsultationIsClosed):  # the server closes it by itself, sooner or later
        box.close_consultation(ended.doors[0].consultation, by=None)
    (folder,) = {path.parent for path in write_all(question.consultation_id, "project", tmp_path / "out")}
    assert from_file(folder / "ballots.jsonl", again.question.key) == second


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_state_of_a_hall_is_fit_for_everybody(app, hall, opened, watch, language):
    """Phone, console and wall in each state, and the report in the end: axe, width, size of targets, language."""
    by = make_person("facilitator", Role.FACILITATOR, name="สมศรี ใจดี")
    workshop = make_workshop(KINDS)
    hall.start()
    desk, phone = opened(DESK), opened(PHONE)
    for page in (desk, phone):
        bring_axe(page.context)
        page.context.add_cookies([{"name": "lang", "value": language, "url": hall.base}])
    sign_in(desk, hall)
    room = f"/desk/lampang/workshops/{workshop.id}"
    axe, found = Axe(), {}
    for state in tour(workshop, by=by):
        if state == "check-in":
            phone.goto(f"{hall.base}/j/{workshop.public_id}")
            phone.locator("label:has(input[value='citizens'])").tap()
            phone.locator("main form button[type=submit]").tap()
            expect(phone.locator("#live")).to_be_visible()
        faces = [
            (phone, "phone", f"/j/{workshop.public_id}"),
            (desk, "console", f"{room}/console"),
            (desk, "wall", f"{room}/wall"),
        ]
        if state == "over":
            faces.append((desk, "report", f"{room}/report"))
        for page, face, path in faces:
            page.set_viewport_size((PHONE if face == "phone" else DESK)["viewport"])
            page.goto(f"{hall.base}{path}")
            page.locator("[data-area], .button--main").first.wait_for()
            facts = look(page, Place(f"{face} {state}", STRANGER, path), language, axe)
            found |= {(face, state, kind): what for kind, what in vars(facts).items() if what and kind != "text"}
    assert found == {}
