"""« Identifiants perdus »: a new letter asked for, from the first request to the post."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from presantra.db.models.base import Instant, public_id

_OPEN = text("sent_at IS NULL")


class LetterRequest(SQLModel, table=True):
    """At most one open request a member.

    ``link_digest``: SHA-256 of the token mailed to the known contact, empty once used or when there is no contact.
    ``confirmed_at``: the service is asked for the letter from then on. ``sent_at``: the letter exists.
    """

    __tablename__ = "letter_request"
    __table_args__ = (
        Index("uq_letter_request_open", "member_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_letter_request_link_digest", "link_digest"),
    )

    id: int | None = Field(default=None, primary_key=True)
    public_id: UUID = public_id()
    member_id: int = Field(foreign_key="member.id", index=True)
    asked_at: datetime = Field(sa_type=Instant)
    link_digest: str = Field(default="", max_length=64)
    link_expires_at: datetime | None = Field(default=None, sa_type=Instant)
    confirmed_at: datetime | None = Field(default=None, sa_type=Instant)
    confirmed_by: str = Field(default="", max_length=200)
    sent_at: datetime | None = Field(default=None, sa_type=Instant)
    sent_by: str = Field(default="", max_length=200)
