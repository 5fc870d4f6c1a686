"""What a planner fills in to prepare a consultation: its title, what is asked about, questions, pages."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import Length

from sfc_workshop.ballots.actions.asking import Asked, Choice
from sfc_workshop.ballots.models import KINDS, ON_ITEMS, Consultation, Item, Question
from sfc_workshop.core.i18n import text
from sfc_workshop.core.written import tidy
from sfc_workshop.ui.checks import showable

LONGEST_TITLE = 300
LONGEST_WORDS = 2000
LONGEST_LABEL = 60
BLANK_OPTIONS = 2
MOST_OPTIONS = 40
ITEM_KINDS = {"vision": _l("Visions"), "goal": _l("Goals"), "project": _l("Projects")}
HORIZONS = {"short": _l("Short term"), "medium": _l("Medium term"), "long": _l("Long term")}
KIND_NAMES = {
    "score": _l("Score: a mark for each item"),
    "approval": _l("Approval: tick those you want"),
    "dots": _l("Dots: share out a few dots"),
    "ranking": _l("Ranking: put the first few in order"),
    "allocation": _l("Budget: choose what the money pays for"),
    "pairwise": _l("Pairs: which of these two"),
    "single": _l("One choice from a list"),
    "text": _l("An answer in one's own words"),
    "community": _l("The community one lives in"),
    "consent": _l("Consent: agree to one thing"),
}
PURPOSES = {
    "quote": _l("Quoting what was written, without a name"),
    "contact": _l("Getting in touch later"),
    "photo": _l("Showing photographs"),
}
LIMITS = {
    "score": ("lo", "hi"),
    "approval": ("cap",),
    "dots": ("dots", "cap"),
    "ranking": ("places",),
    "allocation": ("budget",),
    "pairwise": ("pairs",),
}
USUAL: Mapping[str, Mapping[str, int]] = {
    "score": {"lo": 1, "hi": 5},
    "approval": {"cap": 3},
    "dots": {"dots": 10, "cap": 4},
    "ranking": {"places": 3},
    "pairwise": {"pairs": 8},
}
LANGUAGES = ("th", "en")
FIRST_BUDDHIST_YEAR = 2400  # nobody means a year of the common era by this or a later number
WHOLE = re.compile("-?[0-9]{1,15}")
ROW = re.compile("options-[0-9]{1,2}-[a-z_]+")


class Expected:
    """Marks a field nobody should leave empty, with a sentence for whoever does."""

    field_flags = {"required": True}

    def __init__(self, sentence: Any) -> None:
        self.sentence = sentence

    def __call__(self, _form: Any, field: Any) -> None:
        """Refuse nothing but space."""
        if not (field.data or "").strip():
            raise ValidationError(str(self.sentence))


class Needed:
    """Marks a number that has to be there; what is wrong with it is for the limits to say."""

    field_flags = {"required": True}

    def __call__(self, _form: Any, _field: Any) -> None:
        """Let everything pass."""


def words(label: Any, most: int, *more: Any, kind: Any = StringField, **looks: Any) -> Any:
    """Make a field for words: tidied, not too long, nothing that cannot be shown."""
    length = Length(max=most, message=_l("Please shorten this to %(most)s characters.", most=f"{most:,}"))
    return kind(label, [*more, length, showable], filters=[_tidy], render_kw={"maxlength": most, **looks})


def _tidy(typed: str | None) -> str:
    return tidy(typed or "")


def in_thai(label: Any, most: int = LONGEST_TITLE, **how: Any) -> Any:
    """Make the Thai half of a pair that is needed."""
    return words(label, most, Expected(_l("Please write this in Thai.")), lang="th", **how)


class TitleForm(FlaskForm):
    """Name a consultation."""

    title_th = in_thai(_l("Title in Thai"))
    title_en = words(_l("Title in English"), LONGEST_TITLE, lang="en")


class NewForm(TitleForm):
    """Begin a consultation: about which plan, or from which earlier one."""

    begin = SelectField(_l("Begin with"), validate_choice=False)

    def offer(self, plans: Sequence[Any], earlier: Sequence[Consultation]) -> None:
        """Offer a blank one about each plan, and a copy of each earlier consultation."""
        self.begin.choices = [
            *((f"plan-{plan.id}", _("A blank one about: %(plan)s", plan=text(plan, "title"))) for plan in plans),
            *((f"copy-{one.id}", _("A copy of: %(title)s", title=text(one, "title"))) for one in earlier),
        ]

    def validate_begin(self, field: SelectField) -> None:
        """Refuse what is not offered."""
        if field.data not in dict(field.choices):
            raise ValidationError(_("Please choose from the list."))


class SectionForm(FlaskForm):
    """Write what stands above the questions of a page."""

    title_th = words(_l("Heading in Thai"), LONGEST_TITLE, lang="th")
    title_en = words(_l("Heading in English"), LONGEST_TITLE, lang="en")
    words_th = words(_l("Words in Thai"), LONGEST_WORDS, kind=TextAreaField, rows=4, lang="th")
    words_en = words(_l("Words in English"), LONGEST_WORDS, kind=TextAreaField, rows=4, lang="en")

    def validate_title_th(self, field: StringField) -> None:
        """A page with nothing to read needs no heading."""
        if not field.data and not self.words_th.data:
            raise ValidationError(_("Please write a heading or some words in Thai."))


class OptionRow(Form):
    """One answer of a choice; a row without words is no row."""

    key = HiddenField()
    title_th = words(_l("Answer in Thai"), LONGEST_TITLE, lang="th")
    title_en = words(_l("Answer in English"), LONGEST_TITLE, lang="en")

    def validate_title_th(self, field: StringField) -> None:
        """The Thai is what everybody sees first."""
        if self.title_en.data and not field.data:
            raise ValidationError(_("Please write this in Thai."))


class QuestionForm(FlaskForm):
    """A question of any kind; form_for() leaves in it what its kind needs."""

    title_th = in_thai(_l("Question in Thai"), LONGEST_WORDS)
    title_en = words(_l("Question in English"), LONGEST_WORDS, lang="en")
    help_th = words(_l("Help in Thai"), LONGEST_WORDS, kind=TextAreaField, rows=2, lang="th")
    help_en = words(_l("Help in English"), LONGEST_WORDS, kind=TextAreaField, rows=2, lang="en")
    required = BooleanField(_l("An answer is needed to go on"))


class _OnItems(QuestionForm):
    criterion = SelectField(_l("Criterion: from which side it is judged"), validate_choice=False)
    direction = RadioField(
        _l("What a high mark means"),
        choices=[
            SelectChoice("1", _l("Good: it moves an item up")),
            SelectChoice("-1", _l("Bad, such as a risk: it moves an item down")),
        ],
        default="1",
        validate_choice=False,
    )
    which = SelectField(_l("Asks about"), validate_choice=False)
    ticked: Any = None

    wrong_items = ""


class WholeField(StringField):
    """A whole number as people write it: 12, -3, 1,500,000; data is an int, or None where nothing was written."""

    data: Any

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else str(self.data)

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """Read what was typed; commas and spaces do no harm."""
        typed = str(valuelist[0]).replace(",", "").strip() if valuelist else ""
        self.data = None
        if WHOLE.fullmatch(typed):
            self.data = int(typed)
        elif typed:
            raise ValueError(_("Please write a whole number."))


def _limit(label: Any, *, needed: bool = True) -> WholeField:
    return WholeField(label, [Needed()] if needed else [], render_kw={"inputmode": "numeric", "maxlength": 20})


_EXTRA: dict[str, dict[str, Any]] = {
    "score": {
        "lo": lambda: _limit(_l("Lowest mark")),
        "hi": lambda: _limit(_l("Highest mark")),
        "low_label_th": lambda: words(_l("What the lowest mark means, in Thai"), LONGEST_LABEL, lang="th"),
        "low_label_en": lambda: words(_l("What the lowest mark means, in English"), LONGEST_LABEL, lang="en"),
        "high_label_th": lambda: words(_l("What the highest mark means, in Thai"), LONGEST_LABEL, lang="th"),
        "high_label_en": lambda: words(_l("What the highest mark means, in English"), LONGEST_LABEL, lang="en"),
    },
    "approval": {"cap": lambda: _limit(_l("At most so many ticks"), needed=False)},
    "dots": {
        "dots": lambda: _limit(_l("Dots to share out")),
        "cap": lambda: _limit(_l("At most so many on one item"), needed=False),
    },
    "ranking": {"places": lambda: _limit(_l("Places to give"))},
    "allocation": {"budget": lambda: _limit(_l("Budget (baht)"))},
    "pairwise": {"pairs": lambda: _limit(_l("Pairs to compare, for each person"))},
    "single": {"options": lambda: FieldList(FormField(OptionRow), max_entries=MOST_OPTIONS)},
    "consent": {
        "purpose": lambda: SelectField(
            _l("What it is asked for"), choices=[SelectChoice(*one) for one in PURPOSES.items()], validate_choice=False
        )
    },
}


def form_for(kind: str, consultation: Consultation, question: Question | None = None, typed: Any = None) -> Any:
    """Make the form of a question.

    kind:      one of KINDS.
    question:  what it says so far; None for a new one.
    typed:     the posted form; None to show what is kept.
    """
    base = _OnItems if kind in ON_ITEMS else QuestionForm
    extra = {name: make() for name, make in _EXTRA.get(kind, {}).items()}
    form_class: Any = type(f"{kind.title()}Form", (base,), extra)
    if typed is not None:  # rows no page of ours asks for are left out
        rows = typed.items(multi=True)
        typed = MultiDict((name, v) for name, v in rows if not name.startswith("options-") or ROW.fullmatch(name))
    form = form_class(formdata=typed, data=None if typed is not None else _present(kind, question))
    if kind in ON_ITEMS:
        _offer_items(form, consultation, question, typed)
    if kind == "single":
        _forget_foreign_keys(form, question)
    return form


def make_room(form: Any) -> None:
    """Add empty rows for more answers, as many as there may be."""
    for _row in range(min(BLANK_OPTIONS, MOST_OPTIONS - len(form.options))):
        form.options.append_entry()


def _forget_foreign_keys(form: Any, question: Question | None) -> None:
    """Let an answer keep its key only if it is one of the question's, and the first to claim it."""
    left = {option.key for option in question.options} if question is not None else set()
    for row in form.options:
        key = row.form.key
        if key.data in left:
            left.remove(key.data)
        else:
            key.data, key.raw_data = "", None


