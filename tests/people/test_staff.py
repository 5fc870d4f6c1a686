"""The people of a city: inviting, changing roles, ending access; and what nobody may do."""

import pytest
from sqlalchemy import select

from sfc_workshop.cities.models import Division
from sfc_workshop.core.audit import AuditEntry
from sfc_workshop.core.db import db, writing
from sfc_workshop.domain.roles import Role
from sfc_workshop.people import actions, queries
from sfc_workshop.people.models import Membership, PersonalLink
from tests.cast import PASSWORD, city, make_person
from tests.visiting import Visitor

DATABASES = ["sqlite"]
STAFF = "/desk/lampang/people"
NEW = {"name": "Malee", "login": "Malee@lampang.example", "roles": ["facilitator"], "division": ""}


@pytest.fixture
def planner(app):
    return make_person("planner", Role.PLANNER)


@pytest.fixture
def at_work(visit, planner):
    visit("/?lang=en")
    visit.sign_in("planner", PASSWORD)
    return visit


def link_on(page) -> str:
    """The path of the link a page shows."""
    return page.value_of("made").removeprefix("http://localhost")


def kinds() -> list[str]:
    return list(db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.number)))


def test_whoever_is_invited_chooses_a_password_and_is_in(app, at_work):
    page = at_work.post(f"{STAFF}/invitation", NEW)
    assert page.headings == ["Malee"]
    link = link_on(page)
    assert "made" not in at_work(at_work.opened).ids  # it is shown once
    assert "Invited, until" in at_work(STAFF).html
    guest = Visitor(app)
    assert guest(link + "?lang=en").headings == ["Choose your password"]
    assert guest.opened == "/welcome"
    page = guest.post("/welcome", {"password": "a password of mine", "again": "a password of mine"})
    assert page.headings == ["Lampang City Municipality"]
    other = Visitor(app)
    assert other.sign_in("malee@lampang.example", "a password of mine").headings
    assert kinds()[-3:] == ["role given", "person invited", "invitation followed"]


def test_what_was_typed_stays_when_an_invitation_is_refused(at_work):
    page = at_work.post(f"{STAFF}/invitation", {**NEW, "roles": []}, status=400)
    assert "Please choose at least one role." in page.html
    assert page.value_of("name") == "Malee"
    page = at_work.post(f"{STAFF}/invitation", {**NEW, "login": "two words"}, status=400)
    assert "without spaces" in page.html
    page = at_work.post(f"{STAFF}/invitation", {**NEW, "login": "planner"}, status=409)
    assert "on the list already" in page.html


def test_somebody_with_an_account_gets_the_roles_without_a_link(app, at_work):
    nan = make_person("nan", Role.PLANNER, "nan")
    page = at_work.post(f"{STAFF}/invitation", {**NEW, "login": "NAN"})
    assert "has an account already" in page.html
    assert "made" not in page.ids
    assert db.session.scalar(select(PersonalLink)) is None
    assert {one.city.slug for one in queries.person_with(nan.id).memberships} == {"nan", "lampang"}


def test_a_name_that_waits_elsewhere_is_not_given_more(app, at_work):
    make_person("nan", Role.PLANNER, "nan")
    elsewhere = Visitor(app)
    elsewhere.sign_in("nan", PASSWORD)
    elsewhere.post("/desk/nan/people/invitation", NEW)
    page = at_work.post(f"{STAFF}/invitation", NEW, status=409)
    assert "invited elsewhere" in page.html
    held = db.session.scalars(select(Membership).where(Membership.city_id == city().id)).all()
    assert [one.person.login for one in held] == ["planner"]


def test_ended_access_holds_at_the_next_request_of_another_browser(app, at_work):
    other = make_person("other", Role.FACILITATOR)
    second = Visitor(app)
    second("/?lang=en")
    second.sign_in("other", PASSWORD)
    assert second("/desk/lampang").headings == ["Lampang City Municipality"]
    page = at_work.post(f"{STAFF}/{other.id}/ending")
    assert "has no access to this city any more" in page.html
    assert second("/desk/lampang").headings == ["Sign in"]
    later = Visitor(app)
    later("/?lang=en")
    assert later.sign_in("other", PASSWORD).headings == ["Choose a city"]
    later("/desk/lampang", status=404)
    assert kinds()[-1] == "access ended"


