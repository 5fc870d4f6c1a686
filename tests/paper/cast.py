"""A consultation with a survey and printed codes, and people who use them."""

from collections.abc import Mapping
from typing import Any

from flask import Flask

from sfc_workshop.ballots import actions, issued
from sfc_workshop.ballots.actions import Keyed
from sfc_workshop.ballots.models import Consultation, Door, Question
from sfc_workshop.core.db import db
from sfc_workshop.domain.codes import fresh_codes
from sfc_workshop.domain.roles import Role
from sfc_workshop.people.models import Person
from tests.ballots.pocket import Phone
from tests.cast import make_person, make_survey, sent
from tests.visiting import ORIGIN

DESK = "/desk/lampang/consultations/{}"


class Hall:
    """An open consultation of one question or more, its survey, and codes that were printed."""

    def __init__(self, app: Flask, *, codes: int = 5, kinds: tuple[str, ...] = ("score",)) -> None:
        self.app = app
        self.by: Person = make_person("facilitator", Role.FACILITATOR)
        self.survey = make_survey(kinds=kinds)
        self.consultation_id = self.consultation.id
        self.codes = fresh_codes(codes)
        actions.issue_codes(self.consultation, self.codes, closes_at=None, by=self.by)

    @property
    def consultation(self) -> Consultation:
        return self.survey.door.consultation

    @property
    def question(self) -> Question:
        return self.consultation.questions[0]

    @property
    def door(self) -> Door:
        found = issued.paper_door(self.consultation)
        assert found
        return found

    @property
    def desk(self) -> str:
        return DESK.format(self.consultation.id)

    def key(self, code: str, marks: Any, *, group: str = "citizens", anew: bool = False, **changes: Any) -> Keyed:
        """Key the first question of a sheet, or all of them as {question: marks}."""
        many: Mapping[Question, Any] = marks if any(isinstance(k, Question) for k in marks) else {self.question: marks}
        answers = [sent(question, answer, **changes) for question, answer in many.items()]
        return actions.key_sheet(self.consultation, code, group_key=group, answers=answers, anew=anew, by=self.by)

    def phone(self, *, group: str = "citizens") -> Phone:
        """A phone that has joined by the survey's link."""
        return Phone(self.app, self.survey.door, group=group)

    def enter(self, phone: Phone, code: str, *, status: int = 303) -> None:
        """Enter a code on a phone, as its form does; its cookies are what the server makes of them."""
        self._post(phone, "/code", {"code": code}, status)

    def join(self, phone: Phone, *, group: str = "citizens") -> None:
        """Join by the survey's own page."""
        self._post(phone, f"/s/{self.survey.slug}", {"group": group}, 303)

    def _post(self, phone: Phone, address: str, data: dict[str, str], status: int) -> None:
        """Open a form and send it, each in a context of its own, as a server does."""
        with self.app.app_context():
            page = phone.client.get(address).text
        token = page.split('name="csrf_token" value="')[1].split('"')[0]
        with self.app.app_context():
            answer = phone.client.post(address, data={"csrf_token": token, **data}, headers=ORIGIN)
        db.session.rollback()
        assert answer.status_code == status, answer.text[:3000]
