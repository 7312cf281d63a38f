"""Requests to the service: threads, what is written in them, what is attached, how far each person has read."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from presantra.db.models.base import Instant, public_id


class MessageThread(SQLModel, table=True):
    """``status_at``: since when it has its status. ``last_answer``: id of the last message of the service, or 0.

    ``tie_kind`` and ``tie_id``: the invoice, visit or employee that it is about; shown to who may see that one.
    """

    __tablename__ = "message_thread"
    __table_args__ = (Index("ix_message_thread_member_id_last_at", "member_id", "last_at"),)

    id: int | None = Field(default=None, primary_key=True)
    public_id: UUID = public_id()
    number: str = Field(max_length=20, unique=True)
    member_id: int = Field(foreign_key="member.id")
    account_id: int = Field(foreign_key="account.id", index=True)
    theme: str = Field(max_length=20)
    subject: str = Field(max_length=120)
    status: str = Field(max_length=20)
    status_at: datetime = Field(sa_type=Instant)
    created_at: datetime = Field(sa_type=Instant)
    last_at: datetime = Field(sa_type=Instant)
    last_answer: int = 0
    service_seen_at: datetime | None = Field(default=None, sa_type=Instant)
    tie_kind: str = Field(default="", max_length=20)
    tie_id: UUID | None = None


class ThreadMessage(SQLModel, table=True):
    """Append-only. ``account_id`` None: the service. ``said``: what was done of the request, besides words."""

    __tablename__ = "thread_message"

    id: int | None = Field(default=None, primary_key=True)
    public_id: UUID = public_id()
    member_id: int = Field(foreign_key="member.id")
    thread_id: int = Field(foreign_key="message_thread.id", index=True)
    account_id: int | None = Field(default=None, foreign_key="account.id", index=True)
    by: str = Field(max_length=420)
    at: datetime = Field(sa_type=Instant)
    said: str = Field(default="", max_length=100)
    text: str = Field(default="", max_length=4000)


class AttachedFile(SQLModel, table=True):
    """A file of a message; before the message is sent, of the ``draft`` that its author is writing."""

    __tablename__ = "attached_file"
    __table_args__ = (Index("ix_attached_file_draft_account_id", "draft", "account_id"),)

    id: int | None = Field(default=None, primary_key=True)
    public_id: UUID = public_id()
    member_id: int = Field(foreign_key="member.id")
    account_id: int | None = Field(default=None, foreign_key="account.id")
    message_id: int | None = Field(default=None, foreign_key="thread_message.id", index=True)
    draft: UUID | None = None
    kind: str = Field(max_length=4)
    name: str = Field(max_length=120)
    size: int
    created_at: datetime = Field(sa_type=Instant)


class ThreadRead(SQLModel, table=True):
    """How far an account has read a thread: the id of the last message that it was shown."""

    __tablename__ = "thread_read"

    account_id: int = Field(foreign_key="account.id", primary_key=True)
    thread_id: int = Field(foreign_key="message_thread.id", primary_key=True)
    last_message: int
