"""Declaring a show of hands, and deciding between a sheet and a phone."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from sfc_workshop.ballots.actions import step_let_paper_stand
from sfc_workshop.ballots.models import Keying, Question
from sfc_workshop.core import audit, clock
from sfc_workshop.core.db import db, hold, writing
from sfc_workshop.core.refusals import Refused
from sfc_workshop.paper import queries
from sfc_workshop.paper.models import Decision, HandCount
from sfc_workshop.people.models import Person

MOST_HANDS = 100_000


class NotTheseHands(Refused):
    """A show of hands that cannot be kept like this; where says which field: a choice's key, or counter."""

    status = 422

    def __init__(self, where: str, sentence: Any) -> None:
        super().__init__(sentence)
        self.where = where


def declare_hands(
    question: Question, hands: Mapping[str, int | None], *, counter: str, note: str, run: int, by: Person
) -> None:
    """Keep how many hands were raised for each choice; what was declared before is kept beside it.

    hands:   {choice: how many}; None where nothing was written
    counter: who counted
    run:     of the question, as the page showed it
    raises:  NotTheseHands, or Refused for a question that is not open yet or was asked anew meanwhile
    """
    with writing():
        hold(f"consultation {question.consultation_id}", shared=False)
        _refuse_unless_asked(question, run)
        counted = {key: _whole(key, hands.get(key)) for key in question.choices}
        if not counter:
            raise NotTheseHands("counter", _l("Please write who counted the hands."))
        stands = queries.hands_of(question)
        if stands is None or (stands.stands.hands, stands.stands.counter, stands.stands.note) != (
            counted,
            counter,
            note,
        ):
            row = HandCount(question_id=question.id, run=question.run, hands=counted, counter=counter, note=note)
            row.person_id, row.at = by.id, clock.now()
            db.session.add(row)
            kind = "hands counted" if stands is None else "hands corrected"
            audit.remember(kind, f"question {question.id}", by=by.id, run=question.run, hands=sum(counted.values()))
        db.session.commit()


def let_paper_stand(keying: Keying, *, reason: str, by: Person) -> None:
    """Let a sheet stand instead of the answer its owner gave on a phone, and remember why."""
    with writing():
        if not reason:
            raise Refused(_l("Please write why the sheet stands and not the phone."), status=422)
        step_let_paper_stand(keying, by=by)
        db.session.add(Decision(question_id=keying.question_id, person_id=by.id, day=clock.today(), reason=reason))
        db.session.commit()


def _refuse_unless_asked(question: Question, run: int) -> None:
    if question.consultation.opening is None:
        raise Refused(_l("This question can still change. Please open the consultation first."), status=409)
    if question.run != run:
        raise Refused(
            _l("This question has been asked anew meanwhile. Please look at the page again before you save."),
            status=409,
        )


def _whole(key: str, number: int | None) -> int:
    if number is None or not 0 <= number <= MOST_HANDS:
        raise NotTheseHands(key, _l("Please write a whole number of hands, 0 if there were none."))
    return number
