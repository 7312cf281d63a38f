"""All statements on payments and on what is put on factures; those that an employer can reach filter on his member."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Row, and_, delete, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from presantra.db.models import Allocation, Invoice, Payment

CHUNK = 500
# Small enough to hold up nobody else: rows become values on the event loop.
BLOCK = 250
# A prélèvement rejected before its day never took place.
TOOK_PLACE = or_(col(Payment.cancelled_on).is_(None), col(Payment.cancelled_on) >= col(Payment.paid_on))


@dataclass(frozen=True, slots=True)
class Put:
    """Something put on a facture: a payment, or an avoir (``credit_note``: its number)."""

    invoice_id: int
    invoice_number: str
    cents: int
    payment: Payment | None
    credit_note_id: int | None
    credit_note: str


async def page(session: AsyncSession, member_id: int, *, limit: int, offset: int) -> tuple[Sequence[Payment], int]:
    """Some payments, latest first, and how many there are."""
    mine = col(Payment.member_id) == member_id
    total = (await session.execute(select(func.count()).select_from(Payment).where(mine))).scalar_one()
    statement = (
        select(Payment)
        .where(mine)
        .order_by(col(Payment.paid_on).desc(), col(Payment.id).desc())
        .limit(limit)
        .offset(offset)
    )
    return (await session.execute(statement)).scalars().all(), int(total)


async def of_payments(session: AsyncSession, member_id: int, payment_ids: Collection[int]) -> Sequence[Put]:
    return await _put(session, member_id, col(Allocation.payment_id).in_(payment_ids))


async def of_invoices(session: AsyncSession, member_id: int, invoice_ids: Collection[int]) -> Sequence[Put]:
    """What is put on these factures, and what these avoirs are put on."""
    on, of = col(Allocation.invoice_id).in_(invoice_ids), col(Allocation.credit_note_id).in_(invoice_ids)
    return await _put(session, member_id, or_(on, of))


async def _put(session: AsyncSession, member_id: int, which: ColumnElement[bool]) -> Sequence[Put]:
    credit_note = aliased(Invoice)
    statement = (
        select(Allocation, col(Invoice.number), Payment, col(credit_note.number))
        .join(Invoice, col(Invoice.id) == col(Allocation.invoice_id))
        .outerjoin(Payment, col(Payment.id) == col(Allocation.payment_id))
        .outerjoin(credit_note, col(credit_note.id) == col(Allocation.credit_note_id))
        .where(col(Allocation.member_id) == member_id, which)
        .order_by(col(Allocation.id))
    )
    return [
        Put(found.invoice_id, number, found.cents, payment, found.credit_note_id, credit or "")
        for found, number, payment, credit in (await session.execute(statement)).all()
    ]


async def by_reference(session: AsyncSession, reference: str) -> Payment | None:
    """Whoever's it is: for the service only."""
    statement = select(Payment).where(col(Payment.reference) == reference)
    return (await session.execute(statement.execution_options(populate_existing=True))).scalar_one_or_none()


async def by_references(session: AsyncSession, references: Collection[str]) -> dict[str, Payment]:
    """Those of these references that exist, whoever's they are: for the service's import only."""
    found: dict[str, Payment] = {}
    wanted = sorted(references)
    for start in range(0, len(wanted), CHUNK):
        statement = select(Payment).where(col(Payment.reference).in_(wanted[start : start + CHUNK]))
        found |= {payment.reference: payment for payment in (await session.execute(statement)).scalars()}
    return found


async def add_all(session: AsyncSession, payments: Iterable[Payment]) -> None:
    """Insert new payments; their ids are known afterwards."""
    session.add_all(payments)
    await session.flush()


async def allocations_of(
    session: AsyncSession, member_id: int, *, payment_id: int | None = None, credit_note_id: int | None = None
) -> Sequence[tuple[Allocation, Invoice]]:
    """What one source is put on, and the factures as the database holds them now."""
    statement = (
        select(Allocation, Invoice)
        .join(Invoice, col(Invoice.id) == col(Allocation.invoice_id))
        .where(
            col(Allocation.member_id) == member_id,
            col(Allocation.payment_id) == payment_id
            if payment_id is not None
            else col(Allocation.credit_note_id) == credit_note_id,
        )
        .order_by(col(Allocation.id))
        .execution_options(populate_existing=True)
    )
    return [(row[0], row[1]) for row in (await session.execute(statement)).all()]


async def forget(session: AsyncSession, member_id: int, allocations: Iterable[Allocation]) -> None:
    ids = [allocation.id for allocation in allocations]
    await session.execute(delete(Allocation).where(col(Allocation.member_id) == member_id, col(Allocation.id).in_(ids)))


async def balance_before(session: AsyncSession, member_id: int, day: date) -> int:
    """What the member owed at the end of the day before, in cents."""
    invoiced = select(
        func.coalesce(func.sum(col(Invoice.total_cents) - col(Invoice.settled_at_import_cents)), 0)
    ).where(col(Invoice.member_id) == member_id, col(Invoice.issued_on) < day)
    mine = and_(col(Payment.member_id) == member_id, TOOK_PLACE)
    paid = select(func.coalesce(func.sum(col(Payment.cents)), 0)).where(mine, col(Payment.paid_on) < day)
    returned = select(func.coalesce(func.sum(col(Payment.cents)), 0)).where(mine, col(Payment.cancelled_on) < day)
    owed, received, given_back = [(await session.execute(part)).scalar_one() for part in (invoiced, paid, returned)]
    return int(owed) - int(received) + int(given_back)


async def invoices_between(
    session: AsyncSession, member_id: int, start: date, end: date, limit: int
) -> AsyncIterator[Sequence[Row[date, str, str, str, int, int]]]:
    """Date, kind, number, period, total and what was settled at the import; oldest first, a block after another."""
    statement = (
        select(
            col(Invoice.issued_on), col(Invoice.kind), col(Invoice.number), col(Invoice.period),
            col(Invoice.total_cents), col(Invoice.settled_at_import_cents),
        )
        .where(col(Invoice.member_id) == member_id, col(Invoice.issued_on).between(start, end))
        .order_by(col(Invoice.issued_on), col(Invoice.number))
        .limit(limit)
        .execution_options(yield_per=BLOCK)
    )  # fmt: skip
    async for rows in (await session.stream(statement)).partitions():
        yield rows


async def payments_between(
    session: AsyncSession, member_id: int, start: date, end: date, limit: int
) -> AsyncIterator[Sequence[Row[date, date | None, str, str, int]]]:
    """Date, date of its cancellation, means, reference and amount, of those that came or went between two days."""
    came, went = col(Payment.paid_on).between(start, end), col(Payment.cancelled_on).between(start, end)
    statement = (
        select(
            col(Payment.paid_on), col(Payment.cancelled_on), col(Payment.means), col(Payment.reference),
            col(Payment.cents),
        )
        .where(col(Payment.member_id) == member_id, TOOK_PLACE, or_(came, went))
        .order_by(col(Payment.paid_on), col(Payment.id))
        .limit(limit)
        .execution_options(yield_per=BLOCK)
    )  # fmt: skip
    async for rows in (await session.stream(statement)).partitions():
        yield rows
