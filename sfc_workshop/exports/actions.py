"""Making files, and remembering who made them."""

from datetime import datetime
from pathlib import Path
from typing import Any

from flask import current_app
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from sfc_workshop.ballots.models import Consultation
from sfc_workshop.cities.models import City
from sfc_workshop.core import audit, clock
from sfc_workshop.core.db import db, random_id, writing
from sfc_workshop.core.files import put
from sfc_workshop.core.i18n import LANGUAGES
from sfc_workshop.core.jobs import Tell, step_ask
from sfc_workshop.core.refusals import Refused
from sfc_workshop.documents import sheets
from sfc_workshop.domain.official_forms import OWN
from sfc_workshop.drafts.models import Draft
from sfc_workshop.exports import forms, package, priorities, summary
from sfc_workshop.exports import queries as queries_of_forms
from sfc_workshop.exports.forms import Asked
from sfc_workshop.exports.models import Export, FormChange
from sfc_workshop.exports.projects import origin_sheet, projects_sheet
from sfc_workshop.exports.queries import A_DAY
from sfc_workshop.exports.readme import readme
from sfc_workshop.people.models import Person
from sfc_workshop.plans.models import Plan
from sfc_workshop.plans.queries import projects_of
from sfc_workshop.priorities import queries
from sfc_workshop.priorities.budget import portfolios_of
from sfc_workshop.priorities.table import table_of

FEW_PROJECTS = 200  # forms of more take seconds; they are written in the background
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
        export = _step_keep(content, plan=consultation.plan, by=by, kind=what, filename=filename, head=head)
        audit.remember("file made", f"consultation {consultation.id}", by=by.id, kind=what, items=kind)
        db.session.commit()
    return export


def export_projects(plan: Plan, *, by: Person) -> Export:
    """Write the projects of a plan as a workbook, in the reader's language, for one person to fetch."""
    head = audit.head()
    content = sheets.workbook([projects_sheet(plan, list(projects_of(plan))), origin_sheet(plan, head)])
    with writing():
        filename = f"projects-{plan.id}.xlsx"
        export = _step_keep(content, plan=plan, by=by, kind="projects", filename=filename, head=head)
        audit.remember("file made", f"plan {plan.id}", by=by.id, kind="projects")
        db.session.commit()
    return export


def make_form(plan: Plan, asked: Asked, *, by: Person) -> Export:
    """Write one of the official forms for one person to fetch; a large one is written in the background.

    raises: Refused 409 where no project stands on the form.
    """
    numbers = queries_of_forms.how_many(plan, scope=asked.scope)
    if not sum(numbers.get(kind, 0) for kind in (OWN if asked.form == "01" else (asked.form,))):
        raise NothingToExport(_l("No project of this plan stands on this form. Please choose another form."))
    is_long = sum(numbers.values()) > FEW_PROJECTS
    head = audit.head()
    content = None if is_long else forms.write(plan, asked, audit_head=head)
    with writing():
        export = _step_keep(
            content, plan=plan, by=by, kind="form", filename=asked.filename, head=audit.head() if is_long else head
        )
        audit.remember("file made", f"plan {plan.id}", by=by.id, **asked.as_facts())
        if is_long:
            export.asked = {**asked.as_facts(), "plan": plan.id}
            export.job_id = step_ask("form", export.id).id
        db.session.commit()
    return export


def make_summary(draft: Draft, *, kind: str, language: str, by: Person) -> Export:
    """Write the two pages for the committee, for one person to fetch.

    raises: Refused 404 for a kind of file or a language there is not.
    """
    if kind not in summary.WRITERS or language not in LANGUAGES:
        raise Refused(_l("There is no such file."), status=404)
    head = audit.head()
    content = summary.write(draft, kind=kind, language=language, audit_head=head)
    facts = {"kind": kind, "language": language, "version": draft.version}
    with writing():
        filename = f"committee-summary-{draft.id}-{language}.{kind}"
        export = _step_keep(content, plan=draft.plan, by=by, kind="summary", filename=filename, head=head)
        audit.remember("file made", f"draft {draft.id}", by=by.id, **facts)
        db.session.commit()
    return export


def write_form(export_id: str, tell: Tell) -> None:
    """Do the work of a form that was asked for; made again, it says the same."""
    tell(0, 3)
    export = db.session.get_one(Export, export_id)
    facts = dict(export.asked or {})
    plan = db.session.get_one(Plan, facts.pop("plan"))
    asked = Asked(**facts)
    path, head = file_of(export), export.audit_head
    laid_out = forms.layout(plan, asked, audit_head=head)
    db.session.rollback()  # nothing is held while we write
    tell(1, 3)
    content = forms.WRITERS[asked.kind](laid_out)
    tell(2, 3)
    put(path, content)


def change_forms(city: City, template_set: str, changes: dict[str, Any], *, by: Person) -> None:
    """Keep how the city words a set of the official forms."""
    with writing():
        kept = queries_of_forms.form_change(city, template_set) or FormChange(
            city_id=city.id, template_set=template_set
        )
        kept.changes, kept.person_id, kept.at = changes, by.id, clock.now()
        db.session.add(kept)
        audit.remember("forms changed", f"city {city.id}", by=by.id, set=template_set)
        db.session.commit()


def _step_keep(content: bytes | None, *, plan: Plan, by: Person, kind: str, filename: str, head: str) -> Export:
    """Note a file for somebody to fetch, and lay it there if it is made already."""
    export = Export(
        id=random_id(),
        city_id=plan.city_id,
        person_id=by.id,
        kind=kind,
        filename=filename,
        at=clock.now(),
        audit_head=head,
    )
    db.session.add(export)
    if content is not None:
        put(file_of(export), content)
    _forget_old()
    db.session.flush()
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
