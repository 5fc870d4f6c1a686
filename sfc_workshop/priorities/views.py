"""The ranking with its reasons."""

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
from sfc_workshop.priorities import actions, queries, sentences
from sfc_workshop.priorities.table import table_of

bp = Blueprint("priorities", __name__, url_prefix="/desk/<city_slug>")
WORDS = {
    name: getattr(sentences, name)
    for name in (
        "cost_name",
        "flag_label", "flag_meaning", "flag_kind", "group_name", "kind_name", "kinds_name", "horizon_name",
        "method_sentence",
    )
}  # fmt: skip


@bp.get("/priorities")
@needs(Action.SEE_PRIORITIES)
def list_() -> ResponseReturnValue:
    """List the consultations whose priorities can be looked at."""
    opened = [consultation for consultation in box.consultations_of(g.city) if consultation.opening]
    return render_template("priorities/list.html", city=g.city, consultations=opened)


@bp.get("/consultations/<int:consultation_id>/priorities")
@needs(Action.SEE_PRIORITIES)
def show(consultation_id: int) -> ResponseReturnValue:
    """Show the order, its parts, and each group beside the total; while voting goes on only who has answered."""
    consultation = box.consultation_in(g.city, consultation_id)
    if consultation.opening is None:
        abort(404)
    kinds = queries.kinds_asked(consultation)
    kind = request.args.get("kind") or kinds[0]
    if kind not in kinds:
        abort(404)
    look = None if consultation.is_sealed else queries.last_look(consultation)
    return render_template(
        "priorities/show.html",
        city=g.city,
        consultation=consultation,
        kinds=kinds,
        kind=kind,
        look=look,
        table=_table(consultation, kind, look),
        horizons=_horizons(consultation, kind),
        goals=_goals(consultation, kind),
        intact=is_as_declared(consultation),
        turnout=box.turnout(consultation),
        late=box.late_answers(consultation),
        **WORDS,
    )


@bp.post("/consultations/<int:consultation_id>/interim")
@needs(Action.SEE_PRIORITIES)
def look(consultation_id: int) -> ResponseReturnValue:
    """Look at the order before voting has ended; that it was looked at is remembered."""
    consultation = box.consultation_in(g.city, consultation_id)
    actions.look_early(consultation, by=current_person())
    flash(_("This order is not final: people are still answering. The audit log has recorded your look."))
    return redirect(url_for(".show", consultation_id=consultation_id), 303)


def _table(consultation: Consultation, kind: str, look: Any) -> Any:
    if consultation.is_sealed:
        numbers = queries.counted(consultation, kind)
    elif look is not None:
        numbers = look.counted[kind]
    else:
        return None
    chosen = {name: request.args.get(name) or None for name in ("horizon", "goal")}
    return table_of(consultation, kind, numbers, **chosen)


def _horizons(consultation: Consultation, kind: str) -> list[str]:
    found = {item.horizon for item in consultation.items if item.kind == kind}
    return [horizon.value for horizon in Horizon if horizon in found]


def _goals(consultation: Consultation, kind: str) -> list[Any]:
    """One item of each goal, to name the goals by."""
    found = {item.goal_title_th: item for item in consultation.items if item.kind == kind and item.goal_title_th}
    return list(found.values())
