"""Starting a draft: the computed order is copied, and the copy may be changed."""

from collections.abc import Iterable, Iterator
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from sfc_workshop.ballots.actions import is_as_declared
from sfc_workshop.ballots.models import Consultation, Item
from sfc_workshop.core import clock
from sfc_workshop.core.db import db, writing
from sfc_workshop.core.refusals import Refused
from sfc_workshop.drafts.actions.versions import step_note
from sfc_workshop.drafts.actions.wording import WORDS
from sfc_workshop.drafts.models import Draft, Line
from sfc_workshop.people.models import Person
from sfc_workshop.plans.models import Plan
from sfc_workshop.priorities.queries import newest_count


def start_draft(consultation: Consultation, kind: str, *, by: Person, asked_key: str | None = None) -> Draft:
    """Start a draft from the newest count of one kind of item; there may be several.

    asked_key: of the form that asks; a form sent twice, as by a double click, leads to the one draft.
    raises: Refused 409 if nothing has been counted yet, or what was declared has been changed since.
    """
    with writing():
        if asked_key and (started := _started(consultation, asked_key)):
            db.session.commit()
            return started
        count = newest_count(consultation, kind, done=True)
        if count is None:
            raise Refused(_l("Nothing has been counted yet. Please make the count first."), status=409)
        if not is_as_declared(consultation):
            raise Refused(
                _l("What was declared before opening has been changed since. This order must not be used."),
                status=409,
            )
        draft = Draft(
            plan_id=consultation.plan_id,
            count_id=count.id,
            asked_key=asked_key,
            title_th=consultation.title_th,
            title_en=consultation.title_en,
            words_th="",
            words_en="",
            at=clock.now(),
            person_id=by.id,
        )
        items = [item for item in consultation.items if item.kind == kind]
        draft.lines = list(_lines(items, count.numbers["weighted"]))
        db.session.add(draft)
        db.session.flush()
        facts = {"count": count.id, **{name: getattr(draft, name) for name in WORDS}}
        step_note(draft, 1, what="started", facts=facts, by=by)
        db.session.commit()
    return draft


def _started(consultation: Consultation, asked_key: str) -> Draft | None:
    """Find the draft a form has started; whoever sent it at the same time waits here for the other."""
    db.session.execute(select(Plan.id).where(Plan.id == consultation.plan_id).with_for_update())
    return db.session.scalar(select(Draft).where(Draft.plan_id == consultation.plan_id, Draft.asked_key == asked_key))


def _lines(items: Iterable[Item], result: dict[str, Any]) -> Iterator[Line]:
    """Lay the items out in their chapters, as computed; ties by lot, those without an index last, as declared.

    A chapter is numbered anew, 1, 2, 2, 4, and never counted anew: who stands above whom stays as it is.

    result: as result.json is laid out.
    """
    by_key = {item.key: item for item in items}
    unranked = [key for key in by_key if key not in set(result["order"])]
    chapters: dict[str, list[str]] = {}
    for key in [*result["order"], *unranked]:
        chapters.setdefault(by_key[key].horizon or "", []).append(key)
    for chapter, keys in chapters.items():
        ranks = [rank for key in keys if (rank := result["rank"][key]) is not None]
        for place, key in enumerate(keys, start=1):
            rank = result["rank"][key]
            yield Line(
                item_id=by_key[key].id,
                chapter=chapter,
                computed_rank=None if rank is None else ranks.index(rank) + 1,
                computed_place=place,
                position=place,
            )
