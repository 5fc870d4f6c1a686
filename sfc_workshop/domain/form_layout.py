"""A form as it lies on paper: what every writer draws alike, whatever the form says.

A layout is finished: headings are worded, rows are in order, sums are made. A writer only decides how a line
or a cell looks in its kind of file, so that no two files of one layout can differ.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

Cell = int | str | None  # whole baht or a number of projects; words; no figure given

_THAI_ZERO: Final = 0x0E50
_TO_THAI: Final = {ord(str(digit)): chr(_THAI_ZERO + digit) for digit in range(10)}
_NUMBER: Final = re.compile(r"[0-9]*[A-Za-z][A-Za-z0-9._:/?=&#%+-]*|[0-9]")


class Kind(StrEnum):
    """What a row is: one entry, a heading across the table, the sum of some rows, the sum of all."""

    ENTRY = "entry"
    BAND = "band"
    SUM = "sum"
    TOTAL = "total"


@dataclass(frozen=True)
class Column:
    """A column of the table. width is its share of the page, in any unit; numbers stand at the right."""

    key: str
    width: int
    is_number: bool = False
    is_centred: bool = False


@dataclass(frozen=True)
class Head:
    """A cell of the column header: its words, and over how many columns and rows it reaches."""

    words: str
    across: int = 1
    down: int = 1


@dataclass(frozen=True)
class Row:
    """A row with a cell for each column; the first cell reaches over so many of them, which are None but for it."""

    kind: Kind
    cells: tuple[Cell, ...]
    across: int = 1


@dataclass(frozen=True)
class Line:
    """A line above a table, indented by so many steps."""

    words: str
    indent: int = 0


@dataclass(frozen=True)
class Section:
    """One table with the lines above it. name is short, to call a sheet by."""

    name: str
    lines: tuple[Line, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Layout:
    """A whole form.

    code:         stands at the top right of each page
    titles:       centred lines at the head of each section
    footer:       stands in the middle below each page; the page's number stands at the right
    head:         rows of the column header, which is repeated on each page
    notes:        what the form rests on, as (what, value); at the end, under notes_title
    thai_digits:  whether numbers are written in Thai digits
    """

    code: str
    titles: tuple[str, ...]
    footer: str
    columns: tuple[Column, ...]
    head: tuple[tuple[Head, ...], ...]
    sections: tuple[Section, ...]
    notes: tuple[tuple[str, str], ...] = ()
    notes_title: str = ""
    thai_digits: bool = False


def placed(head: Sequence[Sequence[Head]]) -> list[tuple[int, int, Head]]:
    """Say where each cell of a column header begins: (row, column, cell), counted from 0.

    A cell stands in the first place of its row that no cell of an earlier row reaches into.
    """
    taken: set[tuple[int, int]] = set()
    found = []
    for down, row in enumerate(head):
        at = 0
        for cell in row:
            while (down, at) in taken:
                at += 1
            found.append((down, at, cell))
            taken |= {(down + y, at + x) for y in range(cell.down) for x in range(cell.across)}
    return found


def shown(cell: Cell, *, thai_digits: bool = False) -> str:
    """Write a cell as words: thousands apart, - for nothing to spend, nothing where no figure was given.

    >>> shown(1632820), shown(0), shown(None)
    ('1,632,820', '-', '')
    """
    if isinstance(cell, int):
        cell = f"{cell:,}" if cell else "-"
    return digits(cell or "") if thai_digits else cell or ""


def digits(words: str) -> str:
    """Write a text's numbers in Thai digits; what has Latin letters in it, such as an address, stays as it is."""
    return _NUMBER.sub(lambda found: found[0].translate(_TO_THAI) if found[0].isdigit() else found[0], words)


def in_thai_digits(layout: Layout) -> Layout:
    """Write every text of a form in Thai digits; its numbers stay numbers, and the writers show them so."""
    return replace(
        layout,
        code=digits(layout.code),
        titles=tuple(map(digits, layout.titles)),
        footer=digits(layout.footer),
        head=tuple(tuple(replace(cell, words=digits(cell.words)) for cell in row) for row in layout.head),
        sections=tuple(_section_in_thai(section) for section in layout.sections),
        notes=tuple((digits(what), digits(value)) for what, value in layout.notes),
        thai_digits=True,
    )


def _section_in_thai(section: Section) -> Section:
    return Section(
        name=digits(section.name),
        lines=tuple(replace(line, words=digits(line.words)) for line in section.lines),
        rows=tuple(
            replace(row, cells=tuple(digits(cell) if isinstance(cell, str) else cell for cell in row.cells))
            for row in section.rows
        ),
    )
