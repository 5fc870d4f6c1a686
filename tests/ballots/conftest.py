"""What the proofs of the box share."""

from collections.abc import Iterator

import pytest

from tests.ballots.servers import Nursery


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    """Where server processes come from."""
    nursery = Nursery()
    yield nursery
    nursery.end()
