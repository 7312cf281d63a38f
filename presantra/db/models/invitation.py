"""What is offered to somebody and waits for his answer: to join, or to become the administrator."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from presantra.db.models.base import Instant, public_id


class Invitation(SQLModel, table=True):
    """``kind``: see :mod:`presantra.services.invitations`. ``roles``: what it offers, in the words of its kind.

    ``member_id`` or ``cabinet_id``: what one joins.
    """

    id: int | None = Field(default=None, primary_key=True)
    public_id: UUID = public_id()
    kind: str = Field(max_length=10)
    member_id: int | None = Field(default=None, foreign_key="member.id", index=True)
    cabinet_id: int | None = Field(default=None, index=True)
    email: str = Field(max_length=254)
    email_key: str = Field(max_length=254, index=True)
    roles: str = Field(default="", max_length=100)
    invited_by: int = Field(foreign_key="account.id", index=True)
    created_at: datetime = Field(sa_type=Instant)
    expires_at: datetime = Field(sa_type=Instant)
    token_digest: str = Field(max_length=64, unique=True)
    accepted_at: datetime | None = Field(default=None, sa_type=Instant)
    revoked_at: datetime | None = Field(default=None, sa_type=Instant)


class Handover(SQLModel, table=True):
    """The administration of a member, offered by one of its people to another.

    ``kept_roles``: what the giver keeps afterwards; empty when he leaves.
    """

    id: int | None = Field(default=None, primary_key=True)
    public_id: UUID = public_id()
    member_id: int = Field(foreign_key="member.id", index=True)
    giver_id: int = Field(foreign_key="account.id", index=True)
    receiver_id: int = Field(foreign_key="account.id", index=True)
    kept_roles: str = Field(default="", max_length=100)
    created_at: datetime = Field(sa_type=Instant)
    expires_at: datetime = Field(sa_type=Instant)
    accepted_at: datetime | None = Field(default=None, sa_type=Instant)
    ended_at: datetime | None = Field(default=None, sa_type=Instant)
