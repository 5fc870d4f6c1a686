"""A planner, and a draft in which one project was moved with a reason."""

import pytest
from flask import Flask
from sqlalchemy import select

from sfc_workshop.core.db import db
from sfc_workshop.drafts.models import Draft
from sfc_workshop.people.models import Person
from tests.conftest import Ground
from tests.drafts.making import drafted, move, planner_of_all


@pytest.fixture
def ground(request: pytest.FixtureRequest) -> Ground | None:
    return drafted if "draft" in request.fixturenames else None


@pytest.fixture
def planner(app: Flask) -> Person:
    return planner_of_all()


@pytest.fixture
def draft(planner: Person) -> Draft:
    draft = db.session.scalars(select(Draft)).one()
    move(draft, "p3", 1, planner)
    return draft
