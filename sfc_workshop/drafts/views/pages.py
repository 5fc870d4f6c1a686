"""How every page of this room is drawn: with its words, and with the draft's standing in sight."""

from typing import Any

from flask import Blueprint, g, render_template
from flask.typing import ResponseReturnValue

from sfc_workshop.domain.overrides import REASON_LEAST
from sfc_workshop.domain.roles import Action
from sfc_workshop.drafts import queries, sentences
from sfc_workshop.drafts.models import Draft
from sfc_workshop.people.access import current_person
from sfc_workshop.priorities import sentences as counting

bp = Blueprint("drafts", __name__, url_prefix="/desk/<city_slug>/drafts")
WORDS: dict[str, Any] = {
    **{name: getattr(sentences, name) for name in ("shift_sentence", "tau_words", "what_was_done", "field_name")},
    **{
        name: getattr(counting, name)
        for name in ("flag_label", "flag_meaning", "flag_kind", "kinds_name", "horizon_name")
    },
    "reason_least": REASON_LEAST,
}


def page(name: str, /, *, status: int = 200, draft: Draft | None = None, **told: Any) -> ResponseReturnValue:
    """Draw a page of this room; readers who may not change anything get no buttons for it."""
    told["can_edit"] = current_person().may(Action.EDIT_PLAN, g.city)
    if draft is not None:
        told["summary"] = queries.summary(draft)
        told["items"] = {line.item.key: line.item for line in draft.lines}
    return render_template(f"drafts/{name}.html", city=g.city, draft=draft, **WORDS, **told), status
