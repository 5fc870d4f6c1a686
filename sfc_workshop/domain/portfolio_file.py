"""A portfolio written down, as result.json has it."""

from fractions import Fraction
from typing import Any

from sfc_workshop.domain.group_gets import Gets
from sfc_workshop.domain.portfolio import Portfolio
from sfc_workshop.domain.why_not import Why


def portfolio(one: Portfolio) -> dict[str, Any]:
    """Lay out a portfolio; exact values are texts, null stands for too few people.

    `equal_shares` and `greedy` are whole lists, in the order chosen; `completion` takes the first
    apart: what was bought before the money was raised, the raise in percent, what filled up.
    """
    shared = one.equal_shares
    return {
        "horizon": one.budget.horizon,
        "budget": str(one.budget.baht),
        "equal_shares": shared and list(shared.items),
        "completion": shared
        and {"first": list(shared.first), "raised_percent": shared.raised, "filled": list(shared.filled)},
        "left": shared and str(shared.left),
        "greedy": list(one.by_index),
        "greedy_left": str(one.by_index_left),
        "only_equal_shares": list(one.only_equal_shares),
        "only_greedy": list(one.only_by_index),
        "groups": {group: _gets(gets) for group, gets in one.groups.items()},
        "why": {item: _why(why) for item, why in one.why.items()},
        "left_out": {item: reason.value for item, reason in one.left_out.items()},
    }


def _gets(one: Gets) -> dict[str, str | None]:
    return {"equal_shares": _exact(one.equal_shares), "greedy": _exact(one.by_index)}


def _why(one: Why) -> dict[str, Any]:
    return {
        "step": one.step and one.step.value,
        "raised_percent": one.raised,
        "cost": str(one.cost),
        "supporters": one.supporters,
        "money": one.money,
        "rivals": list(one.rivals),
    }


def _exact(value: Fraction | None) -> str | None:
    return None if value is None else str(value)
