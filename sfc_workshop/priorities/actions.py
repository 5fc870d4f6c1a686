"""Looking at an order before the ballots are complete."""

from typing import Any

from flask_babel import lazy_gettext as _l

from sfc_workshop.ballots.models import Consultation
from sfc_workshop.core import audit, clock
from sfc_workshop.core.db import db, writing
from sfc_workshop.core.refusals import Refused
from sfc_workshop.people.models import Person
from sfc_workshop.priorities import queries
from sfc_workshop.priorities.models import InterimCount


def look_early(consultation: Consultation, *, by: Person) -> InterimCount:
    """Keep an order as it stands while voting goes on, and remember who asked for it.

    Two looks must not differ by so few people that one could tell what they said: a new one is made
    only once every group that has grown has grown by the smallest group that may be shown.
    """
    with writing():
        if not consultation.is_open:
            raise Refused(_l("This consultation is not open. The priorities are on their own page."), status=409)
        before = queries.last_look(consultation)
        counted = queries.picture_of(consultation)
        if before is None or _has_grown_enough(before.counted, counted, consultation.n_min):
            before = InterimCount(consultation_id=consultation.id, person_id=by.id, at=clock.now(), counted=counted)
            db.session.add(before)
            db.session.flush()
        audit.remember("interim order seen", f"consultation {consultation.id}", by=by.id, look=before.id)
        db.session.commit()
    return before


def _has_grown_enough(before: dict[str, Any], now: dict[str, Any], n_min: int) -> bool:
    """Whether every group's number of ballots is the same as before or larger by at least n_min."""
    for kind, counts in now.items():
        old, new = before[kind]["weighted"], counts["weighted"]
        if list(old["groups_used"]) != list(new["groups_used"]):
            return new["ballots"] - old["ballots"] >= n_min * len(new["groups_used"])
        grown = _growth(old["support"], new["support"])
        if any(0 < abs(more) < n_min for more in grown):
            return False
    return True


def _growth(old: dict[str, Any], new: dict[str, Any]) -> list[int]:
    """By how many ballots each group has grown, item by item."""
    return [
        (said or {}).get("n", 0) - ((old[item].get(group) or {}).get("n", 0))
        for item, groups in new.items()
        for group, said in groups.items()
        if not group.startswith("_")
    ]
