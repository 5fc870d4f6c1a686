"""The pages of the hall: agenda, console, wall, phone; and what keeps them current."""

from sfc_workshop.workshops.views import afterwards
from sfc_workshop.workshops.views.agenda import bp as desk

__all__ = ["afterwards", "desk"]
