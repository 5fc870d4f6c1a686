"""Other weightings: closed forms, ties, and what has no say."""

from dataclasses import replace
from fractions import Fraction

import pytest

from sfc_workshop.domain.counting import count
from sfc_workshop.domain.rounds import Activity, Smaa
from tests.domain.domain_rounds import SCALES, make_ballots, make_round

F = Fraction
SMAA = Smaa(10_000, (F(0), F(2, 5), F(1)))


def two_camps(weight="3/10"):
    """Group p puts A above B on four ballots of five, group q on two of five."""
    rest = str(1 - F(weight))
    round_ = make_round("AB", {"p": weight, "q": rest}, smaa=SMAA, top_k=1)
    a, b = {"A": 5, "B": 1}, {"A": 1, "B": 5}
    return round_, make_ballots("score", (a, 4), b, group="p") + make_ballots("score", (a, 2), (b, 3), group="q")


def test_first_where_the_weight_of_a_group_is_above_a_quarter():
    smaa = count(*two_camps()).certainty.smaa
    assert smaa[F(1)]["A"].acceptability[0] == pytest.approx(0.75, abs=0.01)
    assert smaa[F(2, 5)]["A"].acceptability[0] == pytest.approx(0.825, abs=0.01)
    for by_item in smaa.values():
        assert by_item["A"].top_k == by_item["A"].acceptability[0] == by_item["B"].acceptability[1]
        assert all(sum(one.acceptability) == 1 for one in by_item.values())


def test_the_weightings_that_make_an_item_first():
    """A is first for weights of p from 1/4 to 1, B from 0 to 1/4: their means are 5/8 and 1/8."""
    found = count(*two_camps()).certainty.smaa[F(1)]
    assert found["A"].central.groups["p"] == pytest.approx(5 / 8, abs=0.01)
    assert found["B"].central.groups["p"] == pytest.approx(1 / 8, abs=0.01)
    assert found["A"].central.criteria == {"k": 1}
    for one in found.values():
        assert sum(one.central.groups.values()) == 1


def test_no_distance_is_the_declared_weighting():
    found = count(*two_camps()).certainty.smaa[F(0)]
    assert found["A"].acceptability == (1, 0)
    assert found["A"].central.groups == {"p": F(3, 10), "q": F(7, 10)}
    assert found["B"].central is None


def test_tied_items_share_their_ranks():
    round_ = make_round("ABCD", smaa=Smaa(100, (F(1),)), top_k=2)
    ballots = make_ballots("score", {"A": 5, "B": 3, "C": 3, "D": 3})
    found = count(round_, ballots).certainty.smaa[F(1)]
    third = F(1, 3)
    assert found["A"].acceptability == (1, 0, 0, 0)
    assert found["C"].acceptability == (0, third, third, third)
    assert [found[item].top_k for item in "ABCD"] == [1, 1, 1, 1]  # a tie at K is in
    assert found["C"].central is None


def two_sides(**weights):
    activities = [Activity(c, c, SCALES["score"]) for c in weights]
    round_ = make_round("AB", {"g": 1}, weights, activities, smaa=SMAA, top_k=1)
    return round_, make_ballots("k", {"A": 5, "B": 1}) + make_ballots("l", ({"A": 5, "B": 1}, 1), ({"A": 1, "B": 5}, 9))


def test_criteria_are_weighed_anew_too():
    """b is 1 from one side and 1/10 from the other: A is first where the first weighs more than 4/9."""
    found = count(*two_sides(k="1/2", l="1/2")).certainty.smaa
    assert found[F(1)]["A"].top_k == pytest.approx(5 / 9, abs=0.01)
    assert found[F(1)]["A"].central.criteria["k"] == pytest.approx((1 + 4 / 9) / 2, abs=0.01)


def test_a_criterion_nobody_spoke_to_has_dropped_out():
    spoken, silent = two_sides(k="1/2", l="1/2"), two_sides(k="1/4", l="1/4", m="1/2")
    assert count(*silent).certainty.smaa == count(*spoken).certainty.smaa


def test_what_was_declared_to_have_no_weight_is_given_none():
    round_, ballots = two_camps()
    guests = make_ballots("score", ({"A": 1, "B": 5}, 9), group="z")
    wider = make_round("AB", {"p": "3/10", "q": "7/10", "z": "0"}, smaa=SMAA, top_k=1)
    assert count(wider, ballots + guests).certainty.smaa == count(round_, ballots).certainty.smaa
    assert count(*two_sides(k="1", l="0")).certainty.smaa[F(1)]["A"].acceptability == (1, 0)


def test_a_group_silent_on_one_side_gives_its_part_there_to_the_others():
    activities = [Activity(c, c, SCALES["score"]) for c in "kl"]
    round_ = make_round("AB", {"p": "1/2", "q": "1/2"}, {"k": "1/2", "l": "1/2"}, activities, smaa=SMAA, top_k=1)
    ballots = make_ballots("k", {"A": 5, "B": 1}, group="p") + make_ballots("l", {"A": 1, "B": 5}, group="q")
    found = count(round_, ballots).certainty.smaa[F(1)]["A"]
    assert found.top_k == pytest.approx(0.5, abs=0.01)  # hangs on the criteria alone
    assert found.central.groups["p"] == pytest.approx(0.5, abs=0.01)
    assert found.central.criteria["k"] == pytest.approx(0.75, abs=0.01)


def test_other_weightings_do_not_move_a_single_group():
    round_, ballots = two_camps()
    alone = replace(make_round("AB", {"p": 1}, smaa=SMAA, top_k=1))
    found = count(alone, [b for b in ballots if b.group == "p"]).certainty.smaa[F(1)]
    assert found["A"].acceptability == (1, 0)
    assert found["A"].central.groups == {"p": 1}
    assert round_.smaa == SMAA
