"""Signing in, and what ends it."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from sfc_workshop.app import create_app
from sfc_workshop.config import Settings
from sfc_workshop.core import clock
from sfc_workshop.core.db import db
from sfc_workshop.core.refusals import Refused
from sfc_workshop.domain.roles import Role
from sfc_workshop.people import actions, queries
from sfc_workshop.people.models import SignIn
from tests.cast import PASSWORD, city, make_person
from tests.visiting import Visitor


@pytest.fixture
def planner(app):
    return make_person("planner", Role.PLANNER)


def test_a_planner_gets_to_the_desk_of_the_own_city(visit, planner):
    visit("/?lang=en")
    assert visit.sign_in("Planner ", PASSWORD).headings == ["Lampang City Municipality"]


def test_wrong_words_do_not_say_which_was_wrong(visit, planner):
    visit("/sign-in?lang=en")
    for login, password in (("planner", "not this one"), ("nobody", PASSWORD)):
        page = visit.post("/sign-in", {"login": login, "password": password}, status=403)
        assert "Name and password do not match" in page.html


def test_after_five_wrong_tries_even_the_right_password_waits(app, visit, planner):
    visit("/sign-in?lang=en")
    for _ in range(5):
        visit.post("/sign-in", {"login": "planner", "password": "wrong wrong"}, status=403)
    page = visit.post("/sign-in", {"login": "planner", "password": PASSWORD}, status=429)
    assert "15 minutes" in page.html
    with time_machine.travel(clock.now() + timedelta(minutes=16)):
        assert visit.post("/sign-in", {"login": "planner", "password": PASSWORD}).headings


def test_somebody_elses_wrong_tries_lock_nobody_out(app, visit, planner):
    for _ in range(6):
        with pytest.raises((actions.WrongSignIn, actions.TooManyTries)):
            actions.sign_in(login="planner", password="wrong", address="203.0.113.9")
    assert actions.sign_in(login="planner", password=PASSWORD, address="127.0.0.1")


def test_a_session_planted_before_sign_in_is_not_carried_over(visit, planner):
    visit("/sign-in")
    before = visit.client.get_cookie("session").value
    visit.sign_in("planner", PASSWORD)
    with visit.client.session_transaction() as session:
        assert set(session) <= {"_user_id", "_fresh", "_id", "csrf_token"}
    assert visit.client.get_cookie("session").value != before


def test_signing_out_ends_the_sign_in_at_the_server_too(app, visit, planner):
    page = visit.sign_in("planner", PASSWORD)
    stolen = visit.client.get_cookie("session").value
    assert "sign-out" in page.html
    visit.post("/sign-out")
    assert db.session.scalar(select(func.count()).select_from(SignIn)) == 0
    thief = Visitor(app)
    thief.client.set_cookie("session", stolen)
    assert 'name="password"' in thief("/desk").html


@pytest.mark.parametrize("ending", ["role given", "role taken", "password"])
def test_a_change_of_role_or_password_ends_every_sign_in(visit, planner, ending):
    visit.sign_in("planner", PASSWORD)
    if ending == "password":
        actions.change_password(planner, present=PASSWORD, password="another long password")
    else:
        roles = [Role.PLANNER, Role.FACILITATOR] if ending == "role given" else [Role.FACILITATOR]
        actions.set_roles(planner, city(), roles, division=None, by=None)
    assert 'name="password"' in visit("/desk/lampang").html


def test_a_sign_in_ends_by_itself_after_a_working_day(visit, planner):
    visit.sign_in("planner", PASSWORD)
    with time_machine.travel(clock.now() + timedelta(hours=13)):
        assert 'name="password"' in visit("/desk/lampang").html


def test_after_signing_in_people_go_where_they_were_going(visit, planner):
    visit("/desk/lampang/consultations")
    visit.post("/sign-in", {"login": "planner", "password": PASSWORD})
    assert visit.opened == "/desk/lampang/consultations"


def test_another_citys_desk_does_not_exist(app, visit, planner):
    make_person("stranger", Role.PLANNER, "nan")
    visit.sign_in("stranger", PASSWORD)
    for path in ("", "/consultations", "/priorities", "/consultations/1", "/plans/1"):
        visit(f"/desk/lampang{path}", status=404)


@pytest.mark.parametrize(
    ("role", "slug", "allowed"),
    [(Role.FACILITATOR, "lampang", 404), (Role.REPORTER, "lampang", 404), (Role.OFFICER, None, 200)],
)
def test_only_planners_and_officers_see_priorities(app, visit, role, slug, allowed):
    make_person("somebody", role, slug)
    visit.sign_in("somebody", PASSWORD)
    visit("/desk/lampang/priorities", status=allowed)


def test_short_passwords_and_taken_names_are_refused(app, planner):
    with pytest.raises(Refused, match="10 characters"):
        actions.add_person(login="new", name="New", password="short")
    with pytest.raises(Refused, match="already"):
        actions.add_person(login="PLANNER", name="Second", password=PASSWORD)


def test_an_installation_keeps_passwords_as_rfc_9106_asks_and_strengthens_weaker_ones(settings, planner):
    weak = planner.password_hash
    assert weak.startswith(f"$argon2id$v=19$m={settings.password_memory},")
    installed = create_app(Settings(instance=settings.instance, database=settings.database))
    with installed.app_context():
        actions.sign_in(login="planner", password=PASSWORD, address="127.0.0.1")
        kept = queries.person_named("planner").password_hash
        assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
        assert make_person("second", Role.PLANNER).password_hash.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
        db.session.remove()
        db.engine.dispose()
