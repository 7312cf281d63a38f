"""What is put on a facture, and what is left to pay. Amounts are integer euro cents; those of an avoir are negative."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from presantra.domain.errors import InvalidValue
from presantra.domain.labels import INVOICE_STATUS_LABELS
from presantra.domain.vocabulary import InvoiceKind, InvoiceStatus, PaymentMeans

DEBIT_AHEAD = timedelta(days=366)
"""How long before its date a prélèvement may be announced."""

CREDIT_NOTE_LABELS = {
    InvoiceStatus.DUE: "À déduire",
    InvoiceStatus.PARTLY_PAID: "Partiellement déduit",
    InvoiceStatus.PAID: "Déduit",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """A facture or an avoir on one day.

    ``settled_cents``: all that is imputed to it, of the sign of its total; ``scheduled_cents``: the part of it that
    a prélèvement still to come will bring. ``rejected``: the last that happened to it is a rejected prélèvement.
    """

    kind: InvoiceKind
    total_cents: int
    settled_cents: int = 0
    scheduled_cents: int = 0
    due_on: date | None = None
    rejected: bool = False

    @property
    def received_cents(self) -> int:
        return self.settled_cents - self.scheduled_cents

    @property
    def remaining_cents(self) -> int:
        """What is still owed on that day; for an avoir, what it may still deduct, below zero."""
        return self.total_cents - self.received_cents


def status_on(standing: Standing, day: date) -> InvoiceStatus:
    """The status of a facture or an avoir, which nothing stores: it cannot disagree with what was paid."""
    if standing.settled_cents == standing.total_cents:
        return InvoiceStatus.DEBIT_SCHEDULED if standing.scheduled_cents else InvoiceStatus.PAID
    if standing.rejected:
        return InvoiceStatus.DEBIT_REJECTED
    if standing.kind is InvoiceKind.INVOICE and standing.due_on is not None and standing.due_on < day:
        return InvoiceStatus.LATE
    return InvoiceStatus.PARTLY_PAID if standing.received_cents else InvoiceStatus.DUE


def status_label(kind: InvoiceKind, status: InvoiceStatus) -> str:
    """An avoir is not paid but deducted."""
    named = CREDIT_NOTE_LABELS if kind is InvoiceKind.CREDIT_NOTE else INVOICE_STATUS_LABELS
    return named.get(status, INVOICE_STATUS_LABELS[status])


@dataclass(frozen=True, slots=True)
class Debt:
    """A facture that something may be put on. ``cents``: what nothing covers yet."""

    id: int
    number: str
    issued_on: date
    due_on: date | None
    cents: int


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a payment or of an avoir: above zero, never more than its facture can take."""

    debt_id: int
    cents: int


def share_out(cents: int, debts: Iterable[Debt], wanted: Sequence[int] = ()) -> tuple[Share, ...]:
    """Put an amount on factures: on those wanted, in their order; without any, on the oldest due first.

    What they cannot take is left over, for another day.
    """
    known = {debt.id: debt for debt in debts if debt.cents > 0}
    order = [known[wish] for wish in dict.fromkeys(wanted) if wish in known] if wanted else oldest_first(known.values())
    shares = []
    for debt in order:
        share = min(cents, debt.cents)
        if share <= 0:
            break
        shares.append(Share(debt.id, share))
        cents -= share
    return tuple(shares)


def oldest_first(debts: Iterable[Debt]) -> list[Debt]:
    """A facture without a due date counts as due the day it was issued."""
    return sorted(debts, key=lambda debt: (debt.due_on or debt.issued_on, debt.issued_on, debt.number))


def check_paid_on(means: PaymentMeans, paid_on: date, today: date) -> None:
    """Raises:
    InvalidValue: only a prélèvement may be announced, and not years before.
    """
    if paid_on <= today:
        return
    if means is not PaymentMeans.DIRECT_DEBIT:
        raise InvalidValue("Cette date est dans l’avenir : seul un prélèvement peut être annoncé.")
    if paid_on > today + DEBIT_AHEAD:
        raise InvalidValue("Un prélèvement s’annonce au plus un an à l’avance.")
