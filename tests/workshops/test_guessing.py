"""T28 and T29: guessing join codes leads nowhere, and holds up nobody who has the QR code or has joined."""

import secrets
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from sfc_workshop.app import create_app
from sfc_workshop.core import clock
from sfc_workshop.workshops import faces
from sfc_workshop.workshops.actions import running
from sfc_workshop.workshops.actions.guessing import MOST_WRONG, WINDOW
from sfc_workshop.workshops.models import LETTERS, Workshop
from tests.cast import PASSWORD
from tests.visiting import Visitor
from tests.workshops.making import make_workshop

DATABASES = ["sqlite"]
ALARM_WORDS = "Many wrong codes"


@pytest.fixture
def workshop(facilitator) -> Workshop:
    workshop = make_workshop()
    running.start(workshop, by=facilitator)
    return workshop


def a_code() -> str:
    return "".join(secrets.choice(LETTERS) for _letter in range(6))


def guess(app: Flask, number: int, *, of: list[str], forwarded: bool = False) -> Counter[tuple[int, bool]]:
    """Guess codes from some addresses in turn; {(status, whether it was one of the first 60 of its address): times}."""
    client, answers = app.test_client(), Counter[tuple[int, bool]]()
    for n in range(number):
        address = of[n % len(of)]
        told = (
            {"headers": {"X-Forwarded-For": address}} if forwarded else {"environ_overrides": {"REMOTE_ADDR": address}}
        )
        path = f"/j?code={a_code()}" if n % 2 else f"/w/{a_code()}"
        answers[client.get(path, **told).status_code, n // len(of) < MOST_WRONG] += 1
    return answers


def addresses(number: int) -> list[str]:
    return [f"203.0.113.{n}" for n in range(1, number + 1)]


@pytest.mark.parametrize("guesses", [160, pytest.param(10_000, marks=pytest.mark.long)])
def test_after_sixty_wrong_codes_an_address_is_refused(app, workshop, guesses):
    answers = guess(app, guesses, of=addresses(1))
    assert answers == {(404, True): 60, (429, False): guesses - 60}
    right = app.test_client().get(f"/j?code={workshop.code}", environ_overrides={"REMOTE_ADDR": "203.0.113.1"})
    assert right.status_code == 429, "right codes too, or guessing would go on"
    assert "สแกน" in right.text, "it says what to do instead"
    elsewhere = app.test_client().get(f"/j?code={workshop.code}", environ_overrides={"REMOTE_ADDR": "203.0.113.2"})
    assert elsewhere.status_code == 303


@pytest.mark.parametrize(("number", "guesses"), [(3, 210), pytest.param(50, 10_000, marks=pytest.mark.long)])
def test_many_addresses_get_no_further_each(app, workshop, number, guesses):
    answers = guess(app, guesses, of=addresses(number))
    assert answers == {(404, True): 60 * number, (429, False): guesses - 60 * number}


def test_the_qr_code_and_who_has_joined_are_never_held_up(app, workshop):
    joined = Visitor(app)
    joined(f"/j?code={workshop.code}")
    joined.post(f"/w/{workshop.code}/join", {"group": "citizens"})
    guess(app, 80, of=["127.0.0.1"])
    joined(f"/w/{workshop.code}")
    for _phone in range(10):
        phone = Visitor(app)
        phone(f"/j/{workshop.public_id}")
        phone.post(f"/w/{workshop.code}/join", {"group": "government"})
        assert phone.opened == f"/w/{workshop.code}"
    Visitor(app)(f"/j?code={workshop.code}", status=429)


def test_the_facilitator_is_told_by_page_and_stream(app, workshop, visit):
    visit.sign_in("facilitator", PASSWORD)
    console = f"/desk/lampang/workshops/{workshop.id}/console?lang=en"
    guess(app, MOST_WRONG - 1, of=addresses(1))
    calm = faces.console_mark(workshop.id)
    assert ALARM_WORDS not in visit(console).html
    guess(app, 1, of=addresses(1))
    assert ALARM_WORDS in visit(console).html, "a network that may type no more is told of at once"
    assert faces.console_mark(workshop.id) != calm
    assert ALARM_WORDS not in visit(f"/desk/lampang/workshops/{workshop.id}/wall?lang=en").html
    with time_machine.travel(clock.now() + WINDOW + timedelta(seconds=1)):
        assert faces.console_mark(workshop.id) == calm
        assert guess(app, 1, of=addresses(1)) == {(404, True): 1}, "and after five minutes it may again"


def test_many_addresses_that_each_guess_a_little_are_told_of_too(app, workshop, visit):
    visit.sign_in("facilitator", PASSWORD)
    guess(app, 300, of=addresses(50))
    assert ALARM_WORDS in visit(f"/desk/lampang/workshops/{workshop.id}/console?lang=en").html


@pytest.mark.parametrize("requests", [110, pytest.param(1000, marks=pytest.mark.long)])
def test_invented_addresses_are_not_believed(app, workshop, requests):
    invented = [f"198.51.{n // 250}.{n % 250}" for n in range(requests)]
    answers = guess(app, requests, of=invented, forwarded=True)
    assert answers == {(404, True): 60, (429, True): requests - 60}, "one bucket"


@pytest.mark.parametrize("requests", [110, pytest.param(1000, marks=pytest.mark.long)])
def test_behind_a_declared_proxy_the_address_it_tells_counts(app, settings, workshop, requests):
    behind = create_app(replace(settings, proxies=1))
    real = [f"198.51.{n // 250}.{n % 250}" for n in range(requests)]
    assert guess(behind, requests, of=real, forwarded=True) == {(404, True): requests}
    lies = [f"{n}.{n}.{n}.{n}, 203.0.113.77" for n in range(1, 101)]
    assert guess(behind, 100, of=lies, forwarded=True) == {(404, True): 60, (429, True): 40}, (
        "what it was told does not"
    )
