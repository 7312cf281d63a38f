"""Frozen views of invoices and payments. Amounts are in euro cents; those of an avoir are negative."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID

from presantra.db.models import Payment
from presantra.db.repositories.invoices import Found
from presantra.db.repositories.payments import Put
from presantra.domain.billing import Standing, status_label, status_on
from presantra.domain.labels import choices, label
from presantra.domain.vocabulary import InvoiceKind, InvoiceStatus, PaymentMeans

INVOICE_FILTERS: tuple[tuple[str, str], ...] = choices(InvoiceStatus)
"""Pairs (code, label) for the filter by status."""


@dataclass(frozen=True, slots=True)
class InvoiceQuery:
    """``status``: a code of INVOICE_FILTERS, empty for all. ``page`` counts from 1."""

    year: int | None = None
    status: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class PartView:
    """A part of what was put on a facture, or of what an avoir was put on.

    ``means`` is empty for an avoir; ``name``: the reference of the payment, the number of the other facture or avoir.
    """

    means: str
    name: str
    on: date | None
    cents: int
    cancelled_on: date | None = None
    cancel_reason: str = ""
    to_come: bool = False


@dataclass(frozen=True, slots=True)
class InvoiceRow:
    """``received_cents``: paid, or deducted, today; ``debit_on``: the day of a prélèvement that is announced."""

    public_id: UUID
    number: str
    issued_on: date
    kind: str
    kind_label: str
    period: str
    net_cents: int
    vat_cents: int
    total_cents: int
    due_on: date | None
    status: str
    status_label: str
    received_cents: int = 0
    remaining_cents: int = 0
    debit_on: date | None = None
    settled_at_import_cents: int = 0
    parts: tuple[PartView, ...] = ()


@dataclass(frozen=True, slots=True)
class InvoicePage:
    """``due_cents``: the balance of the company, over every year: above zero when it owes."""

    rows: tuple[InvoiceRow, ...]
    total: int
    page: int
    pages: int
    years: tuple[int, ...]
    due_cents: int
    unpaid_count: int


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """``left_cents``: what is put on no facture. ``parts``: the factures, by number, and what each received."""

    reference: str
    paid_on: date
    means: str
    cents: int
    left_cents: int
    to_come: bool
    cancelled_on: date | None
    cancel_reason: str
    parts: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class PaymentPage:
    rows: tuple[PaymentRow, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class DocumentView:
    """A file to send: ``filename`` is safe in a header."""

    path: Path
    filename: str
    size: int


def row_view(found: Found, parts: Sequence[Put], today: date) -> InvoiceRow:
    invoice, kind = found.invoice, InvoiceKind(found.invoice.kind)
    standing = Standing(
        kind, invoice.total_cents, invoice.settled_cents, found.scheduled_cents, invoice.due_on,
        rejected=invoice.debit_rejected_on is not None,
    )  # fmt: skip
    status = status_on(standing, today)
    return InvoiceRow(
        public_id=invoice.public_id,
        number=invoice.number,
        issued_on=invoice.issued_on,
        kind=kind.value,
        kind_label=label(kind),
        period=invoice.period,
        net_cents=invoice.net_cents,
        vat_cents=invoice.vat_cents,
        total_cents=invoice.total_cents,
        due_on=invoice.due_on,
        status=status.value,
        status_label=status_label(kind, status),
        received_cents=standing.received_cents,
        remaining_cents=standing.remaining_cents,
        debit_on=found.debit_on,
        settled_at_import_cents=invoice.settled_at_import_cents,
        parts=tuple(_part(put, invoice.id, today) for put in parts),
    )


def _part(put: Put, invoice_id: int | None, today: date) -> PartView:
    payment = put.payment
    if payment is None:
        other = put.credit_note if put.invoice_id == invoice_id else put.invoice_number
        return PartView("", other, None, put.cents)
    return PartView(
        label(PaymentMeans(payment.means)), payment.reference, payment.paid_on, put.cents, payment.cancelled_on,
        payment.cancel_reason, to_come=payment.cancelled_on is None and payment.paid_on > today,
    )  # fmt: skip


def payment_view(payment: Payment, parts: Sequence[Put], today: date) -> PaymentRow:
    live = payment.cancelled_on is None
    return PaymentRow(
        reference=payment.reference,
        paid_on=payment.paid_on,
        means=label(PaymentMeans(payment.means)),
        cents=payment.cents,
        left_cents=payment.cents - payment.allocated_cents if live else 0,
        to_come=live and payment.paid_on > today,
        cancelled_on=payment.cancelled_on,
        cancel_reason=payment.cancel_reason,
        parts=tuple((put.invoice_number, put.cents) for put in parts),
    )
