"""Arrivals and departures of a span of days, for the dashboard."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from presantra.db.models import Employment
from presantra.domain.vocabulary import DepartureReason


async def arrivals_and_departures(session: AsyncSession, member_id: int, first: date, last: date) -> tuple[int, int]:
    """Periods that begin, and that end, within two days; somebody who never came counts in neither."""
    arrived = func.count().filter(col(Employment.start_date).between(first, last))
    departed = func.count().filter(col(Employment.end_date).between(first, last))
    statement = select(arrived, departed).where(
        col(Employment.member_id) == member_id,
        col(Employment.departure_reason) != DepartureReason.NEVER_ARRIVED.value,
    )
    row = (await session.execute(statement)).one()
    return int(row[0]), int(row[1])
