"""A published plan as a table: the list in the planner's order, and a sheet on method and date."""

from datetime import datetime
from fractions import Fraction
from typing import Any

from flask_babel import gettext as _

from sfc_workshop.core.i18n import format_moment
from sfc_workshop.documents.sheets import Column, Sheet
from sfc_workshop.priorities.sentences import flag_label, horizon_name, kind_name, method_sentence
from sfc_workshop.publications.document import Document
from sfc_workshop.publications.sentences import counted_group_name, mark_name, say

INDEX, WHOLE = "0.0000", "#,##0"


def list_sheet(told: Document, head: str) -> Sheet:
    """The order with both places, the reason of each move, and each group beside the total."""
    columns = [
        Column(_("Horizon"), 14),
        Column(_("Place"), 8, WHOLE),
        Column(_("Computed place"), 10, WHOLE),
        Column(_("Computed rank"), 10, WHOLE),
        Column(kind_name(told["kind"]), 60),
        Column(_("Goal"), 40),
        Column(_("Cost (baht)") if told["in_baht"] else _("Cost"), 16, WHOLE),
        Column(_("Index"), 10, INDEX),
        Column(_("Index, everyone alike"), 14, INDEX),
        *[column for group in told["groups"] for column in _group_columns(counted_group_name(group))],
        Column(_("Flags"), 30),
        Column(_("Mark"), 16),
        Column(_("Reason of the mark"), 40),
        Column(_("Reason of the move"), 60),
        Column(_("Identifier"), 14),
    ]
    rows = [_row(chapter["horizon"], line, told) for chapter in told["chapters"] for line in chapter["lines"]]
    notes = [_("Empty cells rest on too few people to be shown.")]
    return Sheet(_("Priorities"), columns, rows, notes, [_source(told), *_count_facts(told, head)])


def _group_columns(name: str) -> list[Column]:
    return [Column(name, 16, INDEX), Column(_("%(group)s: people", group=name), 10, WHOLE)]


def _row(horizon: str, line: dict[str, Any], told: Document) -> list[Any]:
    groups = [line["groups"][group["id"]] for group in told["groups"]]
    return [
        horizon_name(horizon) if horizon else None,
        line["place"],
        line["computed_place"],
        line["computed_rank"],
        say(line["title"]),
        say(line["goal"]) or None,
        line["cost"],
        _number(line["index"]),
        _number(line["raw"]),
        *[value for said in groups for value in (_number(said["index"]), said["n"])],
        ", ".join(flag_label(flag) for flag in line["flags"]),
        mark_name(line["mark"]),
        line["mark_reason"],
        line["reason"],
        line["item"],
    ]


def _source(told: Document) -> tuple[str, Any]:
    return _("Source"), f"{say(told['city'])}, {say(told['plan'])}, {say(told['consultation']['title'])}"


def _count_facts(told: Document, head: str) -> list[tuple[str, Any]]:
    """Say which count it is, and where the audit log stood."""
    counted = told["count"]
    return [
        (_("Counted"), format_moment(datetime.fromisoformat(counted["at"]))),
        (_("Fingerprint of what was counted"), counted["input"] or ""),
        (_("Head of the audit log"), head),
    ]


def method_sheet(told: Document, head: str) -> Sheet:
    """What was asked, how it was counted, and where the audit log stood."""
    asked, counted = told["consultation"], told["count"]
    facts: list[tuple[str, Any]] = [
        (_("Plan"), say(told["plan"])),
        (_("City"), say(told["city"])),
        (_("Consultation"), say(asked["title"])),
        *_count_facts(told, head),
        (_("Ballots counted"), counted["ballots"]),
        (_("Smallest group shown"), counted["n_min"]),
        (_("Method"), method_sentence()),
        *[(_("Weight: %(group)s", group=counted_group_name(g)), float(Fraction(g["weight"]))) for g in told["groups"]],
        (_("Moved by the planner"), told["overrides"]["count"]),
        (_("Kendall's tau between both orders"), _number(told["overrides"]["tau"])),
        (_("Fingerprint of the declaration"), asked["declared"] or ""),
        (_("Standing"), _("Results of a public consultation, not a resolution.")),
    ]
    return Sheet(_("Method and date"), [Column(_("What"), 34), Column(_("Value"), 80)], facts)


def _number(value: str | None) -> float | None:
    """A number as a spreadsheet can hold it."""
    return None if value is None else float(Fraction(value))
