"""Every part of a plan as a flat sheet of values: what forms show, changes compare and the history keeps.

Money stands under baht_2569, targets under target_2569, alignment lines under national_number, national_title_th
and so on; programmes are a list of codes; removed says whether somebody has taken the part out.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from sfc_workshop.cities.models import City, Division
from sfc_workshop.core import clock
from sfc_workshop.core.db import db
from sfc_workshop.domain.plan_changes import REMOVED
from sfc_workshop.domain.plan_tree import ALIGNMENTS
from sfc_workshop.plans.models import (
    Alignment,
    BudgetLine,
    Goal,
    Indicator,
    Plan,
    Programme,
    Project,
    Strategy,
    Tactic,
    Target,
    Vision,
)

Part = Plan | Vision | Goal | Strategy | Tactic | Indicator | Project | Division
KINDS: dict[str, type[Any]] = {
    "plan": Plan,
    "vision": Vision,
    "goal": Goal,
    "strategy": Strategy,
    "tactic": Tactic,
    "indicator": Indicator,
    "project": Project,
    "division": Division,
}
BAHT, TARGET = "baht_", "target_"
_TITLE = ("title_th", "title_en")
_NODE = (*_TITLE, "position")
_WORDS = ("objective", "output", "kpi", "expected_result", "agency", "reason")
_EDITION = ("edition", "edition_number", "edition_year")
COLUMNS: dict[str, tuple[str, ...]] = {
    "plan": (*_TITLE, "first_year", "years", "short_until", "medium_until", *_EDITION, "template_set"),
    "vision": _NODE,
    "goal": _NODE,
    "strategy": _NODE,
    "tactic": _NODE,
    "indicator": (
        *_TITLE,
        *("unit_th", "unit_en", "more_is_better", "baseline", "baseline_year", "source_th", "source_en"),
    ),
    "project": (
        *_NODE,
        *("goal_id", "tactic_id", "division_id", "horizon", "form_kind", "origin"),
        *_EDITION,
        *(f"{name}_{language}" for name in _WORDS for language in ("th", "en")),
    ),
    "division": ("name_th", "name_en"),
}
_LINE = ("number", "title_th", "title_en")


def kind_of(row: Part) -> str:
    """Name the kind of a row as the history does."""
    return next(kind for kind, model in KINDS.items() if isinstance(row, model))


def title_field(kind: str) -> str:
    """Say under which field a row of a kind has its name."""
    return "name" if kind == "division" else "title"


def read(row: Part) -> dict[str, Any]:
    """Lay a row out as a sheet."""
    kind = kind_of(row)
    values = {name: getattr(row, name) for name in COLUMNS[kind]}
    if kind != "plan":
        values[REMOVED] = getattr(row, "removed_at") is not None  # noqa: B009 - a plan has none
    if isinstance(row, Project):
        values["programmes"] = sorted(programme.code for programme in row.programmes)
        values |= {f"{BAHT}{line.fiscal_year}": line.baht for line in row.budget}
    elif isinstance(row, Indicator):
        values |= {f"{TARGET}{target.fiscal_year}": target.value for target in row.targets}
    elif isinstance(row, Strategy):
        values |= _aligned(row.alignments)
    return values


def _aligned(lines: Iterable[Alignment]) -> dict[str, str]:
    there = {line.line: line for line in lines}
    return {
        f"{line}_{name}": getattr(there[line], name) if line in there else "" for line in ALIGNMENTS for name in _LINE
    }


def write(row: Part, values: Mapping[str, Any]) -> None:
    """Put values of a sheet into a row; what is not named stays."""
    kind = kind_of(row)
    for name in COLUMNS[kind]:
        if name in values:
            setattr(row, name, values[name])
    if REMOVED in values and not isinstance(row, Plan):
        row.removed_at = clock.now() if values[REMOVED] else None
    if isinstance(row, Project):
        _write_project(row, values)
    elif isinstance(row, Indicator):
        there = {target.fiscal_year: target for target in row.targets}
        for year, value in _by_year(TARGET, values):
            _put(row.targets, there.get(year), "value", value, lambda year=year: Target(fiscal_year=year))
    elif isinstance(row, Strategy):
        _align(row, values)


def _write_project(row: Project, values: Mapping[str, Any]) -> None:
    if "programmes" in values:
        row.programmes = [db.session.get_one(Programme, code) for code in values["programmes"]]
    there = {line.fiscal_year: line for line in row.budget}
    for year, baht in _by_year(BAHT, values):
        _put(row.budget, there.get(year), "baht", baht, lambda year=year: BudgetLine(fiscal_year=year))


def _by_year(start: str, values: Mapping[str, Any]) -> list[tuple[int, Any]]:
    return sorted((int(name.removeprefix(start)), value) for name, value in values.items() if name.startswith(start))


def _put(lines: list[Any], line: Any, name: str, value: Any, make: Any) -> None:
    """Write one year's value into its line, which comes and goes with it."""
    if value is None:
        if line is not None:
            lines.remove(line)
        return
    if line is None:
        line = make()
        lines.append(line)
    setattr(line, name, value)


def _align(row: Strategy, values: Mapping[str, Any]) -> None:
    """Write the lines of plans above; one with no words at all is none."""
    whole = _aligned(row.alignments) | {name: value for name, value in values.items() if name.endswith(_LINE)}
    there = {line.line: line for line in row.alignments}
    for line in ALIGNMENTS:
        words = {name: whole[f"{line}_{name}"] for name in _LINE}
        if not any(words.values()):
            if line in there:
                row.alignments.remove(there[line])
            continue
        if line not in there:
            there[line] = Alignment(line=line)
            row.alignments.append(there[line])
        for name, value in words.items():
            setattr(there[line], name, value)


def city_of(plan: Plan | City) -> City:
    """Name the city a change belongs to."""
    return plan if isinstance(plan, City) else plan.city
