"""What people write is kept in one form, and what cannot be shown is known."""

import unicodedata

import pytest

from sfc_workshop.core.written import MOST_MARKS, can_be_shown, tidy


def test_words_are_kept_in_one_form():
    assert tidy("  cafe\u0301\r\nน้ำ \n") == "café\nน้ำ"
    assert unicodedata.is_normalized("NFC", tidy("e\u0301"))


@pytest.mark.parametrize("words", ["", "ปั้นน้ำ", "שָׁלוֹם", "a\u0301" * 50, "👩‍👩‍👧", "a" + "\u0301" * MOST_MARKS])
def test_any_script_can_be_shown(words):
    assert can_be_shown(words)


@pytest.mark.parametrize("words", ["a\x00b", "\ud800", "a" + "\u0301" * (MOST_MARKS + 1)])
def test_signs_that_stand_for_nothing_and_piles_of_accents_cannot(words):
    assert not can_be_shown(words)
