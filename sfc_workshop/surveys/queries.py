"""Looking up surveys."""

from collections.abc import Sequence

from flask import url_for
from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from sfc_workshop.ballots.models import Consultation, Door
from sfc_workshop.cities.models import City
from sfc_workshop.core import clock
from sfc_workshop.core.db import db
from sfc_workshop.plans.models import Plan
from sfc_workshop.surveys.models import Survey

_WITH_CITY = joinedload(Survey.door).joinedload(Door.consultation).joinedload(Consultation.plan).joinedload(Plan.city)


def survey_at(slug: str) -> Survey:
    """Find a survey by its address with what every page of it shows, or say 404."""
    return db.one_or_404(select(Survey).options(_WITH_CITY).where(Survey.slug == slug))


def open_surveys(city: City | None = None) -> Sequence[Survey]:
    """List the surveys people can answer now, those that end first at the top."""
    now = clock.now()
    query = (
        select(Survey)
        .join(Survey.door)
        .join(Door.consultation)
        .join(Plan)
        .options(_WITH_CITY)
        .where(Door.opens_at <= now, or_(Door.closes_at.is_(None), Door.closes_at > now))
        .where(Consultation.opening.has(), ~Consultation.closing.has())
        .order_by(Door.closes_at.is_(None), Door.closes_at)
    )
    return db.session.scalars(query.where(Plan.city_id == city.id) if city else query).all()


def surveys_of(consultation: Consultation) -> Sequence[Survey]:
    """List the surveys that are doors of a consultation."""
    return db.session.scalars(
        select(Survey).join(Survey.door).where(Door.consultation_id == consultation.id).order_by(Survey.id)
    ).all()


def link_of(door: Door) -> str | None:
    """Address the public page of a door, where it is a survey's."""
    slug = db.session.scalar(select(Survey.slug).where(Survey.door_id == door.id))
    return url_for("surveys.start", slug=slug, _external=True) if slug else None


def survey_in(city: City, survey_id: int) -> Survey:
    """Find a survey of the city, or say 404."""
    return db.one_or_404(
        select(Survey)
        .join(Survey.door)
        .join(Door.consultation)
        .join(Plan)
        .options(_WITH_CITY)
        .where(Plan.city_id == city.id, Survey.id == survey_id)
    )


def survey_of_door(city: City, door_id: int) -> Survey:
    """Find the survey behind a door of the city, or say 404."""
    return db.one_or_404(
        select(Survey)
        .join(Survey.door)
        .join(Door.consultation)
        .join(Plan)
        .options(_WITH_CITY)
        .where(Plan.city_id == city.id, Survey.door_id == door_id)
    )
