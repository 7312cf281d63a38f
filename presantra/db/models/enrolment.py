"""What lives between two steps: verified identifiers waiting for an account, links sent by mail."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from presantra.db.models.base import Instant, public_id


class Enrolment(SQLModel, table=True):
    """Identifiers verified by one browser (``visitor_digest``), good for one account until ``expires_at``."""

    id: int | None = Field(default=None, primary_key=True)
    public_id: UUID = public_id()
    visitor_digest: str = Field(max_length=64, index=True)
    member_id: int = Field(foreign_key="member.id")
    created_at: datetime = Field(sa_type=Instant)
    expires_at: datetime = Field(sa_type=Instant)
    completed_at: datetime | None = Field(default=None, sa_type=Instant)
    email: str = Field(default="", max_length=254)
    account_id: int | None = Field(default=None, foreign_key="account.id")


class PasswordToken(SQLModel, table=True):
    """``purpose``: ``reset`` or ``first`` (the link sent instead of a first password)."""

    __tablename__ = "password_token"

    id: int | None = Field(default=None, primary_key=True)
    token_digest: str = Field(max_length=64, unique=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    purpose: str = Field(max_length=10)
    created_at: datetime = Field(sa_type=Instant)
    expires_at: datetime = Field(sa_type=Instant)
    used_at: datetime | None = Field(default=None, sa_type=Instant)
