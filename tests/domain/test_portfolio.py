"""What a budget pays for, on rounds small enough to check by head."""

from dataclasses import replace
from fractions import Fraction

import pytest

from sfc_workshop.domain.counting import count
from sfc_workshop.domain.portfolio import LeftOut
from sfc_workshop.domain.result_file import result
from sfc_workshop.domain.rounds import Activity, Ballot, Budget, Item
from sfc_workshop.domain.scales import Scale
from sfc_workshop.domain.why_not import Step, Why
from tests.domain.domain_rounds import make_ballots, make_round

F = Fraction


def priced(costs, budget, groups=None, activities=("approval",), horizons=None, **rest):
    """A round with one budget; costs are {item: baht or None}."""
    round_ = make_round("".join(costs), groups, activities=activities, **rest)
    items = [Item(i, None, (horizons or {}).get(i), None if c is None else F(c)) for i, c in costs.items()]
    budget = budget if isinstance(budget, Budget) else Budget(None, F(budget))
    return replace(round_, items=tuple(items), portfolio=(budget,))


def portfolio_of(round_, ballots):
    [portfolio] = count(round_, ballots).portfolio
    return portfolio


def ticks(items):
    return dict.fromkeys(items, 1)


def two_camps(n_min=1):
    """Section 12.10 of the paper: six people of p (0.6) tick X and Y, four of q (0.4) tick Z."""
    round_ = priced({"X": 50, "Y": 50, "Z": 50}, 100, {"p": "3/5", "q": "2/5"}, n_min=n_min)
    ballots = make_ballots("approval", (ticks("XY"), 6), group="p") + make_ballots(
        "approval", (ticks("Z"), 4), group="q"
    )
    return round_, ballots


def test_the_smaller_camp_gets_its_share():
    portfolio = portfolio_of(*two_camps())
    [one] = portfolio.equal_shares.first
    assert one in "XY"
    assert portfolio.equal_shares.items == (one, "Z")
    assert portfolio.equal_shares.raised == 25  # 40 a hundred of 125 are 50
    assert portfolio.equal_shares.left == 0
    assert sorted(portfolio.by_index) == ["X", "Y"]
    assert portfolio.only_equal_shares == ("Z",)
    [other] = portfolio.only_by_index
    assert {one, other} == {"X", "Y"}
    assert (portfolio.groups["p"].equal_shares, portfolio.groups["p"].by_index) == (F(1, 2), 1)
    assert (portfolio.groups["q"].equal_shares, portfolio.groups["q"].by_index) == (F(1, 2), 0)
    assert portfolio.why[one] == Why(Step.EQUAL_SHARES, None, 50, 6, None, ())
    assert portfolio.why["Z"] == Why(Step.COMPLETION, 25, 50, 4, None, ())
    assert portfolio.why[other] == Why(None, None, 50, 6, 25, (one,))  # six tenths of 125, less 50


def test_ties_are_decided_by_the_order_of_the_priorities():
    for seed in "abcdef":
        round_, ballots = two_camps()
        counted = count(round_, ballots, seed=seed)
        assert counted.portfolio[0].equal_shares.items[0] == counted.ranking.order[0]


def test_a_bigger_crowd_saying_the_same_changes_nothing():
    round_, ballots = two_camps()
    crowd = make_ballots("approval", (ticks("Z"), 90), group="q")
    assert portfolio_of(round_, ballots + crowd).equal_shares == portfolio_of(round_, ballots).equal_shares


def test_the_result_says_the_same():
    round_, ballots = two_camps()
    [written] = result(count(round_, ballots))["portfolio"]
    [one, z] = written["equal_shares"]
    assert z == "Z"
    assert written["completion"] == {"first": [one], "raised_percent": 25, "filled": []}
    assert (written["horizon"], written["budget"], written["left"]) == (None, "100", "0")
    assert written["groups"]["q"] == {"equal_shares": "1/2", "greedy": "0"}
    assert written["why"]["Z"]["step"] == "completion"


