"""Facture or avoir; amounts in euro cents, the PDF in the document store under ``document_key``."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from presantra.db.models.base import Instant, public_id


class Invoice(SQLModel, table=True):
    """``kind``: facture, avoir. ``status``: a_regler, partiellement_reglee, reglee."""

    __table_args__ = (
        UniqueConstraint("number"),
        Index("ix_invoice_member_id_issued_on", "member_id", "issued_on"),
    )

    id: int | None = Field(default=None, primary_key=True)
    public_id: UUID = public_id()
    member_id: int = Field(foreign_key="member.id")
    number: str = Field(max_length=40)
    issued_on: date
    kind: str = Field(max_length=20)
    period: str = Field(default="", max_length=60)
    net_cents: int
    vat_cents: int
    total_cents: int
    due_on: date | None = None
    status: str = Field(max_length=30)
    document_key: str = Field(default="", max_length=100)
    created_at: datetime = Field(sa_type=Instant)
