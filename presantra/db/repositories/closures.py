"""Statements on the fermetures of a member."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from presantra.db.models import ClosurePeriod, RegularClosure


async def regular(session: AsyncSession, member_id: int) -> RegularClosure | None:
    statement = select(RegularClosure).where(col(RegularClosure.member_id) == member_id)
    return (await session.execute(statement.execution_options(populate_existing=True))).scalar_one_or_none()


async def add_regular(session: AsyncSession, member_id: int, values: dict[str, Any]) -> None:
    session.add(RegularClosure(member_id=member_id, **values))
    await session.flush()


async def save_regular(session: AsyncSession, member_id: int, version: int, values: dict[str, Any]) -> bool:
    """Write if nobody did since ``version``; False otherwise."""
    result: Any = await session.execute(
        update(RegularClosure)
        .where(col(RegularClosure.member_id) == member_id, col(RegularClosure.version) == version)
        .values(**values, version=version + 1)
        .execution_options(synchronize_session=False)
    )
    return bool(result.rowcount == 1)


async def add_period(session: AsyncSession, period: ClosurePeriod) -> None:
    session.add(period)
    await session.flush()


async def periods(session: AsyncSession, member_id: int, since: date) -> Sequence[ClosurePeriod]:
    """Those not withdrawn that end on ``since`` or later, earliest first."""
    statement = (
        select(ClosurePeriod)
        .where(
            col(ClosurePeriod.member_id) == member_id,
            col(ClosurePeriod.last_day) >= since,
            col(ClosurePeriod.withdrawn_at).is_(None),
        )
        .order_by(col(ClosurePeriod.first_day), col(ClosurePeriod.id))
    )
    return (await session.execute(statement.execution_options(populate_existing=True))).scalars().all()


async def find_period(session: AsyncSession, member_id: int, public_id: UUID) -> ClosurePeriod | None:
    """One of them, withdrawn or not."""
    statement = select(ClosurePeriod).where(
        col(ClosurePeriod.member_id) == member_id, col(ClosurePeriod.public_id) == public_id
    )
    return (await session.execute(statement.execution_options(populate_existing=True))).scalar_one_or_none()


async def set_withdrawn(session: AsyncSession, member_id: int, period: ClosurePeriod, at: datetime | None) -> None:
    await session.execute(
        update(ClosurePeriod)
        .where(col(ClosurePeriod.member_id) == member_id, col(ClosurePeriod.id) == period.id)
        .values(withdrawn_at=at)
        .execution_options(synchronize_session=False)
    )
