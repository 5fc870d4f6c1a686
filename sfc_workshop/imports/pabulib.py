"""Elections as Pabulib keeps them (.pb): participatory budgets of real cities, read strictly.

Format: pabulib.org/format; Stolicki, Szufa & Talmon, "Pabulib: A Participatory Budgeting Library" (2020).
Limits are enforced where META states them. A limit META is silent about is not assumed, so an empty
vote stands where there is no min_length; it ticked nothing.
"""

from collections.abc import Mapping
from typing import Final

from flask_babel import lazy_gettext as _l

from sfc_workshop.domain.scales import Kind
from sfc_workshop.imports.checks import check_counts, check_limits, check_results, scale_of
from sfc_workshop.imports.elections import Election, Project, Voter
from sfc_workshop.imports.meta import KINDS, Facts, amount_of_money, read_meta, whole_number
from sfc_workshop.imports.sections import BadFile, Row, Section, sections_of, short

COLUMNS: Final = {
    "META": ("key", "value"),
    "PROJECTS": ("project_id", "cost"),
    "VOTES": ("voter_id", "vote"),
}
MOST_PROJECTS: Final = 1_000
LONGEST_ID: Final = 64


def parse(text: str) -> Election:
    """Read the text of a .pb file.

    raises: BadFile, and nothing else.
    """
    sections = sections_of(text, COLUMNS)
    facts = Facts(sections["META"])
    meta = read_meta(facts)
    has_points = KINDS[meta.vote_type] in (Kind.DOTS, Kind.SCORE)
    if has_points and "points" not in sections["VOTES"].columns:
        raise BadFile(
            sections["VOTES"].line,
            "points",
            _l("A vote of the type %(type)s needs the column points. Add it.", type=meta.vote_type),
        )
    projects = _read_projects(sections["PROJECTS"])
    voters = _read_voters(sections["VOTES"], projects, has_points=has_points)
    check_counts(facts, len(projects), len(voters))
    check_limits(facts, meta.vote_type, projects, voters)
    check_results(meta.vote_type, projects, voters)
    unmarked = (facts.whole("default_score") or 0) if meta.vote_type == "scoring" else None
    return Election(
        meta=meta,
        projects=tuple(projects.values()),
        voters=voters,
        attributes=_attributes(sections["VOTES"]),
        scale=scale_of(facts, meta.vote_type, len(projects), voters, unmarked),
        unmarked=unmarked,
    )


def _attributes(votes: Section) -> tuple[str, ...]:
    return tuple(column for column in votes.columns if column not in ("voter_id", "vote", "points"))


def _read_projects(section: Section) -> dict[str, Project]:
    projects: dict[str, Project] = {}
    for row in section.rows:
        project = _read_project(row)
        if project.id in projects:
            raise BadFile(
                row.line,
                "project_id",
                _l(
                    "This id stands on line %(line)s too. Give every project its own.",
                    line=projects[project.id].line,
                ),
            )
        projects[project.id] = project
    if not 1 <= len(projects) <= MOST_PROJECTS:
        raise BadFile(
            section.line,
            "PROJECTS",
            _l(
                "There are %(given)s projects. An election has 1 to %(most)s.",
                given=len(projects),
                most=MOST_PROJECTS,
            ),
        )
    return projects


def _read_project(row: Row) -> Project:
    name = row["project_id"]
    if not 1 <= len(name) <= LONGEST_ID or "," in name or not name.isprintable():
        raise BadFile(
            row.line,
            "project_id",
            _l("A project needs an id of 1 to %(most)s signs without a comma. Correct it.", most=LONGEST_ID),
        )
    stated = {
        column: _not_negative(row.line, column, row[column]) if row[column] else None
        for column in ("votes", "score", "selected")
    }
    return Project(
        line=row.line,
        id=name,
        cost=amount_of_money(row.line, "cost", row["cost"]),
        name=row["name"] or name,
        category=row["category"],
        target=row["target"],
        **stated,
    )


def _read_voters(section: Section, projects: Mapping[str, Project], *, has_points: bool) -> tuple[Voter, ...]:
    lines: dict[str, int] = {}
    attributes = _attributes(section)
    voters = []
    for row in section.rows:
        name = row["voter_id"]
        if not name:
            raise BadFile(row.line, "voter_id", _l("A voter needs an id. Add it; it is not kept."))
        if name in lines:
            raise BadFile(
                row.line,
                "voter_id",
                _l("This id stands on line %(line)s too. One voter has one vote.", line=lines[name]),
            )
        lines[name] = row.line
        choices = _read_choices(row, projects)
        points = _read_points(row, len(choices)) if has_points else ()
        kept = {column: row[column] for column in attributes}
        voters.append(Voter(row.line, name, kept, choices, points))
    if not voters:
        raise BadFile(section.line, "VOTES", _l("Nobody has voted in this file. Choose one with votes."))
    return tuple(voters)


def _read_choices(row: Row, projects: Mapping[str, Project]) -> tuple[str, ...]:
    choices = _list(row["vote"])
    for choice in choices:
        if choice not in projects:
            raise BadFile(
                row.line,
                "vote",
                _l(
                    "“%(project)s” is not the id of a project. Correct the vote, or add the project.",
                    project=short(choice),
                ),
            )
    if len(set(choices)) < len(choices):
        raise BadFile(row.line, "vote", _l("The same project stands in this vote twice. Keep it once."))
    return choices


def _read_points(row: Row, expected: int) -> tuple[int, ...]:
    points = _list(row["points"])
    if len(points) != expected:
        raise BadFile(
            row.line,
            "points",
            _l(
                "There are %(given)s points for %(expected)s projects. Give each project its points.",
                expected=expected,
                given=len(points),
            ),
        )
    return tuple(whole_number(row.line, "points", one) for one in points)


def _list(words: str) -> tuple[str, ...]:
    if not words:
        return ()
    return tuple(one.strip() for one in words.split(",")) if " " in words else tuple(words.split(","))


def _not_negative(line: int, column: str, words: str) -> int:
    number = whole_number(line, column, words)
    if number < 0 and column != "score":
        raise BadFile(line, column, _l("This number is never below zero. Correct it."))
    return number
