"""One change after the other: whoever writes to a city's plans holds them alone, and everything is written down.

A change is begun, rows are written through it, and it is finished: step_begin, step_write or step_add_…, step_finish.
"""

import hashlib
from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from sfc_workshop.cities.models import City
from sfc_workshop.core import audit, clock
from sfc_workshop.core.db import db, hold
from sfc_workshop.core.refusals import Refused
from sfc_workshop.domain.plan_changes import REMOVED, Fields, difference
from sfc_workshop.people.models import Person
from sfc_workshop.plans import sheets
from sfc_workshop.plans.actions.wholeness import check_whole
from sfc_workshop.plans.models import Plan, PlanChange, PlanChangePart


class HasMovedOn(Refused):
    """Somebody else has changed the same since it was looked at; both are shown, and nothing is overwritten."""

    status = 409


class NotThisChange(Refused):
    """The change does not fit the plan; field names the part of the form to look at again."""

    status = 422

    def __init__(self, field: str, sentence: Any) -> None:
        super().__init__(sentence)
        self.field = field


class NothingChanged(Refused):
    """Everything is as it was, so there is nothing to write down."""

    status = 422


def step_hold(where: Plan | City) -> None:
    """Let nobody else write to the city's plans until the transaction ends; read everything again after this."""
    hold(f"plans of city {sheets.city_of(where).id}", shared=False)
    db.session.expire_all()


def step_begin(where: Plan | City, *, what: str, by: Person | None) -> PlanChange:
    """Begin a change inside the caller's transaction; from now on nobody else writes to the city's plans.

    Whatever was read before may be old, so everything is read again after this.
    """
    step_hold(where)
    city = sheets.city_of(where)
    change = PlanChange(
        city_id=city.id,
        plan_id=where.id if isinstance(where, Plan) else None,
        person_id=by.id if by else None,
        at=clock.now(),
        what=what,
    )
    db.session.add(change)
    db.session.flush()
    return change


def step_write(change: PlanChange, row: sheets.Part, values: Mapping[str, Any]) -> Fields:
    """Write values into a row and note what they did to it.

    values:  of its sheet; what is not named stays
    returns: {field: [before, after]}, empty where nothing is new
    """
    before = sheets.read(row)
    fields = difference(before, {**before, **values})
    if fields:
        sheets.write(row, {name: after for name, (_before, after) in fields.items()})
        _note(change, row, fields)
    return fields


def step_note_new(change: PlanChange, row: sheets.Part) -> None:
    """Note a row that has just been made, with everything it says."""
    values = sheets.read(row)
    said = {name: [None, value] for name, value in sorted(values.items()) if value not in (None, "", [])}
    _note(change, row, {**said, REMOVED: [True, False]})


def _note(change: PlanChange, row: sheets.Part, fields: Fields) -> None:
    change.parts.append(PlanChangePart(kind=sheets.kind_of(row), subject_id=row.id, fields=fields))


def step_finish(change: PlanChange) -> None:
    """Check that the plan still holds together, and tell the audit log, which keeps a hash of what was written.

    raises: NothingChanged; Refused where something would hang on a part that is not there any more.
    """
    db.session.flush()
    for project in change.made:
        step_note_new(change, project)
    if not change.parts:
        raise NothingChanged(_l("Nothing was changed, so there is nothing to save."))
    db.session.flush()
    check_whole(change)
    facts = [[part.kind, part.subject_id, part.fields] for part in change.parts]
    hashed = hashlib.sha256(audit.canonical(facts).encode()).hexdigest()
    subject = f"plan {change.plan_id}" if change.plan_id else f"city {change.city_id}"
    audit.remember(f"plan {change.what}", subject, by=change.person_id, change=change.id, rows=len(facts), hash=hashed)
