"""Pages of surveys: for the people who answer, and for those who run them."""

from sfc_workshop.surveys.views.answer import bp
from sfc_workshop.surveys.views.manage import bp as desk

__all__ = ["bp", "desk"]
