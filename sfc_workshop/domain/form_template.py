"""A set of the official forms as data: its words, its columns, what a city has changed of it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

KINDS: Final = ("01", "02", "02/1", "02/2")
NEEDED: Final = frozenset({"number", "title", "budget"})  # a form without them would not be this form
NUMBERINGS: Final = ("form", "table")


@dataclass(frozen=True)
class TemplateColumn:
    """A column of the 02 forms. budget stands once for each year; later is only for editions after the first."""

    key: str
    head: str
    width: int
    later: bool = False
    hidden: bool = False
    is_centred: bool = False


@dataclass(frozen=True)
class Level:
    """What projects are sorted by: strategy, tactic or programme; the line above a table, and if there is none.

    starts:  words a line begins with anyway, so that a title beginning with them does not say them twice
    """

    of: str
    line: str
    without: str
    starts: str = ""


@dataclass(frozen=True)
class Template:
    """One set of forms.

    codes, titles:  by kind of form
    plan:           the second title line; {first} and {last} are the plan's years
    place:          parts of the third; a part whose {…} is not known is left out
    editions:       what follows the plan's name, by edition; {number}, {year}
    alignments:     lines above a table, by line: {number}, {title}; blank stands where nothing is known
    budget:         the three header rows over the years: words, {year}, unit
    numbering:      whether projects are numbered through the form or anew in each table
    summary, closing: the words of form 01, and of the rows that close a table of the 02 forms
    """

    codes: Mapping[str, str]
    titles: Mapping[str, str]
    plan: str
    place: tuple[str, ...]
    editions: Mapping[str, str]
    alignments: Mapping[str, str]
    blank: str
    levels: tuple[Level, ...]
    columns: tuple[TemplateColumn, ...]
    budget: tuple[str, str]
    numbering: str
    summary: Mapping[str, str]
    closing: Mapping[str, str]

    def shown(self, *, later: bool) -> tuple[TemplateColumn, ...]:
        """The columns a form has, in the first edition or in a later one."""
        return tuple(column for column in self.columns if not column.hidden and (later or not column.later))


def template_of(data: Mapping[str, Any]) -> Template:
    """Read a template from its file.

    raises: KeyError, TypeError where the file is not a template.
    """
    return Template(
        codes={kind: data["forms"][kind]["code"] for kind in KINDS},
        titles={kind: data["forms"][kind]["title"] for kind in KINDS},
        plan=data["plan"],
        place=tuple(data["place"]),
        editions=data["editions"],
        alignments=data.get("alignments", {}),
        blank=data["blank"],
        levels=tuple(Level(**level) for level in data["levels"]),
        columns=tuple(TemplateColumn(**column) for column in data["columns"]),
        budget=(data["budget"]["year"], data["budget"]["unit"]),
        numbering=data["numbering"],
        summary=data["summary"],
        closing=data["closing"],
    )


def changed(template: Template, changes: Mapping[str, Any]) -> Template:
    """Put a city's changes over a template; what a form cannot do without stays.

    changes:  {"plan": words, "titles": {kind: words}, "heads": {column: words}, "hidden": [column],
              "numbering": "form" or "table"}; each may be missing, and empty words change nothing.
    """
    heads, hidden = changes.get("heads", {}), set(changes.get("hidden", ())) - NEEDED
    titles = {kind: words for kind, words in changes.get("titles", {}).items() if words and kind in KINDS}
    numbering = changes.get("numbering")
    return replace(
        template,
        plan=changes.get("plan") or template.plan,
        titles={**template.titles, **titles},
        numbering=numbering if numbering in NUMBERINGS else template.numbering,
        columns=tuple(
            replace(column, head=heads.get(column.key) or column.head, hidden=column.key in hidden)
            for column in template.columns
        ),
    )
