"""Frozen views of invoices. Amounts are in euro cents; those of an avoir are negative."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID

from presantra.db.models import Invoice
from presantra.db.repositories.invoices import LATE
from presantra.domain.labels import INVOICE_STATUS_LABELS, label
from presantra.domain.vocabulary import InvoiceKind, InvoiceStatus

_LATE_LABEL = "En retard"
_CREDIT_NOTE_LABELS = {
    InvoiceStatus.DUE: "À déduire",
    InvoiceStatus.PARTLY_PAID: "Partiellement déduit",
    InvoiceStatus.PAID: "Déduit",
}

INVOICE_FILTERS: tuple[tuple[str, str], ...] = (
    (InvoiceStatus.DUE.value, INVOICE_STATUS_LABELS[InvoiceStatus.DUE]),
    (LATE, _LATE_LABEL),
    (InvoiceStatus.PARTLY_PAID.value, INVOICE_STATUS_LABELS[InvoiceStatus.PARTLY_PAID]),
    (InvoiceStatus.PAID.value, INVOICE_STATUS_LABELS[InvoiceStatus.PAID]),
)
"""Pairs (code, label) for the filter by status."""


@dataclass(frozen=True, slots=True)
class InvoiceQuery:
    """``status``: a code of INVOICE_FILTERS, empty for all. ``page`` counts from 1."""

    year: int | None = None
    status: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class InvoiceRow:
    """``status`` may be ``en_retard``, which is not stored: it follows from the due date."""

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


@dataclass(frozen=True, slots=True)
class InvoicePage:
    """``due_cents``: all that is unpaid, over every year, once unused avoirs are deducted; a facture that is
    partly paid counts for its total, because the service does not tell how much was paid."""

    rows: tuple[InvoiceRow, ...]
    total: int
    page: int
    pages: int
    years: tuple[int, ...]
    due_cents: int
    unpaid_count: int


@dataclass(frozen=True, slots=True)
class DocumentView:
    """A file to send: ``filename`` is safe in a header."""

    path: Path
    filename: str
    size: int


def row_view(invoice: Invoice, today: date) -> InvoiceRow:
    kind, status = InvoiceKind(invoice.kind), InvoiceStatus(invoice.status)
    code, text = status.value, label(status)
    if kind is InvoiceKind.CREDIT_NOTE:
        text = _CREDIT_NOTE_LABELS[status]
    elif status is InvoiceStatus.DUE and invoice.due_on is not None and invoice.due_on < today:
        code, text = LATE, _LATE_LABEL
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
        status=code,
        status_label=text,
    )
