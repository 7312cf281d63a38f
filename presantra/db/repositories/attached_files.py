"""Statements on the files of messages, always within one member."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from presantra.db.models import AttachedFile, MessageThread, ThreadMessage
from presantra.db.repositories.messages import Scope, within


async def insert(session: AsyncSession, file: AttachedFile) -> None:
    session.add(file)
    await session.flush()


async def of_draft(session: AsyncSession, member_id: int, account_id: int, draft: UUID) -> Sequence[AttachedFile]:
    """What one person has attached to what he is writing, in order."""
    statement = select(AttachedFile).where(*_draft(member_id, account_id, draft)).order_by(col(AttachedFile.id))
    return (await session.execute(statement)).scalars().all()


async def send(session: AsyncSession, member_id: int, account_id: int, draft: UUID, message_id: int) -> None:
    """The files of a draft go with the message it has become."""
    await session.execute(
        update(AttachedFile)
        .where(*_draft(member_id, account_id, draft))
        .values(message_id=message_id, draft=None)
        .execution_options(synchronize_session=False)
    )


async def take_out(session: AsyncSession, member_id: int, account_id: int, draft: UUID, public_id: UUID) -> bool:
    result: Any = await session.execute(
        delete(AttachedFile)
        .where(*_draft(member_id, account_id, draft), col(AttachedFile.public_id) == public_id)
        .execution_options(synchronize_session=False)
    )
    return bool(result.rowcount == 1)


async def of_thread(session: AsyncSession, thread: MessageThread) -> Sequence[AttachedFile]:
    statement = (
        select(AttachedFile)
        .join(ThreadMessage, col(ThreadMessage.id) == col(AttachedFile.message_id))
        .where(
            col(ThreadMessage.thread_id) == thread.id,
            col(ThreadMessage.member_id) == thread.member_id,
            col(AttachedFile.member_id) == thread.member_id,
        )
        .order_by(col(AttachedFile.id))
    )
    return (await session.execute(statement)).scalars().all()


async def find(session: AsyncSession, scope: Scope, public_id: UUID) -> AttachedFile | None:
    """A file that was sent, in one of these threads."""
    statement = (
        select(AttachedFile)
        .join(ThreadMessage, col(ThreadMessage.id) == col(AttachedFile.message_id))
        .join(MessageThread, col(MessageThread.id) == col(ThreadMessage.thread_id))
        .where(
            col(AttachedFile.member_id) == scope.member_id,
            *within(scope),
            col(AttachedFile.public_id) == public_id,
        )
    )
    return (await session.execute(statement)).scalar_one_or_none()


async def given_up(session: AsyncSession, before: datetime) -> Sequence[AttachedFile]:
    """Attached to what was never sent."""
    statement = select(AttachedFile).where(
        col(AttachedFile.message_id).is_(None), col(AttachedFile.created_at) < before
    )
    return (await session.execute(statement)).scalars().all()


async def erase(session: AsyncSession, rows: Sequence[AttachedFile]) -> None:
    for row in rows:
        await session.delete(row)
    await session.flush()


def _draft(member_id: int, account_id: int, draft: UUID) -> tuple[Any, ...]:
    return (
        col(AttachedFile.member_id) == member_id,
        col(AttachedFile.account_id) == account_id,
        col(AttachedFile.draft) == draft,
        col(AttachedFile.message_id).is_(None),
    )
