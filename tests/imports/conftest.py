"""The one who brings files in."""

import pytest
from flask import Flask

from sfc_workshop.domain.roles import Role
from sfc_workshop.people.models import Person
from tests.cast import make_person


@pytest.fixture
def planner(app: Flask) -> Person:
    return make_person("planner", Role.PLANNER)
