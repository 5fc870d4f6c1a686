"""Amounts, years and decimals as planners write them; legal shapes; what keeps a project from its form."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sfc_workshop.domain.plan_tree import (
    MOST_BAHT,
    NotRead,
    faults_of_plan,
    faults_of_project,
    horizon_by_years,
    moved,
    read_baht,
    read_decimal,
    read_year,
)

PROJECT = {
    **dict.fromkeys(("title_en", "agency_th", "agency_en", "reason_th", "reason_en"), ""),
    **{"title_th": "โครงการ", "form_kind": "02", "edition": "first", "edition_year": None},
}
PLAN = {"years": 5, "short_until": 2, "medium_until": 5, "edition": "first", "edition_year": None}


@pytest.mark.parametrize(
    ("typed", "baht"),
    [
        ("1,632,820", 1_632_820),
        (" 1 632 820 ", 1_632_820),
        ("10,500,000.00", 10_500_000),
        ("๑,๖๓๒,๘๒๐", 1_632_820),
        ("0", 0),
        ("-", 0),
        ("–", 0),
        ("", None),
        ("  ", None),
        ("1,000,000,000,000", MOST_BAHT),
        ("007", 7),
    ],
)
def test_amounts_are_read_as_planners_write_them(typed, baht):
    assert read_baht(typed) == baht


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("-5", "negative"),
        ("−1,000", "negative"),
        ("12.50", "satang"),
        ("1,632.005", "satang"),
        ("1,000,000,000,001", "too_much"),
        ("9" * 400, "too_much"),
        ("12,34", "no_amount"),
        ("twelve", "no_amount"),
        ("1e6", "no_amount"),
        ("5 บาท", "no_amount"),
        ("²", "no_amount"),
    ],
)
def test_other_amounts_are_refused_by_name(typed, code):
    with pytest.raises(NotRead) as wrong:
        read_baht(typed)
    assert wrong.value.code == code


@settings(deadline=None)
@given(st.integers(0, MOST_BAHT))
def test_what_is_written_with_commas_is_read_back(baht):
    assert read_baht(f"{baht:,}") == baht == read_baht(str(baht))


@settings(deadline=None)
@given(st.text(max_size=40))
def test_any_words_are_read_or_refused(words):
    for read in (read_baht, read_year, read_decimal):
        try:
            read(words)
        except NotRead as wrong:
            assert wrong.code  # noqa: PT017 - either is right


@pytest.mark.parametrize(("typed", "year"), [("2569", 2569), ("๒๕๖๙", 2569), ("", None), (" 2570 ", 2570)])
def test_years_of_the_buddhist_era(typed, year):
    assert read_year(typed) == year


@pytest.mark.parametrize(
    ("typed", "code"), [("2026", "common_era"), ("1999", "common_era"), ("26", "no_year"), ("3000", "no_year")]
)
def test_years_of_the_other_era_are_recognised_and_not_guessed(typed, code):
    with pytest.raises(NotRead) as wrong:
        read_year(typed)
    assert wrong.value.code == code
    assert wrong.value.facts.get("buddhist") == (int(typed) + 543 if code == "common_era" else None)


@pytest.mark.parametrize(
    ("typed", "value"),
    [("12.50", "12.50"), ("1,250.5", "1250.5"), ("-3", "-3"), ("๙๕.๐", "95.0"), ("", None), ("0.000001", "0.000001")],
)
def test_decimals_stay_exactly_as_they_were_measured(typed, value):
    assert read_decimal(typed) == value


@pytest.mark.parametrize("typed", ["12.", ".5", "1e3", "nan", "80%", "1.2345678", "1" * 16, "--1"])
def test_other_decimals_are_refused(typed):
    with pytest.raises(NotRead, match="no_decimal"):
        read_decimal(typed)


@pytest.mark.parametrize(
    ("years", "horizon"),
    [([2566, 2570], "short"), ([2568], "medium"), ([2571, 2573], "long"), ([2560], "short")],
)
def test_the_first_year_with_money_says_the_horizon(years, horizon):
    assert horizon_by_years(years, first_year=2566) == horizon


def test_without_money_nothing_is_said_and_the_limits_are_the_plans_own():
    assert horizon_by_years([], first_year=2566) is None
    assert horizon_by_years([2567], first_year=2566, short_until=1, medium_until=2) == "medium"


@pytest.mark.parametrize(
    ("change", "needs_thai", "fields"),
    [
        ({}, True, []),
        ({"title_th": "", "title_en": "Only English"}, True, ["title_th"]),
        ({"title_th": "", "title_en": "Only English"}, False, []),
        ({"title_th": ""}, False, ["title_th"]),
        ({"form_kind": "02/2"}, True, ["agency_th"]),
        ({"form_kind": "02/2", "agency_en": "PAO"}, True, []),
        ({"edition": "addition"}, True, ["edition_year", "reason_th"]),
        ({"edition": "change", "edition_year": 2567, "reason_th": "เพราะ"}, True, []),
    ],
)
def test_what_a_form_needs_of_a_project(change, needs_thai, fields):
    assert [fault.field for fault in faults_of_project({**PROJECT, **change}, needs_thai=needs_thai)] == fields


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({}, []),
        ({"years": 0}, ["years"]),
        ({"years": 11}, ["years"]),
        ({"years": None}, ["years"]),
        ({"short_until": 0}, ["short_until"]),
        ({"medium_until": 2}, ["medium_until"]),
        ({"edition": "review"}, ["edition_year"]),
    ],
)
def test_what_a_plan_needs(change, fields):
    assert [fault.field for fault in faults_of_plan({**PLAN, **change})] == fields


@settings(deadline=None)
@given(st.lists(st.integers(), min_size=1, max_size=8, unique=True), st.sampled_from([-1, 1]), st.data())
def test_moving_keeps_everybody_and_moves_one_by_one_place(order, step, data):
    one = data.draw(st.sampled_from(order))
    after = moved(order, one, step)
    assert sorted(after) == sorted(order)
    assert after.index(one) - order.index(one) in (0, step)
    rest = [other for other in order if other != one]
    assert [other for other in after if other != one] == rest
