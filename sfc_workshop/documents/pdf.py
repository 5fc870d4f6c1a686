"""How a PDF is written: a typst template and data; Thai in Sarabun; knows no feature."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import fontpkg_sarabun
import typst

FONTS = Path(fontpkg_sarabun.ROOT) / "files"
MISSING = "unknown font family"


class FontIsMissing(Exception):
    """A template names a font we do not bring; the letters would silently be others."""


@cache
def _fonts() -> typst.Fonts:
    """Sarabun and nothing else, so that every machine draws the same letters."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])


def pdf(source: str, data: Mapping[str, Any], *, title: str) -> bytes:
    """Write a PDF/UA from a typst template.

    source:  typst; it reads the data by `json(bytes(sys.inputs.data))`, has a heading of the first level, and
             names no font but Sarabun.
    data:    what JSON can say; never pasted into the source.
    title:   of the document, as readers and screen readers show it.
    raises:  FontIsMissing; typst.TypstError for a template that does not compile.
    """
    whole = '#set document(title: json(bytes(sys.inputs.data)).title)\n#set text(font: "Sarabun")\n' + source
    inputs = {"data": json.dumps({**data, "title": title}, ensure_ascii=False)}
    made, warnings = typst.compile_with_warnings(
        whole.encode(),
        font_paths=_fonts(),
        sys_inputs=inputs,
        format="pdf",
        pdf_standards=["ua-1"],
    )
    for warning in warnings:
        if MISSING in warning.message:
            raise FontIsMissing(warning.message)
    return bytes(made)
