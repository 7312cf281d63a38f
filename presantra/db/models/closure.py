"""Fermetures of a member: what comes back every week or every year, and periods."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import JSON, Index
from sqlmodel import Field, SQLModel

from presantra.db.models.base import Instant, public_id


class RegularClosure(SQLModel, table=True):
    """``weekdays``: 0 is Monday. ``holidays``: values of ``domain.holidays.Holiday``."""

    __tablename__ = "regular_closure"

    member_id: int = Field(primary_key=True, foreign_key="member.id")
    weekdays: list[int] = Field(default_factory=list, sa_type=JSON)
    holidays: list[str] = Field(default_factory=list, sa_type=JSON)
    version: int = 1


class ClosurePeriod(SQLModel, table=True):
    """From ``first_day`` to ``last_day``, both closed; withdrawn, it stays for whoever changes his mind."""

    __tablename__ = "closure_period"
    __table_args__ = (Index("ix_closure_period_member_id_last_day", "member_id", "last_day"),)

    id: int | None = Field(default=None, primary_key=True)
    public_id: UUID = public_id()
    member_id: int = Field(foreign_key="member.id")
    first_day: date
    last_day: date
    reason: str = Field(max_length=80)
    created_at: datetime = Field(sa_type=Instant)
    created_by: str = Field(max_length=420)
    withdrawn_at: datetime | None = Field(default=None, sa_type=Instant)
