"""Pages of the box: where phones send answers, a participant's own page, and the consultation desk."""

from sfc_workshop.ballots.views import building, declaration, margins, questions
from sfc_workshop.ballots.views.desk import bp as desk
from sfc_workshop.ballots.views.own import bp, receive

__all__ = ["bp", "building", "declaration", "desk", "margins", "questions", "receive"]
