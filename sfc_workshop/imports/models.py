"""Files of projects that wait to be brought in, and what a city's planners have said about headings."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sfc_workshop.core.db import Model, UtcDateTime, random_id
from sfc_workshop.core.jobs import Job
from sfc_workshop.people.models import Person
from sfc_workshop.plans.models import Plan


class Upload(Model):
    """A file of projects. Its cells lie in the instance folder while it waits, and are erased afterwards.

    sha256:   of the file as it was sent
    choices:  {columns: {heading: field}, sheets: [name], same: skip or add, horizon, divisions: bool}
    outcome:  what came of it, in numbers
    """

    __table_args__ = (CheckConstraint("state IN ('waiting', 'asked', 'done', 'refused')", name="state"),)
    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=random_id)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    filename: Mapped[str] = mapped_column(String(120))
    sha256: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    choices: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    outcome: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    job_id: Mapped[str | None] = mapped_column(ForeignKey("job.id", ondelete="SET NULL"))
    plan: Mapped[Plan] = relationship()
    person: Mapped[Person | None] = relationship()
    job: Mapped[Job | None] = relationship()


class ColumnName(Model):
    """What a heading means in the files of a city; field is empty where the column is left out."""

    __table_args__ = (UniqueConstraint("city_id", "heading"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    city_id: Mapped[int] = mapped_column(ForeignKey("city.id", ondelete="CASCADE"))
    heading: Mapped[str] = mapped_column(String(200))
    field: Mapped[str] = mapped_column(String(30))
