"""Makes the text of a PDF readable to every program, not only to the eye.

typst tells of a Thai syllable as a whole, in a note around its letters, and then once more of a tone mark that had
to be raised. Programs that read the note find the syllable twice; those that do not read it find it for the first
of its letters. Here each drawn letter is told of as itself, and a raised mark that the note has told of already is
passed over by those who read notes. What a letter is, is known from the font: a subset keeps the shapes.
"""

import re
import zlib
from collections.abc import Hashable, Iterator, Mapping
from functools import cache
from io import BytesIO
from itertools import pairwise
from typing import Any, Final
from unicodedata import category

import fontpkg_sarabun
from fontTools import agl
from fontTools.ttLib import TTFont

_NOTE: Final = rb"(?:/Span<</ActualText<[0-9A-F]*>>>BDC )?"
_STRING: Final = re.compile(rb"\(((?:\\.|[^\\)])*)\)", re.DOTALL)
_DRAWN: Final = rb"(0 Tr/(\w+) [\d.]+ Tf [-\d. ]+ Tm((?:[-\d.\[\]]|" + _STRING.pattern + rb")+)T[jJ])"
_RAISED: Final = re.compile(rb"BT ?" + _NOTE + _DRAWN + rb"\n(?:EMC\n)?ET", re.DOTALL)
_TOLD: Final = rb"BT /Span<</ActualText<FEFF>>>BDC \1 EMC\nET"
_KNOWN: Final = re.compile(rb"<([0-9A-F]{4})> <([0-9A-F]+)>")
_MAP: Final = b"""/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
%s
endcmap
CMapName currentdict /CMap defineresource pop
end
end"""


class _Pdf:
    """The objects of a file as typst writes it: plain, in order, with a table of where each begins."""

    def __init__(self, content: bytes) -> None:
        start = int(content[content.rindex(b"startxref") :].split()[1])
        self.tail = content[content.index(b"trailer", start) : content.rindex(b"startxref")]
        rows = re.findall(rb"(\d{10}) \d{5} n", content[start:])
        self.begins = [int(row) for row in rows]
        ends = [*sorted(self.begins), start]
        self.head = content[: ends[0]]
        following = dict(pairwise(ends))
        self.objects = [content[begin : following[begin]] for begin in self.begins]

    def stream(self, number: int) -> bytes:
        told, _, rest = self.objects[number - 1].partition(b"stream\n")
        data = rest[: self._length(told)]
        return zlib.decompress(data) if b"/FlateDecode" in told else data

    def put(self, number: int, data: bytes) -> None:
        told = self.objects[number - 1].partition(b"stream\n")[0]
        packed = zlib.compress(data)
        told = re.sub(rb"/Length \d+", b"/Length %d" % len(packed), told)
        self.objects[number - 1] = told + b"stream\n" + packed + b"\nendstream\nendobj\n\n"

    @staticmethod
    def _length(told: bytes) -> int:
        found = re.search(rb"/Length (\d+)", told)
        return int(found[1]) if found else 0

    @staticmethod
    def reference(told: bytes, name: bytes) -> int | None:
        found = re.search(rb"/%s ?\[?(\d+) 0 R" % name, told)
        return int(found[1]) if found else None

    def written(self) -> bytes:
        out, at = [self.head], len(self.head)
        begins = [0] * len(self.objects)
        for index in sorted(range(len(self.objects)), key=self.begins.__getitem__):
            begins[index] = at
            out.append(self.objects[index])
            at += len(self.objects[index])
        rows = b"".join(b"%010d 00000 n \n" % begin for begin in begins)
        table = b"xref\n0 %d\n0000000000 65535 f \n" % (len(begins) + 1) + rows
        return b"".join([*out, table, self.tail, b"startxref\n%d\n%%%%EOF" % at])


def readable(content: bytes) -> bytes:
    """Tell of every letter of a PDF of ours as itself; pages look as before."""
    file = _Pdf(content)
    marks = {
        number: _name_letters(file, number)
        for number, told in enumerate(file.objects, start=1)
        if b"/Subtype/Type0" in told and b"+Sarabun-" in told
    }
    for told in list(file.objects):
        page, drawing = file.reference(told, b"Resources"), file.reference(told, b"Contents")
        if page and drawing:
            fonts = re.findall(rb"/(\w+) (\d+) 0 R", _after(file.objects[page - 1], b"/Font<<"))
            named = {name: marks.get(int(number), frozenset()) for name, number in fonts}
            file.put(drawing, _pass_over(file.stream(drawing), named))
    return file.written()


