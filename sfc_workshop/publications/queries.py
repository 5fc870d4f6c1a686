"""Looking up publications, what may be published with a draft, and every head of the audit log handed out."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, defer, joinedload, selectinload, undefer

from sfc_workshop.ballots.models import Comment, Consent, Consultation, Participant
from sfc_workshop.ballots.queries import comments_of
from sfc_workshop.cities.models import City
from sfc_workshop.core.db import db
from sfc_workshop.drafts.models import Draft
from sfc_workshop.exports.models import Export
from sfc_workshop.plans.models import Plan
from sfc_workshop.priorities.models import Count
from sfc_workshop.publications.models import Publication, PublishedFile

NEWEST_SHOWN = 10
_KEEPERS: tuple[tuple[str, Any], ...] = (("file", Export), ("count", Count), ("publication", Publication))


def publication_with(publication_id: str) -> Publication:
    """Find a publication with the list of its files, or say 404."""
    query = select(Publication).options(selectinload(Publication.files), joinedload(Publication.plan))
    return db.one_or_404(query.where(Publication.id == publication_id))


def file_of(publication_id: str, name: str) -> PublishedFile:
    """Find one file with its content, or say 404."""
    query = select(PublishedFile).options(undefer(PublishedFile.content))
    return db.one_or_404(query.where(PublishedFile.publication_id == publication_id, PublishedFile.name == name))


def follower_of(publication: Publication) -> Publication | None:
    """Find the newest publication of the same plan, if it is a later one."""
    return db.session.scalar(
        select(Publication)
        .options(defer(Publication.document))
        .where(Publication.plan_id == publication.plan_id, Publication.number > publication.number)
        .order_by(Publication.number.desc())
        .limit(1)
    )


def publications_of(city: City) -> Sequence[Publication]:
    """List what a city has published, newest first, without the documents."""
    return db.session.scalars(_listed().where(Plan.city_id == city.id)).all()


def newest_publications() -> Sequence[Publication]:
    """List the newest publication of each plan, of all cities, newest first."""
    newest = select(Publication.plan_id, func.max(Publication.number).label("number")).group_by(Publication.plan_id)
    latest = newest.subquery()
    return db.session.scalars(
        _listed()
        .join(latest, (latest.c.plan_id == Publication.plan_id) & (latest.c.number == Publication.number))
        .limit(NEWEST_SHOWN)
    ).all()


def _listed() -> Any:
    return (
        select(Publication)
        .join(Publication.plan)
        .options(defer(Publication.document), contains_eager(Publication.plan).joinedload(Plan.city))
        .order_by(Publication.at.desc(), Publication.id)
    )


def publication_of_version(draft: Draft) -> Publication | None:
    """Find what was published from a draft as it stands now."""
    found = db.session.scalars(select(Publication).where(Publication.draft_id == draft.id))
    return next((one for one in found if one.document["draft"]["version"] == draft.version), None)


def last_number(plan_id: int) -> int:
    """Say how many publications a plan has had."""
    return db.session.scalar(select(func.max(Publication.number)).where(Publication.plan_id == plan_id)) or 0


def comments_to_publish(consultation: Consultation) -> list[Comment]:
    """List comments that were shown; where people were asked whether they may be quoted, of those who agreed."""
    shown = list(comments_of(consultation, "shown"))
    asked = [q for q in consultation.questions if q.kind == "consent" and q.settings.get("purpose") == "quote"]
    if not asked:
        return shown
    agreed = set(
        db.session.scalars(
            select(Consent.participant_id)
            .join(Participant, Participant.id == Consent.participant_id)
            .where(
                Participant.consultation_id == consultation.id,
                Consent.purpose == "quote",
                Consent.withdrawn_at.is_(None),
            )
        )
    )
    return [comment for comment in shown if comment.participant_id in agreed]


def heads_given_out() -> dict[str, str]:
    """List the heads that stand in files, counts and publications: {head: where it is kept}."""
    return {head: f"{name} {key}" for name, model in _KEEPERS for key, head in _heads(model)}


def _heads(model: Any) -> Iterable[Any]:
    return db.session.execute(select(model.id, model.audit_head).order_by(model.id))
