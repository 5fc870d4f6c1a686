"""Cities and their parts."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sfc_workshop.core.db import Model, UtcDateTime


class City(Model):
    """One municipality; owns plans, people and divisions. kind is city, town or guest.

    A guest is a city whose ballots were brought in from elsewhere; it is not one of the programme's cities.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    kind: Mapped[str] = mapped_column(String(10))
    name_th: Mapped[str] = mapped_column(String(120))
    name_en: Mapped[str] = mapped_column(String(120))
    province_th: Mapped[str] = mapped_column(String(60), default="")
    province_en: Mapped[str] = mapped_column(String(60), default="")
    district_th: Mapped[str] = mapped_column(String(60), default="")
    joined_year: Mapped[int | None]
    position: Mapped[int] = mapped_column(default=0)
    divisions: Mapped[list["Division"]] = relationship(
        back_populates="city",
        order_by="Division.id",
        primaryjoin="and_(City.id == Division.city_id, Division.removed_at.is_(None))",
    )
    communities: Mapped[list["Community"]] = relationship(back_populates="city", order_by="Community.id")

    @property
    def is_in_programme(self) -> bool:
        """Whether the city is one of those the national programme follows."""
        return self.kind != "guest"


class Division(Model):
    """A part of the municipality that is responsible for projects; one taken off the list keeps its row."""

    __table_args__ = (UniqueConstraint("city_id", "name_th"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    city_id: Mapped[int] = mapped_column(ForeignKey("city.id", ondelete="CASCADE"))
    name_th: Mapped[str] = mapped_column(String(160))
    name_en: Mapped[str] = mapped_column(String(160), default="")
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    city: Mapped[City] = relationship(back_populates="divisions")


class Community(Model):
    """A community, the part of town people say they live in."""

    __table_args__ = (UniqueConstraint("city_id", "name_th"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    city_id: Mapped[int] = mapped_column(ForeignKey("city.id", ondelete="CASCADE"))
    name_th: Mapped[str] = mapped_column(String(160))
    name_en: Mapped[str] = mapped_column(String(160), default="")
    city: Mapped[City] = relationship(back_populates="communities")
