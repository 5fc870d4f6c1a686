"""Single-use codes, and what was keyed from the sheets they are printed on.

A code is the secret of a participant, so only its digest is kept, made as theirs is. Neither table tells when
a code was made or a sheet was keyed: ids are random and the rows lie in their order.
"""

from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sfc_workshop.ballots.models.box import UNORDERED
from sfc_workshop.ballots.models.consultation import Question
from sfc_workshop.core.db import Model, random_id


class IssuedCode(Model):
    """That a code was printed for a consultation. Who joins with it is one person, however often and wherever."""

    __table_args__ = (UNORDERED,)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id", ondelete="CASCADE"), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)


class Keying(Model):
    """What stands on a sheet about one question, as it was keyed. Purged at closing, as what ties it to a person.

    It is no ballot: that one stands beside the others. Where somebody has answered on a phone as well, it tells
    that the two differ.

    decided: somebody has looked at the difference, and said which of the two stands
    """

    __table_args__ = (UniqueConstraint("question_id", "run", "ballot_ref"), UNORDERED)
    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=random_id)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id", ondelete="CASCADE"), index=True)
    run: Mapped[int]
    ballot_ref: Mapped[str] = mapped_column(String(64))
    marks: Mapped[dict[str, Any]] = mapped_column(JSON)
    decided: Mapped[bool] = mapped_column(default=False)
    question: Mapped[Question] = relationship()
