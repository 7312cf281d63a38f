"""Journal: append-only, each entry sealed with the one before it in the same chain."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Index
from sqlmodel import Field, SQLModel

from presantra.db.models.base import Instant


class AuditChain(SQLModel, table=True):
    """Head of a chain: one a member (name ``member:<id>``), one for what belongs to none (``portal``)."""

    __tablename__ = "audit_chain"

    name: str = Field(primary_key=True, max_length=40)
    position: int = 0
    mac: str = Field(default="", max_length=64)


class AuditCheckpoint(SQLModel, table=True):
    """Where the entries of a chain begin since the purge: the last one erased, sealed so that none is forged."""

    __tablename__ = "audit_checkpoint"

    chain: str = Field(primary_key=True, max_length=40)
    position: int
    mac: str = Field(max_length=64)
    seal: str = Field(max_length=64)


class AuditEntry(SQLModel, table=True):
    """``changes``: list of {field, label, before, after} or other facts; never a secret."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("uq_audit_entry_chain_position", "chain", "position", unique=True),
        Index("ix_audit_entry_member_id_subject", "member_id", "subject_kind", "subject_id"),
        Index("ix_audit_entry_account_id_at", "account_id", "at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    chain: str = Field(max_length=40)
    position: int
    at: datetime = Field(sa_type=Instant)
    account_id: int | None = Field(default=None, foreign_key="account.id")
    actor_name: str = Field(max_length=420)
    ip: str = Field(default="", max_length=45)
    member_id: int | None = Field(default=None, foreign_key="member.id")
    action: str = Field(max_length=60)
    subject_kind: str = Field(default="", max_length=30)
    subject_id: UUID | None = None
    changes: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    mac: str = Field(max_length=64)
