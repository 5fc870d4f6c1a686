"""The planner's order on top of a count. The computed order is never edited: it stands beside the planner's."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sfc_workshop.ballots.models import Item
from sfc_workshop.core.db import Model, UtcDateTime
from sfc_workshop.people.models import Person
from sfc_workshop.plans.models import Plan
from sfc_workshop.priorities.models import Count


class Draft(Model):
    """An ordered list of what one count ranked, in chapters by horizon, with words for the committee.

    version:   grows with every change; whoever saves on top of an older one is shown both
    asked_key: of the form it was asked for with; the same form sent again starts no other draft
    """

    __table_args__ = (UniqueConstraint("plan_id", "asked_key"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id", ondelete="CASCADE"), index=True)
    asked_key: Mapped[str | None] = mapped_column(String(32))
    count_id: Mapped[str] = mapped_column(ForeignKey("kept_count.id", ondelete="CASCADE"), index=True)
    version: Mapped[int] = mapped_column(default=1)
    title_th: Mapped[str] = mapped_column(String(300))
    title_en: Mapped[str] = mapped_column(String(300), default="")
    words_th: Mapped[str] = mapped_column(Text, default="")
    words_en: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    plan: Mapped[Plan] = relationship()
    count: Mapped[Count] = relationship()
    person: Mapped[Person | None] = relationship()
    lines: Mapped[list["Line"]] = relationship(
        back_populates="draft", order_by="Line.chapter, Line.position", cascade="all, delete-orphan"
    )
    changes: Mapped[list["Change"]] = relationship(order_by="Change.version", cascade="all, delete-orphan")


class Line(Model):
    """One item of a draft: where the count put it, where the planner does, and why.

    chapter:        the item's horizon, or "" where items have none
    computed_rank:  rank among the items of its chapter, 1, 2, 2, 4; None where too few people judged it
    computed_place: place in the computed order of its chapter, from 1; ties by lot
    position:       place in the planner's order of its chapter, from 1
    reason:         why it was moved; "" where nobody moved it, or it is back where it was computed
    mark_reason:    why it has its mark, or why it is exclusive, or both
    mark:           must (do it whatever the order), withdrawn, merged (into another line), or ""
    exclusive:      lines of a draft with the same letter exclude each other; "" for none
    """

    __tablename__ = "draft_line"
    __table_args__ = (
        UniqueConstraint("draft_id", "item_id"),
        CheckConstraint("mark IN ('', 'must', 'withdrawn', 'merged')", name="mark"),
        CheckConstraint("(mark = 'merged') = (merged_into_id IS NOT NULL)", name="merged"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("draft.id", ondelete="CASCADE"), index=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"))
    chapter: Mapped[str] = mapped_column(String(6), default="")
    computed_rank: Mapped[int | None]
    computed_place: Mapped[int]
    position: Mapped[int]
    reason: Mapped[str] = mapped_column(Text, default="")
    mark: Mapped[str] = mapped_column(String(10), default="")
    mark_reason: Mapped[str] = mapped_column(Text, default="")
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("draft_line.id", ondelete="SET NULL"))
    exclusive: Mapped[str] = mapped_column(String(1), default="")
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    draft: Mapped[Draft] = relationship(back_populates="lines")
    item: Mapped[Item] = relationship()
    merged_into: Mapped["Line | None"] = relationship(remote_side="Line.id")
    person: Mapped[Person | None] = relationship()

    @property
    def stands(self) -> bool:
        """Whether the line is still something to do by itself."""
        return self.mark not in ("withdrawn", "merged")


class Change(Model):
    """What one version of a draft did to the one before: never overwritten, never deleted alone.

    what:   moved, marked, words
    facts:  moved: {"item": key, "from": place, "to": place, "reason"}
            marked: {"item": key, "mark": what was done, "other": key or None, "reason"}
            words: {field: its new text} of the fields that changed
    """

    __tablename__ = "draft_change"
    __table_args__ = (UniqueConstraint("draft_id", "version"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("draft.id", ondelete="CASCADE"), index=True)
    version: Mapped[int]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    what: Mapped[str] = mapped_column(String(20))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    person: Mapped[Person | None] = relationship()
