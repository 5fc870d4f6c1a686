"""What Word wants for Thai: font, size and weight are told twice, for Latin letters and for all others."""

from typing import Any, Final

from docx.enum.text import WD_ALIGN_PARAGRAPH as SIDE
from docx.enum.text import WD_TAB_ALIGNMENT as TAB
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Pt

from sfc_workshop.documents.sheets import FONT

_STYLES: Final = ("Normal", "Header", "Footer", "Title", "Heading 1", "Heading 2", "List Bullet")


def set_styles(made: Any, *, size: float) -> None:
    """Set every style we use in the Thai font, black, without room between paragraphs.

    size:  in points, of what is not a heading
    """
    for name in _STYLES:
        style = made.styles[name]
        big = {"Title": 4, "Heading 1": 2, "Heading 2": 1}.get(name, 0)
        style.font.name, style.font.size = FONT, Pt(size + big)
        style.font.color.rgb = None
        looks = style.element.get_or_add_rPr()
        for old in [*looks.findall(qn("w:color")), *looks.findall(qn("w:spacing"))]:
            looks.remove(old)
        fonts = looks.rFonts
        for old in ("asciiTheme", "hAnsiTheme", "cstheme", "eastAsiaTheme"):
            fonts.attrib.pop(qn(f"w:{old}"), None)
        for kind in ("ascii", "hAnsi", "cs", "eastAsia"):
            fonts.set(qn(f"w:{kind}"), FONT)
        _set(looks, "w:szCs", "w:val", str(round(2 * (size + big))))
        _set(looks, "w:lang", "w:bidi", "th-TH")
        style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)
        style.paragraph_format.line_spacing = 1.0


def paragraph(made: Any, words: str, *, bold: bool = False, size: float | None = None, side: Any = None) -> Any:
    """Add a paragraph with one run."""
    added = made.add_paragraph()
    added.alignment = side if side is not None else SIDE.LEFT
    if words:
        run(added, words, bold=bold, size=size)
    return added


def run(to: Any, words: str, *, bold: bool = False, size: float | None = None) -> Any:
    """Add words to a paragraph, bold and sized in Thai as well."""
    added = to.add_run(words)
    if bold:
        added.bold = added.font.cs_bold = True
    if size:
        added.font.size = Pt(size)
        _set(added._r.get_or_add_rPr(), "w:szCs", "w:val", str(round(2 * size)))
    return added


def footer(page: Any, words: str, *, width: Length, thai_digits: bool) -> None:
    """Put words in the middle below each page, and its number at the right."""
    foot = page.footer.paragraphs[0]
    foot.style.paragraph_format.tab_stops.clear_all()
    stops = foot.paragraph_format.tab_stops
    stops.add_tab_stop(Length(width // 2), TAB.CENTER)
    stops.add_tab_stop(width, TAB.RIGHT)
    run(foot, f"\t{words}\t")
    for kind in ("begin", None, "end"):
        part = run(foot, "")
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.set(qn("xml:space"), "preserve")
            mark.text = " PAGE "
        part._r.append(mark)
    if thai_digits:
        numbers = OxmlElement("w:pgNumType")
        numbers.set(qn("w:fmt"), "thaiNumbers")
        page._sectPr.insert_element_before(numbers, "w:cols", "w:docGrid")


def _set(looks: Any, tag: str, attribute: str, value: str) -> None:
    """Set one element of a run's looks, in its place or anew."""
    found = looks.find(qn(tag))
    if found is None:
        found = OxmlElement(tag)
        looks.append(found)
    found.set(qn(attribute), value)
