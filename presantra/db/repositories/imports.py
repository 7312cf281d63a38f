"""Statements on imports themselves: jobs of one account in one member, and what a member's files have taught."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, case, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import defer
from sqlmodel import col

from presantra.db.models import ImportJob, ImportMapping, Member
from presantra.db.repositories.statements import insert_ignoring

_LIGHT = (defer(ImportJob.payload, raiseload=True), defer(ImportJob.undo, raiseload=True))  # type: ignore[arg-type]


async def insert_job(session: AsyncSession, job: ImportJob) -> None:
    session.add(job)
    await session.flush()


async def find_job(session: AsyncSession, member_id: int, account_id: int, public_id: UUID) -> ImportJob | None:
    """Without its payload nor its undo, which are heavy."""
    statement = select(ImportJob).where(
        col(ImportJob.member_id) == member_id,
        col(ImportJob.account_id) == account_id,
        col(ImportJob.public_id) == public_id,
    )
    found = await session.execute(statement.options(*_LIGHT).execution_options(populate_existing=True))
    return found.scalar_one_or_none()


async def recent_jobs(session: AsyncSession, member_id: int, account_id: int, limit: int) -> Sequence[ImportJob]:
    statement = (
        select(ImportJob)
        .where(col(ImportJob.member_id) == member_id, col(ImportJob.account_id) == account_id)
        .order_by(col(ImportJob.created_at).desc(), col(ImportJob.id).desc())
        .limit(limit)
    )
    return (await session.execute(statement.options(*_LIGHT))).scalars().all()


async def sealed_of(session: AsyncSession, job: ImportJob, column: str) -> bytes | None:
    """``payload`` or ``undo`` of a job that was found."""
    wanted = {"payload": col(ImportJob.payload), "undo": col(ImportJob.undo)}[column]
    statement = select(wanted).where(col(ImportJob.id) == job.id, col(ImportJob.member_id) == job.member_id)
    return (await session.execute(statement)).scalar_one_or_none()


async def save_job(session: AsyncSession, job: ImportJob, now: datetime, **values: Any) -> bool:
    """Write columns of a job if nobody did since it was read; False otherwise."""
    statement = (
        update(ImportJob)
        .where(
            col(ImportJob.id) == job.id,
            col(ImportJob.member_id) == job.member_id,
            col(ImportJob.version) == job.version,
            col(ImportJob.status) == job.status,
        )
        .values(**values, version=job.version + 1, updated_at=now)
        .execution_options(synchronize_session=False)
    )
    result: Any = await session.execute(statement)
    return bool(result.rowcount == 1)


async def beat(session: AsyncSession, public_id: UUID, statuses: Collection[str], now: datetime, progress: int) -> None:
    """Say that the process which works on this job is alive, and where it is; not a change of the job."""
    statement = update(ImportJob).where(col(ImportJob.public_id) == public_id, col(ImportJob.status).in_(statuses))
    values = {"updated_at": now, "progress": progress}
    await session.execute(statement.values(**values).execution_options(synchronize_session=False))


async def remembered(
    session: AsyncSession, member_id: int, signature: str, most: int
) -> list[tuple[str, dict[str, Any]]]:
    """Signature and answers of the last files of this member, the one with the same headings first, then the newest."""
    same = case((col(ImportMapping.signature) == signature, 0), else_=1)
    statement = (
        select(col(ImportMapping.signature), col(ImportMapping.mapping))
        .where(col(ImportMapping.member_id) == member_id)
        .order_by(same, col(ImportMapping.updated_at).desc(), col(ImportMapping.id).desc())
        .limit(most)
    )
    return [(found, mapping) for found, mapping in await session.execute(statement)]


async def remember(
    session: AsyncSession, member_id: int, signature: str, mapping: dict[str, Any], now: datetime
) -> None:
    values = {"member_id": member_id, "signature": signature, "mapping": mapping, "updated_at": now}
    if await insert_ignoring(session, ImportMapping, values):
        return
    statement = (
        update(ImportMapping)
        .where(col(ImportMapping.member_id) == member_id, col(ImportMapping.signature) == signature)
        .values(mapping=mapping, updated_at=now)
        .execution_options(synchronize_session=False)
    )
    await session.execute(statement)


async def establishments(session: AsyncSession, member_ids: Collection[int]) -> Sequence[Row[Any]]:
    """Identifier, code adhérent, SIRET and name of the members of one account."""
    statement: Any = select(col(Member.id), col(Member.code), col(Member.siret), col(Member.name))
    return (await session.execute(statement.where(col(Member.id).in_(member_ids)).order_by(col(Member.id)))).all()
