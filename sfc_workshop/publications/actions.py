"""Publishing: a draft is frozen with its count and its ballots, for ever."""

import hashlib
import secrets

from flask_babel import lazy_gettext as _l

from sfc_workshop.core import audit, clock
from sfc_workshop.core.db import db, hold, writing
from sfc_workshop.core.refusals import Refused
from sfc_workshop.documents.archive import LARGEST
from sfc_workshop.drafts.models import Draft
from sfc_workshop.people.models import Person
from sfc_workshop.priorities.queries import published
from sfc_workshop.publications import checks, queries
from sfc_workshop.publications.document import Document, freeze
from sfc_workshop.publications.files import PACKAGE, Comments, comment_lines, files_of
from sfc_workshop.publications.models import Publication, PublishedFile


class CannotPublish(Refused):
    """Something has to be put right first."""

    status = 409


def publish(draft: Draft, *, by: Person | None, version: int | None = None) -> Publication:
    """Freeze a draft: page, package and lists are made once and never change.

    The files are made before anything is written, so that nobody waits for them; what they were made of must
    still stand when they are put down.

    version:  of the draft, as whoever publishes it has seen it; None for as it stands.
    raises:   CannotPublish, saying what has to be done first.
    """
    draft_id, seen = draft.id, draft.version if version is None else version
    told, files, head, said = _make(draft)
    with writing():
        draft = db.session.get_one(Draft, draft_id)
        hold(f"plan {draft.plan_id}", shared=False)
        db.session.refresh(draft)
        if draft.version != seen or told["draft"]["version"] != seen:
            raise CannotPublish(_l("The draft was changed in the meantime. Please look at it again before publishing."))
        if comment_lines(queries.comments_to_publish(draft.count.consultation)) != said:
            raise CannotPublish(_l("The comments have changed in the meantime. Please look again before publishing."))
        _refuse_faults(draft)
        publication = _step_keep(draft, told, files, head, by)
        draft.plan.stage = "published"
        audit.remember(
            "plan published",
            f"plan {draft.plan_id}",
            by=by.id if by else None,
            publication=publication.id,
            number=publication.number,
            package=publication.fingerprint,
            draft=draft.id,
            version=draft.version,
        )
        db.session.commit()
    return publication


def _make(draft: Draft) -> tuple[Document, dict[str, bytes], str, Comments]:
    """Make everything that is published: the document and the files; say what head and comments they show."""
    _refuse_faults(draft)
    ballots = published(draft.count.consultation, draft.count.kind)
    if not checks.is_what_was_counted(draft, ballots):
        raise CannotPublish(_l("The ballots are not those that were counted. Please make the count again."))
    comments = comment_lines(queries.comments_to_publish(draft.count.consultation))
    told = freeze(draft, comments=len(comments))
    head = audit.head()
    files = files_of(told, ballots, draft.count.result or "", comments, head)
    if len(files[PACKAGE]) > LARGEST:
        raise CannotPublish(
            _l(
                "The files to recount would be larger than %(most)s MB, and nobody could verify them. "
                "Please tell the administrator.",
                most=LARGEST // 1024**2,
            )
        )
    return told, files, head, comments


def _refuse_faults(draft: Draft) -> None:
    if found := checks.faults(draft):
        raise CannotPublish(found[0])


def _step_keep(draft: Draft, told: Document, files: dict[str, bytes], head: str, by: Person | None) -> Publication:
    """Put the publication down, the next of its plan, inside the caller's transaction."""
    publication = Publication(
        id=secrets.token_hex(6),
        plan_id=draft.plan_id,
        draft_id=draft.id,
        number=queries.last_number(draft.plan_id) + 1,
        title_th=draft.title_th,
        title_en=draft.title_en,
        at=clock.now(),
        person_id=by.id if by else None,
        document=told,
        fingerprint=_fingerprint(files[PACKAGE]),
        audit_head=head,
    )
    publication.files = [
        PublishedFile(name=name, content=content, fingerprint=_fingerprint(content), size=len(content))
        for name, content in files.items()
    ]
    db.session.add(publication)
    db.session.flush()
    return publication


def _fingerprint(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
