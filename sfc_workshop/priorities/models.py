"""Counts that are kept: final ones with their certainty, and looks taken before the ballots were complete."""

import json
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sfc_workshop.ballots.models import Consultation
from sfc_workshop.core.db import Model, UtcDateTime, random_id
from sfc_workshop.core.jobs import Job
from sfc_workshop.people.models import Person


class Count(Model):
    """A dated computation over one kind of item of a sealed consultation. Counting again gives the same bytes.

    input_hash:  SHA-256 of config.json and ballots.jsonl, as the package has them
    audit_head:  head of the audit log when the count was asked for
    result, raw: the bytes of result.json as text, and the same with everybody alike; None until it is done
    """

    __tablename__ = "kept_count"
    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=random_id)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    job_id: Mapped[str | None] = mapped_column(ForeignKey("job.id", ondelete="SET NULL"))
    audit_head: Mapped[str] = mapped_column(String(64))
    input_hash: Mapped[str | None] = mapped_column(String(64))
    result: Mapped[str | None] = mapped_column(Text)
    raw: Mapped[str | None] = mapped_column(Text)
    consultation: Mapped[Consultation] = relationship()
    person: Mapped[Person | None] = relationship()
    job: Mapped[Job | None] = relationship()

    @property
    def is_done(self) -> bool:
        """Whether the numbers are there."""
        return self.result is not None

    @property
    def numbers(self) -> dict[str, Any]:
        """The numbers as priorities.table wants them: {"weighted", "raw"}."""
        return {"weighted": json.loads(self.result or "{}"), "raw": json.loads(self.raw or "{}")}


class InterimCount(Model):
    """An order somebody asked to see while voting went on; kept, because looks must not add up to people.

    counted: {kind of item: the numbers that were shown, and the "ground" they rest on, see domain.looks}
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    counted: Mapped[dict[str, Any]] = mapped_column(JSON)
    person: Mapped[Person | None] = relationship()
