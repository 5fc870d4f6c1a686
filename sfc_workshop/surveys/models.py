"""A survey: a door with an address of its own and words of welcome."""

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sfc_workshop.ballots.models import Door
from sfc_workshop.core.db import Model


class Survey(Model):
    """Self-paced pages on a phone; when it is open is its door's matter."""

    id: Mapped[int] = mapped_column(primary_key=True)
    door_id: Mapped[int] = mapped_column(ForeignKey("door.id", ondelete="CASCADE"), unique=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    title_th: Mapped[str] = mapped_column(String(300))
    title_en: Mapped[str] = mapped_column(String(300), default="")
    welcome_th: Mapped[str] = mapped_column(Text, default="")
    welcome_en: Mapped[str] = mapped_column(Text, default="")
    minutes: Mapped[int] = mapped_column(default=5)
    door: Mapped[Door] = relationship()
