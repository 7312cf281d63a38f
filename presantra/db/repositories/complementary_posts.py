"""Statements on the liste complémentaire of a member."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from presantra.db.models import ComplementaryPost


async def add(session: AsyncSession, post: ComplementaryPost) -> None:
    session.add(post)
    await session.flush()


async def count(session: AsyncSession, member_id: int) -> int:
    statement = select(func.count()).where(
        col(ComplementaryPost.member_id) == member_id, col(ComplementaryPost.withdrawn_at).is_(None)
    )
    return int((await session.execute(statement)).scalar_one())


async def of_member(session: AsyncSession, member_id: int) -> Sequence[ComplementaryPost]:
    """All of them, those withdrawn included, by job title."""
    statement = (
        select(ComplementaryPost)
        .where(col(ComplementaryPost.member_id) == member_id)
        .order_by(col(ComplementaryPost.job_title), col(ComplementaryPost.id))
        .execution_options(populate_existing=True)
    )
    return (await session.execute(statement)).scalars().all()


async def find(session: AsyncSession, member_id: int, public_id: UUID) -> ComplementaryPost | None:
    """A post that is still on the list."""
    statement = select(ComplementaryPost).where(
        col(ComplementaryPost.member_id) == member_id,
        col(ComplementaryPost.public_id) == public_id,
        col(ComplementaryPost.withdrawn_at).is_(None),
    )
    return (await session.execute(statement.execution_options(populate_existing=True))).scalar_one_or_none()


async def save(
    session: AsyncSession, member_id: int, post: ComplementaryPost, version: int, values: dict[str, Any]
) -> bool:
    """Write columns if nobody did since ``version``; False otherwise."""
    result: Any = await session.execute(
        update(ComplementaryPost)
        .where(
            col(ComplementaryPost.member_id) == member_id,
            col(ComplementaryPost.id) == post.id,
            col(ComplementaryPost.version) == version,
        )
        .values(**values, version=version + 1)
        .execution_options(synchronize_session=False)
    )
    return bool(result.rowcount == 1)


async def mark_sent(session: AsyncSession, member_id: int, now: datetime) -> None:
    """The whole list was sent: its posts, and what was withdrawn since the sending before."""
    await session.execute(
        update(ComplementaryPost)
        .where(col(ComplementaryPost.member_id) == member_id)
        .values(sent_at=now)
        .execution_options(synchronize_session=False)
    )
