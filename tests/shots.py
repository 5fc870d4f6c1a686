"""Keeps a picture of every page: `python -m tests.shots` writes them to shots/, with what axe says of each."""

import json
import shutil
import sys
import tempfile
from html import escape
from pathlib import Path
from typing import Any

from flask_migrate import upgrade
from playwright.sync_api import Browser, Page, sync_playwright

from sfc_workshop.app import create_app
from sfc_workshop.domain.roles import Role
from sfc_workshop.plans.actions import lay_ground
from sfc_workshop.workshops.models import Workshop
from tests.browser.halls import KINDS as HALL_QUESTIONS
from tests.browser.halls import Hall, tour
from tests.browser.inspecting import Axe, bring_axe
from tests.browser.launching import launch_arguments
from tests.browser.places import DESK, LANGUAGES, PHONE, PLACES, People
from tests.browser.town import running
from tests.cast import PASSWORD, make_person
from tests.workshops.making import make_workshop

SHOTS = Path(__file__).resolve().parents[1] / "shots"
KINDS = {"phone": PHONE, "desk": DESK}
TALLEST = 16_000


def main() -> None:
    """Take the pictures; ends with 1 if axe found something."""
    shutil.rmtree(SHOTS, ignore_errors=True)
    SHOTS.mkdir()
    found: dict[str, list[str]] = {}
    axe = Axe(thorough=True)
    with (
        tempfile.TemporaryDirectory(prefix="shots") as folder,
        running(Path(folder)) as demo,
        sync_playwright() as play,
    ):
        browser = play.chromium.launch(**launch_arguments())
        people = People(browser, demo)
        for who in dict.fromkeys(place.who for place in PLACES):
            for language in LANGUAGES:
                for kind, form in KINDS.items():
                    context = people.context(who, {**form, "device_scale_factor": 1}, language=language)
                    bring_axe(context)
                    page = context.new_page()
                    for place in [place for place in PLACES if place.who == who]:
                        name = f"{place.name}.{language}.{kind}"
                        place.visit(page, demo)
                        take(page, name, form)
                        found[name] = [one for scheme in ("dark", "light") for one in axe(page, scheme, kinds=(form,))]
                    context.close()
        found |= _halls(browser, Path(folder) / "hall", axe)
        browser.close()
    (SHOTS / "axe.json").write_text(json.dumps(found, ensure_ascii=False, indent=1), encoding="utf-8")
    (SHOTS / "index.html").write_text(index(found), encoding="utf-8")
    wrong = sum(map(len, found.values()))
    print(f"{len(found)} pictures are in {SHOTS}. axe found {wrong} faults.")
    sys.exit(bool(wrong))


def _halls(browser: Browser, folder: Path, axe: Axe) -> dict[str, list[str]]:
    """A hall in each of its states: phone, console, wall, and in the end the report, each in its sizes."""
    found = {}
    folder.mkdir()
    hall = Hall(folder)
    app = create_app(hall.settings)
    with app.app_context():
        upgrade()
        lay_ground()
        by = make_person("facilitator", Role.FACILITATOR)
        workshop = make_workshop(HALL_QUESTIONS)
        hall.start()
        faces = {language: _faces(browser, hall, workshop, language) for language in LANGUAGES}
        for state in tour(workshop, by=by):
            for language in LANGUAGES:
                for face, (page, path, form) in faces[language].items():
                    if face.startswith("report") and state != "over":
                        continue
                    page.set_viewport_size(form["viewport"])
                    page.goto(f"{hall.base}{path}")
                    if page.locator("input[name=group]").count():
                        page.locator("label:has(input[value='citizens'])").click()
                        page.locator("main form button[type=submit]").click()
                        page.locator("#live").wait_for()
                    name = f"hall-{face}-{state}.{language}"
                    page.screenshot(path=SHOTS / f"{name}.png", full_page=not face.startswith("wall"))
                    found[name] = [one for scheme in ("dark", "light") for one in axe(page, scheme, kinds=(form,))]
    hall.kill()
    return found


def _faces(
    browser: Browser, hall: Hall, workshop: Workshop, language: str
) -> dict[str, tuple[Page, str, dict[str, Any]]]:
    """Open a browser for each face: {face: (page, path, size)}."""
    pages = {}
    for kind, form in (("phone", PHONE), ("desk", DESK)):
        context = browser.new_context(**{**form, "device_scale_factor": 1})
        bring_axe(context)
        context.add_cookies([{"name": "lang", "value": language, "url": hall.base}])
        pages[kind] = context.new_page()
    desk = pages["desk"]
    desk.goto(f"{hall.base}/sign-in")
    desk.locator("#login").fill("facilitator")
    desk.locator("#password").fill(PASSWORD)
    desk.locator("main form button").click()
    desk.wait_for_url("**/desk**")
    room = f"/desk/lampang/workshops/{workshop.id}"
    return {
        "phone": (pages["phone"], f"/j/{workshop.public_id}", PHONE),
        "console": (desk, f"{room}/console", DESK),
        "console-on-a-phone": (desk, f"{room}/console", PHONE),
        "report": (desk, f"{room}/report", DESK),
        "report-on-a-phone": (desk, f"{room}/report", PHONE),
        "wall-1080": (desk, f"{room}/wall", {"viewport": {"width": 1920, "height": 1080}}),
        "wall-720": (desk, f"{room}/wall", {"viewport": {"width": 1280, "height": 720}}),
    }


def take(page: Page, name: str, form: dict[str, Any]) -> None:
    """Photograph the whole page in a window as tall as it, so that what sticks to an edge stays there."""
    page.set_viewport_size(form["viewport"])
    for _time in range(3):  # a taller window lets tables that scroll by themselves grow
        height = min(page.evaluate("document.documentElement.scrollHeight"), TALLEST)
        page.set_viewport_size({**form["viewport"], "height": max(height, form["viewport"]["height"])})
    page.screenshot(path=SHOTS / f"{name}.png", full_page=True, animations="disabled")
    page.set_viewport_size(form["viewport"])


def index(found: dict[str, list[str]]) -> str:
    """List the pictures, a page a row."""
    rows = []
    places = {
        place.name: [f"{place.name}.{language}.{kind}" for language in LANGUAGES for kind in KINDS] for place in PLACES
    }
    for name in found:
        if name.startswith("hall-"):
            places.setdefault(name.rpartition(".")[0], []).append(name)
    for title, names in places.items():
        cells = [
            f'<figure><a href="{name}.png"><img src="{name}.png" alt="" loading="lazy"></a>'
            f"<figcaption>{name}: axe found {len(found[name])}</figcaption></figure>"
            for name in names
        ]
        rows.append(f"<h2>{escape(title)}</h2><div>{''.join(cells)}</div>")
    style = "div{display:flex;gap:1rem;align-items:start}img{max-width:100%;border:1px solid #ccc}figure{margin:0}"
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Pictures</title><style>{style}</style>'
        + "".join(rows)
    )


if __name__ == "__main__":
    main()
