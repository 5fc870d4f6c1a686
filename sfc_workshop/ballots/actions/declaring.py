"""Declaring groups, criteria, weights, limits and budgets, as long as nobody has answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flask_babel import lazy_gettext as _l

from sfc_workshop.ballots.models import Consultation, Criterion, Group
from sfc_workshop.core import audit
from sfc_workshop.core.db import db, hold, writing
from sfc_workshop.core.refusals import Refused
from sfc_workshop.people.models import Person


class IsFrozen(Refused):
    """What was declared cannot change any more."""

    status = 409


@dataclass(frozen=True)
class Declared:
    """A group or criterion as declared; weights of all of them add up to 1."""

    key: str
    title_th: str
    title_en: str
    weight: Fraction
    expected: int | None = None


@dataclass(frozen=True)
class Declaration:
    """Everything a planner decides before the first answer.

    top_ks:      {kind of item: how many the plan has room for}
    budgets:     {horizon, "" for all together: baht}
    thresholds:  {name of domain.rounds.Thresholds: exact number}, only where it is not the default
    """

    groups: Sequence[Declared]
    criteria: Sequence[Declared]
    n_min: int
    top_ks: Mapping[str, int]
    budgets: Mapping[str, int]
    thresholds: Mapping[str, str]


def declare(consultation: Consultation, declaration: Declaration, *, by: Person) -> None:
    """Write down a declaration; opening freezes it.

    raises: IsFrozen after opening; Refused where a criterion that is asked about would go.
    """
    with writing():
        hold(f"consultation {consultation.id}", shared=False)
        refuse_frozen(consultation)
        _keep_criteria(consultation, declaration.criteria)
        consultation.groups = _rows(Group, consultation.groups, declaration.groups)
        consultation.n_min = declaration.n_min
        consultation.top_ks = dict(declaration.top_ks)
        consultation.budgets = dict(declaration.budgets)
        consultation.thresholds = dict(declaration.thresholds)
        audit.remember(
            "declared",
            f"consultation {consultation.id}",
            by=by.id,
            groups={one.key: str(one.weight) for one in declaration.groups},
            criteria={one.key: str(one.weight) for one in declaration.criteria},
            n_min=declaration.n_min,
        )
        db.session.commit()


def declare_margins(consultation: Consultation, margins: Mapping[str, Mapping[str, str]], *, by: Person) -> None:
    """Write down how the people of each group are spread over the communities; ballots are weighed by it at closing.

    margins:  {group: {community id: share, such as "1200/4000"}}; a group that is absent is not weighed.
    """
    with writing():
        hold(f"consultation {consultation.id}", shared=False)
        refuse_frozen(consultation)
        consultation.margins = {group: dict(shares) for group, shares in margins.items()}
        audit.remember("margins declared", f"consultation {consultation.id}", by=by.id, groups=sorted(margins))
        db.session.commit()


def refuse_frozen(consultation: Consultation) -> None:
    """Refuse to change what people may have answered to."""
    if consultation.opening is not None:
        raise IsFrozen(
            _l(
                "What was declared is frozen since the consultation was opened. "
                "To ask with other weights, please start a new consultation."
            )
        )


def _keep_criteria(consultation: Consultation, declared: Sequence[Declared]) -> None:
    used = {question.criterion.key for question in consultation.questions if question.criterion}
    if not used <= {one.key for one in declared}:
        raise Refused(_l("A question asks about this criterion, so it has to stay."), status=409)
    consultation.criteria = _rows(Criterion, consultation.criteria, declared)


def _rows(model: Any, present: Sequence[Any], declared: Sequence[Declared]) -> list[Any]:
    """Change the rows that are there, add what is new, let go of the rest."""
    known = {row.key: row for row in present}
    rows = []
    for position, one in enumerate(declared):
        row = known.get(one.key) or model(key=one.key)
        row.position, row.weight = position, str(one.weight)
        row.title_th, row.title_en = one.title_th, one.title_en
        if model is Group:
            row.expected = one.expected
        rows.append(row)
    return rows
