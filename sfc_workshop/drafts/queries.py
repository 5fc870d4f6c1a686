"""Looking up drafts, and what a draft says of itself: how far it is from the count, and what is unexplained."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flask import abort
from sqlalchemy import select
from sqlalchemy.orm import defer, joinedload, selectinload

from sfc_workshop.ballots.models import Consultation
from sfc_workshop.cities.models import City
from sfc_workshop.core.db import GREATEST_ID, db
from sfc_workshop.domain.overrides import is_reason, joint_tau
from sfc_workshop.domain.overrides import unexplained as left_unexplained
from sfc_workshop.drafts.models import Change, Draft, Line
from sfc_workshop.plans.models import Plan
from sfc_workshop.priorities.models import Count

CHAPTERS = ("short", "medium", "long", "")


@dataclass(frozen=True)
class Summary:
    """How far a draft is from its count.

    overrides:    lines that somebody moved with a reason
    marked:       lines with a mark, or with others they exclude
    unexplained:  lines that would still need a reason; the actions never leave one
    tau:          Kendall's tau over pairs within a chapter; None where no chapter has two lines
    """

    overrides: int
    marked: int
    unexplained: int
    tau: Fraction | None


def drafts_of(city: City) -> Sequence[Draft]:
    """List a city's drafts with their lines, newest first."""
    count = joinedload(Draft.count)
    return db.session.scalars(
        select(Draft)
        .join(Plan, Plan.id == Draft.plan_id)
        .where(Plan.city_id == city.id)
        .options(
            selectinload(Draft.lines),
            count.options(defer(Count.result), defer(Count.raw)),
            count.joinedload(Count.consultation),
            joinedload(Draft.person),
        )
        .order_by(Draft.id.desc())
    ).all()


def draft_in(city: City, draft_id: int) -> Draft:
    """Find a draft of the city with its lines and their items, or say 404."""
    if not 0 < draft_id <= GREATEST_ID:
        abort(404)
    lines = selectinload(Draft.lines)
    return db.one_or_404(
        select(Draft)
        .join(Plan, Plan.id == Draft.plan_id)
        .where(Plan.city_id == city.id, Draft.id == draft_id)
        .options(lines.joinedload(Line.item), lines.joinedload(Line.person))
    )


def line_in(draft: Draft, line_id: int) -> Line:
    """Find a line of the draft, or say 404."""
    return next((line for line in draft.lines if line.id == line_id), None) or abort(404)


def counts_to_start_from(city: City) -> list[Count]:
    """List the newest count that is done of each consultation and kind of item, newest first."""
    query: Any = select(Count).join(Consultation, Consultation.id == Count.consultation_id).join(Plan)
    counts = db.session.scalars(
        query.where(Plan.city_id == city.id, Count.result.is_not(None))
        .options(defer(Count.result), defer(Count.raw), joinedload(Count.consultation))
        .order_by(Count.at.desc(), Count.id)
    )
    newest: dict[tuple[int, str], Count] = {}
    for count in counts:
        newest.setdefault((count.consultation_id, count.kind), count)
    return list(newest.values())


def chapters_of(draft: Draft) -> dict[str, list[Line]]:
    """Sort a draft's lines into its chapters, each in the planner's order."""
    lines = sorted(draft.lines, key=lambda line: line.position)
    return {chapter: found for chapter in CHAPTERS if (found := [line for line in lines if line.chapter == chapter])}


def unexplained(draft: Draft) -> list[Line]:
    """List the fewest lines that would still need a reason; nothing may be published while there are any."""
    by_id = {str(line.id): line for line in draft.lines}
    return [
        by_id[line_id]
        for lines in chapters_of(draft).values()
        for line_id in left_unexplained([(str(line.id), line.computed_place, is_reason(line.reason)) for line in lines])
    ]


def summary(draft: Draft) -> Summary:
    """Say how far a draft is from its count."""
    return Summary(
        overrides=sum(bool(line.reason) for line in draft.lines),
        marked=sum(bool(line.mark or line.exclusive) for line in draft.lines),
        unexplained=len(unexplained(draft)),
        tau=joint_tau([_both_orders(lines) for lines in chapters_of(draft).values()]),
    )


def _both_orders(lines: list[Line]) -> tuple[list[str], list[str]]:
    """The computed order of a chapter, and the planner's."""
    planned = [str(line.id) for line in lines]
    computed = [str(line.id) for line in sorted(lines, key=lambda line: line.computed_place)]
    return computed, planned


def changes_of(draft: Draft, *, since: int = 0) -> Sequence[Change]:
    """List what was done after a version, newest first."""
    return db.session.scalars(
        select(Change)
        .where(Change.draft_id == draft.id, Change.version > since)
        .options(joinedload(Change.person))
        .order_by(Change.version.desc())
    ).all()


def words_at(draft: Draft, version: int) -> dict[str, str]:
    """Read the title and the committee text as they stood at a version: the last that was said of each."""
    told = db.session.scalars(
        select(Change)
        .where(Change.draft_id == draft.id, Change.version <= version, Change.what.in_(("started", "words")))
        .order_by(Change.version)
    )
    words: dict[str, str] = {}
    for change in told:
        words |= change.facts
    return words
