"""Accounts and their passwords."""

from flask_babel import lazy_gettext as _l

from sfc_workshop.cities.models import City
from sfc_workshop.core import audit, clock
from sfc_workshop.core.db import db, hold, writing
from sfc_workshop.core.refusals import Refused
from sfc_workshop.domain.roles import NATIONAL, Role
from sfc_workshop.people import queries
from sfc_workshop.people.actions import throttle
from sfc_workshop.people.actions.secrets import hashed, password_fits, step_end_link, step_end_sign_ins
from sfc_workshop.people.models import Membership, Person


class WrongPassword(Refused):
    """The present password was not given."""

    status = 403


def add_person(
    *,
    login: str,
    name: str,
    password: str,
    national_role: Role | None = None,
    roles: dict[City, Role] | None = None,
) -> Person:
    """Give somebody an account and roles, from the console."""
    password_hash = hashed(password)
    with writing():
        hold("people", shared=False)
        person = step_add_person(login=login, name=name, password_hash=password_hash, national_role=national_role)
        for city, role in (roles or {}).items():
            person.memberships.append(Membership(city_id=city.id, role=role, since=clock.now()))
        db.session.flush()
        audit.remember("person added", f"person {person.id}", by=None)
        db.session.commit()
    return person


def step_add_person(*, login: str, name: str, password_hash: str, national_role: Role | None = None) -> Person:
    """Make the account inside the caller's transaction, which holds the people.

    password_hash: "" for somebody who is yet to choose a password
    """
    if queries.person_named(login) is not None:
        raise Refused(_l("Somebody has this sign-in name already. Please choose another."))
    if national_role is not None and national_role not in NATIONAL:
        raise Refused(_l("This role belongs to one city. Please name the city."))
    person = Person(
        login=login.strip().lower(),
        name=name,
        password_hash=password_hash,
        national_role=national_role,
        national_since=clock.now() if national_role else None,
    )
    db.session.add(person)
    db.session.flush()
    return person


def change_password(person: Person, *, present: str, password: str) -> None:
    """Change one's own password, knowing the present one; every browser has to sign in again.

    raises: WrongPassword, TooManyTries, or Refused for a new one that is too short
    """
    name = throttle.name_of(f"password:{person.id}")
    throttle.refuse_if_full(name)
    if not password_fits(person, present):
        throttle.count(name)
        raise WrongPassword(_l("This is not your present password. Please write it again."))
    password_hash = hashed(password)
    with writing():
        person.password_hash = password_hash
        step_end_sign_ins(person)
        step_end_link(person)
        throttle.step_forget(name)
        audit.remember("password changed", f"person {person.id}", by=person.id)
        db.session.commit()
