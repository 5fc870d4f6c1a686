"""What stands in the files of the priorities: the same table as the page, cell by cell."""

from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction
from typing import Any, NamedTuple

from flask_babel import gettext as _

from sfc_workshop.ballots.models import Consultation
from sfc_workshop.core.i18n import format_moment, money, text
from sfc_workshop.documents.sheets import Column, Sheet
from sfc_workshop.priorities.budget import Portfolio, why_sentence
from sfc_workshop.priorities.sentences import (
    cost_name,
    flag_label,
    group_name,
    horizon_name,
    kind_name,
    method_sentence,
)
from sfc_workshop.priorities.table import CountedGroup, Row, Sure, Table

INDEX, SHARE, WHOLE = "0.0000", "0%", "#,##0"


class Origin(NamedTuple):
    """Which count the numbers are of, and where the audit log stood.

    made, counted:  moments; they are the same where a count is made for the file.
    counted_from:   fingerprint of what was counted, as the package has it; None of an interim look.
    """

    consultation: Consultation
    made: datetime
    counted: datetime
    counted_from: str | None
    audit_head: str

    def source(self) -> tuple[str, Any]:
        """Say where the numbers come from."""
        return _("Source"), f"{text(self.consultation.plan.city, 'name')}, {text(self.consultation, 'title')}"

    def facts(self) -> list[tuple[str, Any]]:
        """Say the rest in the reader's language: (what, value)."""
        return [
            (_("State"), _("Final") if self.consultation.is_sealed else _("Interim, not final")),
            (_("Counted"), format_moment(self.counted)),
            (_("Fingerprint of what was counted"), self.counted_from or ""),
            (_("Head of the audit log"), self.audit_head),
        ]


def sheets(
    origin: Origin,
    table: Table,
    *,
    portfolios: Sequence[Portfolio] = (),
) -> list[Sheet]:
    """The order, one sheet for each counted group and each budget, and one on method and date."""
    return [
        order_sheet(origin, table),
        *[_group_sheet(table, group) for group in table.groups],
        *[_budget_sheet(table, portfolio) for portfolio in portfolios],
        _method_sheet(origin, table),
    ]


def order_sheet(origin: Origin, table: Table) -> Sheet:
    """The order with index, raw index, cost and each group's index beside it."""
    columns = [
        Column(_("Rank"), 8, WHOLE),
        Column(kind_name(table.kind), 60),
        Column(_("Goal"), 40),
        Column(_("Horizon"), 14),
        Column(cost_name(origin.consultation.plan.city), 16, WHOLE),
        Column(_("Index"), 10, INDEX),
        Column(_("Index, everyone alike"), 14, INDEX),
        Column(_("Rank, everyone alike"), 12, WHOLE),
        *[Column(group_name(group), 16, INDEX) for group in table.groups],
        Column(_("Flags"), 30),
        *(_sure_columns(table) if table.has_certainty else ()),
        Column(_("Votes"), 10, WHOLE),
        Column(_("Points"), 10, WHOLE),
        Column(_("Identifier"), 14),
    ]
    rows = [_order_row(row, table) for row in table.rows]
    return Sheet(_("Priorities"), columns, rows, origin=[origin.source(), *origin.facts()])


def _sure_columns(table: Table) -> list[Column]:
    """How sure each place is, in the order of _sure_cells()."""
    return [
        Column(_("Index, lowest in 95 of 100"), 14, INDEX),
        Column(_("Index, highest in 95 of 100"), 14, INDEX),
        Column(_("Best rank in 95 of 100"), 12, WHOLE),
        Column(_("Worst rank in 95 of 100"), 12, WHOLE),
        Column(_("Chance to be among the first %(k)s", k=table.top_k), 14, SHARE),
        Column(_("The same with weights near the declared ones"), 14, SHARE),
        Column(_("Chance to be first under any weights"), 14, SHARE),
        Column(_("Rank by another rule (Schulze)"), 12, WHOLE),
    ]


