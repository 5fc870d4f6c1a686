"""The report of a workshop: on a page, and as files made by POST and fetched by GET."""

from flask import Blueprint, abort, g, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from sfc_workshop.core import audit
from sfc_workshop.domain.roles import Action
from sfc_workshop.people.access import current_person, needs
from sfc_workshop.workshops import queries
from sfc_workshop.workshops.actions import reporting
from sfc_workshop.workshops.report import report_of

bp = Blueprint("report", __name__, url_prefix="/desk/<city_slug>/workshops/<int:workshop_id>/report")


@bp.get("")
@needs(Action.READ_CITY)
def show(workshop_id: int) -> ResponseReturnValue:
    """Show the report as it would be printed; before the end say that there is none yet."""
    workshop = queries.workshop_in(g.city, workshop_id)
    report = report_of(workshop, audit.head()) if workshop.ended_at else None
    may_run = current_person().may(Action.RUN_WORKSHOPS, g.city)
    return render_template("workshops/report.html", city=g.city, workshop=workshop, report=report, may_run=may_run)


@bp.post("")
@needs(Action.READ_CITY)
def make(workshop_id: int) -> ResponseReturnValue:
    """Make a file of the report and lead to it."""
    workshop = queries.workshop_in(g.city, workshop_id)
    kind, language = request.form.get("kind", ""), request.form.get("language", "")
    made = reporting.make_report(workshop, kind=kind, language=language, by=current_person())
    return redirect(url_for(".fetch", workshop_id=workshop_id, file_id=made.id), 303)


@bp.get("/files/<file_id>")
@needs(Action.READ_CITY)
def fetch(workshop_id: int, file_id: str) -> ResponseReturnValue:
    """Hand a file to the person it was made for, for one day."""
    workshop = queries.workshop_in(g.city, workshop_id)
    made = queries.report_file_for(current_person(), workshop, file_id)
    path = reporting.file_of(made)
    if not path.exists():
        abort(404)
    return send_file(path, as_attachment=True, download_name=made.filename, max_age=0)
