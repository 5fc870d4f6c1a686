"""Preparing the survey of a consultation: its address, its welcome, and when its door is open."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from sfc_workshop.ballots.actions.declaring import refuse_frozen
from sfc_workshop.ballots.actions.preparing import Title, step_copy
from sfc_workshop.ballots.models import Consultation, Door
from sfc_workshop.core import audit, clock
from sfc_workshop.core.db import db, hold, writing
from sfc_workshop.core.refusals import Refused
from sfc_workshop.people.models import Person
from sfc_workshop.surveys.models import Survey

SLUG = re.compile("[a-z0-9](?:-?[a-z0-9]){2,59}")


class NotThisSurvey(Refused):
    """A survey that cannot be made like this; field says what has to be looked at."""

    status = 422

    def __init__(self, field: str, sentence: Any) -> None:
        super().__init__(sentence)
        self.field = field


@dataclass(frozen=True)
class Invitation:
    """A survey as a planner writes it.

    slug:       the end of its address: small letters, digits, single hyphens, 3 to 60 of them
    opens_at:   None: when the consultation is opened
    closes_at:  None: when somebody closes it
    """

    slug: str
    title_th: str
    title_en: str = ""
    welcome_th: str = ""
    welcome_en: str = ""
    minutes: int = 5
    opens_at: datetime | None = None
    closes_at: datetime | None = None


def prepare_survey(consultation: Consultation, invitation: Invitation, *, by: Person) -> Survey:
    """Give a consultation a survey.

    raises: NotThisSurvey for an address that is taken or moments that do not fit, IsFrozen after opening.
    """
    with writing():
        hold(f"consultation {consultation.id}", shared=False)
        refuse_frozen(consultation)
        survey = step_prepare_survey(consultation, invitation)
        audit.remember("survey prepared", f"consultation {consultation.id}", by=by.id, address=invitation.slug)
        db.session.commit()
    return survey


def step_prepare_survey(consultation: Consultation, invitation: Invitation) -> Survey:
    """Do the work of prepare_survey() inside the caller's transaction."""
    survey = Survey(door=Door(kind="survey", integrity="open"))
    consultation.doors.append(survey.door)
    _write(survey, invitation)
    db.session.add(survey)
    db.session.flush()
    return survey


def change_survey(survey: Survey, invitation: Invitation, *, by: Person) -> None:
    """Write a survey anew, as long as nobody has answered."""
    consultation = survey.door.consultation
    with writing():
        hold(f"consultation {consultation.id}", shared=False)
        refuse_frozen(consultation)
        _write(survey, invitation)
        audit.remember("survey changed", f"consultation {consultation.id}", by=by.id, address=invitation.slug)
        db.session.commit()


def delete_survey(survey: Survey, *, by: Person) -> None:
    """Take a survey and its door away, as long as nobody has answered."""
    consultation = survey.door.consultation
    with writing():
        hold(f"consultation {consultation.id}", shared=False)
        refuse_frozen(consultation)
        audit.remember("survey deleted", f"consultation {consultation.id}", by=by.id, address=survey.slug)
        door = survey.door
        db.session.delete(survey)
        db.session.flush()
        consultation.doors.remove(door)
        db.session.commit()


def copy_consultation(earlier: Consultation, title: Title, *, by: Person) -> Consultation:
    """Begin a consultation with everything of an earlier one but its ballots; its surveys get addresses of their own.

    Nobody knows yet when the new one is open, so its surveys wait for a hand.
    """
    with writing():
        made = step_copy(earlier, title)
        for survey in db.session.scalars(
            select(Survey).join(Survey.door).where(Door.consultation_id == earlier.id).order_by(Survey.id)
        ).all():
            words = {name: getattr(survey, name) for name in ("title_th", "title_en", "welcome_th", "welcome_en")}
            slug = free_slug(survey.slug)
            step_prepare_survey(made, Invitation(slug=slug, minutes=survey.minutes, **words))
        audit.remember("consultation prepared", f"consultation {made.id}", by=by.id, copied_from=earlier.id)
        db.session.commit()
    return made


def free_slug(wish: str) -> str:
    """Find an address nobody has, such as lampang-plan-2 where lampang-plan is taken."""
    stem = re.sub("-[0-9]{1,3}$", "", wish)[:55].rstrip("-")
    taken = set(db.session.scalars(select(Survey.slug).where(Survey.slug.startswith(stem, autoescape=True))))
    return next(slug for n in range(1, len(taken) + 2) if (slug := stem if n == 1 else f"{stem}-{n}") not in taken)


def _write(survey: Survey, invitation: Invitation) -> None:
    if not SLUG.fullmatch(invitation.slug):
        raise NotThisSurvey(
            "slug",
            _l("Please use 3 to 60 small Latin letters, digits and single hyphens, such as our-town-2026."),
        )
    holder = select(Survey.id).where(Survey.slug == invitation.slug)
    if db.session.scalar(holder) not in (None, survey.id):
        raise NotThisSurvey("slug", _l("Another survey has this address. Please choose a different one."))
    if invitation.closes_at is not None and invitation.closes_at <= clock.now():
        raise NotThisSurvey("closes_on", _l("This moment has passed. Please choose a later one."))
    if invitation.opens_at and invitation.closes_at and invitation.opens_at >= invitation.closes_at:
        raise NotThisSurvey("closes_on", _l("It would close before it opens. Choose a later last day."))
    survey.door.opens_at, survey.door.closes_at = invitation.opens_at, invitation.closes_at
    for name in ("slug", "title_th", "title_en", "welcome_th", "welcome_en", "minutes"):
        setattr(survey, name, getattr(invitation, name))
