"""Looking up files that were made."""

from datetime import timedelta

from sqlalchemy import select

from sfc_workshop.cities.models import City
from sfc_workshop.core import clock
from sfc_workshop.core.db import db
from sfc_workshop.exports.models import Export
from sfc_workshop.people.models import Person

A_DAY = timedelta(days=1)


def export_for(person: Person, city: City, export_id: str) -> Export:
    """Find a file made for this person in this city within a day, or say 404."""
    return db.first_or_404(
        select(Export).where(
            Export.id == export_id,
            Export.city_id == city.id,
            Export.person_id == person.id,
            Export.at > clock.now() - A_DAY,
        )
    )
