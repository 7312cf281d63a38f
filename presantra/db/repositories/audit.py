"""All statements on the journal."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from presantra.db.models import AuditChain, AuditEntry
from presantra.db.repositories.statements import insert_ignoring


async def lock_chain(session: AsyncSession, name: str) -> AuditChain:
    """Head of a chain, created when missing, locked until the end of the transaction."""
    await insert_ignoring(session, AuditChain, {"name": name, "position": 0, "mac": ""})
    statement = select(AuditChain).where(col(AuditChain.name) == name).with_for_update()
    return (await session.execute(statement.execution_options(populate_existing=True))).scalar_one()


async def about(
    session: AsyncSession, member_id: int, subject_kind: str, subject_id: UUID | None, limit: int = 200
) -> Sequence[AuditEntry]:
    statement = (
        select(AuditEntry)
        .where(
            col(AuditEntry.member_id) == member_id,
            col(AuditEntry.subject_kind) == subject_kind,
            col(AuditEntry.subject_id) == subject_id,
        )
        .order_by(col(AuditEntry.id).desc())
        .limit(limit)
    )
    return (await session.execute(statement)).scalars().all()


async def by_account(session: AsyncSession, account_id: int, limit: int = 100) -> Sequence[AuditEntry]:
    statement: Any = (
        select(AuditEntry)
        .where(col(AuditEntry.account_id) == account_id)
        .order_by(col(AuditEntry.id).desc())
        .limit(limit)
    )
    return list((await session.execute(statement)).scalars().all())


async def personal(session: AsyncSession, account_id: int, limit: int) -> Sequence[AuditEntry]:
    """Entries of an account that belong to no member (log-ins, passwords, sessions), newest first."""
    statement = (
        select(AuditEntry)
        .where(col(AuditEntry.account_id) == account_id, col(AuditEntry.member_id).is_(None))
        .order_by(col(AuditEntry.id).desc())
        .limit(limit)
    )
    return (await session.execute(statement)).scalars().all()


async def head(session: AsyncSession, name: str) -> AuditChain | None:
    return await session.get(AuditChain, name)


async def walk(session: AsyncSession, chain: str) -> AsyncIterator[AuditEntry]:
    statement = select(AuditEntry).where(col(AuditEntry.chain) == chain).order_by(col(AuditEntry.position))
    result = await session.stream_scalars(statement)
    async for entry in result:
        yield entry
