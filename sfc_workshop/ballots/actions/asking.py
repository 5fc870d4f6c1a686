"""Writing the questions of a consultation and the headings of its pages, until it is opened."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import lazy_gettext as _l

from sfc_workshop.ballots.actions.declaring import refuse_frozen
from sfc_workshop.ballots.actions.preparing import twin_of
from sfc_workshop.ballots.limits import faults_in
from sfc_workshop.ballots.models import ON_ITEMS, Consultation, Criterion, Item, Option, Question, Section
from sfc_workshop.core import audit
from sfc_workshop.core.db import db, hold, writing
from sfc_workshop.core.refusals import Refused
from sfc_workshop.people.models import Person

MOST_QUESTIONS = 100
MOST_PAGES = 50


class NotThisQuestion(Refused):
    """A question that cannot be asked like this; field says what has to be looked at."""

    status = 422

    def __init__(self, field: str, sentence: Any) -> None:
        super().__init__(sentence)
        self.field = field


@dataclass(frozen=True)
class Choice:
    """One answer of a single choice; an empty key is a new one."""

    title_th: str
    title_en: str = ""
    key: str = ""


@dataclass(frozen=True)
class Asked:
    """A question as a planner writes it.

    words:      {title_th, title_en, help_th, …, low_label_th, …}; what is absent is empty
    direction:  -1 where a high mark is bad
    settings:   as domain.scales.Scale takes them; of consent its purpose
    """

    kind: str
    words: dict[str, str]
    items: Sequence[Item] = ()
    criterion: Criterion | None = None
    direction: int = 1
    settings: dict[str, Any] = field(default_factory=dict)
    required: bool = False
    options: Sequence[Choice] = ()


def add_question(consultation: Consultation, asked: Asked, *, page: int, by: Person) -> Question:
    """Add a question at the end of a page; a page after the last one is a new one.

    raises: NotThisQuestion for settings that do not fit, IsFrozen after opening.
    """
    with writing():
        _begin(consultation)
        if len(consultation.questions) >= MOST_QUESTIONS:
            raise NotThisQuestion(
                "title_th",
                _l("Nobody answers more than %(most)s questions. Please leave some out.", most=MOST_QUESTIONS),
            )
        question = step_add_question(consultation, asked, page=page)
        step_number(consultation)
        _remember("question added", consultation, by, kind=asked.kind)
        db.session.commit()
    return question


def step_add_question(consultation: Consultation, asked: Asked, *, page: int, key: str = "") -> Question:
    """Do the work of add_question() inside the caller's transaction."""
    if asked.kind == "community" and any(one.kind == asked.kind for one in consultation.questions):
        raise NotThisQuestion("title_th", _l("This consultation asks for the community already. Once is enough."))
    taken = {question.key for question in consultation.questions}
    question = Question(
        kind=asked.kind,
        key=key or next(key for n in range(1, len(taken) + 2) if (key := f"q{n}") not in taken),
        page=page,
        position=len(consultation.questions),
    )
    _write(question, asked)
    consultation.questions.append(question)
    db.session.flush()
    return question


def change_question(question: Question, asked: Asked, *, by: Person) -> None:
    """Write a question anew; its kind stays."""
    consultation = question.consultation
    with writing():
        _begin(consultation)
        _write(question, asked)
        _remember("question changed", consultation, by, question=question.key)
        db.session.commit()


def copy_question(question: Question, *, by: Person) -> Question:
    """Put a copy of a question right behind it."""
    consultation = question.consultation
    with writing():
        _begin(consultation)
        if question.kind == "community":
            raise Refused(_l("This consultation asks for the community already. Once is enough."), status=409)
        taken = {one.key for one in consultation.questions}
        twin = twin_of(question)
        twin.key = next(key for n in range(1, len(taken) + 2) if (key := f"q{n}") not in taken)
        consultation.questions.insert(consultation.questions.index(question) + 1, twin)
        _number_questions(consultation)
        _remember("question added", consultation, by, kind=question.kind)
        db.session.commit()
    return twin


def delete_question(question: Question, *, by: Person) -> None:
    """Take a question out."""
    consultation = question.consultation
    with writing():
        _begin(consultation)
        _remember("question deleted", consultation, by, question=question.key)
        consultation.questions.remove(question)
        step_number(consultation)
        db.session.commit()


def move_question(question: Question, *, up: bool, by: Person) -> None:
    """Move a question one place; over the edge of its page it goes to the next page, at the near end."""
    consultation = question.consultation
    with writing():
        _begin(consultation)
        step_number(consultation)
        order = list(consultation.questions)
        at = order.index(question)
        other = at - 1 if up else at + 1
        if 0 <= other < len(order) and order[other].page == question.page:
            order[at], order[other] = order[other], order[at]
        else:
            question.page = min(max(question.page + (-1 if up else 1), 1), last_page(consultation))
        for position, one in enumerate(order):
            one.position = position
        step_number(consultation)
        _remember("question moved", consultation, by, question=question.key, page=question.page)
        db.session.commit()


