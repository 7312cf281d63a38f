"""What an employer declares for the follow-up beside the contract: absences, attestations, complementary posts."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from presantra.db.models.base import Instant, public_id


class Absence(SQLModel, table=True):
    """Arrêt de travail. ``cause``: its legal category only (at, maladie_pro, maternite, maladie), never a diagnosis."""

    __table_args__ = (Index("ix_absence_member_id_end_date", "member_id", "end_date"),)

    id: int | None = Field(default=None, primary_key=True)
    public_id: UUID = public_id()
    member_id: int = Field(foreign_key="member.id")
    employee_id: int = Field(foreign_key="employee.id", index=True)
    cause: str = Field(max_length=20)
    start_date: date
    end_date: date | None = None
    prescribed_on: date | None = None
    pre_return_without_measure: bool = False
    """A préreprise visit at most 30 days before the return concluded that nothing had to change."""
    signalled_at: datetime | None = Field(default=None, sa_type=Instant)
    """When the service was told of an AT of less than 30 days (R. 4624-33)."""
    informed_at: datetime | None = Field(default=None, sa_type=Instant)
    """When the employer had the worker told of préreprise and of the rendez-vous de liaison."""
    created_at: datetime = Field(sa_type=Instant)
    created_by: str = Field(max_length=200)
    version: int = 1


class Attestation(SQLModel, table=True):
    """Attestation d’absence de contre-indications médicales that the worker has shown; ``kind``: a situation code."""

    __table_args__ = (Index("ix_attestation_member_id_valid_until", "member_id", "valid_until"),)

    id: int | None = Field(default=None, primary_key=True)
    public_id: UUID = public_id()
    member_id: int = Field(foreign_key="member.id")
    employee_id: int = Field(foreign_key="employee.id", index=True)
    kind: str = Field(max_length=40)
    issued_on: date
    valid_until: date
    created_at: datetime = Field(sa_type=Instant)
    created_by: str = Field(max_length=200)


class ComplementaryPost(SQLModel, table=True):
    """A post that the employer adds to the SIR list, with its written reason (R. 4624-23 III)."""

    __tablename__ = "complementary_post"

    id: int | None = Field(default=None, primary_key=True)
    public_id: UUID = public_id()
    member_id: int = Field(foreign_key="member.id", index=True)
    job_title: str = Field(max_length=200)
    reason: str = Field(max_length=2000)
    doctor_opinion_on: date | None = None
    cse_opinion_on: date | None = None
    created_at: datetime = Field(sa_type=Instant)
    updated_at: datetime = Field(sa_type=Instant)
    updated_by: str = Field(max_length=200)
    sent_at: datetime | None = Field(default=None, sa_type=Instant)
    withdrawn_at: datetime | None = Field(default=None, sa_type=Instant)
    version: int = 1


class CalendarFeed(SQLModel, table=True):
    """Secret address of an account’s calendar for one member; only its digest is kept, renewing replaces it."""

    __tablename__ = "calendar_feed"
    __table_args__ = (UniqueConstraint("account_id", "member_id"),)

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id")
    member_id: int = Field(foreign_key="member.id", index=True)
    token_digest: str = Field(max_length=64, unique=True)
    full_names: bool = False
    """Whether persons are named in full: by default their initials only, a calendar being seen by others."""
    created_at: datetime = Field(sa_type=Instant)
