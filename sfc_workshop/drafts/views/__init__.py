"""Drafts at the desk: reading them, and changing them."""

from sfc_workshop.drafts.views import changing, reading  # noqa: F401 - each adds its views to the blueprint
from sfc_workshop.drafts.views.pages import bp

__all__ = ["bp"]
