"""Looks at the page that is open the way different people need it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import BrowserContext, Page

from tests.browser.places import DESK, PHONE, PLACES, People, Place
from tests.browser.watching import Watch

NARROW = (320, 640)  # the smallest phone; a laptop at 200 % zoom
TARGET = 48
AXE_RUN = Path(__file__).with_name("axe.js").read_text(encoding="utf-8")
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
    "CSV",
    "Excel",
    "KPI",
    "LINE",
    "PDF",
    "PNG",
    "SDGs",
    "Python",
    "SVG",
    "Schulze",
    "sfc",
    "workshop",
    "placed",
    "title",
    "place",
    "Word",
    "XLSX",
    "DOCX",
    "first",
    "last",
}


@dataclass
class Facts:
    """What was found on one page."""

    axe: list[str] = field(default_factory=list)
    wide: list[str] = field(default_factory=list)
    small: list[str] = field(default_factory=list)
    english: list[str] = field(default_factory=list)
    text: str = ""


def bring_axe(context: BrowserContext) -> None:
    """Have axe-core in every page that opens from now on; sent to each, it would cost as much as looking."""
    context.add_init_script(AXE_SCRIPT)


class Axe:
    """axe-core with all its rules; it remembers colours it has judged, so a table costs little more than a row.

    A text is as legible as another of the same size, weight and colour on the same grounds. So the rule about
    contrast judges one of each, wherever the walk first meets it, and all the others only where it could not
    tell. Thorough, it judges every text of every page anew.
    """

    def __init__(self, *, thorough: bool = False) -> None:
        self.thorough = thorough
        self.known: list[str] = []

    def __call__(self, page: Page, scheme: str, kinds: Sequence[dict[str, Any]]) -> list[str]:
        """What is found on the page that is open, at these sizes; dark differs in nothing but colours."""
        found = []
        page.emulate_media(color_scheme=scheme)
        for kind in kinds:
            _resize(page, kind["viewport"])
            how = {"thorough": self.thorough, "known": self.known, "coloursOnly": scheme == "dark"}
            said = page.evaluate(AXE_RUN, how)
            self.known += said["learnt"]
            found += [f"{one['id']} ({scheme}, {kind['viewport']['width']}): {one['what']}" for one in said["wrong"]]
        return found


def walk(people: People, language: str, watch: Watch, *, thorough: bool = False) -> dict[str, Facts]:
    """Visit every place once in a language, and look."""
    found = {}
    axe = Axe(thorough=thorough)
    for who in dict.fromkeys(place.who for place in PLACES):
        context = people.context(who, DESK, language=language)
        watch.over(context)
        bring_axe(context)
        page = context.new_page()
        for place in [place for place in PLACES if place.who == who]:
            _resize(page, PHONE["viewport"])
            place.visit(page, people.demo)
            found[place.name] = look(page, place, language, axe)
        context.close()
    return found


def look(page: Page, place: Place, language: str, axe: Axe) -> Facts:
    facts = Facts(text=page.locator("body").inner_text())
    if page.locator("body.phone").count() and place.who not in ("officer",):
        facts.small = page.locator(CONTROLS).evaluate_all(SMALL, TARGET)
    if language == "th" and place.path != "/patterns":  # whose examples are English
        facts.english = [" ".join(words.split()) for words in page.evaluate(READ) if english_in(words)]
    for width in NARROW:
        _resize(page, {"width": width, "height": 740})
        if wider := page.evaluate(WIDER):
            facts.wide += [f"at {width}: {one}" for one in wider]
    own, other = (PHONE, DESK) if page.locator("body.phone").count() else (DESK, PHONE)
    if axe.thorough or language == "th":
        facts.axe += axe(page, "light", [own]) + axe(page, "dark", [own])
    if axe.thorough or language == "en":  # words change no colour, and long words were measured above
        facts.axe += axe(page, "light", [other])
    page.emulate_media(color_scheme="light")
    return facts


def english_in(words: str) -> set[str]:
    """English words in what a Thai reader reads, besides those that Thai has taken over; a fingerprint is none."""
    return set(re.findall("[A-Za-z]{3,}", re.sub("[0-9a-f]{32,}", "", words))) - NOT_ENGLISH


def _resize(page: Page, size: dict[str, int]) -> None:
    if page.viewport_size != size:
        page.set_viewport_size(size)
