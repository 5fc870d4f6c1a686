"""Workshops to test with."""

import secrets
from datetime import timedelta
from typing import Any

from sfc_workshop.ballots import actions as box
from sfc_workshop.ballots.models import Consultation, Door
from sfc_workshop.core import clock
from sfc_workshop.core.db import db, writing
from sfc_workshop.workshops.actions.joining import join
from sfc_workshop.workshops.models import Activity, Agency, Entrance, Screen, Workshop
from tests.cast import make_survey

NAMES = {"score": "question", "text": "ideas"}


def make_workshop(
    kinds: tuple[str, ...] = ("score",), *, opened: bool = True, items: int = 4, **changes: Any
) -> Workshop:
    """A workshop with a check-in and one activity for each kind of question named; a text is for ideas.

    "again" asks the question before it once more, "cloud" asks for words as a cloud.
    """
    asked = tuple("text" if kind == "cloud" else kind for kind in kinds if kind != "again")
    survey = make_survey(kinds=asked, opened=False, items=items)
    with writing():
        consultation = db.session.get_one(Consultation, survey.door.consultation_id)
        old = survey.door
        db.session.delete(survey)
        db.session.flush()
        consultation.doors.remove(old)
        door = Door(kind="workshop", integrity="open")
        consultation.doors.append(door)
        workshop = Workshop(
            plan_id=consultation.plan_id,
            title_th="ประชุมทดสอบ",
            title_en="A test workshop",
            held_on=clock.today(),
            **{"tables": 3, **changes},
        )
        workshop.screen = Screen()
        workshop.agencies = [Agency(position=1, name_th="กองช่าง", name_en="Public works")]
        db.session.add(workshop)
        db.session.flush()
        workshop.entrances = [Entrance(door=door, consultation_id=consultation.id, position=0)]
        workshop.activities = [Activity(position=0, kind="check_in", title_th="ลงทะเบียน", title_en="Check-in")]
        questions = iter(consultation.questions)
        question = None
        for position, kind in enumerate(kinds, start=1):
            question = question if kind == "again" else next(questions)
            name = kind if kind in ("again", "cloud") else "ideas" if kind == "text" else "question"
            workshop.activities.append(
                Activity(
                    position=position, kind=name, title_th=f"กิจกรรม {position}", title_en=f"Activity {position}",
                    question=question,
                )
            )  # fmt: skip
        if opened:
            box.step_open(consultation, by=None)
        db.session.commit()
    return workshop


def come_in(workshop: Workshop, *groups: str) -> list[str]:
    """Let somebody of each group named join; returns their secrets."""
    return [join(workshop, group_key=group, token=secrets.token_urlsafe(24)).workshop for group in groups]


def past(workshop: Workshop, minutes: int) -> None:
    """Let the workshop have begun some minutes ago."""
    with writing():
        workshop.started_at = clock.now() - timedelta(minutes=minutes)
        db.session.commit()
