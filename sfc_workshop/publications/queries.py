"""Looking up publications, and every head of the audit log that was handed out."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from sfc_workshop.core.db import db
from sfc_workshop.exports.models import Export
from sfc_workshop.priorities.models import Count
from sfc_workshop.publications.models import Publication

_KEEPERS: tuple[tuple[str, Any], ...] = (("file", Export), ("count", Count), ("publication", Publication))


def heads_given_out() -> dict[str, str]:
    """List the heads that stand in files, counts and publications: {head: where it is kept}."""
    return {head: f"{name} {key}" for name, model in _KEEPERS for key, head in _heads(model)}


def _heads(model: Any) -> Iterable[Any]:
    return db.session.execute(select(model.id, model.audit_head).order_by(model.id))
