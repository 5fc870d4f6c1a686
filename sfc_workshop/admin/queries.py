"""Looking up cities with what they have, and entries of the audit log with what they are about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import ColumnElement, Select, String, cast, func, literal, or_, select

from sfc_workshop.admin.sentences import KINDS, Family
from sfc_workshop.ballots.models import Comment, Consultation, Door, Question
from sfc_workshop.cities.models import City
from sfc_workshop.core.audit import AuditEntry
from sfc_workshop.core.audit_check import AuditCheck
from sfc_workshop.core.clock import CITY_ZONE
from sfc_workshop.core.db import db
from sfc_workshop.drafts.models import Draft
from sfc_workshop.people.models import Membership, Person
from sfc_workshop.plans.models import Plan, Project
from sfc_workshop.surveys.models import Survey
from sfc_workshop.workshops.models import Workshop

A_PAGE = 50
OF_A_PERSON = (
    "invitation followed",
    "invitation renewed",
    "password changed",
    "password chosen",
    "password link made",
)


@dataclass(frozen=True)
class Wanted:
    """Which entries of the log somebody wants to see; None for all of them."""

    person: int | None = None
    family: Family | None = None
    day: date | None = None


def cities_with_people() -> Sequence[Any]:
    """List every city with how many people work there and how many plans it has: (city, people, plans)."""
    people = select(func.count(Membership.person_id.distinct())).where(Membership.city_id == City.id).scalar_subquery()
    plans = select(func.count(Plan.id)).where(Plan.city_id == City.id).scalar_subquery()
    return db.session.execute(
        select(City, people.label("people"), plans.label("plans")).order_by(
            City.kind == "guest", City.position, City.id
        )
    ).all()


def entries(wanted: Wanted, city: City | None) -> Pagination:
    """Find a page of entries of a city, or of everything, newest first."""
    query = _of(select(AuditEntry), city).order_by(AuditEntry.number.desc())
    if wanted.person is not None:
        query = query.where(AuditEntry.person_id == wanted.person)
    if wanted.family is not None:
        query = query.where(_is_of(wanted.family))
    if wanted.day is not None:
        begins = datetime.combine(wanted.day, time(), CITY_ZONE)
        query = query.where(AuditEntry.at >= begins, AuditEntry.at < begins + timedelta(days=1))
    return db.paginate(query, per_page=A_PAGE, max_per_page=A_PAGE, error_out=False)


def doers(city: City | None) -> Sequence[Person]:
    """List whoever has done something that is in the log."""
    did = _of(select(AuditEntry.person_id).distinct(), city)
    return db.session.scalars(select(Person).where(Person.id.in_(did)).order_by(Person.name, Person.id)).all()


def last_check() -> AuditCheck | None:
    """Find the newest check of the log."""
    return db.session.scalar(select(AuditCheck).order_by(AuditCheck.at.desc(), AuditCheck.id.desc()).limit(1))


def subjects(found: Sequence[AuditEntry]) -> dict[str, Any]:
    """Find the rows that entries are about, and whose names a sentence needs: {"consultation 3": row}.

    A query for each kind of subject, however many entries there are.
    """
    wanted: dict[str, set[Any]] = {}
    for entry in found:
        kind, _space, number = entry.subject.rpartition(" ")
        if kind == "comment":  # whose ids are drawn, not counted
            wanted.setdefault(kind, set()).add(number)
        elif number.isascii() and number.isdigit():
            wanted.setdefault(kind, set()).add(int(number))
        if entry.person_id is not None:
            wanted.setdefault("person", set()).add(entry.person_id)
    rows = {kind: dict(_named(kind, ids)) for kind, ids in wanted.items() if kind in _NAMED}
    return {f"{kind} {number}": row for kind, named in rows.items() for number, row in named.items()}


def cities_by_slug(found: Sequence[AuditEntry]) -> dict[str, City]:
    """Find the cities that entries name by their address."""
    slugs = {str(entry.facts.get("city")) for entry in found if isinstance(entry.facts, dict)}
    slugs |= {entry.subject.removeprefix("city ") for entry in found if entry.subject.startswith("city ")}
    return {city.slug: city for city in db.session.scalars(select(City).where(City.slug.in_(slugs)))}


_NAMED: dict[str, tuple[Any, Any]] = {
    "person": (Person.id, Person),
    "city": (City.id, City),
    "plan": (Plan.id, Plan),
    "project": (Project.id, Project),
    "consultation": (Consultation.id, Consultation),
    "question": (Question.id, Question),
    "comment": (Comment.id, Consultation),
    "draft": (Draft.id, Draft),
    "survey": (Survey.id, Survey),
    "workshop": (Workshop.id, Workshop),
}


def _named(kind: str, ids: set[Any]) -> list[tuple[Any, Any]]:
    """Read the rows of one kind; of a comment only the consultation it was given in, never its words."""
    key, row = _NAMED[kind]
    query = select(key, row).where(key.in_(ids))
    if kind == "comment":
        query = query.select_from(Comment).join(Consultation, Consultation.id == Comment.consultation_id)
    return [(number, one) for number, one in db.session.execute(query)]


def _of(query: Select[Any], city: City | None) -> Select[Any]:
    """Keep what is about a city: entries that name it, and those about something it owns."""
    if city is None:
        return query
    plans = select(Plan.id).where(Plan.city_id == city.id)
    consultations = select(Consultation.id).where(Consultation.plan_id.in_(plans))
    members = select(Membership.person_id).where(Membership.city_id == city.id)
    owned: dict[str, Select[Any]] = {
        "plan": plans,
        "project": select(Project.id).where(Project.plan_id.in_(plans)),
        "consultation": consultations,
        "question": select(Question.id).where(Question.consultation_id.in_(consultations)),
        "comment": select(Comment.id).where(Comment.consultation_id.in_(consultations)),
        "draft": select(Draft.id).where(Draft.plan_id.in_(plans)),
        "survey": select(Survey.id).join(Survey.door).where(Door.consultation_id.in_(consultations)),
        "workshop": select(Workshop.id).where(Workshop.plan_id.in_(plans)),
    }
    return query.where(
        or_(
            AuditEntry.facts["city"].as_string() == city.slug,
            AuditEntry.subject.in_((f"city {city.id}", f"city {city.slug}")),
            *(AuditEntry.subject.in_(_called(kind, ids)) for kind, ids in owned.items()),
            AuditEntry.action.in_(OF_A_PERSON) & AuditEntry.subject.in_(_called("person", members)),
        )
    )


def _called(kind: str, ids: Select[Any]) -> Select[Any]:
    """Name things as the log's subjects do."""
    column = ids.subquery().c[0]
    return select(literal(f"{kind} ").concat(cast(column, String)))


def _is_of(family: Family) -> ColumnElement[bool]:
    if family is Family.OTHER:
        return AuditEntry.action.not_in(list(KINDS))
    return AuditEntry.action.in_([action for action, kind in KINDS.items() if kind.family is family])
