"""Statements on the weekly reminder: whom it goes to, and who sends it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from presantra.db.models import Account


def _waits(week: date) -> ColumnElement[bool]:
    """Active accounts that want the reminder and have not had it for that week."""
    return and_(
        col(Account.weekly_digest),
        col(Account.disabled_at).is_(None),
        col(Account.password_state) == "own",
        col(Account.digest_sent_on).is_(None) | (col(Account.digest_sent_on) < week),
    )


async def waiting(
    session: AsyncSession, week: date, created_before: datetime, after_id: int, limit: int
) -> Sequence[Account]:
    """Accounts to write to, by id; those created since are not owed anything for that week."""
    statement = (
        select(Account)
        .where(_waits(week), col(Account.created_at) < created_before, col(Account.id) > after_id)
        .order_by(col(Account.id))
        .limit(limit)
    )
    return (await session.execute(statement)).scalars().all()


async def claim(session: AsyncSession, account_id: int, week: date) -> bool:
    """True for the one worker that sends the reminder of that week: the row is locked until it commits."""
    result: Any = await session.execute(
        update(Account).where(col(Account.id) == account_id, _waits(week)).values(digest_sent_on=week)
    )
    return bool(result.rowcount == 1)


async def choose(session: AsyncSession, account_id: int, wanted: bool) -> bool:
    """True when this changes something."""
    result: Any = await session.execute(
        update(Account)
        .where(col(Account.id) == account_id, col(Account.weekly_digest).is_not(wanted))
        .values(weekly_digest=wanted)
    )
    return bool(result.rowcount == 1)


async def account_of(session: AsyncSession, public_id: UUID) -> Account | None:
    return (await session.execute(select(Account).where(col(Account.public_id) == public_id))).scalar_one_or_none()
