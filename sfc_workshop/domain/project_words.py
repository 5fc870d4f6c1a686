"""The words by which a table of projects is understood: headings, heading rows, closing rows, programmes.

The words themselves are data (reference/import-words.csv), in both languages.
"""

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from sfc_workshop.domain.project_cells import clean, key, plain_digits

BOTH_LANGUAGES: Final = (
    "title", "objective", "output", "kpi", "expected_result", "agency", "reason", "division", "goal", "strategy",
    "tactic",
)  # fmt: skip
FIELDS: Final = (
    "number",
    *(f"{stem}_{language}" for stem in BOTH_LANGUAGES for language in ("th", "en")),
    "programme", "horizon", "form_kind", "edition", "edition_number", "edition_year", "budget", "total",
)  # fmt: skip
IGNORED: Final = ""
BARE_YEAR: Final = "year"
_THAI: Final = re.compile("[\u0e01-\u0e3a\u0e40-\u0e4e]")
_BRACKETS: Final = re.compile(r"\([^()]*\)")
_YEARS: Final = re.compile(r"(?<!\d)\d{4}(?!\d)")
_NUMBERED: Final = re.compile(r"\(?\d+(\.\d+)*\s*[.)]?\s*")
_ORDINAL: Final = re.compile(r"\d+(\.\d+)*\s*[.:)]?\s*")


@dataclass(frozen=True, slots=True)
class Alignment:
    """Which part of a plan above the city's a strategy serves: a line over the table of a form."""

    line: str
    number: str
    title: str


