"""What is done with people: adding them, signing in and out, changing what they are."""

import hashlib
import hmac
import secrets
from datetime import timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import current_app
from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select

from sfc_workshop.cities.models import City
from sfc_workshop.core import audit, clock
from sfc_workshop.core.db import db, insert, writing
from sfc_workshop.core.refusals import Refused
from sfc_workshop.domain.roles import NATIONAL, Role
from sfc_workshop.people import queries
from sfc_workshop.people.models import Membership, Person, SignIn, Throttle

A_WORKING_DAY = timedelta(hours=12)
WRONG_TRIES, THROTTLE_TIME = 5, timedelta(minutes=15)
SHORTEST_PASSWORD = 10


class WrongSignIn(Refused):
    """Name and password do not go together; which of them is wrong is not said."""

    status = 403


class TooManyTries(Refused):
    """Too many wrong tries; wait."""

    status = 429


def add_person(
    *,
    login: str,
    name: str,
    password: str,
    national_role: Role | None = None,
    roles: dict[City, Role] | None = None,
) -> Person:
    """Give somebody an account and roles."""
    with writing():
        person = step_add_person(login=login, name=name, password=password, national_role=national_role)
        for city, role in (roles or {}).items():
            person.memberships.append(Membership(city_id=city.id, role=role, since=clock.now()))
        db.session.flush()
        audit.remember("person added", f"person {person.id}", by=None)
        db.session.commit()
    return person


def step_add_person(*, login: str, name: str, password: str, national_role: Role | None = None) -> Person:
    """Make the account inside the caller's transaction."""
    if len(password) < SHORTEST_PASSWORD:
        raise Refused(_l("Please choose a password of at least %(n)s characters.", n=SHORTEST_PASSWORD))
    if queries.person_named(login) is not None:
        raise Refused(_l("Somebody has this sign-in name already. Please choose another."))
    if national_role is not None and national_role not in NATIONAL:
        raise Refused(_l("This role belongs to one city. Please name the city."))
    person = Person(
        login=login.strip().lower(),
        name=name,
        password_hash=_hasher().hash(password),
        national_role=national_role,
    )
    db.session.add(person)
    db.session.flush()
    return person


def sign_in(*, login: str, password: str, address: str) -> str:
    """Check name and password; returns the secret the browser keeps until the working day is over.

    Wrong tries are counted by name and address together, so nobody can lock somebody else out.
    raises: WrongSignIn, TooManyTries
    """
    name = _throttle_name(f"sign-in:{login.strip().lower()}:{address}")
    _refuse_if_throttled(name)
    person = queries.person_named(login)
    if not _password_fits(person, password) or person is None:
        _count_wrong_try(name)
        raise WrongSignIn(_l("Name and password do not match. Please check both and try again."))
    secret = secrets.token_urlsafe(32)
    with writing():
        if _hasher().check_needs_rehash(person.password_hash):
            person.password_hash = _hasher().hash(password)
        db.session.execute(delete(SignIn).where(SignIn.expires_at < clock.now()))
        db.session.execute(delete(Throttle).where(Throttle.name == name))
        db.session.add(SignIn(digest=digest(secret), person_id=person.id, expires_at=clock.now() + A_WORKING_DAY))
        db.session.commit()
    return secret


def sign_out(secret: str) -> None:
    """End one sign-in."""
    with writing():
        db.session.execute(delete(SignIn).where(SignIn.digest == digest(secret)))
        db.session.commit()


def set_role(person: Person, city: City, role: Role, *, granted: bool, by: Person | None) -> None:
    """Give or take a role in a city; every browser of the person has to sign in again."""
    with writing():
        held = db.session.scalar(
            select(Membership).where(
                Membership.person_id == person.id, Membership.city_id == city.id, Membership.role == role
            )
        )
        if granted and held is None:
            db.session.add(Membership(person_id=person.id, city_id=city.id, role=role, since=clock.now()))
        elif not granted and held is not None:
            db.session.delete(held)
        _end_sign_ins(person)
        what = "role given" if granted else "role taken"
        audit.remember(what, f"person {person.id}", by=by.id if by else None, role=role, city=city.slug)
        db.session.commit()


def set_password(person: Person, password: str) -> None:
    """Change a password; every browser of the person has to sign in again."""
    if len(password) < SHORTEST_PASSWORD:
        raise Refused(_l("Please choose a password of at least %(n)s characters.", n=SHORTEST_PASSWORD))
    with writing():
        person.password_hash = _hasher().hash(password)
        _end_sign_ins(person)
        db.session.commit()


def digest(secret: str) -> str:
    """What we keep of a browser's secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _end_sign_ins(person: Person) -> None:
    db.session.execute(delete(SignIn).where(SignIn.person_id == person.id))


def _hasher() -> PasswordHasher:
    return PasswordHasher(memory_cost=current_app.config["SETTINGS"].password_memory)


@cache
def _hash_of_nobody(memory: int) -> str:
    return PasswordHasher(memory_cost=memory).hash("nobody has this password")


def _password_fits(person: Person | None, password: str) -> bool:
    """Take the same time whether or not the person exists."""
    hasher = _hasher()
    nobody = _hash_of_nobody(hasher.memory_cost)  # made even if not needed, so that the first try tells nothing
    try:
        return hasher.verify(person.password_hash if person else nobody, password)
    except (VerificationError, InvalidHashError):
        return False


def _throttle_name(words: str) -> str:
    return hmac.new(current_app.config["SECRET_KEY"].encode(), words.encode(), hashlib.sha256).hexdigest()


def _refuse_if_throttled(name: str) -> None:
    row = db.session.get(Throttle, name)
    if row is not None and row.count >= WRONG_TRIES and clock.now() < row.until:
        minutes = int((row.until - clock.now()).total_seconds() // 60) + 1
        raise TooManyTries(_l("Too many wrong tries. Please wait %(n)s minutes and try again.", n=minutes))


def _count_wrong_try(name: str) -> None:
    with writing():
        now = clock.now()
        db.session.execute(delete(Throttle).where(Throttle.until < now))
        row = {"name": name, "count": 1, "until": now + THROTTLE_TIME}
        new = insert(Throttle).values(row)
        db.session.execute(
            new.on_conflict_do_update(
                index_elements=["name"], set_={"count": Throttle.count + 1, "until": row["until"]}
            )
        )
        db.session.commit()