def test_too_few_people_share_nothing():
    round_, ballots = two_camps(n_min=11)
    portfolio = portfolio_of(round_, ballots)
    assert portfolio.equal_shares is None
    assert portfolio.groups == {} or all(one.by_index is None for one in portfolio.groups.values())
    assert portfolio.why == {}


def test_facts_on_too_few_supporters_are_not_shown():
    round_ = priced({"X": 50, "Y": 50, "Z": 50}, 100, n_min=5)
    portfolio = portfolio_of(round_, make_ballots("approval", (ticks("XY"), 8), (ticks("Z"), 4)))
    assert portfolio.why["Z"] == Why(None, None, 50, None, None, ())
    assert portfolio.why["X"].supporters == 8


def test_a_total_does_not_tell_what_a_hidden_group_said():
    """Ten of a and two of b gave Z a mark: b is hidden beside Z, so all supporters together are too."""
    round_ = priced({"Y": 50, "Z": 60}, 70, {"a": "1/2", "b": "1/2"}, ["score"], n_min=5)
    ballots = make_ballots("score", ({"Y": 5, "Z": 5}, 10), group="a")
    ballots += make_ballots("score", ({"Y": 5, "Z": 5}, 2), ({"Y": 5}, 5), group="b")
    portfolio = portfolio_of(round_, ballots)
    assert portfolio.why["Y"].supporters == 17
    assert portfolio.why["Z"].supporters is None
    assert portfolio.groups["b"].equal_shares is None or "Z" not in portfolio.equal_shares.items


def test_what_too_few_people_judged_is_not_bought():
    round_ = priced({"X": 50, "Y": 10}, 60, activities=["score"], n_min=5)
    few = make_ballots("score", ({"X": 1, "Y": 1}, 6), ({"X": 1, "Y": 5}, 6))
    assert portfolio_of(round_, few).equal_shares.first == ("Y",)
    round_ = priced({"W": 1, "X": 50, "Y": 10}, 60, activities=["score", "approval"], n_min=5)
    round_ = replace(round_, portfolio=(Budget(None, F(60), ("score",)),))
    ballots = make_ballots("score", {"Y": 5}, ({"W": 5, "X": 3}, 6)) + make_ballots("approval", (ticks("Y"), 6))
    portfolio = portfolio_of(round_, ballots)
    assert "Y" in portfolio.equal_shares.filled
    assert portfolio.why["Y"] == Why(Step.FILL, None, 10, None, None, ())


def test_a_budget_for_everything_buys_everything():
    round_, ballots = two_camps()
    round_ = replace(round_, portfolio=(Budget(None, F(1000)),))
    portfolio = portfolio_of(round_, ballots)
    assert sorted(portfolio.equal_shares.items) == ["X", "Y", "Z"]
    assert (portfolio.equal_shares.raised, portfolio.equal_shares.left, portfolio.by_index_left) == (0, 850, 850)
    assert portfolio.only_equal_shares == portfolio.only_by_index == ()


def test_nothing_can_be_paid_for():
    round_, ballots = two_camps()
    portfolio = portfolio_of(replace(round_, portfolio=(Budget(None, F(49)),)), ballots)
    assert portfolio.equal_shares.items == portfolio.by_index == ()
    assert portfolio.groups["p"].equal_shares == 0
    assert portfolio.why["Z"].step is None


def test_what_has_no_cost_is_left_out_and_what_costs_nothing_fills_up():
    round_ = priced({"X": None, "Y": 0, "Z": 5}, 5)
    portfolio = portfolio_of(round_, make_ballots("approval", ticks("XYZ"), ticks("XY")))
    assert portfolio.left_out == {"X": LeftOut.NO_COST}
    assert portfolio.equal_shares.items == ("Z", "Y")
    assert portfolio.equal_shares.filled == ("Y",)


def test_nobody_voted():
    portfolio = portfolio_of(priced({"X": 5, "Y": 5}, 5), [])
    assert (portfolio.equal_shares, portfolio.by_index, portfolio.groups) == (None, (), {})
    assert portfolio.left_out == {"X": LeftOut.NO_RANK, "Y": LeftOut.NO_RANK}


