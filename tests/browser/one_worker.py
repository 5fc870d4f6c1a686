"""Keeps the browser tests on one worker, so that they share one server and one walk through the pages.

xdist 3.8 has --dist loadgroup for this, but marks groups where pytest 9.2 no longer looks: nothing is
grouped, and nothing is said. Until that is mended this scheduler does it, by the folder.
"""

import pytest
from xdist.scheduler import LoadScopeScheduling, Scheduling

HERE = "tests/browser/"


class OneWorker(LoadScopeScheduling):
    """Hands tests out one by one, but those of this folder together."""

    def _split_scope(self, nodeid: str) -> str:
        return HERE if nodeid.startswith(HERE) else nodeid


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> Scheduling:
    """Take the place of what --dist names."""
    return OneWorker(config, log)
