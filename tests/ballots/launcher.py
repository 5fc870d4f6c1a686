"""Serves the application for the proofs of the ballot box, whole or spoilt on purpose.

A proof that cannot fail proves nothing. So each is run a second time against a build whose defence is
taken out here, before serving; the product itself has no switch for it.

    python -m tests.ballots.launcher '{"port": 8123, …}'    one server, started from nothing
    python -m tests.ballots.launcher                        a line in, a server forked: quicker to start again
"""

import json
import os
import queue
import signal
import sys
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask, Response, request

from sfc_workshop import cli
from sfc_workshop.app import create_app
from sfc_workshop.ballots import actions, asked, queries, round_keys
from sfc_workshop.ballots.actions import Outcome, Sent, casting
from sfc_workshop.ballots.asked import Asked, Attempt
from sfc_workshop.ballots.models import Ballot
from sfc_workshop.config import Settings
from sfc_workshop.core import clock
from sfc_workshop.core.db import db, writing
from sfc_workshop.serving import listen

LIFE = 900  # seconds after which a forgotten server ends by itself


def main() -> None:
    """Serve what the argument says, or fork a server for each line that comes in."""
    if len(sys.argv) > 1:
        serve(**json.loads(sys.argv[1]))
        return
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the dead
    for line in sys.stdin:
        wish = json.loads(line)
        if child := os.fork():
            print(child, flush=True)
        else:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            os.setsid()
            _write_to(wish.pop("log"))
            serve(**wish)
            os._exit(0)


def serve(*, instance: str, database: str, port: int, build: str, hours: float, linger: float, **_: Any) -> None:
    """Do what `sfc-workshop serve` does.

    hours:   how far the server's clock is ahead
    linger:  seconds between the commit and the answer, in every build alike: the moment in which a kill hurts
    """
    signal.alarm(LIFE)
    if hours:
        real = clock.now
        clock.now = lambda: real() + timedelta(hours=hours)  # type: ignore[assignment]
    settings = Settings(Path(instance), database, base_url=f"http://127.0.0.1:{port}")
    app = create_app(settings)
    with app.app_context():
        cli._prepare()
    BUILDS[build](app)
    if linger:
        app.after_request(lambda response: _wait(response, linger))
    listen(app, "127.0.0.1", port)


def _wait(response: Response, seconds: float) -> Response:
    if request.path.startswith("/q/"):
        time.sleep(seconds)
    return response


def _write_to(log: str) -> None:
    handle = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for stream in (1, 2):
        os.dup2(handle, stream)


def whole(_app: Flask) -> None:
    """The product as it is."""


def answers_early(app: Flask) -> None:
    """Say that an answer is saved, and save it a little later."""
    cast = actions.cast
    waiting: queue.SimpleQueue[tuple[str | None, Sent]] = queue.SimpleQueue()

    def work() -> None:
        while True:
            token, sent = waiting.get()
            time.sleep(0.02)
            with app.app_context():
                cast(token, sent)

    @cache
    def begin() -> None:  # with the first answer: a thread does not follow into the process that serves
        threading.Thread(target=work, daemon=True).start()

    def promise(token: str | None, sent: Sent) -> Outcome:
        begin()
        waiting.put((token, sent))
        return Outcome(is_new=True, revision=sent.revision)

    actions.cast = promise


def ignores_receipts(_app: Flask) -> None:
    """Take every key for a new one."""
    casting._keep_receipt = lambda *_: True


def forgets_keys(_app: Flask) -> None:
    """Write every send down as another ballot; needs a table without its constraint."""

    def take(of: Asked, attempt: Attempt, sent: Sent, answer: Any) -> Outcome:
        _write_down(of, attempt, round_keys.ballot_ref(of.public_id, attempt.digest), sent, answer)
        return Outcome(is_new=True, revision=sent.revision)

    casting._take = take


def looks_first(_app: Flask) -> None:
    """Look whether the ballot is there, and insert it if not; needs a table without its constraint."""

    def cast(token: str | None, sent: Sent) -> Outcome:
        of = asked.asked(sent.question_id)
        attempt = asked.attempt(of, queries.digest_of(str(token), of.public_id))
        assert attempt is not None
        ref = round_keys.ballot_ref(of.public_id, attempt.digest)
        same = sa.select(Ballot.id).where(Ballot.question_id == of.question_id, Ballot.ballot_ref == ref)
        if db.session.scalars(same).first() is None:
            with writing():
                _write_down(of, attempt, ref, sent, casting._read(of, sent))
                db.session.commit()
        return Outcome(is_new=False, revision=sent.revision)

    actions.cast = cast


def _write_down(of: Asked, attempt: Attempt, ref: str, sent: Sent, answer: Any) -> None:
    row = casting._row(of, attempt, sent, answer)
    row |= {"ballot_ref": ref, "key_hash": casting._digest(sent.key)}
    db.session.execute(sa.insert(Ballot).values(row))


BUILDS: dict[str, Callable[[Flask], None]] = {
    one.__name__: one for one in (whole, answers_early, ignores_receipts, forgets_keys, looks_first)
}

if __name__ == "__main__":
    main()
