"""Pages of people: signing in, following a personal link, one's own account, and the people of a city."""

from sfc_workshop.people.views.links import links
from sfc_workshop.people.views.signing import bp
from sfc_workshop.people.views.staff import staff

__all__ = ["bp", "links", "staff"]
