"""Preparing a consultation: begin one, name it, begin from an earlier one, give it up before it was opened."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flask_babel import lazy_gettext as _l

from sfc_workshop.ballots.actions.choosing import step_put_items
from sfc_workshop.ballots.actions.declaring import Declared, refuse_frozen
from sfc_workshop.ballots.models import Consultation, Criterion, Group, Item, Option, Question, Section
from sfc_workshop.core import audit
from sfc_workshop.core.db import db, hold, writing
from sfc_workshop.core.i18n import in_both
from sfc_workshop.people.models import Person
from sfc_workshop.plans.models import Plan

GROUPS = {  # their keys give them their colours and shapes
    "citizens": _l("Citizens"),
    "government": _l("Government"),
    "private": _l("Private sector"),
    "academia": _l("Academia"),
    "civil_society": _l("Civil society"),
}
CRITERIA = {"importance": _l("Importance")}


@dataclass(frozen=True)
class Title:
    """What a consultation is called, in both languages."""

    th: str
    en: str = ""


def prepare(plan: Plan, title: Title, *, by: Person) -> Consultation:
    """Begin a consultation about a plan, with the five usual groups of equal weight and one criterion."""
    with writing():
        consultation = step_prepare(plan, title)
        _remember("consultation prepared", consultation, by)
        db.session.commit()
    return consultation


def step_prepare(
    plan: Plan,
    title: Title,
    *,
    groups: Iterable[Declared] | None = None,
    criteria: Iterable[Declared] | None = None,
) -> Consultation:
    """Do the work of prepare() inside the caller's transaction; the usual groups and criterion if none are named."""
    groups = _equally(GROUPS) if groups is None else groups
    criteria = _equally(CRITERIA) if criteria is None else criteria
    consultation = Consultation(plan=plan, title_th=title.th, title_en=title.en)
    consultation.groups = [Group(position=n, expected=one.expected, **_declared(one)) for n, one in enumerate(groups)]
    consultation.criteria = [Criterion(position=n, **_declared(one)) for n, one in enumerate(criteria)]
    db.session.add(consultation)
    db.session.flush()
    return consultation


def rename(consultation: Consultation, title: Title, *, by: Person) -> None:
    """Name a consultation anew, as long as nobody has answered."""
    with writing():
        hold(f"consultation {consultation.id}", shared=False)
        refuse_frozen(consultation)
        consultation.title_th, consultation.title_en = title.th, title.en
        _remember("consultation named", consultation, by)
        db.session.commit()


def give_up(consultation: Consultation, *, by: Person) -> None:
    """Delete a consultation that was never opened, with its doors; what was asked stays for ever."""
    with writing():
        hold(f"consultation {consultation.id}", shared=False)
        refuse_frozen(consultation)
        _remember("consultation deleted", consultation, by)
        db.session.delete(consultation)
        db.session.commit()


def step_copy(earlier: Consultation, title: Title) -> Consultation:
    """Begin a consultation with the groups, items, questions and texts of an earlier one; no ballots, no doors.

    Items are frozen anew from the plan as it is now; what the plan no longer has is copied as it was asked.
    """
    made = Consultation(plan=earlier.plan, title_th=title.th, title_en=title.en)
    for name in ("n_min", "top_k", "bootstrap"):
        setattr(made, name, getattr(earlier, name))
    for name in ("top_ks", "budgets", "thresholds", "margins"):
        setattr(made, name, dict(getattr(earlier, name)))
    made.groups = [_twin(group) for group in earlier.groups]
    made.criteria = [_twin(criterion) for criterion in earlier.criteria]
    made.items = [_twin(item) for item in earlier.items]
    made.sections = [_twin(section) for section in earlier.sections]
    step_put_items(made.items, earlier.plan)
    criteria = {criterion.key: criterion for criterion in made.criteria}
    items = {item.key: item for item in made.items}
    made.questions = [_question(question, criteria, items) for question in earlier.questions]
    db.session.add(made)
    db.session.flush()
    return made


def twin_of(question: Question) -> Question:
    """Copy a question with its answers to choose from, asking about the same items."""
    made: Question = _twin(question, run=1)
    made.criterion, made.items = question.criterion, list(question.items)
    made.options = [_twin(option) for option in question.options]
    return made


def _question(question: Question, criteria: dict[str, Criterion], items: dict[str, Item]) -> Question:
    made = twin_of(question)
    made.criterion = criteria[question.criterion.key] if question.criterion else None
    made.items = [items[item.key] for item in question.items]
    return made


def _twin(row: Group | Criterion | Item | Section | Question | Option, **changes: Any) -> Any:
    """Copy a row's own facts; not its id, nor whom it belongs to."""
    columns = [column.key for column in row.__table__.columns]
    not_its_own = {"id", "consultation_id", "question_id", "criterion_id"}
    return type(row)(**{name: getattr(row, name) for name in columns if name not in not_its_own} | changes)


def _equally(titles: dict[str, Any]) -> list[Declared]:
    """Declare each with the same weight."""
    named = [(key, in_both(title)) for key, title in titles.items()]
    return [Declared(key, words["th"], words["en"], Fraction(1, len(titles))) for key, words in named]


def _declared(one: Declared) -> dict[str, Any]:
    return {"key": one.key, "title_th": one.title_th, "title_en": one.title_en, "weight": str(one.weight)}


def _remember(what: str, consultation: Consultation, by: Person, **facts: Any) -> None:
    audit.remember(what, f"consultation {consultation.id}", by=by.id, **facts)
