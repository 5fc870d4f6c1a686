"""Giving and taking roles, and ending somebody's access at once.

Whoever changes what somebody is holds the people alone and is asked for the own right again under that lock:
of two who would take each other's right at the same instant the second one has lost it already. As nobody can
take their own, a city is never left by its own people without anybody who may manage people, and the country
never without an administrator.
"""

from collections.abc import Collection

from flask_babel import lazy_gettext as _l

from sfc_workshop.cities.models import City, Division
from sfc_workshop.core import audit, clock
from sfc_workshop.core.db import db, hold, writing
from sfc_workshop.core.refusals import Refused
from sfc_workshop.domain.roles import IN_A_CITY, NATIONAL, Action, Role
from sfc_workshop.people.actions.secrets import step_end_link, step_end_sign_ins
from sfc_workshop.people.models import Membership, Person


class NoLongerYours(Refused):
    """Whoever asks has lost the right to it since the page was opened."""

    status = 403


class OwnRight(Refused):
    """Somebody would take away what only another may take."""

    status = 409


def set_roles(
    person: Person, city: City, roles: Collection[Role], *, division: Division | None, by: Person | None
) -> bool:
    """Let somebody have exactly these roles in a city; says whether anything has changed.

    A change ends every sign-in of the person, and a link that would now open more than it was made for.
    division:  what a reporter reports for; of no meaning for other roles
    by:        None for the console, which may do everything
    raises:    NoLongerYours, OwnRight; Refused for a role that is no city's or a division of another city
    """
    with writing():
        step_need(by, Action.MANAGE_PEOPLE, city)
        _refuse_foreign(roles, division, city)
        held = {Role(one.role): one for one in person.memberships if one.city_id == city.id}
        given = [role for role in roles if role not in held]
        taken = [role for role in held if role not in roles]
        moved = Role.REPORTER in held and Role.REPORTER in roles and held[Role.REPORTER].division != division
        if not (given or taken or moved):
            db.session.rollback()
            return False
        for role in taken:
            step_take(held[role], by=by)
        for role in given:
            step_give(person, city, role, division=division, by=by)
        if moved:
            held[Role.REPORTER].division = division
            _tell("reporter moved", person, by, role=Role.REPORTER, city=city.slug)
        _refuse_loss_of_own(by, city)
        step_end_sign_ins(person)
        db.session.commit()
    return True


def set_national_role(person: Person, role: Role | None, *, by: Person | None) -> bool:
    """Let somebody be an officer, an administrator, or neither; says whether anything has changed.

    raises: NoLongerYours, OwnRight; Refused for a role that is not national
    """
    with writing():
        step_need(by, Action.ADMINISTER)
        if role is not None and role not in NATIONAL:
            raise Refused(_l("This role belongs to one city. Please name the city."))
        if role == person.national_role:
            db.session.rollback()
            return False
        step_set_national(person, role, by=by)
        if by is not None and not by.may_everywhere(Action.ADMINISTER):
            raise _own_right()
        step_end_sign_ins(person)
        db.session.commit()
    return True


def end_access(person: Person, city: City, *, by: Person | None) -> None:
    """Take every role in a city at once: with the next request each browser of the person is signed out.

    An invitation that was not followed yet is withdrawn by the same act.
    raises: NoLongerYours, OwnRight
    """
    with writing():
        step_need(by, Action.MANAGE_PEOPLE, city)
        for membership in [one for one in person.memberships if one.city_id == city.id]:
            person.memberships.remove(membership)
        db.session.flush()
        _refuse_loss_of_own(by, city)
        step_end_sign_ins(person)
        step_end_link(person)
        _tell("access ended" if person.has_joined else "invitation withdrawn", person, by, city=city.slug)
        db.session.commit()


def end_all_access(person: Person, *, by: Person) -> None:
    """Take every role in every city and in the country, and the password with it.

    raises: NoLongerYours, OwnRight
    """
    with writing():
        step_need(by, Action.ADMINISTER)
        if person.id == by.id:
            raise _own_right()
        had_joined = person.has_joined
        person.memberships.clear()
        person.national_role = person.national_since = None
        person.password_hash = ""
        step_end_sign_ins(person)
        step_end_link(person)
        _tell("all access ended" if had_joined else "invitation withdrawn", person, by)
        db.session.commit()


def step_hold(by: Person | None) -> None:
    """Hold the people until the transaction ends, and read again what whoever asks is by now."""
    hold("people", shared=False)
    if by is not None:
        db.session.refresh(by)
        db.session.expire(by, ["memberships"])


def step_need(by: Person | None, action: Action, city: City | None = None) -> None:
    """Hold the people, then ask whether somebody still has the right in the city, or in the country."""
    step_hold(by)
    if by is not None and not (by.may(action, city) if city is not None else by.may_everywhere(action)):
        raise NoLongerYours(_l("Your own role has changed, so you can no longer do this. Nothing was done."))


def step_give(person: Person, city: City, role: Role, *, division: Division | None, by: Person | None) -> None:
    """Give a role in a city; a link made by people of other cities must not open this one too."""
    if any(one.city_id != city.id for one in person.memberships) or person.has_joined or person.national_role:
        step_end_link(person)
    of = division if role == Role.REPORTER else None
    person.memberships.append(Membership(city=city, role=role, division=of, since=clock.now()))
    db.session.flush()
    _tell("role given", person, by, role=role, city=city.slug)


def step_take(membership: Membership, *, by: Person | None) -> None:
    """Take a role in a city."""
    person = membership.person
    person.memberships.remove(membership)
    db.session.flush()
    _tell("role taken", person, by, role=membership.role, city=membership.city.slug)


def step_set_national(person: Person, role: Role | None, *, by: Person | None) -> None:
    """Give a national role in the place of the one before; a link made for less ends."""
    before = person.national_role
    person.national_role, person.national_since = role, clock.now() if role else None
    step_end_link(person)
    db.session.flush()
    if before:
        _tell("role taken", person, by, role=before)
    if role:
        _tell("role given", person, by, role=role)


def _tell(what: str, person: Person, by: Person | None, **facts: str) -> None:
    audit.remember(what, f"person {person.id}", by=by.id if by else None, **facts)


def _refuse_foreign(roles: Collection[Role], division: Division | None, city: City) -> None:
    if not set(roles) <= set(IN_A_CITY):
        raise Refused(_l("This role is not one a city gives. Please choose another."))
    if division is not None and division.city_id != city.id:
        raise Refused(_l("This division belongs to another city. Please choose one of yours."))


def _refuse_loss_of_own(by: Person | None, city: City) -> None:
    """Refuse what has just cost whoever asked the right to ask, before it is kept."""
    if by is not None and not by.may(Action.MANAGE_PEOPLE, city):
        raise _own_right()


def _own_right() -> OwnRight:
    return OwnRight(
        _l("You would take away your own right to manage people. Please ask somebody else who has it to do that.")
    )
