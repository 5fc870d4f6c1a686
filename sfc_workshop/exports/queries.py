"""Looking up files that were made, and what the official forms print."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from sfc_workshop.cities.models import City
from sfc_workshop.core import clock
from sfc_workshop.core.db import db
from sfc_workshop.exports.models import Export, FormChange
from sfc_workshop.people.models import Person
from sfc_workshop.plans.models import Plan, Project

A_DAY = timedelta(days=1)


def export_for(person: Person, city: City, export_id: str) -> Export:
    """Find a file made for this person in this city within a day, or say 404."""
    return db.first_or_404(
        select(Export)
        .options(joinedload(Export.job))
        .where(
            Export.id == export_id,
            Export.city_id == city.id,
            Export.person_id == person.id,
            Export.at > clock.now() - A_DAY,
        )
    )


def form_change(city: City, template_set: str) -> FormChange | None:
    """Find what the city has changed of a set of forms, if anything."""
    return db.session.scalar(
        select(FormChange).where(FormChange.city_id == city.id, FormChange.template_set == template_set)
    )


def projects_for_forms(plan: Plan) -> Sequence[Project]:
    """List a plan's projects with what the forms print of each, in a fixed number of queries."""
    return db.session.scalars(
        select(Project)
        .where(Project.plan_id == plan.id)
        .options(joinedload(Project.division), selectinload(Project.programmes), selectinload(Project.budget))
        .order_by(Project.position, Project.id)
    ).all()


def how_many(plan: Plan, *, scope: str = "all") -> dict[str, int]:
    """Say how many projects of a plan, or of its present edition only, stand on each of the 02 forms."""
    counted = select(Project.form_kind, func.count()).where(Project.plan_id == plan.id).group_by(Project.form_kind)
    if scope == "edition":
        counted = counted.where(
            Project.edition == plan.edition,
            Project.edition_number == plan.edition_number,
            Project.edition_year.is_not_distinct_from(plan.edition_year),
        )
    return {row[0]: row[1] for row in db.session.execute(counted)}
