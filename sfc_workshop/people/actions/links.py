"""Links that let one person choose a password, once: invitations, and new passwords.

Whoever has made a link could follow it, so a link never opens more than its maker may give: only who manages
people in every city of a person makes one, the administrator for all others. Why: docs/adr/0018.
"""

from collections.abc import Collection
from datetime import timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete

from sfc_workshop.cities.models import City, Division
from sfc_workshop.core import audit, clock
from sfc_workshop.core.db import db, writing
from sfc_workshop.core.refusals import Refused
from sfc_workshop.domain.roles import Action, Role
from sfc_workshop.people import queries
from sfc_workshop.people.actions.accounts import step_add_person
from sfc_workshop.people.actions.roles import NoLongerYours, step_give, step_hold, step_need, step_set_national
from sfc_workshop.people.actions.secrets import digest, hashed, new_secret, step_end_link, step_end_sign_ins
from sfc_workshop.people.actions.signing import step_sign_in
from sfc_workshop.people.models import Person, PersonalLink

LIFE_OF_A_LINK = timedelta(days=7)


class LinkIsOver(Refused):
    """The link was used, has run out, was withdrawn, or never was one."""

    status = 404

    def __init__(self) -> None:
        super().__init__(
            _l(
                "This link does not open anything any more: it was used, has expired, or was withdrawn. "
                "Please ask whoever gave it to you for a new one."
            )
        )


def invite(
    *, login: str, name: str, city: City, roles: Collection[Role], division: Division | None, by: Person
) -> tuple[Person, str | None]:
    """Give somebody roles in a city, with an account if they have none.

    returns: the person, and the secret of a link; None for somebody who has a password already
    raises:  NoLongerYours; Refused where the name waits for its owner already, or no role is given
    """
    with writing():
        step_need(by, Action.MANAGE_PEOPLE, city)
        if not roles:
            raise Refused(_l("Please choose at least one role."))
        person = _step_find_or_add(login, name)
        _refuse_known(person, city)
        for role in roles:
            step_give(person, city, role, division=division, by=by)
        secret = _step_welcome(person, by, city=city.slug)
        db.session.commit()
    return person, secret


def invite_nationally(*, login: str, name: str, role: Role, by: Person) -> tuple[Person, str | None]:
    """Give somebody a national role, with an account if they have none; returns what invite() does."""
    with writing():
        step_need(by, Action.ADMINISTER)
        person = _step_find_or_add(login, name)
        if person.national_role:
            raise Refused(_l("This person has a national role already. Please change it on their page."), status=409)
        step_set_national(person, role, by=by)
        secret = _step_welcome(person, by)
        db.session.commit()
    return person, secret


def make_link(person: Person, *, by: Person) -> str:
    """Make a new link for somebody, in the place of the one before: an invitation renewed, or a new password.

    returns: the secret, which nobody is ever told again
    raises:  NoLongerYours
    """
    with writing():
        step_hold(by)
        if not may_make_link(by, person):
            raise NoLongerYours(
                _l("You may not make a link for this person. Please ask the administrator to make one.")
            )
        secret = _step_make(person, by)
        what = "password link made" if person.has_joined else "invitation renewed"
        audit.remember(what, f"person {person.id}", by=by.id)
        db.session.commit()
    return secret


def may_make_link(by: Person, person: Person) -> bool:
    """Whether somebody may give a person a new password: never themselves, for they know their own."""
    if by.id == person.id:
        return False
    if by.may_everywhere(Action.ADMINISTER):
        return True
    cities = [one.city for one in person.memberships]
    return not person.national_role and bool(cities) and all(by.may(Action.MANAGE_PEOPLE, city) for city in cities)


def choose_password(secret: str, password: str) -> str:
    """Follow a link: choose a password and be signed in. The link is used up by it, also by two at once.

    returns: the secret of the browser's sign-in
    raises:  LinkIsOver; Refused for a password that is too short
    """
    if queries.link_with(digest(secret)) is None:
        raise LinkIsOver
    password_hash = hashed(password)
    with writing():
        step_hold(None)
        used = delete(PersonalLink).where(PersonalLink.digest == digest(secret), PersonalLink.expires_at > clock.now())
        taken = used.returning(PersonalLink.person_id).execution_options(synchronize_session=False)
        person_id = db.session.scalar(taken)
        if person_id is None:
            raise LinkIsOver
        person = db.session.get_one(Person, person_id)
        what = "password chosen" if person.has_joined else "invitation followed"
        person.password_hash = password_hash
        step_end_sign_ins(person)
        own = step_sign_in(person)
        audit.remember(what, f"person {person.id}", by=person.id)
        db.session.commit()
    return own


def _step_find_or_add(login: str, name: str) -> Person:
    person = queries.person_named(login)
    if person is None:
        return step_add_person(login=login, name=name, password_hash="")
    if not person.has_joined and not person.memberships and not person.national_role:
        person.name = name  # an account nobody has a part in any more begins anew
    return person


def _step_welcome(person: Person, by: Person, **facts: str) -> str | None:
    if person.has_joined:
        step_end_sign_ins(person)
        return None
    audit.remember("person invited", f"person {person.id}", by=by.id, **facts)
    return _step_make(person, by)


def _step_make(person: Person, by: Person) -> str:
    step_end_link(person)
    secret, now = new_secret(), clock.now()
    link = PersonalLink(
        digest=digest(secret), person_id=person.id, by_id=by.id, made_at=now, expires_at=now + LIFE_OF_A_LINK
    )
    db.session.add(link)
    return secret


def _refuse_known(person: Person, city: City) -> None:
    """Refuse whoever is on the list, and a name whose link was made elsewhere: its maker could follow it."""
    if any(one.city_id == city.id for one in person.memberships):
        raise Refused(_l("This person is on the list already. Please change the roles on their page."), status=409)
    if not person.has_joined and (person.memberships or person.national_role):
        raise Refused(
            _l(
                "This sign-in name waits for somebody who was invited elsewhere. "
                "Please ask them to follow that invitation first, or choose another name."
            ),
            status=409,
        )