def test_roles_are_changed_several_at_a_time_and_a_reporter_has_a_division(app, at_work):
    other = make_person("other", Role.FACILITATOR)
    division = make_division()
    sent = {"roles": ["planner", "reporter"], "division": str(division.id)}
    assert "The roles are changed" in at_work.post(f"{STAFF}/{other.id}/roles", sent).html
    held = queries.person_with(other.id).memberships
    assert {(one.role, one.division_id) for one in held} == {("planner", None), ("reporter", division.id)}
    assert "Nothing was changed" in at_work.post(f"{STAFF}/{other.id}/roles", sent).html
    assert "at least one role" in at_work.post(f"{STAFF}/{other.id}/roles", {"roles": []}, status=400).html
    foreign = make_division("nan")
    at_work.post(f"{STAFF}/{other.id}/roles", {"roles": ["reporter"], "division": str(foreign.id)})
    assert [one.division_id for one in queries.person_with(other.id).memberships] == [None]


def make_division(slug: str = "lampang") -> Division:
    with writing():
        division = Division(city=city(slug), name_th="กองทดสอบ", name_en="Test division")
        db.session.add(division)
        db.session.commit()
    return division


def test_nobody_takes_their_own_right_away(at_work, planner):
    page = at_work.post(f"{STAFF}/{planner.id}/roles", {"roles": ["facilitator"]}, status=409)
    assert "your own right" in page.html
    page = at_work.post(f"{STAFF}/{planner.id}/ending")
    assert "your own right" in page.html
    assert queries.person_with(planner.id).roles_in(city()) == {Role.PLANNER}
    assert "The roles are changed" not in page.html
    at_work.post(f"{STAFF}/{planner.id}/roles", {"roles": ["planner", "facilitator"]})
    assert queries.person_with(planner.id).roles_in(city()) == {Role.PLANNER, Role.FACILITATOR}


def test_people_of_another_city_are_not_there(app, at_work):
    stranger = make_person("stranger", Role.PLANNER, "nan")
    at_work(f"{STAFF}/{stranger.id}", status=404)
    for path in ("roles", "link", "ending"):
        at_work(STAFF)
        at_work.post(f"{STAFF}/{stranger.id}/{path}", {"roles": ["planner"]}, status=404)
    at_work("/desk/nan/people", status=404)


@pytest.mark.parametrize(
    ("role", "slug", "allowed"),
    [
        (Role.PLANNER, "lampang", 200),
        (Role.ADMINISTRATOR, None, 200),
        (Role.FACILITATOR, "lampang", 404),
        (Role.REPORTER, "lampang", 404),
        (Role.OFFICER, None, 404),
        (Role.PLANNER, "nan", 404),
    ],
)
def test_only_who_manages_people_sees_them(app, visit, planner, role, slug, allowed):
    make_person("somebody", role, slug)
    visit.sign_in("somebody", PASSWORD)
    for path in ("", "/invitation", f"/{planner.id}"):
        visit(STAFF + path, status=allowed)
    if allowed == 404:
        for path in (f"{planner.id}/roles", f"{planner.id}/link", f"{planner.id}/ending", "invitation"):
            visit("/account")
            visit.post(f"{STAFF}/{path}", {**NEW, "roles": ["facilitator"]}, status=404)
        assert queries.person_with(planner.id).roles_in(city()) == {Role.PLANNER}
        assert queries.person_named(NEW["login"]) is None


def test_the_list_takes_as_many_queries_for_one_as_for_many(app, at_work):
    few = at_work.queries(STAFF)
    for number in range(8):
        make_person(f"p{number}", Role.FACILITATOR)
    assert at_work.queries(STAFF) == few


def test_the_own_password_changes_only_with_the_present_one(app, at_work):
    new = {"password": "quite another one", "again": "quite another one"}
    at_work("/account")
    assert "not your present password" in at_work.post("/account", {"present": "wrong wrong", **new}, status=403).html
    page = at_work.post("/account", {"present": PASSWORD, **new})
    assert page.headings == ["Sign in"]
    with pytest.raises(actions.WrongSignIn):
        actions.sign_in(login="planner", password=PASSWORD, address="127.0.0.1")
    assert actions.sign_in(login="planner", password="quite another one", address="127.0.0.1")
