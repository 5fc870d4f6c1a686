"""Pages of the box: where phones send answers, a participant's own page, and the consultation desk."""

from sfc_workshop.ballots.views.declaration import bp as desk
from sfc_workshop.ballots.views.own import bp, receive

__all__ = ["bp", "desk", "receive"]
