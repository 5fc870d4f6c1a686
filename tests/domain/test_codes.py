"""Codes as people get and type them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sfc_workshop.domain.codes import LENGTH, LETTERS, fresh_codes, is_code, spaced, typed


def test_ten_signs_of_thirty_two_are_fifty_bits():
    assert (len(set(LETTERS)), LENGTH) == (32, 10)
    assert not set("01OI") & set(LETTERS)


def test_no_two_codes_are_alike_and_every_sign_is_used():
    codes = fresh_codes(2000)
    assert len(set(codes)) == 2000
    assert all(is_code(code) for code in codes)
    assert {sign for code in codes for sign in code} == set(LETTERS)


@given(st.data())
def test_a_code_is_read_however_it_is_typed(data):
    code = fresh_codes(1)[0]
    between = st.sampled_from(["", " ", "-", " - ", "\u2013"])
    words = "".join(data.draw(between) + data.draw(st.sampled_from([sign, sign.lower()])) for sign in code)
    assert typed(words) == code
    assert typed(spaced(code)) == code


@pytest.mark.parametrize(
    "words", ["", "ABCDE2345", "ABCDE234567", "ABCDE2345O", "ABCDE2345\u0e01", "\x00" * 10, "A" * 9999]
)
def test_what_can_be_no_code_is_none(words):
    assert typed(words) is None


@given(st.text(alphabet=LETTERS + " -abcoi01\u0e01", max_size=14))
def test_anything_typed_is_a_code_or_none(words):
    found = typed(words)
    assert found is None or re.fullmatch(f"[{LETTERS}]{{{LENGTH}}}", found)
