"""Keeps a picture of every page: `python -m tests.shots` writes them to shots/, with what axe says of each."""

import json
import shutil
import sys
import tempfile
from html import escape
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from tests.browser.inspecting import Axe
from tests.browser.launching import launch_arguments
from tests.browser.places import DESK, LANGUAGES, PHONE, PLACES, People
from tests.browser.town import running

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
                    page = context.new_page()
                    for place in [place for place in PLACES if place.who == who]:
                        name = f"{place.name}.{language}.{kind}"
                        place.visit(page, demo)
                        take(page, name, form)
                        found[name] = [one for scheme in ("dark", "light") for one in axe(page, scheme, kinds=(form,))]
                    context.close()
        browser.close()
    (SHOTS / "axe.json").write_text(json.dumps(found, ensure_ascii=False, indent=1), encoding="utf-8")
    (SHOTS / "index.html").write_text(index(found), encoding="utf-8")
    wrong = sum(map(len, found.values()))
    print(f"{len(found)} pictures are in {SHOTS}. axe found {wrong} faults.")
    sys.exit(bool(wrong))


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
    for place in PLACES:
        names = [f"{place.name}.{language}.{kind}" for language in LANGUAGES for kind in KINDS]
        cells = [
            f'<figure><a href="{name}.png"><img src="{name}.png" alt="" loading="lazy"></a>'
            f"<figcaption>{name}: axe found {len(found[name])}</figcaption></figure>"
            for name in names
        ]
        rows.append(f"<h2>{escape(place.name)}</h2><div>{''.join(cells)}</div>")
    style = "div{display:flex;gap:1rem;align-items:start}img{max-width:100%;border:1px solid #ccc}figure{margin:0}"
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Pictures</title><style>{style}</style>'
        + "".join(rows)
    )


if __name__ == "__main__":
    main()
