"""Ranks, ties and shorter lists; and the examples that stand in docstrings."""

import doctest
from fractions import Fraction
from importlib import import_module
from pathlib import Path

import pytest

import sfc_workshop.domain
from sfc_workshop.domain.priorities import ranking, renumber

HALF, THIRD = Fraction(1, 2), Fraction(1, 3)
INDEX = {"bus": HALF, "drain": THIRD, "park": HALF, "tram": None, "pond": Fraction(1, 4)}


def test_ranks_leave_out_numbers_after_a_tie():
    ranked = ranking(INDEX, "s")
    assert ranked.rank == {"bus": 1, "park": 1, "drain": 3, "pond": 4, "tram": None}
    assert ranked.tied == {"bus", "park"}
    assert set(ranked.order[:2]) == {"bus", "park"}
    assert ranked.order[2:] == ("drain", "pond")


def test_nearly_equal_is_not_equal():
    close = ranking({"a": THIRD, "b": THIRD + Fraction(1, 10**40)}, "s")
    assert close.rank == {"a": 2, "b": 1}


def test_a_shorter_list_is_numbered_anew_and_not_counted_anew():
    ranked = ranking(INDEX, "s")
    assert renumber(ranked, ["pond", "drain"]) == {"drain": 1, "pond": 2}
    assert renumber(ranked, ["pond", "park", "bus", "tram"]) == {"bus": 1, "park": 1, "pond": 3}
    assert list(renumber(ranked, {"park", "bus"})) == list(ranked.order[:2])
    assert renumber(ranked, []) == {}


MODULES = sorted(path.stem for path in Path(sfc_workshop.domain.__file__).parent.glob("*.py"))


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings(name):
    assert doctest.testmod(import_module(f"sfc_workshop.domain.{name}")).failed == 0
