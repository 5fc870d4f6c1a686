"""By how many people two looks differ, in each piece of what is shown."""

import pytest

from sfc_workshop.domain.looks import ground, growth
from sfc_workshop.domain.rounds import Activity
from tests.domain.domain_rounds import SCALES, make_ballots, make_round

TWO = [Activity("q", "k", SCALES["score"]), Activity("p", "l", SCALES["score"])]
ROUND = make_round("ABC", {"g": 1, "h": 1}, {"k": 1, "l": 1}, TWO)
ALL = {"A": 5, "B": 3, "C": 1}


def on(*parts):
    """The ground of some ballots: (activity, group, marks, times)."""
    ballots = [b for activity, group, marks, n in parts for b in make_ballots(activity, (marks, n), group=group)]
    return ground(ROUND, ballots, str)


def grown(before, now):
    return sorted(growth(on(*before), on(*now)))


def test_the_same_ballots_have_not_grown():
    assert grown([("q", "g", ALL, 7)], [("q", "g", ALL, 7)]) == []


def test_each_question_has_a_growth_of_its_own():
    """Ten answered both; five more answer q and one more p: what the group says in l would be that one's."""
    before, now = [("q", "g", ALL, 10), ("p", "g", ALL, 10)], [("q", "g", ALL, 15), ("p", "g", ALL, 11)]
    assert grown(before, now) == [1, 1, 1, 5, 5, 5]


def test_each_item_has_a_growth_of_its_own():
    """Six more come; only one of them judges C."""
    before, now = [("q", "g", ALL, 10)], [("q", "g", ALL, 11), ("q", "g", {"A": 5, "B": 1}, 5)]
    assert grown(before, now) == [1, 6, 6]


def test_a_changed_mind_is_no_growth():
    before, now = [("q", "g", ALL, 10)], [("q", "g", ALL, 9), ("q", "g", {"A": 1, "B": 3, "C": 5}, 1)]
    assert grown(before, now) == [0, 0, 0]


def test_what_is_too_small_to_show_is_part_of_sums_that_are_shown():
    """Three of h are hidden beside g; a fourth would be seen in the index."""
    before, now = [("q", "g", ALL, 10), ("q", "h", ALL, 3)], [("q", "g", ALL, 15), ("q", "h", ALL, 4)]
    assert grown(before, now) == [1, 1, 1, 5, 5, 5]


def test_who_judges_one_item_only_has_compared_nothing():
    assert grown([("q", "g", ALL, 10)], [("q", "g", ALL, 10), ("q", "g", {"C": 4}, 1)]) == [0, 0, 0]


def test_a_pool_and_its_members_are_taken_together():
    """Six of g and two of h were one pool of eight; now h has five, and eleven are three more than eight."""
    pooled = make_round("ABC", {"g+h": 1}, {"k": 1, "l": 1}, TWO)
    before = ground(pooled, make_ballots("q", (ALL, 8), group="g+h"), str)
    assert growth(before, on(("q", "g", ALL, 6), ("q", "h", ALL, 5))) == [3, 3, 3]


@pytest.mark.parametrize("kind", SCALES)
def test_every_kind_of_question_grows(kind):
    round_ = make_round("ABC", activities=(kind,))
    if kind == "pairwise":
        one = make_ballots(kind, {}, pairs=(("A", "B", "A"), ("B", "C", "=")))
    else:
        one = make_ballots(kind, {"A": 1, "B": 2, "C": 3} if kind in {"score", "ranking"} else {"A": 1})
    assert growth(ground(round_, one * 3, str), ground(round_, one * 5, str)) == [2, 2, 2]
