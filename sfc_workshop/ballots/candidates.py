"""What a plan has that could be asked about, looked through by goal, horizon, programme, division, words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sfc_workshop.ballots.actions.choosing import KINDS, Row, row_id, rows_of
from sfc_workshop.ballots.models import Consultation
from sfc_workshop.core.i18n import text
from sfc_workshop.plans.models import Plan, Project

NARROWING = ("goal", "horizon", "programme", "division", "q")


@dataclass(frozen=True)
class Candidates:
    """Rows of one kind that pass the filter, what can be filtered by, and which of them are items already.

    chosen:   {kind: how many items there are of it}
    filters:  {name: [(value, title), …]} of what the plan's projects have; empty for other kinds
    """

    kind: str
    rows: Sequence[Row]
    total: int
    asked: set[int]
    chosen: Mapping[str, int]
    filters: Mapping[str, Sequence[tuple[str, str]]]
    now: Mapping[str, str]


def candidates(consultation: Consultation, wish: Mapping[str, str]) -> Candidates:
    """Look through a plan.

    wish:  kind, and what it is narrowed down by (NARROWING), as the address of the page says it; what is
           not known narrows nothing.
    """
    chosen = {kind: sum(item.kind == kind for item in consultation.items) for kind in KINDS}
    kind = wish.get("kind", "")
    if kind not in KINDS:
        kind = "project"
    rows = rows_of(consultation.plan, kind)
    filters = _filters(rows) if kind == "project" else {}
    now = {name: wish.get(name, "").strip() for name in NARROWING}
    now = {name: value for name, value in now.items() if name == "q" or value in dict(filters.get(name, ()))}
    return Candidates(
        kind=kind,
        rows=[row for row in rows if _passes(row, now)],
        total=len(rows),
        asked={found for item in consultation.items if item.kind == kind and (found := row_id(item)) is not None},
        chosen=chosen,
        filters=filters,
        now=now,
    )


def can_be_asked(plan: Plan) -> bool:
    """Whether a plan has anything to ask about."""
    return bool(plan.visions or plan.goals or plan.projects)


def _filters(projects: Sequence[Any]) -> dict[str, list[tuple[str, str]]]:
    goals = {str(p.goal.id): text(p.goal, "title") for p in projects if p.goal}
    programmes = {one.code: text(one, "name") for p in projects for one in p.programmes}
    divisions = {str(p.division.id): text(p.division, "name") for p in projects if p.division}
    horizons = {p.horizon: p.horizon for p in projects}
    found = {"goal": goals, "horizon": horizons, "programme": programmes, "division": divisions}
    return {name: list(values.items()) for name, values in found.items()}


def _passes(row: Row, now: Mapping[str, str]) -> bool:
    words = now.get("q", "").casefold()
    if words and words not in f"{row.title_th} {row.title_en}".casefold():
        return False
    if not isinstance(row, Project):
        return True
    facts = {
        "goal": {str(row.goal_id)},
        "horizon": {row.horizon},
        "programme": {one.code for one in row.programmes},
        "division": {str(row.division_id)},
    }
    return all(now[name] in values for name, values in facts.items() if now.get(name))
