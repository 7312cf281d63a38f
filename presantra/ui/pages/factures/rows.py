"""Lines of « Factures » and « Paiements », ready to show."""

from __future__ import annotations

from dataclasses import dataclass, field

from presantra.domain.labels import format_amount, format_date
from presantra.domain.typography import french
from presantra.domain.vocabulary import InvoiceKind, InvoiceStatus
from presantra.services.invoices import InvoiceRow, PartView, PaymentRow

LIST = "/espace/factures"
TONES = {
    InvoiceStatus.DUE.value: "info",
    InvoiceStatus.LATE.value: "danger",
    InvoiceStatus.PARTLY_PAID.value: "warning",
    InvoiceStatus.DEBIT_SCHEDULED.value: "info",
    InvoiceStatus.DEBIT_REJECTED.value: "danger",
    InvoiceStatus.PAID.value: "success",
}


@dataclass(frozen=True)
class InvoiceLine:
    """One document; ``what``: its kind and period. ``download`` ends the names of its links.

    ``parts``: what was paid of it, in sentences.
    """

    public_id: str
    number: str
    issued_on: str
    due_on: str
    what: str
    net: str
    vat: str
    total: str
    remaining: str
    received: str
    status: str
    tone: str
    href: str
    question: str
    download: str
    parts: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class PaymentLine:
    paid_on: str
    means: str
    reference: str
    amount: str
    factures: str
    left: str
    state: str
    tone: str
    reason: str


def number_in(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() else 0


def some(count: int, word: str) -> str:
    return f"{count} {word}{'s' if count > 1 else ''}"


def line_of(row: InvoiceRow) -> InvoiceLine:
    credit = row.kind == InvoiceKind.CREDIT_NOTE.value
    paid = row.status == InvoiceStatus.PAID.value
    return InvoiceLine(
        public_id=str(row.public_id),
        number=row.number,
        issued_on=format_date(row.issued_on),
        due_on=_due(row, paid),
        what=f"{row.kind_label}, {row.period}" if row.period else row.kind_label,
        net=format_amount(row.net_cents),
        vat=format_amount(row.vat_cents),
        total=format_amount(row.total_cents),
        remaining=format_amount(row.remaining_cents),
        received=_received(row, credit) if row.received_cents and not paid else "",
        status=row.status_label,
        tone="neutral" if credit else TONES[row.status],
        href=f"/documents/factures/{row.public_id}",
        question=f"/espace/messages/nouveau?theme=facturation&facture={row.public_id}",
        download=f"{'l’avoir' if credit else 'la facture'} {row.number}",
        parts=[*_before(row, credit), *(_part(part, credit) for part in row.parts)],
    )


def _due(row: InvoiceRow, paid: bool) -> str:
    if row.debit_on:
        return f"prélèvement le {format_date(row.debit_on)}"
    return f"échéance {format_date(row.due_on)}" if row.due_on and not paid else ""


def _received(row: InvoiceRow, credit: bool) -> str:
    return f"{format_amount(abs(row.received_cents))} {'déduits' if credit else 'réglés'}"


def _before(row: InvoiceRow, credit: bool) -> list[str]:
    if not row.settled_at_import_cents:
        return []
    words = "Déduit" if credit else "Réglé"
    return [french(f"{words} avant la mise en ligne : {format_amount(abs(row.settled_at_import_cents))}")]


def _part(part: PartView, credit: bool) -> str:
    amount = format_amount(part.cents)
    if not part.on:
        return french(f"{'Déduit de la facture' if credit else 'Avoir'} {part.name} : {amount}")
    said = f"{part.means} du {format_date(part.on)}, {part.name} : {amount}"
    if part.cancelled_on:
        said += f", rejeté le {format_date(part.cancelled_on)} ({part.cancel_reason})"
    return french(said + (", à venir" if part.to_come else ""))


def payment_line(row: PaymentRow) -> PaymentLine:
    state, tone = ("À venir", "info") if row.to_come else ("Reçu", "success")
    if row.cancelled_on:
        state, tone = f"Rejeté le {format_date(row.cancelled_on)}", "danger"
    return PaymentLine(
        paid_on=format_date(row.paid_on),
        means=row.means,
        reference=row.reference,
        amount=format_amount(row.cents),
        factures=", ".join(number for number, _ in row.parts) or "–",
        left=f"{format_amount(row.left_cents)} non affectés" if row.left_cents else "",
        state=state,
        tone=tone,
        reason=row.cancel_reason,
    )
