"""Opening freezes and hashes what was declared; a new run lets a question be asked again."""

import hashlib
import json
from fractions import Fraction
from typing import Any

from flask_babel import lazy_gettext as _l

from sfc_workshop.ballots import round_keys
from sfc_workshop.ballots.models import ON_ITEMS, Consultation, Opening, Question
from sfc_workshop.core import audit, clock
from sfc_workshop.core.audit import canonical
from sfc_workshop.core.db import db, hold, writing
from sfc_workshop.core.refusals import Refused
from sfc_workshop.people.models import Person

LEAST_N_MIN = 5


class CannotOpen(Refused):
    """Something declared does not fit together."""

    status = 409


def open_consultation(consultation: Consultation, *, by: Person | None) -> None:
    """Freeze items, groups and weights, make the round key, and remember who opened it and when."""
    with writing():
        step_open(consultation, by=by)
        db.session.commit()


def step_open(consultation: Consultation, *, by: Person | None) -> None:
    """Do the work of open_consultation() inside the caller's transaction."""
    hold(f"consultation {consultation.id}", shared=False)
    if consultation.opening is not None:
        raise CannotOpen(_l("This consultation has been opened before. To ask again, start a new one."))
    if fault := _fault(consultation):
        raise CannotOpen(fault)
    round_keys.make(consultation.public_id)
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

    Margins are named only where there are any, so that what was hashed before there were margins stays the same.
    """
    margins = {"margins": consultation.margins} if consultation.margins else {}
    return margins | {
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
    if now.get("margins") and "margins" not in kept:  # named only where there are any
        return False
    words = canonical({name: now.get(name) for name in kept})
    return hashlib.sha256(words.encode()).hexdigest() == consultation.opening.declared_hash


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


def _fault(consultation: Consultation) -> Any:
    """The first thing that does not fit, as a sentence, or None."""
    on_items = [question for question in consultation.questions if question.kind in ON_ITEMS]
    faults = [
        (not consultation.questions, _l("Add at least one question before opening.")),
        (not consultation.doors, _l("Add a door, such as a survey, before opening.")),
        (
            consultation.n_min < LEAST_N_MIN,
            _l("Groups of fewer than five people would be shown. Set the smallest group to five or more."),
        ),
        (
            sum((group.share for group in consultation.groups), Fraction(0)) != 1
            or any(group.share <= 0 for group in consultation.groups),
            _l("The weights of the groups must add up to one, and every group needs some weight."),
        ),
        (
            bool(on_items) and sum((Fraction(one.weight) for one in consultation.criteria), Fraction(0)) != 1,
            _l("The weights of the criteria must add up to one."),
        ),
        (
            any(question.is_ballot and not question.choices for question in consultation.questions),
            _l("Every question needs something to choose from."),
        ),
        (
            any(question.criterion is None for question in on_items),
            _l("Every question on plan items needs a criterion."),
        ),
        (
            any(
                question.kind == "allocation" and not all(item.cost for item in question.items) for question in on_items
            ),
            _l("Whoever shares out a budget must see what each item costs. Give every item a cost."),
        ),
    ]
    faults.append(
        (
            not _fits(consultation),
            _l("The shares of the communities of a group must add up to one. Check the groups and communities too."),
        )
    )
    return next((sentence for wrong, sentence in faults if wrong), None)
