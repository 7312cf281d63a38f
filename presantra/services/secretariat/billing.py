"""The service's side of factures: payments received, rejected, put on factures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.models import Payment
from presantra.db.repositories import employees, invoices, members, payments
from presantra.domain.clock import paris_date
from presantra.domain.errors import FieldChange, InvalidValue, NotFound
from presantra.domain.identifiers import parse_member_code
from presantra.domain.labels import format_amount, format_date
from presantra.domain.names import clean_text
from presantra.domain.vocabulary import InvoiceKind, PaymentMeans
from presantra.services import audit
from presantra.services.actor import System
from presantra.services.context import ServiceContext
from presantra.services.invoices import allocating
from presantra.services.invoices.payment_import import PaymentImportReport, import_payments, put_words
from presantra.services.invoices.telling import tell_rejected
from presantra.services.invoices.views import PaymentRow, payment_view

REASON_MAX_LENGTH = 200
LIST_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Rejected:
    """``due_again``: numbers of the factures that it paid. ``mails``: people who were told."""

    reference: str
    cents: int
    due_again: tuple[str, ...]
    mails: int


@dataclass(frozen=True, slots=True)
class Allocated:
    """``parts``: the factures, by number, and what each received. ``left_cents``: what is put on none."""

    name: str
    parts: tuple[tuple[str, int], ...]
    left_cents: int


@dataclass(frozen=True, slots=True)
class Account:
    """``balance_cents``: above zero when the member owes."""

    company: str
    code: str
    balance_cents: int
    payments: tuple[PaymentRow, ...]


class BillingWork:
    def __init__(self, context: ServiceContext) -> None:
        self._context = context

    async def import_payments(self, who: System, content: bytes) -> PaymentImportReport:
        """See :func:`presantra.services.invoices.payment_import.import_payments`."""
        return await import_payments(self._context, who, content)

    async def account(self, _who: System, code: str) -> Account:
        """The latest payments of a member, and his balance.

        Raises:
            InvalidValue: not a code adhérent.
            NotFound: nobody's.
        """
        wanted, today = parse_member_code(code), paris_date(self._context.clock())
        async with self._context.database.reading() as session:
            member = await members.by_code(session, wanted.code)
            if member is None or member.id is None:
                raise NotFound(f"Aucun adhérent ne porte le code {wanted}.")
            found, _ = await payments.page(session, member.id, limit=LIST_LIMIT, offset=0)
            parts = await payments.of_payments(session, member.id, [payment.id or 0 for payment in found])
            _, balance = await invoices.unpaid(session, member.id, today)
        rows = tuple(
            payment_view(row, [put for put in parts if put.payment and put.payment.id == row.id], today)
            for row in found
        )
        return Account(member.name, member.code, balance, rows)

    async def reject(self, who: System, reference: str, reason: str, day: date | None = None) -> Rejected:
        """Write that a payment did not come, or was taken back by the bank; what it paid is due again.

        Raises:
            NotFound: no such payment.
            InvalidValue: already rejected, no reason, or a day that cannot be.
        """
        today = paris_date(self._context.clock())
        day = day or today
        said = clean_text(reason, REASON_MAX_LENGTH)
        if not said:
            raise InvalidValue("Dites pourquoi ce paiement est rejeté : l’adhérent le lira.")
        async with self._context.database.transaction() as session:
            payment = await _payment(session, reference)
            _check_rejection(payment, day, today)
            direct_debit = payment.means == PaymentMeans.DIRECT_DEBIT.value
            factures = await allocating.cancel(session, payment, day, rejected=direct_debit)
            payment.cancelled_on, payment.cancel_reason = day, said
            await self._record(
                session, who, payment, "Paiement rejeté",
                FieldChange("payment", f"Paiement {payment.reference}", format_amount(payment.cents), said),
            )  # fmt: skip
            mails = await tell_rejected(session, self._context, payment, factures, day)
        return Rejected(payment.reference, payment.cents, tuple(facture.number for facture in factures), mails)

    async def allocate(self, who: System, name: str, numbers: Sequence[str] = ()) -> Allocated:
        """Put a payment, named by its reference, or an avoir, by its number, on these factures, in their order;
        without any, on the oldest due first. What it was put on before, it no longer is.

        Raises:
            NotFound: no such payment, avoir or facture of the same member.
            InvalidValue: the payment was rejected.
        """
        async with self._context.database.transaction() as session:
            source = await _source(session, name)
            before = await allocating.take_back(session, source)
            factures = await invoices.open_factures(session, source.member_id)
            wanted = await _wanted(session, source.member_id, numbers)
            parts = allocating.put(session, source, factures, self._context.clock(), wanted)
            await session.flush()
            await self._record(
                session, who, source, "Affectation modifiée",
                FieldChange("allocation", f"Affectation de {name}", put_words(before), put_words(parts)),
            )  # fmt: skip
            return Allocated(name, parts, allocating.free_cents(source))

    async def _record(
        self, session: AsyncSession, who: System, source: allocating.Source, action: str, change: FieldChange
    ) -> None:
        kind = "payment" if isinstance(source, Payment) else "invoice"
        await audit.record(
            session, self._context, who, action,
            member_id=source.member_id, subject=audit.Subject(kind, source.public_id), changes=[change],
        )  # fmt: skip


async def _payment(session: AsyncSession, reference: str) -> Payment:
    """A payment, its member locked."""
    found = await payments.by_reference(session, reference.strip())
    if found is None:
        raise NotFound(f"Aucun paiement ne porte la référence {reference}.")
    await employees.lock_member(session, found.member_id)
    # Read again: somebody may have acted while the lock was waited for.
    again = await payments.by_reference(session, found.reference)
    assert again is not None
    return again


async def _source(session: AsyncSession, name: str) -> allocating.Source:
    avoir = await invoices.by_number(session, name.strip())
    if avoir is None:
        payment = await _payment(session, name)
        if payment.cancelled_on is not None:
            raise InvalidValue(f"Ce paiement a été rejeté le {format_date(payment.cancelled_on)}.")
        return payment
    if avoir.kind != InvoiceKind.CREDIT_NOTE.value:
        raise InvalidValue(f"{avoir.number} est une facture : indiquez un avoir, ou la référence d’un paiement.")
    await employees.lock_member(session, avoir.member_id)
    again = await invoices.by_number(session, avoir.number)
    assert again is not None
    return again


async def _wanted(session: AsyncSession, member_id: int, numbers: Sequence[str]) -> list[int]:
    known = await invoices.ids_by_number(session, numbers)
    wanted = []
    for number in numbers:
        invoice_id, owner, kind = known.get(number, (0, 0, ""))
        if owner != member_id or kind != InvoiceKind.INVOICE.value:
            raise NotFound(f"Cet adhérent n’a pas de facture {number}.")
        wanted.append(invoice_id)
    return wanted


def _check_rejection(payment: Payment, day: date, today: date) -> None:
    if payment.cancelled_on is not None:
        raise InvalidValue(f"Ce paiement a déjà été rejeté le {format_date(payment.cancelled_on)}.")
    if day > today:
        raise InvalidValue("Un rejet ne se date pas dans l’avenir.")
    if day < payment.paid_on <= today:
        raise InvalidValue(f"Ce paiement est du {format_date(payment.paid_on)} : son rejet ne peut pas le précéder.")
