"""Rows of cells become projects: tables with headings, and the blocks of the forms one under another.

Real files repeat the heading on every printed page, put a strategy, a tactic and a programme over each table,
close it with sums, merge cells, and let one project run over several rows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sfc_workshop.domain.horizons import horizon_of
from sfc_workshop.domain.project_cells import (
    LONGEST_TITLE,
    BadCell,
    Cell,
    Sheet,
    Wrong,
    fiscal,
    is_empty,
    key,
    read_baht,
    read_text,
    read_word,
    read_year,
    shown,
    year_in,
)
from sfc_workshop.domain.project_words import Alignment, Vocabulary, heading_key

MOST_HEADING_ROWS: Final = 3
MOST_EDITIONS: Final = 999
LONGEST_DIVISION: Final = 160
LONGEST_HEADING: Final = 200
MOST_NEAREST: Final = 100  # nobody reads further, and looking for what is near takes its time
_SPREAD: Final = (  # what stands in a cell drawn over several rows is meant for each of them
    "division_th", "division_en", "agency_th", "agency_en", "goal_th", "goal_en", "strategy_th", "strategy_en",
    "tactic_th", "tactic_en", "programme", "horizon", "form_kind",
)  # fmt: skip
TEXTS: Final = tuple(
    f"{stem}_{language}"
    for stem in ("title", "objective", "output", "kpi", "expected_result", "agency", "reason")
    for language in ("th", "en")
)


@dataclass(frozen=True, slots=True)
class Fault:
    """Something to mend in the file, or (a warning) to know about.

    row:      counted from 1; None where the whole sheet is meant
    column:   counted from 0; None where the whole row is meant
    """

    wrong: Wrong
    sheet: str
    row: int | None = None
    column: int | None = None
    value: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Head:
    """One column of a table: its heading, what it is taken for, and the fiscal year it speaks of.

    field:  None where nobody knows the heading, "" where it is left out
    """

    column: int
    row: int
    words: str
    field: str | None
    year: int | None = None

    @property
    def key(self) -> str:
        """What is remembered of the heading."""
        return heading_key(self.words)


@dataclass(slots=True)
class Entry:
    """One project as a file tells it; where it stands, so that a fault can be found.

    names:       {division, goal, strategy, tactic: (Thai, English)}
    budget:      {fiscal year of the Buddhist era: baht}; years without a figure are left out
    horizon:     None where the file does not say
    edition:     (kind, number, year), or None where the file does not say
    alignments:  of its strategy
    """

    sheet: str
    row: int
    texts: dict[str, str]
    names: dict[str, tuple[str, str]]
    budget: dict[int, int]
    programmes: tuple[str, ...]
    horizon: str | None
    form_kind: str
    edition: tuple[str, int, int | None] | None = None
    alignments: tuple[Alignment, ...] = ()

    @property
    def title(self) -> str:
        """The name, in Thai if it has one."""
        return self.texts["title_th"] or self.texts["title_en"]


@dataclass(slots=True)
class Reading:
    """What was found in one sheet."""

    sheet: str
    heads: list[Head] = field(default_factory=list)
    samples: dict[str, str] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    is_other_form: bool = False


def read_sheet(sheet: Sheet, words: Vocabulary) -> Reading:
    """Read every table of a sheet. Nothing is guessed silently: what cannot be read is a fault."""
    return _Reader(sheet, words).read()


def likely_heads(sheet: Sheet, words: Vocabulary) -> list[Head]:
    """Name the columns of a sheet whose headings nobody knows: its widest row of words near the top."""
    widest = max(sheet.rows[:30], key=lambda row: sum(map(_is_words, row[1])), default=None)
    if widest is None:
        return []
    number, cells = widest
    return [
        Head(at, number, said, words.field_of(said), year_in(said))
        for at, said in enumerate(map(shown, cells))
        if _is_words(cells[at])
    ]


def settle_horizons(
    entries: Sequence[Entry], *, first_year: int, short_until: int, medium_until: int, otherwise: str | None
) -> list[Entry]:
    """Give a horizon to the projects whose file does not say one, and list those that got none.

    It is that of the year in which most of the money is planned, the earliest of equals; without any
    money it is what somebody has chosen.
    """
    left = []
    for entry in entries:
        if entry.horizon is not None:
            continue
        if any(entry.budget.values()):
            most = max(entry.budget, key=lambda year: (entry.budget[year], -year))
            at = max(1, most - first_year + 1)
            entry.horizon = horizon_of(at, short_until=short_until, medium_until=medium_until).value
        elif otherwise:
            entry.horizon = otherwise
        else:
            left.append(entry)
    return left


def same_names(entries: Sequence[Entry], known: Mapping[str, str]) -> list[tuple[int, Fault]]:
    """List the entries, by their place, whose name an earlier one or a project of the plan has.

    known: {key of a name: the name} of the plan's projects
    """
    seen = dict.fromkeys(known, ("", 0))
    found = []
    for at, entry in enumerate(entries):
        name = key(entry.title)
        if name in seen:
            sheet, row = seen[name]
            facts = {"sheet": sheet, "row": row}
            found.append((at, Fault(Wrong.SAME_NAME, entry.sheet, entry.row, None, entry.title, facts)))
        else:
            seen[name] = (entry.sheet, entry.row)
    return found


def _is_words(cell: Cell) -> bool:
    said = shown(cell)
    return year_in(said) is not None or (isinstance(cell, str) and any(map(str.isalpha, said)))


@dataclass(slots=True)
class _Context:
    """What the rows over a table have said."""

    form_kind: str = "02"
    strategy: str = ""
    tactic: str = ""
    programmes: tuple[str, ...] = ()
    alignments: tuple[Alignment, ...] = ()
    has_table: bool = False  # a table has begun since the last alignment line


class _Reader:
    """Goes down a sheet once."""

    def __init__(self, sheet: Sheet, words: Vocabulary) -> None:
        self.sheet, self.words = sheet, words
        self.found = Reading(sheet.name)
        self.context = _Context()
        self.columns: dict[str, Head] = {}
        self.years: list[Head] = []
        self.spread = _spread(sheet)
        self.last: Entry | None = None

    def read(self) -> Reading:
        rows = self.sheet.rows
        at = 0
        while at < len(rows):
            number, cells = rows[at]
            below = self._headings(at)
            if below:
                at += below
                continue
            self._row(number, cells)
            at += 1
        return self.found

    def _row(self, number: int, cells: list[Cell]) -> None:
        filled = [(column, cell) for column, cell in enumerate(cells) if not is_empty(cell)]
        if not filled or self._form_code(filled) or self._line(number, filled):
            return
        if self.columns and not self.found.is_other_form and not self._closes(filled):
            self._project(number, cells)

    # Over the tables

    def _form_code(self, filled: list[tuple[int, Cell]]) -> bool:
        """Take in the code of a form, which stands alone at the right or beside a title."""
        if len(filled) > 2 or "form_kind" in self.columns:
            return False
        for _column, cell in filled:
            form = self.words.form_of(shown(cell))
            if form is not None:
                self.found.is_other_form = not form
                self.context = _Context(form_kind=form or "02")
                self.columns, self.years, self.last = {}, [], None
                return True
        return False

    def _line(self, number: int, filled: list[tuple[int, Cell]]) -> bool:
        """Take in a row that names a strategy, a tactic, a programme or a plan above."""
        said = {shown(cell) for _column, cell in filled}
        column, cell = filled[0]
        if len(said) != 1 or not isinstance(cell, str) or column > 2:
            return False
        alignment = self.words.alignment_of(shown(cell))
        if self.words.is_page(shown(cell)):
            self.last = None
            return True
        if alignment is not None:
            kept = () if self.context.has_table else self.context.alignments
            self.context.alignments = (*kept, alignment)
            self.context.has_table, self.last = False, None
            return True
        line = self.words.line_of(shown(cell))
        if line is None:
            return False
        self.last = None
        self._enter(*line, number, column)
        return True

    def _enter(self, kind: str, title: str, number: int, column: int) -> None:
        if kind == "strategy":
            self.context.strategy, self.context.tactic, self.context.programmes = title, "", ()
            if self.context.has_table:
                self.context.alignments = ()
        elif kind == "tactic":
            self.context.tactic, self.context.programmes = title, ()
        else:
            self.context.programmes = self._programmes(number, column, title)

    # Headings

    def _headings(self, at: int) -> int:
        """Take in the heading of a table that begins with this row; say of how many rows it is."""
        number, cells = self.sheet.rows[at]
        if not self._is_heading(at, cells):
            return 0
        parts = {column: [shown(cell)] for column, cell in enumerate(cells) if not is_empty(cell)}
        count = 1
        while count < MOST_HEADING_ROWS and at + count < len(self.sheet.rows):
            below = self.sheet.rows[at + count][1]
            if not self._is_below_heading(below, parts):
                break
            _put_below(parts, below)
            count += 1
        self._set_columns(number, parts, self.sheet.rows[at + count :][:50])
        return count

    def _is_heading(self, at: int, cells: list[Cell]) -> bool:
        said = [shown(cell) for cell in cells if isinstance(cell, str) and not is_empty(cell)]
        if any(len(words) > LONGEST_HEADING for words in said):
            return False
        if not said or self.found.is_other_form or any(isinstance(cell, float) for cell in cells):
            return False
        fields = [self.words.field_of(one) for one in said]
        known = set(filter(None, fields))
        if not known & {"title_th", "title_en"}:
            return False
        return len(known) > 1 or at == 0 or (len(said) > 1 and None not in fields)

    def _is_below_heading(self, cells: list[Cell], above: Mapping[int, list[str]]) -> bool:
        """Whether a row goes on with the heading: years, units and words in brackets, nothing else."""
        filled = [(column, shown(cell)) for column, cell in enumerate(cells) if not is_empty(cell)]
        if not filled or not any(column in above for column, _words in filled):
            return False
        return all(
            (year_in(words) is not None and len(words) < 30)
            or self.words.is_unit(words)
            or (words.startswith("(") and words.endswith(")") and len(words) < 60)
            for _column, words in filled
        )

    def _set_columns(self, number: int, parts: Mapping[int, list[str]], below: list[tuple[int, list[Cell]]]) -> None:
        self.columns, self.years, self.last = {}, [], None
        self.context.has_table = True
        for column, words in parts.items():
            heading = " ".join(words)
            sample = next((shown(c[column]) for _n, c in below if len(c) > column and not is_empty(c[column])), "")
            head = self._head(column, number, heading, sample)
            self.found.heads.append(head)
            if sample:
                self.found.samples.setdefault(head.key, sample)
            self._take_column(head)

    def _head(self, column: int, number: int, heading: str, sample: str) -> Head:
        field_name = self.words.field_of(heading, sample)
        year = year_in(heading) if field_name == "budget" else None
        return Head(column, number, heading, field_name, year)

    def _take_column(self, head: Head) -> None:
        if head.field == "budget":
            self._take_year(head)
        elif head.field and head.field in self.columns:
            self._fault(Wrong.TWICE, head.row, head.column, head.words)
        elif head.field:
            self.columns[head.field] = head

    def _take_year(self, head: Head) -> None:
        if head.year is None:
            self._fault(Wrong.NO_YEAR, head.row, head.column, head.words)
            return
        try:
            fiscal(head.year)
        except BadCell as bad:
            self._fault(bad.wrong, head.row, head.column, head.words, bad.facts)
            return
        if any(head.year == other.year for other in self.years):
            self._fault(Wrong.TWICE, head.row, head.column, head.words)
            return
        self.years.append(head)

    # Projects

    def _closes(self, filled: list[tuple[int, Cell]]) -> bool:
        number = self.columns.get("number")
        column, cell = filled[0]
        if not isinstance(cell, str) or not self.words.is_closing(shown(cell)):
            return False
        return number is None or column >= number.column

    def _project(self, number: int, cells: list[Cell]) -> None:
        row = _Row(self, number, cells)
        title = row.text("title_th", LONGEST_TITLE), row.text("title_en", LONGEST_TITLE)
        if not any(title):
            self._go_on(row)
            return
        entry = Entry(
            sheet=self.sheet.name,
            row=number,
            texts={name: row.text(name) for name in TEXTS} | dict(zip(("title_th", "title_en"), title, strict=True)),
            names={name: row.name(name) for name in ("division", "goal")},
            budget=row.budget(),
            programmes=row.programmes(),
            horizon=row.word("horizon", self.words.horizons, Wrong.HORIZON),
            form_kind=row.word("form_kind", self.words.forms, Wrong.FORM) or self.context.form_kind,
            edition=row.edition(),
            alignments=self.context.alignments,
        )
        entry.names |= row.strategy_and_tactic()
        self.last = entry
        self.found.entries.append(entry)

    def _go_on(self, row: "_Row") -> None:
        """Add the further lines of a project that runs over several rows; money without a name is a fault."""
        own, more = row.own_texts(), row.has_more_than_texts()
        if not own and not more:
            return
        if self.last is None or more:
            self._fault(Wrong.NO_NAME, row.number, None, next(iter(own.values()), ""))
            return
        for name, words in own.items():
            self.last.texts[name] = "\n".join(filter(None, (self.last.texts[name], words)))

    def _programmes(self, number: int, column: int, words: str) -> tuple[str, ...]:
        try:
            return self.words.programmes_of(words)
        except KeyError as unknown:
            name = str(unknown.args[0])
            nearest = self.words.nearest_programme(name) if len(self.found.faults) < MOST_NEAREST else None
            self._fault(Wrong.PROGRAMME, number, column, name, {"nearest": nearest} if nearest else {})
            return ()

    def _fault(
        self, wrong: Wrong, row: int | None, column: int | None, value: str = "", facts: Mapping[str, Any] | None = None
    ) -> None:
        self.found.faults.append(Fault(wrong, self.sheet.name, row, column, value, facts or {}))


class _Row:
    """One row of a table, read by the names of its columns; each fault is noted once."""

    def __init__(self, reader: _Reader, number: int, cells: list[Cell]) -> None:
        self.reader, self.number, self.cells = reader, number, cells
        self._read: dict[str, str] = {}

    def _cell(self, name: str) -> tuple[Cell, int | None]:
        head = self.reader.columns.get(name)
        if head is None:
            return None, None
        own = self.cells[head.column] if head.column < len(self.cells) else None
        if is_empty(own) and name in _SPREAD:
            own = self.reader.spread.get((self.number, head.column))
        return own, head.column

    def text(self, name: str, most: int | None = None) -> str:
        if name not in self._read:
            cell, column = self._cell(name)
            self._read[name] = self._tried(column, cell, lambda: read_text(cell, *([most] if most else []))) or ""
        return self._read[name]

    def name(self, name: str) -> tuple[str, str]:
        """Read a name in both languages, on one line."""
        most = LONGEST_DIVISION if name == "division" else LONGEST_TITLE
        thai, english = (" ".join(self.text(f"{name}_{language}", most).split()) for language in ("th", "en"))
        return thai, english

    def word(self, name: str, words: Mapping[str, str], wrong: Wrong) -> str | None:
        cell, column = self._cell(name)
        said: str | None = self._tried(column, cell, lambda: read_word(cell, words, wrong))
        return said

    def own_texts(self) -> dict[str, str]:
        return {name: words for name in TEXTS if name in self.reader.columns and (words := self.text(name))}

    def has_more_than_texts(self) -> bool:
        """Whether the row says something that cannot simply be another line of a text."""
        beside = [head for name, head in self.reader.columns.items() if name not in (*TEXTS, "number", "total")]
        return any(
            head.column < len(self.cells) and not is_empty(self.cells[head.column])
            for head in (*beside, *self.reader.years)
        )

    def budget(self) -> dict[int, int]:
        found = {}
        for head in self.reader.years:
            cell = self.cells[head.column] if head.column < len(self.cells) else None
            baht = self._tried(head.column, cell, lambda cell=cell: read_baht(cell, self.reader.words.without_unit))
            if baht is not None and head.year is not None:
                found[head.year] = baht
        return found

    def programmes(self) -> tuple[str, ...]:
        if "programme" not in self.reader.columns:
            return self.reader.context.programmes
        words = self.text("programme")
        column = self.reader.columns["programme"].column
        return self.reader._programmes(self.number, column, words) if words else self.reader.context.programmes

    def strategy_and_tactic(self) -> dict[str, tuple[str, str]]:
        """Say under what it stands: what its own columns say, else the rows over the table."""
        named = {}
        for name, above in (("strategy", self.reader.context.strategy), ("tactic", self.reader.context.tactic)):
            own = self.name(name)
            named[name] = own if any(own) else (above, "")
        return named

    def edition(self) -> tuple[str, int, int | None] | None:
        kind = self.word("edition", self.reader.words.editions, Wrong.EDITION)
        if kind is None:
            return None
        number, at = self._cell("edition_number")
        nth = self._tried(at, number, lambda: read_baht(number))
        if nth is not None and not 0 < nth <= MOST_EDITIONS:
            self._note(at, number, BadCell(Wrong.EDITION))
        year, column = self._cell("edition_year")
        return kind, nth or 1, self._tried(column, year, lambda: read_year(year))

    def _tried(self, column: int | None, cell: Cell, read: Any) -> Any:
        try:
            return read()
        except BadCell as bad:
            self._note(column, cell, bad)
            return None

    def _note(self, column: int | None, cell: Cell, bad: BadCell) -> None:
        self.reader._fault(bad.wrong, self.number, column, shown(cell), bad.facts)


def _spread(sheet: Sheet) -> dict[tuple[int, int], Cell]:
    """Say for the cells under the first of a merged column what is written in the first."""
    rows = dict(sheet.rows)
    spread: dict[tuple[int, int], Cell] = {}
    for top, left, bottom, _right in sheet.merged:
        cells = rows.get(top)
        if cells is None or left >= len(cells) or is_empty(cells[left]):
            continue
        for number in range(top + 1, bottom + 1):
            if number in rows:
                spread[number, left] = cells[left]
    return spread


def _put_below(parts: dict[int, list[str]], below: Sequence[Cell]) -> None:
    """Add the next row of a heading; a year without words over it belongs to those at its left."""
    over: list[str] = []
    for column, cell in enumerate(below):
        if column in parts:
            over = parts[column][:1]
        if is_empty(cell):
            continue
        if column not in parts:
            parts[column] = list(over)
        parts[column].append(shown(cell))
