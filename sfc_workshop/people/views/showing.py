"""Showing a link that was just made: once, to whoever made it."""

from flask import session, url_for

from sfc_workshop.core.web import public_address
from sfc_workshop.people.models import Person

MADE = "made_link"


def keep_link(person: Person, secret: str) -> None:
    """Keep a link in the maker's own session until the next page has shown it."""
    session[MADE] = [person.id, secret]


def take_link(person: Person) -> str | None:
    """Take out the address of the link made for a person, if it has not been shown yet."""
    person_id, secret = session.get(MADE, [None, ""])
    if person_id != person.id:
        return None
    session.pop(MADE)
    return public_address(url_for("links.bring", secret=secret))
