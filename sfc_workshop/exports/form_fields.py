"""What a planner fills in: which form as which file, and how the city words its forms."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField, SelectChoice, StringField, TextAreaField
from wtforms.validators import AnyOf, Length

from sfc_workshop.core.written import tidy
from sfc_workshop.domain.form_template import KINDS, NEEDED, Template
from sfc_workshop.exports.forms import SETS, Asked
from sfc_workshop.plans.models import Plan
from sfc_workshop.ui.checks import showable

LONGEST = 200


def form_names() -> dict[str, Any]:
    """The forms by what they are for."""
    return {
        "01": _l("Form 01: projects added up by strategy and programme"),
        "02": _l("Form 02: the municipality's projects in detail"),
        "02/1": _l("Form 02/1: projects taken from community plans"),
        "02/2": _l("Form 02/2: projects asked of other agencies"),
    }


def set_names() -> dict[str, Any]:
    """The sets of forms by the plans they are for."""
    return {
        "A": _l("Set A, for plans 2023–2027: strategies and indicators"),
        "B": _l("Set B, for plans 2028–2032: development issues"),
    }


def _choices(labels: dict[str, Any]) -> list[SelectChoice]:
    return [SelectChoice(value, label) for value, label in labels.items()]


def _radios(label: Any, *, default: str | None = None, choices: list[SelectChoice] | None = None) -> Any:
    """Ask to choose one; what is not on the page is refused in words of ours."""
    values = [choice.value for choice in choices or ()]
    one_of = AnyOf(values, message=_l("Please choose one of these."))
    return RadioField(label, [one_of], default=default, choices=choices, validate_choice=False)


class FormsForm(FlaskForm):
    """Choose a form and the file to make of it."""

    form = _radios(_l("Form"), default="02", choices=_choices(form_names()))
    set = _radios(_l("Set of forms"), choices=_choices(set_names()))
    kind = _radios(
        _l("File"),
        default="xlsx",
        choices=_choices({"xlsx": _l("Excel (XLSX)"), "docx": _l("Word (DOCX)"), "pdf": _l("PDF, to print")}),
    )
    digits = _radios(
        _l("Digits"),
        default="arabic",
        choices=_choices({"arabic": _l("Arabic digits, 123"), "thai": _l("Thai digits")}),
    )
    scope = _radios(
        _l("Projects"),
        default="all",
        choices=_choices(
            {
                "all": _l("All projects of the plan"),
                "edition": _l("Only those that came or changed with this edition"),
            }
        ),
    )

    def begin(self, plan: Plan) -> None:
        """Begin with what fits the plan."""
        self.set.data = plan.template_set if plan.template_set in SETS else SETS[0]
        self.scope.data = "all" if plan.edition in ("first", "review") else "edition"

    @property
    def asked(self) -> Asked:
        """The file that was chosen."""
        return Asked(**{field.name: field.data for field in self if field.name in Asked.__dataclass_fields__})


def _words(label: Any, kind: Any = StringField) -> Any:
    length = Length(max=LONGEST, message=_l("Please shorten this to %(most)s characters.", most=LONGEST))
    return kind(
        label,
        [length, showable],
        filters=[lambda words: tidy(words or "")],
        render_kw={"maxlength": LONGEST, "lang": "th"},
    )


class WordingForm(FlaskForm):
    """Word a set of forms as the city does; an empty field takes what the set says."""

    plan = _words(_l("Line with the plan's name; {first} and {last} stand for its years"))
    numbering = _radios(
        _l("Numbers of the projects"),
        choices=_choices({"form": _l("Through the whole form"), "table": _l("From 1 in each table")}),
    )


def wording_form(template: Template) -> type[WordingForm]:
    """Make the form for a set: a title for each form, a heading for each column, and whether it is shown."""
    fields: dict[str, Any] = {}
    names = form_names()
    for kind in KINDS:
        fields[title_field(kind)] = _words(_l("Title: %(form)s", form=names[kind]), TextAreaField)
    for column in template.columns:
        fields[f"head_{column.key}"] = _words(_l("Heading: %(column)s", column=column.head))
        if column.key not in NEEDED:
            fields[f"shown_{column.key}"] = BooleanField(_l("Show this column: %(column)s", column=column.head))
    return type("SetWordingForm", (WordingForm,), fields)


def title_field(kind: str) -> str:
    """Name the field of a form's title: a slash has no place in a name."""
    return f"title_{kind.replace('/', '_')}"


def fill(form: Any, template: Template, changed: Template) -> None:
    """Begin with how things are worded now."""
    form.plan.data, form.numbering.data = changed.plan, changed.numbering
    for kind in KINDS:
        form[title_field(kind)].data = changed.titles[kind]
    for column in changed.columns:
        form[f"head_{column.key}"].data = column.head
        if column.key not in NEEDED:
            form[f"shown_{column.key}"].data = not column.hidden


def changes_of(form: Any, template: Template) -> dict[str, Any]:
    """Read what differs from the set, as the city's changes are kept."""
    heads = {column.key: form[f"head_{column.key}"].data for column in template.columns}
    titles = {kind: form[title_field(kind)].data for kind in KINDS}
    return {
        "plan": form.plan.data if form.plan.data != template.plan else "",
        "numbering": form.numbering.data,
        "titles": {kind: words for kind, words in titles.items() if words and words != template.titles[kind]},
        "heads": {c.key: heads[c.key] for c in template.columns if heads[c.key] and heads[c.key] != c.head},
        "hidden": [c.key for c in template.columns if c.key not in NEEDED and not form[f"shown_{c.key}"].data],
    }
