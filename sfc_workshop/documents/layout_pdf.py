"""How a form is written as PDF."""

from pathlib import Path
from typing import Any, Final

from sfc_workshop.documents.pdf import pdf
from sfc_workshop.domain.form_layout import Column, Kind, Layout, Row, Section, digits, placed, shown

TEMPLATE: Final = Path(__file__).with_name("layout.typ").read_text(encoding="utf-8")


def document(layout: Layout) -> bytes:
    """Write a form on A4 across, each table beginning a page."""
    return pdf(TEMPLATE, _data(layout), title=f"{layout.code} {layout.footer}")


def _data(layout: Layout) -> dict[str, Any]:
    return {
        "code": layout.code,
        "titles": layout.titles,
        "footer": layout.footer,
        "digits": digits("0123456789") if layout.thai_digits else "0123456789",
        "widths": [column.width for column in layout.columns],
        "sides": [_side(column) for column in layout.columns],
        "head": [
            {"words": cell.words, "at": at, "down": down, "across": cell.across, "deep": cell.down}
            for down, at, cell in placed(layout.head)
        ],
        "sections": [_section(section, layout) for section in layout.sections],
        "notes": layout.notes,
        "notes_title": layout.notes_title,
    }


def _side(column: Column) -> str:
    return "right" if column.is_number else "center" if column.is_centred else "left"


def _section(section: Section, layout: Layout) -> dict[str, Any]:
    return {
        "lines": [{"words": line.words, "indent": line.indent} for line in section.lines],
        "rows": [_row(row, layout) for row in section.rows],
    }


def _row(row: Row, layout: Layout) -> dict[str, Any]:
    cells = [shown(cell, thai_digits=layout.thai_digits) for cell in row.cells]
    return {"across": row.across, "bold": row.kind is not Kind.ENTRY, "cells": cells}
