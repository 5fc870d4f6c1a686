"""Pages of the paper door: a code on a phone; sheets, keying and hands at the desk."""

from sfc_workshop.paper.views import hands, keying  # noqa: F401 - each adds its views to the blueprint
from sfc_workshop.paper.views.code import bp
from sfc_workshop.paper.views.printing import bp as desk

__all__ = ["bp", "desk"]
