"""All statements on invoices; every one that an employer can reach filters on his member."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Subquery, and_, func, literal_column, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from presantra.db.models import Allocation, Invoice, Payment
from presantra.domain.vocabulary import InvoiceKind, InvoiceStatus

CHUNK = 500
NOT_SETTLED = col(Invoice.settled_cents) != col(Invoice.total_cents)
IS_INVOICE = col(Invoice.kind) == InvoiceKind.INVOICE.value


@dataclass(frozen=True, slots=True)
class Found:
    """``scheduled_cents``: what prélèvements still to come will bring; ``debit_on``: the day of the first."""

    invoice: Invoice
    scheduled_cents: int
    debit_on: date | None


def scheduled(member_ids: Collection[int], today: date) -> Subquery:
    """What each facture of these members is to receive after today: few lines, found by their date."""
    return (
        select(
            col(Allocation.invoice_id).label("invoice_id"),
            func.sum(col(Allocation.cents)).label("cents"),
            func.min(col(Payment.paid_on)).label("debit_on"),
        )
        .join(Payment, col(Payment.id) == col(Allocation.payment_id))
        .where(
            col(Payment.member_id).in_(member_ids),
            col(Payment.paid_on) > today,
            col(Payment.cancelled_on).is_(None),
            col(Allocation.member_id) == col(Payment.member_id),
        )
        .group_by(col(Allocation.invoice_id))
        .subquery("scheduled")
    )


def with_status(status: str, coming: Subquery, today: date) -> ColumnElement[bool]:
    """The condition of a status, as :func:`presantra.domain.billing.status_on` tells it."""
    rejected = col(Invoice.debit_rejected_on).is_not(None)
    late = func.coalesce(and_(IS_INVOICE, col(Invoice.due_on) < today), False)
    received = col(Invoice.settled_cents) != func.coalesce(coming.c.cents, 0)
    awaited = coming.c.cents.is_not(None)
    conditions = {
        InvoiceStatus.PAID: and_(~NOT_SETTLED, ~awaited),
        InvoiceStatus.DEBIT_SCHEDULED: and_(~NOT_SETTLED, awaited),
        InvoiceStatus.DEBIT_REJECTED: and_(NOT_SETTLED, rejected),
        InvoiceStatus.LATE: and_(NOT_SETTLED, ~rejected, late),
        InvoiceStatus.PARTLY_PAID: and_(NOT_SETTLED, ~rejected, ~late, received),
        InvoiceStatus.DUE: and_(NOT_SETTLED, ~rejected, ~late, ~received),
    }
    return conditions[InvoiceStatus(status)]


def of_year(year: int) -> ColumnElement[bool]:
    return and_(col(Invoice.issued_on) >= date(year, 1, 1), col(Invoice.issued_on) <= date(year, 12, 31))


def _filters(member_id: int, year: int | None, status: str, coming: Subquery, today: date) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [col(Invoice.member_id) == member_id]
    if year is not None:
        found.append(of_year(year))
    if status:
        found.append(with_status(status, coming, today))
    return found


async def page(
    session: AsyncSession,
    member_id: int,
    *,
    year: int | None,
    status: str,
    today: date,
    limit: int,
    offset: int,
) -> tuple[Sequence[Found], int]:
    """Some of those that match, newest first, and how many match."""
    coming = scheduled((member_id,), today)
    filters = _filters(member_id, year, status, coming, today)
    counted = select(func.count()).select_from(Invoice)
    if status:
        counted = counted.outerjoin(coming, coming.c.invoice_id == col(Invoice.id))
    total = (await session.execute(counted.where(*filters))).scalar_one()
    statement = (
        select(Invoice, func.coalesce(coming.c.cents, 0), coming.c.debit_on)
        .outerjoin(coming, coming.c.invoice_id == col(Invoice.id))
        .where(*filters)
        .order_by(col(Invoice.issued_on).desc(), col(Invoice.number).desc())
        .limit(limit)
        .offset(offset)
    )
    rows = (await session.execute(statement)).all()
    return [Found(invoice, int(cents), debit_on) for invoice, cents, debit_on in rows], int(total)


async def years(session: AsyncSession, member_id: int) -> tuple[int, ...]:
    """Years that have an invoice, latest first: each is one step in the index, however many invoices it has."""
    found: list[int] = []
    before = date.max
    while True:
        statement = select(func.max(col(Invoice.issued_on))).where(
            col(Invoice.member_id) == member_id, col(Invoice.issued_on) < before
        )
        latest = (await session.execute(statement)).scalar_one()
        if latest is None:
            return tuple(found)
        found.append(latest.year)
        before = date(latest.year, 1, 1)


async def unpaid(session: AsyncSession, member_id: int, today: date) -> tuple[int, int]:
    """Number of factures that are not wholly paid, and the balance in cents: above zero when the member owes."""
    return (await unpaid_of(session, (member_id,), today)).get(member_id, (0, 0))


async def unpaid_of(session: AsyncSession, member_ids: Collection[int], today: date) -> dict[int, tuple[int, int]]:
    """:func:`unpaid` of several members, in three statements; those that owe nothing may be absent.

    Read from what is open only: factures that are not settled, avoirs and payments that are not used up, prélèvements
    to come.
    """
    coming, member = scheduled(member_ids, today), col(Invoice.member_id)
    open_ones = (
        select(
            member,
            func.count().filter(IS_INVOICE),
            func.sum(col(Invoice.total_cents) - col(Invoice.settled_cents)),
        )
        .where(member.in_(member_ids), NOT_SETTLED)
        .group_by(member)
    )
    awaited = (
        select(member, func.count().filter(~NOT_SETTLED), func.sum(coming.c.cents))
        .join(coming, col(Invoice.id) == coming.c.invoice_id)
        .group_by(member)
    )
    left_over: Any = (
        select(
            col(Payment.member_id),
            literal_column("0"),
            func.sum(col(Payment.allocated_cents) - col(Payment.cents)),
        )
        .where(
            col(Payment.member_id).in_(member_ids),
            col(Payment.allocated_cents) != col(Payment.cents),
            col(Payment.paid_on) <= today,
            col(Payment.cancelled_on).is_(None),
        )
        .group_by(col(Payment.member_id))
    )
    found: dict[int, tuple[int, int]] = {}
    for statement in (open_ones, awaited, left_over):
        for member_id, number, cents in (await session.execute(statement)).all():
            before = found.get(member_id, (0, 0))
            found[member_id] = (before[0] + int(number), before[1] + int(cents))
    return found


async def files(session: AsyncSession, member_id: int, public_ids: Collection[UUID]) -> Sequence[Invoice]:
    """Those of these invoices that are this member's, newest first."""
    found: list[Invoice] = []
    wanted = sorted(public_ids, key=str)
    for start in range(0, len(wanted), CHUNK):
        statement = select(Invoice).where(
            col(Invoice.member_id) == member_id, col(Invoice.public_id).in_(wanted[start : start + CHUNK])
        )
        found.extend((await session.execute(statement)).scalars())
    return sorted(found, key=lambda invoice: (invoice.issued_on, invoice.number), reverse=True)


