"""The plan tree. A project keeps its id for ever; numbers on forms come and go with editions.

Nothing is deleted: what a planner takes out of a plan gets removed_at, and the lists of the tree (plan.projects,
strategy.tactics) leave it out. So ids are never used twice, consultations keep pointing to what they asked
about, and everything can be brought back.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sfc_workshop.cities.models import City, Division
from sfc_workshop.core.db import Model, UtcDateTime
from sfc_workshop.domain.horizons import Horizon
from sfc_workshop.people.models import Person


class Plan(Model):
    """Five fiscal years of one city, in one edition. first_year is of the Buddhist era."""

    __table_args__ = (CheckConstraint("first_year BETWEEN 2500 AND 2700", name="buddhist_year"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    city_id: Mapped[int] = mapped_column(ForeignKey("city.id", ondelete="CASCADE"), index=True)
    title_th: Mapped[str] = mapped_column(String(300))
    title_en: Mapped[str] = mapped_column(String(300), default="")
    first_year: Mapped[int]
    years: Mapped[int] = mapped_column(default=5)
    short_until: Mapped[int] = mapped_column(default=2)
    medium_until: Mapped[int] = mapped_column(default=5)
    stage: Mapped[str] = mapped_column(String(20), default="prepare")
    edition: Mapped[str] = mapped_column(String(20), default="first")
    edition_number: Mapped[int] = mapped_column(default=1)
    edition_year: Mapped[int | None]
    template_set: Mapped[str] = mapped_column(String(1), default="A")
    city: Mapped[City] = relationship()
    visions: Mapped[list["Vision"]] = relationship(
        back_populates="plan",
        order_by="Vision.position, Vision.id",
        primaryjoin="and_(Plan.id == Vision.plan_id, Vision.removed_at.is_(None))",
    )
    goals: Mapped[list["Goal"]] = relationship(
        back_populates="plan",
        order_by="Goal.position, Goal.id",
        primaryjoin="and_(Plan.id == Goal.plan_id, Goal.removed_at.is_(None))",
    )
    strategies: Mapped[list["Strategy"]] = relationship(
        back_populates="plan",
        order_by="Strategy.position, Strategy.id",
        primaryjoin="and_(Plan.id == Strategy.plan_id, Strategy.removed_at.is_(None))",
    )
    projects: Mapped[list["Project"]] = relationship(
        back_populates="plan",
        order_by="Project.position, Project.id",
        primaryjoin="and_(Plan.id == Project.plan_id, Project.removed_at.is_(None))",
    )

    @property
    def fiscal_years(self) -> range:
        """The plan's fiscal years in the Buddhist era."""
        return range(self.first_year, self.first_year + self.years)


class Vision(Model):
    """One sentence of what the city wants to become; several may be put to the people."""

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id", ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    title_th: Mapped[str] = mapped_column(Text)
    title_en: Mapped[str] = mapped_column(Text, default="")
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    plan: Mapped[Plan] = relationship(back_populates="visions")


class Goal(Model):
    """What the city wants to reach."""

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id", ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    title_th: Mapped[str] = mapped_column(Text)
    title_en: Mapped[str] = mapped_column(Text, default="")
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    plan: Mapped[Plan] = relationship(back_populates="goals")


class Strategy(Model):
    """Top grouping of the forms: a strategy in template set A, a development issue in set B."""

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id", ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    title_th: Mapped[str] = mapped_column(Text)
    title_en: Mapped[str] = mapped_column(Text, default="")
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    plan: Mapped[Plan] = relationship(back_populates="strategies")
    tactics: Mapped[list["Tactic"]] = relationship(
        back_populates="strategy",
        order_by="Tactic.position, Tactic.id",
        primaryjoin="and_(Strategy.id == Tactic.strategy_id, Tactic.removed_at.is_(None))",
    )
    alignments: Mapped[list["Alignment"]] = relationship(order_by="Alignment.id", cascade="all, delete-orphan")


