"""Choosing what is put to the people: items are frozen copies of what the plan says, with its permanent ids."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sfc_workshop.ballots.actions.declaring import refuse_frozen
from sfc_workshop.ballots.models import Consultation, Item
from sfc_workshop.core import audit
from sfc_workshop.core.db import db, hold, writing
from sfc_workshop.people.models import Person
from sfc_workshop.plans.models import Goal, Plan, Project, Vision
from sfc_workshop.plans.queries import projects_of

Row = Vision | Goal | Project
KINDS = ("vision", "goal", "project")


def rows_of(plan: Plan, kind: str) -> Sequence[Row]:
    """List what a plan has of a kind, in its order."""
    if kind == "project":
        return projects_of(plan)
    return plan.visions if kind == "vision" else plan.goals


def row_id(item: Item) -> int | None:
    """The permanent id of what an item is a copy of."""
    found: int | None = getattr(item, f"{item.kind}_id")
    return found


def choose_items(
    consultation: Consultation, kind: str, *, wanted: Collection[int], among: Collection[int], by: Person
) -> int:
    """Ask about those of a plan's rows that are wanted, and no longer about the others that were looked through.

    wanted, among:  ids of visions, goals or projects; what is not among them stays as it is.
    returns:        how many items of this kind are asked about now.
    """
    with writing():
        hold(f"consultation {consultation.id}", shared=False)
        refuse_frozen(consultation)
        gone = [item for item in consultation.items if item.kind == kind and row_id(item) in set(among) - set(wanted)]
        for question in consultation.questions:
            question.items = [item for item in question.items if item not in gone]
        for item in gone:
            consultation.items.remove(item)
        rows = rows_of(consultation.plan, kind)
        step_add_items(consultation, kind, [row for row in rows if row.id in set(among) & set(wanted)])
        step_put_items(consultation.items, consultation.plan)
        now = sum(item.kind == kind for item in consultation.items)
        audit.remember("items chosen", f"consultation {consultation.id}", by=by.id, kind=kind, items=now)
        db.session.commit()
    return now


def step_add_items(consultation: Consultation, kind: str, rows: Iterable[Row]) -> list[Item]:
    """Freeze rows of the plan as items; those that are items already stay what they are.

    returns: the items of these rows, in their order.
    """
    known = {row_id(item): item for item in consultation.items if item.kind == kind}
    taken = {item.key for item in consultation.items}
    free = (key for n in range(1, len(taken) + 10_000) if (key := f"{kind[0]}{n}") not in taken)
    found = []
    for row in rows:
        item = known.get(row.id)
        if item is None:
            item = Item(key=next(free), kind=kind, position=len(consultation.items), **{f"{kind}_id": row.id})
            freeze(item, row)
            consultation.items.append(item)
        found.append(item)
    return found


def step_put_items(items: list[Item], plan: Plan) -> None:
    """Write items anew as the plan says now, and put them in its order: visions, goals, projects."""
    rows = {(kind, row.id): (n, row) for kind in KINDS for n, row in enumerate(rows_of(plan, kind))}
    last = (len(rows), None)
    for item in items:
        _n, row = rows.get((item.kind, row_id(item) or 0), last)
        if row is not None:
            freeze(item, row)
    items.sort(key=lambda item: (KINDS.index(item.kind), rows.get((item.kind, row_id(item) or 0), last)[0], item.key))
    for position, item in enumerate(items):
        item.position = position


def freeze(item: Item, row: Any) -> None:
    """Copy what is put to the people; from opening on it no longer follows the plan."""
    item.title_th, item.title_en = row.title_th, row.title_en
    if isinstance(row, Project):
        item.summary_th, item.summary_en = row.output_th, row.output_en
        item.horizon, item.cost = row.horizon, row.cost
        item.goal_id = row.goal_id
        item.goal_title_th = row.goal.title_th if row.goal else ""
        item.goal_title_en = row.goal.title_en if row.goal else ""