async def by_number(session: AsyncSession, number: str) -> Invoice | None:
    """Whoever's it is: for the service only."""
    statement = select(Invoice).where(col(Invoice.number) == number).execution_options(populate_existing=True)
    return (await session.execute(statement)).scalar_one_or_none()


async def ids_by_number(session: AsyncSession, numbers: Collection[str]) -> dict[str, tuple[int, int, str]]:
    """Number → id, member and kind, whoever's they are: for the service only."""
    found: dict[str, tuple[int, int, str]] = {}
    wanted = sorted(numbers)
    for start in range(0, len(wanted), CHUNK):
        statement = select(col(Invoice.number), col(Invoice.id), col(Invoice.member_id), col(Invoice.kind)).where(
            col(Invoice.number).in_(wanted[start : start + CHUNK])
        )
        for number, invoice_id, member_id, kind in (await session.execute(statement)).all():
            found[number] = (invoice_id or 0, member_id, kind)
    return found


async def open_factures(session: AsyncSession, member_id: int) -> Sequence[Invoice]:
    """Factures of a member that something may be put on, as the database holds them now."""
    statement = (
        select(Invoice)
        .where(col(Invoice.member_id) == member_id, NOT_SETTLED, IS_INVOICE)
        .execution_options(populate_existing=True)
    )
    return (await session.execute(statement)).scalars().all()


async def get(session: AsyncSession, member_id: int, public_id: UUID) -> Invoice | None:
    statement = select(Invoice).where(col(Invoice.member_id) == member_id, col(Invoice.public_id) == public_id)
    return (await session.execute(statement)).scalar_one_or_none()


async def known_numbers(session: AsyncSession, numbers: Collection[str]) -> set[str]:
    """Those of these numbers that exist, whoever's they are: for the service's import only."""
    found: set[str] = set()
    wanted = sorted(numbers)
    for start in range(0, len(wanted), CHUNK):
        statement: Any = select(col(Invoice.number)).where(col(Invoice.number).in_(wanted[start : start + CHUNK]))
        found.update((await session.execute(statement)).scalars())
    return found


async def add_all(session: AsyncSession, invoices: Sequence[Invoice]) -> None:
    session.add_all(invoices)
    await session.flush()
