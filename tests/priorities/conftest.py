"""A planner at the desk."""

import pytest

from sfc_workshop.domain.roles import Role
from tests.cast import PASSWORD, make_person
from tests.visiting import Visitor


@pytest.fixture
def planner(app, visit) -> Visitor:
    make_person("planner", Role.PLANNER)
    visit("/?lang=en")
    visit.sign_in("planner", PASSWORD)
    return visit
