"""All statements on invoices; every one that an employer can reach filters on his member."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, extract, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from presantra.db.models import Invoice
from presantra.domain.vocabulary import InvoiceKind, InvoiceStatus

CHUNK = 500
LATE = "en_retard"


def overdue(today: date) -> ColumnElement[bool]:
    """« En retard »: an unpaid facture whose due date has passed."""
    return and_(
        col(Invoice.kind) == InvoiceKind.INVOICE.value,
        col(Invoice.status) == InvoiceStatus.DUE.value,
        col(Invoice.due_on) < today,
    )


def _filters(member_id: int, year: int | None, status: str, today: date) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [col(Invoice.member_id) == member_id]
    if year is not None:
        found.append(and_(col(Invoice.issued_on) >= date(year, 1, 1), col(Invoice.issued_on) <= date(year, 12, 31)))
    if status == LATE:
        found.append(overdue(today))
    elif status == InvoiceStatus.DUE.value:
        on_time = or_(
            col(Invoice.kind) != InvoiceKind.INVOICE.value,
            col(Invoice.due_on).is_(None),
            col(Invoice.due_on) >= today,
        )
        found.append(and_(col(Invoice.status) == status, on_time))
    elif status:
        found.append(col(Invoice.status) == status)
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
) -> tuple[Sequence[Invoice], int]:
    """One page, newest first, and the number of invoices that match."""
    filters = _filters(member_id, year, status, today)
    total = (await session.execute(select(func.count()).select_from(Invoice).where(*filters))).scalar_one()
    statement = (
        select(Invoice)
        .where(*filters)
        .order_by(col(Invoice.issued_on).desc(), col(Invoice.number).desc())
        .limit(limit)
        .offset(offset)
    )
    return (await session.execute(statement)).scalars().all(), int(total)


async def years(session: AsyncSession, member_id: int) -> tuple[int, ...]:
    """Years that have an invoice, latest first."""
    year = extract("year", col(Invoice.issued_on))
    statement = select(year).where(col(Invoice.member_id) == member_id).distinct()
    return tuple(sorted((int(found) for found in (await session.execute(statement)).scalars()), reverse=True))


async def unpaid(session: AsyncSession, member_id: int) -> tuple[int, int]:
    """Number of unpaid factures, and what is due in cents once unused avoirs are deducted."""
    factures = func.count().filter(col(Invoice.kind) == InvoiceKind.INVOICE.value)
    statement = select(factures, func.coalesce(func.sum(col(Invoice.total_cents)), 0)).where(
        col(Invoice.member_id) == member_id, col(Invoice.status) != InvoiceStatus.PAID.value
    )
    number, cents = (await session.execute(statement)).one()
    return int(number), int(cents)


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