def _offer_items(form: Any, consultation: Consultation, question: Question | None, typed: Any) -> None:
    form.criterion.choices = [(one.key, text(one, "title")) for one in consultation.criteria]
    bundles = [(key, label) for key, label, _items in _bundles(consultation)]
    form.which.choices = [*bundles, ("ticked", _("Those ticked below"))]
    if typed is not None:
        form.ticked = set(typed.getlist("item"))
    elif question is not None:
        form.ticked = {item.key for item in question.items}
        form.which.data = _bundle_of(consultation, question)
        form.criterion.data = question.criterion.key if question.criterion else None
    else:
        form.ticked = set()


def _bundles(consultation: Consultation) -> list[tuple[str, str, list[Item]]]:
    """List what can be chosen in one go: all of a kind, of a horizon, of a goal."""
    found: list[tuple[str, str, list[Item]]] = []
    for kind, name in ITEM_KINDS.items():
        items = [item for item in consultation.items if item.kind == kind]
        found.append((kind, _("All %(kind)s (%(n)s)", kind=name, n=len(items)), items))
        for horizon, label in HORIZONS.items() if kind == "project" else ():
            of_it = [item for item in items if item.horizon == horizon]
            found.append((f"{kind}-{horizon}", _some(name, label, of_it), of_it))
        for goal_id, title in _goals(items) if kind == "project" else ():
            of_it = [item for item in items if item.goal_id == goal_id]
            found.append((f"goal-{goal_id}", _some(name, title, of_it), of_it))
    return [(key, label, items) for key, label, items in found if items]


