"""How a form is written as DOCX: rows are made as XML at once, for a plan has thousands of cells."""

import io
import re
from typing import Any, Final
from xml.sax.saxutils import escape

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as SIDE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Mm

from sfc_workshop.documents import thai_docx
from sfc_workshop.domain.form_layout import Column, Head, Kind, Layout, Row, Section, placed, shown

SIZE: Final = 10.5  # points of the table; forms go down to 10
ACROSS: Final = Mm(297), Mm(210)
MARGIN: Final = Mm(10)
ROOM: Final = 277  # millimetres between the margins
TWIPS: Final = 56.7  # in a millimetre
_NOT_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def document(layout: Layout) -> bytes:
    """Write a form on A4 across, each table beginning a page."""
    made = docx.Document()
    thai_docx.set_styles(made, size=SIZE)
    made.core_properties.title = f"{layout.code} {layout.footer}"
    _paper(made, layout)
    for number, section in enumerate(layout.sections):
        _titles(made, layout, on_new_page=number > 0)
        for line in section.lines:
            words = thai_docx.paragraph(made, line.words, bold=True)
            words.paragraph_format.left_indent = Mm(8 * line.indent)
        made.element.body.insert(-1, parse_xml(_table(section, layout)))
    _notes(made, layout)
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def _paper(made: Any, layout: Layout) -> None:
    page = made.sections[0]
    page.orientation, (page.page_width, page.page_height) = WD_ORIENT.LANDSCAPE, ACROSS
    page.left_margin = page.right_margin = MARGIN
    page.top_margin, page.bottom_margin = Mm(16), Mm(15)
    page.header_distance, page.footer_distance = Mm(7), Mm(7)
    head = page.header.paragraphs[0]
    head.alignment = SIDE.RIGHT
    thai_docx.run(head, layout.code, bold=True)
    thai_docx.footer(page, layout.footer, width=Mm(ROOM), thai_digits=layout.thai_digits)


def _titles(made: Any, layout: Layout, *, on_new_page: bool) -> None:
    for number, title in enumerate(layout.titles):
        words = thai_docx.paragraph(made, title, bold=True, size=SIZE + 2, side=SIDE.CENTER)
        words.paragraph_format.page_break_before = on_new_page and number == 0
        words.paragraph_format.keep_with_next = True


def _notes(made: Any, layout: Layout) -> None:
    if layout.notes:
        thai_docx.paragraph(made, "")
        thai_docx.paragraph(made, layout.notes_title, bold=True, size=SIZE - 1)
    for what, value in layout.notes:
        thai_docx.paragraph(made, f"{what}: {value}", size=SIZE - 1)


def _table(section: Section, layout: Layout) -> str:
    whole = sum(column.width for column in layout.columns)
    widths = [round(column.width / whole * ROOM * TWIPS) for column in layout.columns]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    lines = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    sides = "".join(f'<w:{side} w:w="45" w:type="dxa"/>' for side in ("left", "right"))
    rows = "".join(_row(row, layout, widths) for row in section.rows)
    return (
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f'<w:tblBorders>{lines}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        f"<w:tblCellMar>{sides}</w:tblCellMar></w:tblPr>"
        f"<w:tblGrid>{grid}</w:tblGrid>{_head(layout, widths)}{rows}</w:tbl>"
    )


def _head(layout: Layout, widths: list[int]) -> str:
    """Write the header rows; a cell that reaches down is continued by an empty one in each row below."""
    found: dict[tuple[int, int], tuple[Head, bool]] = {}
    for down, at, cell in placed(layout.head):
        for more in range(cell.down):
            found[down + more, at] = cell, more > 0
    rows = []
    for down in range(len(layout.head)):
        cells = []
        for (row, at), (cell, goes_on) in sorted(found.items(), key=lambda one: one[0]):
            if row == down:
                merge = "" if cell.down == 1 else "<w:vMerge/>" if goes_on else '<w:vMerge w:val="restart"/>'
                words = "" if goes_on else cell.words
                width = sum(widths[at : at + cell.across])
                cells.append(_cell(words, width, across=cell.across, bold=True, side="center", more=merge + SHADED))
        rows.append(f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{''.join(cells)}</w:tr>")
    return "".join(rows)


SHADED: Final = '<w:shd w:val="clear" w:color="auto" w:fill="E6F0EE"/><w:vAlign w:val="center"/>'


def _row(row: Row, layout: Layout, widths: list[int]) -> str:
    bold = row.kind is not Kind.ENTRY
    cells = []
    for at, (column, value) in enumerate(zip(layout.columns, row.cells, strict=True)):
        words = shown(value, thai_digits=layout.thai_digits)
        if at == 0:
            across = row.across
            side = _side(column) if across == 1 else "left"
            stays = row.kind is Kind.BAND  # a heading never ends a page
            cells.append(_cell(words, sum(widths[:across]), across=across, bold=bold, side=side, stays=stays))
        elif at >= row.across:
            cells.append(_cell(words, widths[at], bold=bold, side=_side(column)))
    return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(cells)}</w:tr>"


def _side(column: Column) -> str:
    return "right" if column.is_number else "center" if column.is_centred else "left"


def _cell(
    words: str, width: int, *, across: int = 1, bold: bool, side: str, more: str = "", stays: bool = False
) -> str:
    span = f'<w:gridSpan w:val="{across}"/>' if across > 1 else ""
    looks = "<w:rPr><w:b/><w:bCs/></w:rPr>" if bold else ""
    parts = (escape(_NOT_XML.sub("", part)) for part in words.split("\n"))
    runs = f'<w:r>{looks}{"<w:br/>".join(f"""<w:t xml:space="preserve">{part}</w:t>""" for part in parts)}</w:r>'
    keep = "<w:keepNext/>" if stays else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{more}</w:tcPr>'
        f'<w:p><w:pPr>{keep}<w:jc w:val="{side}"/></w:pPr>{runs if words else ""}</w:p></w:tc>'
    )
