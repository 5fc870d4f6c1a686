"""Files that were made for somebody to fetch."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from sfc_workshop.core.db import Model, UtcDateTime, random_id


class Export(Model):
    """One file, made by one person of one city; only that person fetches it, for one day."""

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=random_id)
    city_id: Mapped[int] = mapped_column(ForeignKey("city.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(20))
    filename: Mapped[str] = mapped_column(String(120))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    audit_head: Mapped[str] = mapped_column(String(64))
