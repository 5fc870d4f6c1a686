"""Looking up people."""

from collections.abc import Sequence

from sqlalchemy import select

from sfc_workshop.cities.models import City
from sfc_workshop.core.db import db
from sfc_workshop.domain.roles import Action
from sfc_workshop.people.models import Membership, Person


def person_named(login: str) -> Person | None:
    """Find a person by sign-in name, whatever its case."""
    return db.session.scalar(select(Person).where(Person.login == login.strip().lower()))


def cities_for(person: Person) -> Sequence[City]:
    """List the cities whose desk a person may enter."""
    query = select(City).order_by(City.position, City.id)
    if not person.national_role:
        query = query.where(City.id.in_(select(Membership.city_id).where(Membership.person_id == person.id)))
    return [city for city in db.session.scalars(query).all() if person.may(Action.READ_CITY, city)]
