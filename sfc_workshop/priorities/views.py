"""The ranking with its reasons: the order, the groups, the budget, one item, other weights."""

from typing import Any

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sfc_workshop.ballots import queries as box
from sfc_workshop.ballots.actions import is_as_declared
from sfc_workshop.ballots.models import Consultation
from sfc_workshop.domain.horizons import Horizon
from sfc_workshop.domain.roles import Action
from sfc_workshop.people.access import current_person, needs
from sfc_workshop.priorities import actions, budget, queries, sentences, weights
from sfc_workshop.priorities.table import table_of

bp = Blueprint("priorities", __name__, url_prefix="/desk/<city_slug>")
HERE = "/consultations/<int:consultation_id>/priorities"
WORDS = {
    name: getattr(sentences, name)
    for name in (
        "cost_name",
        "door_name", "flag_label", "flag_meaning", "flag_kind", "group_name", "kind_name", "kinds_name",
        "horizon_name", "method_sentence",
    )
}  # fmt: skip


@bp.get("/priorities")
@needs(Action.SEE_PRIORITIES)
def list_() -> ResponseReturnValue:
    """List the consultations whose priorities can be looked at."""
    opened = [consultation for consultation in box.consultations_of(g.city) if consultation.opening]
    asked = queries.asked_about_items(g.city)
    return render_template("priorities/list.html", city=g.city, consultations=opened, asked=asked)


@bp.get(HERE)
@needs(Action.SEE_PRIORITIES)
def show(consultation_id: int) -> ResponseReturnValue:
    """Show the order with its parts and its doubt; while voting goes on only who has answered."""
    page = _page(consultation_id)
    consultation = page["consultation"]
    return render_template(
        "priorities/show.html",
        **page,
        turnout=box.turnout(consultation),
        late=box.late_answers(consultation),
    )


@bp.get(f"{HERE}/groups")
@needs(Action.SEE_PRIORITIES)
def groups(consultation_id: int) -> ResponseReturnValue:
    """Show where groups agree and where they differ."""
    return render_template("priorities/groups.html", **_counted_page(consultation_id))


@bp.get(f"{HERE}/budget")
@needs(Action.SEE_PRIORITIES)
def money(consultation_id: int) -> ResponseReturnValue:
    """Show what the declared budgets pay for, by equal shares and by the index alone."""
    page = _counted_page(consultation_id)
    portfolios = budget.portfolios_of(page["consultation"], page["numbers"]["weighted"])
    return render_template("priorities/budget.html", **page, portfolios=portfolios, sentence=budget.why_sentence)


@bp.get(f"{HERE}/weights")
@needs(Action.SEE_PRIORITIES)
def what_if(consultation_id: int) -> ResponseReturnValue:
    """Show the order as other weights would make it; the declared ones stay as they are."""
    page = _counted_page(consultation_id)
    tried = weights.tried(page["consultation"], page["table"], page["numbers"]["weighted"], request.args)
    return render_template("priorities/weights.html", **page, tried=tried)


@bp.get(f"{HERE}/items/<key>")
@needs(Action.SEE_PRIORITIES)
def item(consultation_id: int, key: str) -> ResponseReturnValue:
    """Show everything that is known of one item."""
    page = _counted_page(consultation_id)
    row = next((row for row in page["table"].rows if row.item.key == key), None) or abort(404)
    weighted = page["numbers"]["weighted"]
    return render_template(
        "priorities/item.html",
        **page,
        row=row,
        doors=budget.doors_of(page["table"], weighted, key),
        without_open=budget.without_open(weighted, key),
        portfolios=budget.portfolios_of(page["consultation"], weighted),
        sentence=budget.why_sentence,
    )


@bp.post("/consultations/<int:consultation_id>/counts")
@needs(Action.SEE_PRIORITIES)
def count(consultation_id: int) -> ResponseReturnValue:
    """Ask for a count with its certainty; it is made in the background and kept."""
    consultation = box.consultation_in(g.city, consultation_id)
    kind = request.form.get("kind", "")
    if kind not in queries.kinds_asked(consultation):
        abort(404)
    actions.ask_for_count(consultation, kind, by=current_person())
    return redirect(url_for(".show", consultation_id=consultation_id, kind=kind), 303)


@bp.get("/counts/<count_id>")
@needs(Action.SEE_PRIORITIES)
def progress(count_id: str) -> ResponseReturnValue:
    """Show how far a count is; a script asks for it again and again."""
    asked = queries.count_in(g.city, count_id)
    return render_template("priorities/progress.html", asked=asked)


@bp.post("/consultations/<int:consultation_id>/interim")
@needs(Action.SEE_PRIORITIES)
def look(consultation_id: int) -> ResponseReturnValue:
    """Look at the order before voting has ended; that it was looked at is remembered."""
    consultation = box.consultation_in(g.city, consultation_id)
    actions.look_early(consultation, by=current_person())
    flash(_("This order is not final: people are still answering. The audit log has recorded your look."))
    return redirect(url_for(".show", consultation_id=consultation_id), 303)


def _page(consultation_id: int) -> dict[str, Any]:
    """Gather what every page of the priorities shows."""
    consultation = box.consultation_in(g.city, consultation_id)
    if consultation.opening is None:
        abort(404)
    kinds = queries.kinds_asked(consultation)
    kind = request.args.get("kind") or next(iter(kinds), None)
    if kind not in kinds:
        abort(404)
    look = None if consultation.is_sealed else queries.last_look(consultation)
    kept = queries.newest_count(consultation, kind, done=True) if consultation.is_sealed else None
    numbers = _numbers(consultation, kind, look, kept)
    chosen = {name: request.args.get(name) or None for name in ("horizon", "goal")}
    return {
        "city": g.city,
        "consultation": consultation,
        "kinds": kinds,
        "kind": kind,
        "look": look,
        "kept": kept,
        "asked": queries.newest_count(consultation, kind, done=False) if consultation.is_sealed else None,
        "numbers": numbers,
        "table": table_of(consultation, kind, numbers, **chosen) if numbers else None,
        "is_whole": not any(chosen.values()),
        "horizons": _horizons(consultation, kind),
        "goals": _goals(consultation, kind),
        "intact": is_as_declared(consultation),
        **WORDS,
    }


def _counted_page(consultation_id: int) -> dict[str, Any]:
    """Gather the same for a page that needs numbers; before there are any it does not exist."""
    page = _page(consultation_id)
    if page["table"] is None:
        abort(404)
    return page


def _numbers(consultation: Consultation, kind: str, look: Any, kept: Any) -> Any:
    if kept is not None:
        return kept.numbers
    if consultation.is_sealed:
        return queries.counted(consultation, kind)
    return look.counted[kind] if look is not None else None


def _horizons(consultation: Consultation, kind: str) -> list[str]:
    found = {item.horizon for item in consultation.items if item.kind == kind}
    return [horizon.value for horizon in Horizon if horizon in found]


def _goals(consultation: Consultation, kind: str) -> list[Any]:
    """One item of each goal, to name the goals by."""
    found = {item.goal_title_th: item for item in consultation.items if item.kind == kind and item.goal_title_th}
    return list(found.values())
