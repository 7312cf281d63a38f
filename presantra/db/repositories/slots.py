"""Statements on the slots that the service opens to all its members: a seat is taken by one UPDATE, or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from presantra.db.models import Slot

MAX_SLOTS = 500


async def insert(session: AsyncSession, slot: Slot) -> Slot:
    session.add(slot)
    await session.flush()
    return slot


async def find(session: AsyncSession, public_id: UUID) -> Slot | None:
    statement = select(Slot).where(col(Slot.public_id) == public_id).execution_options(populate_existing=True)
    return (await session.execute(statement)).scalar_one_or_none()


async def bookable(session: AsyncSession, kind: str, after: datetime) -> Sequence[Slot]:
    """Open slots with a seat left for this kind of visit, earliest first."""
    statement = (
        select(Slot)
        .where(col(Slot.closed_at).is_(None), col(Slot.starts_at) > after, col(Slot.taken) < col(Slot.capacity))
        .order_by(col(Slot.starts_at), col(Slot.id))
        .limit(MAX_SLOTS)
    )
    return [slot for slot in (await session.execute(statement)).scalars() if kind in slot.kinds]


async def upcoming(session: AsyncSession, after: datetime) -> Sequence[Slot]:
    """Slots to come, full and closed ones included: for the service."""
    statement = (
        select(Slot).where(col(Slot.starts_at) > after).order_by(col(Slot.starts_at), col(Slot.id)).limit(MAX_SLOTS)
    )
    return (await session.execute(statement)).scalars().all()


async def take(session: AsyncSession, slot_id: int, now: datetime) -> bool:
    """Take a seat; False when none is left. Whoever comes second waits for the first one's transaction."""
    statement = (
        update(Slot)
        .where(
            col(Slot.id) == slot_id,
            col(Slot.taken) < col(Slot.capacity),
            col(Slot.closed_at).is_(None),
            col(Slot.starts_at) > now,
        )
        .values(taken=col(Slot.taken) + 1)
        .execution_options(synchronize_session=False)
    )
    result: Any = await session.execute(statement)
    return bool(result.rowcount == 1)


async def free(session: AsyncSession, slot_id: int) -> None:
    """Give a seat back."""
    await session.execute(
        update(Slot)
        .where(col(Slot.id) == slot_id, col(Slot.taken) > 0)
        .values(taken=col(Slot.taken) - 1)
        .execution_options(synchronize_session=False)
    )


async def close(session: AsyncSession, public_id: UUID, now: datetime) -> bool:
    """Nobody books it any more; seats already taken stay taken."""
    statement = (
        update(Slot)
        .where(col(Slot.public_id) == public_id, col(Slot.closed_at).is_(None))
        .values(closed_at=now)
        .execution_options(synchronize_session=False)
    )
    result: Any = await session.execute(statement)
    return bool(result.rowcount == 1)
