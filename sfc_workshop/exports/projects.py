"""The projects of a plan as one table, all of each in both languages; it can be brought in again."""

from typing import Any

from flask_babel import gettext as _

from sfc_workshop.core import clock
from sfc_workshop.core.i18n import format_moment, language, text
from sfc_workshop.documents.sheets import Column, Sheet
from sfc_workshop.plans.models import Plan, Project
from sfc_workshop.priorities.sentences import horizon_name

WHOLE = "0"
MONEY = "#,##0"


def projects_sheet(plan: Plan, projects: list[Project]) -> Sheet:
    """One row for each project; fiscal years of the plan, and any other that has money."""
    years = sorted({*plan.fiscal_years, *(line.fiscal_year for project in projects for line in project.budget)})
    columns = [
        Column(_("Number in the list"), 8, WHOLE),
        *_both(_("Project name"), 50),
        *_both(_("Goal"), 30),
        *_both(_("Strategy"), 30),
        *_both(_("Tactic"), 30),
        Column(_("Budget programme"), 30),
        Column(_("Horizon"), 14),
        Column(_("Form"), 8),
        *_both(_("Objective"), 40),
        *_both(_("Target (output)"), 40),
        *[Column(_("Budget B.E. %(year)s (baht)", year=year), 16, MONEY) for year in years],
        Column(_("Total (baht)"), 16, MONEY),
        *_both(_("Indicator (KPI)"), 40),
        *_both(_("Expected result"), 40),
        *_both(_("Responsible division"), 30),
        *_both(_("Other agency asked"), 30),
        Column(_("Edition"), 14),
        Column(_("Number of the edition"), 8, WHOLE),
        Column(_("Year of the edition"), 8, WHOLE),
        *_both(_("Reason"), 30),
    ]
    rows = [_row(number, project, years) for number, project in enumerate(projects, start=1)]
    return Sheet(_("Projects table"), columns, rows)


def origin_sheet(plan: Plan, head: str) -> Sheet:
    """Where the table comes from, on a sheet of its own, which is passed over when it is brought in again."""
    source = f"{text(plan, 'title')}, {text(plan.city, 'name')}"
    rows = [[_("Made"), format_moment(clock.now())], [_("Head of the audit log"), head]]
    return Sheet(_("What this rests on"), [Column(_("Source"), 30), Column(source, 80)], rows)


def _both(head: str, width: int) -> list[Column]:
    """A column for each language; the head says which."""
    return [Column(_("%(words)s (Thai)", words=head), width), Column(_("%(words)s (English)", words=head), width)]


def _row(number: int, project: Project, years: list[int]) -> list[Any]:
    baht = {line.fiscal_year: line.baht for line in project.budget}
    strategy = project.tactic.strategy if project.tactic else None
    return [
        number,
        project.title_th,
        project.title_en,
        *_titles(project.goal),
        *_titles(strategy),
        *_titles(project.tactic),
        "\n".join(_programme(one) for one in project.programmes),
        horizon_name(project.horizon),
        project.form_kind,
        *(getattr(project, f"{name}_{end}") for name in ("objective", "output") for end in ("th", "en")),
        *(baht.get(year) for year in years),
        project.cost,
        *(getattr(project, f"{name}_{end}") for name in ("kpi", "expected_result") for end in ("th", "en")),
        *((project.division.name_th, project.division.name_en) if project.division else ("", "")),
        project.agency_th,
        project.agency_en,
        edition_name(project.edition),
        project.edition_number,
        project.edition_year,
        project.reason_th,
        project.reason_en,
    ]


def _titles(row: Any) -> tuple[str, str]:
    return (row.title_th, row.title_en) if row is not None else ("", "")


def _programme(programme: Any) -> str:
    name: str = programme.name_th if language() == "th" else programme.name_en
    return name


def edition_name(edition: str) -> str:
    """In which edition of the plan a project came."""
    return {
        "first": _("First edition"),
        "correction": _("Correction"),
        "addition": _("Addition"),
        "change": _("Change of content"),
        "review": _("Yearly review"),
    }.get(edition, edition)
