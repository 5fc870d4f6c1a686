"""Personal links: once, for seven days, for one person; and never more than their maker may give."""

import logging
import re
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select, text

from sfc_workshop.core import clock
from sfc_workshop.core.db import db
from sfc_workshop.domain.roles import Role
from sfc_workshop.people import actions, queries
from sfc_workshop.people.actions.roles import NoLongerYours
from sfc_workshop.people.models import PersonalLink, SignIn
from tests.cast import PASSWORD, city, make_person
from tests.visiting import Visitor

DATABASES = ["sqlite"]
OWN = {"password": "a password of mine", "again": "a password of mine"}


@pytest.fixture
def planner(app):
    return make_person("planner", Role.PLANNER)


def invited(planner, login: str = "malee") -> str:
    """Invite somebody; returns the secret of the link."""
    _person, secret = actions.invite(
        login=login, name=login.title(), city=city(), roles=[Role.FACILITATOR], division=None, by=planner
    )
    assert secret
    return secret


def refused(visitor: Visitor, path: str) -> bool:
    """Whether a page says that the link opens nothing, and nothing of it."""
    return "does not open anything any more" in visitor(f"{path}?lang=en", status=404).html


def test_looking_uses_nothing_up_and_the_address_holds_no_secret(visit, planner):
    secret = invited(planner)
    for _time in range(3):
        page = visit(f"/welcome/{secret}")
        assert (visit.opened, secret in page.html) == ("/welcome", False)
    shown = visit("/welcome?lang=en")
    assert shown.headings == ["Choose your password"]


def test_a_link_works_once(app, visit, planner):
    secret = invited(planner)
    late = Visitor(app)
    late(f"/welcome/{secret}")
    visit(f"/welcome/{secret}?lang=en")
    assert visit.post("/welcome", OWN).headings == ["Lampang City Municipality"]
    late.post("/welcome", {"password": "somebody else's", "again": "somebody else's"}, status=404)
    assert refused(Visitor(app), f"/welcome/{secret}")
    assert actions.sign_in(login="malee", password=OWN["password"], address="127.0.0.1")


def test_two_at_once_are_let_in_once(app, planner):
    secret = invited(planner)
    actions.choose_password(secret, "the first of them")
    with pytest.raises(actions.LinkIsOver):
        actions.choose_password(secret, "the second of them")


def test_every_personal_link_replayed_is_refused(app, planner):
    """T16: without a session, with another's, after expiry, withdrawn, renewed, changed by a letter: none served."""
    secrets = [invited(planner, f"guest{number}") for number in range(6)]
    served = 0
    assert refused(Visitor(app), "/welcome")  # no session
    other = Visitor(app)
    other.sign_in("planner", PASSWORD)
    assert refused(other, "/welcome")  # somebody else's session
    renewed, withdrawn, expired, tampered, own, mine = secrets
    actions.make_link(queries.person_named("guest0"), by=planner)
    actions.end_access(queries.person_named("guest1"), city(), by=planner)
    for secret in (renewed, withdrawn):
        served += not refused(Visitor(app), f"/welcome/{secret}")
    for number in range(len(tampered)):
        letter = "A" if tampered[number] != "A" else "B"
        changed = tampered[:number] + letter + tampered[number + 1 :]
        served += not refused(Visitor(app), f"/welcome/{changed}")
    for cut in ("", tampered[:-1], tampered + "A", tampered.swapcase(), "%00", "a" * 3000):
        served += Visitor(app).client.get(f"/welcome/{cut}" if cut else "/welcome").status_code != 404
    holder = Visitor(app)
    assert holder(f"/welcome/{own}?lang=en").value_of("login") == "guest4"
    assert holder("/welcome").value_of("login") == "guest4"  # never another's
    with time_machine.travel(clock.now() + timedelta(days=7, seconds=1)):
        for secret in (expired, own, mine):
            served += not refused(Visitor(app), f"/welcome/{secret}")
        assert refused(holder, "/welcome")
        with pytest.raises(actions.LinkIsOver):
            actions.choose_password(expired, OWN["password"])
    assert served == 0


