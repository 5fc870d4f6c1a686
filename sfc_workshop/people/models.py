"""Persons with an account, what they are where, and their signed-in browsers."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sfc_workshop.cities.models import City
from sfc_workshop.core import clock
from sfc_workshop.core.db import Model, UtcDateTime
from sfc_workshop.domain.roles import Action, Role, may


class Person(Model):
    """Somebody who works with plans. Citizens never have an account."""

    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(String(120), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    password_hash: Mapped[str] = mapped_column(String(200))
    national_role: Mapped[str | None] = mapped_column(String(20))
    memberships: Mapped[list["Membership"]] = relationship(
        back_populates="person", order_by="Membership.id", cascade="all, delete-orphan"
    )
    sign_ins: Mapped[list["SignIn"]] = relationship(back_populates="person", cascade="all, delete-orphan")

    def roles_in(self, city: City) -> set[Role]:
        """What the person is in a city, national roles included."""
        roles = {Role(m.role) for m in self.memberships if m.city_id == city.id}
        return roles | ({Role(self.national_role)} if self.national_role else set())

    def may(self, action: Action, city: City) -> bool:
        """Whether any of the person's roles in the city carries the action."""
        return any(may(role, action) for role in self.roles_in(city))


class Membership(Model):
    """One role of one person in one city; several are allowed."""

    __table_args__ = (
        UniqueConstraint("person_id", "city_id", "role"),
        CheckConstraint("role IN ('facilitator', 'planner', 'reporter')", name="city_role"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    city_id: Mapped[int] = mapped_column(ForeignKey("city.id", ondelete="CASCADE"), index=True)
    role: Mapped[str] = mapped_column(String(20))
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    person: Mapped[Person] = relationship(back_populates="memberships")
    city: Mapped[City] = relationship()


class SignIn(Model):
    """One browser signed in; deleting the row ends it. The browser holds the secret, we its digest."""

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    person: Mapped[Person] = relationship(back_populates="sign_ins")

    @property
    def is_valid(self) -> bool:
        """Whether the sign-in has not run out."""
        return clock.now() < self.expires_at


class Throttle(Model):
    """How often something went wrong in a stretch of time, under a name nobody can read back."""

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    count: Mapped[int]
    until: Mapped[datetime] = mapped_column(UtcDateTime)