def _some(name: Any, which: Any, items: Sequence[Item]) -> str:
    return _("%(kind)s: %(which)s (%(n)s)", kind=name, which=which, n=len(items))


def _goals(items: Sequence[Item]) -> list[tuple[int, str]]:
    return list({item.goal_id: text(item, "goal_title") for item in items if item.goal_id is not None}.items())


def _bundle_of(consultation: Consultation, question: Question) -> str:
    asked = set(question.choices)
    return next((key for key, _label, items in _bundles(consultation) if {i.key for i in items} == asked), "ticked")


def read(form: Any, kind: str, consultation: Consultation) -> Asked:
    """Read a form that was found right."""
    names = [f"{name}_{one}" for name in ("title", "help", "low_label", "high_label") for one in LANGUAGES]
    on_items = kind in ON_ITEMS
    settings = {name: form[name].data for name in LIMITS.get(kind, ())}
    if kind == "consent":
        settings["purpose"] = form.purpose.data
    return Asked(
        kind=kind,
        words={name: form[name].data for name in names if name in form},
        items=_items(form, consultation) if on_items else [],
        criterion=next((one for one in consultation.criteria if on_items and one.key == form.criterion.data), None),
        direction=-1 if on_items and form.direction.data == "-1" else 1,
        settings=settings,
        required=bool(form.required.data),
        options=[
            Choice(title_th=row.form.title_th.data, title_en=row.form.title_en.data, key=row.form.key.data or "")
            for row in (form.options if kind == "single" else ())
            if row.form.title_th.data
        ],
    )


def _items(form: Any, consultation: Consultation) -> list[Item]:
    bundles = {key: items for key, _label, items in _bundles(consultation)}
    chosen = bundles.get(form.which.data)
    return [item for item in consultation.items if item.key in form.ticked] if chosen is None else chosen


def _present(kind: str, question: Question | None) -> dict[str, Any]:
    """What a question says so far; of a new one, what is usual."""
    if question is None:
        blank: list[dict[str, str]] = [{} for _n in range(BLANK_OPTIONS + 1)]
        return {**USUAL.get(kind, {}), "options": blank} if kind == "single" else dict(USUAL.get(kind, {}))
    names = [f"{name}_{one}" for name in ("title", "help", "low_label", "high_label") for one in LANGUAGES]
    rows = [{"key": one.key, "title_th": one.title_th, "title_en": one.title_en} for one in question.options]
    return {
        **{name: getattr(question, name) for name in (*names, "required")},
        **question.settings,
        "direction": str(question.direction),
        "options": [*rows, *({} for _n in range(BLANK_OPTIONS))],
    }


def kinds_to_add(consultation: Consultation) -> list[tuple[str, Any]]:
    """List the kinds a question can have; those on items only where something is asked about."""
    has_items = bool(consultation.items)
    has_place = any(question.kind == "community" for question in consultation.questions)
    return [
        (kind, KIND_NAMES[kind])
        for kind in KINDS
        if (has_items or kind not in ON_ITEMS) and not (has_place and kind == "community")
    ]
