"""Coming in: a phone joins a workshop, and with it every consultation the workshop asks in."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select

from sfc_workshop.ballots.actions import step_join
from sfc_workshop.ballots.models import Participant
from sfc_workshop.ballots.queries import digest_of as box_digest
from sfc_workshop.core import clock
from sfc_workshop.core.db import db, hold, insert, random_id, writing
from sfc_workshop.core.refusals import Refused
from sfc_workshop.workshops import queries
from sfc_workshop.workshops.actions.running import NotNow
from sfc_workshop.workshops.models import Agency, Attendee, Workshop


@dataclass(frozen=True)
class Secrets:
    """What a phone keeps: its secret of the workshop, and that of each consultation asked in, by its number.

    They are the same unless the phone came with one: by a survey, or with a single-use code.
    """

    workshop: str
    consultations: Mapping[int, str]


def join(
    workshop: Workshop,
    *,
    group_key: str,
    agency_id: int | None = None,
    table_number: int | None = None,
    token: str | None = None,
    known: Mapping[int, str] = MappingProxyType({}),
) -> Secrets:
    """Let a phone in, or write down anew where somebody who has joined belongs.

    token:   the phone's secret of this workshop, if it has one; the same secret is the same person
    known:   its secrets of consultations, by their numbers: whoever has a code stays the code's
    raises:  NotNow before and after the workshop and while joining is locked, Refused for what is not on offer
    """
    with writing():
        hold(f"joining {workshop.id}", shared=True)
        given = step_enter(
            workshop, group_key=group_key, agency_id=agency_id, table_number=table_number, token=token, known=known
        )
        db.session.commit()
    return given


def step_enter(
    workshop: Workshop,
    *,
    group_key: str,
    agency_id: int | None,
    table_number: int | None,
    token: str | None,
    known: Mapping[int, str] = MappingProxyType({}),
) -> Secrets:
    """Do the work of join() inside the caller's transaction."""
    token = token or secrets.token_urlsafe(24)
    refuse_unless_open(workshop, is_known=queries.attendee_of(token, workshop) is not None)
    if group_key not in {group.key for group in queries.groups_of(workshop)}:
        raise Refused(_l("Please choose the group you belong to."))
    _refuse_unknown(workshop, agency_id, table_number)
    given = _step_join_all(workshop, group_key, token, known)
    row = {
        "id": random_id(),
        "workshop_id": workshop.id,
        "digest": queries.digest_of(token, workshop),
        "group_key": _standing_group(workshop, given) or group_key,
        "agency_id": agency_id,
        "table_number": table_number,
        "came_on": clock.today(),
    }
    put = insert(Attendee).values(row)
    changed = {name: row[name] for name in ("group_key", "agency_id", "table_number")}
    db.session.execute(put.on_conflict_do_update(index_elements=["workshop_id", "digest"], set_=changed))
    return Secrets(token, given)


def follow(workshop: Workshop, token: str, known: Mapping[int, str]) -> Secrets:
    """Join the consultations that were added or opened since somebody came in."""
    given: Mapping[int, str] = known
    with writing():
        attendee = queries.attendee_of(token, workshop)
        if attendee is not None:
            given = _step_join_all(workshop, attendee.group_key, token, known)
        db.session.commit()
    return Secrets(token, given)


def _step_join_all(workshop: Workshop, group_key: str, token: str, known: Mapping[int, str]) -> dict[int, str]:
    """Join every consultation that can be joined; a secret the phone has for one is kept."""
    return {
        door.consultation_id: step_join(door, group_key=group_key, token=known.get(door.consultation_id, token))
        for door in workshop.doors
        if door.is_open
    }


def leave(workshop: Workshop, token: str) -> None:
    """Take somebody off the list of those who came; what they answered is taken back elsewhere."""
    with writing():
        digest = queries.digest_of(token, workshop)
        db.session.execute(delete(Attendee).where(Attendee.workshop_id == workshop.id, Attendee.digest == digest))
        db.session.commit()


def refuse_unless_open(workshop: Workshop, *, is_known: bool) -> None:
    """Say why nobody, or nobody new, can join at this moment."""
    if workshop.started_at is None:
        raise NotNow(_l("This workshop has not begun yet. Please wait a moment and try again."))
    if workshop.ended_at is not None:
        raise NotNow(_l("This workshop is over. Thank you for your interest."))
    if workshop.screen.is_locked and not is_known:
        raise NotNow(_l("Nobody new can join at the moment. Please ask the facilitator."))


def _refuse_unknown(workshop: Workshop, agency_id: int | None, table_number: int | None) -> None:
    if agency_id is not None and not db.session.scalar(
        select(Agency.id).where(Agency.workshop_id == workshop.id, Agency.id == agency_id)
    ):
        raise Refused(_l("Please choose from the list."))
    if table_number is not None and not 1 <= table_number <= workshop.tables:
        raise Refused(_l("Please choose a table from 1 to %(last)s.", last=workshop.tables))


def _standing_group(workshop: Workshop, given: Mapping[int, str]) -> str | None:
    """Say which group somebody's first ballot has fixed; the list of who came says the same."""
    joined = [door.consultation for door in workshop.doors if door.consultation_id in given]
    digests = [box_digest(given[one.id], one.public_id) for one in joined]
    return db.session.scalar(
        select(Participant.group_key).where(Participant.digest.in_(digests), Participant.group_fixed.is_(True)).limit(1)
    )
