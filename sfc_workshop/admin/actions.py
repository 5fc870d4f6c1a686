"""What the administrator does: cities, and having the audit log checked."""

from datetime import timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from sfc_workshop.cities.models import City
from sfc_workshop.core import audit, audit_check, clock
from sfc_workshop.core.audit_check import AuditCheck
from sfc_workshop.core.db import db, hold, writing
from sfc_workshop.core.jobs import Job, Tell, step_ask
from sfc_workshop.core.refusals import Refused
from sfc_workshop.people.models import Person
from sfc_workshop.publications.queries import heads_given_out

CHECK = "audit"
BETWEEN_CHECKS = timedelta(days=1)
OWN_ADDRESSES = frozenset({"admin", "board"})  # pages of the desk that are no city's
WORDS_OF_A_CITY = ("kind", "name_th", "name_en", "province_th", "province_en", "district_th", "joined_year")


class AddressIsTaken(Refused):
    """Another city, or a page of ours, is at this address."""

    status = 409


def add_city(slug: str, words: dict[str, str | int | None], *, by: Person) -> City:
    """Add a city, after those that are there.

    words:  {column: value}, all of WORDS_OF_A_CITY
    raises: AddressIsTaken
    """
    with writing():
        hold("cities", shared=False)
        if slug in OWN_ADDRESSES or db.session.scalar(select(City.id).where(City.slug == slug)) is not None:
            raise AddressIsTaken(_l("This address is taken already. Please choose another."))
        position = (db.session.scalar(select(func.max(City.position))) or 0) + 1
        city = City(slug=slug, position=position, **words)
        db.session.add(city)
        db.session.flush()
        audit.remember("city added", f"city {city.id}", by=by.id, city=slug)
        db.session.commit()
    return city


def change_city(city: City, words: dict[str, str | int | None], *, by: Person) -> bool:
    """Write a city's names, province and kind anew; says whether anything has changed. Its address stays."""
    with writing():
        new = {name: value for name, value in words.items() if value != getattr(city, name)}
        if not new:
            db.session.rollback()
            return False
        for name, value in new.items():
            setattr(city, name, value)
        audit.remember("city changed", f"city {city.id}", by=by.id, city=city.slug, changed=sorted(new))
        db.session.commit()
    return True


def ask_for_check() -> None:
    """Ask for a check of the audit log, unless one is on its way."""
    with writing():
        hold("audit check", shared=False)
        if _waiting() is None:
            step_ask(CHECK, CHECK)
        db.session.commit()


def check_once_a_day() -> None:
    """Ask for a check where the last one is a day old; called again and again while we serve."""
    last = db.session.scalar(select(func.max(AuditCheck.at)))
    is_due = last is None or clock.now() - last >= BETWEEN_CHECKS
    waiting = _waiting()
    db.session.rollback()
    if is_due and waiting is None:
        ask_for_check()


def make_check(_subject: str, _tell: Tell) -> None:
    """Do the check that was asked for, and keep what it found."""
    checked = audit_check.check(heads_given_out())
    db.session.rollback()
    with writing():
        fault = checked.fault
        db.session.add(
            AuditCheck(
                at=clock.now(),
                entries=checked.entries,
                head=checked.head,
                anchored=checked.anchored,
                fault={"kind": fault.kind, "facts": fault.facts} if fault else None,
            )
        )
        db.session.commit()


def _waiting() -> Job | None:
    return db.session.scalars(select(Job).where(Job.kind == CHECK, Job.state.in_(("waiting", "running")))).first()
