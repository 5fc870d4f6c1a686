"""The examples of the paper, worked by hand: sections 12.1, 12.2, 12.3 and 12.6."""

from fractions import Fraction

import pytest

from sfc_workshop.domain.counting import count
from sfc_workshop.domain.disagreement import agreement, group_informed_consensus, polarisation
from sfc_workshop.domain.result_file import result
from tests.domain.domain_rounds import make_ballots, make_round

F = Fraction


def places(order):
    return {item: place for place, item in enumerate(order, 1)}


def test_three_rankings_of_three_items():
    round_ = make_round("ABC", activities=["ranking"])
    counted = count(round_, make_ballots("ranking", places("ABC"), places("ACB"), places("BCA")))
    assert counted.group_scores["g", "k"] == {"A": F(2, 3), "B": F(1, 2), "C": F(1, 3)}
    assert counted.ranking.order == ("A", "B", "C")


@pytest.fixture
def three_groups():
    round_ = make_round(
        "WRHT",
        {"citizens": "1/2", "government": "3/10", "private": "1/5"},
        activities=["score", "ranking", "approval"],
    )
    ballots = (
        make_ballots(
            "score",
            {"W": 5, "R": 4, "H": 5, "T": 2},
            {"W": 5, "R": 3, "H": 4, "T": 3},
            {"W": 2, "R": 5, "H": 4},
            group="citizens",
        )
        + make_ballots("ranking", places("RWHT"), places("RHWT"), group="government")
        + make_ballots("approval", {"T": 1, "R": 1}, {"T": 1}, group="private")
    )
    return count(round_, ballots)


def test_three_groups_with_three_kinds_of_ballot(three_groups):
    assert three_groups.group_scores == {
        ("citizens", "k"): {"W": F(13, 18), "R": F(17, 36), "H": F(13, 18), "T": F(1, 12)},
        ("government", "k"): {"W": F(1, 2), "R": F(1), "H": F(1, 2), "T": F(0)},
        ("private", "k"): {"W": F(1, 4), "R": F(7, 12), "H": F(1, 4), "T": F(11, 12)},
    }
    assert three_groups.ranking.index == {
        "W": F(101, 180),
        "R": F(47, 72),
        "H": F(101, 180),
        "T": F(9, 40),
    }
    assert three_groups.ranking.rank == {"R": 1, "W": 2, "H": 2, "T": 4}
    assert three_groups.ranking.tied == {"W", "H"}


def test_agreement_and_consensus_on_the_first_item(three_groups):
    support = three_groups.support["W"]
    assert support.groups["citizens"].agreement == F(1, 18)
    assert support.groups["government"].agreement is None
    assert support.consensus == F(3, 5) * F(1, 2) * F(1, 4) == F(3, 40)
    assert support.root == "0.421716"  # (3/40) ** (1/3)


def test_the_result_says_the_same(three_groups):
    written = result(three_groups)
    assert written["index"]["R"] == "47/72"
    assert written["index4"] == {"R": "0.6528", "W": "0.5611", "H": "0.5611", "T": "0.2250"}
    assert written["group_scores"]["citizens|k"]["T"] == "1/12"
    assert written["support"]["W"]["_gic"] == "3/40"
    assert written["support"]["W"]["citizens"] == {
        "support": "3/4",
        "agree_share": "2/3",
        "n": 3,
        "people": 3,
        "agreeing": 2,
        "opposed": 1,
        "agreement_A": "1/18",
        "polarisation": "2/3",
    }
    assert written["contributions"]["R"] == {
        "citizens|k": "17/72",
        "government|k": "3/10",
        "private|k": "7/60",
        "_rest": "0",
    }


def test_a_group_does_not_win_by_spreading_its_marks():
    round_ = make_round("AB", {"citizens": "4/5", "firms": "1/5"})
    citizens = make_ballots("score", ({"A": 5, "B": 4}, 7), {"A": 4, "B": 4}, ({"A": 3, "B": 5}, 2), group="citizens")
    firms = make_ballots("score", ({"A": 1, "B": 5}, 5), group="firms")
    assert count(round_, citizens + firms).ranking.index == {"A": F(3, 5), "B": F(2, 5)}


@pytest.mark.parametrize(
    ("histogram", "expected"),
    [
        ([10, 0, 0, 0, 0], F(1)),
        ([5, 0, 0, 0, 5], F(-1)),
        ([2, 2, 2, 2, 2], F(0)),
        ([10, 20, 30, 15, 4], F(31, 79)),
    ],
)
def test_published_values_of_agreement(histogram, expected):
    assert agreement(histogram) == expected


def test_a_published_value_of_agreement_over_seven_steps():
    assert round(agreement([30, 40, 210, 130, 530, 50, 10]), 7) == F("0.6113333")


@pytest.mark.parametrize(("histogram", "expected"), [([5, 0, 0, 0, 5], F(1)), ([7, 7, 7, 7, 7], F(8, 25))])
def test_published_values_of_polarisation(histogram, expected):
    assert polarisation(histogram) == expected


@pytest.mark.parametrize(
    ("groups", "consensus"),
    [
        ([(6, 10), (2, 5), (5, 11)], 0.11538461538461539),
        ([(3, 9), (3, 4), (6, 10)], 0.14141414141414144),
        ([(6, 9), (1, 4)], 0.2121212121212121),
        ([(1, 2), (1, 3), (1, 1)], 0.13333333333333333),
        ([(4, 7), (4, 5), (4, 4)], 0.33068783068783075),
        ([(4, 9), (3, 4), (1, 4)], 0.101010101010101),
        ([(3, 7), (5, 6), (2, 4), (2, 4)], 0.08333333333333333),
        ([(8, 12), (5, 10)], 0.32142857142857145),
    ],
)
def test_consensus_is_that_of_polis(groups, consensus):
    """By red-dwarf 0.4.0, `calculate_comment_statistics_dataframes` on drawn votes with passes and blanks.

    Its numbers are kept here: the library needs 25 packages, among them scikit-learn, and names no licence.
    """
    assert abs(group_informed_consensus(groups) - consensus) < 1e-9
