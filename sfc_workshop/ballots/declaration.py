"""How a planner is asked for what is declared before opening: groups, criteria, weights, limits, budgets."""

import re
from collections.abc import Sequence
from dataclasses import asdict
from fractions import Fraction
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, FieldList, Form, FormField, HiddenField, IntegerField, StringField, ValidationError
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from sfc_workshop.ballots.actions.declaring import Declaration, Declared
from sfc_workshop.ballots.checks import LEAST_N_MIN
from sfc_workshop.ballots.models import Consultation
from sfc_workshop.domain.horizons import Horizon
from sfc_workshop.domain.rounds import Thresholds
from sfc_workshop.ui.checks import showable

HUNDRED = 100
MOST_PLACES = 1000
MOST_ROWS = 60
ROW = re.compile("(groups|criteria)-[0-9]{1,2}-[a-z_]+")
MOST_BAHT = 10**13
KINDS = ("vision", "goal", "project")
THRESHOLDS = {
    "consensus_share": _l("“Everyone agrees” from this share in favour in every group"),
    "consensus_agreement": _l("… and from this agreement within every group (−1 to 1)"),
    "within_n": _l("“A group is divided” in groups of this many ballots or more"),
    "within_agreement": _l("… below this agreement within the group (−1 to 1)"),
    "low_support": _l("“Little support” below this mean support"),
    "thin_share": _l("“Few saw it” below this share of a group"),
    "channel_gap": _l("“Depends on the door” from this gap between doors"),
    "between_gap": _l("“Groups differ” from this gap between two groups"),
    "between_sure": _l("… where the gap is surely above this"),
    "fragile_above": _l("“Not certain” if the chance to be among the first lies above this"),
    "fragile_below": _l("… and below this"),
    "rule_places": _l("“Depends on the method” if another rule moves it this many places or more"),
}
HORIZONS = (*(horizon.value for horizon in Horizon), "")


def percent(share: Fraction) -> str:
    """Write a share as a percentage, or as a fraction of the whole where that has no end.

    >>> percent(Fraction(3, 20)), percent(Fraction(1, 3))
    ('15', '1/3')
    """
    hundredths = share * HUNDRED * 10_000
    return f"{float(share * HUNDRED):g}" if hundredths.denominator == 1 else str(share)


class ShareField(StringField):
    """A part of a whole: 30 or 12.5 is a percentage, 1/3 a fraction of the whole. data is a Fraction."""

    data: Any

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else percent(self.data)

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """Read what was typed; % and spaces do no harm."""
        typed = str(valuelist[0]).replace("%", "").replace(",", ".").strip() if valuelist else ""
        self.data = None
        if not typed:
            return
        try:
            if len(typed) > 12 or not set(typed) <= set("0123456789./"):
                raise ValueError
            self.data = Fraction(typed) if "/" in typed else Fraction(typed) / HUNDRED
        except (ValueError, ZeroDivisionError):
            raise ValueError(_("Please write a percentage such as 30 or 12.5, or a fraction such as 1/3.")) from None


class WeightedRow(Form):
    """A group or a criterion with its weight; a row without a name is no row."""

    key = HiddenField()
    title_th = StringField(_l("Name in Thai"), [Length(max=120), showable])
    title_en = StringField(_l("Name in English"), [Length(max=120), showable])
    weight = ShareField(_l("Weight (%)"))
    remove = BooleanField(_l("Remove"))

    @property
    def is_blank(self) -> bool:
        """Whether nothing was filled in, or it is to go."""
        return bool(self.remove.data) or not (self.title_th.data or self.title_en.data or self.key.data)

    def validate_weight(self, field: ShareField) -> None:
        """A named row needs a weight above nothing."""
        if not self.is_blank and not field.errors and not field.data:
            raise ValidationError(_("Please give it some weight, or remove it."))

    def validate_title_th(self, field: StringField) -> None:
        """The Thai name is the one everybody sees first."""
        if not self.is_blank and not (field.data or "").strip():
            raise ValidationError(_("Please write its name in Thai."))


