"""Counting wrong tries under names nobody can read back, and making whoever has had too many wait."""

import hashlib
import hmac
from datetime import timedelta

from flask import current_app
from flask_babel import lazy_gettext as _l
from sqlalchemy import delete

from sfc_workshop.core import clock
from sfc_workshop.core.db import db, insert, writing
from sfc_workshop.core.refusals import Refused
from sfc_workshop.people.models import Throttle

WRONG_TRIES, THROTTLE_TIME = 5, timedelta(minutes=15)


class TooManyTries(Refused):
    """Too many wrong tries; wait."""

    status = 429


def name_of(words: str) -> str:
    """Name what is counted, so that the row says neither who it was nor from where."""
    return hmac.new(current_app.config["SECRET_KEY"].encode(), words.encode(), hashlib.sha256).hexdigest()


def refuse_if_full(name: str, *, tries: int = WRONG_TRIES) -> None:
    """Let whoever has used up their tries wait."""
    row = db.session.get(Throttle, name)
    if row is not None and row.count >= tries and clock.now() < row.until:
        minutes = int((row.until - clock.now()).total_seconds() // 60) + 1
        raise TooManyTries(_l("Too many wrong tries. Please wait %(n)s minutes and try again.", n=minutes))


def count(name: str, *, within: timedelta = THROTTLE_TIME, each_anew: bool = True) -> None:
    """Count a wrong try.

    each_anew: the time begins anew with each try. Not so where many people share an address: their wrong tries
               would add up for hours
    """
    with writing():
        now = clock.now()
        db.session.execute(delete(Throttle).where(Throttle.until < now))
        row = {"name": name, "count": 1, "until": now + within}
        again = {"until": row["until"]} if each_anew else {}
        new = insert(Throttle).values(row)
        db.session.execute(
            new.on_conflict_do_update(index_elements=["name"], set_={"count": Throttle.count + 1, **again})
        )
        db.session.commit()


def step_forget(name: str) -> None:
    """Forget the wrong tries of somebody who has got it right, inside the caller's transaction."""
    db.session.execute(delete(Throttle).where(Throttle.name == name))
