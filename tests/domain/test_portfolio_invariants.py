"""What must hold for every portfolio: nothing on too few people, and no power but the declared one."""

from collections import Counter
from dataclasses import replace
from fractions import Fraction
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from sfc_workshop.domain.counting import count
from sfc_workshop.domain.rounds import Item
from tests.domain.priced_rounds import gain, priced_rounds

HUNDREDS = settings(max_examples=300, deadline=None)


def taking_part(round_, ballots, counted):
    """[(counted group, activity, gains, items with a level)] of the ballots that share the budget."""
    [budget] = round_.portfolio
    about = set(counted.portfolio[0].why)
    found = []
    for ballot in ballots:
        activity = next(a for a in round_.activities if a.id == ballot.activity)
        shares = activity.id in budget.activities if budget.activities else about & set(round_.items_of(activity))
        group = next(g for g in counted.groups if ballot.group in g.members)
        if shares and group.weight and activity.scale.kind != "pairwise":
            v = gain(activity, ballot, round_.items_of(activity))
            found.append((group.id, activity.id, {i for i, one in v.items() if one}, set(v)))
    return found


def people(cast):
    """At least so many different people, by group: the most ballots in any one activity."""
    numbers = Counter((group, activity) for group, activity, *_ in cast)
    groups = {group for group, _ in numbers}
    return {g: max(n for (group, _), n in numbers.items() if group == g) for g in groups}


@HUNDREDS
@given(priced_rounds(most=16), st.integers(2, 4))
def test_nothing_rests_on_fewer_than_n_min_people(drawn, n_min):
    round_, ballots = drawn
    round_ = replace(round_, n_min=n_min)
    counted = count(round_, ballots)
    [portfolio] = counted.portfolio
    if portfolio.equal_shares is None:
        assert portfolio.why == {}
        assert all((one.equal_shares, one.by_index) == (None, None) for one in portfolio.groups.values())
        return
    cast = taking_part(round_, ballots, counted)
    assert sum(people(cast).values()) >= n_min
    judged = {item: people([one for one in cast if item in one[3]]) for item in portfolio.why}
    for item, why in portfolio.why.items():
        wanting = [one for one in cast if item in one[2]]
        if why.step in {"equal_shares", "completion"}:
            assert sum(judged[item].values()) >= n_min
        if why.supporters is None:
            assert (why.money, why.rivals) == (None, ())
            continue
        assert why.supporters == sum(people(wanting).values()) >= n_min
        hidden = sum(n for n in judged[item].values() if n < n_min)
        assert hidden == 0 or hidden >= n_min
        assert why.money is None or why.money < why.cost or not why.cost
        for rival in why.rivals:
            assert sum(people([one for one in wanting if rival in one[2]]).values()) >= n_min
    for group, gets in portfolio.groups.items():
        if gets.equal_shares is not None:
            assert people(cast)[group] >= n_min
            for item in {*portfolio.equal_shares.items, *portfolio.by_index}:
                assert judged[item].get(group, 0) == 0 or judged[item][group] >= n_min


@HUNDREDS
@given(priced_rounds(), st.integers(0, 2**32))
def test_the_order_of_the_ballots_and_their_ids_say_nothing(drawn, seed):
    round_, ballots = drawn
    shuffled = [replace(ballot, id=f"x{n}") for n, ballot in enumerate(Random(seed).sample(ballots, len(ballots)))]
    assert count(round_, shuffled).portfolio == count(round_, ballots).portfolio


@HUNDREDS
@given(priced_rounds(most=6), st.sampled_from("gh"), st.integers(2, 4))
def test_a_group_does_not_gain_by_being_large(drawn, group, times):
    round_, ballots = drawn
    crowd = [replace(b, id=f"{b.id}-{n}") for b in ballots if b.group == group for n in range(1, times)]
    [before], [after] = (count(round_, some).portfolio for some in (ballots, ballots + crowd))
    assert after.equal_shares == before.equal_shares
    assert after.groups == before.groups


@HUNDREDS
@given(priced_rounds(), st.fractions(min_value=Fraction(1, 9), max_value=9).filter(bool))
def test_another_currency_buys_the_same(drawn, rate):
    round_, ballots = drawn
    items = tuple(Item(i.id, i.goal, i.horizon, None if i.cost is None else i.cost * rate) for i in round_.items)
    [budget] = round_.portfolio
    changed = replace(round_, items=items, portfolio=(replace(budget, baht=budget.baht * rate),))
    [before], [after] = count(round_, ballots).portfolio, count(changed, ballots).portfolio
    assert after.by_index == before.by_index
    assert after.groups == before.groups
    if before.equal_shares:
        assert after.equal_shares == replace(before.equal_shares, left=before.equal_shares.left * rate)


@HUNDREDS
@given(priced_rounds())
def test_the_money_is_enough_and_nothing_more_fits(drawn):
    round_, ballots = drawn
    [portfolio] = count(round_, ballots).portfolio
    cost = {item.id: item.cost for item in round_.items}
    lists = [(portfolio.by_index, portfolio.by_index_left)]
    if portfolio.equal_shares:
        lists.append((portfolio.equal_shares.items, portfolio.equal_shares.left))
    for items, left in lists:
        assert left == portfolio.budget.baht - sum(cost[item] for item in items) >= 0
        taking_part = [i for i in cost if cost[i] is not None and i not in portfolio.left_out]
        taking_part = [i for i in taking_part if i in portfolio.why or i in items]
        assert all(item in items or cost[item] > left for item in taking_part)
