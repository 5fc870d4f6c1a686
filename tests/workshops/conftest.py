"""What the proofs of the hall share."""

import pytest
from flask import Flask

from sfc_workshop.domain.roles import Role
from sfc_workshop.people.models import Person
from tests.ballots.conftest import nursery
from tests.cast import make_person

__all__ = ["nursery"]


@pytest.fixture
def facilitator(app: Flask) -> Person:
    """Whoever stands in front of the hall."""
    return make_person("facilitator", Role.FACILITATOR)
