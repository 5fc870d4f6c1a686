"""Looks taken at an order before the ballots were complete."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sfc_workshop.core.db import Model, UtcDateTime
from sfc_workshop.people.models import Person


class InterimCount(Model):
    """An order somebody asked to see while voting went on; kept, because looks must not add up to people.

    counted: how many ballots each question had from each group, and the numbers that were shown
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    counted: Mapped[dict[str, Any]] = mapped_column(JSON)
    person: Mapped[Person | None] = relationship()
