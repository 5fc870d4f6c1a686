"""What people are, in words."""

from typing import Any

from flask_babel import lazy_gettext as _l

from sfc_workshop.domain.roles import Role

ROLE_NAMES: dict[str, Any] = {
    Role.PLANNER: _l("Planner"),
    Role.FACILITATOR: _l("Facilitator"),
    Role.REPORTER: _l("Division reporter"),
    Role.OFFICER: _l("NESDC officer"),
    Role.ADMINISTRATOR: _l("Administrator"),
}
ROLE_MEANINGS: dict[str, Any] = {
    Role.PLANNER: _l("writes the plan, asks, drafts, publishes, and manages the people of the city"),
    Role.FACILITATOR: _l("leads workshops and looks at comments"),
    Role.REPORTER: _l("reports the progress of the projects of a division"),
    Role.OFFICER: _l("reads every city and its audit log"),
    Role.ADMINISTRATOR: _l("looks after cities and accounts in the whole country"),
}


def role_name(role: str) -> str:
    """Name a role; one nobody knows as it stands."""
    return str(ROLE_NAMES.get(role, role))
