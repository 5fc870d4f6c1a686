"""The pages of the hall: agenda, console, wall, phone; and what keeps them current."""

from sfc_workshop.workshops.views import afterwards
from sfc_workshop.workshops.views.agenda import bp as desk
from sfc_workshop.workshops.views.console import bp as console
from sfc_workshop.workshops.views.live import keep_current
from sfc_workshop.workshops.views.phone import bp
from sfc_workshop.workshops.views.report import bp as report
from sfc_workshop.workshops.views.wall import bp as wall

__all__ = ["afterwards", "bp", "console", "desk", "keep_current", "report", "wall"]
