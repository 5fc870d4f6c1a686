"""How a report is written as DOCX, in the styles a secretary can go on with."""

import io
import re
import struct
import zlib
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Final
from xml.sax.saxutils import escape

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH as SIDE
from docx.oxml import parse_xml
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
FACT_WIDTH: Final = 42.0
WAS_SHARE: Final = 0.02  # how wide the mark of what was before is
PICTURE: Final = "http://schemas.openxmlformats.org/drawingml/2006/picture"
ACTION, MUTED, LINE, SOFT, WAS = "0A5A5C", "55625F", "DCD9D1", "E4F0EE", "E08A2C"
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
    before: Block | None = None
    for block in report.blocks:
        if isinstance(block, Heading):
            _add_heading(made, block, ends_page=isinstance(before, PageEnd))
        else:
            if isinstance(before, Table | Facts | Figures | Bars | Cloud) and not isinstance(block, PageEnd):
                thai_docx.paragraph(made, "").paragraph_format.line_spacing = Pt(6)  # Word joins tables that touch
            _add(made, block)
            if isinstance(before, Heading) and isinstance(block, Text) and block.is_small:
                made.paragraphs[-1].paragraph_format.keep_with_next = True
        before = block
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def _add_heading(made: Any, block: Heading, *, ends_page: bool) -> None:
    added = made.add_heading(_clean(block.words), 2)
    added.paragraph_format.page_break_before = ends_page
    added.paragraph_format.keep_with_next = True
    added.paragraph_format.space_before = Pt(0 if ends_page else 6)
    _colour(added.runs, ACTION)


def _add(made: Any, block: Block) -> None:
    if isinstance(block, Text):
        added = thai_docx.paragraph(
            made, _clean(block.words), bold=block.is_bold, size=SMALL if block.is_small else None
        )
        if block.is_small:
            _colour(added.runs, MUTED)
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
    rows = []
    for number, words in enumerate((block.head, *block.rows)):
        is_bold = number == 0 or (block.has_sum and number == len(block.rows))
        keeps = block.stays_together and number < len(block.rows)
        cells = [
            _cell(
                width,
                _signs(_marks_of(block, number, at)) + _run(words[at], bold=is_bold),
                is_number=at in block.numbers,
                keeps=keeps,
            )
            for at, width in enumerate(widths)
        ]
        rows.append(_row(cells, is_head=number == 0))
    _add_grid(made, widths, rows, has_lines=True)


def _marks_of(block: Table, row: int, column: int) -> Sequence[str]:
    """Name the groups a cell is about: those of a column in its head, those of a row in its first cell."""
    if row == 0:
        return block.marks[column] if block.marks else ()
    return block.row_marks[row - 1] if column == 0 and block.row_marks else ()


def _add_facts(made: Any, block: Facts) -> None:
    widths = [FACT_WIDTH, WIDTH - FACT_WIDTH]
    rows = [
        _row([_cell(widths[0], _run(what, size=SIZE, colour=MUTED)), _cell(widths[1], _run(which, size=SIZE))])
        for what, which in block.rows
    ]
    _add_grid(made, widths, rows)


def _add_figures(made: Any, block: Figures) -> None:
    widths = [WIDTH / len(block.rows)] * len(block.rows)
    cells = [
        _cell(width, _run(number, bold=True, size=22, colour=ACTION) + _run(f"\n{words}"), fill=SOFT)
        for width, (number, words) in zip(widths, block.rows, strict=True)
    ]
    _add_grid(made, widths, [_row(cells)])


def _add_bars(made: Any, block: Bars) -> None:
    widths = [WIDTH - BAR_WIDTH - 32.0, BAR_WIDTH + 6.0, 26.0]
    paints = {colour: made.part.get_or_add_image(io.BytesIO(_pixel(colour)))[0] for colour in (ACTION, LINE, WAS)}
    rows = []
    for number, row in enumerate(block.rows, start=1):
        keeps = block.stays_together and number < len(block.rows)
        drawn = "".join(_piece(paints[colour], part) for colour, part in _pieces(row))
        cells = [
            _cell(widths[0], _run(row.words), keeps=keeps, is_middle=True),
            _cell(widths[1], drawn, is_middle=True),
            _cell(widths[2], _run(row.shown, bold=True), is_number=True, is_middle=True),
        ]
        rows.append(_row(cells))
    _add_grid(made, widths, rows)


