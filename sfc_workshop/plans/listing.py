"""The list of a plan's projects: found by words and filters, sorted, a page at a time; the address says it all."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Row, func, select

from sfc_workshop.core.db import db
from sfc_workshop.core.i18n import language, thai_sort_key
from sfc_workshop.core.written import search_key
from sfc_workshop.domain.plan_tree import EDITIONS, FORM_KINDS, HORIZONS
from sfc_workshop.plans.models import BudgetLine, Plan, Project, Tactic, project_programme
from sfc_workshop.plans.queries import WHOLE

ON_A_PAGE = 50
NONE = "none"
SORTS = ("place", "title", "horizon", "cost")
LONGEST_SEARCH = 200


@dataclass(frozen=True)
class Wanted:
    """What is looked for. goal, tactic and division may be NONE: those that have none."""

    q: str = ""
    horizon: str = ""
    goal: str = ""
    strategy: str = ""
    tactic: str = ""
    programme: str = ""
    division: str = ""
    form: str = ""
    edition: str = ""
    sort: str = "place"
    down: str = ""
    page: int = 1

    @property
    def is_all(self) -> bool:
        """Whether nothing is filtered out."""
        return not any(value for name, value in asdict(self).items() if name not in ("sort", "down", "page"))

    def address(self, **changes: Any) -> dict[str, Any]:
        """Write it for an address; what is usual is left out."""
        usual = asdict(Wanted())
        return {name: value for name, value in {**asdict(self), "page": 1, **changes}.items() if value != usual[name]}


@dataclass(frozen=True)
class Found:
    """A page of projects, and what all that were found come to. ids are of all, in their order."""

    projects: Sequence[Project]
    ids: Sequence[int]
    cost: int
    page: int
    pages: int


def read_wanted(args: Mapping[str, str]) -> Wanted:
    """Read an address; what cannot be is as if it were not there."""
    page = args.get("page", "")
    allowed = {"horizon": HORIZONS, "form": FORM_KINDS, "sort": SORTS, "down": ("1",)}
    told = {
        name: value.strip()[:LONGEST_SEARCH]
        for name, value in args.items()
        if name in Wanted.__dataclass_fields__ and name != "page"
    }
    told = {name: value for name, value in told.items() if value in allowed.get(name, (value,))}
    ids = {name: told.pop(name, "") for name in ("goal", "strategy", "tactic", "division", "programme")}
    told |= {name: value for name, value in ids.items() if value == NONE or _is_number(value)}
    return Wanted(**told, page=int(page) if _is_number(page) else 1)


def _is_number(words: str) -> bool:
    return words.isascii() and words.isdigit() and len(words) < 10


def find(plan: Plan, wanted: Wanted) -> Found:
    """Find projects: one query for what is searched and sorted, and a fixed number for the page."""
    rows = [row for row in db.session.execute(_query(plan, wanted)) if _has_words(row, wanted.q)]
    rows.sort(key=_SORTED_BY[wanted.sort], reverse=bool(wanted.down))
    pages = max(1, -(-len(rows) // ON_A_PAGE))
    page = min(max(wanted.page, 1), pages)
    ids = [row.id for row in rows]
    shown = ids[(page - 1) * ON_A_PAGE : page * ON_A_PAGE]
    by_id = {one.id: one for one in db.session.scalars(select(Project).where(Project.id.in_(shown)).options(*WHOLE))}
    return Found([by_id[one] for one in shown], ids, sum(row.cost for row in rows), page, pages)


def _query(plan: Plan, wanted: Wanted) -> Any:
    cost = (
        select(func.coalesce(func.sum(BudgetLine.baht), 0)).where(BudgetLine.project_id == Project.id).scalar_subquery()
    )
    searched = (Project.title_th, Project.title_en, Project.objective_th, Project.objective_en)
    query = select(
        Project.id, Project.position, Project.horizon, cost.label("cost"), *searched, Project.output_th
    ).where(Project.plan_id == plan.id, Project.removed_at.is_(None))
    for column, value in (
        (Project.goal_id, wanted.goal),
        (Project.tactic_id, wanted.tactic),
        (Project.division_id, wanted.division),
    ):
        if value:
            query = query.where(column.is_(None) if value == NONE else column == int(value))
    if wanted.strategy:
        of_it = select(Tactic.id).where(Tactic.strategy_id == (0 if wanted.strategy == NONE else int(wanted.strategy)))
        query = query.where(Project.tactic_id.is_(None) if wanted.strategy == NONE else Project.tactic_id.in_(of_it))
    if wanted.horizon:
        query = query.where(Project.horizon == wanted.horizon)
    if wanted.form:
        query = query.where(Project.form_kind == wanted.form)
    if wanted.programme:
        carried = select(project_programme.c.project_id).where(project_programme.c.programme_code == wanted.programme)
        query = query.where(Project.id.in_(carried))
    return _of_edition(query, wanted.edition)


def _of_edition(query: Any, written: str) -> Any:
    told = written.split("-")
    edition, number, year = told if len(told) == 3 else ("", "", "")
    if edition not in EDITIONS or not _is_number(number):
        return query
    query = query.where(Project.edition == edition, Project.edition_number == int(number))
    return query.where(Project.edition_year == int(year) if _is_number(year) else Project.edition_year.is_(None))


def _has_words(row: Row[Any], searched: str) -> bool:
    """Whether every word looked for stands in a project's names, objective or output."""
    if not searched:
        return True
    said: tuple[str, ...] = row[4:]
    there = search_key(" ".join(said))
    return all(word in there for word in search_key(searched).split())


def _title(row: Row[Any]) -> Any:
    mine, other = (row.title_th, row.title_en) if language() == "th" else (row.title_en, row.title_th)
    return (*thai_sort_key(mine or other), row.id)


_SORTED_BY: dict[str, Any] = {
    "place": lambda row: (row.position, row.id),
    "title": _title,
    "horizon": lambda row: (HORIZONS.index(row.horizon), row.position, row.id),
    "cost": lambda row: (row.cost, row.position, row.id),
}


def editions_of(plan: Plan) -> list[tuple[str, int, int | None]]:
    """List the editions in which the plan's projects came or changed, the first one first."""
    rows = db.session.execute(
        select(Project.edition, Project.edition_number, Project.edition_year)
        .where(Project.plan_id == plan.id, Project.removed_at.is_(None))
        .distinct()
    )
    found = [(row[0], row[1], row[2]) for row in rows]
    return sorted(found, key=lambda one: (one[2] or 0, EDITIONS.index(one[0]), one[1]))
