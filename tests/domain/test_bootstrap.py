"""Ballots drawn again: closed forms, the exact scores once more, census groups, small groups."""

from dataclasses import replace
from fractions import Fraction
from math import comb
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sfc_workshop.domain.bootstrap import redraw, steps_of_redrawing
from sfc_workshop.domain.counting import count
from sfc_workshop.domain.pile_scores import is_linear, linear_scores, pair_scores, score_piles
from sfc_workshop.domain.piles import PairPile
from sfc_workshop.domain.piling import make_piles
from sfc_workshop.domain.publishing import as_one_group, publish
from sfc_workshop.domain.rounds import Ballot, Group
from sfc_workshop.domain.standings import middle, stand
from sfc_workshop.domain.steps import Steps
from tests.domain.domain_rounds import (
    ON_ONE_BALLOT,
    counted_and_box,
    make_ballots,
    make_round,
    mixed_rounds,
    some_marks,
)

THOUSAND = settings(max_examples=1000, deadline=None)


def redrawn(round_, ballots, item="A"):
    return count(round_, ballots).certainty.bootstrap[item]


def test_four_of_five_ballots_for_one_of_two_items():
    """It stays first where at least three of five drawn ballots are for it."""
    round_ = make_round("AB", bootstrap=10_000, top_k=1)
    ballots = make_ballots("score", ({"A": 5, "B": 1}, 4), {"A": 1, "B": 5})
    expected = sum(comb(5, k) * 0.8**k * 0.2 ** (5 - k) for k in (3, 4, 5))
    assert expected == pytest.approx(0.94208)
    assert redrawn(round_, ballots).top_k == pytest.approx(expected, abs=0.01)
    assert redrawn(replace(round_, bootstrap=1000), ballots).top_k == pytest.approx(expected, abs=0.02)


def test_intervals_of_one_ballot_in_five():
    """0.8^5 + 5·0.2·0.8^4 = 0.74 of the draws have at most one ballot against A, 0.9933 at most three."""
    round_ = make_round("AB", bootstrap=4000, top_k=1)
    found = redrawn(round_, make_ballots("score", ({"A": 5, "B": 1}, 4), {"A": 1, "B": 5}))
    assert (found.low, found.high, found.rank_low, found.rank_high) == (pytest.approx(0.4), 1, 1, 2)


def test_a_tie_at_k_is_in():
    round_ = make_round("AB", bootstrap=100, top_k=1)
    ballots = make_ballots("score", ({"A": 3, "B": 3}, 3))
    assert [redrawn(round_, ballots, item).top_k for item in "AB"] == [1, 1]


def test_the_spread_is_that_of_the_mean():
    """Over n complete ballots the variance of a drawn score is that of the ballots, divided by n."""
    round_ = make_round("ABC", bootstrap=20_000, activities=["ranking"])
    rows = ({"A": 1, "B": 2, "C": 3}, 30), ({"B": 1, "C": 2, "A": 3}, 70)
    counted, box = counted_and_box(round_, make_ballots("ranking", *rows))
    [(key, piles)] = make_piles(counted, box).items()
    assert key == ("g", "k")
    assert is_linear(piles)
    found = redrawn(round_, make_ballots("ranking", *rows))
    half = (0.3 * 0.7 / 100) ** 0.5 * 1.96
    assert (found.low, found.high) == pytest.approx((0.3 - half, 0.3 + half), abs=0.011)


@THOUSAND
@given(mixed_rounds(most=6), st.lists(st.integers(1, 3), min_size=6, max_size=6))
def test_draws_add_up_to_what_the_same_ballots_say_when_counted(drawn, times):
    """Ballots drawn once, twice or three times score as if so many had come in; fitted ones to 6 places."""
    round_, ballots = drawn
    louder = [b for b, n in zip(ballots, times, strict=False) for _ in range(n)]
    piles = make_piles(*counted_and_box(round_, ballots))
    after, box = counted_and_box(round_, louder)
    more = make_piles(after, box)
    for key, own in piles.items():
        alike = [pile.alike[None] for pile in more[key]]
        expected = [float(score) for score in after.cells[key].score.values()]
        found = pair_scores(own, alike, len(round_.items), 1)
        fitted = any(isinstance(pile, PairPile) for pile in own)
        assert found[:, 0] == pytest.approx(expected, abs=5e-7 if fitted else 1e-12)
        if is_linear(own):
            assert linear_scores(own, alike, len(round_.items), 1) == pytest.approx(found, abs=1e-12)


