"""Operation ids and numbered series."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from presantra.db.models import Counter, Operation
from presantra.db.repositories.statements import insert_ignoring


async def claim(session: AsyncSession, operation_id: UUID, account_id: int, kind: str, now: datetime) -> bool:
    """True the first time an account presents this operation id; a concurrent second waits for the first."""
    return await insert_ignoring(
        session,
        Operation,
        {"operation_id": operation_id, "account_id": account_id, "kind": kind, "created_at": now},
    )


async def result_of(session: AsyncSession, operation_id: UUID, account_id: int) -> UUID | None:
    statement = select(col(Operation.result_id)).where(
        col(Operation.operation_id) == operation_id, col(Operation.account_id) == account_id
    )
    return (await session.execute(statement)).scalar_one_or_none()


async def set_result(session: AsyncSession, operation_id: UUID, account_id: int, result_id: UUID) -> None:
    await session.execute(
        update(Operation)
        .where(col(Operation.operation_id) == operation_id, col(Operation.account_id) == account_id)
        .values(result_id=result_id)
    )


async def next_number(session: AsyncSession, name: str) -> int:
    """Next value of a series, never given twice."""
    await insert_ignoring(session, Counter, {"name": name, "value": 0})
    increment = update(Counter).where(col(Counter.name) == name).values(value=col(Counter.value) + 1)
    statement = increment.returning(col(Counter.value))
    return int((await session.execute(statement)).scalar_one())
