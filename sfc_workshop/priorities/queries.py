"""Reading the ballot box and counting it; nothing here is stored as truth."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from sfc_workshop.ballots import round_keys
from sfc_workshop.ballots.actions import weigh
from sfc_workshop.ballots.models import ON_ITEMS, Ballot, Consultation, Question, SealedBallot
from sfc_workshop.cities.models import City
from sfc_workshop.core.db import db
from sfc_workshop.domain import rounds
from sfc_workshop.domain.ballot_file import write_ballots
from sfc_workshop.domain.config_file import write_round
from sfc_workshop.domain.counting import count
from sfc_workshop.domain.looks import ground
from sfc_workshop.domain.pairs import comparisons
from sfc_workshop.domain.publishing import Published, as_one_group, publish
from sfc_workshop.domain.result_file import result
from sfc_workshop.domain.scales import known
from sfc_workshop.plans.models import Plan
from sfc_workshop.priorities.models import Count, InterimCount

KINDS = ("vision", "goal", "project")
HORIZONS = ("short", "medium", "long", "")
BATCH = 5000
_DEFAULTS: dict[str, Any] = {
    name: getattr(rounds.Thresholds(), name) for name in rounds.Thresholds.__dataclass_fields__
}


def kinds_asked(consultation: Consultation) -> list[str]:
    """List the kinds of item people were asked to judge."""
    asked = {question.items[0].kind for question in _questions(consultation)}
    return [kind for kind in reversed(KINDS) if kind in asked]


def asked_about_items(city: City) -> set[int]:
    """Name the consultations of a city that have priorities: people were asked to judge items of the plan."""
    return set(
        db.session.scalars(
            select(Question.consultation_id)
            .join(Consultation, Consultation.id == Question.consultation_id)
            .join(Plan, Plan.id == Consultation.plan_id)
            .where(Plan.city_id == city.id, Question.kind.in_(ON_ITEMS), Question.criterion_id.is_not(None))
            .distinct()
        )
    )


def published(consultation: Consultation, kind: str) -> Published:
    """Gather what was asked about one kind of item and its ballots, as they may be published."""
    return publish(round_of(consultation, kind), list(_ballots(consultation, kind)), closed=consultation.is_sealed)


def counted(consultation: Consultation, kind: str) -> dict[str, Any]:
    """Count one kind of item at once: the result by declared weights, and everybody alike beside it.

    How sure the order is and what a budget pays takes longer; that is in a kept count.

    returns: {"weighted", "raw": as result.json is laid out}
    """
    return _numbers(at_once(published(consultation, kind)))


def _numbers(told: Published) -> dict[str, Any]:
    everyone = as_one_group(told)
    return {
        "weighted": result(count(told.round, told.ballots)),
        "raw": result(count(everyone.round, everyone.ballots)),
    }


def at_once(told: Published) -> Published:
    """Leave out what takes long to compute."""
    return replace(told, round=replace(told.round, bootstrap=0, smaa=None, portfolio=()))


def input_hash(told: Published) -> str:
    """The fingerprint of what is counted: the bytes of config.json and of ballots.jsonl."""
    fingerprint = hashlib.sha256(write_round(told.round))
    for line in write_ballots(told.ballots):
        fingerprint.update(line)
    return fingerprint.hexdigest()


def newest_count(consultation: Consultation, kind: str, *, done: bool) -> Count | None:
    """Find the newest count of one kind of item: the newest that is done, or that was asked for."""
    query = (
        select(Count)
        .options(joinedload(Count.job))
        .where(Count.consultation_id == consultation.id, Count.kind == kind)
        .order_by(Count.at.desc(), Count.id)
        .limit(1)
    )
    return db.session.scalar(query.where(Count.result.is_not(None)) if done else query)


def count_in(city: City, count_id: str) -> Count:
    """Find a count of one of the city's consultations, or say 404."""
    query: Any = select(Count).join(Consultation, Consultation.id == Count.consultation_id).join(Plan)
    return db.one_or_404(query.where(Plan.city_id == city.id, Count.id == count_id))


def picture_of(consultation: Consultation) -> dict[str, Any]:
    """Count every kind of item that was asked about as a look may show it, and keep what it rests on.

    Doors are left out, and with them what is said of a door or without ballots by the open link: few
    people come by some doors, and two looks could be compared door by door.
    """
    return {kind: _picture(consultation, kind) for kind in kinds_asked(consultation)}


