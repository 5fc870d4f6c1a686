"""The pages of a plan: reading it, editing its parts, its projects, its history."""

from sfc_workshop.plans.views import history, parts, projects, reading
from sfc_workshop.plans.views.pages import bp

__all__ = ["bp", "history", "parts", "projects", "reading"]
