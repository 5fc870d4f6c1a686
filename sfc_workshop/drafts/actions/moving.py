"""Moving one line to another place of its chapter, with a reason."""

from flask_babel import lazy_gettext as _l

from sfc_workshop.core import clock
from sfc_workshop.core.db import db, writing
from sfc_workshop.domain.overrides import in_computed_order, is_reason, put_at, unexplained
from sfc_workshop.drafts.actions.versions import NotThisChange, check_reason, step_claim, step_note
from sfc_workshop.drafts.models import Line
from sfc_workshop.drafts.queries import chapters_of
from sfc_workshop.people.models import Person


def move(line: Line, *, place: int, reason: str, version: int, by: Person) -> None:
    """Put a line at a place of its chapter, counted from 1; the others close up.

    A reason is needed unless the chapter is explained without one, as when the line goes back to where it
    was computed. Then the line's own reason goes; the history keeps it. The same place with another reason
    rewords it.

    raises: HasMovedOn; NotThisChange for a place that does not exist, no change, or a missing reason.
    """
    with writing():
        draft = line.draft
        number = step_claim(draft, version)
        was = line.position
        lines = _reordered(chapters_of(draft)[line.chapter], line, place)
        needed = _needs_reason(lines, line)
        if place == was and (not needed or reason == line.reason):
            raise NotThisChange("place", _l("It stands at this place already. Please choose another one."))
        if needed:
            check_reason(reason)
        for position, other in enumerate(lines, start=1):
            other.position = position
        line.reason = reason if needed else ""
        line.person_id, line.at = by.id, clock.now()
        facts = {"item": line.item.key, "from": was, "to": place, "reason": reason}
        step_note(draft, number, what="moved", facts=facts | _forget_stale(lines), by=by)
        db.session.commit()


def _reordered(lines: list[Line], line: Line, place: int) -> list[Line]:
    by_id = {str(one.id): one for one in lines}
    if not 1 <= place <= len(lines):
        raise NotThisChange("place", _l("Please choose a place from 1 to %(last)s.", last=len(lines)))
    return [by_id[line_id] for line_id in put_at(list(by_id), str(line.id), place)]


def _needs_reason(lines: list[Line], line: Line) -> bool:
    """Whether the chapter would be left unexplained if this line had no reason."""
    return bool(
        unexplained([(str(one.id), one.computed_place, one is not line and is_reason(one.reason)) for one in lines])
    )


def _forget_stale(lines: list[Line]) -> dict[str, list[str]]:
    """Drop the reasons of lines that stand, towards every other line, as they were computed again.

    returns: {"settled": their items}, or nothing, for the history.
    """
    places = [line.computed_place for line in lines]
    settled = [line for number, line in enumerate(lines) if line.reason and in_computed_order(places, number)]
    for line in settled:
        line.reason = ""
    return {"settled": [line.item.key for line in settled]} if settled else {}
