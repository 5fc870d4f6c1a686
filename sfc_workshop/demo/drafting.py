"""Counts what the imaginary town has said, and starts a draft in which two projects are moved."""

from flask import current_app

from sfc_workshop.ballots.models import Consultation
from sfc_workshop.core.jobs import work_off
from sfc_workshop.demo import words
from sfc_workshop.drafts import actions
from sfc_workshop.drafts.models import Draft
from sfc_workshop.drafts.queries import chapters_of
from sfc_workshop.people.models import Person
from sfc_workshop.priorities.actions import ask_for_count, make_count


def draft_of(consultation: Consultation, *, by: Person) -> Draft:
    """Make the count of the projects, start a draft from it, move two of the nearest chapter with a reason."""
    ask_for_count(consultation, "project", by=by)
    work_off({"count": make_count}, logger=current_app.logger)
    draft = actions.start_draft(consultation, "project", by=by)
    actions.reword(draft, words.DRAFT, version=draft.version, by=by)
    up, down = words.DRAFT_REASONS
    for was, now, reason in ((4, 2, up), (1, 4, down)):
        line = next(iter(chapters_of(draft).values()))[was - 1]
        actions.move(line, place=now, reason=reason, version=draft.version, by=by)
    return draft
