"""Weights inside a group: fitted to declared margins, trimmed, and rounded to a ladder."""

from collections import Counter
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sfc_workshop.domain.raking import FEWEST, LADDER, Margin, effective, fit, rake, step_of

HALF = Fraction(1, 2)
SEX = {"F": HALF, "M": HALF}
AGE = {"young": Fraction(2, 5), "old": Fraction(3, 5)}
ROOM = {("F", "young"): 10, ("F", "old"): 30, ("M", "young"): 20, ("M", "old"): 40}


def people(cells):
    return [answers for answers, n in cells.items() for _ in range(n)]


def test_example_8():
    factors = fit(ROOM, [SEX, AGE])
    assert {cell: round(factor, 4) for cell, factor in factors.items()} == {
        ("F", "young"): 1.7577,
        ("F", "old"): 1.0808,
        ("M", "young"): 1.1212,
        ("M", "old"): 0.6894,
    }
    exact = {Fraction(factors[cell]): n for cell, n in ROOM.items()}
    assert round(float(effective(exact)), 2) == 90.84


def test_example_8_as_it_is_published():
    weights = rake(people(ROOM), [Margin(SEX), Margin(AGE)])
    assert Counter(weights) == {Fraction(2): 10, Fraction(1): 50, Fraction(2, 3): 40}


tables = st.tuples(st.integers(2, 4), st.integers(2, 4)).flatmap(
    lambda size: st.tuples(
        st.lists(st.lists(st.integers(1, 40), min_size=size[1], max_size=size[1]), min_size=size[0], max_size=size[0]),
        st.lists(st.integers(1, 9), min_size=size[0], max_size=size[0]),
        st.lists(st.integers(1, 9), min_size=size[1], max_size=size[1]),
    )
)


@settings(max_examples=200, deadline=None)
@given(tables)
def test_a_table_is_fitted_as_deming_and_stephan_do(drawn):
    """Their procedure on the table itself: rows, then columns, until both are right."""
    counts, rows, columns = drawn
    margins = [{str(n): Fraction(part, sum(parts)) for n, part in enumerate(parts)} for parts in (rows, columns)]
    cells = {(str(a), str(b)): n for a, row in enumerate(counts) for b, n in enumerate(row)}
    factors = fit(cells, margins)
    table = np.array(counts, dtype=float)
    total = table.sum()
    for _ in range(2000):
        table *= (np.array(rows) / sum(rows) * total / table.sum(axis=1))[:, None]
        table *= np.array(columns) / sum(columns) * total / table.sum(axis=0)
    found = np.array([[factors[str(a), str(b)] * n for b, n in enumerate(row)] for a, row in enumerate(counts)])
    assert np.abs(found / table - 1).max() < 1e-6


def test_a_table_is_fitted_as_ipfn_does():
    """Factors by ipfn 1.4.4 (convergence_rate=1e-13, rate_tolerance=0), kept here since it needs pandas."""
    counts = [[12, 7, 30], [9, 25, 5], [6, 6, 40], [11, 8, 8]]
    expected = [
        [0.866112336, 0.390853684, 0.119022539],
        [2.389247016, 1.078204247, 0.328334138],
        [4.702733128, 2.122219593, 0.646257092],
        [2.126093642, 0.959450061, 0.292171181],
    ]
    rows = {str(n): Fraction(part, 10) for n, part in enumerate((1, 3, 4, 2))}
    columns = {str(n): Fraction(part, 10) for n, part in enumerate((5, 3, 2))}
    factors = fit({(str(a), str(b)): n for a, row in enumerate(counts) for b, n in enumerate(row)}, [rows, columns])
    for (a, b), factor in factors.items():
        assert abs(factor - expected[int(a)][int(b)]) < 1e-6


