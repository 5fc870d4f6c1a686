"""One cell of a table of projects: text, whole baht, a year; every habit of real files."""

import math
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from sfc_workshop.domain.horizons import BUDDHIST_ERA

MOST_BAHT: Final = 10_000_000_000  # for one project in one year; a whole city spends less
LONGEST_TITLE: Final = 1_000
LONGEST_TEXT: Final = 20_000
BUDDHIST_YEARS: Final = range(2400, 2701)
COMMON_YEARS: Final = range(1900, 2201)
FISCAL_YEARS: Final = range(2500, 2701)
_DIGITS: Final = {0x0E50 + digit: str(digit) for digit in range(10)}
_THAI_DIGIT: Final = re.compile("[\u0e50-\u0e59]")
_INVISIBLE: Final = re.compile("[\u200b\u2060\ufeff\u00ad]")
_SPLIT_AM: Final = ("\u0e4d\u0e32", "\u0e33")  # one vowel typed as two signs; it looks the same
_DOUBLE_E: Final = ("\u0e40\u0e40", "\u0e41")
_NOTHING: Final = {"-", "–", "—", "−"}
_NO_LETTERS: Final = re.compile(r"[^\w\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]+|_+")  # the vowels above and below are letters
_AMOUNT: Final = re.compile(r"(\d+|\d{1,3}(,\d{3})+)(\.\d*)?")
_YEAR: Final = re.compile(r"(?<!\d)\d{4}(?!\d)")


class Wrong(StrEnum):
    """What can be wrong with a cell, a row or a whole file; the room has a sentence for each."""

    NOT_A_NUMBER = "not a number"
    NEGATIVE = "negative"
    TOO_MUCH = "too much"
    SATANG = "satang"
    FORMULA = "formula without a value"
    ERROR = "error of the spreadsheet"
    DATE = "date"
    DATE_OF_OTHER_ERA = "date of the other era"
    COMMON_ERA = "year of the common era"
    NO_YEAR = "no year"
    NOT_A_YEAR = "not a fiscal year"
    TOO_LONG = "too long"
    UNSHOWABLE = "cannot be shown"
    NO_NAME = "no name"
    PROGRAMME = "unknown programme"
    HORIZON = "unknown horizon"
    NO_HORIZON = "no horizon"
    FORM = "unknown form"
    EDITION = "unknown edition"
    DIVISION = "unknown division"
    TWICE = "column twice"
    NO_TABLE = "no table"
    NO_PROJECTS = "no projects"
    SAME_NAME = "same name"
    TACTIC_ALONE = "tactic without a strategy"
    OTHER_YEARS = "other years"


@dataclass(frozen=True, slots=True)
class Odd:
    """What a spreadsheet keeps that is neither text nor a number.

    kind:   date, formula (whose value was not stored) or error
    words:  how it reads
    """

    kind: str
    words: str


