"""Making the files of a report, and remembering who made them."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from flask import current_app
from flask_babel import force_locale
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from sfc_workshop.core import audit, clock
from sfc_workshop.core.db import db, writing
from sfc_workshop.core.files import put
from sfc_workshop.core.i18n import LANGUAGES
from sfc_workshop.core.refusals import Refused
from sfc_workshop.documents import report_docx, report_pdf
from sfc_workshop.people.models import Person
from sfc_workshop.workshops import queries
from sfc_workshop.workshops.models import ReportFile, Workshop
from sfc_workshop.workshops.report import report_of
from sfc_workshop.workshops.sheets import workbook_of

WRITERS: Final[dict[str, Callable[[Workshop, str], bytes]]] = {
    "pdf": lambda workshop, head: report_pdf.document(report_of(workshop, head)),
    "docx": lambda workshop, head: report_docx.document(report_of(workshop, head)),
    "xlsx": workbook_of,
}


class NotOver(Refused):
    """There is no report before the end."""

    status = 409


def make_report(workshop: Workshop, *, kind: str, language: str, by: Person) -> ReportFile:
    """Write one file for one person to fetch; the log keeps that it was made.

    raises: Refused 404 for a kind of file or a language there is not, NotOver before the end.
    """
    if kind not in WRITERS or language not in LANGUAGES:
        raise Refused(_l("There is no such file."), status=404)
    if workshop.ended_at is None:
        raise NotOver(_l("The report can be made once the workshop is over."))
    head = audit.head()
    with force_locale(language):
        content = WRITERS[kind](workshop, head)
    with writing():
        made = ReportFile(
            workshop_id=workshop.id, person_id=by.id, kind=kind, language=language, at=clock.now(), audit_head=head
        )
        db.session.add(made)
        db.session.flush()
        put(file_of(made), content)
        _forget_old()
        facts = {"kind": kind, "language": language, "city": workshop.plan.city.slug}
        audit.remember("file made", f"workshop {workshop.id}", by=by.id, **facts)
        db.session.commit()
    return made


def file_of(made: ReportFile) -> Path:
    """Where a made file lies."""
    return Path(current_app.config["SETTINGS"].instance) / "reports" / made.id


def _forget_old() -> None:
    """Delete files that had a day to be fetched."""
    for old in db.session.scalars(select(ReportFile).where(ReportFile.at < clock.now() - queries.A_DAY)):
        file_of(old).unlink(missing_ok=True)
        db.session.delete(old)
