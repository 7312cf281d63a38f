"""Two years of factures, avoirs and payments of an invented company, in every status."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from presantra.demonstration.companies import DemoCompany
from presantra.domain.vocabulary import InvoiceKind, PaymentMeans
from presantra.services.invoice_pdf import InvoiceLine, InvoicePaper

VAT_RATE = 20
PAYMENT_DAYS = 30
_NOTE = "Document de démonstration, sans valeur. "
_TO_PAY = "À régler par virement avant l’échéance, en rappelant le numéro de la facture."
_TO_DEDUCT = "Cet avoir se déduit de votre prochaine facture."


@dataclass(frozen=True, slots=True)
class Paid:
    """``after``: days between the facture and its payment. ``part``: of its total, in percent.

    ``rejected``: days between the payment and its rejection, 0 for none.
    """

    means: PaymentMeans
    after: int
    part: int = 100
    rejected: int = 0


@dataclass(frozen=True, slots=True)
class Bill:
    """``issued``: days before today. ``share``: part of the headcount it is about, at least one.

    ``deducted``: an avoir that was put on the next facture.
    """

    issued: int
    label: str
    yearly: bool
    share: float
    paid: Paid | None = None
    kind: InvoiceKind = InvoiceKind.INVOICE
    large_only: bool = False
    deducted: bool = False


@dataclass(frozen=True, slots=True)
class DemoInvoice:
    kind: InvoiceKind
    paid: Paid | None
    deducted: bool
    paper: InvoicePaper


_CREDIT = InvoiceKind.CREDIT_NOTE
_TRANSFER, _DEBIT = PaymentMeans.TRANSFER, PaymentMeans.DIRECT_DEBIT
_YEARLY = "Cotisation annuelle, par salarié suivi"
_HIRES = "Complément pour embauches, par salarié"
_SHARED = "Salariés communs à plusieurs employeurs, par salarié"

BILLS: tuple[Bill, ...] = (
    Bill(715, _YEARLY, True, 1.0, Paid(_TRANSFER, 28)),
    Bill(630, _SHARED, True, 0.05, None, _CREDIT, large_only=True, deducted=True),
    Bill(560, _HIRES, False, 0.08, Paid(_DEBIT, 30)),
    Bill(455, _HIRES, False, 0.05, Paid(PaymentMeans.CHEQUE, 21), large_only=True),
    Bill(395, "Absence à une visite, sans prévenir", False, 0.02, Paid(PaymentMeans.CARD, 3), large_only=True),
    Bill(350, _YEARLY, True, 1.0, Paid(_TRANSFER, 30)),
    Bill(265, _SHARED, True, 0.04, None, _CREDIT, large_only=True),
    Bill(200, _HIRES, False, 0.07, Paid(_TRANSFER, 40, part=50)),
    Bill(110, _HIRES, False, 0.03, Paid(_DEBIT, 30, rejected=4)),
    Bill(72, _HIRES, False, 0.05),
    Bill(24, "Sensibilisation aux risques professionnels, par salarié", False, 0.06, Paid(_TRANSFER, 9, part=40)),
    Bill(16, _HIRES, False, 0.04, Paid(_DEBIT, 30)),
    Bill(11, "Étude de poste et métrologie", False, 0.03),
)


def bills_of(company: DemoCompany, today: date) -> Iterator[tuple[Bill, date]]:
    large = company.headcount > 30
    for bill in BILLS:
        if large or not bill.large_only:
            yield bill, today - timedelta(days=bill.issued)


def invoice(company: DemoCompany, bill: Bill, issued_on: date, rank: int) -> DemoInvoice:
    """``rank``: place in the numbers of its kind and year."""
    credit = bill.kind is _CREDIT
    sign = -1 if credit else 1
    quantity = max(1, round(company.headcount * bill.share))
    lines = [InvoiceLine(bill.label, quantity, sign * company.unit_cents)]
    if bill.yearly and not credit:
        lines.append(InvoiceLine("Frais de dossier", 1, 3_500))
    net = sum(line.cents for line in lines)
    paper = InvoicePaper(
        title="Avoir" if credit else "Facture",
        number=f"{'AV' if credit else 'FA'}-{issued_on.year}-{rank:05d}",
        issued_on=issued_on,
        due_on=None if credit else issued_on + timedelta(days=PAYMENT_DAYS),
        code=company.code,
        client=(company.name, company.street, f"{company.postal_code} {company.city.upper()}"),
        period=_period(bill, issued_on),
        lines=lines,
        vat_rate=VAT_RATE,
        vat_cents=net * VAT_RATE // 100,
        note=_NOTE + (_TO_DEDUCT if credit else _TO_PAY),
    )
    return DemoInvoice(bill.kind, bill.paid, bill.deducted, paper)


def _period(bill: Bill, issued_on: date) -> str:
    if bill.yearly:
        return f"Année {issued_on.year}"
    quarter = (issued_on.month - 1) // 3 + 1
    return f"{'1er' if quarter == 1 else f'{quarter}e'} trimestre {issued_on.year}"