Cell = str | int | float | bool | Odd | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table as it lies in a file.

    rows:    (row number from 1, its cells from column 0); rows without anything are left out
    merged:  (first row, first column, last row, last column) of cells drawn as one; columns from 0
    """

    name: str
    rows: list[tuple[int, list[Cell]]]
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden: bool = False


class BadCell(ValueError):
    """A cell that says nothing we can keep; facts fill in the sentence."""

    def __init__(self, wrong: Wrong, **facts: Any) -> None:
        super().__init__(wrong)
        self.wrong, self.facts = wrong, facts


def clean(words: str) -> str:
    """Write text in one form: each sign in its usual form, nothing invisible, no blanks around lines.

    >>> clean(" a\\u200b b \\r\\nc  ")
    'a b\\nc'
    """
    whole = unicodedata.normalize("NFC", words.replace("_x000D_", "").replace("\r\n", "\n").replace("\r", "\n"))
    whole = _INVISIBLE.sub("", whole).replace("\u00a0", " ").replace(*_SPLIT_AM)
    return "\n".join(line.strip() for line in whole.split("\n")).strip()


def plain_digits(words: str) -> str:
    """Write Thai digits as Arabic ones."""
    return words.translate(_DIGITS) if _THAI_DIGIT.search(words) else words


def key(words: str) -> str:
    """Reduce words to letters and digits, so that blanks, dots, case and common slips of typing do not matter.

    >>> key("KPI (2566) - Total"), key("  kpi2566total ")
    ('kpi2566total', 'kpi2566total')
    """
    whole = plain_digits(clean(words)).replace(*_DOUBLE_E).casefold()
    return _NO_LETTERS.sub("", whole)


def is_empty(cell: Cell) -> bool:
    """Whether a cell says nothing."""
    return cell is None or (isinstance(cell, str) and not clean(cell))


def shown(cell: Cell) -> str:
    """Read a cell as the person who made the file sees it."""
    if cell is None:
        return ""
    if isinstance(cell, Odd):
        return cell.words
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return clean(str(cell))


def read_text(cell: Cell, most: int = LONGEST_TEXT) -> str:
    """Read words; a lone dash says there are none.

    raises: BadCell for a date, a formula without a value, an error, or too many words.
    """
    _refuse_odd(cell)
    words = shown(cell)
    if len(words) > most:
        raise BadCell(Wrong.TOO_LONG, most=most, given=len(words))
    return "" if words in _NOTHING else words


def read_baht(cell: Cell, unit: Callable[[str], str] = str) -> int | None:
    """Read whole baht. An empty cell is no figure, a dash is nothing.

    unit:     takes the name of the money off the end of the words
    raises:   BadCell for anything else than a whole number from 0 to MOST_BAHT.

    >>> read_baht(" 1,632,820 "), read_baht("10,500,000.00"), read_baht("-"), read_baht("")
    (1632820, 10500000, 0, None)
    """
    _refuse_odd(cell)
    if isinstance(cell, bool):
        raise BadCell(Wrong.NOT_A_NUMBER)
    return _whole(cell) if isinstance(cell, int | float) else _whole_of_words(shown(cell), unit)


def _whole_of_words(said: str, unit: Callable[[str], str]) -> int | None:
    words = plain_digits(said)
    if not words:
        return None
    if words in _NOTHING:
        return 0
    words = unit(words).replace(" ", "")
    if words[:1] in _NOTHING or (words.startswith("(") and words.endswith(")")):
        inner = words[1:].rstrip(")")
        raise BadCell(Wrong.NEGATIVE if _AMOUNT.fullmatch(inner) else Wrong.NOT_A_NUMBER)
    if not words.isascii() or not _AMOUNT.fullmatch(words):
        raise BadCell(Wrong.NOT_A_NUMBER)
    baht, _, satang = words.replace(",", "").partition(".")
    if satang.strip("0"):
        raise BadCell(Wrong.SATANG)
    if len(baht.lstrip("0")) > len(str(MOST_BAHT)):
        raise BadCell(Wrong.TOO_MUCH, most=MOST_BAHT)
    return _whole(int(baht))


def _whole(number: float) -> int:
    if not math.isfinite(number) or number > MOST_BAHT:
        raise BadCell(Wrong.TOO_MUCH, most=MOST_BAHT)
    if number < 0:
        raise BadCell(Wrong.NEGATIVE)
    whole = round(number)
    if abs(number - whole) > 0.001:  # what a spreadsheet's own adding up leaves is smaller than a satang
        raise BadCell(Wrong.SATANG)
    return whole


def read_year(cell: Cell) -> int | None:
    """Read a fiscal year of the Buddhist era; an empty cell or a dash is none.

    raises: BadCell, with the year it would be if one of the common era was written.

    >>> read_year("2569"), read_year("")
    (2569, None)
    """
    _refuse_odd(cell)
    words = plain_digits(shown(cell))
    if not words or words in _NOTHING:
        return None
    found = year_in(words)
    if found is None:
        raise BadCell(Wrong.NOT_A_YEAR)
    return fiscal(found)


def fiscal(year: int) -> int:
    """Refuse a year that is of the common era, or no fiscal year anybody plans for."""
    if year in COMMON_YEARS:
        raise BadCell(Wrong.COMMON_ERA, year=year, instead=year + BUDDHIST_ERA)
    if year not in FISCAL_YEARS:
        raise BadCell(Wrong.NOT_A_YEAR)
    return year


def year_in(words: str) -> int | None:
    """Find the one number of four digits that can be a year of either era.

    >>> year_in("budget 2566 (baht)"), year_in("2026"), year_in("item 12"), year_in("2566 - 2570")
    (2566, 2026, None, None)
    """
    found = [int(digits) for digits in _YEAR.findall(plain_digits(words))]
    years = {year for year in found if year in BUDDHIST_YEARS or year in COMMON_YEARS}
    return years.pop() if len(years) == 1 else None


def read_word(cell: Cell, words: Mapping[str, str], wrong: Wrong) -> str | None:
    """Read one of a few words, written in either language; an empty cell or a dash is none."""
    said = read_text(cell)
    if not said:
        return None
    if key(said) not in words:
        raise BadCell(wrong)
    return words[key(said)]


def _refuse_odd(cell: Cell) -> None:
    if not isinstance(cell, Odd):
        return
    if cell.kind == "date":
        year = int(cell.words[:4]) if cell.words[:4].isdigit() else 0
        raise BadCell(Wrong.DATE_OF_OTHER_ERA if year in BUDDHIST_YEARS else Wrong.DATE, year=year)
    raise BadCell(Wrong.FORMULA if cell.kind == "formula" else Wrong.ERROR)
