"""Every component in every state, with imaginary content: what a designer looks at, and a test inspects."""

from types import SimpleNamespace

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired

from sfc_workshop.core.access import anyone

bp = Blueprint("ui", __name__, url_prefix="/patterns", static_folder=None)

KEY = "0123456789abcdef0123456789abcdef"
ENDS = ("Not important", "Very important")


def words(**fields: object) -> SimpleNamespace:
    """Make a row with English words only, as a city without translations would have."""
    return SimpleNamespace(
        **{f"{name}_th": "" for name in fields}, **{f"{name}_en": value for name, value in fields.items()}
    )


def item(key: str, title: str, summary: str = "", cost: int | None = None) -> SimpleNamespace:
    """Make a thing to be voted on."""
    row = words(title=title, summary=summary)
    row.key, row.cost = key, cost
    return row


ITEMS = [
    item("drain", "Deepen the Wang Canal drains", "Floods reach the market every September.", 1_632_820),
    item(
        "park",
        "A riverside park for all ages",
        "Trees, toilets that a wheelchair can enter, a playground, and lights until ten in the evening, "
        "on the land between the two bridges, which the city owns already and where nothing is built today.",
        4_850_000,
    ),
    item("bus", "An electric bus round the old town", "", 12_400_000),
    item("market", "Clean water and shade at the morning market", "", 760_000),
]


def question(number: int, kind: str, title: str, *, help_text: str = "", **more: object) -> SimpleNamespace:
    """Make a question of a kind."""
    low, high = ENDS if kind == "score" else ("", "")
    row = words(title=title, help=help_text, low_label=low, high_label=high)
    row.id, row.kind, row.run, row.required = number, kind, 1, False
    row.settings, row.items, row.options = {}, ITEMS, []
    vars(row).update(more)
    return row


def answer(**given: object) -> SimpleNamespace:
    """Make what somebody has answered so far."""
    nothing: dict[str, object] = {"marks": None, "words": "", "choice": None, "agreed": False, "revision": 0}
    return SimpleNamespace(**{**nothing, "key": KEY, **given})


def options(*titles: str) -> list[SimpleNamespace]:
    """Make the answers of a choice."""
    return [item(f"o{n}", title) for n, title in enumerate(titles, 1)]


def examples() -> list[dict[str, object]]:
    """List a question of each kind, and the states of some."""
    villages = [f"Community {n}" for n in range(1, 13)]
    score = {"lo": 1, "hi": 5}
    return [
        {"q": question(1, "score", "How important is each of these to you?", settings=score, required=True)},
        {
            "q": question(2, "score", "And how urgent?", settings={"lo": 0, "hi": 10}, items=ITEMS[:2]),
            "answer": answer(marks={"drain": 8, "park": None}, revision=2),
        },
        {
            "q": question(3, "approval", "Which would you support?", settings={"cap": 2}),
            "answer": answer(marks={"drain": 1}, revision=1),
        },
        {
            "q": question(4, "dots", "Where should the effort go?", settings={"dots": 10, "cap": 5}),
            "answer": answer(marks={"drain": 3, "market": 1}, revision=1),
        },
        {
            "q": question(5, "ranking", "What should come first?", settings={"places": 3}),
            "answer": answer(marks={"market": 1, "drain": 2}, revision=1),
        },
        {
            "q": question(6, "single", "Have you joined a city meeting before?", options=options("Yes", "No")),
            "answer": answer(marks={"o2": 1}, revision=1),
        },
        {
            "q": question(7, "text", "Is there anything we forgot?", help_text="Please do not write names."),
            "answer": answer(words="More shade along the school road."),
        },
        {"q": question(8, "community", "Where do you live?", options=options(*villages))},
        {"q": question(9, "community", "Which side of the river?", options=options("East", "West"))},
        {
            "q": question(
                10,
                "consent",
                "May we keep your community with your answers?",
                help_text="We use it to see whether every part of the city was heard. You can undo this.",
            )
        },
        {
            "q": question(11, "single", "Please choose one", options=options("Yes", "No"), required=True),
            "errors": [_("Please choose one of these.")],
        },
        {
            "q": question(12, "score", "This one is closed", settings=score, items=ITEMS[:1]),
            "answer": answer(marks={"drain": 4}, revision=1),
            "disabled": True,
        },
        {
            "q": question(13, "allocation", "What should the money be spent on?", settings={"budget": 20_000_000}),
            "answer": answer(marks={"park": 4_850_000}, revision=1),
        },
        {
            "q": question(14, "pairwise", "Which matters more to you?", settings={"pairs": 2}),
            "answer": answer(marks={"drain|park": 1}, revision=1, duels=duels("drain|park", "bus|market")),
        },
    ]


def duels(*names: str) -> list[SimpleNamespace]:
    """Make pairs to compare."""
    by_key = {one.key: one for one in ITEMS}
    pairs = [(name, [by_key[key] for key in name.split("|")]) for name in names]
    return [SimpleNamespace(name=name, left=left, right=right, marks=(1, 2)) for name, (left, right) in pairs]


class Example(FlaskForm):
    """A field of each sort."""

    title = StringField(_l("Title"), [InputRequired()])
    note = TextAreaField(_l("Note"))
    horizon = SelectField(_l("Horizon"), choices=[("short", _l("Short term")), ("long", _l("Long term"))])
    weight = IntegerField(_l("Weight"), [InputRequired()])
    door = RadioField(_l("Door"), choices=[("survey", _l("Survey")), ("workshop", _l("Workshop"))], default="survey")
    public = BooleanField(_l("Anyone may see this"))


@bp.get("")
@anyone
def patterns() -> ResponseReturnValue:
    """Show every component in every state."""
    form = Example(weight=3)
    form.title.errors = [_("Please write a title.")]
    fields = [field for field in form if field.type not in ("CSRFTokenField", "HiddenField")]
    return render_template("ui/patterns.html", examples=examples(), fields=fields)