def _after(told: bytes, begin: bytes) -> bytes:
    return told.partition(begin)[2].partition(b">>")[0]


def _pass_over(drawn: bytes, marks: Mapping[bytes, frozenset[int]]) -> bytes:
    """Put an empty note around what is drawn of marks alone."""

    def told(block: re.Match[bytes]) -> bytes:
        shapes = _shapes_in(block[3])
        return block.expand(_TOLD) if shapes and shapes <= marks.get(block[2], frozenset()) else block[0]

    return _RAISED.sub(told, drawn)


def _shapes_in(written: bytes) -> set[int]:
    """Read which shapes strings of a page draw, two bytes each."""
    strings = b"".join(found[1] for found in _STRING.finditer(written))
    plain = re.sub(rb"\\([0-7]{3}|.)", lambda found: _byte(found[1]), strings, flags=re.DOTALL)
    return {int.from_bytes(plain[at : at + 2], "big") for at in range(0, len(plain), 2)}


def _byte(escaped: bytes) -> bytes:
    if len(escaped) == 3:
        return bytes([int(escaped, 8)])
    return {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}.get(escaped, escaped)


def _name_letters(file: _Pdf, font: int) -> frozenset[int]:
    """Write anew which letter each shape of a font is; say which are marks above or below a letter."""
    told = file.objects[font - 1]
    name = re.search(rb"/BaseFont/[A-Z]+\+([A-Za-z-]+)", told)
    letters, below = file.reference(told, b"ToUnicode"), file.reference(told, b"DescendantFonts")
    described = file.reference(file.objects[below - 1], b"FontDescriptor") if below else None
    shapes = file.reference(file.objects[described - 1], b"FontFile2") if described else None
    if name is None or letters is None or shapes is None:
        return frozenset()
    known = _shapes(name[1].decode())
    listed = {int(shape, 16): text for shape, text in _KNOWN.findall(file.stream(letters))}
    for shape, outline in enumerate(_glyphs(TTFont(BytesIO(file.stream(shapes))))):
        if letter := known.get(outline):
            listed[shape] = letter.encode("utf-16-be").hex().upper().encode()
        elif shape in listed:
            listed[shape] = listed[shape][
                :4
            ]  # a consonant drawn otherwise before some vowel: the first of its syllable
    rows = [b"<%04X> <%s>" % row for row in sorted(listed.items())]
    file.put(letters, _MAP % b"\n".join(_in_hundreds(rows)))
    return frozenset(shape for shape, text in listed.items() if category(chr(int(text[:4], 16))) == "Mn")


def _in_hundreds(rows: list[bytes]) -> Iterator[bytes]:
    """A map holds its rows in blocks of a hundred at most."""
    for begin in range(0, len(rows), 100):
        some = rows[begin : begin + 100]
        yield b"%d beginbfchar\n%s\nendbfchar" % (len(some), b"\n".join(some))


def _glyphs(font: TTFont) -> list[Hashable]:
    outlines = font["glyf"]
    return [_shape(outlines, name) for name in font.getGlyphOrder()]


def _shape(outlines: Any, name: str) -> Hashable:
    """What a letter looks like, whatever number it has: its outline, or those it is put together from."""
    glyph = outlines[name]
    if glyph.isComposite():
        return tuple((_shape(outlines, part.glyphName), part.x, part.y) for part in glyph.components)
    return outlines.glyphs[name].compile(outlines)


@cache
def _shapes(name: str) -> dict[Hashable, str]:
    """Which letter each shape of a whole font is, by its name: uni0E48.narrow is a tone mark, too."""
    font = TTFont(fontpkg_sarabun.ROOT / "files" / f"{name}.ttf")
    found: dict[Hashable, str] = {}
    for glyph, shape in zip(font.getGlyphOrder(), _glyphs(font), strict=True):
        if shape and (letters := agl.toUnicode(glyph)):
            found.setdefault(shape, letters)
    return found
