"""Persons with an account, what they are where, their signed-in browsers, and links that let them in once."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sfc_workshop.cities.models import City, Division
from sfc_workshop.core import clock
from sfc_workshop.core.db import Model, UtcDateTime
from sfc_workshop.domain.roles import Action, Role, may


class Person(Model):
    """Somebody who works with plans. Citizens never have an account.

    password_hash: "" until the person has followed the invitation and chosen a password
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(String(120), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    password_hash: Mapped[str] = mapped_column(String(200))
    national_role: Mapped[str | None] = mapped_column(String(20))
    national_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    memberships: Mapped[list["Membership"]] = relationship(
        back_populates="person", order_by="Membership.id", cascade="all, delete-orphan"
    )
    sign_ins: Mapped[list["SignIn"]] = relationship(back_populates="person", cascade="all, delete-orphan")
    link: Mapped["PersonalLink | None"] = relationship(
        back_populates="person", foreign_keys="PersonalLink.person_id", cascade="all, delete-orphan"
    )

    @property
    def has_joined(self) -> bool:
        """Whether the person has chosen a password; before that nobody can sign in under this name."""
        return bool(self.password_hash)

    def roles_in(self, city: City) -> set[Role]:
        """What the person is in a city, national roles included."""
        roles = {Role(m.role) for m in self.memberships if m.city_id == city.id}
        return roles | ({Role(self.national_role)} if self.national_role else set())

    def may(self, action: Action, city: City) -> bool:
        """Whether any of the person's roles in the city carries the action."""
        return any(may(role, action) for role in self.roles_in(city))

    def may_everywhere(self, action: Action) -> bool:
        """Whether the person's national role carries the action."""
        return self.national_role is not None and may(Role(self.national_role), action)


class Membership(Model):
    """One role of one person in one city; several are allowed.

    division: the part of the municipality a reporter reports for; other roles have none
    """

    __table_args__ = (
        UniqueConstraint("person_id", "city_id", "role"),
        CheckConstraint("role IN ('facilitator', 'planner', 'reporter')", name="city_role"),
        CheckConstraint("division_id IS NULL OR role = 'reporter'", name="division"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    city_id: Mapped[int] = mapped_column(ForeignKey("city.id", ondelete="CASCADE"), index=True)
    role: Mapped[str] = mapped_column(String(20))
    division_id: Mapped[int | None] = mapped_column(ForeignKey("division.id", ondelete="SET NULL"))
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    person: Mapped[Person] = relationship(back_populates="memberships")
    city: Mapped[City] = relationship()
    division: Mapped[Division | None] = relationship()


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


class PersonalLink(Model):
    """A link that lets one person choose a password, once: an invitation, or a new password.

    The link holds the secret, we its digest. A new link takes the place of the one before, so that a person
    never has two; one that was used is gone.
    """

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), unique=True)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    person: Mapped[Person] = relationship(back_populates="link", foreign_keys=person_id)

    @property
    def is_valid(self) -> bool:
        """Whether the link has not run out."""
        return clock.now() < self.expires_at


class Throttle(Model):
    """How often something went wrong in a stretch of time, under a name nobody can read back."""

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    count: Mapped[int]
    until: Mapped[datetime] = mapped_column(UtcDateTime)
