"""How every page of this room is drawn, with its words."""

from typing import Any

from flask import Blueprint, g, render_template
from flask.typing import ResponseReturnValue

from sfc_workshop.domain.roles import Action
from sfc_workshop.people.access import current_person
from sfc_workshop.plans import history, sentences
from sfc_workshop.plans.models import Plan
from sfc_workshop.plans.sheets import title_field

bp = Blueprint("plans", __name__, url_prefix="/desk/<city_slug>/plans")
WORDS: dict[str, Any] = {
    **{
        name: getattr(sentences, name)
        for name in (
            "horizon_name",
            "form_name",
            "edition_name",
            "kind_name",
            "field_name",
            "value_words",
            "what_was_done",
            "FORM_KINDS",
            "ORIGINS",
            "DIRECTIONS",
            "ALIGNMENTS",
        )
    },
    "fields_shown": history.fields_shown,
    "title_field": title_field,
}


def page(name: str, /, *, plan: Plan | None = None, status: int = 200, **told: Any) -> ResponseReturnValue:
    """Draw a page of this room; readers who may not change anything get no buttons for it."""
    told["can_edit"] = current_person().may(Action.EDIT_PLAN, g.city)
    return render_template(f"plans/{name}.html", city=g.city, plan=plan, **WORDS, **told), status
