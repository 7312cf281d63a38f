"""Rendez-vous, the slots that the service opens, and the documents that a visit gives."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from presantra.db.models.base import Instant, public_id

_LIVE = text("status IN ('a_confirmer', 'confirme')")


class Slot(SQLModel, table=True):
    """A time that employers may book. ``taken`` never passes ``capacity``: the database itself refuses."""

    __table_args__ = (
        CheckConstraint("taken >= 0 AND taken <= capacity", name="taken_within_capacity"),
        Index("ix_slot_starts_at", "starts_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    public_id: UUID = public_id()
    centre: str = Field(max_length=40)
    starts_at: datetime = Field(sa_type=Instant)
    length_minutes: int
    kinds: list[str] = Field(default_factory=list, sa_type=JSON)
    """Kinds of visit that may be booked, in the employer's words (``VisitKind``)."""
    capacity: int = 1
    taken: int = 0
    opened_at: datetime = Field(sa_type=Instant)
    opened_by: str = Field(max_length=200)
    closed_at: datetime | None = Field(default=None, sa_type=Instant)


class Appointment(SQLModel, table=True):
    """One date of a request. A request has at most one that still holds; the others are its past."""

    __table_args__ = (
        Index(
            "uq_appointment_live",
            "visit_request_id",
            unique=True,
            sqlite_where=_LIVE,
            postgresql_where=_LIVE,
        ),
        Index("ix_appointment_member_id_starts_at", "member_id", "starts_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    public_id: UUID = public_id()
    member_id: int = Field(foreign_key="member.id")
    visit_request_id: int = Field(foreign_key="visit_request.id", index=True)
    slot_id: int | None = Field(default=None, foreign_key="slot.id", index=True)
    starts_at: datetime = Field(sa_type=Instant)
    length_minutes: int = 30
    centre: str = Field(default="", max_length=40)
    status: str = Field(max_length=20)
    absence_reason: str = Field(default="", max_length=20)
    fee_euros: int = 0
    """What the service will invoice for it, without tax; 0 when it was given up in time."""
    contest_reason: str = Field(default="", max_length=1000)
    contested_at: datetime | None = Field(default=None, sa_type=Instant)
    contest_outcome: str = Field(default="", max_length=20)
    summoned_at: datetime | None = Field(default=None, sa_type=Instant)
    summons_mailed: bool = False
    """Whether the convocation left for the employee's own address; otherwise his employer hands it over."""
    created_at: datetime = Field(sa_type=Instant)


class VisitDocument(SQLModel, table=True):
    """A PDF that the service gives to the employer after a visit; its type is one of an allow-list."""

    __tablename__ = "visit_document"

    id: int | None = Field(default=None, primary_key=True)
    public_id: UUID = public_id()
    member_id: int = Field(foreign_key="member.id")
    visit_request_id: int = Field(foreign_key="visit_request.id", index=True)
    type: str = Field(max_length=30)
    document_key: str = Field(max_length=80)
    deposited_at: datetime = Field(sa_type=Instant)
    deposited_by: str = Field(max_length=200)
    withdrawn_at: datetime | None = Field(default=None, sa_type=Instant)
    """Taken back by the service: the employer has it no more."""
    withdrawn_by: str = Field(default="", max_length=200)
