"""A plan holds together: nothing that stands hangs on something that was taken out."""

from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, or_, select

from sfc_workshop.cities.models import Division
from sfc_workshop.core.db import db
from sfc_workshop.core.refusals import Refused
from sfc_workshop.plans.models import Goal, Indicator, PlanChange, Project, Strategy, Tactic
from sfc_workshop.plans.queries import chunks


class StillUsed(Refused):
    """Something else hangs on what should be taken out."""

    status = 409


class IsGone(Refused):
    """What something should hang on has been taken out."""

    status = 409


def check_whole(change: PlanChange) -> None:
    """Look at everything a change has touched, and at what hangs on it.

    raises: StillUsed, IsGone
    """
    touched: dict[str, list[int]] = {}
    for part in change.parts:
        touched.setdefault(part.kind, []).append(part.subject_id)
    _refuse_used(touched)
    _refuse_gone(touched)


def _refuse_used(touched: dict[str, list[int]]) -> None:
    for kind, model, column in (
        ("goal", Goal, Project.goal_id),
        ("tactic", Tactic, Project.tactic_id),
        ("division", Division, Project.division_id),
    ):
        if _count(touched.get(kind, []), model, column, Project):
            raise StillUsed(_l("Projects still belong to it. Please move them elsewhere first."))
    if _count(touched.get("strategy", []), Strategy, Tactic.strategy_id, Tactic):
        raise StillUsed(_l("It still has parts of its own. Please take these out first."))


def _count(ids: list[int], model: Any, column: Any, child: Any) -> int:
    """Count the children that stand under those of some rows that do not."""
    return sum(
        db.session.scalar(
            select(func.count())
            .select_from(child)
            .join(model, model.id == column)
            .where(model.id.in_(some), model.removed_at.is_not(None), child.removed_at.is_(None))
        )
        or 0
        for some in chunks(ids)
    )


def _refuse_gone(touched: dict[str, list[int]]) -> None:
    gone = (Goal.removed_at, Tactic.removed_at, Strategy.removed_at, Division.removed_at)
    for some in chunks(touched.get("project", [])):
        query = (
            select(Project.id)
            .outerjoin(Goal, Goal.id == Project.goal_id)
            .outerjoin(Tactic, Tactic.id == Project.tactic_id)
            .outerjoin(Strategy, Strategy.id == Tactic.strategy_id)
            .outerjoin(Division, Division.id == Project.division_id)
            .where(Project.id.in_(some), Project.removed_at.is_(None), or_(*(one.is_not(None) for one in gone)))
        )
        _refuse_if_any(query)
    for some in chunks(touched.get("tactic", [])):
        _refuse_if_any(
            select(Tactic.id)
            .join(Strategy, Strategy.id == Tactic.strategy_id)
            .where(Tactic.id.in_(some), Tactic.removed_at.is_(None), Strategy.removed_at.is_not(None))
        )
    for some in chunks(touched.get("indicator", [])):
        _refuse_if_any(
            select(Indicator.id)
            .outerjoin(Goal, Goal.id == Indicator.goal_id)
            .outerjoin(Project, Project.id == Indicator.project_id)
            .where(Indicator.id.in_(some), Indicator.removed_at.is_(None))
            .where(or_(Goal.removed_at.is_not(None), Project.removed_at.is_not(None)))
        )


def _refuse_if_any(query: Any) -> None:
    if db.session.scalar(query.limit(1)) is not None:
        raise IsGone(_l("What it belongs to has been taken out of the plan since. Please bring that back first."))
