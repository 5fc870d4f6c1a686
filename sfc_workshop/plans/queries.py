"""Looking up plans."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from sfc_workshop.cities.models import City
from sfc_workshop.core.db import db
from sfc_workshop.plans.models import Plan, Project, Tactic


def plans_of(city: City) -> Sequence[Plan]:
    """List a city's plans, newest first."""
    return db.session.scalars(select(Plan).where(Plan.city_id == city.id).order_by(Plan.id.desc())).all()


def projects_of(plan: Plan) -> Sequence[Project]:
    """List a plan's projects with everything a list shows, in a fixed number of queries."""
    return db.session.scalars(
        select(Project)
        .where(Project.plan_id == plan.id)
        .options(
            selectinload(Project.goal),
            selectinload(Project.tactic).selectinload(Tactic.strategy),
            selectinload(Project.division),
            selectinload(Project.programmes),
            selectinload(Project.budget),
        )
        .order_by(Project.position, Project.id)
    ).all()


def plan_in(city: City, plan_id: int) -> Plan:
    """Find a plan of the city, or say 404."""
    return db.one_or_404(select(Plan).where(Plan.city_id == city.id, Plan.id == plan_id))
