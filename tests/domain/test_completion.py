"""Steps that change nothing may be left out, and nothing else changes."""

import time
from dataclasses import replace
from fractions import Fraction

import numpy as np
from hypothesis import given, settings

from sfc_workshop.domain.budget_ballots import voters_of
from sfc_workshop.domain.completion import complete
from sfc_workshop.domain.equal_shares import Market
from sfc_workshop.domain.groups import count_groups
from sfc_workshop.domain.rounds import Budget, Item
from sfc_workshop.domain.tally import tally
from tests.domain.domain_rounds import box_of, make_ballots, make_round
from tests.domain.priced_rounds import priced_rounds

UNIT = 200  # of money to a baht: costs have halves, and 1 % of a whole budget must be whole


def market_of(round_, ballots):
    """The market of the only budget, and the budget in its units."""
    box, [budget] = box_of(round_, ballots), round_.portfolio
    costs = {item.id: item.cost for item in round_.items if item.cost}
    voters = voters_of(box, count_groups(round_, tally(box)), budget, list(costs))
    wanted = {n: int(costs[item] * UNIT) for n, item in enumerate(voters.items) if len(voters.supporters(n))}
    return Market(voters, wanted, int(budget.baht * UNIT)), int(budget.baht * UNIT)


@settings(max_examples=400, deadline=None)
@given(priced_rounds())
def test_leaving_steps_out_changes_nothing(drawn):
    market, budget = market_of(*drawn)
    step_by_step, leaping = complete(market, budget, patience=10**9), complete(market, budget, patience=0)
    assert leaping.run.items == step_by_step.run.items
    assert leaping.run.money == step_by_step.run.money
    assert [one.price for one in leaping.run.bought] == [one.price for one in step_by_step.run.bought]
    assert (leaping.raised, leaping.first, leaping.since) == (
        step_by_step.raised,
        step_by_step.first,
        step_by_step.since,
    )


def test_what_one_in_two_thousand_wants_is_found_soon():
    """B costs half the budget and one of 2000 wants it: all must hold a thousand budgets together."""
    round_ = make_round("AB", activities=["approval"])
    items = tuple(Item(item.id, cost=Fraction(50)) for item in round_.items)
    round_ = replace(round_, items=items, portfolio=(Budget(None, Fraction(100)),))
    market, budget = market_of(round_, make_ballots("approval", ({"A": 1}, 1999), {"B": 1}))
    began = time.monotonic()
    found = complete(market, budget)
    assert (found.raised, found.since) == (99_900, {0: 0, 1: 99_900})
    assert time.monotonic() - began < 5


@settings(max_examples=200, deadline=None)
@given(priced_rounds())
def test_what_is_paid_for_an_item_is_its_cost_and_nobody_pays_more_than_they_have(drawn):
    market, budget = market_of(*drawn)
    run = market.run(budget)
    everybody = np.arange(len(run.voters.ballots))
    for number, purchase in enumerate(run.bought):
        assert run.paid(number, everybody >= 0) == market.costs[purchase.item]
    assert all(run.money_left(everybody[row : row + 1]) >= 0 for row in everybody)
    if len(everybody):
        assert run.money_left(everybody) == budget - sum(market.costs[item] for item in run.items)
