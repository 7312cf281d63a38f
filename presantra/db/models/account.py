"""Compte du déclarant, and the companies attached to it."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from presantra.db.models.base import Instant, public_id
from presantra.domain.rights import Role


class Account(SQLModel, table=True):
    """``password_state``: ``first`` (sent by mail, works once before ``first_expires_at``) or ``own``.

    ``short_password``: of a length that only a second factor allows.
    ``closed_at``: closed by its holder; the service may reopen it until the purge erases what it says of him.
    """

    id: int | None = Field(default=None, primary_key=True)
    public_id: UUID = public_id()
    email: str = Field(max_length=254)
    email_key: str = Field(max_length=254, unique=True)
    last_name: str = Field(max_length=200)
    first_name: str = Field(max_length=200)
    job_title: str = Field(max_length=200)
    password_hash: str = Field(default="", max_length=300)
    password_state: str = Field(default="first", max_length=10)
    first_expires_at: datetime | None = Field(default=None, sa_type=Instant)
    first_used_at: datetime | None = Field(default=None, sa_type=Instant)
    disabled_at: datetime | None = Field(default=None, sa_type=Instant)
    created_at: datetime = Field(sa_type=Instant)
    version: int = 1
    weekly_digest: bool = True
    digest_sent_on: date | None = None
    mail_acknowledgements: bool = True
    mail_visit_changes: bool = True
    mail_invoices: bool = True
    mail_messages: bool = True
    mail_documents: bool = True
    short_password: bool = False
    closed_at: datetime | None = Field(default=None, sa_type=Instant)


class Attachment(SQLModel, table=True):
    """What an account may do for a member. ``roles``: see :func:`presantra.domain.rights.read_roles`.

    ``suspended_at``: kept with its roles, and of no use meanwhile.
    """

    __table_args__ = (UniqueConstraint("account_id", "member_id"),)

    id: int | None = Field(default=None, primary_key=True)
    public_id: UUID = public_id()
    account_id: int = Field(foreign_key="account.id")
    member_id: int = Field(foreign_key="member.id", index=True)
    created_at: datetime = Field(sa_type=Instant)
    removed_at: datetime | None = Field(default=None, sa_type=Instant)
    roles: str = Field(default=Role.ADMINISTRATOR.value, max_length=100)
    suspended_at: datetime | None = Field(default=None, sa_type=Instant)
