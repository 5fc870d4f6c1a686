"""Publishes the imaginary town's plan, with a comment that somebody has let be seen."""

from sfc_workshop.ballots.actions import moderate
from sfc_workshop.ballots.queries import comments_of
from sfc_workshop.drafts.models import Draft
from sfc_workshop.people.models import Person
from sfc_workshop.publications.actions import publish
from sfc_workshop.publications.models import Publication


def publish_plan(draft: Draft, *, by: Person) -> Publication:
    """Look at the comments, show the first of them, and publish the draft as it stands."""
    for comment in comments_of(draft.count.consultation)[:1]:
        moderate(comment, state="shown", reason="", by=by)
    return publish(draft, by=by)
