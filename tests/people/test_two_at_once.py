"""Two who would take each other's right at the same instant: one of them stays, on both databases."""

import threading
from collections.abc import Callable

import pytest
from flask import Flask

from sfc_workshop.core.db import db
from sfc_workshop.core.refusals import Refused
from sfc_workshop.domain.roles import Role
from sfc_workshop.people import actions, queries
from sfc_workshop.people.actions import roles as roles_module
from sfc_workshop.people.models import Person
from tests.cast import city, make_person

PATIENCE = 30
Taking = Callable[[Person, Person], object]


def take_role(person: Person, by: Person) -> object:
    return actions.set_roles(person, city(), [Role.FACILITATOR], division=None, by=by)


def end_access(person: Person, by: Person) -> object:
    return actions.end_access(person, city(), by=by)


def take_country(person: Person, by: Person) -> object:
    return actions.set_national_role(person, None, by=by)


def end_everything(person: Person, by: Person) -> object:
    return actions.end_all_access(person, by=by)


def at_once(app: Flask, taking: Taking, ids: tuple[int, int]) -> list[bool]:
    """Let two take at the same instant; say of each whether it was done."""
    start = threading.Barrier(2, timeout=PATIENCE)
    done = [False, False]

    def one(number: int) -> None:
        with app.app_context():
            by, other = db.session.get_one(Person, ids[number]), db.session.get_one(Person, ids[1 - number])
            assert by.memberships or by.national_role  # both have seen that they may
            start.wait()
            try:
                taking(other, by)
                done[number] = True
            except Refused:
                pass
            finally:
                db.session.remove()

    threads = [threading.Thread(target=one, args=(number,)) for number in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    db.session.rollback()
    return done


@pytest.mark.parametrize("taking", [take_role, end_access])
def test_two_planners_leave_one_who_manages_people(app, taking):
    for number in range(4):
        pair = tuple(make_person(f"p{number}{who}", Role.PLANNER).id for who in "ab")
        done = at_once(app, taking, pair)
        left = [one for one in pair if Role.PLANNER in queries.person_with(one).roles_in(city())]
        assert (sum(done), len(left)) == (1, 1), f"round {number}"


@pytest.mark.parametrize("taking", [take_country, end_everything])
def test_two_administrators_leave_one(app, taking):
    for number in range(4):
        pair = tuple(make_person(f"a{number}{who}", Role.ADMINISTRATOR, None).id for who in "ab")
        done = at_once(app, taking, pair)
        left = [one for one in pair if queries.person_with(one).national_role]
        assert (sum(done), len(left)) == (1, 1), f"round {number}"


def test_without_asking_again_under_the_lock_both_would_go(app, monkeypatch):
    """The control: what an action may not do is to trust what was true when the page was opened."""
    monkeypatch.setattr(roles_module, "step_need", lambda *_args: None)
    monkeypatch.setattr(roles_module, "_refuse_loss_of_own", lambda *_args: None)
    pair = tuple(make_person(f"c{who}", Role.PLANNER).id for who in "ab")
    assert at_once(app, take_role, pair) == [True, True]
    assert not [one for one in pair if Role.PLANNER in queries.person_with(one).roles_in(city())]