class Alignment(Model):
    """Which part of a plan above the city's a strategy serves: one of the lines over a form's table.

    line is national (20-year strategy), milestone (of the national development plan), sdg, province, or
    locality (the development strategy of local authorities in the province).
    """

    __table_args__ = (
        CheckConstraint("line IN ('national', 'milestone', 'sdg', 'province', 'locality')", name="line"),
        UniqueConstraint("strategy_id", "line"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    strategy_id: Mapped[int] = mapped_column(ForeignKey("strategy.id", ondelete="CASCADE"))
    line: Mapped[str] = mapped_column(String(10))
    number: Mapped[str] = mapped_column(String(10))
    title_th: Mapped[str] = mapped_column(Text)
    title_en: Mapped[str] = mapped_column(Text, default="")


class Tactic(Model):
    """A part of a strategy; a sub-strategy on the forms."""

    id: Mapped[int] = mapped_column(primary_key=True)
    strategy_id: Mapped[int] = mapped_column(ForeignKey("strategy.id", ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    title_th: Mapped[str] = mapped_column(Text)
    title_en: Mapped[str] = mapped_column(Text, default="")
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    strategy: Mapped[Strategy] = relationship(back_populates="tactics")


class Programme(Model):
    """One of the twelve fixed programmes of the municipal budget."""

    code: Mapped[str] = mapped_column(String(5), primary_key=True)
    name_th: Mapped[str] = mapped_column(String(120), unique=True)
    name_en: Mapped[str] = mapped_column(String(120))


project_programme = Table(
    "project_programme",
    Model.metadata,
    Column("project_id", ForeignKey("project.id", ondelete="CASCADE"), primary_key=True),
    Column("programme_code", ForeignKey("programme.code"), primary_key=True),
)


class Project(Model):
    """Something the city may do. form_kind says on which form of the 02 family it stands.

    agency is the other agency asked to carry out a project on form 02/2. edition says in which edition of the
    plan the project came or was last changed (first, correction, addition, change, review), reason why.
    """

    __table_args__ = (
        CheckConstraint("horizon IN ('short', 'medium', 'long')", name="horizon"),
        CheckConstraint("form_kind IN ('02', '02/1', '02/2')", name="form_kind"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id", ondelete="CASCADE"), index=True)
    goal_id: Mapped[int | None] = mapped_column(ForeignKey("goal.id", ondelete="SET NULL"), index=True)
    tactic_id: Mapped[int | None] = mapped_column(ForeignKey("tactic.id", ondelete="SET NULL"), index=True)
    division_id: Mapped[int | None] = mapped_column(ForeignKey("division.id", ondelete="SET NULL"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    horizon: Mapped[str] = mapped_column(String(6))
    form_kind: Mapped[str] = mapped_column(String(4), default="02")
    origin: Mapped[str] = mapped_column(String(10), default="staff")
    edition: Mapped[str] = mapped_column(String(20), default="first")
    edition_number: Mapped[int] = mapped_column(default=1)
    edition_year: Mapped[int | None]
    title_th: Mapped[str] = mapped_column(Text)
    title_en: Mapped[str] = mapped_column(Text, default="")
    objective_th: Mapped[str] = mapped_column(Text, default="")
    objective_en: Mapped[str] = mapped_column(Text, default="")
    output_th: Mapped[str] = mapped_column(Text, default="")
    output_en: Mapped[str] = mapped_column(Text, default="")
    kpi_th: Mapped[str] = mapped_column(Text, default="")
    kpi_en: Mapped[str] = mapped_column(Text, default="")
    expected_result_th: Mapped[str] = mapped_column(Text, default="")
    expected_result_en: Mapped[str] = mapped_column(Text, default="")
    agency_th: Mapped[str] = mapped_column(Text, default="")
    agency_en: Mapped[str] = mapped_column(Text, default="")
    reason_th: Mapped[str] = mapped_column(Text, default="")
    reason_en: Mapped[str] = mapped_column(Text, default="")
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    plan: Mapped[Plan] = relationship(back_populates="projects")
    goal: Mapped[Goal | None] = relationship()
    tactic: Mapped[Tactic | None] = relationship()
    division: Mapped[Division | None] = relationship()
    programmes: Mapped[list[Programme]] = relationship(secondary=project_programme, order_by=Programme.code)
    budget: Mapped[list["BudgetLine"]] = relationship(
        back_populates="project", order_by="BudgetLine.fiscal_year", cascade="all, delete-orphan"
    )

    @property
    def horizon_kind(self) -> Horizon:
        """The horizon as the method knows it."""
        return Horizon(self.horizon)

    @property
    def cost(self) -> int:
        """What the project costs over all years, in baht."""
        return sum(line.baht for line in self.budget)

    def baht_in(self, fiscal_year: int) -> int:
        """What the project costs in one fiscal year of the Buddhist era."""
        return sum(line.baht for line in self.budget if line.fiscal_year == fiscal_year)


class BudgetLine(Model):
    """Baht for one project in one fiscal year of the Buddhist era."""

    __table_args__ = (
        UniqueConstraint("project_id", "fiscal_year"),
        CheckConstraint("baht >= 0", name="not_negative"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"))
    fiscal_year: Mapped[int]
    baht: Mapped[int] = mapped_column(BigInteger)
    project: Mapped[Project] = relationship(back_populates="budget")


class Indicator(Model):
    """Something measured for a goal or a project; more_is_better says which way is good."""

    __table_args__ = (CheckConstraint("(goal_id IS NULL) <> (project_id IS NULL)", name="one_owner"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id", ondelete="CASCADE"), index=True)
    goal_id: Mapped[int | None] = mapped_column(ForeignKey("goal.id", ondelete="CASCADE"), index=True)
    project_id: Mapped[int | None] = mapped_column(ForeignKey("project.id", ondelete="CASCADE"), index=True)
    title_th: Mapped[str] = mapped_column(Text)
    title_en: Mapped[str] = mapped_column(Text, default="")
    unit_th: Mapped[str] = mapped_column(String(60), default="")
    unit_en: Mapped[str] = mapped_column(String(60), default="")
    more_is_better: Mapped[bool] = mapped_column(default=True)
    baseline: Mapped[str | None] = mapped_column(String(40))
    baseline_year: Mapped[int | None]
    source_th: Mapped[str] = mapped_column(Text, default="")
    source_en: Mapped[str] = mapped_column(Text, default="")
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    targets: Mapped[list["Target"]] = relationship(order_by="Target.fiscal_year", cascade="all, delete-orphan")


class Target(Model):
    """What an indicator should read in one fiscal year of the Buddhist era; an exact decimal as text."""

    __table_args__ = (UniqueConstraint("indicator_id", "fiscal_year"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    indicator_id: Mapped[int] = mapped_column(ForeignKey("indicator.id", ondelete="CASCADE"))
    fiscal_year: Mapped[int]
    value: Mapped[str] = mapped_column(String(40))


class PlanChange(Model):
    """Something a person did to a plan, as one: never overwritten, never deleted alone.

    plan_id:  none where it concerns the whole city, as its list of divisions does
    what:     added, edited, bulk, removed, reordered, copied, imported, undone
    undoes_id: which change this one has turned back; each can be turned back once
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    city_id: Mapped[int] = mapped_column(ForeignKey("city.id", ondelete="CASCADE"), index=True)
    plan_id: Mapped[int | None] = mapped_column(ForeignKey("plan.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    what: Mapped[str] = mapped_column(String(20))
    undoes_id: Mapped[int | None] = mapped_column(ForeignKey("plan_change.id", ondelete="CASCADE"), unique=True)
    person: Mapped[Person | None] = relationship()
    parts: Mapped[list["PlanChangePart"]] = relationship(back_populates="change", order_by="PlanChangePart.id")

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self.made: list[Project] = []  # added, and noted as parts when the change is finished: one flush for all


class PlanChangePart(Model):
    """What a change did to one row: {field: [before, after]}, the fields as plans/sheets.py reads them."""

    __table_args__ = (Index("ix_plan_change_part_subject", "kind", "subject_id", "change_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    change_id: Mapped[int] = mapped_column(ForeignKey("plan_change.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    subject_id: Mapped[int]
    fields: Mapped[dict[str, list[Any]]] = mapped_column(JSON)
    change: Mapped[PlanChange] = relationship(back_populates="parts")
