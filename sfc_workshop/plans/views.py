"""A plan as the public and the desk read it."""

from flask import Blueprint, g, render_template
from flask.typing import ResponseReturnValue

from sfc_workshop.domain.roles import Action
from sfc_workshop.people.access import current_person, needs
from sfc_workshop.plans import queries

bp = Blueprint("plans", __name__)


@bp.get("/desk/<city_slug>/plans/<int:plan_id>")
@needs(Action.READ_CITY)
def show(plan_id: int) -> ResponseReturnValue:
    """Show a plan's visions, goals and projects with their money."""
    plan = queries.plan_in(g.city, plan_id)
    projects = queries.projects_of(plan)
    years = {
        year: sum(line.baht for project in projects for line in project.budget if line.fiscal_year == year)
        for year in plan.fiscal_years
    }
    can_edit = current_person().may(Action.EDIT_PLAN, g.city)
    return render_template("plans/show.html", city=g.city, plan=plan, projects=projects, years=years, can_edit=can_edit)
