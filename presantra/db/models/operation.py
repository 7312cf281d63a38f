"""Operation ids (a double click creates one record) and numbered series."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from presantra.db.models.base import Instant


class Operation(SQLModel, table=True):
    """One accepted operation of one account; ``result_id`` is the public id of what it created."""

    operation_id: UUID = Field(primary_key=True)
    account_id: int = Field(primary_key=True, foreign_key="account.id")
    kind: str = Field(max_length=40)
    result_id: UUID | None = None
    created_at: datetime = Field(sa_type=Instant)


class Counter(SQLModel, table=True):
    """Series of numbers without reuse, e.g. ``visit:2026``."""

    name: str = Field(primary_key=True, max_length=40)
    value: int = 0
