"""Reading the history of a plan: what was done, to what, by whom, and what it was before."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import abort
from sqlalchemy import func, or_, select
from sqlalchemy.orm import selectinload

from sfc_workshop.cities.models import City
from sfc_workshop.core.db import db
from sfc_workshop.domain.plan_changes import PLACE, REMOVED
from sfc_workshop.plans import sheets
from sfc_workshop.plans.models import Plan, PlanChange, PlanChangePart, Programme

ON_A_PAGE = 20
PARTS_SHOWN = 10


@dataclass(frozen=True)
class Told:
    """One change as it is shown: some of its parts, how many there are by kind, and whether it was undone."""

    change: PlanChange
    parts: Sequence[PlanChangePart]
    kinds: Mapping[str, int]
    is_undone: bool

    @property
    def unseen(self) -> int:
        """How many parts are not shown."""
        return sum(self.kinds.values()) - len(self.parts)


@dataclass(frozen=True)
class Page:
    """A page of changes, the newest first, with every row that their values name."""

    told: Sequence[Told]
    rows: Mapping[tuple[str, Any], Any]
    older: int | None


def newest(where: Plan | City) -> int:
    """Number the newest change in the city, 0 if there is none: what somebody has seen by now."""
    city_id = where.city_id if isinstance(where, Plan) else where.id
    return db.session.scalar(select(func.max(PlanChange.id)).where(PlanChange.city_id == city_id)) or 0


def last_of(plan: Plan, *, subject: sheets.Part | None = None) -> Page:
    """Find the newest change of a plan, or of one part of it, without what it did to each row."""
    shown = db.session.scalars(_changes(plan, subject).limit(1)).all()
    return Page(_tell(shown, {}), {}, None)


def changes_of(plan: Plan, *, subject: sheets.Part | None = None, before: int | None = None) -> Page:
    """List what was done to a plan, or to one part of it, in a fixed number of queries.

    before: leave out this change and what came after it
    """
    query = _changes(plan, subject)
    if before:
        query = query.where(PlanChange.id < before)
    changes = db.session.scalars(query.limit(ON_A_PAGE + 1)).all()
    shown = changes[:ON_A_PAGE]
    told = _tell(shown, _parts([change.id for change in shown], subject))
    older = shown[-1].id if len(changes) > ON_A_PAGE else None
    return Page(told, rows_named(part for one in told for part in one.parts), older)


def _changes(plan: Plan, subject: sheets.Part | None) -> Any:
    query = select(PlanChange).where(
        PlanChange.city_id == plan.city_id, or_(PlanChange.plan_id == plan.id, PlanChange.plan_id.is_(None))
    )
    if subject is not None:
        query = query.where(PlanChange.id.in_(_of(subject)))
    return query.options(selectinload(PlanChange.person)).order_by(PlanChange.id.desc())


def _of(subject: sheets.Part) -> Any:
    return select(PlanChangePart.change_id).where(
        PlanChangePart.kind == sheets.kind_of(subject), PlanChangePart.subject_id == subject.id
    )


def _tell(changes: Sequence[PlanChange], parts: Mapping[int, list[PlanChangePart]]) -> list[Told]:
    ids = [change.id for change in changes]
    kinds: dict[int, dict[str, int]] = {}
    for number, kind, count in db.session.execute(
        select(PlanChangePart.change_id, PlanChangePart.kind, func.count())
        .where(PlanChangePart.change_id.in_(ids))
        .group_by(PlanChangePart.change_id, PlanChangePart.kind)
    ):
        kinds.setdefault(number, {})[kind] = count
    undone = set(db.session.scalars(select(PlanChange.undoes_id).where(PlanChange.undoes_id.in_(ids))))
    return [Told(change, parts.get(change.id, []), kinds.get(change.id, {}), change.id in undone) for change in changes]


def _parts(ids: Sequence[int], subject: sheets.Part | None) -> dict[int, list[PlanChangePart]]:
    """Read the first parts of each change; of a change to a thousand projects a few will do."""
    place = func.row_number().over(partition_by=PlanChangePart.change_id, order_by=PlanChangePart.id).label("place")
    query = select(PlanChangePart.id, place).where(PlanChangePart.change_id.in_(ids))
    if subject is not None:
        query = query.where(PlanChangePart.kind == sheets.kind_of(subject), PlanChangePart.subject_id == subject.id)
    numbered = query.subquery()
    found: dict[int, list[PlanChangePart]] = {}
    for part in db.session.scalars(
        select(PlanChangePart)
        .join(numbered, numbered.c.id == PlanChangePart.id)
        .where(numbered.c.place <= PARTS_SHOWN)
        .order_by(PlanChangePart.id)
    ):
        found.setdefault(part.change_id, []).append(part)
    return found


def rows_named(parts: Iterable[PlanChangePart]) -> dict[tuple[str, Any], Any]:
    """Find every row that some parts are about, or that their values point to."""
    wanted: dict[str, set[int]] = {}
    for part in parts:
        wanted.setdefault(part.kind, set()).add(part.subject_id)
        for kind in ("goal", "tactic", "division"):
            named = [value for value in part.fields.get(f"{kind}_id", ()) if value is not None]
            wanted.setdefault(kind, set()).update(named)
    rows: dict[tuple[str, Any], Any] = {
        ("programme", programme.code): programme for programme in db.session.scalars(select(Programme))
    }
    for kind, ids in wanted.items():
        model = sheets.KINDS[kind]
        rows |= {(kind, row.id): row for row in db.session.scalars(select(model).where(model.id.in_(ids)))}
    return rows


def fields_shown(part: PlanChangePart) -> list[tuple[str, Any, Any]]:
    """List the fields a part changed, with before and after, in the order of the sheet."""
    order = {name: number for number, name in enumerate(sheets.COLUMNS[part.kind])}
    shown = [
        (name, before, after)
        for name, (before, after) in part.fields.items()
        if name != REMOVED and not (name == PLACE and len(part.fields) > 1)
    ]
    return sorted(shown, key=lambda field: (order.get(field[0], len(order)), field[0]))


def change_in(plan: Plan, change_id: int) -> PlanChange:
    """Find a change of a plan or of its city, or say 404."""
    change = db.session.get(PlanChange, change_id)
    if change is None or change.city_id != plan.city_id or change.plan_id not in (None, plan.id):
        abort(404)
    return change


def parts_since(row: sheets.Part, seen: int) -> list[PlanChangePart]:
    """List what was done to a row after a change, the oldest first; its place among neighbours aside."""
    parts = db.session.scalars(
        select(PlanChangePart)
        .where(
            PlanChangePart.kind == sheets.kind_of(row),
            PlanChangePart.subject_id == row.id,
            PlanChangePart.change_id > seen,
        )
        .options(selectinload(PlanChangePart.change).selectinload(PlanChange.person))
        .order_by(PlanChangePart.change_id, PlanChangePart.id)
    )
    return [part for part in parts if set(part.fields) - {PLACE}]
