"""How a report is written as PDF."""

import re
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from sfc_workshop.documents.pdf import pdf
from sfc_workshop.domain.report import (
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

TEMPLATE: Final = Path(__file__).with_name("report.typ").read_text(encoding="utf-8")
_KINDS: Final[dict[type[Block], str]] = {
    Heading: "heading",
    Text: "text",
    Table: "table",
    Facts: "facts",
    Figures: "figures",
    Bars: "bars",
    Cloud: "cloud",
    PageEnd: "end",
}
_PAGE: Final = re.compile(rb"/Type/Page\b(?!s)")


def document(report: Report) -> bytes:
    """Write a report on A4 upright."""
    data = {
        "title": report.title,
        "language": report.language,
        "footer": report.footer,
        "kicker": report.kicker,
        "blocks": [_told(block) for block in report.blocks],
    }
    return pdf(TEMPLATE, data, title=report.title)


def pages_of(content: bytes) -> int:
    """Count the pages of a PDF of ours."""
    return len(_PAGE.findall(content))


def _told(block: Block) -> dict[str, Any]:
    told = {"kind": _KINDS[type(block)], **asdict(block)}
    if isinstance(block, Table | Bars):
        told["together"] = block.stays_together
    if isinstance(block, Table):
        told["numbers"] = sorted(block.numbers)
    if isinstance(block, Cloud):
        told["sizes"] = block.sizes
    return told
