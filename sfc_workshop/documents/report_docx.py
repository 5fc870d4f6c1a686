"""How a report is written as DOCX, in the styles a secretary can go on with."""

import io
import re
from typing import Any, Final

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH as SIDE
from docx.shared import Mm, Pt

from sfc_workshop.documents import thai_docx
from sfc_workshop.domain.report import Heading, PageEnd, Report, Table, Text

SIZE: Final = 12
SMALL: Final = 10
WIDTH: Final = 170  # millimetres between the margins
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
    made.add_heading(_clean(report.title), 1)
    ends_page = False
    for block in report.blocks:
        if isinstance(block, Heading):
            added = made.add_heading(_clean(block.words), 2)
            added.paragraph_format.page_break_before = ends_page
            added.paragraph_format.space_before = Pt(0 if ends_page else 6)
        elif isinstance(block, Text):
            size = SMALL if block.is_small else None
            thai_docx.paragraph(made, _clean(block.words), bold=block.is_bold, size=size)
        elif isinstance(block, Table):
            _add_table(made, block)
        ends_page = isinstance(block, PageEnd)
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def _add_table(made: Any, block: Table) -> None:
    table = made.add_table(rows=0, cols=len(block.head))
    table.style, table.autofit = "Table Grid", False
    widths = [Mm(WIDTH * width / sum(block.widths)) for width in block.widths]
    for column, width in zip(table.columns, widths, strict=True):  # LibreOffice reads these, Word those of the cells
        column.width = width
    for number, words in enumerate((block.head, *block.rows)):
        cells = table.add_row().cells
        for at, cell in enumerate(cells):
            cell.width = widths[at]
            line = cell.paragraphs[0]
            line.alignment = SIDE.RIGHT if at in block.numbers else SIDE.LEFT
            thai_docx.run(line, _clean(words[at]), bold=number == 0, size=SMALL)


def _clean(words: str) -> str:
    return _NOT_XML.sub("", words)
