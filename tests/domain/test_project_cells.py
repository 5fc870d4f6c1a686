"""One cell at a time: what real files write, and what is refused in a sentence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sfc_workshop.domain.project_cells import (
    MOST_BAHT,
    BadCell,
    Odd,
    Wrong,
    clean,
    fiscal,
    key,
    read_baht,
    read_text,
    read_year,
    year_in,
)


@pytest.mark.parametrize(
    ("written", "baht"),
    [
        (" 1,632,820 ", 1_632_820), ("10,500,000.00", 10_500_000), ("-", 0), (" - ", 0), ("–", 0), ("", None),
        (None, None), ("   ", None), ("๑,๖๓๒,๘๒๐", 1_632_820), ("๕๐๐๐", 5000), ("1 632 820", 1_632_820), (0, 0),
        (500, 500), (500.0, 500), (0.1 + 0.2 + 999.7, 1000), ("1,000.", 1000), ("0", 0), (MOST_BAHT, MOST_BAHT),
    ],
)  # fmt: skip
def test_amounts_are_read_as_people_write_them(written, baht):
    assert read_baht(written) == baht


@pytest.mark.parametrize(
    ("written", "wrong"),
    [
        ("-5", Wrong.NEGATIVE), (-5, Wrong.NEGATIVE), ("(5,000)", Wrong.NEGATIVE), ("−1,000", Wrong.NEGATIVE),
        ("100.50", Wrong.SATANG), (100.5, Wrong.SATANG), (MOST_BAHT + 1, Wrong.TOO_MUCH),
        ("9" * 400, Wrong.TOO_MUCH), (float("inf"), Wrong.TOO_MUCH), (float("nan"), Wrong.TOO_MUCH),
        ("1,50", Wrong.NOT_A_NUMBER), ("1.000.000", Wrong.NOT_A_NUMBER), ("5 ล้าน", Wrong.NOT_A_NUMBER),
        ("1e6", Wrong.NOT_A_NUMBER), ("²", Wrong.NOT_A_NUMBER), (True, Wrong.NOT_A_NUMBER),
        (Odd("formula", "=A1"), Wrong.FORMULA), (Odd("error", "#REF!"), Wrong.ERROR),
        (Odd("date", "2026-01-01"), Wrong.DATE), (Odd("date", "2569-01-01"), Wrong.DATE_OF_OTHER_ERA),
    ],
)  # fmt: skip
def test_amounts_nobody_can_keep_are_refused(written, wrong):
    with pytest.raises(BadCell) as refused:
        read_baht(written)
    assert refused.value.wrong is wrong


@given(st.integers(0, MOST_BAHT), st.booleans(), st.booleans(), st.sampled_from(["", ".00", ".0", "."]))
def test_every_whole_amount_comes_back_however_it_is_written(baht, thai, grouped, tail):
    written = (f"{baht:,}" if grouped else str(baht)) + tail
    if thai:
        written = written.translate({ord("0") + digit: 0x0E50 + digit for digit in range(10)})
    assert read_baht(f" {written} ") == baht


@given(st.one_of(st.text(), st.integers(), st.floats(), st.booleans(), st.none()))
def test_a_cell_is_read_or_refused_and_nothing_else(cell):
    for read in (read_baht, read_text, read_year):
        try:
            found = read(cell)
        except BadCell:
            continue
        assert read is read_text or found is None or 0 <= found <= MOST_BAHT


@given(st.text())
def test_cleaning_and_keys_change_nothing_the_second_time(words):
    assert clean(clean(words)) == clean(words)
    assert key(clean(words)) == key(words)


def test_common_slips_of_typing_are_one_word():
    assert key("เเผนงาน การศึกษา") == key("แผนงานการศึกษา")
    assert key("ทํา") == key("ทำ")
    assert clean("ทํา\u200b_x000D_\r\n  ดี ") == "ทำ\nดี"


def test_years_of_the_other_era_are_told_with_the_right_one():
    with pytest.raises(BadCell) as refused:
        fiscal(2026)
    assert refused.value.facts == {"year": 2026, "instead": 2569}
    with pytest.raises(BadCell):
        read_year("12")
    assert year_in("งบประมาณ ปี พ.ศ. ๒๕๖๙ (บาท)") == 2569
