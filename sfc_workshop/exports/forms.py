"""The official forms of a plan: what is gathered for them, and how the file is made. They are always in Thai."""

import tomllib
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from functools import cache
from typing import Any, Final

from flask_babel import force_locale
from flask_babel import gettext as _

from sfc_workshop.cities.models import City
from sfc_workshop.config import PACKAGE
from sfc_workshop.core import clock
from sfc_workshop.core.i18n import format_moment
from sfc_workshop.documents import layout_docx, layout_pdf, layout_xlsx
from sfc_workshop.domain.form_layout import Layout, in_thai_digits
from sfc_workshop.domain.form_template import Template, changed, template_of
from sfc_workshop.domain.official_forms import FormPlan, FormProject, Heading, form
from sfc_workshop.exports import queries
from sfc_workshop.plans.models import Plan, Project, Strategy

SETS: Final = ("A", "B")
WRITERS: Final[dict[str, Callable[[Layout], bytes]]] = {
    "xlsx": layout_xlsx.workbook,
    "docx": layout_docx.document,
    "pdf": layout_pdf.document,
}


@dataclass(frozen=True)
class Asked:
    """A file somebody wants.

    form:    01, 02, 02/1 or 02/2
    set:     A or B
    kind:    xlsx, docx or pdf
    digits:  arabic or thai
    scope:   all, or edition for what came with the plan's present edition
    """

    form: str
    set: str
    kind: str
    digits: str
    scope: str

    @property
    def filename(self) -> str:
        """What the file is called when it is fetched; letters any computer takes."""
        return f"form-{self.form.replace('/', '-')}-set-{self.set.lower()}.{self.kind}"

    def as_facts(self) -> dict[str, str]:
        """What is kept of it, and what the log says."""
        return asdict(self)


@cache
def template(name: str) -> Template:
    """Read a set of the official forms."""
    path = PACKAGE / "reference" / "forms" / f"set-{name.lower()}.toml"
    return template_of(tomllib.loads(path.read_text(encoding="utf-8")))


def template_for(city: City, name: str) -> Template:
    """A set as the city has changed it."""
    kept = queries.form_change(city, name)
    return changed(template(name), kept.changes if kept else {})


def write(plan: Plan, asked: Asked, *, audit_head: str) -> bytes:
    """Make the file."""
    return WRITERS[asked.kind](layout(plan, asked, audit_head=audit_head))


def layout(plan: Plan, asked: Asked, *, audit_head: str) -> Layout:
    """Lay a form out, with what it rests on at its end."""
    with force_locale("th"):
        notes = [
            (_("Source"), f"{plan.title_th} {plan.city.name_th}"),
            (_("Made"), format_moment(clock.now())),
            (_("Head of the audit log"), audit_head),
        ]
        title = _("What this rests on")
    told = form_plan(plan, queries.projects_for_forms(plan), scope=asked.scope)
    made = replace(form(told, template_for(plan.city, asked.set), asked.form, notes=notes), notes_title=title)
    return in_thai_digits(made) if asked.digits == "thai" else made


def form_plan(plan: Plan, projects: Iterable[Project], *, scope: str) -> FormPlan:
    """Tell the forms of a plan and those of its projects that are wanted."""
    headings = _Headings(plan.strategies)
    wanted = [project for project in projects if scope == "all" or came_with(plan, project)]
    return FormPlan(
        years=tuple(plan.fiscal_years),
        place={"city": plan.city.name_th, "district": plan.city.district_th, "province": plan.city.province_th},
        edition=plan.edition,
        edition_number=plan.edition_number,
        edition_year=plan.edition_year,
        projects=tuple(_project(project, headings) for project in wanted),
    )


def came_with(plan: Plan, project: Project) -> bool:
    """Whether a project came, or was last changed, with the plan's present edition."""
    return (project.edition, project.edition_number, project.edition_year) == (
        plan.edition,
        plan.edition_number,
        plan.edition_year,
    )


def _project(project: Project, headings: "_Headings") -> FormProject:
    division = project.division.name_th if project.division else ""
    return FormProject(
        kind=project.form_kind,
        words={
            "title": project.title_th,
            "objective": project.objective_th,
            "output": project.output_th,
            "kpi": project.kpi_th,
            "expected": project.expected_result_th,
            "agency": (project.agency_th or division) if project.form_kind == "02/2" else division,
            "reason": project.reason_th,
        },
        baht={line.fiscal_year: line.baht for line in project.budget},
        levels=headings.of(project),
    )


class _Headings:
    """The strategies and tactics of a plan as headings, numbered as they stand in it."""

    def __init__(self, strategies: Iterable[Strategy]) -> None:
        self._by_tactic: dict[int, dict[str, Heading]] = {}
        for number, strategy in enumerate(strategies, start=1):
            lines = {one.line: (one.number, one.title_th) for one in strategy.alignments}
            above = Heading((number, ""), str(number), strategy.title_th, lines)
            for below, tactic in enumerate(strategy.tactics, start=1):
                own = Heading((below, ""), f"{number}.{below}", tactic.title_th)
                self._by_tactic[tactic.id] = {"strategy": above, "tactic": own}

    def of(self, project: Project) -> dict[str, Heading]:
        found: dict[str, Any] = dict(self._by_tactic.get(project.tactic_id or 0, {}))
        if project.programmes:
            first = project.programmes[0]  # by code; a project stands on a form once
            found["programme"] = Heading((0, first.code), "", first.name_th)
        return found
