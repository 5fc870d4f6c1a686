"""Looking at drafts, and starting one."""

from flask import abort, flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sfc_workshop.ballots import queries as box
from sfc_workshop.domain.roles import Action
from sfc_workshop.drafts import actions, queries, sheet
from sfc_workshop.drafts.forms import form_key, whole
from sfc_workshop.drafts.views.pages import bp, page
from sfc_workshop.people.access import current_person, needs
from sfc_workshop.priorities.queries import kinds_asked


@bp.get("")
@needs(Action.SEE_PRIORITIES)
def list_() -> ResponseReturnValue:
    """List the city's drafts, and the counts a new one can start from."""
    drafts = queries.drafts_of(g.city)
    return page(
        "list",
        drafts=drafts,
        summaries={draft.id: queries.summary(draft) for draft in drafts},
        counts=queries.counts_to_start_from(g.city),
    )


@bp.post("")
@needs(Action.EDIT_PLAN)
def start() -> ResponseReturnValue:
    """Start a draft from the newest count of a consultation."""
    consultation = box.consultation_in(g.city, whole(request.form.get("consultation")))
    kind = request.form.get("kind", "")
    if kind not in kinds_asked(consultation):
        abort(404)
    draft = actions.start_draft(consultation, kind, by=current_person(), asked_key=form_key(request.form.get("key")))
    flash(_("The draft starts as the computed order. Each move from now on asks for a reason."))
    return redirect(url_for(".show", draft_id=draft.id), 303)


@bp.get("/<int:draft_id>")
@needs(Action.SEE_PRIORITIES)
def show(draft_id: int) -> ResponseReturnValue:
    """Show a draft by horizon, where it can be changed, or by goal, where it is read."""
    draft = queries.draft_in(g.city, draft_id)
    chapters = sheet.chapters(draft)
    goals = sheet.by_goal(chapters)
    has_goals = any(item.goal_title_th for item, _rows in goals)
    return page(
        "show",
        draft=draft,
        chapters=chapters,
        goals=goals if has_goals else [],
        is_by_goal=has_goals and request.args.get("by") == "goal",
        clashes=sheet.clashes(draft),
        unexplained=queries.unexplained(draft),
    )


@bp.get("/<int:draft_id>/changes")
@needs(Action.SEE_PRIORITIES)
def changes(draft_id: int) -> ResponseReturnValue:
    """Show who changed what, and when."""
    draft = queries.draft_in(g.city, draft_id)
    return page("changes", draft=draft, changes=queries.changes_of(draft))