class GroupRow(WeightedRow):
    """A stakeholder group; how many people were asked, where that is known."""

    expected = IntegerField(_l("People invited"), [Optional(), NumberRange(1, 10**7, _l("Please write 1 or more."))])


class DeclarationForm(FlaskForm):
    """Everything that is declared before opening."""

    groups = FieldList(FormField(GroupRow), max_entries=MOST_ROWS)
    criteria = FieldList(FormField(WeightedRow), max_entries=MOST_ROWS)
    n_min = IntegerField(
        _l("Smallest group that may be shown"),
        [
            InputRequired(_l("Please write a number.")),
            NumberRange(
                LEAST_N_MIN, 1000, _l("Results of fewer than five people must not be shown. Please write 5 or more.")
            ),
        ],
    )

    wrong_groups = ""
    wrong_criteria = ""

    def validate(self, extra_validators: Any = None) -> bool:
        """Check each field, then whether the weights are shares of a whole."""
        fits = bool(super().validate(extra_validators))
        self.wrong_groups = _wrong_sum(self.groups)
        self.wrong_criteria = _wrong_sum(self.criteria)
        return fits and not self.wrong_groups and not self.wrong_criteria


def form_for(consultation: Consultation, typed: Any = None) -> Any:
    """Make the form of a consultation: one field for each kind asked, each horizon and each threshold.

    typed: the posted form, or None to show what is declared so far.
    """
    kinds = [kind for kind in KINDS if any(item.kind == kind for item in consultation.items)]
    horizons = {item.horizon or "" for item in consultation.items if item.kind == "project"}
    extra: dict[str, Any] = {f"top_k_{kind}": _places() for kind in kinds}
    extra |= {f"budget_{horizon or 'all'}": _budget(horizon, horizons) for horizon in HORIZONS}
    extra |= {f"threshold_{name}": _threshold(name, usual) for name, usual in asdict(Thresholds()).items()}
    form_class: Any = type("DeclarationFormOf", (DeclarationForm,), extra)
    form = form_class(
        formdata=None if typed is None else _of_the_form(typed),
        data=None if typed is not None else _present(consultation, kinds),
    )
    form.kinds = kinds
    _forget_foreign_keys(form.groups, {group.key for group in consultation.groups})
    _forget_foreign_keys(form.criteria, {criterion.key for criterion in consultation.criteria})
    return form


def _of_the_form(typed: MultiDict[str, str]) -> MultiDict[str, str]:
    """Leave out rows no page of ours asks for."""
    rows = ("groups-", "criteria-")
    return MultiDict(
        (name, v) for name, v in typed.items(multi=True) if not name.startswith(rows) or ROW.fullmatch(name)
    )


def _forget_foreign_keys(rows: FieldList, known: set[str]) -> None:
    """Let a row keep its key only if it is one of ours, and the first to claim it; any other is a new row."""
    left = set(known)
    for row in rows:
        key = row.form.key
        if key.data in left:
            left.remove(key.data)
        else:
            key.data, key.raw_data = "", None


def read(form: Any) -> Declaration:
    """Read a form that was found right."""
    return Declaration(
        groups=_rows(form.groups, "g"),
        criteria=_rows(form.criteria, "c"),
        n_min=form.n_min.data,
        top_ks={kind: form[f"top_k_{kind}"].data for kind in form.kinds},
        budgets={h: baht for h in HORIZONS if (baht := form[f"budget_{h or 'all'}"].data)},
        thresholds={
            name: str(typed)
            for name, usual in asdict(Thresholds()).items()
            if (typed := form[f"threshold_{name}"].data) != usual
        },
    )


