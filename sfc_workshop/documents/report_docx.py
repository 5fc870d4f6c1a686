"""How a report is written as DOCX, in the styles a secretary can go on with."""

import io
import re
import struct
import zlib
from collections.abc import Sequence
from typing import Any, Final

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH as SIDE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Mm, Pt, RGBColor

from sfc_workshop.documents import thai_docx
from sfc_workshop.domain.report import (
    Bar,
    Bars,
    Block,
    Cloud,
    Facts,
    Figures,
    Heading,
    PageEnd,
    Report,
    Table,
    Text,
)

SIZE: Final = 12
SMALL: Final = 10
WIDTH: Final = 170  # millimetres between the margins
BAR_WIDTH: Final = 66  # of a bar, in millimetres
BAR_HEIGHT: Final = 3
MOST_TOGETHER: Final = 14  # rows that stay on one page
ACTION, MUTED, LINE, SOFT, WAS = "0A5A5C", "55625F", "DCD9D1", "E4F0EE", "F2C46D"
SHAPES: Final = {  # a sign and a colour for each group
    "citizens": ("\u25cf", "0072B2"),
    "government": ("\u25a0", "D55E00"),
    "private": ("\u25b2", "009E73"),
    "academia": ("\u25c6", "AA4499"),
    "civil_society": ("\u2b22", "B8860B"),
}
_OTHER: Final = ("\u25ac", MUTED)
_NOT_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def document(report: Report) -> bytes:
    """Write a report on A4 upright."""
    made = docx.Document()
    thai_docx.set_styles(made, size=SIZE)
    made.core_properties.title = report.title
    page = made.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(20)
    page.top_margin = page.bottom_margin = Mm(18)
    thai_docx.footer(page, report.footer, width=Mm(WIDTH), thai_digits=False)
    if report.kicker:
        _colour(thai_docx.paragraph(made, _clean(report.kicker), size=SMALL).runs, MUTED)
    _colour(made.add_heading(_clean(report.title), 1).runs, ACTION)
    ends_page = False
    for block in report.blocks:
        if isinstance(block, Heading):
            _add_heading(made, block, ends_page=ends_page)
        else:
            _add(made, block)
        ends_page = isinstance(block, PageEnd)
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def _add_heading(made: Any, block: Heading, *, ends_page: bool) -> None:
    added = made.add_heading(_clean(block.words), 2)
    added.paragraph_format.page_break_before = ends_page
    added.paragraph_format.space_before = Pt(0 if ends_page else 6)
    _colour(added.runs, ACTION)


def _add(made: Any, block: Block) -> None:
    if isinstance(block, Text):
        added = thai_docx.paragraph(
            made, _clean(block.words), bold=block.is_bold, size=SMALL if block.is_small else None
        )
        if block.is_small:
            _colour(added.runs, MUTED)
            added.paragraph_format.keep_with_next = True
    elif isinstance(block, Table):
        _add_table(made, block)
    elif isinstance(block, Facts):
        _add_facts(made, block)
    elif isinstance(block, Figures):
        _add_figures(made, block)
    elif isinstance(block, Bars):
        _add_bars(made, block)
    elif isinstance(block, Cloud):
        _add_cloud(made, block)


def _add_table(made: Any, block: Table) -> None:
    widths = [WIDTH * width / sum(block.widths) for width in block.widths]
    table = _grid(made, widths)
    _line_below(table)
    for number, words in enumerate((block.head, *block.rows)):
        row = table.add_row()
        if number == 0:
            _repeat(row)
        is_bold = number == 0 or (block.has_sum and number == len(block.rows))
        for at, cell in enumerate(row.cells):
            line = _cell(cell, widths[at], is_number=at in block.numbers)
            _add_shapes(line, _marks_of(block, number, at))
            thai_docx.run(line, _clean(words[at]), bold=is_bold, size=SMALL)
            line.paragraph_format.keep_with_next = number < len(block.rows) <= MOST_TOGETHER
    _space_after(made)


def _marks_of(block: Table, row: int, column: int) -> Sequence[str]:
    """Name the groups a cell is about: those of a column in its head, those of a row in its first cell."""
    if row == 0:
        return block.marks[column] if block.marks else ()
    return block.row_marks[row - 1] if column == 0 and block.row_marks else ()


def _add_facts(made: Any, block: Facts) -> None:
    widths = [42.0, WIDTH - 42.0]
    table = _grid(made, widths)
    for what, which in block.rows:
        cells = table.add_row().cells
        line = _cell(cells[0], widths[0])
        thai_docx.run(line, _clean(what))
        _colour(line.runs, MUTED)
        thai_docx.run(_cell(cells[1], widths[1]), _clean(which))
    _space_after(made)


