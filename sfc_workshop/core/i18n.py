"""The reader's language: which one, which words of a row, Thai sorting, days and money."""

import re
from datetime import date, datetime
from typing import Any

from flask import has_request_context, request
from flask_babel import Babel, force_locale, format_date, get_locale
from flask_babel import gettext as _

from sfc_workshop.core import clock
from sfc_workshop.core.web import cookie_name, set_cookie

LANGUAGES = ("th", "en")
BUDDHIST_ERA = 543
_LEADING = re.compile("([\u0e40-\u0e44])([\u0e01-\u0e2e])")  # a vowel written before its consonant

babel = Babel()


def choose_language() -> str:
    """Take ?lang=, then the cookie, then the browser's wish, then Thai."""
    if not has_request_context():
        return "en"
    for wish in (request.args.get("lang"), request.cookies.get(cookie_name("lang"))):
        if wish in LANGUAGES:
            return wish
    return request.accept_languages.best_match(LANGUAGES) or "th"


def language() -> str:
    """Say which language the reader reads."""
    return str(get_locale() or "en")[:2]


def text(row: Any, field: str) -> str:
    """Read a row's words in the reader's language, or in the other where these are missing."""
    mine = language()
    other = "en" if mine == "th" else "th"
    return getattr(row, f"{field}_{mine}") or getattr(row, f"{field}_{other}") or ""


def lang_of(row: Any, field: str) -> str | None:
    """Name the language of a row's words where it is not the page's, for the lang attribute."""
    mine = language()
    if getattr(row, f"{field}_{mine}"):
        return None
    return "en" if mine == "th" else "th"


def in_both(words: Any) -> dict[str, str]:
    """Say lazily translated words in each language: {"th": …, "en": …}, for rows that keep both."""
    said = {}
    for one in LANGUAGES:
        with force_locale(one):
            said[one] = str(words)
    return said


def format_day(day: date) -> str:
    """Write a day in the reader's era: 9 July 2020 in English, the same of 2563 in Thai."""
    if isinstance(day, datetime):
        day = clock.city_day(day)
    written = format_date(day, "d MMMM")
    return f"{written} {fiscal_or_common(day.year)}"


def format_moment(moment: datetime) -> str:
    """Write a moment of the city's clock: the day, and 16:30, or 16.30 in Thai."""
    local = moment.astimezone(clock.CITY_ZONE)
    hour = f"{local:%H.%M}" if language() == "th" else f"{local:%H:%M}"
    return _("%(day)s at %(hour)s", day=format_day(local), hour=hour)


def fiscal_or_common(common_year: int) -> int:
    """Number a year in the reader's era."""
    return common_year + BUDDHIST_ERA if language() == "th" else common_year


def plan_year(buddhist_year: int) -> int:
    """Number a fiscal year, stored in the Buddhist era, in the reader's era."""
    return buddhist_year if language() == "th" else buddhist_year - BUDDHIST_ERA


def money(baht: int) -> str:
    """Write whole baht with thousands separated: 1,632,820."""
    return f"{baht:,}"


def thai_sort_key(words: str) -> tuple[str, list[str]]:
    """Sort Thai as the Royal Institute does: leading vowels after their consonant, tone marks last."""
    letters: list[str] = []
    marks: list[str] = []
    for letter in _LEADING.sub(r"\2\1", words.replace("\u0e4d\u0e32", "\u0e33").casefold()):
        if "\u0e47" <= letter <= "\u0e4e":
            marks[-1:] = [mark + letter for mark in marks[-1:]]
        elif letter not in " \u0e46\u0e2f-":
            letters.append(letter)
            marks.append("")
    return "".join(letters), marks


def remember_language(response: Any) -> Any:
    """Keep a language that was asked for in the address, for the next page."""
    wish = request.args.get("lang")
    if wish in LANGUAGES:
        set_cookie(response, "lang", wish)
    return response