def test_nobody_wants_anything_and_the_index_fills_up():
    round_ = priced({"X": 5, "Y": 5}, 5)
    portfolio = portfolio_of(round_, make_ballots("approval", ({}, 3)))
    assert portfolio.equal_shares.first == ()
    assert portfolio.equal_shares.items == portfolio.by_index


@pytest.mark.parametrize("activities", [None, ("approval",)])
def test_a_horizon_without_items(activities):
    round_ = priced({"X": 5}, Budget("far", F(5), activities), horizons={"X": "near"})
    portfolio = portfolio_of(round_, make_ballots("approval", ticks("X")))
    assert portfolio.by_index == ()
    assert not portfolio.equal_shares or portfolio.equal_shares.items == ()


def test_only_the_items_of_a_horizon_are_paid_for():
    horizons = {"X": "near", "Y": "near", "Z": "far"}
    round_ = priced({"X": 5, "Y": 5, "Z": 5}, Budget("near", F(5)), horizons=horizons)
    portfolio = portfolio_of(round_, make_ballots("approval", (ticks("ZX"), 3), ticks("Y")))
    assert portfolio.equal_shares.items == ("X",)
    assert set(portfolio.why) == {"X", "Y"}


def test_whoever_wants_an_item_more_pays_more():
    """Of the 6 for A the first, who gave it 5 of 5, pays 4 and the second 2; at 6 each the second can pay C."""
    round_ = priced({"A": 6, "B": 4, "C": 4}, 10, activities=["score"])
    portfolio = portfolio_of(round_, make_ballots("score", {"A": 5, "B": 5}, {"A": 4, "C": 5}))
    assert portfolio.equal_shares.items == ("A", "C")
    assert portfolio.why["C"] == Why(Step.COMPLETION, 20, 4, 1, None, ())
    assert portfolio.why["B"] == Why(None, None, 4, 1, 2, ("A",))


def test_the_middle_of_a_scale_is_no_support():
    round_ = priced({"A": 6, "B": 8}, 10, activities=["score"])
    portfolio = portfolio_of(round_, make_ballots("score", ({"A": 3, "B": 2}, 4)))
    assert portfolio.equal_shares.first == ()
    assert portfolio.why["A"].supporters is None


@pytest.mark.parametrize("cost", [F(6), F(10**18) + F(1, 10**18)])
def test_amounts_given_are_what_somebody_gains(cost):
    """In an allocation and in one where giving means refusing; however fine the cost."""
    half = int(cost / 2)
    for direction, marks in ((1, {"A": half}), (-1, {"B": half})):
        scale = Scale("allocation", costs=(("A", cost), ("B", cost)))
        round_ = priced({"A": cost, "B": cost}, cost, activities=[Activity("q", "k", scale, direction)])
        portfolio = portfolio_of(round_, make_ballots("q", (marks, 3)))
        assert portfolio.equal_shares.items == ("A",)
        assert portfolio.why["A"].supporters == 3


def test_comparing_pairs_holds_no_share():
    round_ = priced({"X": 5, "Y": 5}, 5, activities=["pairwise", "approval"])
    pairs = [Ballot(str(n), "pairwise", "g", {}, pairs=(("X", "Y", "Y"),)) for n in range(9)]
    portfolio = portfolio_of(round_, [*pairs, *make_ballots("approval", (ticks("X"), 2))])
    assert portfolio.equal_shares.first == ("X",)
    assert portfolio_of(round_, pairs).equal_shares is None


def test_weights_of_any_fineness_share_the_money():
    """Shares whose common denominator has more digits than a floating number can hold."""
    groups = {name: F(1, 5) for name in "abcde"}
    round_ = priced({"X": 50, "Y": 50}, 60, groups)
    ballots = [
        Ballot(f"{name}{n}", "approval", name, ticks(items), weight=F(2**255 - 6 * at - 2 * n - 1, 2**256))
        for at, name in enumerate(groups)
        for n, items in enumerate(["X", "XY", "X"])
    ]
    portfolio = portfolio_of(round_, ballots)
    assert portfolio.equal_shares.first == ("X",)
    assert portfolio.why["Y"].money == 3  # about a third of the 10 that are left
