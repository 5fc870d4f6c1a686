"""Bringing projects into a plan: a file, its columns, what it would bring, and what came of it."""

from typing import Any

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from sfc_workshop.domain.project_tables import Reading
from sfc_workshop.domain.project_words import FIELDS, Vocabulary
from sfc_workshop.domain.roles import Action
from sfc_workshop.imports import actions, queries, sentences, waiting
from sfc_workshop.imports.actions.projects import NotBroughtIn
from sfc_workshop.imports.checking import Checked, Choices, check, heads_to_match, readings_of
from sfc_workshop.imports.forms import DecisionForm, UploadForm, read_columns
from sfc_workshop.imports.models import Upload
from sfc_workshop.imports.vocabulary import vocabulary
from sfc_workshop.imports.workbooks import NotATable
from sfc_workshop.people.access import current_person, needs
from sfc_workshop.plans.models import Plan
from sfc_workshop.plans.queries import plan_in
from sfc_workshop.priorities.sentences import horizon_name

bp = Blueprint("imports", __name__, url_prefix="/desk/<city_slug>")
LARGEST_UPLOAD = 64 * 1024 * 1024  # read, to be refused in a sentence; what is larger than a table may be
MOST_SHOWN = 100
WORDS: dict[str, Any] = {
    **{
        name: getattr(sentences, name)
        for name in ("fault_sentence", "place_of", "value_of", "field_name", "new_sentence")
    },
    "horizon_name": horizon_name,
    "most_shown": MOST_SHOWN,
}


@bp.url_value_preprocessor
def _let_files_in(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Allow a file to be sent by whoever is signed in; everything else stays as small as everywhere."""
    if endpoint == "imports.upload" and request.method == "POST" and current_user.is_authenticated:
        request.max_content_length = LARGEST_UPLOAD


@bp.get("/plans/<int:plan_id>/imports")
@needs(Action.EDIT_PLAN)
def list_(plan_id: int) -> ResponseReturnValue:
    """Offer to choose a file, and list those that were brought in."""
    return _start(plan_in(g.city, plan_id), UploadForm())


@bp.post("/plans/<int:plan_id>/imports")
@needs(Action.EDIT_PLAN)
def upload(plan_id: int) -> ResponseReturnValue:
    """Take a file in; it waits until its columns are matched."""
    plan = plan_in(g.city, plan_id)
    form = UploadForm()
    if not form.validate_on_submit():
        return _start(plan, form, status=422)
    try:
        kept = actions.keep_upload(plan, form.file.data.filename or "", form.file.data.read(), by=current_person())
    except NotATable as refusal:
        form.file.errors = [str(refusal)]
        return _start(plan, form, status=refusal.status)
    return redirect(url_for(".columns", upload_id=kept.id), 303)


@bp.route("/imports/<upload_id>/columns", methods=["GET", "POST"])
@needs(Action.EDIT_PLAN)
def columns(upload_id: str) -> ResponseReturnValue:
    """Match the headings of a file with what a project has."""
    one = _waiting(upload_id)
    sheets = waiting.sheets_of(one.id) or abort(404)
    words = vocabulary(g.city, Choices.of(one.choices).columns)
    heads = heads_to_match(sheets, readings_of(sheets, words, [sheet.name for sheet in sheets]), words)
    chosen = one.choices.get("sheets")
    fields = {head.key: head.field or "" for head, _years, _sample in heads}
    picked = {sheet.name for sheet in sheets if (not sheet.hidden if chosen is None else sheet.name in chosen)}
    wrong: dict[str, str] = {}
    if request.method == "POST":
        fields, wrong = read_columns(request.form, heads)
        picked = {sheet.name for at, sheet in enumerate(sheets) if f"sheet-{at}" in request.form or len(sheets) == 1}
        if not picked:
            wrong["sheet-0"] = _("Please choose at least one sheet.")
        if not wrong:
            actions.choose_columns(one, fields, [sheet.name for sheet in sheets if sheet.name in picked])
            return redirect(url_for(".show", upload_id=one.id), 303)
    told = {"heads": heads, "fields": fields, "sheets": sheets, "picked": picked, "wrong": wrong, "all_fields": FIELDS}
    return _page("columns", status=422 if wrong else 200, upload=one, **told)


@bp.get("/imports/<upload_id>")
@needs(Action.EDIT_PLAN)
def show(upload_id: str) -> ResponseReturnValue:
    """Show what a file would bring and what is wrong with it; later what came of it."""
    one = queries.upload_in(g.city, upload_id)
    if one.state != "waiting":
        return _page("outcome", upload=one)
    form = DecisionForm(data=one.choices)
    return _preview(one, form, form.choices(one.choices))


@bp.post("/imports/<upload_id>")
@needs(Action.EDIT_PLAN)
def bring_in(upload_id: str) -> ResponseReturnValue:
    """Bring in all of a file, in the background."""
    one = _waiting(upload_id)
    form = DecisionForm()
    choices = form.choices(one.choices)
    try:
        actions.ask_for_import(one, choices, by=current_person())
    except NotBroughtIn:
        return _preview(one, form, choices, status=422)
    return redirect(url_for(".show", upload_id=one.id), 303)


@bp.get("/imports/<upload_id>/progress")
@needs(Action.EDIT_PLAN)
def progress(upload_id: str) -> ResponseReturnValue:
    """Show how far an import is; a script asks for it again and again."""
    return render_template("imports/progress.html", upload=queries.upload_in(g.city, upload_id))


@bp.post("/imports/<upload_id>/removal")
@needs(Action.EDIT_PLAN)
def discard(upload_id: str) -> ResponseReturnValue:
    """Throw away a file that waits."""
    one = _waiting(upload_id)
    plan_id = one.plan_id
    actions.discard(one)
    flash(_("The file has been thrown away. Nothing was brought in."))
    return redirect(url_for(".list_", plan_id=plan_id), 303)


def _waiting(upload_id: str) -> Upload:
    one = queries.upload_in(g.city, upload_id)
    return one if one.state == "waiting" else abort(404)


def _start(plan: Plan, form: UploadForm, *, status: int = 200) -> ResponseReturnValue:
    return _page("list", status=status, plan=plan, form=form, uploads=queries.uploads_of(plan))


def _preview(one: Upload, form: DecisionForm, choices: Choices, *, status: int = 200) -> ResponseReturnValue:
    words, readings = _read(one, choices)
    checked = check(one.plan, readings, words, choices)
    if status != 200:
        form.ask(checked, choices)
    return _page("preview", status=status, upload=one, form=form, checked=checked, **_counts(checked))


def _read(one: Upload, choices: Choices) -> tuple[Vocabulary, list[Reading]]:
    sheets = waiting.sheets_of(one.id) or abort(404)
    words = vocabulary(g.city, choices.columns)
    return words, readings_of(sheets, words, choices.sheets)


def _counts(checked: Checked) -> dict[str, Any]:
    """Gather what stands beside the list: sheets with their projects, and those without a table."""
    return {
        "by_sheet": [(reading, len(reading.entries)) for reading in checked.readings],
        "warnings": [*checked.warnings, *(fault for _at, fault in checked.same)],
    }


def _page(name: str, /, *, status: int = 200, **told: Any) -> ResponseReturnValue:
    return render_template(f"imports/{name}.html", city=g.city, **WORDS, **told), status
