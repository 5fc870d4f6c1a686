"""Weights from comparisons two by two: section 12.9 of the paper, and what is refused."""

from fractions import Fraction
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sfc_workshop.domain.ahp import MOST_CRITERIA, BadMatrix, MatrixFault, compare, declare

F = Fraction
SCALE = [F(1, 9), F(1, 7), F(1, 5), F(1, 3), F(1, 2), F(1), F(2), F(3), F(5), F(7), F(9)]


def reciprocal(size, upper):
    """A matrix from what stands above its diagonal, row by row."""
    above = iter(upper)
    matrix = [[F(1)] * size for _ in range(size)]
    for i in range(size):
        for j in range(i + 1, size):
            matrix[i][j] = F(next(above))
            matrix[j][i] = 1 / matrix[i][j]
    return matrix


def rounded(numbers, places=4):
    return [str(round(number, places)) for number in numbers]


def test_the_example_of_the_paper():
    found = compare(reciprocal(3, [3, 5, 3]))
    assert rounded(found.weights) == ["0.6370", "0.2583", "0.1047"]
    assert rounded([found.lambda_max, found.ratio]) == ["3.0385", "0.0332"]
    assert found.is_consistent
    assert declare(found.weights) == (F(64, 100), F(26, 100), F(10, 100))


def test_comparisons_that_agree_give_their_own_weights():
    weights = [F(1, 2), F(1, 3), F(1, 6)]
    found = compare([[a / b for b in weights] for a in weights])
    assert rounded(found.weights, 15) == ["0.500000000000000", "0.333333333333333", "0.166666666666667"]
    assert (found.lambda_max, found.ratio, found.most_inconsistent) == (3, 0, None)


def test_the_comparison_that_does_not_fit_is_named():
    """All say 1 : 2 : 4 : 8, but for the last, which is turned round."""
    found = compare(reciprocal(4, [2, 4, 8, 2, 4, F(1, 2)]))
    assert found.most_inconsistent == (2, 3)
    assert not compare(reciprocal(3, [9, F(1, 9), 9])).is_consistent


@pytest.mark.parametrize("size", [1, 2])
def test_one_or_two_criteria_cannot_contradict_themselves(size):
    found = compare(reciprocal(size, [7]))
    assert (found.ratio, found.most_inconsistent) == (0, None)


@pytest.mark.parametrize(
    ("matrix", "code", "facts"),
    [
        ([], MatrixFault.NOT_SQUARE, {"rows": 0, "row": 0, "given": 0}),
        ([[F(1), F(2)], [F(1, 2)]], MatrixFault.NOT_SQUARE, {"rows": 2, "row": 2, "given": 1}),
        ([[F(1), F(-2)], [F(-1, 2), F(1)]], MatrixFault.NOT_POSITIVE, {"row": 1, "column": 2}),
        ([[F(1), F(0)], [F(0), F(1)]], MatrixFault.NOT_POSITIVE, {"row": 1, "column": 2}),
        ([[F(1), F(3)], [F(1, 2), F(1)]], MatrixFault.NOT_RECIPROCAL, {"row": 1, "column": 2}),
        ([[F(2)]], MatrixFault.NOT_RECIPROCAL, {"row": 1, "column": 1}),
        (reciprocal(11, [1] * 55), MatrixFault.TOO_LARGE, {"rows": 11, "allowed": 10}),
    ],
)
def test_what_is_refused(matrix, code, facts):
    with pytest.raises(BadMatrix) as refused:
        compare(matrix)
    assert (refused.value.code, refused.value.facts) == (code, facts)


@settings(max_examples=200, deadline=None)
@given(st.integers(1, MOST_CRITERIA), st.integers(0, 2**32))
def test_weights_of_any_matrix(size, seed):
    lots = Random(seed)
    matrix = reciprocal(size, lots.choices(SCALE, k=size * (size - 1) // 2))
    found = compare(matrix)
    means = np.exp(np.log(np.array(matrix, dtype=float)).mean(axis=1))
    assert np.allclose([float(w) for w in found.weights], means / means.sum(), rtol=1e-12)
    assert found.ratio >= 0
    shares = declare(found.weights)
    assert sum(shares) == 1
    assert all(abs(share - F(weight)) < F(1, 100) for share, weight in zip(shares, found.weights, strict=True))
