"""Facture or avoir; amounts in euro cents, the PDF in the document store under ``document_key``."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from presantra.db.models.base import Instant, public_id

NOT_SETTLED = text("settled_cents <> total_cents")


class Invoice(SQLModel, table=True):
    """``kind``: facture, avoir. Its status is not kept: see :func:`presantra.domain.billing.status_on`.

    ``settled_at_import_cents``: what was already paid, or deducted, when it came into the portal.
    ``settled_cents``: that, and all that was put on it since (from it, for an avoir). Both have the sign of the total.
    ``debit_rejected_on``: the day that the prélèvement which paid it was rejected, until something else is put on it.
    """

    __table_args__ = (
        UniqueConstraint("number"),
        Index("ix_invoice_by_date", "member_id", "issued_on", "number"),
        Index(
            "ix_invoice_not_settled", "member_id", "due_on", sqlite_where=NOT_SETTLED, postgresql_where=NOT_SETTLED
        ),
    )  # fmt: skip

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
    settled_at_import_cents: int = 0
    settled_cents: int = 0
    debit_rejected_on: date | None = None
    document_key: str = Field(default="", max_length=100)
    created_at: datetime = Field(sa_type=Instant)
