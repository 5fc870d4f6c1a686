"""How a form is written as an XLSX workbook: a sheet for each table, ready to be printed."""

import io
from math import ceil
from typing import Any, Final
from unicodedata import category

import xlsxwriter

from sfc_workshop.documents.sheets import AS_WRITTEN, FONT, sheet_names
from sfc_workshop.domain.form_layout import Cell, Column, Kind, Layout, Row, Section, placed

A4: Final = 9
LONGEST_CELL: Final = 32_767  # letters; Excel takes no more
LETTERS_PER_UNIT: Final = 0.52  # a column's width in letters, of one in millimetres on paper
POINTS_PER_LINE: Final = 19
_FILLED: Final = 0.8  # of a line, for it ends with the last whole word
TALLEST: Final = 409  # points; Excel takes no more
THAI: Final = "[$-D00041E]"


def workbook(layout: Layout) -> bytes:
    """Write a form. Baht are numbers, words can never become a formula."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, AS_WRITTEN) as book:
        looks = _Looks(book, layout)
        names = sheet_names([*(section.name for section in layout.sections), layout.notes_title])
        for name, section in zip(names, layout.sections, strict=False):
            _Sheet(book.add_worksheet(name), layout, looks).write(section)
        page = book.add_worksheet(names[-1])
        page.set_column(0, 0, 40)
        page.set_column(1, 1, 90)
        for down, (what, value) in enumerate(layout.notes):
            page.write_string(down, 0, what, looks.of(bold=True))
            page.write_string(down, 1, value, looks.of(text_wrap=True))
    return buffer.getvalue()


class _Looks:
    """Cell formats of a workbook, each made once."""

    def __init__(self, book: Any, layout: Layout) -> None:
        self._book, self._made = book, {}  # type: ignore[var-annotated]
        thai = THAI if layout.thai_digits else ""
        self.money = f'{thai}#,##0;-{thai}#,##0;"-"'
        self.whole = f"{thai}0"

    def of(self, **looks: Any) -> Any:
        key = tuple(sorted(looks.items()))
        if key not in self._made:
            base = {"font_name": FONT, "font_size": 12, "valign": "top"}
            self._made[key] = self._book.add_format({**base, **looks})
        return self._made[key]

    def cell(self, column: Column, kind: Kind, value: Cell) -> Any:
        looks: dict[str, Any] = {"border": 1, "text_wrap": True, "bold": kind is not Kind.ENTRY}
        if isinstance(value, int):
            looks["num_format"] = self.money if column.is_number else self.whole
        if column.is_number or column.is_centred:
            looks["align"] = "right" if column.is_number else "center"
        return self.of(**looks)


class _Sheet:
    """One table on one sheet: code and titles, the lines above, the header, the rows."""

    def __init__(self, page: Any, layout: Layout, looks: _Looks) -> None:
        self.page, self.layout, self.looks, self.down = page, layout, looks, 0
        self.last = len(layout.columns) - 1
        self.letters = [column.width * LETTERS_PER_UNIT for column in layout.columns]

    def write(self, section: Section) -> None:
        for at, letters in enumerate(self.letters):
            self.page.set_column(at, at, letters)
        self._titles()
        for line in section.lines:
            self.page.write_string(
                self.down, 0, line.words, self.looks.of(bold=True, align="left", indent=2 * line.indent)
            )
            self.page.set_row(self.down, POINTS_PER_LINE)
            self.down += 1
        self._head()
        for row in section.rows:
            self._row(row)
            self.page.set_row(self.down, self._height(row))
            self.down += 1

    def _titles(self) -> None:
        """Centre the titles over the whole table; the code stands beside the first of them, in the last column."""
        title = self.looks.of(bold=True, align="center", font_size=14)
        for number, words in enumerate(self.layout.titles):
            self.page.set_row(self.down, 21)
            self.page.merge_range(self.down, number == 0, self.down, self.last - (number == 0), "", title)
            self.page.write_string(self.down, number == 0, words, title)
            self.down += 1
        self.page.write_string(0, self.last, self.layout.code, self.looks.of(bold=True, align="right"))

    def _head(self) -> None:
        look = self.looks.of(bold=True, align="center", valign="vcenter", border=1, text_wrap=True, bg_color="#E6F0EE")
        top = self.down
        for down, at, cell in placed(self.layout.head):
            if cell.across > 1 or cell.down > 1:
                end = (top + down + cell.down - 1, at + cell.across - 1)
                self.page.merge_range(top + down, at, *end, "", look)
            self.page.write_string(top + down, at, cell.words, look)
        for down, lines in self._head_lines().items():
            self.page.set_row(top + down, POINTS_PER_LINE * lines)
        self.down = top + len(self.layout.head)
        self.page.repeat_rows(top, self.down - 1)
        self.page.set_landscape()
        self.page.set_paper(A4)
        self.page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        self.page.fit_to_pages(1, 0)
        footer = self.layout.footer.replace("&", "&&")
        self.page.set_footer(f'&C&"{FONT}"&12{footer}&R&"{FONT}"&12&P')

    def _row(self, row: Row) -> None:
        if row.across > 1:
            look = self.looks.of(border=1, bold=True, text_wrap=True)
            self.page.merge_range(self.down, 0, self.down, row.across - 1, "", look)
            self.page.write_string(self.down, 0, str(row.cells[0]), look)
        for at, (column, value) in enumerate(zip(self.layout.columns, row.cells, strict=True)):
            if at >= row.across or row.across == 1:
                self._cell(at, value, self.looks.cell(column, row.kind, value))

    def _head_lines(self) -> dict[int, int]:
        """How many lines each row of the header needs; a cell over several rows shares its own out."""
        needed = dict.fromkeys(range(len(self.layout.head)), 1)
        for down, at, cell in placed(self.layout.head):
            share = ceil(_lines(cell.words, sum(self.letters[at : at + cell.across])) / cell.down)
            for more in range(cell.down):
                needed[down + more] = max(needed[down + more], share)
        return needed

    def _height(self, row: Row) -> float:
        """Make room for every line of the tallest cell; LibreOffice and old Excel do not do so by themselves."""
        lines = [
            _lines(cell, sum(self.letters[: row.across]) if at == 0 else self.letters[at])
            for at, cell in enumerate(row.cells)
            if isinstance(cell, str)
        ]
        return min(TALLEST, POINTS_PER_LINE * max(lines, default=1))

    def _cell(self, at: int, value: Cell, look: Any) -> None:
        if isinstance(value, int):
            self.page.write_number(self.down, at, value, look)
        elif value:
            self.page.write_string(self.down, at, value[:LONGEST_CELL], look)
        else:
            self.page.write_blank(self.down, at, None, look)


def _lines(words: str, letters: float) -> int:
    """Guess over how many lines words are broken: marks above and below take no room, breaks waste a little."""
    room = max(1.0, letters * _FILLED)
    return sum(max(1, ceil(sum(category(letter) != "Mn" for letter in part) / room)) for part in words.split("\n"))