def _sure_cells(sure: Sure) -> list[Any]:
    chances = [sure.top_k, sure.top_k_nearby, sure.first_any]
    return [sure.low, sure.high, sure.best, sure.worst, *chances, sure.other_rule]


def _order_row(row: Row, table: Table) -> list[Any]:
    return [
        row.rank,
        text(row.item, "title"),
        text(row.item, "goal_title"),
        horizon_name(row.item.horizon) if row.item.horizon else None,
        row.item.cost,
        number(row.index),
        number(row.raw),
        row.raw_rank,
        *[number(row.by_group[group.id].index) for group in table.groups],
        ", ".join(flag_label(flag) for flag in row.flags),
        *(_sure_cells(row.sure) if table.has_certainty else ()),
        row.votes,
        row.points,
        row.item.key,
    ]


def _group_sheet(table: Table, group: CountedGroup) -> Sheet:
    columns = [
        Column(_("Rank"), 8, WHOLE),
        Column(kind_name(table.kind), 60),
        Column(_("Index in this group"), 14, INDEX),
        Column(_("Support"), 12, SHARE),
        Column(_("Share in favour"), 12, SHARE),
        Column(_("Agreement (−1 to 1)"), 14, "0.00"),
        Column(_("People"), 10, WHOLE),
    ]
    rows = []
    for row in table.rows:
        said = row.by_group[group.id]
        shares = [number(value) for value in (said.index, said.support, said.agree_share, said.agreement)]
        rows.append([row.rank, text(row.item, "title"), *shares, said.n])
    note = _("Empty cells rest on too few people to be shown.")
    return Sheet(group_name(group), columns, rows, [note])


def _budget_sheet(table: Table, portfolio: Portfolio) -> Sheet:
    """What one budget pays for, by equal shares and by the index alone, and why."""
    columns = [
        Column(_("Rank"), 8, WHOLE),
        Column(kind_name(table.kind), 60),
        Column(_("Cost"), 16, WHOLE),
        Column(_("By equal shares"), 16),
        Column(_("By the index alone"), 16),
        Column(_("Why"), 80),
    ]
    chosen = {item.key for item in portfolio.chosen or []}
    by_index = {item.key for item in portfolio.by_index}
    rows = [
        [
            row.rank,
            text(row.item, "title"),
            row.item.cost,
            _("in") if row.item.key in chosen else "–",
            _("in") if row.item.key in by_index else "–",
            why_sentence(portfolio, row.item.key),
        ]
        for row in table.rows
        if row.item.key in portfolio.why
    ]
    horizon = horizon_name(portfolio.horizon) if portfolio.horizon else _("All horizons together")
    note = _("The budget is %(money)s baht.", money=money(portfolio.budget))
    return Sheet(_("Budget: %(horizon)s", horizon=horizon), columns, rows, [note])


def _method_sheet(origin: Origin, table: Table) -> Sheet:
    consultation = origin.consultation
    declared = consultation.opening.declared_hash if consultation.opening else ""
    facts: list[tuple[str, Any]] = [
        (_("Consultation"), text(consultation, "title")),
        (_("City"), text(consultation.plan.city, "name")),
        *origin.facts(),
        (_("Made"), format_moment(origin.made)),
        (_("Ballots counted"), table.ballots),
        (_("Smallest group shown"), table.n_min),
        (_("Method"), method_sentence()),
        *[(_("Weight: %(group)s", group=group_name(g)), float(g.weight)) for g in table.groups],
        (_("Fingerprint of the declaration"), declared),
        (_("Standing"), _("Results of a public consultation, not a resolution.")),
    ]
    return Sheet(_("Method and date"), [Column(_("What"), 34), Column(_("Value"), 80)], facts)


def number(value: Fraction | None) -> float | None:
    """A fraction as a spreadsheet can hold it."""
    return None if value is None else float(value)
