"""Looking up people."""

from collections.abc import Sequence

from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload, selectinload

from sfc_workshop.cities.models import City
from sfc_workshop.core import clock
from sfc_workshop.core.db import db
from sfc_workshop.core.i18n import thai_sort_key
from sfc_workshop.domain.roles import Action
from sfc_workshop.people.models import Membership, Person, PersonalLink

A_PAGE = 50
_WITH_ROLES = (
    selectinload(Person.memberships).options(joinedload(Membership.city), joinedload(Membership.division)),
    joinedload(Person.link),
)


def person_named(login: str) -> Person | None:
    """Find a person by sign-in name, whatever its case."""
    return db.session.scalar(select(Person).where(Person.login == login.strip().lower()))


def person_with(person_id: int) -> Person:
    """Find anybody with roles and link, or say 404."""
    return db.one_or_404(select(Person).options(*_WITH_ROLES).where(Person.id == person_id))


def person_in(city: City, person_id: int) -> Person:
    """Find somebody who has a role in a city, or say 404."""
    here = Person.memberships.any(Membership.city_id == city.id)
    return db.one_or_404(select(Person).options(*_WITH_ROLES).where(Person.id == person_id, here))


def people_of(city: City) -> Sequence[Person]:
    """List whoever has a role in a city by name, with what they are there."""
    here = Person.memberships.any(Membership.city_id == city.id)
    found = db.session.scalars(select(Person).options(*_WITH_ROLES).where(here).order_by(Person.id)).all()
    return sorted(found, key=lambda person: thai_sort_key(person.name))


def everybody(words: str) -> Pagination:
    """Search all persons by a part of name or sign-in name; one page of them."""
    query = select(Person).options(*_WITH_ROLES).order_by(Person.name, Person.id)
    if words:
        query = query.where(or_(*(column.icontains(words, autoescape=True) for column in (Person.name, Person.login))))
    return db.paginate(query, per_page=A_PAGE, max_per_page=A_PAGE, error_out=False)


def cities_for(person: Person) -> Sequence[City]:
    """List the cities whose desk a person may enter."""
    query = select(City).order_by(City.position, City.id)
    if not person.national_role:
        query = query.where(City.id.in_(select(Membership.city_id).where(Membership.person_id == person.id)))
    return [city for city in db.session.scalars(query).all() if person.may(Action.READ_CITY, city)]


def link_with(digest_of_secret: str) -> PersonalLink | None:
    """Find a link by the digest of its secret, unless it has run out."""
    query = select(PersonalLink).options(joinedload(PersonalLink.person))
    return db.session.scalar(
        query.where(PersonalLink.digest == digest_of_secret, PersonalLink.expires_at > clock.now())
    )