def _pieces(row: Bar) -> list[tuple[str, float]]:
    """Cut a bar into pieces of one colour, (colour, share of the whole): every program shows these alike."""
    value, mark = row.value or 0.0, row.before
    ends = {0.0, value, 1.0} | ({mark, min(1.0, mark + WAS_SHARE)} if mark is not None else set())
    cuts = sorted(ends)
    found = []
    for begin, end in pairwise(cuts):
        is_mark = mark is not None and mark <= begin < mark + WAS_SHARE
        found.append((WAS if is_mark else ACTION if begin < value else LINE, end - begin))
    return found


def _piece(paint: str, share: float) -> str:
    wide, high = round(Mm(BAR_WIDTH) * share), Mm(BAR_HEIGHT)
    if wide <= 0:
        return ""
    return (
        f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{wide}" cy="{high}"/>'
        f'<wp:docPr id="1" name="bar"/><a:graphic><a:graphicData uri="{PICTURE}"><pic:pic><pic:nvPicPr>'
        '<pic:cNvPr id="0" name="bar"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>'
        f'<a:blip r:embed="{paint}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm>'
        f'<a:off x="0" y="0"/><a:ext cx="{wide}" cy="{high}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
        "</pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )


def _add_cloud(made: Any, block: Cloud) -> None:
    line = made.add_paragraph()
    line.alignment = SIDE.CENTER
    for (word, people), size in zip(block.words, block.sizes, strict=True):
        said = thai_docx.run(line, _clean(word), bold=size > 3, size=8 + 2.5 * size)
        _colour([said], ACTION)
        _colour([thai_docx.run(line, f" {people}   ", size=9)], MUTED)


def _add_grid(made: Any, widths: Sequence[float], rows: Sequence[str], *, has_lines: bool = False) -> None:
    """Add a table as XML, for cell by cell it would take seconds.

    widths: in millimetres; LibreOffice reads those of the grid, Word those of the cells
    """
    lines = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="{LINE}"/>' for side in ("bottom", "insideH")
    )
    sides = "".join(f'<w:{side} w:w="57" w:type="dxa"/>' for side in ("left", "right"))
    grid = "".join(f'<w:gridCol w:w="{Mm(width).twips}"/>' for width in widths)
    table = parse_xml(
        f"<w:tbl {nsdecls('w', 'wp', 'a', 'pic', 'r')}><w:tblPr>"
        f'<w:tblW w:w="{Mm(WIDTH).twips}" w:type="dxa"/>'
        + (f"<w:tblBorders>{lines}</w:tblBorders>" if has_lines else "")
        + f'<w:tblLayout w:type="fixed"/><w:tblCellMar>{sides}</w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )
    made.element.body.sectPr.addprevious(table)


def _row(cells: Sequence[str], *, is_head: bool = False) -> str:
    """A row that no page cuts; a head stands again on each page its table reaches."""
    return f"<w:tr><w:trPr><w:cantSplit/>{'<w:tblHeader/>' if is_head else ''}</w:trPr>{''.join(cells)}</w:tr>"


def _cell(
    width: float, runs: str, *, is_number: bool = False, keeps: bool = False, is_middle: bool = False, fill: str = ""
) -> str:
    """A cell with one line. keeps: the page does not end after its row."""
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>' if fill else ""
    side, height = "right" if is_number else "left", "center" if is_middle else "top"
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{Mm(width).twips}" w:type="dxa"/>{shade}<w:vAlign w:val="{height}"/></w:tcPr>'
        f'<w:p><w:pPr>{"<w:keepNext/>" if keeps else ""}<w:jc w:val="{side}"/></w:pPr>{runs}</w:p></w:tc>'
    )


def _run(words: str, *, bold: bool = False, size: float = SMALL, colour: str = "") -> str:
    """Words in a cell, bold and sized in Thai as well."""
    looks = ("<w:b/><w:bCs/>" if bold else "") + (f'<w:color w:val="{colour}"/>' if colour else "")
    looks += f'<w:sz w:val="{round(2 * size)}"/><w:szCs w:val="{round(2 * size)}"/>'
    lines = (f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in _clean(words).split("\n"))
    return f"<w:r><w:rPr>{looks}</w:rPr>{'<w:br/>'.join(lines)}</w:r>"


def _signs(keys: Sequence[str]) -> str:
    found = [SHAPES.get(key, _OTHER) for key in keys]
    return "".join(_run(f"{sign} ", size=SMALL - 2, colour=colour) for sign, colour in found)


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
