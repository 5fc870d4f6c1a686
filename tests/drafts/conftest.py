"""Two planners of one city, and a draft."""

import pytest
from flask import Flask

from sfc_workshop.domain.roles import Role
from sfc_workshop.drafts.models import Draft
from sfc_workshop.people.models import Person
from tests.cast import make_person
from tests.drafts.making import make_draft


@pytest.fixture
def planner(app: Flask) -> Person:
    return make_person("planner", Role.PLANNER)


@pytest.fixture
def other_planner(app: Flask) -> Person:
    return make_person("colleague", Role.PLANNER)


@pytest.fixture
def draft(planner: Person) -> Draft:
    return make_draft(planner)
