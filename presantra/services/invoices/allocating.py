"""Putting a payment or an avoir on factures, in the caller's transaction, its member locked.

The sums kept on each row change here and nowhere else, with the allocation that they add up.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.models import Allocation, Invoice, Payment
from presantra.db.repositories import payments
from presantra.domain.billing import Debt, share_out

Source = Payment | Invoice
"""An ``Invoice`` here is an avoir."""


def free_cents(source: Source) -> int:
    """What is put on nothing yet, in cents above zero."""
    if isinstance(source, Payment):
        return source.cents - source.allocated_cents
    return source.settled_cents - source.total_cents


def put(
    session: AsyncSession, source: Source, factures: Iterable[Invoice], now: datetime, wanted: Sequence[int] = ()
) -> tuple[tuple[str, int], ...]:
    """Put what is free of a source on these factures of its member, see :func:`presantra.domain.billing.share_out`.

    Returns the numbers of those that received something, and how much in cents. The caller flushes.
    """
    known = {facture.id or 0: facture for facture in factures}
    shares = share_out(free_cents(source), map(_debt, known.values()), wanted)
    for share in shares:
        facture = known[share.debt_id]
        facture.settled_cents += share.cents
        facture.debit_rejected_on = None
        _use(source, share.cents)
        session.add(
            Allocation(
                member_id=source.member_id, invoice_id=share.debt_id, cents=share.cents, created_at=now,
                payment_id=source.id if isinstance(source, Payment) else None,
                credit_note_id=source.id if isinstance(source, Invoice) else None,
            )
        )  # fmt: skip
    return tuple((known[share.debt_id].number, share.cents) for share in shares)


async def take_back(session: AsyncSession, source: Source) -> tuple[tuple[str, int], ...]:
    """Put it on nothing any more; returns what it was put on."""
    found = await _of(session, source)
    for allocation, facture in found:
        facture.settled_cents -= allocation.cents
        _use(source, -allocation.cents)
    await session.flush()
    await payments.forget(session, source.member_id, [allocation for allocation, _ in found])
    return tuple((facture.number, allocation.cents) for allocation, facture in found)


async def cancel(session: AsyncSession, payment: Payment, day: date, *, rejected: bool) -> tuple[Invoice, ...]:
    """Its factures are due again; what it was put on stays written, and counts for nothing."""
    found = await _of(session, payment)
    for allocation, facture in found:
        facture.settled_cents -= allocation.cents
        facture.debit_rejected_on = day if rejected else facture.debit_rejected_on
    await session.flush()
    return tuple(facture for _, facture in found)


async def _of(session: AsyncSession, source: Source) -> Sequence[tuple[Allocation, Invoice]]:
    if isinstance(source, Payment):
        return await payments.allocations_of(session, source.member_id, payment_id=source.id)
    return await payments.allocations_of(session, source.member_id, credit_note_id=source.id)


def _use(source: Source, cents: int) -> None:
    if isinstance(source, Payment):
        source.allocated_cents += cents
    else:
        source.settled_cents -= cents


def _debt(facture: Invoice) -> Debt:
    cents = facture.total_cents - facture.settled_cents
    return Debt(facture.id or 0, facture.number, facture.issued_on, facture.due_on, cents)
