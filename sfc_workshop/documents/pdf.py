"""How a PDF is set: a typst template and its data, in Sarabun; nothing is fetched, no font of the machine is used."""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any, Final

import fontpkg_sarabun
import typst

from sfc_workshop.documents.pdf_text import readable

FOLDER: Final = str(fontpkg_sarabun.ROOT / "files")
_BEFORE: Final = '#set document(title: sys.inputs.title)\n#set text(font: "Sarabun", lang: "th")\n'
_UNKNOWN: Final = "unknown font family"


class FontIsMissing(Exception):
    """A template asks for a font that is not there; it would have been set in another one, without a word."""


def pdf(source: str, data: Mapping[str, Any], *, title: str) -> bytes:
    """Set a template in typst with its data.

    source:  the template; it reads its data by `json(bytes(sys.inputs.data))`. Data is never part of the
             source, so no text can become a command.
    data:    what JSON can hold.
    title:   of the document, as a reader's window shows it.
    raises:  FontIsMissing; typst.TypstError where the template itself is wrong.
    """
    try:
        made, warnings = typst.compile_with_warnings(  # type: ignore[type-var]  # its stubs want all paths of one type
            (_BEFORE + source).encode(),
            root=FOLDER,  # nothing there but the fonts: a template reads no other file
            font_paths=_fonts(),
            sys_inputs={"title": title, "data": json.dumps({**data, "title": title}, ensure_ascii=False)},
        )
    except typst.TypstError as error:
        raise (FontIsMissing(error.message) if _UNKNOWN in error.message else error) from error
    for warning in warnings:
        if _UNKNOWN in str(warning):
            raise FontIsMissing(str(warning))
    return readable(made)


@cache
def _fonts() -> typst.Fonts:
    """Sarabun, and what typst itself brings for signs it lacks, such as an arrow."""
    return typst.Fonts(include_system_fonts=False, font_paths=[FOLDER])
