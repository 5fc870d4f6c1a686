"""A planner, and a draft in which one project was moved with a reason."""

import pytest
from flask import Flask

from sfc_workshop.domain.roles import Role
from sfc_workshop.drafts.models import Draft
from sfc_workshop.people.models import Person
from tests.cast import make_person
from tests.drafts.making import make_draft, move


@pytest.fixture
def planner(app: Flask) -> Person:
    return make_person("planner", Role.PLANNER)


@pytest.fixture
def draft(planner: Person) -> Draft:
    draft = make_draft(planner)
    move(draft, "p3", 1, planner)
    return draft
