"""One version after the other: whoever changes a draft says which version they saw, and only the first wins."""

import hashlib
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import update

from sfc_workshop.core import audit, clock
from sfc_workshop.core.db import db
from sfc_workshop.core.refusals import Refused
from sfc_workshop.domain.overrides import REASON_LEAST, is_reason
from sfc_workshop.drafts.models import Change, Draft
from sfc_workshop.people.models import Person

GREATEST_VERSION = 2**31 - 2


class HasMovedOn(Refused):
    """Somebody else has changed the draft since it was looked at; both are shown, and nothing is overwritten."""

    status = 409


class NotThisChange(Refused):
    """The change does not fit the draft; field names the part of the form to look at again."""

    status = 422

    def __init__(self, field: str, sentence: Any) -> None:
        super().__init__(sentence)
        self.field = field


def step_claim(draft: Draft, version: int) -> int:
    """Take the version after the one that was seen; everything of the draft is read after that.

    Looking first and writing then would let two win. One UPDATE finds the version and changes it; whoever
    comes second waits for the first, and then finds another number.

    returns: the new version.
    raises:  HasMovedOn if the draft is not at this version any more.
    """
    taken = None
    if 0 < version <= GREATEST_VERSION:
        taken = db.session.scalar(
            update(Draft)
            .where(Draft.id == draft.id, Draft.version == version)
            .values(version=version + 1)
            .returning(Draft.version)
            .execution_options(synchronize_session=False)
        )
    if taken is None:
        raise HasMovedOn(_l("Somebody else has changed this draft since you opened it."))
    db.session.expire_all()  # whatever was read before may be of an older version
    return taken


def step_note(draft: Draft, version: int, *, what: str, facts: dict[str, Any], by: Person) -> None:
    """Write down what a version did, and tell the audit log; of what was written it keeps only a hash."""
    db.session.add(Change(draft_id=draft.id, version=version, person_id=by.id, at=clock.now(), what=what, facts=facts))
    hashed = hashlib.sha256(audit.canonical(facts).encode()).hexdigest()
    told = {name: facts[name] for name in ("item", "from", "to", "mark", "other") if facts.get(name) is not None}
    audit.remember(f"draft {what}", f"draft {draft.id}", by=by.id, version=version, change=hashed, **told)


def check_reason(reason: str) -> None:
    """Refuse what is too short to be a reason."""
    if not is_reason(reason):
        raise NotThisChange(
            "reason", _l("Please write the reason in at least %(least)s characters.", least=REASON_LEAST)
        )
