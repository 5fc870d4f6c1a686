"""What is missing before a consultation can be opened, each with the page on which it is put right."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flask_babel import lazy_gettext as _l

from sfc_workshop.ballots.limits import faults_in
from sfc_workshop.ballots.models import ON_ITEMS, Consultation, Item, Question

LEAST_N_MIN = 5


@dataclass(frozen=True)
class Fault:
    """One thing that is missing or wrong.

    where:  the page that puts it right: title, items, questions, question, section, declaration, margins, doors,
            communities
    which:  the question's id or the page's number, where it is one of several
    about:  the row whose title tells the reader which one is meant
    """

    sentence: Any
    where: str
    which: int | None = None
    about: Any = None


def faults_of(consultation: Consultation) -> list[Fault]:
    """List everything that is missing before a planner may open a consultation."""
    return [*unfit(consultation), *_unready(consultation)]


def unfit(consultation: Consultation) -> list[Fault]:
    """List what would make ballots that cannot be counted, wherever the consultation came from."""
    questions = [fault for question in consultation.questions for fault in _unfit_question(question)]
    return [*_unfit_declaration(consultation), *questions]


def untranslated(consultation: Consultation) -> list[Fault]:
    """List what has no English yet; the Thai is shown in its place, so it may be opened all the same."""
    missing = _l("The English is missing.")
    found = [Fault(missing, "title", about=consultation)] if not consultation.title_en else []
    found += [Fault(missing, "section", one.page, one) for one in consultation.sections if _lacks(one, "en")]
    return found + [
        Fault(missing, "question", one.id, one)
        for one in consultation.questions
        if _lacks(one, "en") or any(not option.title_en for option in one.options)
    ]


def asked_nowhere(consultation: Consultation) -> list[Item]:
    """List the items no question asks about: chosen, and perhaps forgotten."""
    asked = {item.id for question in consultation.questions for item in question.items}
    return [item for item in consultation.items if item.id not in asked]


def _lacks(row: Any, language: str) -> bool:
    """Whether a row says something in the other language that it does not say in this one."""
    other = "th" if language == "en" else "en"
    fields = [name for name in ("title", "help", "low_label", "high_label", "words") if hasattr(row, f"{name}_th")]
    return any(getattr(row, f"{name}_{other}") and not getattr(row, f"{name}_{language}") for name in fields)


def _unfit_declaration(consultation: Consultation) -> Iterator[Fault]:
    if not consultation.questions:
        yield Fault(_l("Add at least one question before opening."), "questions")
    if not consultation.doors:
        yield Fault(_l("Add a door, such as a survey, before opening."), "doors")
    if consultation.n_min < LEAST_N_MIN:
        yield Fault(
            _l("Groups of fewer than five people would be shown. Set the smallest group to five or more."),
            "declaration",
        )
    if not _add_up(group.weight for group in consultation.groups):
        yield Fault(
            _l("The weights of the groups must add up to one, and every group needs some weight."), "declaration"
        )
    on_items = any(question.kind in ON_ITEMS for question in consultation.questions)
    if on_items and sum((Fraction(one.weight) for one in consultation.criteria), Fraction(0)) != 1:
        yield Fault(_l("The weights of the criteria must add up to one."), "declaration")
    if not _fits(consultation):
        yield Fault(
            _l("The shares of the communities of a group must add up to one. Check the groups and communities too."),
            "margins",
        )


def _unfit_question(question: Question) -> Iterator[Fault]:
    if question.is_ballot and not question.choices:
        yield _of(question, _l("Every question needs something to choose from."))
    if question.kind in ON_ITEMS and question.criterion is None:
        yield _of(question, _l("Every question on plan items needs a criterion."))
    if question.kind == "allocation" and not all(item.cost for item in question.items):
        yield _of(question, _l("Whoever shares out a budget must see what each item costs. Give every item a cost."))


def _unready(consultation: Consultation) -> Iterator[Fault]:
    """List what only a planner can put right: words, settings, places, moments."""
    yield from _unready_words(consultation)
    for question in consultation.questions:
        yield from _unready_question(question)
    yield from _unready_places(consultation)
    for door in consultation.doors:
        if door.is_past:
            yield Fault(_l("The last day to answer has passed. Choose a later one."), "doors", door.id)
        elif door.opens_at and door.closes_at and door.opens_at >= door.closes_at:
            yield Fault(_l("It would close before it opens. Choose a later last day."), "doors", door.id)


def _unready_words(consultation: Consultation) -> Iterator[Fault]:
    if not consultation.title_th:
        yield Fault(_l("The title is missing in Thai."), "title")
    if any(not item.title_th for item in consultation.items):
        yield Fault(_l("An item has no title in Thai. Write it in the plan, then choose the items once more."), "items")
    for section in consultation.sections:
        if _lacks(section, "th"):
            yield Fault(_l("The heading or the words of this page are missing in Thai."), "section", section.page)


def _unready_places(consultation: Consultation) -> Iterator[Fault]:
    asked = any(question.kind == "community" for question in consultation.questions)
    if asked and not consultation.plan.city.communities:
        yield Fault(
            _l("A question asks for the community, and the city has no list of communities yet."), "communities"
        )
    if consultation.margins and not asked:
        yield Fault(
            _l("People are to be weighed by where they live, but no question asks for the community."), "questions"
        )


def _unready_question(question: Question) -> Iterator[Fault]:
    if not question.title_th or _lacks(question, "th") or any(not option.title_th for option in question.options):
        yield _of(question, _l("Some of its words are missing in Thai."))
    if not list(_unfit_question(question)):  # what is wrong is named already
        found = faults_in(question.kind, question.settings, question.items, options=len(question.options))
        yield from (_of(question, sentence) for sentence in found.values())


def _of(question: Question, sentence: Any) -> Fault:
    return Fault(sentence, "question", question.id, question)


def _add_up(weights: Any) -> bool:
    shares = [Fraction(weight) for weight in weights]
    return sum(shares, Fraction(0)) == 1 and all(share > 0 for share in shares)


def _fits(consultation: Consultation) -> bool:
    """Whether margins name groups and communities that exist, and shares of a whole."""
    communities = {str(community.id) for community in consultation.plan.city.communities}
    try:
        return all(
            consultation.group(group)
            and shares.keys() <= communities
            and min(map(Fraction, shares.values())) >= 0
            and sum(map(Fraction, shares.values())) == 1
            for group, shares in consultation.margins.items()
        )
    except (ValueError, ZeroDivisionError, TypeError, AttributeError):
        return False
