"""What the pages of a plan say: kinds, fields, values, refusals."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from sfc_workshop.core.i18n import money, plan_year, text
from sfc_workshop.domain.horizons import BUDDHIST_ERA
from sfc_workshop.plans.models import Plan, PlanChange
from sfc_workshop.plans.sheets import BAHT, TARGET

HORIZONS = {"short": _l("Short term"), "medium": _l("Medium term"), "long": _l("Long term")}
ORIGINS = {"staff": _l("The city's staff"), "workshop": _l("An idea of a workshop"), "citizen": _l("A citizen")}
FORM_KINDS = {
    "02": _l("Form 02: the city's own"),
    "02/1": _l("Form 02/1: from the plan of a community"),
    "02/2": _l("Form 02/2: asked from another agency"),
}
EDITIONS = {
    "first": _l("First edition"),
    "correction": _l("Correction"),
    "addition": _l("Addition"),
    "change": _l("Change of content"),
    "review": _l("Yearly review"),
}
TEMPLATE_SETS = {
    "A": _l("Set A, for plans 2023–2027: strategies and indicators"),
    "B": _l("Set B, for plans 2028–2032: development issues"),
}
DIRECTIONS = {True: _l("More is better"), False: _l("Less is better")}
ALIGNMENTS = {
    "national": _l("National strategy (20 years)"),
    "milestone": _l("Milestone of the 13th national development plan"),
    "sdg": _l("Sustainable Development Goal"),
    "province": _l("Strategy of the province"),
    "locality": _l("Development strategy of local authorities in the province"),
}
_CODES: dict[str, Mapping[Any, Any]] = {
    "horizon": HORIZONS,
    "origin": ORIGINS,
    "form_kind": FORM_KINDS,
    "edition": EDITIONS,
    "template_set": TEMPLATE_SETS,
    "more_is_better": DIRECTIONS,
}
_FIELDS = {
    "title_th": _l("Name in Thai"),
    "title_en": _l("Name in English"),
    "name_th": _l("Name in Thai"),
    "name_en": _l("Name in English"),
    "first_year": _l("First fiscal year"),
    "years": _l("Number of years"),
    "short_until": _l("Short term until year"),
    "medium_until": _l("Medium term until year"),
    "edition": _l("Edition"),
    "edition_number": _l("Number of the edition"),
    "edition_year": _l("Year of the edition"),
    "template_set": _l("Set of official forms"),
    "position": _l("Place in the list"),
    "goal_id": _l("Goal"),
    "tactic_id": _l("Strategy and tactic"),
    "division_id": _l("Responsible division"),
    "programmes": _l("Programmes"),
    "horizon": _l("Horizon"),
    "form_kind": _l("Form"),
    "origin": _l("Origin of the project"),
    "objective_th": _l("Objective in Thai"),
    "objective_en": _l("Objective in English"),
    "output_th": _l("Output target in Thai"),
    "output_en": _l("Output target in English"),
    "kpi_th": _l("Indicator (KPI) in Thai"),
    "kpi_en": _l("Indicator (KPI) in English"),
    "expected_result_th": _l("Expected result in Thai"),
    "expected_result_en": _l("Expected result in English"),
    "agency_th": _l("Agency asked, in Thai"),
    "agency_en": _l("Agency asked, in English"),
    "reason_th": _l("Reason and necessity in Thai"),
    "reason_en": _l("Reason and necessity in English"),
    "unit_th": _l("Unit in Thai"),
    "unit_en": _l("Unit in English"),
    "more_is_better": _l("Which way is good"),
    "baseline": _l("Baseline"),
    "baseline_year": _l("Year of the baseline"),
    "source_th": _l("Source in Thai"),
    "source_en": _l("Source in English"),
}
_PARTS_OF_LINES = {
    "number": _l("%(line)s: number"),
    "title_th": _l("%(line)s: name in Thai"),
    "title_en": _l("%(line)s: name in English"),
}
_PARTS_OF_FORMS = {"number": _l("Number in the list"), "title_th": _FIELDS["title_th"], "title_en": _FIELDS["title_en"]}
YEARS = ("first_year", "edition_year", "baseline_year")
_WRONG = {
    "negative": _l("An amount cannot be less than nothing. Please write 0 or more."),
    "satang": _l("Please write whole baht, without satang."),
    "no_amount": _l("This is not an amount of money. Please write it like 1,632,820; a dash means 0."),
    "too_much": _l("This is more than 1,000,000,000,000 baht. Please check the amount."),
    "common_era": _l("%(year)s is a year of the common era. Please write it in the Buddhist era: %(buddhist)s."),
    "no_year": _l("Please write a year of the Buddhist era from %(first)s to %(last)s."),
    "no_decimal": _l(
        "Please write a number like 12.50, with at most %(digits)s digits and %(places)s after the point."
    ),
    "no_count": _l("Please write a whole number."),
    "no_thai_name": _l("Please write a name in Thai; the official forms print it."),
    "no_agency": _l("A project on form 02/2 is asked from another agency. Please name the agency."),
    "no_edition_year": _l("A later edition has a year. Please write it in the Buddhist era."),
    "no_edition_reason": _l("A later edition says why. Please write the reason and necessity."),
    "years": _l("Please write a number of years from 1 to %(most)s."),
    "short_until": _l("Please write a year of the plan, 1 or later."),
    "medium_until": _l("The medium term ends after the short term. Please write a later year of the plan."),
}


def horizon_name(horizon: str) -> str:
    """A horizon."""
    return str(HORIZONS[horizon])


def form_name(form_kind: str) -> str:
    """A form of the 02 family, by its number alone."""
    return _("Form %(number)s", number=form_kind)


def edition_name(edition: str, number: int, year: int | None) -> str:
    """An edition as titles write it: Addition 2/2567."""
    if edition == "first":
        return str(EDITIONS["first"])
    return _("%(edition)s no. %(number)s/%(year)s", edition=EDITIONS[edition], number=number, year=year or "–")


def kind_name(kind: str, plan: Plan | None = None) -> str:
    """What a part of a plan is called; set B has development issues for strategies."""
    if kind == "strategy" and plan is not None and plan.template_set == "B":
        return _("Development issue")
    return {
        "plan": _("Plan"),
        "vision": _("Vision"),
        "goal": _("Goal"),
        "strategy": _("Strategy"),
        "tactic": _("Tactic"),
        "indicator": _("Indicator"),
        "project": _("Project"),
        "division": _("Division"),
    }[kind]


def field_name(field: str) -> str:
    """What a field of a sheet is called."""
    for start, label in (
        (BAHT, _l("Budget of fiscal year %(year)s")),
        (TARGET, _l("Target of fiscal year %(year)s")),
    ):
        if field.startswith(start):
            return str(label) % {"year": plan_year(int(field.removeprefix(start)))}
    line, _underscore, part = field.partition("_")
    if line in ALIGNMENTS:
        return str(_PARTS_OF_LINES[part]) % {"line": ALIGNMENTS[line]}
    return str(_FIELDS[field])


def label(field: str) -> Any:
    """What a field of a sheet is called, said when it is read: for forms, which are made before anybody asks."""
    line, _underscore, part = field.partition("_")
    return _PARTS_OF_FORMS[part] if line in ALIGNMENTS else _FIELDS[field]


def value_words(field: str, value: Any, rows: Mapping[tuple[str, Any], Any]) -> str:
    """Write a value of a sheet as a person reads it.

    rows: the parts that values may point to, by (kind, id), and programmes by ("programme", code)
    """
    if value in (None, "", []):
        return "–"
    if field in _CODES:
        return str(_CODES[field].get(value, value))
    if field == "programmes":
        return ", ".join(text(rows["programme", code], "name") for code in value)
    if field.endswith("_id"):
        row = rows.get((field.removesuffix("_id"), value))
        return text(row, "name" if field == "division_id" else "title") if row is not None else "–"
    return _number_words(field, value)


def _number_words(field: str, value: Any) -> str:
    """Write an amount, a year or a place; words are what they are."""
    if field.startswith(BAHT):
        return _("%(cost)s baht", cost=money(value))
    if field in YEARS:
        return str(plan_year(value))
    return str(value + 1 if field == "position" else value)


def what_was_done(change: PlanChange, kinds: Mapping[str, int], plan: Plan | None) -> str:
    """Say in a few words what a change did.

    kinds: how many rows of each kind it touched
    """
    many = sum(kinds.values())
    kind = next(iter(kinds)) if len(kinds) == 1 else ("strategy" if kinds.get("strategy") else "project")
    name = kind_name(kind, plan)
    if change.what == "bulk":
        return ngettext("%(num)s project changed at once", "%(num)s projects changed at once", many)
    if change.what == "imported":
        return ngettext("%(num)s row brought in from a file", "%(num)s rows brought in from a file", many)
    return {
        "added": _("Added: %(kind)s", kind=name),
        "edited": _("Edited: %(kind)s", kind=name),
        "removed": _("Taken out: %(kind)s", kind=name),
        "reordered": _("Put in another order: %(kind)s", kind=name),
        "copied": _("Copied: %(kind)s", kind=name),
    }.get(change.what) or _("Undone: an earlier change")


def what_is_wrong(code: str, facts: Mapping[str, Any]) -> str:
    """Say what does not fit, and what to write."""
    return str(_WRONG[code]) % facts


def to_buddhist_hint() -> str:
    """Say which era a year is typed in, to readers who count otherwise."""
    return _("In the Buddhist era: 2569 is %(year)s.", year=2569 - BUDDHIST_ERA)
