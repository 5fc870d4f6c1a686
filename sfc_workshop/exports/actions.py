"""Making files, and remembering who made them."""

from datetime import datetime
from pathlib import Path
from typing import Any

from flask import current_app
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from sfc_workshop.ballots.models import Consultation
from sfc_workshop.core import audit, clock
from sfc_workshop.core.db import db, random_id, writing
from sfc_workshop.core.refusals import Refused
from sfc_workshop.documents import sheets
from sfc_workshop.exports import package, priorities
from sfc_workshop.exports.models import Export
from sfc_workshop.exports.projects import projects_sheet
from sfc_workshop.exports.queries import A_DAY
from sfc_workshop.exports.readme import readme
from sfc_workshop.people.models import Person
from sfc_workshop.plans.models import Plan
from sfc_workshop.plans.queries import projects_of
from sfc_workshop.priorities import queries
from sfc_workshop.priorities.budget import portfolios_of
from sfc_workshop.priorities.table import table_of

SUFFIXES = {"xlsx": "xlsx", "csv": "csv", "package": "zip"}


class NothingToExport(Refused):
    """There is no count to write down yet."""

    status = 409


def make_export(consultation: Consultation, *, what: str, kind: str, by: Person, chosen: dict[str, Any]) -> Export:
    """Write one file for one person to fetch; the log keeps that it was made."""
    if what not in SUFFIXES or kind not in queries.kinds_asked(consultation):
        raise Refused(_l("There is no such file."), status=404)
    head = audit.head()
    content = _content(consultation, what, kind, chosen, head)
    state = "" if consultation.is_sealed else "interim-"
    with writing():
        filename = f"priorities-{state}{consultation.id}-{kind}.{SUFFIXES[what]}"
        export = _step_keep(consultation.plan.city_id, what, filename, content, head, by=by)
        audit.remember("file made", f"consultation {consultation.id}", by=by.id, kind=what, items=kind)
        db.session.commit()
    return export


def export_projects(plan: Plan, *, by: Person) -> Export:
    """Write the projects of a plan as a workbook, in the reader's language, for one person to fetch."""
    content = sheets.workbook([projects_sheet(plan, list(projects_of(plan)))])
    with writing():
        export = _step_keep(plan.city_id, "projects", f"projects-{plan.id}.xlsx", content, audit.head(), by=by)
        audit.remember("file made", f"plan {plan.id}", by=by.id, kind="projects")
        db.session.commit()
    return export


def _step_keep(city_id: int, what: str, filename: str, content: bytes, head: str, *, by: Person) -> Export:
    """Put a file down for a day inside the caller's transaction, before the log tells of it."""
    export = Export(
        id=random_id(),
        city_id=city_id,
        person_id=by.id,
        kind=what,
        filename=filename,
        at=clock.now(),
        audit_head=head,
    )
    db.session.add(export)
    path = file_of(export)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.write_bytes(content)
    _forget_old()
    return export


def write_all(consultation_id: int, kind: str, folder: Path) -> list[Path]:
    """Write every file of a closed consultation into a folder; for the command line."""
    consultation = db.session.get(Consultation, consultation_id)
    if consultation is None or kind not in queries.kinds_asked(consultation):
        raise Refused(_l("There is no such consultation, or it did not ask about this."), status=404)
    folder.mkdir(parents=True, exist_ok=True)
    head = audit.head()
    contents = {f"priorities.{what}": _content(consultation, what, kind, {}, head) for what in ("xlsx", "csv")}
    contents |= _files(consultation, kind)
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    return [folder / name for name in contents]


def file_of(export: Export) -> Path:
    """Where a made file lies."""
    return Path(current_app.config["SETTINGS"].instance) / "exports" / export.id


def _content(consultation: Consultation, what: str, kind: str, chosen: dict[str, Any], head: str) -> bytes:
    look = None if consultation.is_sealed else queries.last_look(consultation)
    if not consultation.is_sealed and (look is None or what == "package"):
        raise NothingToExport(_l("Files can be made once the consultation is closed."))
    if what == "package":
        return package.zipped({**_files(consultation, kind), package.README: readme(is_plan=False)})
    numbers, counted, counted_from = (look.counted[kind], look.at, None) if look else _final_numbers(consultation, kind)
    origin = priorities.Origin(consultation, clock.now(), counted, counted_from, head)
    table = table_of(consultation, kind, numbers, **chosen)
    if what == "csv":
        return sheets.comma_separated(priorities.order_sheet(origin, table))
    portfolios = portfolios_of(consultation, numbers["weighted"])
    return sheets.workbook(priorities.sheets(origin, table, portfolios=portfolios))


def _files(consultation: Consultation, kind: str) -> dict[str, bytes]:
    """Write what is needed to recount; a count of these very ballots that was kept is not made again."""
    told = queries.published(consultation, kind)
    kept = queries.newest_count(consultation, kind, done=True)
    if kept is None or kept.result is None or kept.input_hash != queries.input_hash(told):
        return package.files(told)
    return package.files(told, kept.result.encode())


def _final_numbers(consultation: Consultation, kind: str) -> tuple[dict[str, Any], datetime, str | None]:
    """The newest kept count, as the page shows it; before there is one, a count made at once.

    returns: the numbers, when they were counted, and the fingerprint of what was.
    """
    kept = queries.newest_count(consultation, kind, done=True)
    if kept:
        return kept.numbers, kept.at, kept.input_hash
    counted_from = queries.input_hash(queries.published(consultation, kind))
    return queries.counted(consultation, kind), clock.now(), counted_from


def _forget_old() -> None:
    """Delete files that had a day to be fetched."""
    for old in db.session.scalars(select(Export).where(Export.at < clock.now() - A_DAY)):
        file_of(old).unlink(missing_ok=True)
        db.session.delete(old)
