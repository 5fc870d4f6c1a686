"""The usual workshops of a Sustainable Future City: what is asked in each, and in which order.

Four steps were observed where such plans were made: a meeting that introduces the work, one that chooses a vision,
one that puts projects in order, and the hearing on the draft. Each is an agenda with its questions; a planner begins
from one of them and changes what is different. All words are written into rows in both languages.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import lazy_gettext as _l

from sfc_workshop.ballots.actions.asking import Asked, Choice
from sfc_workshop.core.i18n import in_both
from sfc_workshop.domain.agenda import Kind
from sfc_workshop.plans.models import Plan, Project, Vision
from sfc_workshop.plans.queries import projects_of

Rows = Sequence[Vision] | Sequence[Project]


@dataclass(frozen=True)
class Ask:
    """A question of a usual workshop.

    about:     the key of SUBJECTS it asks about, empty where it asks about no items
    settings:  how it is answered, from how many items there are
    ends:      what the lowest and the highest mark mean
    """

    kind: str
    title: Any
    help: Any = ""
    about: str = ""
    settings: Callable[[int], dict[str, Any]] = lambda _n: {}
    ends: tuple[Any, Any] = ("", "")
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Part:
    """An activity of a usual workshop; asks: the key of its question."""

    kind: Kind
    title: Any
    minutes: int
    words: Any = ""
    asks: str = ""


@dataclass(frozen=True)
class Usual:
    """One usual workshop: what a planner chooses it by, its questions and its agenda."""

    name: Any
    lede: Any
    asks: Mapping[str, Ask]
    parts: Sequence[Part]


@dataclass(frozen=True)
class Subject:
    """What can be asked about: which rows of a plan, how many at least, and what to say where there are fewer."""

    kind: str
    rows: Callable[[Plan], Rows]
    fewest: int
    missing: Any


SUBJECTS = {
    "visions": Subject(
        "vision",
        lambda plan: plan.visions,
        2,
        _l("This workshop lets people choose between visions. Please write at least two into the plan first."),
    ),
    "short": Subject(
        "project",
        lambda plan: [project for project in projects_of(plan) if project.horizon == "short"],
        2,
        _l("This workshop puts short-term projects in order. Please write at least two of them into the plan first."),
    ),
    "projects": Subject(
        "project",
        projects_of,
        1,
        _l("This hearing asks about the projects of the draft. Please write them into the plan first."),
    ),
}


def dots(items: int) -> dict[str, Any]:
    """About one dot for every three items, three at least, and not all of them on one.

    >>> dots(14), dots(2)
    ({'dots': 5, 'cap': 2}, {'dots': 3, 'cap': 2})
    """
    given = max(3, -(-items // 3))
    return {"dots": given, "cap": max(2, -(-given // items))}


_CHECK_IN = Part(
    Kind.CHECK_IN,
    _l("Welcome and check-in"),
    15,
    _l("Scan the code on the wall with your phone, then choose your group, your agency and your table."),
)
_FEEDBACK = Ask(
    "single",
    _l("How useful was this meeting to you?"),
    options={
        "very": _l("Very useful"),
        "useful": _l("Useful"),
        "little": _l("Of little use"),
        "none": _l("Of no use"),
    },
)
_THANKS = Part(Kind.FEEDBACK, _l("Your opinion of this meeting"), 5, asks="feedback")

USUAL = {
    "introduction": Usual(
        _l("Introduction meeting"),
        _l("Why a plan is made and how; hopes for the city as a word cloud; ideas on its problems."),
        asks={
            "hopes": Ask(
                "text",
                _l("In one word or two: what do you hope this city will be?"),
                _l("One hope at a time. You can send several."),
            ),
            "problems": Ask(
                "text",
                _l("Which problem of the city should be solved first, and how?"),
                _l("One idea at a time, in a sentence or two. Please name nobody."),
            ),
            "feedback": _FEEDBACK,
        },
        parts=[
            _CHECK_IN,
            Part(
                Kind.INFORMATION,
                _l("The project and its steps"),
                30,
                _l(
                    "The city writes a five-year plan together with its people: vision, goals and projects. "
                    "Today you hear how it is made, and the city hears what matters to you."
                ),
            ),
            Part(Kind.CLOUD, _l("Our hopes for the city"), 10, asks="hopes"),
            Part(Kind.IDEAS, _l("Problems and ways to solve them"), 30, asks="problems"),
            _THANKS,
        ],
    ),
    "vision": Usual(
        _l("Vision workshop"),
        _l("Score the visions of the plan, talk about them at the tables, vote again, add ideas."),
        asks={
            "visions": Ask(
                "score",
                _l("How well does each of these visions fit the city we want?"),
                _l("Give each vision a mark from 1 to 5. If you cannot judge one, choose “Don't know”."),
                about="visions",
                settings=lambda _n: {"lo": 1, "hi": 5},
                ends=(_l("Does not fit"), _l("Fits very well")),
            ),
            "missing": Ask(
                "text",
                _l("What is missing in these visions?"),
                _l("One idea at a time, in a sentence or two."),
            ),
            "feedback": _FEEDBACK,
        },
        parts=[
            _CHECK_IN,
            Part(
                Kind.INFORMATION,
                _l("Where the city stands, and the visions proposed"),
                20,
                _l("What we know about the city, what will change in the years to come, and which visions follow."),
            ),
            Part(Kind.QUESTION, _l("Score the visions"), 10, asks="visions"),
            Part(
                Kind.TALK,
                _l("Table talk on the visions"),
                15,
                _l(
                    "Talk at your table: which vision fits the city best, and why? "
                    "Let everybody speak once before anybody speaks twice."
                ),
            ),
            Part(
                Kind.AGAIN,
                _l("Score the visions again"),
                10,
                _l("After talking, give your marks again. They may be the same or others."),
                "visions",
            ),
            Part(Kind.IDEAS, _l("What is missing in the visions"), 20, asks="missing"),
            _THANKS,
        ],
    ),
    "projects": Usual(
        _l("Project workshop"),
        _l("Dots on the short-term projects, table talk, the first three in order, ideas for missing projects."),
        asks={
            "dots": Ask(
                "dots",
                _l("Which short-term projects does the city need most?"),
                _l("Share out your dots. A project you find very important may get more than one."),
                about="short",
                settings=dots,
            ),
            "first": Ask(
                "ranking",
                _l("Which of these projects should come first?"),
                _l("Put the most important one first."),
                about="short",
                settings=lambda n: {"places": min(3, n)},
            ),
            "missing": Ask(
                "text",
                _l("Which project is missing?"),
                _l("One project at a time: what should be done, where, and for whom?"),
            ),
            "feedback": _FEEDBACK,
        },
        parts=[
            _CHECK_IN,
            Part(
                Kind.INFORMATION,
                _l("The short-term projects proposed"),
                20,
                _l("What each project does, what it costs, and which goal of the plan it serves."),
            ),
            Part(Kind.QUESTION, _l("Dots on the projects"), 15, asks="dots"),
            Part(
                Kind.TALK,
                _l("Table talk on the projects"),
                15,
                _l("Talk at your table: which projects should come first, and what do others need that you do not?"),
            ),
            Part(Kind.QUESTION, _l("The first projects in order"), 15, asks="first"),
            Part(Kind.IDEAS, _l("Projects that are missing"), 20, asks="missing"),
            _THANKS,
        ],
    ),
    "hearing": Usual(
        _l("Hearing on the draft plan"),
        _l("In favour, with changes, or against; the reasons; which projects people approve of."),
        asks={
            "draft": Ask(
                "single",
                _l("What do you think of the draft plan?"),
                options={
                    "for": _l("In favour"),
                    "changes": _l("In favour, with changes"),
                    "against": _l("Against"),
                },
            ),
            "why": Ask(
                "text",
                _l("Why? What should be changed in the draft?"),
                _l("One reason or one change at a time."),
            ),
            "projects": Ask(
                "approval",
                _l("Which projects of the draft do you approve of?"),
                _l("Tick as many as you like."),
                about="projects",
                settings=lambda n: {"cap": n},
            ),
            "feedback": _FEEDBACK,
        },
        parts=[
            _CHECK_IN,
            Part(
                Kind.INFORMATION,
                _l("The draft plan in short"),
                30,
                _l(
                    "Vision, goals and projects of the draft, and what became of what people said before. "
                    "What is said today informs the committee; it is not a resolution."
                ),
            ),
            Part(Kind.QUESTION, _l("Your opinion of the draft"), 10, asks="draft"),
            Part(Kind.IDEAS, _l("Reasons and changes"), 30, asks="why"),
            Part(Kind.QUESTION, _l("Projects people approve of"), 15, asks="projects"),
            _THANKS,
        ],
    ),
}


def said(**words: Any) -> dict[str, str]:
    """Write lazily translated words as the columns of a row: {"title_th": …, "title_en": …}."""
    return {f"{name}_{language}": told for name, both in words.items() for language, told in in_both(both).items()}


def asked(ask: Ask, items: Sequence[Any], criterion: Any) -> Asked:
    """Say a question in both languages, about the items that were chosen for it."""
    low, high = ask.ends
    options = [(key, in_both(title)) for key, title in ask.options.items()]
    return Asked(
        kind=ask.kind,
        words=said(title=ask.title, help=ask.help, low_label=low, high_label=high),
        items=items,
        criterion=criterion if ask.about else None,
        settings=ask.settings(len(items)),
        options=[Choice(title["th"], title["en"], key) for key, title in options],
    )
