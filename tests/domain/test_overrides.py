"""The planner's order beside the computed one."""

from fractions import Fraction
from itertools import combinations, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sfc_workshop.domain.overrides import (
    REASON_LEAST,
    in_computed_order,
    is_reason,
    joint_tau,
    kendall_tau,
    put_at,
    unexplained,
)

ORDERS = st.integers(2, 9).flatmap(lambda n: st.permutations(range(1, n + 1)))


def lines(places: list[int], reasons: set[int] = frozenset()) -> list[tuple[str, int, bool]]:
    return [(f"p{place}", place, place in reasons) for place in places]


@pytest.mark.parametrize(
    ("planned", "tau"),
    [("abcd", Fraction(1)), ("dcba", Fraction(-1)), ("bacd", Fraction(2, 3)), ("dabc", Fraction(0))],
)
def test_tau_counts_pairs_kept_less_pairs_turned_round(planned, tau):
    assert kendall_tau("abcd", planned) == tau


@pytest.mark.parametrize("order", ["", "a"])
def test_tau_of_less_than_two_items_is_nothing(order):
    assert kendall_tau(order, order) is None


@pytest.mark.parametrize("orders", [("aba", "ab"), ("ab", "aba")])
def test_an_order_names_an_item_once(orders):
    with pytest.raises(ValueError, match="twice"):
        kendall_tau(*orders)


@given(ORDERS, st.randoms(use_true_random=False))
def test_tau_is_the_same_both_ways_and_turns_with_an_order(order, draw):
    one = list(map(str, order))
    other = draw.sample(one, len(one))
    assert kendall_tau(one, other) == kendall_tau(other, one) == -kendall_tau(one, other[::-1])


def test_tau_leaves_out_what_stands_in_one_order_only():
    assert kendall_tau("abcx", "byac") == kendall_tau("abc", "bac") == Fraction(1, 3)


def test_tau_over_chapters_counts_only_pairs_that_could_be_turned_round():
    assert joint_tau([("abc", "cba"), ("xy", "xy"), ("z", "z")]) == Fraction(-3 + 1, 4)
    assert joint_tau([("a", "a"), ("", "")]) is None


@given(ORDERS)
def test_tau_is_what_its_definition_says(order):
    signs = [1 if former < later else -1 for former, later in combinations(order, 2)]
    names = [str(place) for place in order]
    assert kendall_tau(sorted(names, key=int), names) == Fraction(sum(signs), len(signs))


def test_lines_that_merely_shift_need_no_reason():
    assert unexplained(lines([5, 1, 2, 3, 4])) == ("p5",)
    assert unexplained(lines([5, 1, 2, 3, 4], {5})) == ()
    assert unexplained(lines([2, 3, 4, 5, 1], {1})) == ()


def test_two_moves_need_two_reasons():
    assert unexplained(lines([5, 4, 1, 2, 3], {5})) == ("p4",)
    assert unexplained(lines([5, 4, 1, 2, 3], {5, 4})) == ()


def test_the_computed_order_needs_no_reason_and_neither_does_an_empty_one():
    assert unexplained(lines([1, 2, 3])) == unexplained([]) == ()


@given(ORDERS, st.sets(st.integers(1, 9)))
def test_no_smaller_set_of_lines_would_do(order, reasons):
    left = unexplained(lines(order, reasons))
    bare = [place for place in order if place not in reasons]
    longest = max(n for n in range(len(bare) + 1) for run in combinations(bare, n) if list(run) == sorted(run))
    assert len(left) == len(bare) - longest
    assert unexplained(lines(order, reasons | {int(name[1:]) for name in left})) == ()


def test_a_list_turned_round_needs_a_reason_for_all_but_one():
    assert len(unexplained(lines([4, 3, 2, 1]))) == 3


def test_moving_an_item_closes_up_behind_it():
    assert put_at("abcd", "d", 2) == ["a", "d", "b", "c"]
    assert put_at("abcd", "a", 4) == ["b", "c", "d", "a"]
    assert put_at("abcd", "b", 2) == list("abcd")


@pytest.mark.parametrize(("item", "place"), [("a", 0), ("a", 5), ("x", 1)])
def test_there_is_no_place_outside_the_list(item, place):
    with pytest.raises(ValueError, match=r"no place|not in list"):
        put_at("abcd", item, place)


def test_moving_back_undoes_a_move():
    for order in permutations("abcd"):
        for item in order:
            for place in range(1, 5):
                assert put_at(put_at(order, item, place), item, order.index(item) + 1) == list(order)


def test_an_item_is_in_order_when_nothing_stands_on_the_wrong_side_of_it():
    assert [in_computed_order([1, 3, 2, 4], number) for number in range(4)] == [True, False, False, True]


def test_a_reason_is_twenty_characters_and_spaces_are_no_way_round():
    assert is_reason("x" * REASON_LEAST)
    assert not is_reason("x" * (REASON_LEAST - 1))
    assert not is_reason("because" + " " * 30 + "\n\n so")
    assert is_reason("ต้องแล้วเสร็จก่อนฤดูฝน")