def _picture(consultation: Consultation, kind: str) -> dict[str, Any]:
    told = at_once(published(consultation, kind))
    told = replace(told, ballots=tuple(replace(ballot, door=None, integrity=None) for ballot in told.ballots))
    fingerprint = partial(round_keys.fingerprint, consultation.public_id)
    return {**_numbers(told), "ground": ground(told.round, told.ballots, fingerprint)}


def last_look(consultation: Consultation) -> InterimCount | None:
    """Find the newest look taken while voting went on; one kept by an older version, without its ground, is none."""
    look = db.session.scalar(
        select(InterimCount)
        .where(InterimCount.consultation_id == consultation.id)
        .order_by(InterimCount.id.desc())
        .limit(1)
    )
    return look if look and all("ground" in numbers for numbers in look.counted.values()) else None


def round_of(consultation: Consultation, kind: str) -> rounds.Round:
    """Lay out what was declared about one kind of item as the method reads it."""
    questions = _questions(consultation, kind)
    used = {question.criterion_id for question in questions}
    criteria = [criterion for criterion in consultation.criteria if criterion.id in used]
    whole = sum((Fraction(criterion.weight) for criterion in criteria), Fraction(0))
    return rounds.Round(
        items=tuple(
            rounds.Item(i.key, i.goal_title_th or None, i.horizon, None if i.cost is None else Fraction(i.cost))
            for i in consultation.items
            if i.kind == kind
        ),
        groups=tuple(rounds.Group(group.key, group.share, group.expected) for group in consultation.groups),
        criteria=tuple(rounds.Criterion(c.key, Fraction(c.weight) / whole) for c in criteria),
        activities=tuple(
            rounds.Activity(q.key, q.criterion.key, q.scale, q.direction, tuple(item.key for item in q.items))
            for q in questions
            if q.criterion
        ),
        n_min=consultation.n_min,
        top_k=consultation.room_for(kind),
        thresholds=rounds.Thresholds(
            **{name: type(_DEFAULTS[name])(value) for name, value in consultation.thresholds.items()}
        ),
        bootstrap=consultation.bootstrap,
        smaa=rounds.Smaa() if consultation.bootstrap else None,
        portfolio=_budgets(consultation) if kind == "project" else (),
    )


def _budgets(consultation: Consultation) -> tuple[rounds.Budget, ...]:
    """The budgets that were declared, those of the horizons first."""
    declared = sorted(consultation.budgets.items(), key=lambda pair: HORIZONS.index(pair[0]))
    return tuple(rounds.Budget(horizon or None, Fraction(baht)) for horizon, baht in declared)


def _questions(consultation: Consultation, kind: str | None = None) -> list[Question]:
    """The questions that feed the priorities, of one kind of item or of all."""
    return [
        question
        for question in consultation.questions
        if question.kind in ON_ITEMS and question.criterion and (kind is None or question.items[0].kind == kind)
    ]


def _ballots(consultation: Consultation, kind: str) -> Iterator[rounds.Ballot]:
    """Read the ballots of the latest runs, open or sealed, as the method wants them."""
    questions = {question.id: question for question in _questions(consultation, kind)}
    rows = _sealed(questions) if consultation.is_sealed else _open(questions)
    for row, weight in rows:
        question = questions[row.question_id]
        paired = question.kind == "pairwise"
        if row.run == question.run:
            yield rounds.Ballot(
                id="",
                activity=question.key,
                group=row.group_key,
                marks={} if paired else known(row.marks),
                seen=None if row.seen is None else frozenset(row.seen),
                weight=weight,
                door=row.door,
                integrity=row.integrity,
                pairs=comparisons(row.marks) if paired else None,
            )


def _sealed(questions: dict[int, Question]) -> Iterator[tuple[Any, Fraction]]:
    query = select(*SealedBallot.__table__.columns).where(SealedBallot.question_id.in_(questions))
    shares: dict[str, Fraction] = {}
    for row in db.session.execute(query.execution_options(yield_per=BATCH)):
        if row.weight not in shares:
            shares[row.weight] = Fraction(row.weight)
        yield row, shares[row.weight]


def _open(questions: dict[int, Question]) -> Iterator[tuple[Any, Fraction]]:
    ballots = db.session.scalars(select(Ballot).where(Ballot.question_id.in_(questions))).all()
    for ballot, weight in weigh(ballots, questions):
        yield ballot, Fraction(weight)
