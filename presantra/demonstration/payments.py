"""Factures of one invented company, and what was paid of them: put there by the services that do it for real."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.models import Invoice, Payment
from presantra.db.repositories import invoices, payments
from presantra.demonstration.bills import DemoInvoice, Paid
from presantra.domain.vocabulary import PaymentMeans
from presantra.services.invoices import allocating

_REASON = "Provision insuffisante"


async def write_bills(
    session: AsyncSession, member_id: int, code: str, bills: Sequence[tuple[DemoInvoice, str]], now: datetime
) -> None:
    """``bills``: oldest first, each with the key of its file."""
    rows = [_invoice(member_id, bill, key, now) for bill, key in bills]
    await invoices.add_all(session, rows)
    for rank, (row, (bill, _)) in enumerate(zip(rows, bills, strict=True)):
        if bill.deducted:
            allocating.put(session, row, rows[rank + 1 : rank + 2], now)
    for rank, (row, (bill, _)) in enumerate(zip(rows, bills, strict=True), start=1):
        if bill.paid is not None:
            await _pay(session, row, bill.paid, f"REG-{code}-{rank:04d}", now)


async def _pay(session: AsyncSession, row: Invoice, paid: Paid, reference: str, now: datetime) -> None:
    paid_on = row.issued_on + timedelta(days=paid.after)
    payment = Payment(
        member_id=row.member_id, reference=reference, paid_on=paid_on, means=paid.means.value,
        cents=(row.total_cents - row.settled_cents) * paid.part // 100, created_at=now,
    )  # fmt: skip
    await payments.add_all(session, [payment])
    allocating.put(session, payment, [row], now)
    await session.flush()
    if paid.rejected:
        payment.cancelled_on = paid_on + timedelta(days=paid.rejected)
        payment.cancel_reason = _REASON
        debit = paid.means is PaymentMeans.DIRECT_DEBIT
        await allocating.cancel(session, payment, payment.cancelled_on, rejected=debit)


def _invoice(member_id: int, bill: DemoInvoice, document_key: str, now: datetime) -> Invoice:
    paper = bill.paper
    return Invoice(
        member_id=member_id,
        number=paper.number,
        issued_on=paper.issued_on,
        kind=bill.kind.value,
        period=paper.period,
        net_cents=paper.net_cents,
        vat_cents=paper.vat_cents,
        total_cents=paper.net_cents + paper.vat_cents,
        due_on=paper.due_on,
        document_key=document_key,
        created_at=now,
    )
