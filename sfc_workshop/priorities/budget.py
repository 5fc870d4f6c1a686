"""What the budgets pay for, and what else a count says of one item, made ready for a page."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from sfc_workshop.ballots.models import Consultation, Item
from sfc_workshop.core.i18n import money, text
from sfc_workshop.priorities.table import CountedGroup, Table


@dataclass(frozen=True)
class Portfolio:
    """One budget: the items chosen by equal shares in order, and beside them those the index alone would take.

    why:     {item key: the facts, as result.json has them}
    gets:    {counted group: the share of the money that goes to what it wants: equal shares, index alone}
    """

    horizon: str | None
    budget: int
    chosen: list[Item] | None
    by_index: list[Item]
    left: int
    by_index_left: int
    raised_percent: int
    only_here: list[Item]
    only_by_index: list[Item]
    without_cost: list[Item]
    why: Mapping[str, Mapping[str, Any]]
    gets: Mapping[str, tuple[Fraction | None, Fraction | None]]
    titles: Mapping[str, str]


def portfolios_of(consultation: Consultation, weighted: Mapping[str, Any]) -> list[Portfolio]:
    """Read the portfolios of a count; none where no budget was declared, or the count was made at once."""
    items = {item.key: item for item in consultation.items}
    return [_portfolio(items, one) for one in weighted.get("portfolio") or []]


def _portfolio(items: Mapping[str, Item], one: Mapping[str, Any]) -> Portfolio:
    def named(keys: Any) -> list[Item]:
        return [items[key] for key in keys or []]

    return Portfolio(
        horizon=one["horizon"],
        budget=int(Fraction(one["budget"])),
        chosen=None if one["equal_shares"] is None else named(one["equal_shares"]),
        by_index=named(one["greedy"]),
        left=int(Fraction(one["left"] or 0)),
        by_index_left=int(Fraction(one["greedy_left"])),
        raised_percent=(one["completion"] or {}).get("raised_percent", 0),
        only_here=named(one["only_equal_shares"]),
        only_by_index=named(one["only_greedy"]),
        without_cost=named(key for key, reason in one["left_out"].items() if reason == "no_cost"),
        why=one["why"],
        gets={
            group: (_fraction(gets["equal_shares"]), _fraction(gets["greedy"])) for group, gets in one["groups"].items()
        },
        titles={key: text(item, "title") for key, item in items.items()},
    )


def why_sentence(portfolio: Portfolio, key: str) -> str:
    """Say why an item is in a portfolio, or why not: what it lacked in votes or money, and who its rivals were."""
    why = portfolio.why[key]
    match why["step"]:
        case "equal_shares":
            return _("It is in: those who want it could pay for it from their equal shares of the budget.")
        case "completion":
            return _(
                "It is in: it was paid for once the shares were raised by %(percent)s%% so that less of the budget "
                "stays over.",
                percent=why["raised_percent"],
            )
        case "fill":
            return _("It is in: by its place in the order it still fitted into what was left at the end.")
    return " ".join(_lacking(portfolio, why))


def _lacking(portfolio: Portfolio, why: Mapping[str, Any]) -> list[str]:
    """What an item that is not in lacked, in one to three sentences."""
    cost = int(Fraction(why["cost"]))
    if cost > portfolio.budget:
        return [_("It is not in: it costs more than the whole budget.")]
    if why["supporters"] is None:
        return [_("It is not in: too few people want it for more to be said.")]
    said = [
        ngettext(
            "It is not in: %(num)s person wants it and had %(money)s of the %(cost)s baht it costs left.",
            "It is not in: %(num)s people want it and together had %(money)s of the %(cost)s baht it costs left.",
            why["supporters"],
            money=money(why["money"] or 0),
            cost=money(cost),
        )
    ]
    if why["rivals"]:
        rivals = ", ".join(f"“{portfolio.titles[key]}”" for key in why["rivals"])
        said.append(_("Their shares went mostly to %(rivals)s.", rivals=rivals))
    said.append(_("At the end %(left)s baht were left, which is too little for it.", left=money(portfolio.left)))
    return said


@dataclass(frozen=True)
class AtDoor:
    """What one group says of an item by one door, from the side of one criterion, beside all doors together."""

    group: CountedGroup
    criterion: str
    door: str
    here: Fraction | None
    together: Fraction | None


def doors_of(table: Table, weighted: Mapping[str, Any], key: str) -> list[AtDoor]:
    """List an item's scores by door, where ballots came in by several."""
    groups = {group.id: group for group in table.groups}
    found = []
    for cell, scores in weighted["door_scores"].items():
        door, group, criterion = cell.split("|")
        together = weighted["group_scores"][f"{group}|{criterion}"][key]
        found.append(AtDoor(groups[group], criterion, door, _fraction(scores[key]), _fraction(together)))
    return found


def without_open(weighted: Mapping[str, Any], key: str) -> tuple[int | None, int | None] | None:
    """Say an item's rank with and without ballots that anybody with the link could send; None without such ballots."""
    other = weighted["without_open"]
    return (weighted["rank"][key], other["rank"][key]) if other else None


def _fraction(words: str | None) -> Fraction | None:
    return None if words is None else Fraction(words)
