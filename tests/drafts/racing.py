"""Planners in processes of their own who all save on top of the same version at the same instant."""

from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

from sqlalchemy import update

from sfc_workshop.app import create_app
from sfc_workshop.config import Settings
from sfc_workshop.core.db import db
from sfc_workshop.drafts import actions
from sfc_workshop.drafts.actions import wording
from sfc_workshop.drafts.models import Draft
from tests.drafts.making import person

PATIENCE = 60


def race(instance: Path, database: str, who: str, draft_id: int, rounds: int, start: Barrier, wins: Any, spoilt: bool):
    """Save once a round, and put the rounds that were won into a queue."""
    if spoilt:
        wording.step_claim = look_first_write_later
    app = create_app(Settings(instance=instance, database=database, base_url="http://localhost"))
    with app.app_context():
        won = [number for number in range(rounds) if saved(draft_id, f"{who} {number}", who, start)]
        db.session.remove()
        db.engine.dispose()
    wins.put(won)


def saved(draft_id: int, text: str, who: str, start: Barrier) -> bool:
    db.session.rollback()
    draft, by = db.session.get_one(Draft, draft_id), person(who)
    seen = draft.version
    words = {name: getattr(draft, name) for name in actions.WORDS} | {"words_en": text}
    start.wait(PATIENCE)  # now everybody has seen the same version
    try:
        actions.reword(draft, words, version=seen, by=by)
    except actions.HasMovedOn:
        return False
    finally:
        start.wait(PATIENCE)
    return True


def look_first_write_later(draft: Draft, version: int) -> int:
    """What the claim must not be: the version was compared when it was read, and is not asked for again."""
    write = update(Draft).where(Draft.id == draft.id).values(version=Draft.version + 1).returning(Draft.version)
    taken: int = db.session.scalars(write.execution_options(synchronize_session=False)).one()
    db.session.expire_all()
    return taken
