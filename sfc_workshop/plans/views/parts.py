"""Adding, editing, moving and taking out the parts of a plan, and the plan's own facts."""

from typing import Any

from flask import flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sfc_workshop.core.i18n import text
from sfc_workshop.core.refusals import Refused
from sfc_workshop.domain.roles import Action
from sfc_workshop.people.access import current_person, needs
from sfc_workshop.plans import actions, queries, sheets
from sfc_workshop.plans.forms import (
    DivisionForm,
    NameForm,
    PartForm,
    PlanForm,
    StrategyForm,
    indicator_form,
    whole,
)
from sfc_workshop.plans.models import Goal, Plan
from sfc_workshop.plans.views.editing import Wish, answer
from sfc_workshop.plans.views.pages import bp, page

KINDS = {
    "visions": "vision",
    "goals": "goal",
    "strategies": "strategy",
    "tactics": "tactic",
    "indicators": "indicator",
    "divisions": "division",
}
MOVABLE = ("visions", "goals", "strategies", "tactics")
PLURALS = {kind: plural for plural, kind in KINDS.items()}
PART = f"<any({','.join(KINDS)}):plural>"


@bp.route("/new", methods=["GET", "POST"])
@needs(Action.EDIT_PLAN)
def add_plan() -> ResponseReturnValue:
    """Start a plan."""

    def save(values: dict[str, Any], _seen: int) -> Plan:
        return actions.add_plan(g.city, values, by=current_person())

    def done(plan: Plan) -> tuple[str, str]:
        return _("The plan is there. Add its visions, goals and projects now."), url_for(".show", plan_id=plan.id)

    blank = {"edition": "first", "template_set": "A", "years": 5, "short_until": 2, "medium_until": 5}
    back = url_for("home.city_desk")
    return answer(Wish("plan", PlanForm(), None, None, back, save, done, {**blank, "edition_number": 1}))


@bp.route("/<int:plan_id>/facts", methods=["GET", "POST"])
@needs(Action.EDIT_PLAN)
def edit_plan(plan_id: int) -> ResponseReturnValue:
    """Edit a plan's title, years, edition and forms."""
    plan = queries.plan_in(g.city, plan_id)
    back = url_for(".show", plan_id=plan.id)

    def save(values: dict[str, Any], seen: int) -> None:
        actions.edit_part(plan, values, seen=seen, where=plan, by=current_person())

    return answer(Wish("plan", PlanForm(), plan, plan, back, save, lambda _saved: (_("The plan is saved."), back)))


@bp.route(f"/<int:plan_id>/{PART}/new", methods=["GET", "POST"])
@needs(Action.EDIT_PLAN)
def add(plan_id: int, plural: str) -> ResponseReturnValue:
    """Add a part; a tactic says under which strategy, an indicator of which goal or project."""
    plan = queries.plan_in(g.city, plan_id)
    kind = KINDS[plural]
    under = queries.owner_in(plan, kind, {name: whole(value) for name, value in request.args.items()})

    def save(values: dict[str, Any], _seen: int) -> sheets.Part:
        at = actions.Tree(plan.city if kind == "division" else plan, under)
        return actions.add_part(kind, at, values, by=current_person())

    back = _home(plan, kind, under)
    blank = {"more_is_better": True}
    return answer(
        Wish(kind, _form(plan, kind, None), plan, None, back, save, lambda _s: (_("It is added."), back), blank, under)
    )


@bp.route(f"/<int:plan_id>/{PART}/<int:part_id>", methods=["GET", "POST"])
@needs(Action.EDIT_PLAN)
def edit(plan_id: int, plural: str, part_id: int) -> ResponseReturnValue:
    """Edit a part."""
    plan = queries.plan_in(g.city, plan_id)
    kind = KINDS[plural]
    row = queries.part_in(plan, kind, part_id, also_removed=request.method == "POST")

    def save(values: dict[str, Any], seen: int) -> None:
        where = plan.city if kind == "division" else plan
        actions.edit_part(row, values, seen=seen, where=where, by=current_person())

    back = _home(plan, kind, _owner(plan, kind, row))
    return answer(Wish(kind, _form(plan, kind, row), plan, row, back, save, lambda _s: (_("It is saved."), back)))


@bp.post(f"/<int:plan_id>/{PART}/<int:part_id>/removal")
@needs(Action.EDIT_PLAN)
def remove(plan_id: int, plural: str, part_id: int) -> ResponseReturnValue:
    """Take a part out of the plan."""
    plan = queries.plan_in(g.city, plan_id)
    kind = KINDS[plural]
    row = queries.part_in(plan, kind, part_id)
    title, back = text(row, sheets.title_field(kind)), _home(plan, kind, _owner(plan, kind, row))
    try:
        actions.remove_part(row, where=plan.city if kind == "division" else plan, by=current_person())
    except Refused as refusal:
        flash(str(refusal), "wrong")
    else:
        flash(_("“%(title)s” is taken out. It can be brought back in the history.", title=title))
    return redirect(back, 303)


@bp.post(f"/<int:plan_id>/<any({','.join(MOVABLE)}):plural>/<int:part_id>/place")
@needs(Action.EDIT_PLAN)
def move(plan_id: int, plural: str, part_id: int) -> ResponseReturnValue:
    """Move a part one place up or down."""
    plan = queries.plan_in(g.city, plan_id)
    kind = KINDS[plural]
    row = queries.part_in(plan, kind, part_id)
    try:
        actions.move_part(row, step=-1 if request.form.get("step") == "up" else 1, plan=plan, by=current_person())
    except actions.NothingChanged:
        flash(_("It stands at the end already."), "info")
    return redirect(url_for(".show", plan_id=plan.id, _anchor=f"{kind}-{part_id}"), 303)


@bp.get("/<int:plan_id>/divisions")
@needs(Action.READ_CITY)
def divisions(plan_id: int) -> ResponseReturnValue:
    """List the city's divisions, with how many projects of the plan each is responsible for."""
    plan = queries.plan_in(g.city, plan_id)
    return page("divisions", plan=plan, divisions=g.city.divisions, sums=queries.sums_by_division(plan))


def _form(plan: Plan, kind: str, row: Any) -> PartForm:
    if kind == "indicator":
        return indicator_form(plan, [target.fiscal_year for target in row.targets] if row else [])
    if kind == "strategy":
        return StrategyForm()
    return DivisionForm() if kind == "division" else NameForm()


def _owner(plan: Plan, kind: str, row: Any) -> Any:
    if kind != "indicator":
        return None
    owner = "goal" if row.goal_id else "project"
    return queries.part_in(plan, owner, row.goal_id or row.project_id, also_removed=True)


def _home(plan: Plan, kind: str, under: Any) -> str:
    """Where a part is seen."""
    if kind == "division":
        return url_for(".divisions", plan_id=plan.id)
    if kind == "indicator" and not isinstance(under, Goal):
        return url_for(".project", plan_id=plan.id, project_id=under.id, _anchor="indicators")
    return url_for(".show", plan_id=plan.id, _anchor=PLURALS[kind] if kind != "tactic" else "strategies")
