"""A phone without a network: answers go straight into the application, as its script would send them."""

import secrets
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from sfc_workshop.ballots import actions
from sfc_workshop.ballots.models import Door, Question
from tests.visiting import ORIGIN

SAME_ORIGIN = {**ORIGIN, "Sec-Fetch-Site": "same-origin"}
FIELDS = {"text": "words", "community": "choice", "consent": "agreed"}


class Phone:
    """Somebody who has joined by a door, or a stranger where there is none."""

    def __init__(self, app: Flask, door: Door | None = None, group: str = "citizens", lang: str = "en") -> None:
        self.client = app.test_client()
        self.client.set_cookie("lang", lang)
        self.token = actions.join(door, group_key=group) if door else secrets.token_urlsafe(24)
        if door:
            self.client.set_cookie(f"p-{door.consultation.public_id}", self.token)

    def send(self, question: Question, answer: Any, **changes: Any) -> TestResponse:
        """Send one answer."""
        return self.post(question.id, {**envelope(question, answer), **changes})

    def post(self, question_id: int, body: Any = None, **how: Any) -> TestResponse:
        """Send a body of any kind, or data as they are."""
        content = {} if "data" in how else {"json": body}
        return self.client.post(f"/q/{question_id}/ballot", **{"headers": SAME_ORIGIN, **content, **how})


def envelope(question: Question, answer: Any) -> dict[str, Any]:
    """What is sent, with a new key."""
    field = FIELDS.get(question.kind, "marks")
    return {"key": secrets.token_hex(16), "revision": 1, "run": question.run, field: answer}