def test_only_the_digest_is_kept(app, visit, planner):
    secret = invited(planner)
    tables = db.metadata.sorted_tables
    kept = " ".join(str(row) for table in tables for row in db.session.execute(select(table)))
    assert secret not in kept
    assert actions.digest(secret) in kept


def test_logs_do_not_keep_secrets_of_links(app, visit, planner, caplog):
    secret = invited(planner)
    with caplog.at_level(logging.DEBUG):
        for path in (f"/welcome/{secret}", f"/me/{secret}"):
            with app.test_request_context(path):
                app.log_exception((ValueError, ValueError("broken"), None))
    assert caplog.text.count("Exception on /") == 2
    assert secret not in caplog.text
    assert not re.search(r"/(welcome|me)/[\w-]{22}", caplog.text)


def test_a_password_link_ends_every_sign_in_and_the_old_password(app, visit, planner):
    other = make_person("other", Role.FACILITATOR)
    visit("/?lang=en")
    visit.sign_in("other", PASSWORD)
    secret = actions.make_link(other, by=planner)
    assert visit("/desk/lampang").headings == ["Lampang City Municipality"]  # until it is used nothing changes
    actions.choose_password(secret, "another password")
    assert visit("/desk/lampang").headings == ["Sign in"]
    with pytest.raises(actions.WrongSignIn):
        actions.sign_in(login="other", password=PASSWORD, address="127.0.0.1")


def test_somebody_signed_in_who_follows_a_link_becomes_the_other(app, visit, planner):
    visit("/?lang=en")
    visit.sign_in("planner", PASSWORD)
    visit(f"/welcome/{invited(planner)}")
    page = visit.post("/welcome", OWN)
    assert "Malee" in page.html
    assert [one.person.login for one in db.session.scalars(select(SignIn))] == ["malee"]


def test_a_link_never_opens_more_than_its_maker_may_give(app, planner):
    """A planner who could give somebody of two cities a new password would own the other city too."""
    nan = make_person("nan", Role.PLANNER, "nan")
    actions.invite(login="nan", name="Nan", city=city(), roles=[Role.FACILITATOR], division=None, by=planner)
    officer = make_person("officer", Role.OFFICER, None)
    admin = make_person("admin", Role.ADMINISTRATOR, None)
    actions.set_roles(admin, city(), [Role.FACILITATOR], division=None, by=None)
    for person in (nan, officer, admin, planner):
        with pytest.raises(NoLongerYours):
            actions.make_link(person, by=planner)
    assert actions.make_link(nan, by=admin)


def test_a_link_ends_when_its_person_is_given_more_elsewhere(app, planner):
    admin = make_person("admin", Role.ADMINISTRATOR, None)
    secret = invited(planner)
    malee = queries.person_named("malee")
    actions.set_roles(malee, city(), [Role.FACILITATOR, Role.PLANNER], division=None, by=planner)
    assert queries.link_with(actions.digest(secret))  # in the same city it goes on
    actions.set_roles(malee, city("nan"), [Role.PLANNER], division=None, by=admin)
    assert queries.link_with(actions.digest(secret)) is None
    first = invited(planner, "second")
    actions.set_national_role(queries.person_named("second"), Role.OFFICER, by=admin)
    assert queries.link_with(actions.digest(first)) is None


def test_nobody_signs_in_before_a_password_is_chosen(app, planner):
    invited(planner)
    for password in ("", " ", "nobody has this password"):
        with pytest.raises(actions.WrongSignIn):
            actions.sign_in(login="malee", password=password, address=password or "x")


def test_a_password_that_is_short_or_differs_is_refused_and_the_link_goes_on(app, visit, planner):
    visit(f"/welcome/{invited(planner)}?lang=en")
    assert "10 characters" in visit.post("/welcome", {"password": "short", "again": "short"}, status=400).html
    page = visit.post("/welcome", {**OWN, "again": "something else"}, status=400)
    assert "The two passwords differ" in page.html
    assert db.session.scalar(select(PersonalLink)) is not None
    assert db.session.execute(text("SELECT count(*) FROM sign_in")).scalar() == 0
