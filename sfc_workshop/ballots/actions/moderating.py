"""Letting words be seen, or hiding them with a reason."""

from flask_babel import lazy_gettext as _l

from sfc_workshop.ballots.models import Comment
from sfc_workshop.core import audit, clock
from sfc_workshop.core.db import db, writing
from sfc_workshop.core.refusals import Refused
from sfc_workshop.people.models import Person


def moderate(comment: Comment, *, state: str, reason: str, by: Person) -> None:
    """Show or hide a comment; hiding needs a reason, and the log keeps that it happened, not the words."""
    if state not in ("shown", "hidden"):
        raise Refused(_l("Choose whether the comment is shown or hidden."))
    if state == "hidden" and not reason.strip():
        raise Refused(_l("Please write why the comment is hidden."))
    with writing():
        comment.state = state
        comment.reason = reason.strip()
        comment.moderator_id = by.id
        comment.moderated_at = clock.now()
        audit.remember(f"comment {state}", f"comment {comment.id}", by=by.id)
        db.session.commit()
