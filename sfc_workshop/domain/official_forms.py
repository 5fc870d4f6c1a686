"""The forms of the local development plan: 01, which adds up, and the 02 family, which lists every project.

A project stands once, under its tactic and the first of its programmes, so that what the tables of form 02
add up to is what form 01 says. Projects that belong to no strategy or programme stand last, under a line
that says so. Form 02/2 lists what other agencies are asked for; it is no part of the city's own total.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from sfc_workshop.domain.form_layout import Cell, Column, Head, Kind, Layout, Line, Row, Section
from sfc_workshop.domain.form_template import Level, Template, TemplateColumn

OWN: Final = ("02", "02/1")  # forms whose projects the city itself does
FIRST: Final = "first"


@dataclass(frozen=True)
class Heading:
    """A strategy, a tactic or a programme: where it stands, and its number and words.

    place:       sorts it among its like
    number:      "" for what is numbered as it comes up in a form
    alignments:  {line: (number, words)} of a strategy
    """

    place: tuple[int, str]
    number: str
    title: str
    alignments: Mapping[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class FormProject:
    """A project as the forms print it.

    kind:    02, 02/1 or 02/2
    words:   {column: text} of the columns that hold words
    baht:    {fiscal year: whole baht}; a year that is missing has no figure
    levels:  {level: heading}; a level that is missing is not known
    """

    kind: str
    words: Mapping[str, str]
    baht: Mapping[int, int]
    levels: Mapping[str, Heading]


@dataclass(frozen=True)
class FormPlan:
    """A plan as the forms print it. years are of the Buddhist era; place has city, district, province, or ""."""

    years: tuple[int, ...]
    place: Mapping[str, str]
    edition: str
    edition_number: int
    edition_year: int | None
    projects: tuple[FormProject, ...]

    @property
    def is_later(self) -> bool:
        """Whether this is an edition after the first."""
        return self.edition != FIRST


def form(plan: FormPlan, template: Template, kind: str, *, notes: Sequence[tuple[str, str]] = ()) -> Layout:
    """Lay out a form: 01, 02, 02/1 or 02/2.

    notes:  what the form rests on, as (what, value); form 01 puts its own count before them.
    """
    lay_out = _summary if kind == "01" else _details
    return lay_out(plan, template, kind, tuple(notes))


def projects_on(plan: FormPlan, kind: str) -> list[FormProject]:
    """List the projects a form tells of; form 01 adds up the city's own."""
    return [project for project in plan.projects if project.kind in (OWN if kind == "01" else (kind,))]


def _summary(plan: FormPlan, template: Template, kind: str, notes: tuple[tuple[str, str], ...]) -> Layout:
    words, own = template.summary, projects_on(plan, kind)
    rows: list[Row] = []
    for heading, projects in _sorted(own, "strategy"):
        band = words["band"].format(title=heading.title) if heading else words["without"]
        rows.append(_across(Kind.BAND, band, 2 * len(plan.years) + 3))
        for programme, some in _sorted(projects, "programme"):
            name = programme.title if programme else _level(template, "programme").without
            rows.append(_sums(Kind.ENTRY, name, some, plan))
        rows.append(_sums(Kind.SUM, words["sum"], projects, plan))
    rows.append(_sums(Kind.TOTAL, words["total"], own, plan))
    years = [Head(words["year"].format(year=year), across=2) for year in plan.years]
    all_years = Head(words["all"].format(years=len(plan.years)), across=2)
    pair = [Head(words["count"]), Head(words["money"])]
    columns = [Column("title", 40)]
    for name in [*map(str, plan.years), "all"]:
        columns += [Column(f"count {name}", 16, is_number=True), Column(f"money {name}", 24, is_number=True)]
    return Layout(
        code=template.codes[kind],
        titles=_titles(plan, template, kind),
        footer=_footer(plan, template),
        columns=tuple(columns),
        head=(
            (Head(words["first"], down=2), *years, all_years),
            (*pair * len(plan.years), Head(words["count"]), Head(words["all_money"])),
        ),
        sections=(Section("1", (), tuple(rows)),),
        notes=(*_distinct(plan, template, own), *notes),
    )


