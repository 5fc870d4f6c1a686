"""Gets a server ready to take answers: cold, it would keep a whole room waiting for what the first of them needs."""

from contextlib import ExitStack, suppress

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from sfc_workshop.ballots import asked, queries
from sfc_workshop.ballots.actions import casting

CONNECTIONS = 8  # to a database, opened before somebody needs them


def warm(app: Flask) -> None:
    """Read what can be answered at present, rehearse an answer, connect to the database; changes nothing."""
    with app.app_context():
        kept = [asked.asked(question_id) for question_id in queries.questions_open()]
        with suppress(SQLAlchemyError, TimeoutError):  # somebody writes for long: then people find us cold
            for of in kept[:1]:
                casting.rehearse(of)
    with ExitStack() as contexts:  # each has a connection of its own
        for of in kept[:1] * CONNECTIONS:
            contexts.enter_context(app.app_context())
            asked.attempt(of, "")
