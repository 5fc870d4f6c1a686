"""Join codes are short enough to be guessed, so wrong ones are counted, by address and altogether.

Whoever comes by the QR code brings 128 bits and is never counted. A phone that has joined is never limited.
"""

from datetime import timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete

from sfc_workshop.core import clock
from sfc_workshop.core.db import db, insert, writing
from sfc_workshop.core.refusals import Refused
from sfc_workshop.people.actions.throttle import name_of
from sfc_workshop.people.models import Throttle
from sfc_workshop.workshops import queries
from sfc_workshop.workshops.models import Workshop

MOST_WRONG = 60  # of one address; a hall of 300 behind one address mistypes a few
WINDOW = timedelta(minutes=5)
ALARM = 300  # wrong codes altogether, at which a facilitator is told
EVERYBODY = "join codes of everybody"
FULL = "addresses that may type no more join codes"


class TooManyGuesses(Refused):
    """Too many wrong codes from one address."""

    status = 429


def find(code: str, address: str) -> Workshop | None:
    """Find the workshop of a typed code; a wrong one is counted.

    raises: TooManyGuesses, for right codes too: else guessing would go on.
    """
    name = name_of(f"join {address}")
    if _wrong(name) >= MOST_WRONG:
        raise TooManyGuesses(
            _l("Too many wrong codes came from this network. Please scan the QR code on the wall instead.")
        )
    found = queries.workshop_of_code(code)
    if found is None:
        _count(name)
    return found


def is_alarming() -> bool:
    """Whether facilitators should know: many wrong codes came from everywhere, or a network may type no more."""
    return _wrong(name_of(EVERYBODY)) >= ALARM or _wrong(name_of(FULL)) > 0


def _wrong(name: str) -> int:
    row = db.session.get(Throttle, name)
    return row.count if row is not None and clock.now() < row.until else 0


def _count(name: str) -> None:
    """Count a wrong code; the time begins with the first."""
    with writing():
        now = clock.now()
        db.session.execute(delete(Throttle).where(Throttle.until < now))
        is_full = _step_count(name) == MOST_WRONG
        for one in (EVERYBODY, FULL) if is_full else (EVERYBODY,):
            _step_count(name_of(one))
        db.session.commit()


def _step_count(name: str) -> int:
    """Count one more inside the caller's transaction; returns how many there are now."""
    new = insert(Throttle).values({"name": name, "count": 1, "until": clock.now() + WINDOW})
    more = new.on_conflict_do_update(index_elements=["name"], set_={"count": Throttle.count + 1})
    return int(db.session.execute(more.returning(Throttle.count)).scalar_one())
