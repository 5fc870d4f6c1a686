"""What is asked, of whom, and who opened and closed it."""

from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sfc_workshop.core import clock
from sfc_workshop.core.db import Model, UtcDateTime, random_id
from sfc_workshop.domain.pairs import all_pairs
from sfc_workshop.domain.scales import Kind, Scale
from sfc_workshop.people.models import Person
from sfc_workshop.plans.models import Plan

ON_ITEMS = ("score", "approval", "dots", "ranking", "allocation", "pairwise")
KINDS = (*ON_ITEMS, "single", "text", "community", "consent")


class Consultation(Model):
    """One asking: a frozen set of items, groups with declared weights, questions; doors open and close on it.

    top_k:      how many items a list has room for; top_ks says it for a kind of item: {"vision": 1}
    budgets:    {horizon: baht} of what projects may cost; "" stands for all horizons together
    bootstrap:  how many times the ballots are drawn anew to see how sure the order is
    margins:    {group key: {community id: share, such as "3/10"}}, how the people of a group are spread over the
             city; ballots are weighed by it at closing. Empty where nobody is weighed.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True, default=random_id)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id", ondelete="CASCADE"), index=True)
    title_th: Mapped[str] = mapped_column(String(300))
    title_en: Mapped[str] = mapped_column(String(300), default="")
    n_min: Mapped[int] = mapped_column(default=5)
    top_k: Mapped[int] = mapped_column(default=5)
    top_ks: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    budgets: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    bootstrap: Mapped[int] = mapped_column(default=1000)
    thresholds: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    margins: Mapped[dict[str, dict[str, str]]] = mapped_column(JSON, default=dict)
    plan: Mapped[Plan] = relationship()
    groups: Mapped[list["Group"]] = relationship(order_by="Group.position", cascade="all, delete-orphan")
    criteria: Mapped[list["Criterion"]] = relationship(order_by="Criterion.position", cascade="all, delete-orphan")
    items: Mapped[list["Item"]] = relationship(order_by="Item.position", cascade="all, delete-orphan")
    questions: Mapped[list["Question"]] = relationship(
        order_by="Question.position", cascade="all, delete-orphan", back_populates="consultation"
    )
    sections: Mapped[list["Section"]] = relationship(order_by="Section.page", cascade="all, delete-orphan")
    doors: Mapped[list["Door"]] = relationship(
        order_by="Door.id", cascade="all, delete-orphan", back_populates="consultation"
    )
    opening: Mapped["Opening | None"] = relationship(cascade="all, delete-orphan")
    closing: Mapped["Closing | None"] = relationship(cascade="all, delete-orphan")

    @property
    def is_open(self) -> bool:
        """Whether ballots may come in, by one door or another."""
        return self.opening is not None and self.closing is None and not self.is_over

    @property
    def is_over(self) -> bool:
        """Whether every door has passed its end by the clock; a closing may still have to be written."""
        return bool(self.doors) and all(door.is_past for door in self.doors)

    @property
    def is_closed(self) -> bool:
        """Whether nobody can answer any more."""
        return self.closing is not None or (self.opening is not None and self.is_over)

    @property
    def is_sealed(self) -> bool:
        """Whether the closing routine has cut every tie between people and ballots."""
        return self.closing is not None and self.closing.sealed_at is not None

    def room_for(self, kind: str) -> int:
        """How many items of a kind the list has room for."""
        return self.top_ks.get(kind, self.top_k)

    def group(self, key: str) -> "Group | None":
        """Find a group by its key."""
        return next((group for group in self.groups if group.key == key), None)


class Opening(Model):
    """Who opened a consultation and when, and what was declared: nothing of it changes afterwards."""

    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    declared: Mapped[str] = mapped_column(Text)
    declared_hash: Mapped[str] = mapped_column(String(64))
    person: Mapped[Person | None] = relationship()


class Closing(Model):
    """Who closed a consultation (nobody: the clock did) and when; sealed_at once the routine is through."""

    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    sealed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    person: Mapped[Person | None] = relationship()


class Door(Model):
    """One way in: survey, workshop, paper or interview; open between two moments of the server's clock.

    opens_at:   None until the consultation is opened by hand, which sets it
    closes_at:  None where only a hand closes it
    """

    __table_args__ = (
        CheckConstraint("kind IN ('survey', 'workshop', 'paper', 'interview')", name="kind"),
        CheckConstraint("integrity IN ('open', 'code', 'login')", name="integrity"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    integrity: Mapped[str] = mapped_column(String(5), default="open")
    opens_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closes_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    consultation: Mapped[Consultation] = relationship(back_populates="doors")

    @property
    def is_past(self) -> bool:
        """Whether the door's time has ended."""
        return self.closes_at is not None and clock.now() >= self.closes_at

    @property
    def is_early(self) -> bool:
        """Whether the door's time has not begun."""
        return self.opens_at is not None and clock.now() < self.opens_at

    @property
    def is_open(self) -> bool:
        """Whether an answer may come in by this door now."""
        asked = self.consultation  # it is not over, for this door is not past
        return not self.is_early and not self.is_past and asked.opening is not None and asked.closing is None


