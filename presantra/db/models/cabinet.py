"""Cabinets comptables, their people, and the mandates that employers give them."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from presantra.db.models.base import Instant, public_id


class Cabinet(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    public_id: UUID = public_id()
    name: str = Field(max_length=200)
    siren: str = Field(max_length=9)
    email: str = Field(max_length=254)
    created_at: datetime = Field(sa_type=Instant)


class CabinetMember(SQLModel, table=True):
    """Somebody of a firm. ``suspended_at``: kept, and of no use meanwhile; an account has one firm at a time."""

    __tablename__ = "cabinet_member"
    __table_args__ = (
        Index(
            "uq_cabinet_member_account_id",
            "account_id",
            unique=True,
            sqlite_where=text("removed_at IS NULL"),
            postgresql_where=text("removed_at IS NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    public_id: UUID = public_id()
    cabinet_id: int = Field(foreign_key="cabinet.id", index=True)
    account_id: int = Field(foreign_key="account.id")
    administrator: bool = False
    created_at: datetime = Field(sa_type=Instant)
    suspended_at: datetime | None = Field(default=None, sa_type=Instant)
    removed_at: datetime | None = Field(default=None, sa_type=Instant)


class Mandate(SQLModel, table=True):
    """What one employer lets one firm do for one company. ``roles``: see :func:`presantra.domain.rights.read_roles`.

    ``cabinet_id`` is None until the firm accepts. ``ends_on``: last legal day; None: until somebody ends it.
    ``gift``: mandates given by one mail share it. ``warned``: days before the end of the last warning sent.
    """

    __table_args__ = (Index("ix_mandate_cabinet_id", "cabinet_id", "ended_at", "ends_on"),)

    id: int | None = Field(default=None, primary_key=True)
    public_id: UUID = public_id()
    gift: UUID = Field(index=True)
    member_id: int = Field(foreign_key="member.id", index=True)
    cabinet_id: int | None = Field(default=None, foreign_key="cabinet.id")
    email: str = Field(max_length=254)
    roles: str = Field(max_length=100)
    follow_up: bool = False
    starts_on: date
    ends_on: date | None = None
    given_by: str = Field(max_length=420)
    given_at: datetime = Field(sa_type=Instant)
    accepted_by: str = Field(default="", max_length=420)
    accepted_at: datetime | None = Field(default=None, sa_type=Instant)
    ended_by: str = Field(default="", max_length=420)
    ended_at: datetime | None = Field(default=None, sa_type=Instant)
    ended_why: str = Field(default="", max_length=20)
    warned: int = 0
    version: int = 1
