"""The bytes of a file become sheets of cells: XLSX and CSV, whatever its name says, and nothing that could do harm.

How large a workbook becomes is read before anything is unpacked; markup that declares entities is refused.
"""

import csv
import datetime
import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from typing import Any, Final

from flask_babel import lazy_gettext as _l
from openpyxl import load_workbook
from openpyxl.worksheet._reader import (
    FORMULA_TAG,
    WorkSheetParser,
)  # tells what the public reader does not (docs/adr/0020)

from sfc_workshop.core.refusals import Refused
from sfc_workshop.domain.project_cells import Cell, Odd, Sheet, is_empty

LARGEST_FILE: Final = 20 * 1024 * 1024
MOST_ROWS: Final = 10_000
MOST_COLUMNS: Final = 100
MOST_SHEETS: Final = 200
MOST_PARTS: Final = 2_000
LARGEST_PART: Final = 24 * 1024 * 1024
LARGEST_WHOLE: Final = 64 * 1024 * 1024
PIECE: Final = 1024 * 1024
MOST_MARKUP: Final = 3_000_000  # tags; a filled cell has four, and each takes a microsecond or two
MOST_MARKUP_IN_PART: Final = 1_200_000
MOST_MARKUP_IN_ROW: Final = 100_000  # a row is kept until it ends
LONGEST_CELL: Final = 100_000
LARGEST_BESIDE: Final = 4 * 1024 * 1024  # what is neither rows nor their words: styles, names, properties
_WORDS: Final = "sharedstrings.xml"
LARGEST_WORDS: Final = 16 * 1024 * 1024
_ZIP: Final = b"PK\x03\x04"
_ZIP_ENTRY: Final = b"PK\x01\x02"
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_DELIMITERS: Final = (",", ";", "\t")
_COMPUTED: Final = ("=", "+", "-", "@", "\t", "\r")  # what a CSV of ours keeps an apostrophe before
_HELD: Final = re.compile(rb"<(?:v|is)[ >]")


class NotATable(Refused):
    """A file that is not read at all; says why, and what to do."""

    status = 422


def read_table_file(raw: bytes) -> list[Sheet]:
    """Read the sheets of a workbook, or the one table of a text file.

    raises:  NotATable, and nothing else, whatever the bytes are.
    """
    if len(raw) > LARGEST_FILE:
        raise NotATable(
            _l(
                "The file is larger than %(most)s MB. Please take out pictures, or bring it in by parts.",
                most=LARGEST_FILE // 1024**2,
            )
        )
    if not raw.strip():
        raise NotATable(_l("The file is empty. Please choose another one."))
    if raw.startswith(_OLE):
        raise NotATable(_old_or_locked(raw))
    sheets = _workbook(raw) if raw.startswith(_ZIP) else [_text_table(raw)]
    rows = sum(len(sheet.rows) for sheet in sheets)
    if rows == 0:
        raise NotATable(_l("The file has no rows. Please choose another one."))
    if rows > MOST_ROWS:
        raise _too_many_rows()
    return sheets


def _too_many_rows() -> NotATable:
    return NotATable(_l("The file has more than %(most)s rows. Please bring it in by parts.", most=f"{MOST_ROWS:,}"))


def _old_or_locked(raw: bytes) -> Any:
    if _ENCRYPTED in raw:
        return _l("The workbook is protected by a password. Please save it without one and bring it in again.")
    return _l("This is a file of an old format (.xls). Please open it, save it as .xlsx and bring it in again.")


def _damaged() -> NotATable:
    return NotATable(
        _l("The workbook is damaged and cannot be read. Please open it, save it as .xlsx once more and try again.")
    )


# Workbooks


def _workbook(raw: bytes) -> list[Sheet]:
    if raw.count(_ZIP_ENTRY) > MOST_PARTS:
        raise _too_large()
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            _look_at_parts(archive)
            unpacked = _unpacked(archive)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about looks of the workbook that we do not keep
            return _sheets(unpacked)
    except NotATable:
        raise
    except MemoryError:
        raise _too_large() from None
    except Exception:  # a reader of a foreign format may stumble in any way; the file is refused, in a sentence
        raise _damaged() from None


