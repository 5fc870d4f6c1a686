"""What is wanted of many projects at once; an empty choice leaves a field as it is."""

from typing import Any

from flask import request
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, SelectField, StringField
from wtforms.validators import Length

from sfc_workshop.core.written import tidy
from sfc_workshop.plans import fields as f
from sfc_workshop.plans import sentences
from sfc_workshop.plans.actions.bulk import ADD, BY_YEARS, TAKE
from sfc_workshop.plans.forms import Choices, whole
from sfc_workshop.ui.checks import showable

KEEP, NOTHING = "", "none"
MOST_CHOSEN = 2000


def _select(label: Any) -> Any:
    return SelectField(label, [f.offered], validate_choice=False, choices=[], default=KEEP)


def _agency(name: str) -> Any:
    return StringField(
        sentences.label(name),
        [Length(max=f.LONGEST_NAME), showable],
        filters=[lambda words: tidy(words or "")],
        render_kw={"lang": name[-2:], "maxlength": f.LONGEST_NAME},
    )


class BulkForm(FlaskForm):
    """Change the ticked projects."""

    seen = HiddenField(filters=[whole])
    all_found = BooleanField(_l("All projects that were found, on every page"))
    horizon = _select(sentences.label("horizon"))
    goal_id = _select(sentences.label("goal_id"))
    tactic_id = _select(sentences.label("tactic_id"))
    division_id = _select(sentences.label("division_id"))
    programme_add = _select(_l("Add a programme"))
    programme_take = _select(_l("Take a programme away"))
    form_kind = _select(sentences.label("form_kind"))
    agency_th = _agency("agency_th")
    agency_en = _agency("agency_en")

    def offer(self, choices: Choices) -> None:
        """Offer what the plan has; first of all to leave things as they are."""
        keep = (KEEP, _l("Leave as it is"))
        self.horizon.choices = [
            keep,
            *sentences.HORIZONS.items(),
            (BY_YEARS, _l("By the first year with money")),
        ]
        for name, offered in (
            ("goal_id", choices.goals),
            ("tactic_id", choices.tactics),
            ("division_id", choices.divisions),
        ):
            self[name].choices = [
                keep,
                *(
                    (NOTHING if one is None else str(one), _l("None") if one is None else label)
                    for one, label in offered
                ),
            ]
        for name in (ADD, TAKE):
            self[name].choices = [keep, *choices.programmes]
        self.form_kind.choices = [keep, *sentences.FORM_KINDS.items()]

    def wishes(self) -> dict[str, Any]:
        """What is to be done, as the action wants it."""
        told = {name: self[name].data for name in ("horizon", "form_kind", ADD, TAKE, "agency_th", "agency_en")}
        ids = {name: self[name].data for name in ("goal_id", "tactic_id", "division_id")}
        return {
            **{name: value for name, value in told.items() if value},
            **{name: None if value == NOTHING else int(value) for name, value in ids.items() if value},
        }

    def chosen(self) -> list[int]:
        """The ids that are ticked."""
        ids = [whole(value) for value in request.form.getlist("project")[:MOST_CHOSEN]]
        return [one for one in ids if one]

    def refuse(self, field: str, sentence: str) -> None:
        """Show a refusal at the field it is about, or above everything."""
        where = field if field in self._fields else "all_found"
        self[where].errors = [sentence]
