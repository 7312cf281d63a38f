"""Payments received by the service, and what is put on each facture; amounts in euro cents."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from presantra.db.models.base import Instant, public_id

NOT_ALL_ALLOCATED = text("allocated_cents <> cents")


class Payment(SQLModel, table=True):
    """``paid_on`` may be in the future for a prélèvement that is announced.

    ``allocated_cents``: the sum of its allocations. ``cancelled_on``: rejected by the bank, or taken back; its
    allocations stay, to tell what it was for, and count for nothing.
    """

    __table_args__ = (
        CheckConstraint("cents > 0 AND allocated_cents BETWEEN 0 AND cents", name="amounts"),
        Index("ix_payment_member_id_paid_on", "member_id", "paid_on", "id"),
        Index("ix_payment_member_id_cancelled_on", "member_id", "cancelled_on"),
        Index(
            "ix_payment_left_over", "member_id", "paid_on",
            sqlite_where=NOT_ALL_ALLOCATED, postgresql_where=NOT_ALL_ALLOCATED,
        ),
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    public_id: UUID = public_id()
    member_id: int = Field(foreign_key="member.id")
    reference: str = Field(max_length=40, unique=True)
    paid_on: date
    means: str = Field(max_length=20)
    cents: int
    allocated_cents: int = 0
    cancelled_on: date | None = None
    cancel_reason: str = Field(default="", max_length=200)
    created_at: datetime = Field(sa_type=Instant)


class Allocation(SQLModel, table=True):
    """A part of a payment, or of an avoir (``credit_note_id``), put on a facture."""

    __table_args__ = (
        CheckConstraint("(payment_id IS NULL) <> (credit_note_id IS NULL)", name="one_source"),
        CheckConstraint("cents > 0", name="amount"),
    )

    id: int | None = Field(default=None, primary_key=True)
    member_id: int = Field(foreign_key="member.id")
    invoice_id: int = Field(foreign_key="invoice.id", index=True)
    payment_id: int | None = Field(default=None, foreign_key="payment.id", index=True)
    credit_note_id: int | None = Field(default=None, foreign_key="invoice.id", index=True)
    cents: int
    created_at: datetime = Field(sa_type=Instant)
