"""A session is a row; only the SHA-256 of the cookie's token is kept."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from presantra.db.models.base import Instant, public_id


class LoginSession(SQLModel, table=True):
    """``kind``: ``provisional`` (may only choose a password) or ``full``.

    ``reauthenticated_at``: when the person last proved who he is, by logging in or since.
    """

    __tablename__ = "login_session"

    id: int | None = Field(default=None, primary_key=True)
    public_id: UUID = public_id()
    token_digest: str = Field(max_length=64, unique=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    kind: str = Field(max_length=12)
    member_id: int | None = Field(default=None, foreign_key="member.id")
    created_at: datetime = Field(sa_type=Instant)
    last_seen_at: datetime = Field(sa_type=Instant)
    expires_at: datetime = Field(sa_type=Instant)
    reauthenticated_at: datetime | None = Field(default=None, sa_type=Instant)
    revoked_at: datetime | None = Field(default=None, sa_type=Instant)
    ip: str = Field(default="", max_length=45)
    user_agent: str = Field(default="", max_length=200)