def _distinct(plan: FormPlan, template: Template, own: Sequence[FormProject]) -> list[tuple[str, str]]:
    """Say how many projects there are, each counted once, and what is left out of the sums."""
    words, beyond = template.summary, projects_on(plan, "02/2")
    unfunded = [project for project in own if not any(project.baht.get(year) for year in plan.years)]
    found = [(words["distinct"], words["projects"].format(count=f"{len(own):,}"))]
    if unfunded:
        found.append((words["unfunded"], words["projects"].format(count=f"{len(unfunded):,}")))
    if beyond:
        baht = sum(project.baht.get(year, 0) for project in beyond for year in plan.years)
        found.append((words["beyond"], words["projects_money"].format(count=f"{len(beyond):,}", money=f"{baht:,}")))
    return found


def _sums(kind: Kind, name: str, projects: Sequence[FormProject], plan: FormPlan) -> Row:
    """Count and add up year by year, then over all years: a project counts in each year it has money in."""
    counts, sums = _counts(projects, plan), _baht(projects, plan)
    cells: list[Cell] = [name]
    for pair in [*zip(counts, sums, strict=True), (sum(counts), sum(sums))]:
        cells += pair
    return Row(kind, tuple(cells))


def _counts(projects: Sequence[FormProject], plan: FormPlan) -> list[int]:
    return [sum(bool(project.baht.get(year)) for project in projects) for year in plan.years]


def _baht(projects: Sequence[FormProject], plan: FormPlan) -> list[int]:
    return [sum(project.baht.get(year, 0) for project in projects) for year in plan.years]


def _details(plan: FormPlan, template: Template, kind: str, notes: tuple[tuple[str, str], ...]) -> Layout:
    columns = template.shown(later=plan.is_later)
    sections, begin = [], 1
    for path, projects in _tables(projects_on(plan, kind), [level.of for level in template.levels]):
        begin = 1 if template.numbering == "table" else begin
        rows = [_entry(number, project, columns, plan) for number, project in enumerate(projects, start=begin)]
        begin += len(projects)
        sections.append(
            Section(
                name=_name(path),
                lines=tuple(_lines(path, template)),
                rows=(*rows, *_closing(projects, columns, plan, template)),
            )
        )
    return Layout(
        code=template.codes[kind],
        titles=_titles(plan, template, kind),
        footer=_footer(plan, template),
        columns=tuple(column for one in columns for column in _paper_columns(one, plan)),
        head=_head(columns, template, plan),
        sections=tuple(sections),
        notes=notes,
    )


def _paper_columns(column: TemplateColumn, plan: FormPlan) -> list[Column]:
    if column.key == "budget":
        return [Column(f"baht {year}", column.width, is_number=True) for year in plan.years]
    return [Column(column.key, column.width, is_centred=column.is_centred)]


def _head(columns: Sequence[TemplateColumn], template: Template, plan: FormPlan) -> tuple[tuple[Head, ...], ...]:
    """Three rows: the budget over its years, each year over its unit; every other column reaches down all three."""
    year, unit = template.budget
    first = [
        Head(column.head, across=len(plan.years)) if column.key == "budget" else Head(column.head, down=3)
        for column in columns
    ]
    years = [Head(year.format(year=one)) for one in plan.years]
    return (tuple(first), tuple(years), tuple(Head(unit) for _year in plan.years))


def _entry(number: int, project: FormProject, columns: Sequence[TemplateColumn], plan: FormPlan) -> Row:
    cells: list[Cell] = []
    for column in columns:
        if column.key == "budget":
            cells += [project.baht.get(year) for year in plan.years]
        else:
            cells.append(number if column.key == "number" else project.words.get(column.key, ""))
    return Row(Kind.ENTRY, tuple(cells))


