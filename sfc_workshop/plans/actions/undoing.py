"""Turning a change back, as one."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from sfc_workshop.cities.models import City
from sfc_workshop.core.db import db, writing
from sfc_workshop.core.refusals import Refused
from sfc_workshop.domain.plan_changes import changed_since, turned_back
from sfc_workshop.people.models import Person
from sfc_workshop.plans import queries, sheets
from sfc_workshop.plans.actions.changes import step_begin, step_finish, step_write
from sfc_workshop.plans.models import Plan, PlanChange


class CannotBeUndone(Refused):
    """Something has happened since that undoing would overwrite."""

    status = 409


def undo(change: PlanChange, *, by: Person) -> PlanChange:
    """Put everything a change touched back to what it was; that is a change itself, and can be undone.

    raises: CannotBeUndone if it is undone already, somebody has changed the same since, or it began the plan.
    """
    with writing():
        where = db.session.get_one(Plan, change.plan_id) if change.plan_id else db.session.get_one(City, change.city_id)
        undoing = step_begin(where, what="undone", by=by)
        if db.session.scalar(select(PlanChange.id).where(PlanChange.undoes_id == change.id)) is not None:
            raise CannotBeUndone(_l("This has been undone already."))
        if any(part.kind == "plan" and "removed" in part.fields for part in change.parts):
            raise CannotBeUndone(_l("With this the plan was started. A plan cannot be taken out."))
        undoing.undoes_id = change.id
        rows = queries.rows_of(change.parts)
        with db.session.no_autoflush:
            for part in change.parts:
                row = rows[part.kind, part.subject_id]
                if changed_since(part.fields, sheets.read(row)):
                    raise CannotBeUndone(
                        _l(
                            "It has been changed again since: %(title)s. Please look at the history, and undo the "
                            "newer change first.",
                            title=_name(row, part.kind),
                        )
                    )
                step_write(undoing, row, turned_back(part.fields))
        step_finish(undoing)
        db.session.commit()
    return undoing


def _name(row: sheets.Part, kind: str) -> str:
    field = sheets.title_field(kind)
    return str(getattr(row, f"{field}_th") or getattr(row, f"{field}_en"))
