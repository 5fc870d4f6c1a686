"""Text in named sections of rows, as participatory budgets are exchanged; every row knows its line."""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from flask_babel import lazy_gettext as _l

from sfc_workshop.core.refusals import Refused

LARGEST_FILE: Final = 32 * 1024 * 1024  # the largest elections known have 10 MB
MOST_ROWS: Final = 500_000
_NO_TEXT: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class BadFile(Refused):
    """A file that is not brought in: where the fault is, and what to do about it.

    line:    counted from 1; None where the whole file is meant
    field:   the section, key or column
    reason:  lazily translated sentences: what is wrong, what to do
    """

    status = 422

    def __init__(self, line: int | None, field: str, reason: Any) -> None:
        sentence = reason
        if line is not None:
            sentence = _l("Line %(line)s, “%(field)s”: %(reason)s", line=line, field=short(field), reason=reason)
        super().__init__(sentence)
        self.line, self.field, self.reason = line, field, reason


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a section, by column; surrounding blanks are gone."""

    line: int
    values: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.values.get(column, "")


@dataclass(slots=True)
class Section:
    """One table of the file: its heading and its rows."""

    name: str
    line: int
    columns: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)

    def take(self, line: int, fields: list[str], needed: tuple[str, ...]) -> None:
        """Take in the next line: the first is the heading."""
        if not self.columns:
            self.columns = _heading(self.name, line, fields, needed)
        elif len(fields) != len(self.columns):
            raise BadFile(
                line,
                self.name,
                _l(
                    "This row has %(given)s fields and the heading of its section has %(expected)s. "
                    "Make them equal; a field with “;” in it needs quotation marks.",
                    given=len(fields),
                    expected=len(self.columns),
                ),
            )
        elif len(self.rows) == MOST_ROWS:
            raise BadFile(
                line,
                self.name,
                _l("There are more than %(most)s rows. Bring in a smaller election.", most=f"{MOST_ROWS:,}"),
            )
        else:
            self.rows.append(Row(line, dict(zip(self.columns, fields, strict=True))))


def short(words: str) -> str:
    """Repeat no more of a file in a sentence than a reader needs to find the place."""
    return words if len(words) <= 40 else words[:39] + "…"


def read_bytes(path: Path) -> bytes:
    """Read a file, but none that is too large to be one election."""
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_FILE + 1)
    except OSError:
        raise BadFile(
            None, path.name, _l("The file cannot be opened. Check its name, and whether you may read it.")
        ) from None
    if len(data) > LARGEST_FILE:
        raise BadFile(
            None,
            path.name,
            _l(
                "The file is larger than %(most)s MB. Bring in the file of one election.",
                most=LARGEST_FILE // 1024**2,
            ),
        )
    return data


def decode(data: bytes) -> str:
    """Turn the bytes of a file into text; a byte order mark is let through."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = data.count(b"\n", 0, fault.start) + 1
        raise BadFile(
            line, "UTF-8", _l("This is no text in UTF-8. Save the file as UTF-8 and bring it in again.")
        ) from None
    if found := _NO_TEXT.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise BadFile(line, "UTF-8", _l("This line holds no text. Choose a Pabulib file (.pb)."))
    return text


def sections_of(text: str, needed: Mapping[str, tuple[str, ...]]) -> dict[str, Section]:
    """Split text into its sections.

    needed:  {section: the columns it must have}; other columns may stand beside them.
    raises:  BadFile, and nothing else.
    """
    found: dict[str, Section] = {}
    current: Section | None = None
    line = 1
    for line, fields in _lines(text):
        if len(fields) == 1 and fields[0] in needed:
            current = _begin(found, fields[0], line)
        elif current is None:
            raise BadFile(line, "META", _l("The file must begin with META. Choose a Pabulib file (.pb)."))
        else:
            current.take(line, fields, needed[current.name])
    for name in needed:
        if name not in found or not found[name].columns:
            raise BadFile(
                line,
                name,
                _l(
                    "The section %(section)s is missing. Add its name, its heading and its rows.",
                    section=name,
                ),
            )
    return found


def _begin(found: dict[str, Section], name: str, line: int) -> Section:
    if name in found:
        raise BadFile(line, name, _l("This section stands in the file twice. Keep one of them."))
    found[name] = Section(name, line)
    return found[name]


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """Read rows with the line each begins on; empty lines say nothing."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";", strict=True, skipinitialspace=True)
    line = 1
    try:
        for fields in reader:
            stripped = [field.strip() for field in fields]
            if any(stripped):
                yield line, stripped
            line = reader.line_num + 1
    except csv.Error:
        raise BadFile(
            line,
            '"',
            _l(
                "The quotation marks of this row do not match, or a field is far too long. "
                "Put the field in quotation marks and write those inside it twice."
            ),
        ) from None


def _heading(section: str, line: int, names: list[str], needed: tuple[str, ...]) -> list[str]:
    for name in needed:
        if name not in names:
            raise BadFile(
                line,
                name,
                _l(
                    "The heading of %(section)s lacks the column %(column)s. Add it.",
                    section=section,
                    column=name,
                ),
            )
    for place, name in enumerate(names):
        if not name or name in names[:place]:
            raise BadFile(
                line,
                name or section,
                _l("Every column needs a name of its own. Name this column, or take it out."),
            )
    return names
