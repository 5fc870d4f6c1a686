"""The people who answer, without accounts: what they are, agreed to and wrote."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sfc_workshop.ballots.models.consultation import Consultation, Door, Item, Question
from sfc_workshop.cities.models import Community
from sfc_workshop.core.db import Model, UtcDateTime, random_id


class Participant(Model):
    """One person in one consultation. The phone holds a secret; we hold its digest, made for this consultation.

    The group is fixed at the first ballot, until everything is taken back. Nothing here leads to a ballot
    without the round key.

    integrity: how sure it is that this is one person, where it is not what the door says: "code" for who came
               with a single-use code
    """

    __table_args__ = (UniqueConstraint("consultation_id", "digest"),)
    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=random_id)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id", ondelete="CASCADE"))
    digest: Mapped[str] = mapped_column(String(64))
    door_id: Mapped[int] = mapped_column(ForeignKey("door.id", ondelete="CASCADE"))
    group_key: Mapped[str] = mapped_column(String(64))
    group_fixed: Mapped[bool] = mapped_column(default=False)
    community_id: Mapped[int | None] = mapped_column(ForeignKey("community.id", ondelete="SET NULL"))
    integrity: Mapped[str | None] = mapped_column(String(5))
    joined_on: Mapped[date]
    consultation: Mapped[Consultation] = relationship()
    door: Mapped[Door] = relationship()
    community: Mapped[Community | None] = relationship()


class Consent(Model):
    """That a participant agreed to one purpose, in which words and when; withdrawing is as easy."""

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=random_id)
    participant_id: Mapped[str] = mapped_column(ForeignKey("participant.id", ondelete="CASCADE"), index=True)
    question_id: Mapped[int | None] = mapped_column(ForeignKey("question.id", ondelete="CASCADE"))
    purpose: Mapped[str] = mapped_column(String(40))
    text_version: Mapped[str] = mapped_column(String(64))
    language: Mapped[str] = mapped_column(String(2))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Comment(Model):
    """Words of a participant about a question or an item: pending until somebody shows or hides them.

    subject:        question:7 or item:31; one comment of one participant on each, revised like a ballot.
                    An idea of a workshop is idea: and part of its key's digest; a person may have several
    merged_into_id: the idea that says the same, and is shown instead
    """

    __table_args__ = (
        UniqueConstraint("participant_id", "subject"),
        CheckConstraint("state IN ('pending', 'shown', 'hidden')", name="state"),
    )
    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=random_id)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id", ondelete="CASCADE"), index=True)
    question_id: Mapped[int | None] = mapped_column(ForeignKey("question.id", ondelete="CASCADE"), index=True)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"))
    participant_id: Mapped[str | None] = mapped_column(ForeignKey("participant.id", ondelete="CASCADE"), index=True)
    subject: Mapped[str] = mapped_column(String(40))
    revision: Mapped[int] = mapped_column(default=1)
    key_hash: Mapped[str] = mapped_column(String(64), default="")
    words: Mapped[str] = mapped_column(Text)
    day: Mapped[date]
    state: Mapped[str] = mapped_column(String(8), default="pending")
    reason: Mapped[str] = mapped_column(Text, default="")
    moderator_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    moderated_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    merged_into_id: Mapped[str | None] = mapped_column(ForeignKey("comment.id", ondelete="SET NULL"))
    question: Mapped[Question | None] = relationship()
    item: Mapped[Item | None] = relationship()


class Support(Model):
    """That a participant supports an idea somebody wrote, by a tap that can be taken back."""

    __table_args__ = ({"sqlite_with_rowid": False},)
    comment_id: Mapped[str] = mapped_column(ForeignKey("comment.id", ondelete="CASCADE"), primary_key=True)
    participant_id: Mapped[str] = mapped_column(
        ForeignKey("participant.id", ondelete="CASCADE"), primary_key=True, index=True
    )
