"""Statements on the slots that the service opens to all its members: a seat is taken by one UPDATE, or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import String, cast, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from presantra.db.models import Slot
from presantra.db.repositories.statements import windowed


async def insert(session: AsyncSession, slot: Slot) -> Slot:
    session.add(slot)
    await session.flush()
    return slot


async def find(session: AsyncSession, public_id: UUID) -> Slot | None:
    statement = select(Slot).where(col(Slot.public_id) == public_id).execution_options(populate_existing=True)
    return (await session.execute(statement)).scalar_one_or_none()


@dataclass(frozen=True, slots=True)
class Wanted:
    """For which kind of visit, after which instant; in this centre alone, or, ``elsewhere``, in all but this one."""

    kind: str
    after: datetime
    centre: str = ""
    elsewhere: bool = False


async def bookable(session: AsyncSession, wanted: Wanted, last: Slot | None, limit: int) -> Sequence[Slot]:
    """Open slots with a seat left, earliest first, those that follow ``last``."""
    # The list of kinds is JSON text on both databases: a code between its quotes is in it, or is not.
    kinds = cast(col(Slot.kinds), String)
    statement = (
        select(Slot)
        .where(
            col(Slot.starts_at) > wanted.after,
            col(Slot.closed_at).is_(None),
            col(Slot.taken) < col(Slot.capacity),
            kinds.contains(f'"{wanted.kind}"', autoescape=True),
        )
        .order_by(col(Slot.starts_at), col(Slot.id))
        .limit(limit)
    )
    if wanted.centre:
        here = col(Slot.centre) == wanted.centre
        statement = statement.where(~here if wanted.elsewhere else here)
    if last is not None:
        beyond = or_(col(Slot.starts_at) > last.starts_at, col(Slot.id) > last.id)
        statement = statement.where(col(Slot.starts_at) >= last.starts_at, beyond)
    return (await session.execute(statement)).scalars().all()


async def between(
    session: AsyncSession, start: datetime, end: datetime | None, *, limit: int | None, offset: int
) -> tuple[Sequence[Slot], int]:
    """Slots that begin in an interval, full and closed ones included, and how many there are: for the service."""
    statement = select(Slot).where(col(Slot.starts_at) >= start).order_by(col(Slot.starts_at), col(Slot.id))
    if end is not None:
        statement = statement.where(col(Slot.starts_at) < end)
    rows, total = await windowed(session, statement, limit=limit, offset=offset)
    return [row[0] for row in rows], total


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
