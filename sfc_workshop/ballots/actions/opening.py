"""Opening freezes and hashes what was declared; a new run lets a question be asked again."""

import hashlib
import json
from typing import Any

from flask_babel import lazy_gettext as _l

from sfc_workshop.ballots import round_keys
from sfc_workshop.ballots.checks import faults_of, unfit
from sfc_workshop.ballots.models import Consultation, Opening, Question
from sfc_workshop.core import audit, clock
from sfc_workshop.core.audit import canonical
from sfc_workshop.core.db import db, hold, writing
from sfc_workshop.core.refusals import Refused
from sfc_workshop.people.models import Person


class CannotOpen(Refused):
    """Something declared does not fit together."""

    status = 409


def open_consultation(consultation: Consultation, *, by: Person | None) -> None:
    """Freeze items, groups and weights, make the round key, and remember who opened it and when.

    raises: CannotOpen, naming everything that is missing.
    """
    with writing():
        if consultation.opening is None and (faults := faults_of(consultation)):
            raise CannotOpen(" ".join(str(fault.sentence) for fault in faults))
        step_open(consultation, by=by)
        db.session.commit()


def step_open(consultation: Consultation, *, by: Person | None) -> None:
    """Do the work of open_consultation() inside the caller's transaction."""
    hold(f"consultation {consultation.id}", shared=False)
    if consultation.opening is not None:
        raise CannotOpen(_l("This consultation has been opened before. To ask again, start a new one."))
    if fault := next(iter(unfit(consultation)), None):
        raise CannotOpen(fault.sentence)
    round_keys.make(consultation.public_id)
    for door in consultation.doors:
        door.opens_at = door.opens_at or clock.now()
    words = canonical(declared(consultation))
    consultation.opening = Opening(
        person_id=by.id if by else None,
        at=clock.now(),
        declared=words,
        declared_hash=hashlib.sha256(words.encode()).hexdigest(),
    )
    db.session.flush()
    audit.remember(
        "consultation opened",
        f"consultation {consultation.id}",
        by=by.id if by else None,
        declared=consultation.opening.declared_hash,
    )


def start_new_run(question: Question, *, by: Person) -> None:
    """Ask a question once more; earlier ballots are kept but only the newest run counts."""
    with writing():
        hold(f"consultation {question.consultation_id}", shared=False)
        question.run += 1
        audit.remember("question started anew", f"question {question.id}", by=by.id, run=question.run)
        db.session.commit()


def declared(consultation: Consultation) -> dict[str, Any]:
    """Everything that may not change once people answer, in a form that can be hashed.

    Margins and headings of pages are named only where there are any, so that what was hashed before there were
    such things stays the same.
    """
    later = {"margins": consultation.margins, "pages": _headings(consultation)}
    return {name: value for name, value in later.items() if value} | {
        "format": "declared/1",
        "title": {"th": consultation.title_th, "en": consultation.title_en},
        "n_min": consultation.n_min,
        "top_k": consultation.top_k,
        "top_ks": consultation.top_ks,
        "budgets": consultation.budgets,
        "bootstrap": consultation.bootstrap,
        "expected": {group.key: group.expected for group in consultation.groups},
        "thresholds": consultation.thresholds,
        "groups": [{"id": g.key, "weight": g.weight} for g in consultation.groups],
        "criteria": [{"id": c.key, "weight": c.weight} for c in consultation.criteria],
        "items": [
            {
                "id": i.key,
                "kind": i.kind,
                "th": i.title_th,
                "en": i.title_en,
                "cost": i.cost,
                "horizon": i.horizon,
                "goal": i.goal_title_th,
            }
            for i in consultation.items
        ],
        "questions": [
            {
                "id": q.key,
                "kind": q.kind,
                "th": q.title_th,
                "en": q.title_en,
                "criterion": q.criterion.key if q.criterion else None,
                "direction": q.direction,
                "settings": q.settings,
                "choices": q.choices,
            }
            for q in consultation.questions
        ],
    }


def is_as_declared(consultation: Consultation) -> bool:
    """Whether nothing of what was declared has been changed since opening, behind our back included.

    Only what was declared then is compared: a later version of the product may know more to declare.
    """
    if consultation.opening is None:
        return True
    now, kept = declared(consultation), json.loads(consultation.opening.declared)
    if any(name in now and name not in kept for name in ("margins", "pages")):  # named only where there are any
        return False
    words = canonical({name: now.get(name) for name in kept})
    return hashlib.sha256(words.encode()).hexdigest() == consultation.opening.declared_hash


def _headings(consultation: Consultation) -> list[dict[str, Any]]:
    names = ("page", "title_th", "title_en", "words_th", "words_en")
    return [{name: getattr(section, name) for name in names} for section in consultation.sections]
