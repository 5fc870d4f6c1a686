"""What the hall's paper and hands leave behind that is no ballot."""

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sfc_workshop.ballots.models import Question
from sfc_workshop.core.db import Model, UtcDateTime
from sfc_workshop.people.models import Person


class HandCount(Model):
    """How many hands were raised for each choice of a question, as somebody declared it. The newest row stands.

    Nobody can count it again, so it enters no count and no priority; it is shown beside them.

    run:     of the question, as it was when the hands were counted
    hands:   {choice: how many}
    counter: who counted, in words: they may have no account
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id", ondelete="CASCADE"), index=True)
    run: Mapped[int]
    hands: Mapped[dict[str, int]] = mapped_column(JSON)
    counter: Mapped[str] = mapped_column(String(120))
    note: Mapped[str] = mapped_column(Text, default="")
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    question: Mapped[Question] = relationship()
    person: Mapped[Person | None] = relationship()


class Decision(Model):
    """That somebody let a sheet stand instead of what its owner answered on a phone, and why; not whose it was."""

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    day: Mapped[date]
    reason: Mapped[str] = mapped_column(Text)
    question: Mapped[Question] = relationship()
    person: Mapped[Person | None] = relationship()
