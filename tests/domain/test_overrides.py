"""What a planner moved, and how far the orders still agree."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sfc_workshop.domain.overrides import REASON_LEAST, Move, kendall_tau, moved, without_reason

orders = st.permutations("ABCDE")


def test_one_swap_of_neighbours_is_one_pair_of_three():
    assert kendall_tau("ABC", "BAC") == Fraction(1, 3)
    assert moved("ABC", "BAC") == (Move("B", 2, 1), Move("A", 1, 2))


def test_an_item_taken_to_the_top_moves_those_it_passes():
    assert [one.item for one in moved("ABCD", "CABD")] == ["C", "A", "B"]
    assert kendall_tau("ABCD", "CABD") == Fraction(1, 3)


def test_what_is_in_one_order_only_moves_nothing():
    assert moved("ABC", "XACY") == ()
    assert kendall_tau("ABC", "XACY") == 1
    assert kendall_tau("ABC", "A") is None
    assert kendall_tau("", "") is None


@given(orders, orders)
def test_the_ends_and_the_symmetry_of_tau(one, other):
    assert kendall_tau(one, one) == 1
    assert kendall_tau(one, one[::-1]) == -1
    assert kendall_tau(one, other) == kendall_tau(other, one) == -kendall_tau(one, other[::-1])
    assert (moved(one, other) == ()) == (list(one) == list(other)) == (kendall_tau(one, other) == 1)


def test_every_move_needs_a_reason_of_some_length():
    moves = moved("ABC", "CBA")
    long, short = "x" * REASON_LEAST, " " * 30 + "x" * (REASON_LEAST - 1)
    assert without_reason(moves, {}) == ("C", "A")
    assert without_reason(moves, {"C": long, "A": short}) == ("A",)
    assert without_reason(moves, {"C": long, "A": long}) == ()


def test_an_order_names_an_item_once():
    for order in (kendall_tau, moved):
        with pytest.raises(ValueError, match="twice"):
            order("ABA", "AB")
