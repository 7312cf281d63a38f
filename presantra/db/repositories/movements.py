"""Arrivals and departures of a span of days, for the dashboard."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from presantra.db.models import Employment
from presantra.domain.vocabulary import DepartureReason


async def arrivals_and_departures(session: AsyncSession, member_id: int, first: date, last: date) -> tuple[int, int]:
    """Periods that begin, and that end, within two days; somebody who never came counts in neither."""
    # Both values of « latest » are named so that the index sorted by entry serves.
    came = (col(Employment.latest).in_((True, False)), col(Employment.start_date).between(first, last))
    left = (col(Employment.end_date).between(first, last),)
    arrivals, departures = [await _count(session, member_id, *conditions) for conditions in (came, left)]
    return arrivals, departures


async def _count(session: AsyncSession, member_id: int, *conditions: ColumnElement[bool]) -> int:
    statement = select(func.count()).where(
        col(Employment.member_id) == member_id,
        col(Employment.departure_reason) != DepartureReason.NEVER_ARRIVED.value,
        *conditions,
    )
    return int((await session.execute(statement)).scalar_one())
