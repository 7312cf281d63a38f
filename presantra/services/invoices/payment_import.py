"""Import of payments by the service: all of the file, or nothing; what is already there is not written again."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.models import Payment
from presantra.db.repositories import employees, invoices, members, payments
from presantra.domain.clock import paris_date
from presantra.domain.errors import FieldChange
from presantra.domain.labels import format_amount, format_date, label
from presantra.domain.typography import french
from presantra.domain.vocabulary import InvoiceKind
from presantra.services import audit
from presantra.services.actor import System
from presantra.services.context import ServiceContext
from presantra.services.invoices import allocating
from presantra.services.invoices.payment_rows import NewPayment, read_payments
from presantra.services.tables import ImportRefused, Problem

Factures = Mapping[str, tuple[int, int, str]]


@dataclass(frozen=True, slots=True)
class PaymentImportReport:
    """``already``: lines whose payment was there. ``left_cents``: received, and put on no facture."""

    payments: int
    members: int
    already: int
    left_cents: int


@dataclass(frozen=True, slots=True)
class _Known:
    """What the database says of the lines: members by code, payments by reference, factures by number."""

    members: Mapping[str, int]
    payments: Mapping[str, Payment]
    factures: Factures


async def import_payments(context: ServiceContext, system: System, content: bytes) -> PaymentImportReport:
    """Load a file of payments, each put on the factures it names, otherwise on the oldest due first.

    Raises:
        InvalidValue: not a table.
        ImportRefused: lines are wrong; nothing was written.
    """
    rows, problems = await asyncio.to_thread(read_payments, content, paris_date(context.clock()))
    known = await _known(context, rows)
    problems += _against_database(rows, known)
    if problems or not rows:
        raise ImportRefused(problems)
    fresh = [row for row in rows if row.reference not in known.payments]
    try:
        async with context.database.transaction() as session:
            left = await _insert(context, session, system, fresh, known)
    except IntegrityError:
        # Somebody imports the same file at this instant: what he wrote is there now.
        raise ImportRefused(_meanwhile(fresh, await _known(context, rows))) from None
    return PaymentImportReport(len(fresh), len({row.code for row in fresh}), len(rows) - len(fresh), left)


async def _known(context: ServiceContext, rows: Sequence[NewPayment]) -> _Known:
    async with context.database.reading() as session:
        return _Known(
            await members.ids_by_code(session, {row.code.code for row in rows}),
            await payments.by_references(session, {row.reference for row in rows}),
            await invoices.ids_by_number(session, {number for row in rows for number in row.factures}),
        )


def _against_database(rows: Sequence[NewPayment], known: _Known) -> list[Problem]:
    found = []
    for row in rows:
        member_id = known.members.get(row.code.code)
        if member_id is None:
            found.append(_problem(row, "code_adherent", f"Aucun adhérent ne porte le code {row.code}."))
            continue
        payment = known.payments.get(row.reference)
        if payment and not _same(payment, row, member_id):
            found.append(_problem(row, "reference", f"La référence {row.reference} est celle d’un autre paiement."))
        for number in row.factures:
            _, owner, kind = known.factures.get(number, (0, 0, ""))
            if owner != member_id:
                found.append(_problem(row, "factures", f"L’adhérent {row.code} n’a pas de facture {number}."))
            elif kind != InvoiceKind.INVOICE.value:
                found.append(_problem(row, "factures", f"{number} est un avoir : un paiement règle une facture."))
    return found


def _same(payment: Payment, row: NewPayment, member_id: int) -> bool:
    written = (payment.member_id, payment.paid_on, payment.cents, payment.means)
    return written == (member_id, row.paid_on, row.cents, row.means.value)


def _meanwhile(rows: Sequence[NewPayment], known: _Known) -> list[Problem]:
    return [
        _problem(row, "reference", f"Le paiement {row.reference} vient d’être enregistré : relancez l’import.")
        for row in rows
        if row.reference in known.payments
    ]


def _problem(row: NewPayment, column: str, sentence: str) -> Problem:
    return Problem(row.line, column, french(sentence))


async def _insert(
    context: ServiceContext, session: AsyncSession, system: System, rows: Sequence[NewPayment], known: _Known
) -> int:
    left = 0
    # Members in one order for everybody: two imports never wait for each other.
    by_member = sorted(rows, key=lambda row: known.members[row.code.code])
    for member_id, lines in groupby(by_member, key=lambda row: known.members[row.code.code]):
        await employees.lock_member(session, member_id)
        factures = await invoices.open_factures(session, member_id)
        for row in lines:
            payment = Payment(
                member_id=member_id, reference=row.reference, paid_on=row.paid_on, means=row.means.value,
                cents=row.cents, created_at=context.clock(),
            )  # fmt: skip
            await payments.add_all(session, [payment])
            wanted = [known.factures[number][0] for number in row.factures]
            parts = allocating.put(session, payment, factures, context.clock(), wanted)
            left += allocating.free_cents(payment)
            await audit.record(
                session, context, system, "Paiement enregistré",
                member_id=member_id, subject=audit.Subject("payment", payment.public_id),
                changes=[FieldChange("payment", f"Paiement {row.reference}", "", _words(row, parts))],
            )  # fmt: skip
    return left


def _words(row: NewPayment, parts: Sequence[tuple[str, int]]) -> str:
    said = f"{label(row.means)} de {format_amount(row.cents)}, le {format_date(row.paid_on)}"
    return f"{said} ; {put_words(parts)}" if parts else said


def put_words(parts: Sequence[tuple[str, int]]) -> str:
    """« FA-1 : 100,00 €, FA-2 : 20,00 € »; « rien » when there is none."""
    return french(", ".join(f"{number} : {format_amount(cents)}" for number, cents in parts)) or "rien"
