"""Lets an imaginary town answer, the same way each time."""

import random
import secrets
from typing import Any

from sfc_workshop.ballots import actions as box
from sfc_workshop.ballots.models import Consultation, Door, Question
from sfc_workshop.core.db import db, writing
from sfc_workshop.demo import words
from sfc_workshop.domain.codes import fresh_codes

SEED = 2566


def answer(consultation: Consultation, turnout: dict[str, int]) -> None:
    """Let imaginary people answer: each group has its leaning, each person some will of their own."""
    draw = random.Random(SEED)  # noqa: S311 - an imaginary town, the same each time
    leaning = {group: {item.key: draw.gauss(0, 1) for item in consultation.items} for group in sorted(turnout)}
    together = {item.key: draw.gauss(0, 1) for item in consultation.items}
    sent = ((group, _will(draw, together, leaning[group])) for group in sorted(turnout) for _ in range(turnout[group]))
    with writing():
        for number, (group, will) in enumerate(sent):
            door = consultation.doors[number % 5 == 0 and len(consultation.doors) > 1]
            token = box.step_join(door, group_key=group, token=_code(door))
            for question in consultation.questions:
                cast = _sent(draw, question, will, number)
                if cast is not None:
                    box.step_cast(token, cast, at_desk=door.kind == "paper")
        db.session.commit()


def _code(door: Door) -> str | None:
    """Print a sheet for whoever answers on paper."""
    if door.kind != "paper":
        return None
    codes = fresh_codes(1)
    box.step_issue_codes(door.consultation, codes, closes_at=door.closes_at)
    return codes[0]


def _will(draw: random.Random, together: dict[str, float], group: dict[str, float]) -> dict[str, float]:
    return {key: together[key] + 0.8 * group[key] + draw.gauss(0, 1) for key in together}


def _sent(draw: random.Random, question: Question, will: dict[str, float], number: int) -> box.Sent | None:
    """One person's answer to one question, or None where they leave it out."""
    if question.kind == "text":
        if number % 12:
            return None
        given: Any = words.COMMENTS[number // 12 % len(words.COMMENTS)]
    elif question.kind == "single":
        given = {draw.choice(question.choices): 1}
    elif question.is_ballot:
        given = _marks(question, sorted(question.choices, key=lambda key: -will.get(key, 0)), will)
    else:
        return None
    return box.Sent(question_id=question.id, key=secrets.token_hex(16), revision=1, run=1, answer=given)


def _marks(question: Question, liked: list[str], will: dict[str, float]) -> dict[str, int]:
    settings = question.settings
    if question.kind == "approval":
        return {key: 1 for key in liked[: settings.get("cap", 3)] if will[key] > 0}
    if question.kind == "dots":
        return dict(zip(liked, (4, 3, 2, 1), strict=False))
    if question.kind == "ranking":
        return {key: place for place, key in enumerate(liked[: settings["places"]], start=1)}
    middle = (settings["lo"] + settings["hi"]) / 2
    return {key: min(max(round(middle + will[key]), settings["lo"]), settings["hi"]) for key in liked}
