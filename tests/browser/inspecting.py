"""Looks at the page that is open the way different people need it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.places import DESK, PHONE, PLACES, People, Place
from tests.browser.watching import Watch

NARROW = (320, 640)  # the smallest phone; a laptop at 200 % zoom
TARGET = 48
EVERYTHING: dict[str, Any] = {"resultTypes": ["violations"]}
COLOURS: dict[str, Any] = {**EVERYTHING, "runOnly": {"type": "rule", "values": ["color-contrast"]}}
CONTROLS = "main :is(button, .button, select, textarea, summary, .card, .list a, label:has(input), input[type=number])"
SMALL = """(controls, target) => controls
  .filter(c => c.checkVisibility() && !c.closest('.flag') && c.getBoundingClientRect().height < target)
  .map(c => `${Math.round(c.getBoundingClientRect().height)} px: ${c.outerHTML.slice(0, 120)}`)"""
WIDER = """() => document.documentElement.scrollWidth > document.documentElement.clientWidth
  ? [...document.querySelectorAll('body *')]
    .filter(e => !e.closest('.table') && e.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
    .map(e => e.outerHTML.slice(0, 120)).slice(-3)
  : null"""
# What a Thai reader reads or hears: text that is shown, and names given to controls, where the language is Thai.
READ = """() => {
  const said = [document.title];
  const others = 'code, blockquote, .ticket, .top__person, script, style';
  const own = e => e.closest('[lang]').lang === 'th' && !e.closest(others);
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const e = walk.currentNode.parentElement;
    if (own(e) && e.checkVisibility()) said.push(walk.currentNode.data);
  }
  const names = ['aria-label', 'title', 'placeholder', 'alt', 'data-saved', 'data-saving', 'data-kept', 'data-refused'];
  for (const name of names)
    for (const e of document.querySelectorAll(`[${name}]`)) if (own(e)) said.push(e.getAttribute(name));
  return said;
}"""
NOT_ENGLISH = {
    "CSV", "Excel", "Python", "Schulze", "sfc", "workshop", "placed", "title", "place",
    "Word", "PDF", "XLSX", "DOCX", "KPI", "first", "last",
}  # fmt: skip


@dataclass
class Facts:
    """What was found on one page."""

    axe: list[str] = field(default_factory=list)
    wide: list[str] = field(default_factory=list)
    small: list[str] = field(default_factory=list)
    english: list[str] = field(default_factory=list)
    text: str = ""


def walk(people: People, language: str, watch: Watch) -> dict[str, Facts]:
    """Visit every place once in a language, and look."""
    found = {}
    for who in dict.fromkeys(place.who for place in PLACES):
        context = people.context(who, DESK, language=language)
        watch.over(context)
        page = context.new_page()
        for place in [place for place in PLACES if place.who == who]:
            page.set_viewport_size(PHONE["viewport"])
            place.visit(page, people.demo)
            found[place.name] = look(page, place, language)
        context.close()
    return found


def look(page: Page, place: Place, language: str) -> Facts:
    facts = Facts(text=page.locator("body").inner_text())
    if page.locator("body.phone").count() and place.who not in ("officer",):
        facts.small = page.locator(CONTROLS).evaluate_all(SMALL, TARGET)
    if language == "th" and place.path != "/patterns":  # whose examples are English
        said = [words for words in page.evaluate(READ) if set(re.findall("[A-Za-z]{3,}", words)) - NOT_ENGLISH]
        facts.english = [" ".join(words.split()) for words in said]
    for width in NARROW:
        page.set_viewport_size({"width": width, "height": 740})
        if wider := page.evaluate(WIDER):
            facts.wide += [f"at {width}: {one}" for one in wider]
    own, other = (PHONE, DESK) if page.locator("body.phone").count() else (DESK, PHONE)
    facts.axe = axe(page, "light", [own])
    if language == "th":  # words change no colour and no width of a window; make shots looks at all of them
        facts.axe += axe(page, "light", [other]) + axe(page, "dark", [own])
    page.emulate_media(color_scheme="light")
    return facts


def axe(page: Page, scheme: str, kinds: Sequence[dict[str, Any]]) -> list[str]:
    """What axe finds on the page that is open, at these sizes; dark differs in nothing but colours."""
    found = []
    page.emulate_media(color_scheme=scheme)
    for kind in kinds:
        page.set_viewport_size(kind["viewport"])
        said = Axe().run(page, options=EVERYTHING if scheme == "light" else COLOURS)
        found += [
            f"{one['id']} ({scheme}, {kind['viewport']['width']}): {node['target']} {node['failureSummary']}"
            for one in said.response["violations"]
            for node in one["nodes"]
        ]
    return found