class Vocabulary:
    """What words mean. Every lookup is by key(): blanks, dots, case and common slips do not matter."""

    def __init__(
        self,
        words: Iterable[tuple[str, str, str]],
        programmes: Iterable[tuple[str, str, str]],
        headings: Mapping[str, str] | None = None,
    ) -> None:
        """Take words as (kind, value, words), programmes as (code, Thai, English).

        headings: {heading_key(): field}, what people have said about headings; it wins.
        """
        kinds: dict[str, list[tuple[str, str]]] = {}
        for kind, value, said in words:
            kinds.setdefault(kind, []).append((value, said))
        by_key = {kind: {key(said): value for value, said in pairs} for kind, pairs in kinds.items()}
        self._fields = by_key["field"]
        self._headings = dict(headings or {})
        self.horizons = by_key["horizon"]
        self.forms = by_key["form"]
        self.editions = by_key["edition"]
        self._forms = self.forms | dict.fromkeys(by_key["other form"], "")
        self._closings = set(by_key["closing"])
        self._lines = [(value, said) for value, said in kinds["line"]]
        self._alignments = [(value, *said.split("|")) for value, said in kinds["alignment"]]
        self._pages = tuple(said for _value, said in kinds["page"])
        self._ordinals = [said for _value, said in kinds["ordinal"]]
        self._units = [said for _value, said in kinds["unit"]]
        self._unit_keys = {key(said) for said in self._units}
        self._prefix = key(next(said for value, said in kinds["line"] if value == "programme"))
        self.programme_names = {code: name for code, name, _english in programmes}
        self._programmes = {
            self._bare(said): code for code, *names in [*programmes, *kinds.get("programme", [])] for said in names
        }

    def field_of(self, heading: str, sample: str = "") -> str | None:
        """Say which field a heading names, "" for one that is left out, or None for one nobody knows.

        sample: a value below it; decides between the languages where the heading does not say.
        """
        if heading_key(heading) in self._headings:
            return self._headings[heading_key(heading)]
        if heading_key(heading) == BARE_YEAR:
            return "budget"
        for words in (heading, _YEARS.sub("", plain_digits(heading)), _BRACKETS.sub("", heading)):
            if (field := self._fields.get(key(words))) is not None:
                break
        else:
            return None
        if field not in BOTH_LANGUAGES:
            return field
        is_thai = bool(_THAI.search(heading)) or not sample or bool(_THAI.search(sample))
        return f"{field}_{'th' if is_thai else 'en'}"

    def is_unit(self, words: str) -> bool:
        """Whether the words only name the money."""
        return key(words) in self._unit_keys

    def without_unit(self, words: str) -> str:
        """Take the name of the money off the end of an amount."""
        for unit in self._units:
            if words.casefold().endswith(unit.casefold()):
                return words[: -len(unit)].rstrip(" .")
        return words

    def is_closing(self, words: str) -> bool:
        """Whether a row that begins so adds up what stands above it."""
        return key(re.sub(r"[\d,]+", "", plain_digits(words))) in self._closings

    def is_page(self, words: str) -> bool:
        """Whether a row is a title of a printed page."""
        return words.startswith(self._pages)

    def form_of(self, words: str) -> str | None:
        """Read the code of a form; "" is a form that lists no projects."""
        return self._forms.get(key(words)) if len(words) < 30 else None

    def line_of(self, words: str) -> tuple[str, str] | None:
        """Read a heading row over a table: (strategy, tactic or programme; its title without its number)."""
        rest = clean(words)
        if found := _NUMBERED.match(plain_digits(rest)):
            rest = rest[found.end() :]
        for kind, begin in self._lines:
            if rest.startswith(begin):
                return kind, self._titled(rest, begin)
        return None

    def _titled(self, words: str, begin: str) -> str:
        """Take off a number between the word and the name: "strategy 1: X" is X, "strategy of X" stays."""
        rest = words[len(begin) :].lstrip()
        for ordinal in ("", *self._ordinals):
            tail = rest[len(ordinal) :].lstrip() if rest.startswith(ordinal) else ""
            if found := _ORDINAL.match(tail):
                return clean(tail[found.end() :]) or words
        return clean(rest[1:]) or words if rest.startswith(":") else words

    def alignment_of(self, words: str) -> Alignment | None:
        """Read a line on the plans above: its kind, its number and its title."""
        said = plain_digits(clean(words))
        for line, begin, marker in self._alignments:
            if said.startswith(begin):
                _before, _marker, after = said.rpartition(marker)
                found = re.match(r"\s*([\d.]+)\s*(.*)", after, re.DOTALL) if _marker else None
                return Alignment(line, found[1][:10], clean(found[2])) if found else Alignment(line, "", "")
        return None

    def programmes_of(self, words: str) -> tuple[str, ...]:
        """Read one programme or several, a line or a semicolon or a comma apart; some have a comma in their name.

        raises: KeyError with the words that name none.
        """
        codes: list[str] = []
        for part in filter(None, map(clean, re.split(r"[\n;]", words))):
            names = [part] if self._bare(part) in self._programmes else filter(None, map(clean, part.split(",")))
            for name in names:
                if self._bare(name) not in self._programmes:
                    raise KeyError(name)
                codes.append(self._programmes[self._bare(name)])
        return tuple(dict.fromkeys(codes))

    def nearest_programme(self, words: str) -> str | None:
        """Name the programme that is written most like the words, if any is."""
        near = difflib.get_close_matches(self._bare(words)[:200], self._programmes, n=1)
        return self.programme_names.get(self._programmes[near[0]]) if near else None

    def _bare(self, words: str) -> str:
        return key(words).removeprefix(self._prefix)

    def bare_title(self, title: str) -> str:
        """Reduce a title of a strategy or tactic to what two spellings of it share."""
        line = self.line_of(title)
        words, longer = (line[1] if line else title), ""
        while words != longer:
            longer = words
            for _kind, begin in self._lines:
                words = words.removeprefix(begin).lstrip()
        return key(words) or key(title)


def heading_key(heading: str) -> str:
    """Reduce a heading to what is remembered of it: no blanks, no years.

    >>> heading_key("Budget 2566 (baht)"), heading_key("Budget 2567 (baht)")
    ('budgetbaht', 'budgetbaht')
    """
    return key(_YEARS.sub("", plain_digits(heading))) or BARE_YEAR
