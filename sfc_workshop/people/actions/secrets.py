"""Passwords and the secrets of browsers and links: what is kept of them."""

import hashlib
import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import current_app
from flask_babel import lazy_gettext as _l
from sqlalchemy import delete

from sfc_workshop.core.db import db
from sfc_workshop.core.refusals import Refused
from sfc_workshop.people.models import Person, PersonalLink, SignIn

SHORTEST_PASSWORD = 10


def hashed(password: str) -> str:
    """What we keep of a password; takes a tenth of a second, so it is done before a transaction begins.

    raises: Refused for one that is too short.
    """
    if len(password) < SHORTEST_PASSWORD:
        raise Refused(_l("Please choose a password of at least %(n)s characters.", n=SHORTEST_PASSWORD))
    return _hasher().hash(password)


def password_fits(person: Person | None, password: str) -> bool:
    """Take the same time whether or not the person exists and has a password; who has none is never let in."""
    kept = person.password_hash if person is not None else ""
    hasher = _hasher()
    nobody = _hash_of_nobody(hasher.memory_cost)  # made even if not needed, so that the first try tells nothing
    try:
        return hasher.verify(kept or nobody, password) and bool(kept)
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(person: Person) -> bool:
    """Whether a password was hashed more cheaply than we do today."""
    return _hasher().check_needs_rehash(person.password_hash)


def new_secret() -> str:
    """Make what a browser or a link holds (256 bits)."""
    return secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """What we keep of a browser's or a link's secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def step_end_sign_ins(person: Person) -> None:
    """Let every browser of the person sign in again at its next request."""
    db.session.execute(delete(SignIn).where(SignIn.person_id == person.id))


def step_end_link(person: Person) -> None:
    """Let the person's link, if there is one, open nothing any more."""
    db.session.execute(delete(PersonalLink).where(PersonalLink.person_id == person.id))


def _hasher() -> PasswordHasher:
    return PasswordHasher(memory_cost=current_app.config["SETTINGS"].password_memory)


@cache
def _hash_of_nobody(memory: int) -> str:
    return PasswordHasher(memory_cost=memory).hash("nobody has this password")
