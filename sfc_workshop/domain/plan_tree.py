"""What may stand in a plan: amounts and years as people write them, legal shapes, horizons by years."""

import dataclasses
import re
from collections.abc import Iterable, Mapping
from typing import Any

from sfc_workshop.domain.horizons import BUDDHIST_ERA, Horizon, horizon_of

MOST_BAHT = 10**12
FIRST_YEAR, LAST_YEAR = 2500, 2700  # of the Buddhist era
COMMON_YEARS = range(1900, 2200)
MOST_YEARS = 10
MOST_DIGITS, MOST_PLACES = 15, 6
HORIZONS = tuple(horizon.value for horizon in Horizon)
FORM_KINDS = ("02", "02/1", "02/2")
ORIGINS = ("staff", "workshop", "citizen")
EDITIONS = ("first", "correction", "addition", "change", "review")
TEMPLATE_SETS = ("A", "B")
ALIGNMENTS = ("national", "milestone", "sdg", "province", "locality")
_ROUND = re.compile(r"\d{1,3}(,\d{3})+|\d+")
_ZERO_SATANG = re.compile(r"\.0{1,2}$")
_DECIMAL = re.compile(rf"-?\d{{1,{MOST_DIGITS}}}(\.\d{{1,{MOST_PLACES}}})?")
_DASHES = ("-", "\u2013", "\u2014", "\u2212")


class NotRead(ValueError):
    """Something typed could not be taken; code names the sentence, facts fill it."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


def with_plain_digits(words: str) -> str:
    """Write every digit, Thai ones too, as 0 to 9, and leave out spaces around."""
    return "".join(str(int(sign)) if sign.isdecimal() else sign for sign in words).strip()


def read_baht(words: str) -> int | None:
    """Read whole baht as planners write them; a dash is 0, nothing typed is no figure.

    returns: 0 to 10**12, or None
    raises:  NotRead: negative, satang, too_much, no_amount

    >>> read_baht(" 1,632,820 "), read_baht("10,500,000.00"), read_baht("-"), read_baht("")
    (1632820, 10500000, 0, None)
    """
    typed = re.sub(r"\s", "", with_plain_digits(words))
    if not typed:
        return None
    if typed in _DASHES:
        return 0
    if typed[0] in _DASHES and _ROUND.match(typed[1:]):
        raise NotRead("negative")
    whole = _ZERO_SATANG.sub("", typed)
    if not _ROUND.fullmatch(whole):
        raise NotRead("satang" if re.fullmatch(r"[\d,]+\.\d+", typed) else "no_amount")
    digits = whole.replace(",", "").lstrip("0") or "0"
    if len(digits) > len(str(MOST_BAHT)) or int(digits) > MOST_BAHT:
        raise NotRead("too_much")
    return int(digits)


def read_year(words: str) -> int | None:
    """Read a year of the Buddhist era; one of the common era is recognised and never guessed at.

    raises: NotRead: common_era with the year it would be, no_year

    >>> read_year("2569"), read_year("")
    (2569, None)
    """
    typed = with_plain_digits(words)
    if not typed:
        return None
    year = int(typed) if typed.isdecimal() and len(typed) == 4 else 0
    if year in COMMON_YEARS:
        raise NotRead("common_era", year=year, buddhist=year + BUDDHIST_ERA)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise NotRead("no_year", first=FIRST_YEAR, last=LAST_YEAR)
    return year


def read_decimal(words: str) -> str | None:
    """Read a measured value as an exact decimal, kept as it was measured: 12.50 stays 12.50.

    raises: NotRead: no_decimal

    >>> read_decimal("1,250.50"), read_decimal("-3"), read_decimal("")
    ('1250.50', '-3', None)
    """
    typed = with_plain_digits(words).replace("\u2212", "-")
    if not typed:
        return None
    sign, amount = ("-", typed[1:]) if typed.startswith("-") else ("", typed)
    whole, dot, places = amount.partition(".")
    if _ROUND.fullmatch(whole):
        whole = whole.replace(",", "").lstrip("0") or "0"
    value = sign + whole + dot + places
    if not _DECIMAL.fullmatch(value):
        raise NotRead("no_decimal", digits=MOST_DIGITS, places=MOST_PLACES)
    return value


def horizon_by_years(
    years: Iterable[int], *, first_year: int, short_until: int = 2, medium_until: int = 5
) -> Horizon | None:
    """Say which horizon the money speaks for: that of the first year in which there is any.

    years:   with money, of the Buddhist era
    returns: None where there is no money

    >>> horizon_by_years([2570, 2568], first_year=2566).value
    'medium'
    """
    first = min(years, default=None)
    if first is None:
        return None
    return horizon_of(first - first_year + 1, short_until=short_until, medium_until=medium_until)


@dataclasses.dataclass(frozen=True)
class Fault:
    """What does not fit: the field to look at again, and the code of the sentence."""

    field: str
    code: str
    facts: Mapping[str, Any] = dataclasses.field(default_factory=dict)


def faults_of_project(values: Mapping[str, Any], *, needs_thai: bool = True) -> list[Fault]:
    """Say what keeps a project from its form.

    It has a name, in Thai where a form is to be printed; one asked of another agency names the agency; one
    that came or changed in a later edition says which and why.

    values: as plans/sheets.py reads a project
    """
    found = []
    if not values["title_th"] and (needs_thai or not values["title_en"]):
        found.append(Fault("title_th", "no_thai_name"))
    if values["form_kind"] == "02/2" and not (values["agency_th"] or values["agency_en"]):
        found.append(Fault("agency_th", "no_agency"))
    if values["edition"] != "first":
        if not values["edition_year"]:
            found.append(Fault("edition_year", "no_edition_year"))
        if not (values["reason_th"] or values["reason_en"]):
            found.append(Fault("reason_th", "no_edition_reason"))
    return found


def faults_of_plan(values: Mapping[str, Any]) -> list[Fault]:
    """Say what does not fit in a plan's own facts: years, limits of the horizons, edition."""
    found = []
    if not 1 <= (values["years"] or 0) <= MOST_YEARS:
        found.append(Fault("years", "years", {"most": MOST_YEARS}))
    if not 1 <= (values["short_until"] or 0) <= 20:
        found.append(Fault("short_until", "short_until"))
    elif not values["short_until"] < (values["medium_until"] or 0) <= 40:
        found.append(Fault("medium_until", "medium_until"))
    if values["edition"] != "first" and not values["edition_year"]:
        found.append(Fault("edition_year", "no_edition_year"))
    return found


def moved(order: list[int], one: int, step: int) -> list[int]:
    """Move one a step up (-1) or down (1) among its neighbours; at the end it stays.

    >>> moved([7, 8, 9], 9, -1), moved([7, 8, 9], 7, -1)
    ([7, 9, 8], [7, 8, 9])
    """
    at = order.index(one)
    to = min(max(at + step, 0), len(order) - 1)
    rest = [other for other in order if other != one]
    return [*rest[:to], one, *rest[to:]]
