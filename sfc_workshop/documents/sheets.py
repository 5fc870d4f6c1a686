"""How a table becomes an XLSX workbook or a CSV file; knows nothing of what the tables say."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import xlsxwriter

DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
LONGEST_NAME = 31
FONT = "TH Sarabun New"
AS_WRITTEN = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", " "))


@dataclass(frozen=True)
class Column:
    """A column: its head, its width in letters, and how its numbers are shown (an XLSX format)."""

    head: str
    width: int = 12
    number: str | None = None


@dataclass(frozen=True)
class Sheet:
    """A table: rows of text, int, float or None (nothing to show).

    notes:   sentences under the table; a workbook shows them.
    origin:  (head, value) of what holds for every row, such as where it comes from; a CSV says it in each row.
    """

    name: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Any]]
    notes: Sequence[str] = field(default_factory=list)
    origin: Sequence[tuple[str, Any]] = field(default_factory=list)


def workbook(sheets: Sequence[Sheet]) -> bytes:
    """Write sheets with typed cells, a frozen header, and text that can never become a formula."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, AS_WRITTEN) as book:
        base = {"font_name": FONT, "font_size": 14, "valign": "top"}
        formats = _Formats(book, base)
        for name, sheet in zip(sheet_names([sheet.name for sheet in sheets]), sheets, strict=True):
            page = book.add_worksheet(name)
            page.freeze_panes(1, 0)
            page.set_landscape()
            page.set_paper(9)
            page.fit_to_pages(1, 0)
            page.repeat_rows(0)
            for at, column in enumerate(sheet.columns):
                page.set_column(at, at, column.width)
                page.write_string(0, at, column.head, formats.head)
            for down, row in enumerate(sheet.rows, start=1):
                for at, (column, value) in enumerate(zip(sheet.columns, row, strict=True)):
                    _write(page, down, at, value, formats.of(column.number))
            for down, note in enumerate(sheet.notes, start=len(sheet.rows) + 2):
                page.write_string(down, 0, note, formats.note)
    return buffer.getvalue()


def comma_separated(sheet: Sheet) -> bytes:
    """Write one sheet as CSV with a mark that makes Excel read Thai; text is kept from becoming a formula.

    A CSV has no second sheet, so its origin stands in columns at the end (docs/adr/0014).
    """
    heads = [*(column.head for column in sheet.columns), *(head for head, _ in sheet.origin)]
    origin = [value for _, value in sheet.origin]
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    for row in (heads, *([*row, *origin] for row in sheet.rows)):
        writer.writerow([guarded(value) for value in row])
    return b"\xef\xbb\xbf" + buffer.getvalue().encode()


def guarded(value: Any) -> Any:
    """Put an apostrophe before text a spreadsheet would compute; numbers stay numbers.

    Text that has one there already gets another: taking one away always gives back what was written.
    """
    if isinstance(value, str) and value.lstrip("'").startswith(DANGEROUS):
        return "'" + value
    return "" if value is None else value


class _Formats:
    """Cell formats, made once each."""

    def __init__(self, book: Any, base: dict[str, Any]) -> None:
        self._book, self._base = book, base
        self._made: dict[str | None, Any] = {}
        self.head = book.add_format({**base, "bold": True, "text_wrap": True, "bottom": 1, "bg_color": "#E6F0EE"})
        self.note = book.add_format({**base, "italic": True})

    def of(self, number: str | None) -> Any:
        if number not in self._made:
            extra = {"num_format": number} if number else {"text_wrap": True}
            self._made[number] = self._book.add_format({**self._base, **extra})
        return self._made[number]


def _write(page: Any, down: int, at: int, value: Any, how: Any) -> None:
    if value is None:
        page.write_blank(down, at, None, how)
    elif isinstance(value, str):
        page.write_string(down, at, value, how)
    else:
        page.write_number(down, at, value, how)


def sheet_names(wished: Sequence[str]) -> list[str]:
    """Make names Excel takes: short, without its own signs, each once."""
    names: list[str] = []
    for wish in wished:
        name = wish.translate(FORBIDDEN).strip(" '")[:LONGEST_NAME] or "-"
        number = 2
        while name.casefold() in (taken.casefold() for taken in names):
            tail = f" {number}"
            name = name[: LONGEST_NAME - len(tail)] + tail
            number += 1
        names.append(name)
    return names
