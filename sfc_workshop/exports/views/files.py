"""Making a file by POST, fetching it by GET."""

from flask import Blueprint, abort, g, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from sfc_workshop.ballots import queries as box
from sfc_workshop.domain.roles import Action
from sfc_workshop.drafts import queries as drafts
from sfc_workshop.exports import actions, queries
from sfc_workshop.people.access import current_person, needs
from sfc_workshop.plans.queries import plan_in

bp = Blueprint("exports", __name__, url_prefix="/desk/<city_slug>")


@bp.post("/consultations/<int:consultation_id>/exports")
@needs(Action.EXPORT)
def make(consultation_id: int) -> ResponseReturnValue:
    """Make a file of the priorities and lead to it."""
    consultation = box.consultation_in(g.city, consultation_id)
    chosen = {name: request.form.get(name) or None for name in ("horizon", "goal")}
    export = actions.make_export(
        consultation,
        what=request.form.get("what", ""),
        kind=request.form.get("kind", ""),
        by=current_person(),
        chosen=chosen,
    )
    return redirect(url_for(".fetch", export_id=export.id), 303)


@bp.post("/plans/<int:plan_id>/exports")
@needs(Action.EXPORT)
def make_projects(plan_id: int) -> ResponseReturnValue:
    """Make a file of a plan's projects and lead to it."""
    export = actions.export_projects(plan_in(g.city, plan_id), by=current_person())
    return redirect(url_for(".fetch", export_id=export.id), 303)


@bp.get("/drafts/<int:draft_id>/summary")
@needs(Action.EXPORT)
def summary(draft_id: int) -> ResponseReturnValue:
    """Choose in which language and as which file the committee gets its two pages."""
    draft = drafts.draft_in(g.city, draft_id)
    return render_template("exports/summary.html", city=g.city, draft=draft)


@bp.post("/drafts/<int:draft_id>/summary")
@needs(Action.EXPORT)
def make_summary(draft_id: int) -> ResponseReturnValue:
    """Make the two pages for the committee and lead to them."""
    draft = drafts.draft_in(g.city, draft_id)
    kind, language = request.form.get("kind", ""), request.form.get("language", "")
    export = actions.make_summary(draft, kind=kind, language=language, by=current_person())
    return redirect(url_for(".fetch", export_id=export.id), 303)


@bp.get("/exports/<export_id>")
@needs(Action.EXPORT)
def fetch(export_id: str) -> ResponseReturnValue:
    """Hand the file to the person it was made for, for one day; one that is still being made is waited for."""
    export = queries.export_for(current_person(), g.city, export_id)
    if export.job and export.job.state != "done":
        return redirect(url_for(".making", export_id=export.id))
    path = actions.file_of(export)
    if not path.exists():
        abort(404)
    return send_file(path, as_attachment=True, download_name=export.filename, max_age=0)


@bp.get("/exports/<export_id>/making")
@needs(Action.EXPORT)
def making(export_id: str) -> ResponseReturnValue:
    """Wait for a file that takes long; then lead to it."""
    export = queries.export_for(current_person(), g.city, export_id)
    return render_template("exports/making.html", city=g.city, export=export)


@bp.get("/exports/<export_id>/progress")
@needs(Action.EXPORT)
def progress(export_id: str) -> ResponseReturnValue:
    """Show how far a file is; a script asks for it again and again."""
    export = queries.export_for(current_person(), g.city, export_id)
    return render_template("exports/progress.html", export=export)