def _closing(
    projects: Sequence[FormProject], columns: Sequence[TemplateColumn], plan: FormPlan, template: Template
) -> list[Row]:
    """The two rows that close a table: the money of each year, and how many projects it goes to."""
    before = [column.key for column in columns].index("budget")
    after = len(columns) - before - 1
    rows: list[tuple[str, Sequence[int]]] = [
        (template.closing["money"], _baht(projects, plan)),
        (template.closing["count"], _counts(projects, plan)),
    ]
    return [
        Row(Kind.SUM, (words, *[None] * (before - 1), *numbers, *[None] * after), across=before)
        for words, numbers in rows
    ]


Path = tuple[Heading | None, ...]


def _tables(
    projects: Sequence[FormProject], levels: Sequence[str], above: Path = ()
) -> list[tuple[Path, list[FormProject]]]:
    """Sort projects into tables, level by level; each with its headings from the top."""
    if not levels:
        return [(above, list(projects))]
    found = []
    for number, (heading, some) in enumerate(_sorted(projects, levels[0]), start=1):
        if heading and not heading.number:
            heading = replace(heading, number=str(number))  # noqa: PLW2901 - the same heading, numbered
        found += _tables(some, levels[1:], (*above, heading))
    return found


def _sorted(projects: Sequence[FormProject], level: str) -> list[tuple[Heading | None, list[FormProject]]]:
    """Sort projects by a level's headings, each in its place; those without one stand last."""
    groups: dict[tuple[int, str] | None, tuple[Heading | None, list[FormProject]]] = {}
    for project in projects:
        heading = project.levels.get(level)
        groups.setdefault(heading.place if heading else None, (heading, []))[1].append(project)
    in_order: Callable[[tuple[int, str] | None], tuple[bool, tuple[int, str]]] = lambda place: (  # noqa: E731
        place is None,
        place or (0, ""),
    )
    return [groups[place] for place in sorted(groups, key=in_order)]


def _name(path: Path) -> str:
    """Call a table by its numbers: 1.2 (3) is the third programme of the second tactic of the first strategy."""
    *above, last = path
    numbers = [heading.number for heading in above if heading]
    return f"{numbers[-1] if numbers else '-'} ({last.number if last else '-'})"


def _lines(path: Path, template: Template) -> list[Line]:
    strategy = path[0]
    known = strategy.alignments if strategy else {}
    blank = template.blank
    lines = []
    for line, words in template.alignments.items():
        number, title = known.get(line, (blank, blank))
        lines.append(Line(words.format(number=number or blank, title=title or blank)))
    for indent, (level, heading) in enumerate(zip(template.levels, path, strict=True)):
        lines.append(Line(_line(level, heading), indent))
    return lines


def _line(level: Level, heading: Heading | None) -> str:
    if heading is None:
        return level.without
    title = heading.title.removeprefix(level.starts).strip()
    return level.line.format(number=heading.number, title=title)


def _level(template: Template, of: str) -> Level:
    return next(level for level in template.levels if level.of == of)


def _titles(plan: FormPlan, template: Template, kind: str) -> tuple[str, ...]:
    edition = template.editions.get(plan.edition, "").format(
        number=plan.edition_number, year=plan.edition_year or template.blank
    )
    named = f"{_plan_name(plan, template)} {edition}".strip()
    return template.titles[kind], named, " ".join(_place(plan, template))


def _place(plan: FormPlan, template: Template) -> list[str]:
    """The parts of the place that are known."""
    parts = []
    for part in template.place:
        missing = [name for name, words in plan.place.items() if not words and f"{{{name}}}" in part]
        if not missing:
            parts.append(part.format(**plan.place))
    return parts


def _plan_name(plan: FormPlan, template: Template) -> str:
    return _filled(template.plan, {"first": str(plan.years[0]), "last": str(plan.years[-1])})


def _footer(plan: FormPlan, template: Template) -> str:
    return f"{_plan_name(plan, template)} {plan.place['city']}"


def _filled(words: str, facts: Mapping[str, str]) -> str:
    """Put facts into words a city wrote itself: what else stands in braces is left alone."""
    for name, fact in facts.items():
        words = words.replace(f"{{{name}}}", fact)
    return words


def _across(kind: Kind, words: str, width: int) -> Row:
    return Row(kind, (words, *[None] * (width - 1)), across=width)