class Gate(Model):
    """From when and until when a question is asked at a workshop's door; other doors ask all questions at once.

    Without a row nobody has asked it there yet. Closed and opened again is open: closed_at is None then.
    """

    door_id: Mapped[int] = mapped_column(ForeignKey("door.id", ondelete="CASCADE"), primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id", ondelete="CASCADE"), primary_key=True)
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Group(Model):
    """A stakeholder group of one consultation with its declared weight, an exact fraction such as 3/10."""

    __tablename__ = "consultation_group"
    __table_args__ = (UniqueConstraint("consultation_id", "key"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(64))
    position: Mapped[int]
    title_th: Mapped[str] = mapped_column(String(120))
    title_en: Mapped[str] = mapped_column(String(120), default="")
    weight: Mapped[str] = mapped_column(String(40))
    expected: Mapped[int | None]

    @property
    def share(self) -> Fraction:
        """The declared weight as a number."""
        return Fraction(self.weight)


class Criterion(Model):
    """A point of view items are judged from, such as importance, with its declared weight."""

    __table_args__ = (UniqueConstraint("consultation_id", "key"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(64))
    position: Mapped[int]
    title_th: Mapped[str] = mapped_column(String(120))
    title_en: Mapped[str] = mapped_column(String(120), default="")
    weight: Mapped[str] = mapped_column(String(40), default="1")


class Item(Model):
    """A frozen copy of a vision, goal or project as it was put to the people."""

    __table_args__ = (
        UniqueConstraint("consultation_id", "key"),
        CheckConstraint("kind IN ('vision', 'goal', 'project')", name="kind"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(64))
    position: Mapped[int]
    kind: Mapped[str] = mapped_column(String(10))
    vision_id: Mapped[int | None] = mapped_column(ForeignKey("vision.id", ondelete="SET NULL"))
    goal_id: Mapped[int | None] = mapped_column(ForeignKey("goal.id", ondelete="SET NULL"))
    project_id: Mapped[int | None] = mapped_column(ForeignKey("project.id", ondelete="SET NULL"))
    title_th: Mapped[str] = mapped_column(Text)
    title_en: Mapped[str] = mapped_column(Text, default="")
    summary_th: Mapped[str] = mapped_column(Text, default="")
    summary_en: Mapped[str] = mapped_column(Text, default="")
    goal_title_th: Mapped[str] = mapped_column(Text, default="")
    goal_title_en: Mapped[str] = mapped_column(Text, default="")
    horizon: Mapped[str | None] = mapped_column(String(6))
    cost: Mapped[int | None] = mapped_column(BigInteger)


question_item = Table(
    "question_item",
    Model.metadata,
    Column("question_id", ForeignKey("question.id", ondelete="CASCADE"), primary_key=True),
    Column("item_id", ForeignKey("item.id", ondelete="CASCADE"), primary_key=True),
)


class Section(Model):
    """What stands above the questions of one page of a survey; with no questions, a page to read."""

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id", ondelete="CASCADE"), index=True)
    page: Mapped[int]
    title_th: Mapped[str] = mapped_column(String(300), default="")
    title_en: Mapped[str] = mapped_column(String(300), default="")
    words_th: Mapped[str] = mapped_column(Text, default="")
    words_en: Mapped[str] = mapped_column(Text, default="")


class Question(Model):
    """One thing asked. Kinds on items feed the priorities when they have a criterion.

    settings: {"lo","hi"} of a score, {"cap"} of an approval, {"dots","cap"} of dots, {"places"} of a ranking,
              {"budget"} in baht of an allocation, {"pairs"} to compare of a pairwise question.
    run:      a reset or a second vote starts a new run; only the latest run counts.
    """

    __table_args__ = (CheckConstraint(f"kind IN {KINDS}", name="kind"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id", ondelete="CASCADE"), index=True)
    key: Mapped[str] = mapped_column(String(64))
    position: Mapped[int]
    page: Mapped[int] = mapped_column(default=1)
    kind: Mapped[str] = mapped_column(String(10))
    title_th: Mapped[str] = mapped_column(Text)
    title_en: Mapped[str] = mapped_column(Text, default="")
    help_th: Mapped[str] = mapped_column(Text, default="")
    help_en: Mapped[str] = mapped_column(Text, default="")
    low_label_th: Mapped[str] = mapped_column(String(60), default="")
    low_label_en: Mapped[str] = mapped_column(String(60), default="")
    high_label_th: Mapped[str] = mapped_column(String(60), default="")
    high_label_en: Mapped[str] = mapped_column(String(60), default="")
    criterion_id: Mapped[int | None] = mapped_column(ForeignKey("criterion.id"))
    direction: Mapped[int] = mapped_column(default=1)
    settings: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    required: Mapped[bool] = mapped_column(default=False)
    run: Mapped[int] = mapped_column(default=1)
    consultation: Mapped[Consultation] = relationship(back_populates="questions")
    criterion: Mapped[Criterion | None] = relationship()
    items: Mapped[list[Item]] = relationship(secondary=question_item, order_by=Item.position)
    options: Mapped[list["Option"]] = relationship(order_by="Option.position", cascade="all, delete-orphan")

    @property
    def is_ballot(self) -> bool:
        """Whether answers are ballots; words, community and consent belong to the participant instead."""
        return self.kind in (*ON_ITEMS, "single")

    @property
    def choices(self) -> list[str]:
        """The keys of what is chosen from, in the order asked."""
        return [option.key for option in self.options] if self.kind == "single" else [i.key for i in self.items]

    @property
    def answerable(self) -> list[str]:
        """The keys an answer may name, in the order asked: the choices, or every pair of them."""
        return all_pairs(self.choices) if self.kind == "pairwise" else self.choices

    @property
    def scale(self) -> Scale:
        """How an answer to this question is read."""
        costs = [(item.key, Fraction(item.cost or 0)) for item in self.items] if self.kind == "allocation" else []
        return Scale(kind=Kind(self.kind), **self.settings, costs=tuple(costs))


class Option(Model):
    """One answer of a single choice."""

    __table_args__ = (UniqueConstraint("question_id", "key"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(64))
    position: Mapped[int]
    title_th: Mapped[str] = mapped_column(String(300))
    title_en: Mapped[str] = mapped_column(String(300), default="")
