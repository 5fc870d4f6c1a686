"""How a report is written as PDF."""

import re
from pathlib import Path
from typing import Any, Final

from sfc_workshop.documents.pdf import pdf
from sfc_workshop.domain.report import Block, Heading, PageEnd, Report, Text

TEMPLATE: Final = Path(__file__).with_name("report.typ").read_text(encoding="utf-8")
_PAGE: Final = re.compile(rb"/Type/Page\b(?!s)")


def document(report: Report) -> bytes:
    """Write a report on A4 upright."""
    data = {
        "title": report.title,
        "language": report.language,
        "footer": report.footer,
        "blocks": [_told(block) for block in report.blocks],
    }
    return pdf(TEMPLATE, data, title=report.title)


def pages_of(content: bytes) -> int:
    """Count the pages of a PDF of ours."""
    return len(_PAGE.findall(content))


def _told(block: Block) -> dict[str, Any]:
    if isinstance(block, Heading):
        return {"kind": "heading", "words": block.words}
    if isinstance(block, PageEnd):
        return {"kind": "end"}
    if isinstance(block, Text):
        return {"kind": "text", "words": block.words, "bold": block.is_bold, "small": block.is_small}
    return {
        "kind": "table",
        "head": block.head,
        "rows": block.rows,
        "widths": block.widths,
        "numbers": sorted(block.numbers),
    }
