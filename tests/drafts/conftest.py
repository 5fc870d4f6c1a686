"""Two planners of one city, and a draft."""

import pytest
from flask import Flask
from sqlalchemy import select

from sfc_workshop.core.db import db
from sfc_workshop.domain.roles import Role
from sfc_workshop.drafts.models import Draft
from sfc_workshop.people.models import Person
from tests.cast import make_person
from tests.conftest import Ground
from tests.drafts.making import drafted, planner_of_all


@pytest.fixture
def ground(request: pytest.FixtureRequest) -> Ground | None:
    return drafted if "draft" in request.fixturenames else None


@pytest.fixture
def planner(app: Flask) -> Person:
    return planner_of_all()


@pytest.fixture
def other_planner(app: Flask) -> Person:
    return make_person("colleague", Role.PLANNER)


@pytest.fixture
def draft(app: Flask) -> Draft:
    return db.session.scalars(select(Draft)).one()
