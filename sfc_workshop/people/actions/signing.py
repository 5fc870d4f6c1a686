"""Signing in and out."""

from datetime import timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete

from sfc_workshop.core import clock
from sfc_workshop.core.db import db, writing
from sfc_workshop.core.refusals import Refused
from sfc_workshop.people import queries
from sfc_workshop.people.actions import throttle
from sfc_workshop.people.actions.secrets import digest, hashed, is_outdated, new_secret, password_fits
from sfc_workshop.people.models import Person, SignIn

A_WORKING_DAY = timedelta(hours=12)


class WrongSignIn(Refused):
    """Name and password do not go together; which of them is wrong is not said."""

    status = 403


def sign_in(*, login: str, password: str, address: str) -> str:
    """Check name and password; returns the secret the browser keeps until the working day is over.

    Wrong tries are counted by name and address together, so nobody can lock somebody else out.
    raises: WrongSignIn, TooManyTries
    """
    name = throttle.name_of(f"sign-in:{login.strip().lower()}:{address}")
    throttle.refuse_if_full(name)
    person = queries.person_named(login)
    if not password_fits(person, password) or person is None:
        throttle.count(name)
        raise _wrong()
    checked = person.password_hash
    with writing():
        if person.password_hash != checked:  # it was changed while we looked
            raise _wrong()
        if is_outdated(person):
            person.password_hash = hashed(password)
        db.session.execute(delete(SignIn).where(SignIn.expires_at < clock.now()))
        throttle.step_forget(name)
        secret = step_sign_in(person)
        db.session.commit()
    return secret


def step_sign_in(person: Person) -> str:
    """Sign a browser in inside the caller's transaction; returns its secret."""
    secret = new_secret()
    db.session.add(SignIn(digest=digest(secret), person_id=person.id, expires_at=clock.now() + A_WORKING_DAY))
    return secret


def sign_out(secret: str) -> None:
    """End one sign-in."""
    with writing():
        db.session.execute(delete(SignIn).where(SignIn.digest == digest(secret)))
        db.session.commit()


def _wrong() -> WrongSignIn:
    return WrongSignIn(_l("Name and password do not match. Please check both and try again."))