@THOUSAND
@given(mixed_rounds(complete=True, kinds=ON_ONE_BALLOT))
def test_complete_ballots_may_be_added_up_without_their_pairs(drawn):
    round_, ballots = drawn
    for own in make_piles(*counted_and_box(round_, ballots)).values():
        assert is_linear(own)
        alike = [pile.alike[None] for pile in own]
        pairs = pair_scores(own, alike, len(round_.items), 1)
        assert linear_scores(own, alike, len(round_.items), 1) == pytest.approx(pairs, abs=1e-12)


def test_ballots_are_drawn_within_their_group_and_activity():
    """Groups and activities of one mind do not move, however far they are from each other."""
    round_ = make_round("AB", {"g": "1/2", "h": "1/2"}, activities=["score", "approval"], bootstrap=50, top_k=1)
    ballots = [
        *make_ballots("score", ({"A": 5, "B": 1}, 3), group="g"),
        *make_ballots("approval", ({"A": 1}, 2), group="h"),
        *make_ballots("score", ({"A": 1, "B": 5}, 2), group="h"),
    ]
    found = redrawn(round_, ballots)
    assert (found.low, found.high, found.top_k) == (0.75, 0.75, 1)


def test_a_census_group_is_not_drawn_again():
    everybody = (Group("g", Fraction(1), 5),)
    round_ = replace(make_round("AB", bootstrap=200, top_k=1), groups=everybody)
    ballots = make_ballots("score", ({"A": 5, "B": 1}, 4), {"A": 1, "B": 5})
    whole = redrawn(round_, ballots)
    assert (whole.low, whole.high, whole.rank_low, whole.rank_high, whole.top_k) == (0.8, 0.8, 1, 1, 1)
    part = redrawn(replace(round_, groups=(Group("g", Fraction(1), 6),)), ballots)
    assert part.low < 0.8


def test_a_pool_is_a_census_only_where_each_of_its_groups_is():
    ballots = make_ballots("score", {"A": 5, "B": 1}, {"A": 1, "B": 5}, group="g")
    ballots += make_ballots("score", {"A": 5, "B": 1}, {"A": 1, "B": 5}, group="h")
    round_ = make_round("AB", bootstrap=200, n_min=4)

    def sized(*sizes):
        return replace(round_, groups=tuple(Group(g, Fraction(1, 2), n) for g, n in zip("gh", sizes, strict=True)))

    assert redrawn(sized(2, 2), ballots).low == 0.5
    assert redrawn(sized(2, None), ballots).low < 0.5
    assert redrawn(sized(2, 3), ballots).low < 0.5


def test_a_census_is_published_as_one():
    """Whoever counts the published files draws what we drew."""
    everybody = Group("g", Fraction(1, 2), 2), Group("h", Fraction(1, 2), 3)
    round_ = replace(make_round("AB", bootstrap=200, n_min=5), groups=everybody)
    ballots = [b for g, n in (("g", 2), ("h", 3)) for b in make_ballots("score", ({"A": 5, "B": 1}, n), group=g)]
    told = publish(round_, ballots)
    assert [(group.id, group.size) for group in told.round.groups] == [("g+h", 5)]
    assert as_one_group(told).round.groups[0].size == 5
    unknown = replace(round_, groups=(everybody[0], replace(everybody[1], size=None)))
    assert publish(unknown, ballots).round.groups[0].size is None


