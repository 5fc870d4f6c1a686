"""The administrator's pages: cities, accounts, national roles; and who may not see them."""

import pytest
from flask import Flask
from sqlalchemy import select

from sfc_workshop.admin.actions import OWN_ADDRESSES
from sfc_workshop.cities.models import City
from sfc_workshop.core.audit import AuditEntry
from sfc_workshop.core.db import db
from sfc_workshop.domain.roles import Role
from sfc_workshop.people import actions, queries
from tests.cast import PASSWORD, city, make_person
from tests.visiting import Visitor

DATABASES = ["sqlite"]
PAGES = ("", "/cities/new", "/cities/nan", "/people", "/people/invitation", "/audit")
BAN_TEST = {
    "slug": "ban-test",
    "name_th": "เทศบาลเมืองบ้านทดสอบ",
    "name_en": "Ban Test Town Municipality",
    "province_th": "น่าน",
    "province_en": "Nan",
    "kind": "town",
    "joined": "2026",
}


@pytest.fixture
def admin(app):
    return make_person("admin", Role.ADMINISTRATOR, None)


@pytest.fixture
def at_work(visit, admin):
    visit("/?lang=en")
    visit.sign_in("admin", PASSWORD)
    return visit


@pytest.mark.parametrize(
    ("role", "slug"),
    [(Role.PLANNER, "lampang"), (Role.FACILITATOR, "lampang"), (Role.REPORTER, "lampang"), (Role.OFFICER, None)],
)
def test_for_everybody_else_the_pages_are_not_there(app, visit, admin, role, slug):
    make_person("somebody", role, slug)
    visit.sign_in("somebody", PASSWORD)
    for page in PAGES:
        visit(f"/desk/admin{page}", status=404)
    posts = ("/cities/new", "/cities/nan", "/people/invitation", "/audit/checks")
    for path in (*posts, *(f"/people/{admin.id}/{what}" for what in ("role", "link", "ending"))):
        visit("/account")
        visit.post(f"/desk/admin{path}", {**BAN_TEST, "role": ""}, status=404)
    assert queries.person_with(admin.id).national_role == "administrator"
    assert db.session.scalar(select(City).where(City.slug == "ban-test")) is None


def test_strangers_sign_in_first(visit):
    visit("/?lang=en")
    for page in PAGES:
        assert visit(f"/desk/admin{page}").headings == ["Sign in"]


def test_a_city_is_added_and_its_first_planner_invited(at_work):
    at_work("/desk/admin/cities/new")
    page = at_work.post("/desk/admin/cities/new", BAN_TEST)
    assert (at_work.opened, "The city is added" in page.html) == ("/desk/ban-test/people/invitation", True)
    added = city("ban-test")
    assert (added.joined_year, added.kind, added.is_in_programme) == (2569, "town", True)
    assert "Ban Test Town Municipality" in at_work("/desk/admin").html


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"slug": "Ban Test"}, "small Latin letters"),
        ({"slug": "lampang"}, "taken already"),
        ({"slug": "admin"}, "taken already"),
        ({"name_th": ""}, "the name in Thai"),
        ({"joined": "12"}, "four digits"),
        ({"kind": "village"}, "choose what it is"),
    ],
)
def test_a_city_that_cannot_be_is_refused_and_what_was_typed_stays(at_work, wrong, says):
    at_work("/desk/admin/cities/new")
    status = 409 if says == "taken already" else 400
    page = at_work.post("/desk/admin/cities/new", {**BAN_TEST, **wrong}, status=status)
    assert says in page.html
    assert page.value_of("name_en") == BAN_TEST["name_en"]
    assert db.session.scalar(select(City).where(City.slug == "ban-test")) is None


def test_no_city_can_have_the_address_of_a_page_of_the_desk(app: Flask):
    pages = {rule.rule.split("/")[2] for rule in app.url_map.iter_rules() if rule.rule.startswith("/desk/")}
    assert {page for page in pages if not page.startswith("<")} <= OWN_ADDRESSES


def test_a_citys_words_change_and_its_address_stays(at_work):
    page = at_work("/desk/admin/cities/nan")
    assert page.value_of("joined") == "2015"
    sent = {**BAN_TEST, "name_en": "Nan", "joined": "2015", "slug": "elsewhere"}
    assert "The city is changed" in at_work.post("/desk/admin/cities/nan", sent).html
    assert (city("nan").name_en, city("nan").joined_year) == ("Nan", 2558)
    last = db.session.scalars(select(AuditEntry).order_by(AuditEntry.number.desc())).first()
    assert (last.action, last.facts["city"]) == ("city changed", "nan")
    at_work("/desk/admin/cities/nan")
    assert "Nothing was changed" in at_work.post("/desk/admin/cities/nan", sent).html


def test_an_officer_is_invited_and_reads_every_city(app, at_work):
    sent = {"name": "Anan", "login": "anan@nesdc.example", "role": "officer"}
    at_work("/desk/admin/people/invitation")
    page = at_work.post("/desk/admin/people/invitation", sent)
    guest = Visitor(app)
    guest("/?lang=en")
    guest(page.value_of("made").removeprefix("http://localhost"))
    page = guest.post("/welcome", {"password": "a password of mine", "again": "a password of mine"})
    assert page.headings == ["Choose a city"]
    guest("/desk/nan/audit")
    guest("/desk/nan/people", status=404)
    guest("/desk/admin", status=404)


def test_national_roles_are_given_and_taken_but_never_the_own(app, at_work, admin):
    other = make_person("other", Role.PLANNER)
    path = f"/desk/admin/people/{other.id}"
    at_work(path)
    at_work.post(f"{path}/role", {"role": "administrator"})
    assert queries.person_with(other.id).national_role == "administrator"
    at_work.post(f"{path}/role", {"role": ""})
    assert queries.person_with(other.id).national_role is None
    assert "Please choose a role" in at_work.post(f"{path}/role", {"role": "king"}, status=400).html
    at_work(f"/desk/admin/people/{admin.id}")
    page = at_work.post(f"/desk/admin/people/{admin.id}/role", {"role": "officer"}, status=409)
    assert "your own right" in page.html
    at_work.post(f"/desk/admin/people/{admin.id}/ending")
    assert queries.person_with(admin.id).national_role == "administrator"


def test_every_access_ends_at_the_next_request_and_the_password_with_it(app, at_work):
    other = make_person("other", Role.PLANNER)
    second = Visitor(app)
    second("/?lang=en")
    second.sign_in("other", PASSWORD)
    at_work(f"/desk/admin/people/{other.id}")
    assert "has no access any more" in at_work.post(f"/desk/admin/people/{other.id}/ending").html
    assert second("/desk").headings == ["Sign in"]
    with pytest.raises(actions.WrongSignIn):
        actions.sign_in(login="other", password=PASSWORD, address="127.0.0.1")
    sent = {"name": "Other", "login": "other", "roles": ["facilitator"], "division": ""}
    at_work("/desk/lampang/people/invitation")
    assert "made" in at_work.post("/desk/lampang/people/invitation", sent).ids


def test_accounts_are_searched_and_the_list_takes_as_many_queries_for_one_as_for_many(app, at_work):
    make_person("malee", Role.FACILITATOR)
    few = at_work.queries("/desk/admin/people")
    for number in range(8):
        make_person(f"p{number}", Role.PLANNER, "nan")
    assert at_work.queries("/desk/admin/people") == few
    page = at_work("/desk/admin/people?q=MAL")
    assert ("Malee" in page.html, "P3" in page.html) == (True, False)
    assert "Nobody is called that" in at_work("/desk/admin/people?q=%25").html
