"""Two planners of one city, and a plan."""

import pytest
from flask import Flask

from sfc_workshop.domain.roles import Role
from sfc_workshop.people.models import Person
from sfc_workshop.plans.models import Plan
from tests.cast import make_person
from tests.plans.making import make_tree


@pytest.fixture
def planner(app: Flask) -> Person:
    return make_person("planner", Role.PLANNER)


@pytest.fixture
def colleague(app: Flask) -> Person:
    return make_person("colleague", Role.PLANNER)


@pytest.fixture
def plan(planner: Person) -> Plan:
    return make_tree(planner)