def _add_figures(made: Any, block: Figures) -> None:
    widths = [WIDTH / len(block.rows)] * len(block.rows)
    table = _grid(made, widths)
    for at, (number, words) in enumerate(block.rows):
        cell = table.rows[0].cells[at] if at else table.add_row().cells[0]
        cell.width = Mm(widths[at])
        cell._tc.get_or_add_tcPr().append(parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:fill="{SOFT}"/>'))
        line = _cell(cell, widths[at])
        thai_docx.run(line, number, bold=True, size=22)
        _colour(line.runs, ACTION)
        thai_docx.run(cell.add_paragraph(), _clean(words), size=SMALL)
    _space_after(made)


def _add_bars(made: Any, block: Bars) -> None:
    widths = [WIDTH - BAR_WIDTH - 32.0, BAR_WIDTH + 4.0, 28.0]
    table = _grid(made, widths)
    for number, row in enumerate(block.rows, start=1):
        cells = table.add_row().cells
        cells[0].paragraphs[0].paragraph_format.keep_with_next = number < len(block.rows) <= MOST_TOGETHER
        thai_docx.run(_cell(cells[0], widths[0]), _clean(row.words), size=SMALL)
        _draw(_cell(cells[1], widths[1]), row)
        thai_docx.run(_cell(cells[2], widths[2], is_number=True), _clean(row.shown), bold=True, size=SMALL)
    _space_after(made)


def _draw(line: Any, row: Bar) -> None:
    """Draw a bar as pieces of one colour side by side; every program shows these alike."""
    value = row.value or 0.0
    pieces = [(ACTION, 0.0, value), (LINE, value, 1.0)]
    if row.before is not None:
        pieces = [*_around(pieces, row.before), (WAS, row.before, min(1.0, row.before + 0.014))]
    for colour, begin, end in sorted(pieces, key=lambda piece: piece[1]):
        wide = round(BAR_WIDTH * (end - begin), 2)
        if wide > 0:
            line.add_run().add_picture(io.BytesIO(_pixel(colour)), width=Mm(wide), height=Mm(BAR_HEIGHT))


def _around(pieces: Sequence[tuple[str, float, float]], mark: float) -> list[tuple[str, float, float]]:
    """Cut out of some pieces the place of a mark."""
    end = min(1.0, mark + 0.014)
    cut = []
    for colour, begin, till in pieces:
        cut += [(colour, begin, min(till, mark)), (colour, max(begin, end), till)]
    return [(colour, begin, till) for colour, begin, till in cut if till > begin]


def _add_cloud(made: Any, block: Cloud) -> None:
    line = made.add_paragraph()
    line.alignment = SIDE.CENTER
    for (word, people), size in zip(block.words, block.sizes, strict=True):
        said = thai_docx.run(line, _clean(word), bold=size > 3, size=8 + 2.5 * size)
        _colour([said], ACTION)
        _colour([thai_docx.run(line, f" {people}   ", size=9)], MUTED)
    _space_after(made)


def _grid(made: Any, widths: Sequence[float]) -> Any:
    """Begin a table without lines; widths in millimetres."""
    table = made.add_table(rows=0, cols=len(widths))
    table.autofit = False
    sides = "".join(f'<w:{side} w:w="57" w:type="dxa"/>' for side in ("left", "right"))
    table._tbl.tblPr.append(parse_xml(f"<w:tblCellMar {nsdecls('w')}>{sides}</w:tblCellMar>"))
    for column, width in zip(table.columns, widths, strict=True):  # LibreOffice reads these, Word those of the cells
        column.width = Mm(width)
    return table


def _cell(cell: Any, width: float, *, is_number: bool = False) -> Any:
    """Set a cell's width; returns its line."""
    cell.width = Mm(width)
    line = cell.paragraphs[0]
    line.alignment = SIDE.RIGHT if is_number else SIDE.LEFT
    return line


def _line_below(table: Any) -> None:
    """Draw a thin line below each row."""
    lines = "".join(f'<w:{side} w:val="single" w:sz="4" w:color="{LINE}"/>' for side in ("bottom", "insideH"))
    table._tbl.tblPr.append(parse_xml(f"<w:tblBorders {nsdecls('w')}>{lines}</w:tblBorders>"))


def _repeat(row: Any) -> None:
    """Let a head stand again on each page its table reaches."""
    looks = row._tr.get_or_add_trPr()
    looks.append(OxmlElement("w:tblHeader"))


def _space_after(made: Any) -> None:
    """Leave a little room: Word joins tables that touch."""
    thai_docx.paragraph(made, "").paragraph_format.line_spacing = Pt(6)


def _add_shapes(line: Any, keys: Sequence[str]) -> None:
    for key in keys:
        sign, colour = SHAPES.get(key, _OTHER)
        _colour([thai_docx.run(line, f"{sign} ", size=SMALL - 2)], colour)


def _colour(runs: Sequence[Any], colour: str) -> None:
    for one in runs:
        one.font.color.rgb = RGBColor.from_string(colour)


def _pixel(colour: str) -> bytes:
    """Write a PNG of one point."""
    point = zlib.compress(b"\0" + bytes.fromhex(colour))
    parts = (b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)), (b"IDAT", point), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in parts
    )


def _clean(words: str) -> str:
    return _NOT_XML.sub("", words)
