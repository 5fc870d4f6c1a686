"""The ballot box. No table here holds a token, an address, a name, or a time finer than the day.

Ids are random and the tables are kept in the order of these ids (SQLite: WITHOUT ROWID), so nothing
tells which ballot came first. Why these tables: docs/adr/0003.
"""

from datetime import date
from fractions import Fraction
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from sfc_workshop.core.db import Model, random_id

UNORDERED = {"sqlite_with_rowid": False}


class Ballot(Model):
    """One participant's present answer to one question, while the consultation is open.

    ballot_ref:        HMAC of the round key over the participant's digest: the same person, nobody's name
    revision, key_hash: the greatest pair wins, in whatever order sends arrive
    marks:             as domain.scales writes them, and null where a score's "don't know" was ticked;
                       None once the answer was withdrawn
    seen:              keys the person was shown; None where that is all the question has
    """

    __table_args__ = (UniqueConstraint("question_id", "run", "ballot_ref"), UNORDERED)
    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=random_id)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id", ondelete="CASCADE"), index=True)
    run: Mapped[int]
    ballot_ref: Mapped[str] = mapped_column(String(64))
    revision: Mapped[int]
    key_hash: Mapped[str] = mapped_column(String(64))
    group_key: Mapped[str] = mapped_column(String(64))
    door: Mapped[str] = mapped_column(String(10))
    integrity: Mapped[str] = mapped_column(String(5))
    day: Mapped[date]
    seen: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    marks: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))


class Receipt(Model):
    """That a send was taken in: the digest of its key and of its content. Purged at closing."""

    __table_args__ = (UNORDERED,)
    key_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    content_hash: Mapped[str] = mapped_column(String(64))
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id", ondelete="CASCADE"), index=True)


class SealedBallot(Model):
    """A ballot after closing, written in random order: nobody can tell any more whose it was.

    weight: the part of the person's unit in the criterion that rides on this ballot, as a fraction
    """

    __table_args__ = (UNORDERED,)
    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=random_id)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id", ondelete="CASCADE"), index=True)
    run: Mapped[int]
    group_key: Mapped[str] = mapped_column(String(64))
    door: Mapped[str] = mapped_column(String(10))
    integrity: Mapped[str] = mapped_column(String(5))
    weight: Mapped[str] = mapped_column(String(40), default="1")
    seen: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    marks: Mapped[dict[str, Any]] = mapped_column(JSON)

    @property
    def share(self) -> Fraction:
        """The weight as a number."""
        return Fraction(self.weight)


class LateAnswer(Model):
    """An answer that came after its door had closed: kept, reported, never counted, nobody's."""

    __table_args__ = (UNORDERED,)
    key_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id", ondelete="CASCADE"), index=True)
    day: Mapped[date]
    marks: Mapped[dict[str, Any]] = mapped_column(JSON)
