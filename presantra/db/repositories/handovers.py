"""All statements on the administration of a member, offered and not yet answered."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from presantra.db.models import Handover


def _waiting(member_id: int, now: datetime) -> ColumnElement[bool]:
    return and_(
        col(Handover.member_id) == member_id,
        col(Handover.accepted_at).is_(None),
        col(Handover.ended_at).is_(None),
        col(Handover.expires_at) > now,
    )


async def given_by(session: AsyncSession, member_id: int, account_id: int, now: datetime) -> Handover | None:
    statement = select(Handover).where(_waiting(member_id, now), col(Handover.giver_id) == account_id)
    return (await session.execute(statement.order_by(col(Handover.id).desc()).limit(1))).scalar_one_or_none()


async def offered_to(session: AsyncSession, member_id: int, account_id: int, now: datetime) -> Handover | None:
    """The last one that waits for this account's answer."""
    statement = select(Handover).where(_waiting(member_id, now), col(Handover.receiver_id) == account_id)
    return (await session.execute(statement.order_by(col(Handover.id).desc()).limit(1))).scalar_one_or_none()


async def answered_by(
    session: AsyncSession, member_id: int, account_id: int, public_id: UUID, now: datetime
) -> Handover | None:
    """One that waits for this account's answer, locked for the caller."""
    statement = select(Handover).where(
        _waiting(member_id, now), col(Handover.receiver_id) == account_id, col(Handover.public_id) == public_id
    )
    locked = statement.with_for_update().execution_options(populate_existing=True)
    return (await session.execute(locked)).scalar_one_or_none()


async def end_given(session: AsyncSession, member_id: int, account_id: int, now: datetime) -> None:
    await _end(session, member_id, col(Handover.giver_id) == account_id, now)


async def end_involving(session: AsyncSession, member_id: int, account_id: int, now: datetime) -> None:
    """Whether he gives or receives."""
    either = or_(col(Handover.giver_id) == account_id, col(Handover.receiver_id) == account_id)
    await _end(session, member_id, either, now)


async def _end(session: AsyncSession, member_id: int, whose: ColumnElement[bool], now: datetime) -> None:
    await session.execute(
        update(Handover)
        .where(_waiting(member_id, now), whose)
        .values(ended_at=now)
        .execution_options(synchronize_session=False)
    )
