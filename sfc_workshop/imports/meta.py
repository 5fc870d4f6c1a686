"""The section META of a .pb file: its keys, numbers and days."""

import re
from datetime import date, datetime
from fractions import Fraction
from typing import Final

from flask_babel import lazy_gettext as _l

from sfc_workshop.domain.scales import Kind
from sfc_workshop.imports.elections import Meta
from sfc_workshop.imports.sections import BadFile, Row, Section, short

KINDS: Final = {
    "approval": Kind.APPROVAL,
    "choose-1": Kind.APPROVAL,
    "ordinal": Kind.RANKING,
    "cumulative": Kind.DOTS,
    "scoring": Kind.SCORE,
}
YEARS: Final = range(1957, 2156)  # years a plan may begin in
_WHOLE: Final = re.compile(r"(-?[0-9]{1,9})(\.0+)?")
_AMOUNT: Final = re.compile(r"[0-9]{1,15}(\.[0-9]{1,9})?")


class Facts:
    """The keys of META with their lines."""

    def __init__(self, section: Section) -> None:
        self.line = section.line
        self.rows: dict[str, Row] = {}
        for row in section.rows:
            if row["key"] in self.rows:
                raise BadFile(row.line, row["key"], _l("This key stands in META twice. Keep one of them."))
            self.rows[row["key"]] = row

    def words(self, key: str) -> str:
        """Get a value; empty where META is silent."""
        return self.rows[key]["value"] if key in self.rows else ""

    def line_of(self, key: str) -> int:
        """Say where a key stands, or would stand."""
        return self.rows[key].line if key in self.rows else self.line

    def needed(self, key: str) -> str:
        """Get a value that must be there."""
        if words := self.words(key):
            return words
        raise BadFile(self.line_of(key), key, _l("META does not say this. Add the key and its value."))

    def whole(self, key: str) -> int | None:
        """Get a whole number; None where META is silent."""
        words = self.words(key)
        return whole_number(self.line_of(key), key, words) if words else None

    def amount(self, key: str) -> Fraction | None:
        """Get an amount of money; None where META is silent."""
        words = self.words(key)
        return amount_of_money(self.line_of(key), key, words) if words else None


def read_meta(facts: Facts) -> Meta:
    """Read what the election was."""
    vote_type = facts.needed("vote_type")
    if vote_type not in KINDS:
        raise BadFile(
            facts.line_of("vote_type"),
            "vote_type",
            _l("This type of vote is not known. Write one of these: %(types)s.", types=", ".join(KINDS)),
        )
    unit, subunit = facts.needed("unit"), facts.words("subunit")
    facts.amount("budget")
    begins = _day(facts, "date_begin", last=False) or _first_day_of_instance(facts)
    ends = _day(facts, "date_end", last=True) or date(begins.year, 12, 31)
    if ends < begins:
        raise BadFile(
            facts.line_of("date_end"),
            "date_end",
            _l("The vote ends before it begins. Correct one of the days."),
        )
    named = ", ".join(filter(None, (unit, subunit, facts.words("instance"))))
    return Meta(
        title=facts.words("description") or named,
        country=facts.words("country"),
        unit=unit,
        subunit=subunit,
        vote_type=vote_type,
        begins=begins,
        ends=ends,
    )


def _day(facts: Facts, key: str, *, last: bool) -> date | None:
    """Read dd.mm.yyyy, or a year as its first or last day; None where META is silent."""
    words = facts.words(key)
    if not words:
        return None
    if re.fullmatch(r"[0-9]{4}", words):
        words = f"31.12.{words}" if last else f"01.01.{words}"
    try:
        day = datetime.strptime(words, "%d.%m.%Y").date()
    except ValueError:
        day = date.min
    if day.year not in YEARS:
        raise BadFile(
            facts.line_of(key), key, _l("This is no day. Write it as day.month.year, for example 24.06.2016.")
        )
    return day


def _first_day_of_instance(facts: Facts) -> date:
    """Take the year the edition is named after, where no day of the vote is known."""
    found = re.search(r"(?<![0-9])[0-9]{4}(?![0-9])", facts.words("instance"), re.ASCII)
    if found is None or int(found.group()) not in YEARS:
        raise BadFile(
            facts.line_of("date_begin"),
            "date_begin",
            _l("META does not say when the vote was. Add date_begin as day.month.year."),
        )
    return date(int(found.group()), 1, 1)


def whole_number(line: int, column: str, words: str) -> int:
    """Read a whole number; 5.0 is one, as spreadsheets write it."""
    found = _WHOLE.fullmatch(words)
    if found is None:
        raise BadFile(line, column, _l("“%(given)s” is no whole number. Write one such as 5.", given=short(words)))
    return int(found.group(1))


def amount_of_money(line: int, column: str, words: str) -> Fraction:
    """Read an amount of money, exact and never below zero."""
    if not _AMOUNT.fullmatch(words):
        raise BadFile(
            line,
            column,
            _l(
                "“%(given)s” is no amount of money. Write it in digits, such as 1500 or 1500.50.",
                given=short(words),
            ),
        )
    return Fraction(words)
