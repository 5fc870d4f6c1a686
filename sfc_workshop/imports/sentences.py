"""What an import says: fields by name, and one sentence for each thing that can be wrong."""

from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from xlsxwriter.utility import xl_col_to_name

from sfc_workshop.core.i18n import money
from sfc_workshop.domain.project_cells import Wrong
from sfc_workshop.domain.project_tables import Fault
from sfc_workshop.imports.checking import Checked, Choices

_SENTENCES: dict[Wrong, Callable[[dict[str, Any]], str]] = {
    Wrong.NOT_A_NUMBER: lambda _f: _("This is not an amount. Please write whole baht, for example 1,632,820."),
    Wrong.NEGATIVE: lambda _f: _("A budget is never below zero. Please correct the amount."),
    Wrong.TOO_MUCH: lambda f: _(
        "This is more than %(most)s baht for one project in one year. Please check the amount.", most=money(f["most"])
    ),
    Wrong.SATANG: lambda _f: _("The amount has satang. Please write whole baht."),
    Wrong.FORMULA: lambda _f: _(
        "This is a formula whose value was not saved. Please open the file in a spreadsheet and save it, or write "
        "the value itself."
    ),
    Wrong.ERROR: lambda _f: _("The spreadsheet shows an error here. Please correct the formula, or write the value."),
    Wrong.DATE: lambda _f: _("The spreadsheet has made a date of this. Please write it as text."),
    Wrong.DATE_OF_OTHER_ERA: lambda f: _(
        "This date has the year %(year)s of the Buddhist era where a spreadsheet counts by the common era. "
        "Please write it as text.",
        year=f["year"],
    ),
    Wrong.COMMON_ERA: lambda f: _(
        "Fiscal years are of the Buddhist era. Please write %(instead)s in place of %(year)s.",
        instead=f["instead"],
        year=f["year"],
    ),
    Wrong.NO_YEAR: lambda _f: _(
        "The heading does not say one fiscal year. Please write it, for example 2569, or leave the column out."
    ),
    Wrong.NOT_A_YEAR: lambda _f: _("This is not a fiscal year. Please write one such as 2569."),
    Wrong.TOO_LONG: lambda f: _(
        "This text has %(given)s characters; at most %(most)s can be kept. Please shorten it.",
        given=money(f["given"]),
        most=money(f["most"]),
    ),
    Wrong.UNSHOWABLE: lambda _f: _("This row has signs that cannot be shown. Please remove them."),
    Wrong.NO_NAME: lambda _f: _(
        "The row has no project name. Please write it, or join the row with the project it belongs to."
    ),
    Wrong.PROGRAMME: lambda f: (
        _(
            "There is no budget programme of this name. The nearest is “%(nearest)s”. Please correct it.",
            nearest=f["nearest"],
        )
        if "nearest" in f
        else _("There is no budget programme of this name. Please write one of the twelve.")
    ),
    Wrong.HORIZON: lambda _f: _("This is no horizon. Please write short term, medium term or long term."),
    Wrong.FORM: lambda _f: _("This is no form of projects. Please write 02, 02/1 or 02/2."),
    Wrong.EDITION: lambda _f: _("This edition is not known. Please write it as the export of projects does."),
    Wrong.TWICE: lambda _f: _("Two columns are taken for the same thing. Please leave one of them out."),
    Wrong.NO_TABLE: lambda _f: _(
        "No row with headings was found. Please say which column holds the names of the projects."
    ),
    Wrong.NO_PROJECTS: lambda _f: _("There are headings, but no projects below them. Please check the file."),
    Wrong.SAME_NAME: lambda f: (
        _("The same name stands in sheet %(sheet)s, row %(row)s.", sheet=f["sheet"], row=f["row"])
        if f["row"]
        else _("The plan has a project of this name.")
    ),
    Wrong.OTHER_YEARS: lambda f: _(
        "The file has budgets for %(years)s; the years of the plan are %(first)s to %(last)s. They are kept, but the "
        "forms of this plan do not show them.",
        years=", ".join(map(str, f["years"])),
        first=f["first"],
        last=f["last"],
    ),
    Wrong.TACTIC_ALONE: lambda _f: _("The tactic stands under no strategy and is left out."),
}


def fault_sentence(fault: Fault) -> str:
    """What is wrong and what to do about it, in the reader's language."""
    return _SENTENCES[fault.wrong](dict(fault.facts))


def place_of(fault: Fault) -> str:
    """Where it stands: sheet, row and column, as far as it has them."""
    parts = [_("sheet %(sheet)s", sheet=fault.sheet)] if fault.sheet else []
    if fault.row is not None:
        parts.append(_("row %(row)s", row=fault.row))
    if fault.column is not None:
        parts.append(_("column %(column)s", column=column_name(fault.column)))
    return ", ".join(parts)


def fault_line(fault: Fault) -> str:
    """Where it stands, what stands there, and what to do, on one line."""
    said = f"“{value_of(fault)}”" if fault.value else ""
    where = ", ".join(filter(None, (place_of(fault), said)))
    return f"{where}: {fault_sentence(fault)}" if where else fault_sentence(fault)


def told_missing(checked: Checked, choices: Choices) -> list[str]:
    """What has still to be decided, with the names it is about."""
    return [
        " ".join([missing_sentence(name), *([", ".join(checked.new["division"])] if name == "divisions" else [])])
        for name in checked.missing(choices)
    ]


def column_name(column: int | None) -> str:
    """The letter a spreadsheet shows over a column."""
    return "" if column is None else xl_col_to_name(column)


def value_of(fault: Fault) -> str:
    """The value at fault, no longer than a reader needs to find it."""
    return fault.value if len(fault.value) <= 60 else fault.value[:59] + "…"


def field_name(field: str) -> str:
    """What a column can be taken for."""
    stem, _sign, language = field.rpartition("_")
    if language not in ("th", "en"):
        return _whole_name(field)
    words = _whole_name(stem)
    return _("%(words)s (Thai)", words=words) if language == "th" else _("%(words)s (English)", words=words)


def _whole_name(field: str) -> str:
    return {
        "number": _("Number in the list"),
        "title": _("Project name"),
        "objective": _("Objective"),
        "output": _("Target (output)"),
        "kpi": _("Indicator (KPI)"),
        "expected_result": _("Expected result"),
        "agency": _("Other agency asked"),
        "reason": _("Reason"),
        "division": _("Responsible division"),
        "goal": _("Goal"),
        "strategy": _("Strategy"),
        "tactic": _("Tactic"),
        "programme": _("Budget programme"),
        "horizon": _("Horizon"),
        "form_kind": _("Form"),
        "edition": _("Edition"),
        "edition_number": _("Number of the edition"),
        "edition_year": _("Year of the edition"),
        "budget": _("Budget of the year in the heading"),
        "total": _("Total (only looked at by people)"),
    }[field]


def new_sentence(kind: str, count: int) -> str:
    """How many of a kind are added."""
    return {
        "division": ngettext("%(num)s new division", "%(num)s new divisions", count),
        "goal": ngettext("%(num)s new goal", "%(num)s new goals", count),
        "strategy": ngettext("%(num)s new strategy", "%(num)s new strategies", count),
        "tactic": ngettext("%(num)s new tactic", "%(num)s new tactics", count),
    }[kind]


def missing_sentence(name: str) -> str:
    """What has still to be decided."""
    return {
        "same": _("Please say what to do with projects whose name is there already."),
        "horizon": _("Please say which horizon the projects without money have."),
        "divisions": _("Please say that the new divisions are to be added, or correct their names in the file."),
    }[name]