def _rows(rows: FieldList, letter: str) -> list[Declared]:
    """Read the rows that stay; a new one gets the first free key."""
    kept = [row.form for row in rows if not row.form.is_blank]
    taken = {row.form.key.data for row in rows}  # of those that go as well: a new row is not an old one renamed
    free = (key for n in range(1, 1000) if (key := f"{letter}{n}") not in taken)
    return [
        Declared(
            key=row.key.data or next(free),
            title_th=row.title_th.data.strip(),
            title_en=(row.title_en.data or "").strip(),
            weight=row.weight.data,
            expected=row.expected.data if "expected" in row else None,
        )
        for row in kept
    ]


def _wrong_sum(rows: FieldList) -> str:
    """What is wrong with the weights as shares of a whole, as a sentence; empty if nothing is."""
    kept = [row.form for row in rows if not row.form.is_blank]
    if not kept:
        return _("Please keep at least one.")
    weights = [row.weight.data for row in kept]
    if None in weights:
        return ""
    total = sum(weights, Fraction(0))
    return "" if total == 1 else _("The weights add up to %(sum)s%%. Please make them 100%%.", sum=_two_places(total))


def _two_places(total: Fraction) -> str:
    return f"{float(total * HUNDRED):.4f}".rstrip("0").rstrip(".")


def _present(consultation: Consultation, kinds: Sequence[str]) -> dict[str, Any]:
    """What is declared so far, and a blank row to add one more."""

    def row(one: Any) -> dict[str, Any]:
        shown = {"key": one.key, "title_th": one.title_th, "title_en": one.title_en, "weight": Fraction(one.weight)}
        return shown | {"expected": getattr(one, "expected", None)}

    return {
        "groups": [*map(row, consultation.groups), {}],
        "criteria": [*map(row, consultation.criteria), {}],
        "n_min": consultation.n_min,
        **{f"top_k_{kind}": consultation.room_for(kind) for kind in kinds},
        **{f"budget_{h or 'all'}": consultation.budgets.get(h) for h in HORIZONS},
        **{
            f"threshold_{name}": type(usual)(consultation.thresholds.get(name, usual))
            for name, usual in asdict(Thresholds()).items()
        },
    }


def _places() -> IntegerField:
    return IntegerField(
        _l("How many the plan has room for"),
        [InputRequired(_l("Please write a number.")), NumberRange(1, MOST_PLACES, _l("Please write 1 or more."))],
    )


def _budget(horizon: str, horizons: set[str]) -> IntegerField:
    def has_projects(_form: Any, field: IntegerField) -> None:
        if horizon and field.data and horizon not in horizons:
            raise ValidationError(_("No project has this horizon, so it needs no budget. Please leave it empty."))

    return IntegerField(
        _l("Budget (baht)"),
        [
            Optional(),
            NumberRange(
                1, MOST_BAHT, _l("A budget of nothing pays for nothing. Please write an amount, or leave it empty.")
            ),
            has_projects,
        ],
    )


class _Number(StringField):
    """An exact number; data is of the type of its default."""

    data: Any

    def __init__(self, *args: Any, kind: type, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        exact = isinstance(self.data, Fraction) and (self.data * 10_000).denominator == 1
        return f"{float(self.data):g}" if exact else str(self.data)

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """Read a number such as 0.3, 3/10 or 12."""
        typed = str(valuelist[0]).strip() if valuelist else ""
        try:
            if len(typed) > 12 or not typed or not set(typed) <= set("-0123456789./"):
                raise ValueError
            self.data = self.kind(typed)
        except (ValueError, ZeroDivisionError):
            self.data = None
            raise ValueError(_("Please write a number.")) from None

    def pre_validate(self, form: Any) -> None:
        """Shares lie between 0 and 1, agreement between -1 and 1, counts above 0."""
        if self.data is not None and not (1 <= self.data <= 1000 if self.kind is int else -1 <= self.data <= 1):
            raise ValidationError(_("This number is out of range."))


def _threshold(name: str, default: Any) -> _Number:
    return _Number(THRESHOLDS[name], kind=type(default))
