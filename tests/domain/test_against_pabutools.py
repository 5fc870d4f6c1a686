"""Equal shares buy what pabutools buys, in the same order: on drawn rounds, and on real cities' ballots."""

from dataclasses import replace

import pytest
from hypothesis import given, settings

from sfc_workshop.domain.counting import count
from sfc_workshop.domain.rounds import Budget
from tests.domain import reference
from tests.domain.pabutools_oracle import equal_shares, equal_shares_of_file
from tests.domain.priced_rounds import gain, priced_rounds
from tests.domain.real_rounds import CITIES, HALVES, real_round


def voters(round_, ballots, items):
    """(share, {item: v}) of every ballot that takes part."""
    [budget] = round_.portfolio
    activities = {a.id: a for a in round_.activities if set(round_.items_of(a)) & set(items)}
    if budget.activities:
        activities = {a.id: a for a in round_.activities if a.id in budget.activities}
    activities = {name: a for name, a in activities.items() if a.scale.kind != "pairwise"}
    found = []
    pools = [(m, w) for m, w in reference.pools(round_, ballots) if w]
    own = {tuple(m): [b for b in ballots if b.group in m and b.activity in activities] for m, _ in pools}
    whole = sum(w for m, w in pools if own[tuple(m)])
    for members, weight in pools:
        mine = own[tuple(members)]
        for b in mine:
            share = weight * b.weight / (whole * sum(one.weight for one in mine))
            activity = activities[b.activity]
            found.append((share, gain(activity, b, round_.items_of(activity))))
    return found


@settings(max_examples=400, deadline=None)
@given(priced_rounds())
def test_drawn_rounds(drawn):
    round_, ballots = drawn
    counted = count(round_, ballots)
    [portfolio] = counted.portfolio
    [budget] = round_.portfolio
    costs = {i.id: i.cost for i in round_.items if i.cost is not None and budget.horizon in {None, i.horizon}}
    costs = {item: cost for item, cost in costs.items() if counted.ranking.rank[item] is not None}
    people = voters(round_, ballots, costs)
    if not people:
        assert portfolio.equal_shares is None
        return
    order = counted.ranking.order
    for complete in (False, True):
        assert bought(counted, complete) == equal_shares(costs, budget.baht, people, order, complete=complete)


@pytest.mark.parametrize("name", CITIES)
def test_real_cities(shared_data, name):
    round_, ballots = real_round(shared_data / name, {"g": 1})
    counted = count(round_, ballots)
    for complete in (False, True):
        assert bought(counted, complete) == equal_shares_of_file(
            shared_data / name, counted.ranking.order, complete=complete
        )


@pytest.mark.parametrize("name", CITIES)
def test_real_cities_with_weighted_groups(shared_data, name):
    round_, ballots = real_round(shared_data / name, HALVES)
    counted = count(round_, ballots)
    costs = {item.id: item.cost for item in round_.items}
    [budget] = round_.portfolio
    people = voters(round_, ballots, costs)
    for complete in (False, True):
        expected = equal_shares(costs, budget.baht, people, counted.ranking.order, complete=complete)
        assert bought(counted, complete) == expected


@pytest.mark.parametrize("percent", range(5, 100, 10))
@pytest.mark.parametrize("name", CITIES)
def test_real_cities_with_less_money(shared_data, name, percent):
    round_, ballots = real_round(shared_data / name, HALVES)
    costs = {item.id: item.cost for item in round_.items}
    less = round_.portfolio[0].baht * percent / 100
    counted = count(replace(round_, portfolio=(Budget(None, less),)), ballots)
    people = voters(round_, ballots, costs)
    for complete in (False, True):
        expected = equal_shares(costs, less, people, counted.ranking.order, complete=complete)
        assert bought(counted, complete) == expected


def bought(counted, complete):
    """What equal shares bought, without what filled up."""
    shared = counted.portfolio[0].equal_shares
    return list(shared.items[: len(shared.items) - len(shared.filled)] if complete else shared.first)
