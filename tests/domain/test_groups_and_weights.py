"""Which groups are counted, and how much each ballot carries."""

from fractions import Fraction

import pytest

from sfc_workshop.domain.counting import count
from sfc_workshop.domain.groups import count_groups
from sfc_workshop.domain.tally import tally
from sfc_workshop.domain.weights import split_units
from tests.domain.domain_rounds import box_of, make_ballots, make_round

MARKS = {"A": 5, "B": 1}


def counted(sizes, n_min, weights=None):
    """(id, weight, people) of the groups that are counted, from {group: ballots}."""
    weights = weights or dict.fromkeys(sizes or "a", Fraction(1, len(sizes or "a")))
    round_ = make_round("AB", weights, n_min=n_min)
    ballots = [b for group, n in sizes.items() for b in make_ballots("score", (MARKS, n), group=group)]
    groups = count_groups(round_, tally(box_of(round_, ballots)))
    return [(group.id, group.weight, group.people) for group in groups]


def ids(groups):
    return [group for group, _, _ in groups]


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        ({"a": 5, "b": 9}, ["a", "b"]),
        ({"a": 2, "b": 3, "c": 9}, ["c", "a+b"]),
        ({"a": 2, "b": 9, "c": 7}, ["b", "a+c"]),
        ({"a": 2, "c": 7, "b": 7}, ["c", "a+b"]),
        ({"d": 1, "c": 1, "b": 2, "a": 6}, ["a+b+c+d"]),
        ({"a": 2, "b": 1}, ["a+b"]),
        ({"a": 3}, ["a"]),
        ({}, []),
    ],
)
def test_small_groups_are_pooled(sizes, expected):
    assert ids(counted(sizes, n_min=5)) == expected


def test_weights_of_a_pool_add_up():
    weights = {"a": Fraction(1, 2), "b": Fraction(1, 6), "c": Fraction(1, 3)}
    assert counted({"a": 2, "b": 3, "c": 9}, 5, weights) == [
        ("c", Fraction(1, 3), 9),
        ("a+b", Fraction(2, 3), 5),
    ]


def test_a_group_without_a_ballot_drops_out():
    weights = {"a": Fraction(1, 2), "b": Fraction(1, 6), "c": Fraction(1, 3)}
    assert counted({"b": 5, "c": 5}, 5, weights) == [("b", Fraction(1, 3), 5), ("c", Fraction(2, 3), 5)]


def test_a_group_of_weight_0_joins_no_pool():
    weights = {"a": Fraction(1), "b": Fraction(0)}
    assert ids(counted({"a": 2, "b": 3}, 5, weights)) == ["b", "a"]


def test_people_are_the_most_ballots_in_one_activity():
    """Three people who answer two questions are three people."""
    round_ = make_round("AB", {"a": "1/2", "b": "1/2"}, activities=["score", "ranking"], n_min=5)
    ballots = [
        *make_ballots("score", (MARKS, 3), group="a"),
        *make_ballots("ranking", ({"A": 1}, 3), group="a"),
        *make_ballots("score", (MARKS, 6), group="b"),
    ]
    assert [(g.id, g.people) for g in count(round_, ballots).groups] == [("a+b", 9)]


def test_a_person_is_one_unit_in_each_criterion():
    cast = [("ann", "k"), ("bob", "k"), ("ann", "k"), ("ann", "l"), ("ann", "k")]
    third = Fraction(1, 3)
    assert split_units(cast) == [third, 1, third, 1, third]
    assert split_units([]) == []


def test_a_group_without_ballots_in_a_criterion_has_no_say_there():
    """The others' weights are scaled up, in that criterion only."""
    from sfc_workshop.domain.rounds import Activity
    from tests.domain.domain_rounds import SCALES

    round_ = make_round(
        "AB",
        {"a": "1/4", "b": "3/4"},
        {"k": "2/5", "l": "2/5", "m": "1/5"},
        [Activity("one", "k", SCALES["score"]), Activity("two", "l", SCALES["score"])],
    )
    ballots = [
        *make_ballots("one", {"A": 5, "B": 1}, group="a"),
        *make_ballots("one", {"A": 1, "B": 5}, group="b"),
        *make_ballots("two", {"A": 5, "B": 1}, group="a"),
    ]
    result = count(round_, ballots)
    assert result.ranking.index == {"A": Fraction(5, 8), "B": Fraction(3, 8)}  # ½·¼ + ½·1
    assert result.criterion_index["k"] == {"A": Fraction(1, 4), "B": Fraction(3, 4)}
    assert result.criterion_index["l"] == {"A": Fraction(1), "B": Fraction(0)}
    assert result.criterion_index["m"] == {"A": None, "B": None}
    assert result.contributions["A"].cells == {
        ("a", "k"): Fraction(1, 8),
        ("b", "k"): Fraction(0),
        ("a", "l"): Fraction(1, 2),
    }
