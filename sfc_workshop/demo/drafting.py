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
    """Make the count of the projects, start a draft from it, move one project of the first two chapters each."""
    ask_for_count(consultation, "project", by=by)
    work_off({"count": make_count}, logger=current_app.logger)
    draft = actions.start_draft(consultation, "project", by=by)
    actions.reword(draft, words.DRAFT, version=draft.version, by=by)
    for chapter, (was, now, reason) in enumerate(words.DRAFT_MOVES):
        line = list(chapters_of(draft).values())[chapter][was - 1]
        actions.move(line, place=now, reason=reason, version=draft.version, by=by)
    return draft
