"""A plan as it is read: its tree with counts and money, and one project."""

from flask import g, redirect, url_for
from flask.typing import ResponseReturnValue

from sfc_workshop.domain.roles import Action
from sfc_workshop.people.access import needs
from sfc_workshop.plans import history, queries
from sfc_workshop.plans.models import Project
from sfc_workshop.plans.views.pages import bp, page


@bp.get("")
@needs(Action.READ_CITY)
def list_() -> ResponseReturnValue:
    """List the city's plans; where there is one, go there."""
    plans = queries.plans_of(g.city)
    if len(plans) == 1:
        return redirect(url_for(".show", plan_id=plans[0].id))
    return page("list", plans=plans)


@bp.get("/<int:plan_id>")
@needs(Action.READ_CITY)
def show(plan_id: int) -> ResponseReturnValue:
    """Show a plan's visions, goals, strategies and tactics, with how many projects each has and their money."""
    plan = queries.plan_in(g.city, plan_id)
    strategies = queries.tree_of(plan)
    by_tactic = queries.sums_by(plan, Project.tactic_id)
    by_year = queries.sums_by_year(plan)
    return page(
        "show",
        plan=plan,
        strategies=strategies,
        by_goal=queries.sums_by(plan, Project.goal_id),
        by_tactic=by_tactic,
        by_strategy={one.id: queries.together(by_tactic, one.tactics) for one in strategies},
        by_form=queries.sums_by(plan, Project.form_kind),
        by_year=by_year,
        years=sorted({*plan.fiscal_years, *by_year}),
        last=history.last_of(plan),
    )


@bp.get("/<int:plan_id>/projects/<int:project_id>")
@needs(Action.READ_CITY)
def project(plan_id: int, project_id: int) -> ResponseReturnValue:
    """Show everything a project says, its indicators, and what was done to it last."""
    plan = queries.plan_in(g.city, plan_id)
    found = queries.project_in(plan, project_id)
    return page(
        "project",
        plan=plan,
        project=found,
        indicators=queries.indicators_of(found),
        namesakes=queries.namesakes(found),
        horizon_of_money=queries.horizon_of_money(found),
        years=sorted({*plan.fiscal_years, *(line.fiscal_year for line in found.budget)}),
        last=history.last_of(plan, subject=found),
    )
