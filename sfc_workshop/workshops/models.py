"""A workshop, its agenda, what is on now, and who came."""

import secrets
from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sfc_workshop.ballots.models import Door, Question
from sfc_workshop.core import clock
from sfc_workshop.core.db import Model, UtcDateTime, random_id
from sfc_workshop.domain.agenda import ASKING, TAKING, Kind, State
from sfc_workshop.people.models import Person
from sfc_workshop.plans.models import Plan

LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # 32 that are not taken for one another
CODE_LENGTH = 6


def random_code() -> str:
    """Make a code people type: 30 bits."""
    return "".join(secrets.choice(LETTERS) for _letter in range(CODE_LENGTH))


class Workshop(Model):
    """One meeting in a hall.

    public_id: the secret behind the QR code (128 bits), which no limit on guessing holds up
    code:      what is typed where a QR code cannot be read
    invited:   {group key: how many were invited}
    tables:    how many tables there are to sit at; 0 where nobody asks
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True, default=random_id)
    code: Mapped[str] = mapped_column(String(6), unique=True, default=random_code)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id", ondelete="CASCADE"), index=True)
    title_th: Mapped[str] = mapped_column(String(300))
    title_en: Mapped[str] = mapped_column(String(300), default="")
    place_th: Mapped[str] = mapped_column(String(300), default="")
    place_en: Mapped[str] = mapped_column(String(300), default="")
    held_on: Mapped[date]
    tables: Mapped[int] = mapped_column(default=0)
    invited: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    started_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    plan: Mapped[Plan] = relationship()
    started_by: Mapped[Person | None] = relationship(foreign_keys=[started_by_id])
    ended_by: Mapped[Person | None] = relationship(foreign_keys=[ended_by_id])
    entrances: Mapped[list["Entrance"]] = relationship(
        order_by="Entrance.position", cascade="all, delete-orphan", back_populates="workshop"
    )
    activities: Mapped[list["Activity"]] = relationship(
        order_by="Activity.position", cascade="all, delete-orphan", back_populates="workshop"
    )
    agencies: Mapped[list["Agency"]] = relationship(order_by="Agency.position", cascade="all, delete-orphan")
    screen: Mapped["Screen"] = relationship(cascade="all, delete-orphan", back_populates="workshop")

    @property
    def is_on(self) -> bool:
        """Whether the meeting goes on at this moment."""
        return self.started_at is not None and self.ended_at is None

    @property
    def doors(self) -> list[Door]:
        """Its doors, one for each consultation it asks in; the first says what groups there are."""
        return [entrance.door for entrance in self.entrances]


class Entrance(Model):
    """That a workshop is a door of a consultation. A consultation has one hall: a reset is for all who answer there."""

    __table_args__ = (UniqueConstraint("workshop_id", "position"),)
    door_id: Mapped[int] = mapped_column(ForeignKey("door.id", ondelete="CASCADE"), primary_key=True)
    workshop_id: Mapped[int] = mapped_column(ForeignKey("workshop.id", ondelete="CASCADE"), index=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id", ondelete="CASCADE"), unique=True)
    position: Mapped[int]
    door: Mapped[Door] = relationship()
    workshop: Mapped[Workshop] = relationship(back_populates="entrances")


class Activity(Model):
    """One step of an agenda.

    minutes:   how long it should take, 0 where nobody counts
    run:       of the question, as it was when this was opened last; None before
    shown_at:  when people first saw the result of this run
    """

    __table_args__ = (
        CheckConstraint(f"kind IN {tuple(kind.value for kind in Kind)}", name="kind"),
        CheckConstraint(f"state IN {tuple(state.value for state in State)}", name="state"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    workshop_id: Mapped[int] = mapped_column(ForeignKey("workshop.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    kind: Mapped[str] = mapped_column(String(12))
    title_th: Mapped[str] = mapped_column(String(300))
    title_en: Mapped[str] = mapped_column(String(300), default="")
    words_th: Mapped[str] = mapped_column(Text, default="")
    words_en: Mapped[str] = mapped_column(Text, default="")
    minutes: Mapped[int] = mapped_column(default=0)
    question_id: Mapped[int | None] = mapped_column(ForeignKey("question.id", ondelete="CASCADE"))
    state: Mapped[str] = mapped_column(String(8), default=State.READY.value)
    run: Mapped[int | None]
    shown_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    hidden_words: Mapped[list[str]] = mapped_column(JSON, default=list)
    workshop: Mapped[Workshop] = relationship(back_populates="activities")
    question: Mapped[Question | None] = relationship()

    @property
    def asks(self) -> bool:
        """Whether people give something in it."""
        return Kind(self.kind) in ASKING and self.question_id is not None

    @property
    def takes(self) -> bool:
        """Whether people may give something at this moment."""
        return self.asks and State(self.state) in TAKING

    @property
    def is_shown(self) -> bool:
        """Whether everybody may see what came of it."""
        return self.state == State.SHOWN


class Screen(Model):
    """What is on now. Console, wall and phones are drawn from this row; version grows with everything they show.

    timer_ends_at:  when the time is up, while it runs
    timer_left:     seconds left, while it is stopped
    """

    workshop_id: Mapped[int] = mapped_column(ForeignKey("workshop.id", ondelete="CASCADE"), primary_key=True)
    activity_id: Mapped[int | None] = mapped_column(ForeignKey("activity.id", ondelete="SET NULL"))
    version: Mapped[int] = mapped_column(default=1)
    timer_ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    timer_left: Mapped[int | None]
    is_locked: Mapped[bool] = mapped_column(default=False)  # nobody new may join
    is_paused: Mapped[bool] = mapped_column(default=False)
    workshop: Mapped[Workshop] = relationship(back_populates="screen")
    activity: Mapped[Activity | None] = relationship()

    @property
    def seconds_left(self) -> int | None:
        """Seconds on the timer, not below 0; None where there is no timer."""
        if self.timer_ends_at is not None:
            return max(0, round((self.timer_ends_at - clock.now()).total_seconds()))
        return self.timer_left


class Agency(Model):
    """Where people come from, to choose from at check-in: an office, a firm, a temple, a club."""

    id: Mapped[int] = mapped_column(primary_key=True)
    workshop_id: Mapped[int] = mapped_column(ForeignKey("workshop.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    name_th: Mapped[str] = mapped_column(String(120))
    name_en: Mapped[str] = mapped_column(String(120), default="")


class Attendee(Model):
    """One person in the hall. The phone holds a secret; its digest here fits no consultation's, so nothing ties
    where somebody sits to what they answer. Kept in the order of random ids: nobody can tell who came first.
    """

    __table_args__ = (UniqueConstraint("workshop_id", "digest"), {"sqlite_with_rowid": False})
    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=random_id)
    workshop_id: Mapped[int] = mapped_column(ForeignKey("workshop.id", ondelete="CASCADE"))
    digest: Mapped[str] = mapped_column(String(64))
    group_key: Mapped[str] = mapped_column(String(64))
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id", ondelete="SET NULL"))
    table_number: Mapped[int | None]
    came_on: Mapped[date]


class ReportFile(Model):
    """A report of a workshop as one file, made by one person; only that person fetches it, for one day."""

    __table_args__ = (CheckConstraint("kind IN ('pdf', 'docx', 'xlsx')", name="kind"),)
    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=random_id)
    workshop_id: Mapped[int] = mapped_column(ForeignKey("workshop.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(4))
    language: Mapped[str] = mapped_column(String(2))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    audit_head: Mapped[str] = mapped_column(String(64))

    @property
    def filename(self) -> str:
        """What the file is called where it is kept."""
        return f"workshop-{self.workshop_id}-{self.language}.{self.kind}"
