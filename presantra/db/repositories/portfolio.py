"""What is due in each of many companies, in one statement a kind of figure; the companies are those of one firm."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from presantra.db.models import Employment, VisitRequest
from presantra.db.repositories.employees import present_on
from presantra.domain.visits import VisitKind, VisitStatus

Figures = dict[int, tuple[int, int]]


async def deadlines(session: AsyncSession, member_ids: Collection[int], today: date) -> Figures:
    """Visits late, and due within 30 days."""
    late = func.count().filter(col(Employment.due_date) < today)
    statement = (
        select(col(Employment.member_id), late, func.count())
        .where(
            col(Employment.member_id).in_(member_ids),
            col(Employment.latest),
            col(Employment.due_date) <= today + timedelta(days=30),
            present_on(today),
        )
        .group_by(col(Employment.member_id))
    )
    found = await _pairs(session, statement)
    return {member_id: (late, due - late) for member_id, (late, due) in found.items()}


async def incomplete_requests(
    session: AsyncSession, member_ids: Collection[int], kinds: Sequence[VisitKind]
) -> Figures:
    """Requests of these kinds for which the service waits for a complément; the second figure is the same."""
    statement = (
        select(col(VisitRequest.member_id), func.count(), func.count())
        .where(
            col(VisitRequest.member_id).in_(member_ids),
            col(VisitRequest.status) == VisitStatus.MORE_INFORMATION.value,
            col(VisitRequest.kind).in_(kinds),
        )
        .group_by(col(VisitRequest.member_id))
    )
    return await _pairs(session, statement)


async def _pairs(session: AsyncSession, statement: Any) -> Figures:
    rows = (await session.execute(statement)).all()
    return {int(row[0]): (int(row[1]), int(row[2])) for row in rows}
