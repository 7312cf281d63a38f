"""Demande de visite, with the dated list of its statuses."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import JSON, Index
from sqlmodel import Field, SQLModel

from presantra.db.models.base import Instant, public_id


class VisitRequest(SQLModel, table=True):
    """``origin`` other than « employeur »: no statement of the employer's ever reads it (``db/confidential.py``)."""

    __tablename__ = "visit_request"
    __table_args__ = (Index("ix_visit_request_member_id_status", "member_id", "status", "employee_id", "origin"),)

    id: int | None = Field(default=None, primary_key=True)
    public_id: UUID = public_id()
    number: str = Field(max_length=20, unique=True)
    member_id: int = Field(foreign_key="member.id")
    employee_id: int = Field(foreign_key="employee.id", index=True)
    account_id: int | None = Field(default=None, foreign_key="account.id")
    kind: str = Field(max_length=40)
    reason: str = Field(default="", max_length=2000)
    availabilities: str = Field(default="", max_length=1000)
    comment: str = Field(default="", max_length=2000)
    status: str = Field(max_length=30)
    due_date: date | None = None
    planned_at: datetime | None = Field(default=None, sa_type=Instant)
    created_at: datetime = Field(sa_type=Instant)
    version: int = 1
    origin: str = Field(default="employeur", max_length=20)
    signature: str = Field(default="", max_length=200)
    signed_at: datetime | None = Field(default=None, sa_type=Instant)
    """« Le salarié est informé »: name of whoever says so, and when (R. 4624-34, R. 4624-28-2)."""
    return_date: date | None = None
    leave_cause: str = Field(default="", max_length=20)
    leave_start: date | None = None
    exposure_end: date | None = None
    half_days: list[str] = Field(default_factory=list, sa_type=JSON)
    centre: str = Field(default="", max_length=40)
    accessible: bool = False
    interpreter: str = Field(default="", max_length=60)
    summons_language: str = Field(default="fr", max_length=2)
    urgent: bool = False
    urgency_reason: str = Field(default="", max_length=300)
    held_kind: str = Field(default="", max_length=40)
    """The legal kind on the day it took place, whatever becomes of the post; empty before, and for the oldest."""


class VisitEvent(SQLModel, table=True):
    """Append-only timeline: what was done, status reached, when, by whom (a name to show)."""

    __tablename__ = "visit_event"

    id: int | None = Field(default=None, primary_key=True)
    member_id: int = Field(foreign_key="member.id")
    visit_request_id: int = Field(foreign_key="visit_request.id", index=True)
    status: str = Field(max_length=30)
    at: datetime = Field(sa_type=Instant)
    by: str = Field(max_length=200)
    note: str = Field(default="", max_length=1200)
    said: str = Field(default="", max_length=100)
    """What was done, in French; empty for the oldest lines, which only have a status."""
