"""Pages of surveys: for the people who answer, and for those who run them."""

from sfc_workshop.surveys.views.answer import bp

__all__ = ["bp"]