def last_page(consultation: Consultation) -> int:
    """The number of the last page that has a question or a heading; 1 where nothing is there."""
    return max([1, *(one.page for one in consultation.questions), *(one.page for one in consultation.sections)])


def write_section(consultation: Consultation, page: int, words: dict[str, str], *, by: Person) -> None:
    """Write what stands above the questions of a page.

    words:  {title_th, title_en, words_th, words_en}
    page:   one that is there, or the one after the last, which is made.
    """
    with writing():
        _begin(consultation)
        if not 1 <= page <= min(last_page(consultation) + 1, MOST_PAGES):
            raise Refused(_l("There is no such page. Please open the questions again."), status=409)
        section = next((one for one in consultation.sections if one.page == page), None)
        if section is None:
            section = Section(page=page)
            consultation.sections.append(section)
        for name, written in words.items():
            setattr(section, name, written)
        step_number(consultation)
        _remember("page written", consultation, by, page=page)
        db.session.commit()


def delete_section(consultation: Consultation, page: int, *, by: Person) -> None:
    """Take a page's heading away; its questions join the page before, those of the first page the next."""
    with writing():
        _begin(consultation)
        to = page - 1 if page > 1 else page
        for question in consultation.questions:
            if question.page == page:
                question.page = to
        for section in [one for one in consultation.sections if one.page == page]:
            consultation.sections.remove(section)
        db.session.flush()
        if page == 1:
            _turn_pages(consultation, {2: 1})
        step_number(consultation)
        _remember("page deleted", consultation, by, page=page)
        db.session.commit()


def move_section(consultation: Consultation, page: int, *, up: bool, by: Person) -> None:
    """Change a page's place with its neighbour's, questions and heading together."""
    with writing():
        _begin(consultation)
        other = page - 1 if up else page + 1
        if 1 <= other <= last_page(consultation) and 1 <= page <= last_page(consultation):
            _turn_pages(consultation, {page: other, other: page})
        step_number(consultation)
        _remember("page moved", consultation, by, page=page)
        db.session.commit()


def step_number(consultation: Consultation) -> None:
    """Number pages and questions from one end to the other, without gaps."""
    rows: list[Any] = [*consultation.questions, *consultation.sections]
    used = sorted({row.page for row in rows})
    _turn_pages(consultation, {page: n for n, page in enumerate(used, start=1)})


def _turn_pages(consultation: Consultation, to: dict[int, int]) -> None:
    rows: Iterable[Any] = [*consultation.questions, *consultation.sections]
    for row in rows:
        row.page = to.get(row.page, row.page)
    consultation.questions.sort(key=lambda one: (one.page, one.position))
    _number_questions(consultation)
    db.session.flush()


def _number_questions(consultation: Consultation) -> None:
    for position, question in enumerate(consultation.questions):
        question.position = position


def _write(question: Question, asked: Asked) -> None:
    """Copy what was asked onto the row, or say which field does not fit."""
    settings = {name: value for name, value in asked.settings.items() if value is not None}
    for name, sentence in faults_in(question.kind, settings, asked.items, options=len(asked.options)).items():
        raise NotThisQuestion(name, sentence)
    on_items = question.kind in ON_ITEMS
    if on_items and asked.criterion is None:
        raise NotThisQuestion("criterion", _l("Every question on plan items needs a criterion."))
    for name, words in asked.words.items():
        setattr(question, name, words)
    question.settings = settings
    question.criterion = asked.criterion if on_items else None
    question.direction = asked.direction if on_items else 1
    question.required = asked.required
    question.items = list(asked.items) if on_items else []
    question.options = _options(question, asked.options) if question.kind == "single" else []


def _options(question: Question, choices: Sequence[Choice]) -> list[Option]:
    """Change the answers that are there, add what is new, let go of the rest."""
    known = {option.key: option for option in question.options}
    taken = set(known) | {choice.key for choice in choices}
    free = (key for n in range(1, 10_000) if (key := f"o{n}") not in taken)
    made = []
    for position, choice in enumerate(choices):
        option = known.get(choice.key) or Option(key=choice.key or next(free))
        option.position, option.title_th, option.title_en = position, choice.title_th, choice.title_en
        made.append(option)
    return made


def _begin(consultation: Consultation) -> None:
    hold(f"consultation {consultation.id}", shared=False)
    refuse_frozen(consultation)


def _remember(what: str, consultation: Consultation, by: Person, **facts: Any) -> None:
    audit.remember(what, f"consultation {consultation.id}", by=by.id, **facts)