def _too_large() -> NotATable:
    return NotATable(
        _l(
            "Unpacked, this workbook is far larger than a list of projects. "
            "Please copy the projects to a new workbook and bring that in."
        )
    )


def _look_at_parts(archive: zipfile.ZipFile) -> None:
    """Refuse by what the directory says; unpacking later stops at the sizes stated there."""
    parts = archive.infolist()
    names = {part.filename for part in parts}
    if "xl/workbook.xml" not in names and not any(name.endswith("workbook.xml") for name in names):
        raise NotATable(
            _l("This is not a workbook. Please choose an .xlsx or .csv file.")
            if "xl/workbook.bin" not in names
            else _l("This is a binary workbook (.xlsb). Please save it as .xlsx and bring it in again.")
        )
    if any(part.file_size > _most(part.filename.casefold()) for part in parts):
        raise _too_large()
    if sum(part.file_size for part in parts) > LARGEST_WHOLE:
        raise _too_large()


def _most(name: str) -> int:
    """How large a part may become; pictures and old tables are never opened, but a sheet may point anywhere."""
    if name.endswith(_WORDS):
        return LARGEST_WORDS
    beside = name.endswith((".xml", ".rels")) and "worksheets/" not in name and "pivotcache/" not in name
    return LARGEST_BESIDE if beside else LARGEST_PART


def _unpacked(archive: zipfile.ZipFile) -> io.BytesIO:
    """Copy the markup into an archive that is not packed, so that nothing can grow any more while it is read.

    Whoever asks zipfile for a whole part gets all that it unpacks to, whatever the directory says; asked for a
    piece, it gives no more than that.
    """
    copy = io.BytesIO()
    markup = 0
    with zipfile.ZipFile(copy, "w", zipfile.ZIP_STORED) as plain:
        for part in archive.infolist():
            if not part.filename.casefold().endswith((".xml", ".rels")):
                continue
            content = _content(archive, part)
            markup += content.count(b"<")
            if markup > MOST_MARKUP:
                raise _too_large()
            if part.filename in plain.NameToInfo:
                raise _damaged()
            plain.writestr(part.filename, content)
    copy.seek(0)
    return copy


