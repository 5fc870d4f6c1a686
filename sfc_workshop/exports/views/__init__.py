"""Files: made by POST, fetched by GET; the official forms have a page of their own."""

from sfc_workshop.exports.views import files
from sfc_workshop.exports.views.files import bp
from sfc_workshop.exports.views.forms import forms

__all__ = ["bp", "files", "forms"]
