"""Documents shared with the service: what the employer deposits, what the service gives."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from presantra.db.models.base import Instant, public_id


class SharedDocument(SQLModel, table=True):
    """One document. Those of a kind that replace each other are told apart by their date, the latest being current.

    ``account_id`` is None for what the service gives. ``document_key`` begins with the SHA-256 of the file.
    ``withdrawn_at``: taken back by whoever deposited it; nobody sees it any more.
    """

    __tablename__ = "shared_document"
    __table_args__ = (Index("ix_shared_document_member_id_kind", "member_id", "kind"),)

    id: int | None = Field(default=None, primary_key=True)
    public_id: UUID = public_id()
    member_id: int = Field(foreign_key="member.id")
    kind: str = Field(max_length=30)
    title: str = Field(max_length=200)
    document_on: date
    next_update_on: date | None = None
    format: str = Field(max_length=5)
    size: int
    document_key: str = Field(max_length=80)
    account_id: int | None = Field(default=None, foreign_key="account.id")
    deposited_at: datetime = Field(sa_type=Instant)
    deposited_by: str = Field(max_length=200)
    withdrawn_at: datetime | None = Field(default=None, sa_type=Instant)
    withdrawn_by: str = Field(default="", max_length=200)


class SharedDocumentRead(SQLModel, table=True):
    """An account has opened a document of the service."""

    __tablename__ = "shared_document_read"

    document_id: int = Field(primary_key=True, foreign_key="shared_document.id")
    account_id: int = Field(primary_key=True, foreign_key="account.id")
    read_at: datetime = Field(sa_type=Instant)
