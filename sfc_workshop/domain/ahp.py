"""Weights of criteria from comparing them two by two: the Analytic Hierarchy Process.

Used before opening, to find weights that can then be declared; the count itself never sees a matrix.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal, localcontext
from enum import StrEnum
from fractions import Fraction
from itertools import combinations, combinations_with_replacement, product
from math import prod
from typing import Final

MOST_CRITERIA: Final = 10
TOLERABLE: Final = Decimal("0.10")  # a larger consistency ratio asks for another look

# The mean consistency index of random matrices by their size, in hundredths: Saaty (1980). A matrix of one or
# two rows always agrees with itself.
RANDOM_INDEX: Final = (0, 0, 58, 90, 112, 124, 132, 141, 145, 149)

_EXACTLY_SO: Final = Context(prec=40, rounding=ROUND_HALF_EVEN)  # the same digits on every machine
_LAST_DIGIT: Final = Decimal("1e-20")

Matrix = Sequence[Sequence[Fraction]]


class MatrixFault(StrEnum):
    """What is wrong with a matrix; the facts a message may use stand beside each, the first being 1."""

    NOT_SQUARE = "not_square"  # rows, row, given: how long that row is
    TOO_LARGE = "too_large"  # rows, allowed
    NOT_POSITIVE = "not_positive"  # row, column
    NOT_RECIPROCAL = "not_reciprocal"  # row, column: times its mirror image this is not 1


class BadMatrix(ValueError):
    """A matrix that says nothing: a code and facts, put into words by another floor."""

    def __init__(self, code: MatrixFault, **facts: int) -> None:
        super().__init__(code.value)
        self.code, self.facts = code, facts


@dataclass(frozen=True, slots=True)
class Comparison:
    """Weights out of a matrix of comparisons; all numbers to 20 places.

    weights:            each 0 to 1; they add up to 1.
    lambda_max:         the principal eigenvalue, estimated; the number of criteria if all agrees.
    ratio:              the consistency ratio CR: 0 if all agrees, about 1 if drawn by lot.
    most_inconsistent:  the two criteria, counted from 0, whose comparison is farthest from what all
                        the others together say of them; None if all agrees.
    """

    weights: tuple[Decimal, ...]
    lambda_max: Decimal
    ratio: Decimal
    most_inconsistent: tuple[int, int] | None

    @property
    def is_consistent(self) -> bool:
        """Say whether the comparisons agree well enough to be used."""
        return self.ratio < TOLERABLE


def compare(matrix: Matrix) -> Comparison:
    """Find weights whose ratios come as near as can be to the comparisons.

    A row's weight is its geometric mean, scaled to sum 1: the least squares of logarithms. Unlike
    the eigenvector it does not depend on whether a matrix is read by rows or by columns.

    matrix:   [i][j] how many times as important i is as j; above 0, and 1/[j][i]; 1 to 10 rows.
    raises:   BadMatrix.
    source:   Crawford & Williams, J. Math. Psych. 29 (1985); Saaty, J. Math. Psych. 15 (1977).

    >>> third = Fraction(1, 3)
    >>> [str(round(weight, 2)) for weight in compare([[Fraction(1), Fraction(3)], [third, Fraction(1)]]).weights]
    ['0.75', '0.25']
    """
    _check(matrix)
    size = len(matrix)
    with localcontext(_EXACTLY_SO):
        means = [_decimal(Fraction(prod(row))) ** (Decimal(1) / size) for row in matrix]
        weights = [mean / sum(means) for mean in means]
        sums = [sum(_decimal(a) * w for a, w in zip(row, weights, strict=True)) for row in matrix]
        excess = sum((s / w for s, w in zip(sums, weights, strict=True)), Decimal(0)) / size - size
        random = Decimal(RANDOM_INDEX[size - 1]) / 100
        return Comparison(
            weights=tuple(weight.quantize(_LAST_DIGIT) for weight in weights),
            lambda_max=(size + excess).quantize(_LAST_DIGIT),
            ratio=(excess / (size - 1) / random if random else Decimal(0)).quantize(_LAST_DIGIT),
            most_inconsistent=_most_inconsistent(matrix),
        )


def _check(matrix: Matrix) -> None:
    """Refuse what is no matrix of comparisons."""
    size = len(matrix)
    if size > MOST_CRITERIA:
        raise BadMatrix(MatrixFault.TOO_LARGE, rows=size, allowed=MOST_CRITERIA)
    if not size:
        raise BadMatrix(MatrixFault.NOT_SQUARE, rows=0, row=0, given=0)
    for number, row in enumerate(matrix, start=1):
        if len(row) != size:
            raise BadMatrix(MatrixFault.NOT_SQUARE, rows=size, row=number, given=len(row))
    _check_comparisons(matrix, size)


def _check_comparisons(matrix: Matrix, size: int) -> None:
    """Refuse what is no comparison, and pairs that say two things."""
    for i, j in product(range(size), repeat=2):
        if matrix[i][j] <= 0:
            raise BadMatrix(MatrixFault.NOT_POSITIVE, row=i + 1, column=j + 1)
    for i, j in combinations_with_replacement(range(size), 2):
        if matrix[i][j] * matrix[j][i] != 1:
            raise BadMatrix(MatrixFault.NOT_RECIPROCAL, row=i + 1, column=j + 1)


def _most_inconsistent(matrix: Matrix) -> tuple[int, int] | None:
    """Find the comparison farthest, as a ratio, from the ratio of the weights; the first of several.

    The n-th power of a ratio of two geometric means is a ratio of two products, so this is exact.
    """
    size, products = len(matrix), [prod(row) for row in matrix]
    worst, found = Fraction(1), None
    for i, j in combinations(range(size), 2):
        off = matrix[i][j] ** size * products[j] / products[i]
        if max(off, 1 / off) > worst:
            worst, found = max(off, 1 / off), (i, j)
    return found


def declare(weights: Sequence[Decimal], parts: int = 100) -> tuple[Fraction, ...]:
    """Round weights so that they can be said, and still add up to exactly 1.

    Each is rounded down; what is missing goes to those that lost most, the first of several.

    weights:  adding up to 1.
    parts:    100 for whole hundredths.
    source:   largest remainders (Hamilton 1792).

    >>> declare([Decimal("0.637"), Decimal("0.258"), Decimal("0.105")])
    (Fraction(16, 25), Fraction(13, 50), Fraction(1, 10))
    """
    exact = [Fraction(weight) * parts for weight in weights]
    whole = [int(one) for one in exact]
    lost = sorted(range(len(exact)), key=lambda at: whole[at] - exact[at])
    for at in lost[: parts - sum(whole)]:
        whole[at] += 1
    return tuple(Fraction(one, parts) for one in whole)


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)
