"""Languages: which one, eras, Thai sorting."""

from datetime import UTC, date, datetime

import pytest
from flask_babel import force_locale

from sfc_workshop.core.i18n import format_day, format_moment, money, plan_year, thai_sort_key

DATABASES = ["sqlite"]  # nothing here is said about databases


def test_days_are_of_the_buddhist_era_in_thai_and_of_the_common_era_in_english(app):
    with app.test_request_context(), force_locale("th"):
        assert format_day(date(2020, 7, 9)) == "9 กรกฎาคม 2563"
        assert plan_year(2566) == 2566
    with app.test_request_context(), force_locale("en"):
        assert format_day(date(2020, 7, 9)) == "9 July 2020"
        assert plan_year(2566) == 2023


def test_a_moment_is_of_the_citys_clock(app):
    late_in_london = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
    with app.test_request_context(), force_locale("th"):
        assert "23 พฤศจิกายน 2569" in format_moment(late_in_london)
        assert "06.30" in format_moment(late_in_london)


@pytest.mark.parametrize(
    ("address", "cookie", "header", "expected"),
    [
        ("/?lang=en", "th", "th", "en"),
        ("/", "en", "th", "en"),
        ("/", None, "en-GB,en;q=0.9", "en"),
        ("/", None, "fr", "th"),
        ("/", None, None, "th"),
        ("/?lang=xx", None, None, "th"),
    ],
)
def test_the_language_is_asked_for_then_remembered_then_the_browsers_then_thai(app, address, cookie, header, expected):
    client = app.test_client()
    if cookie:
        client.set_cookie("lang", cookie)
    page = client.get(address, headers={"Accept-Language": header} if header else {}).text
    assert f'<html lang="{expected}">' in page


def test_thai_words_sort_as_in_the_royal_institutes_dictionary():
    words = ["แก", "กา", "เก", "ขา", "ก้า", "ไก่", "กก"]
    assert sorted(words, key=thai_sort_key) == ["กก", "กา", "ก้า", "เก", "แก", "ไก่", "ขา"]


def test_money_has_commas():
    assert money(1632820) == "1,632,820"


def test_the_other_language_is_the_same_page(visit):
    assert 'href="/c/lampang?from=line&amp;lang=en"' in visit("/c/lampang?from=line").html
    visit("/sign-in")
    page = visit.post("/sign-in", {"login": "x", "password": "y"}, status=403)
    assert 'href="/sign-in?lang=en"' in page.html
