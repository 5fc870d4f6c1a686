"""What was published. Nothing here is ever changed; a later publication follows an earlier one."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sfc_workshop.core.db import Model, UtcDateTime
from sfc_workshop.people.models import Person
from sfc_workshop.plans.models import Plan


class Publication(Model):
    """A draft as it was frozen: the document holds everything the public page says, in both languages.

    number:      counts the publications of a plan, from 1
    document:    texts, lines in order with reasons, results by group, numbers: read by page and files alike
    fingerprint: SHA-256 of the package
    audit_head:  head of the audit log just before the entry that tells of the publication
    """

    __table_args__ = (UniqueConstraint("plan_id", "number"),)
    id: Mapped[str] = mapped_column(String(20), primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id", ondelete="RESTRICT"), index=True)
    draft_id: Mapped[int | None] = mapped_column(ForeignKey("draft.id", ondelete="SET NULL"))
    number: Mapped[int]
    title_th: Mapped[str] = mapped_column(String(300))
    title_en: Mapped[str] = mapped_column(String(300), default="")
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    document: Mapped[dict[str, Any]] = mapped_column(JSON)
    fingerprint: Mapped[str] = mapped_column(String(64))
    audit_head: Mapped[str] = mapped_column(String(64))
    plan: Mapped[Plan] = relationship()
    person: Mapped[Person | None] = relationship()
    files: Mapped[list["PublishedFile"]] = relationship(order_by="PublishedFile.name")


class PublishedFile(Model):
    """One file of a publication, made once: package.zip, priorities.xlsx and so on, in each language it has."""

    publication_id: Mapped[str] = mapped_column(ForeignKey("publication.id", ondelete="RESTRICT"), primary_key=True)
    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    fingerprint: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
