"""Counting with everything, in the background; looking at an order before the ballots are complete."""

import hashlib
from typing import Any

from flask_babel import lazy_gettext as _l

from sfc_workshop.ballots.models import Consultation
from sfc_workshop.core import audit, clock
from sfc_workshop.core.db import db, hold, writing
from sfc_workshop.core.jobs import Tell, step_ask
from sfc_workshop.core.refusals import Refused
from sfc_workshop.domain.counting import count
from sfc_workshop.domain.looks import growth
from sfc_workshop.domain.publishing import as_one_group
from sfc_workshop.domain.result_file import write_result
from sfc_workshop.people.models import Person
from sfc_workshop.priorities import queries
from sfc_workshop.priorities.models import Count, InterimCount


def ask_for_count(consultation: Consultation, kind: str, *, by: Person | None) -> Count:
    """Ask for a count with its certainty; one that is on its way already serves everybody.

    raises: Refused 409 while ballots may still come or are being put away.
    """
    with writing():
        hold(f"counts {consultation.id}", shared=False)
        if not consultation.is_sealed:
            raise Refused(_l("The count is made once the consultation is closed."), status=409)
        asked = queries.newest_count(consultation, kind, done=False)
        if asked is None or asked.job is None or asked.job.is_over:
            asked = Count(
                consultation_id=consultation.id,
                kind=kind,
                person_id=by.id if by else None,
                at=clock.now(),
                audit_head=audit.head(),
            )
            db.session.add(asked)
            db.session.flush()
            asked.job_id = step_ask("count", asked.id).id
            audit.remember(
                "count asked for", f"consultation {consultation.id}", by=by.id if by else None, count=asked.id
            )
        db.session.commit()
    return asked


def make_count(count_id: str, tell: Tell) -> None:
    """Do the work of a count; made again, it gives the same bytes."""
    row = db.session.get_one(Count, count_id)
    told = queries.published(row.consultation, row.kind)
    db.session.rollback()  # nothing is held while we compute
    fingerprint = queries.input_hash(told)
    everyone = as_one_group(queries.at_once(told))
    result = write_result(count(told.round, told.ballots, tell=tell)).decode()
    raw = write_result(count(everyone.round, everyone.ballots)).decode()
    with writing():
        row = db.session.get_one(Count, count_id)
        row.input_hash, row.result, row.raw = fingerprint, result, raw
        audit.remember(
            "counted",
            f"consultation {row.consultation_id}",
            by=row.person_id,
            count=row.id,
            input=fingerprint,
            result=hashlib.sha256(result.encode()).hexdigest(),
        )
        db.session.commit()


def look_early(consultation: Consultation, *, by: Person) -> InterimCount:
    """Keep an order as it stands while voting goes on, and remember who asked for it.

    Two looks must not differ by so few people that one could tell what they said: a new one is made
    only once everything that has changed has grown by the smallest group that may be shown.
    """
    with writing():
        hold(f"look {consultation.id}", shared=False)
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
    """Whether something has changed, and nothing has changed by fewer than n_min more people.

    before, now:  what two looks have counted
    """
    grown = [more for kind in now for more in growth(before[kind]["ground"], now[kind]["ground"])]
    return bool(grown) and min(grown) >= n_min