def _content(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bytes:
    """Unpack a part by pieces; no workbook declares a document type, or has more tags than a list may have."""
    pieces, markup = [], 0
    with archive.open(part) as packed:
        while piece := packed.read(PIECE):
            pieces.append(piece)
            markup += piece.count(b"<")
            begin = pieces[0][:4096].replace(b"\x00", b"")
            if b"<!DOCTYPE" in begin or b"<!ENTITY" in begin:
                raise _damaged()
            if markup > MOST_MARKUP_IN_PART:
                raise _too_large()
    content = b"".join(pieces)
    if "worksheets/" in part.filename:
        _refuse_long_rows(content)
    return content


def _refuse_long_rows(content: bytes) -> None:
    """Refuse a row, or whatever else, that would be kept whole and is too much for that."""
    if any(piece.count(b"<") > MOST_MARKUP_IN_ROW for piece in content.split(b"row>")):
        raise _too_large()


class _Parser(WorkSheetParser):
    """Reads values, and tells a formula whose value was not stored from an empty cell."""

    def parse_cell(self, element: Any) -> dict[str, Any]:
        cell: dict[str, Any] = super().parse_cell(element)
        if cell["value"] is None and element.find(FORMULA_TAG) is not None:
            cell["value"] = Odd("formula", f"={element.findtext(FORMULA_TAG) or ''}"[:200])
        elif cell["data_type"] == "e":
            cell["value"] = Odd("error", str(cell["value"])[:40])
        return cell

    def parse_extensions(self, _element: Any) -> None:
        """Leave out what only concerns looks."""

    parse_formatting = parse_sheet_protection = parse_custom_views = parse_legacy = parse_extensions


def _sheets(unpacked: io.BytesIO) -> list[Sheet]:
    book = load_workbook(unpacked, read_only=True, data_only=True, keep_links=False)
    try:
        if len(book.worksheets) > MOST_SHEETS:
            raise _too_large()
        left = MOST_ROWS
        sheets = []
        for page in book.worksheets:
            sheet = _sheet(book, page, left)
            left -= len(sheet.rows)
            sheets.append(sheet)
        return sheets
    finally:
        book.close()


def _sheet(book: Any, page: Any, left: int) -> Sheet:
    with page._get_source() as source:
        content = source.read()
    _refuse_long_rows(content)
    if _rows_with_something(content) > left:
        raise _too_many_rows()
    parser = _Parser(
        io.BytesIO(content),
        page._shared_strings,
        data_only=True,
        epoch=book.epoch,
        date_formats=book._date_formats,
        timedelta_formats=book._timedelta_formats,
    )
    rows = []
    for number, cells in parser.parse():
        row = _row(cells)
        if row:
            rows.append((number, row))
            if len(rows) > left:
                raise _too_many_rows()
    merged = [
        (one.min_row, one.min_col - 1, one.max_row, one.max_col - 1)
        for one in (parser.merged_cells.mergeCell if parser.merged_cells else ())
        if one.max_row > one.min_row
    ]
    return Sheet(str(page.title), rows, merged[:MOST_ROWS], hidden=page.sheet_state != "visible")


def _rows_with_something(content: bytes) -> int:
    """Count rows that hold a value, without reading them; fewer are found where a file is written unusually."""
    return sum(_HELD.search(chunk) is not None for chunk in content.split(b"<row")[1:])


def _row(cells: list[dict[str, Any]]) -> list[Cell]:
    row: list[Cell] = []
    for cell in cells:
        at, value = cell["column"] - 1, _cell(cell["value"])
        if is_empty(value) or not 0 <= at < MOST_COLUMNS:
            continue
        row += [None] * (at + 1 - len(row))
        row[at] = value
    return row


def _cell(value: Any) -> Cell:
    if isinstance(value, datetime.date | datetime.time | datetime.timedelta):
        return Odd("date", value.date().isoformat() if isinstance(value, datetime.datetime) else str(value))
    if isinstance(value, str):
        return _CONTROL.sub("", value)[:LONGEST_CELL]
    if isinstance(value, int) and abs(value) > 10**15:
        return float(value)
    return value if isinstance(value, int | float | bool | Odd) else None


# Text


def _text_table(raw: bytes) -> Sheet:
    """Read a CSV file: comma, semicolon or tab; UTF-8, UTF-16 or the code page of Thai Windows."""
    text = _decoded(raw)
    rows: list[tuple[int, list[Cell]]] = []
    for number, cells in _csv_rows(text):
        if number > MOST_ROWS and len(rows) >= MOST_ROWS:
            raise _too_many_rows()
        row: list[Cell] = [_unguarded(cell) for cell in cells[:MOST_COLUMNS]]
        if not all(is_empty(cell) for cell in row):
            rows.append((number, row))
    return Sheet("CSV", rows)


def _decoded(raw: bytes) -> str:
    for begin, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"", "utf-8-sig"), (b"", "cp874")):
        if not raw.startswith(begin):
            continue
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _CONTROL.search(text) is None:
            return text
    raise NotATable(_l("This is neither a workbook nor a text table. Please choose an .xlsx or .csv file."))


def _csv_rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Read rows with the number each has in a spreadsheet that opens the file."""
    if re.match(r"\s*<(!DOCTYPE|html|table|\?xml)", text, re.IGNORECASE):
        raise NotATable(_l("This is a web page, not a table. Please open it in a spreadsheet and save it as .xlsx."))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    try:
        yield from enumerate(reader, start=1)
    except csv.Error:
        raise NotATable(
            _l(
                "The quotation marks near line %(line)s do not match, or a cell is far too long. "
                "Please save the table as .xlsx and bring it in again.",
                line=reader.line_num,
            )
        ) from None


def _delimiter(text: str) -> str:
    """Take the sign that stands most often in the first lines, outside of quotation marks."""
    begin = re.sub(r'"[^"]*"', "", text[:20_000])
    return max(_DELIMITERS, key=begin.count)


def _unguarded(cell: str) -> str:
    """Take away the apostrophe that keeps a text from being computed."""
    return cell[1:] if cell.startswith("'") and cell.lstrip("'").startswith(_COMPUTED) else cell