def test_no_answer_keeps_the_factor_1():
    room = {("F",): 10, ("M",): 30, (None,): 7}
    assert fit(room, [SEX]) == {("F",): 2.0, ("M",): pytest.approx(2 / 3), (None,): 1.0}
    assert Counter(rake(people(room), [Margin(SEX)])) == {Fraction(2): 10, Fraction(2, 3): 30, Fraction(1): 7}


def test_an_answer_without_a_declared_share_is_no_answer():
    room = {("F",): 10, ("M",): 30, ("X",): 7}
    assert rake(people(room), [Margin(SEX)])[-1] == 1


def test_small_categories_are_merged_first():
    """Three and one make a category of four; with the next smallest, ten."""
    shares = {"a": Fraction(1, 10), "b": Fraction(1, 10), "c": Fraction(3, 10), "d": HALF}
    room = {("a",): 3, ("b",): 1, ("c",): 6, ("d",): 40}
    weights = dict(zip(people(room), rake(people(room), [Margin(shares)]), strict=True))
    assert weights == {("a",): 3, ("b",): 3, ("c",): 3, ("d",): Fraction(2, 3)}


def test_a_category_nobody_came_from_is_merged_too():
    """X joins M, the next smallest: the ten of M stand for 18, the twenty of F for 12."""
    room = {("F",): 20, ("M",): 10}
    shares = {"F": Fraction(2, 5), "M": Fraction(2, 5), "X": Fraction(1, 5)}
    assert Counter(rake(people(room), [Margin(shares)])) == {Fraction(2, 3): 20, Fraction(2): 10}


def test_one_small_group_is_left_as_it_is():
    assert rake([("F",), ("M",), ("M",)], [Margin(SEX)]) == [1, 1, 1]
    assert rake([], [Margin(SEX)]) == []


def test_a_class_of_few_joins_its_neighbour_nearer_1():
    """Six young and four old women: their own factors would be shared by only four."""
    room = {("F", "young"): 4, ("F", "old"): 16, ("M", "young"): 40, ("M", "old"): 40}
    weights = rake(people(room), [Margin(SEX), Margin(AGE)])
    assert all(n >= FEWEST for n in Counter(weights).values())


def test_few_at_1_join_the_nearest_people():
    """Two who did not say where they live would be known by their weight among the rest."""
    room = {("A",): 20, ("B",): 10, (None,): 2}
    shares = {"A": Fraction(1, 4), "B": Fraction(3, 4)}
    weights = dict(zip(people(room), rake(people(room), [Margin(shares)]), strict=True))
    assert weights == {("A",): Fraction(1, 3), ("B",): 2, (None,): 2}


@pytest.mark.parametrize(
    ("factor", "step"),
    [
        (0, "1/3"),
        (0.34, "1/3"),
        (0.408, "1/3"),
        (0.409, "1/2"),
        (0.9, "1"),
        (1.2, "1"),
        (1.3, "3/2"),
        (2.4, "2"),
        (2.5, "3"),
    ],
)
def test_the_nearest_step_by_ratio(factor, step):
    assert step_of(factor) == Fraction(step)


answers = st.tuples(st.sampled_from(["F", "M", None]), st.sampled_from(["young", "old", None, "?"]))


@settings(max_examples=500, deadline=None)
@given(st.lists(answers, max_size=60), st.randoms(use_true_random=False))
def test_weights_depend_on_the_answers_alone_and_hide_the_few(room, lots):
    weights = rake(room, [Margin(SEX), Margin(AGE)])
    assert set(weights) <= set(LADDER)
    assert all(n >= FEWEST for n in Counter(weights).values()) or set(weights) == {1}
    order = lots.sample(range(len(room)), len(room))
    assert rake([room[at] for at in order], [Margin(SEX), Margin(AGE)]) == [weights[at] for at in order]


def test_effective_number_of_people():
    assert effective({Fraction(1): 30}) == 30
    assert effective({Fraction(1, 3): 10, Fraction(3): 10}) == Fraction(1000, 82)
    assert effective({}) == 0
