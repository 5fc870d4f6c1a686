"""Looking up cities."""

from collections.abc import Sequence

from sqlalchemy import select

from sfc_workshop.cities.models import City
from sfc_workshop.core.db import db


def programme_cities() -> Sequence[City]:
    """List the cities of the programme in the order they joined."""
    return db.session.scalars(select(City).where(City.kind != "guest").order_by(City.position, City.id)).all()


def city_at(slug: str) -> City:
    """Find a city by the name in its address, or say 404."""
    return db.one_or_404(select(City).where(City.slug == slug))
