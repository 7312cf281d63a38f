"""Imports of salariés: one job a file, and what a member’s files have taught."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from presantra.db.models.base import Instant, public_id


class ImportJob(SQLModel, table=True):
    """One file brought by one account.

    ``payload`` is what was read (table or people, never the file itself, never pay data) and, once mapped, the
    difference; ``undo`` is what is needed to take the import back. Both are compressed and sealed, bound to
    ``public_id``, and emptied by the purge.
    """

    __tablename__ = "import_job"
    __table_args__ = (Index("ix_import_job_member_id_created_at", "member_id", "created_at"),)

    id: int | None = Field(default=None, primary_key=True)
    public_id: UUID = public_id()
    member_id: int = Field(foreign_key="member.id")
    account_id: int = Field(foreign_key="account.id", index=True)
    kind: str = Field(max_length=20)
    filename: str = Field(max_length=200)
    status: str = Field(max_length=20, index=True)
    payload: bytes | None = None
    undo: bytes | None = None
    mapping: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    options: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    counts: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    progress: int = 0
    sentence: str = Field(default="", max_length=1000)
    created_at: datetime = Field(sa_type=Instant)
    updated_at: datetime = Field(sa_type=Instant)
    applied_at: datetime | None = Field(default=None, sa_type=Instant)
    undone_at: datetime | None = Field(default=None, sa_type=Instant)
    version: int = 1


class ImportMapping(SQLModel, table=True):
    """Columns and words of a member’s files as somebody confirmed them, found again by the headings’ digest."""

    __tablename__ = "import_mapping"
    __table_args__ = (UniqueConstraint("member_id", "signature"),)

    id: int | None = Field(default=None, primary_key=True)
    member_id: int = Field(foreign_key="member.id")
    signature: str = Field(max_length=64)
    mapping: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    updated_at: datetime = Field(sa_type=Instant)
