"""Files that were made for somebody to fetch, and how a city words its forms."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sfc_workshop.core.db import Model, UtcDateTime, random_id
from sfc_workshop.core.jobs import Job


class Export(Model):
    """One file, made by one person of one city; only that person fetches it, for one day.

    job:   makes the file where that takes long; None where it was made at once
    asked: what the job is to make
    """

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=random_id)
    city_id: Mapped[int] = mapped_column(ForeignKey("city.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(20))
    filename: Mapped[str] = mapped_column(String(120))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    audit_head: Mapped[str] = mapped_column(String(64))
    job_id: Mapped[str | None] = mapped_column(ForeignKey("job.id", ondelete="SET NULL"))
    asked: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    job: Mapped[Job | None] = relationship()


class FormChange(Model):
    """What a city has changed of a set of the official forms.

    changes: as domain.form_template.changed() takes them
    """

    __table_args__ = (
        UniqueConstraint("city_id", "template_set"),
        CheckConstraint("template_set IN ('A', 'B')", name="template_set"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    city_id: Mapped[int] = mapped_column(ForeignKey("city.id", ondelete="CASCADE"))
    template_set: Mapped[str] = mapped_column(String(1))
    changes: Mapped[dict[str, Any]] = mapped_column(JSON)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
