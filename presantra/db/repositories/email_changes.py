"""All statements on changes of e-mail address."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from presantra.db.models import EmailChange


async def pending(session: AsyncSession, account_id: int, now: datetime) -> EmailChange | None:
    """The change that waits for its confirmation."""
    statement = select(EmailChange).where(
        col(EmailChange.account_id) == account_id,
        col(EmailChange.confirmed_at).is_(None),
        col(EmailChange.ended_at).is_(None),
        col(EmailChange.expires_at) > now,
    )
    return (await session.execute(statement)).scalar_one_or_none()


async def to_confirm(session: AsyncSession, digest: str, now: datetime) -> EmailChange | None:
    statement = select(EmailChange).where(
        col(EmailChange.confirm_digest) == digest,
        col(EmailChange.confirmed_at).is_(None),
        col(EmailChange.ended_at).is_(None),
        col(EmailChange.expires_at) > now,
    )
    return (await session.execute(statement)).scalar_one_or_none()


async def to_revert(session: AsyncSession, digest: str, now: datetime) -> EmailChange | None:
    statement = select(EmailChange).where(
        col(EmailChange.revert_digest) == digest,
        col(EmailChange.ended_at).is_(None),
        col(EmailChange.revert_until) > now,
    )
    return (await session.execute(statement)).scalar_one_or_none()


async def reserved(session: AsyncSession, email: str, now: datetime, *, except_for: int) -> bool:
    """Whether another account may still come back to this address."""
    statement = select(col(EmailChange.id)).where(
        col(EmailChange.old_email) == email,
        col(EmailChange.account_id) != except_for,
        col(EmailChange.ended_at).is_(None),
        col(EmailChange.revert_until) > now,
    )
    return (await session.execute(statement.limit(1))).scalar_one_or_none() is not None


async def end_pending(session: AsyncSession, account_id: int, now: datetime) -> None:
    """Changes that nobody confirmed; those confirmed stay reversible."""
    await session.execute(
        update(EmailChange)
        .where(
            col(EmailChange.account_id) == account_id,
            col(EmailChange.confirmed_at).is_(None),
            col(EmailChange.ended_at).is_(None),
        )
        .values(ended_at=now)
    )


async def end_since(session: AsyncSession, account_id: int, first: int, now: datetime) -> None:
    """One change and all those that came after it."""
    await session.execute(
        update(EmailChange)
        .where(
            col(EmailChange.account_id) == account_id,
            col(EmailChange.id) >= first,
            col(EmailChange.ended_at).is_(None),
        )
        .values(ended_at=now)
    )


async def of_account(session: AsyncSession, account_id: int) -> Sequence[EmailChange]:
    statement = select(EmailChange).where(col(EmailChange.account_id) == account_id).order_by(col(EmailChange.id))
    return (await session.execute(statement)).scalars().all()


async def erase_all(session: AsyncSession, account_id: int) -> None:
    await session.execute(delete(EmailChange).where(col(EmailChange.account_id) == account_id))