def test_comparisons_of_pairs_are_drawn_ballot_by_ballot():
    """A ballot that says three things is drawn as a whole, or not at all."""
    round_ = make_round("ABC", activities=["pairwise"], bootstrap=400, top_k=1)
    one, other = (
        (("A", "B", "A"), ("A", "C", "A"), ("B", "C", "B")),
        (("A", "B", "B"), ("A", "C", "C"), ("B", "C", "=")),
    )
    ballots = [Ballot(str(n), "pairwise", "g", {}, pairs=pairs) for n, pairs in enumerate([one] * 4 + [other])]
    counted = count(round_, ballots)
    found = counted.certainty.bootstrap["A"]
    assert found.low < counted.ranking.index["A"] < found.high
    assert found.top_k == pytest.approx(0.94208, abs=0.03)  # first where three of five drawn ballots say so
    census = replace(round_, groups=(Group("g", Fraction(1), 5),))
    whole = redrawn(census, ballots)
    assert whole.low == whole.high == pytest.approx(float(counted.ranking.index["A"]), abs=1e-6)


def test_weights_ride_along():
    """One ballot of weight 3 against three of weight 1: even, and twice as uncertain as four against four."""
    round_ = make_round("AB", bootstrap=500)
    heavy = make_ballots("score", {"A": 5, "B": 1}, weight=Fraction(3))
    light = make_ballots("score", ({"A": 1, "B": 5}, 3), weight=Fraction(1))
    found = redrawn(round_, heavy + light)
    assert (found.low, found.high) == (0, pytest.approx(9 / 10))


def test_weights_of_any_fineness_may_be_drawn():
    round_ = make_round("AB", bootstrap=100)
    fine = [Fraction(10**15 + n, 10**16 + 7 * n) for n in range(8)]
    ballots = [b for w in fine for b in make_ballots("score", {"A": 5, "B": 1}, {"A": 1, "B": 5}, weight=w)]
    coarse = [replace(b, weight=Fraction(1)) for b in ballots]
    assert redrawn(round_, ballots).low == pytest.approx(redrawn(round_, coarse).low, abs=0.1)


@pytest.mark.parametrize("complete", [True, False])
def test_more_ballots_than_are_drawn_at_once(complete):
    """Three thousand different ballots, six thousand times: neither fits into one portion."""
    lots = Random(1)
    rows = [some_marks(lots, "score", "ABCDEFGH", complete) for _ in range(3000)]
    round_ = make_round("ABCDEFGH", bootstrap=6000)
    counted, box = counted_and_box(round_, make_ballots("score", *rows))
    [piles] = make_piles(counted, box).values()
    exact = [float(score) for score in counted.cells["g", "k"].score.values()]
    assert is_linear(piles) == complete
    assert score_piles(piles, [piles[0].alike[None]], 8, 1)[:, 0] == pytest.approx(exact, abs=1e-12)

    told: list[tuple[int, int]] = []
    drawn = redraw(
        counted,
        {("g", "k"): piles},
        Steps(steps_of_redrawing(counted, {("g", "k"): piles}), lambda *done: told.append(done)),
    )
    assert drawn["g", "k"].mean(axis=1) == pytest.approx(exact, abs=0.0005)
    assert drawn["g", "k"].min() > 0.4
    assert len(told) > 1
    assert told[-1] == (told[-1][1], told[-1][1])


def test_the_middle_leaves_out_as_many_on_either_side():
    values = np.arange(1000)[None, ::-1]
    assert [int(end[0]) for end in middle(values, 40)] == [25, 974]
    assert [int(end[0]) for end in middle(values[:, :39], 40)] == [961, 999]


def test_what_differs_by_rounding_alone_is_tied():
    third = 1 / 3
    standings = stand(np.array([[0.1 + 0.2, third], [0.3, third + 1e-9], [0.2, 1.0], [0.3, 0.0]]))
    assert standings.rank.tolist() == [[1, 3], [1, 2], [4, 1], [1, 4]]
    assert standings.sharing.tolist() == [[3, 1], [3, 1], [1, 1], [3, 1]]
