"""All statements on log-in sessions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from presantra.db.models import Account, LoginSession


async def alive(
    session: AsyncSession, digest: str, now: datetime, idle_since: datetime
) -> tuple[LoginSession, Account] | None:
    """The session of a token, unless revoked, idle, too old, or of a disabled account."""
    statement = (
        select(LoginSession, Account)
        .join(Account, col(Account.id) == col(LoginSession.account_id))
        .where(
            col(LoginSession.token_digest) == digest,
            col(LoginSession.revoked_at).is_(None),
            col(LoginSession.expires_at) > now,
            col(LoginSession.last_seen_at) > idle_since,
            col(Account.disabled_at).is_(None),
        )
    )
    row = (await session.execute(statement)).one_or_none()
    return (row[0], row[1]) if row else None


async def of_account(
    session: AsyncSession, account_id: int, now: datetime, idle_since: datetime
) -> Sequence[LoginSession]:
    """Living sessions of an account, last seen first."""
    statement = (
        select(LoginSession)
        .where(
            col(LoginSession.account_id) == account_id,
            col(LoginSession.revoked_at).is_(None),
            col(LoginSession.expires_at) > now,
            col(LoginSession.last_seen_at) > idle_since,
        )
        .order_by(col(LoginSession.last_seen_at).desc(), col(LoginSession.id).desc())
    )
    return (await session.execute(statement)).scalars().all()


async def last_opened(session: AsyncSession, account_ids: Sequence[int]) -> dict[int, datetime]:
    """When each of these accounts last logged in, for those whose sessions are still kept."""
    statement = (
        select(col(LoginSession.account_id), func.max(col(LoginSession.created_at)))
        .where(col(LoginSession.account_id).in_(account_ids), col(LoginSession.kind) == "full")
        .group_by(col(LoginSession.account_id))
    )
    return {row[0]: row[1] for row in (await session.execute(statement)).all()}


async def opened_at(session: AsyncSession, session_id: int) -> datetime | None:
    """When the password of a session was typed."""
    statement = select(col(LoginSession.created_at)).where(col(LoginSession.id) == session_id)
    return (await session.execute(statement)).scalar_one_or_none()


async def touch(session: AsyncSession, session_id: int, now: datetime) -> None:
    await session.execute(update(LoginSession).where(col(LoginSession.id) == session_id).values(last_seen_at=now))


async def choose_member(session: AsyncSession, session_id: int, member_id: int) -> None:
    await session.execute(update(LoginSession).where(col(LoginSession.id) == session_id).values(member_id=member_id))


async def reauthenticate(session: AsyncSession, session_id: int, now: datetime) -> bool:
    """False when the session has ended meanwhile."""
    statement = (
        update(LoginSession)
        .where(col(LoginSession.id) == session_id, col(LoginSession.revoked_at).is_(None))
        .values(reauthenticated_at=now)
        .returning(col(LoginSession.id))
    )
    return (await session.execute(statement)).scalar_one_or_none() is not None


async def revoke(session: AsyncSession, session_id: int, now: datetime) -> None:
    await session.execute(
        update(LoginSession)
        .where(col(LoginSession.id) == session_id, col(LoginSession.revoked_at).is_(None))
        .values(revoked_at=now)
    )


async def revoke_one_of(session: AsyncSession, account_id: int, public_id: UUID, now: datetime) -> bool:
    statement = (
        update(LoginSession)
        .where(
            col(LoginSession.account_id) == account_id,
            col(LoginSession.public_id) == public_id,
            col(LoginSession.revoked_at).is_(None),
        )
        .values(revoked_at=now)
        .returning(col(LoginSession.id))
    )
    return (await session.execute(statement)).scalar_one_or_none() is not None


async def revoke_all(session: AsyncSession, account_id: int, now: datetime, except_id: int | None = None) -> None:
    statement = update(LoginSession).where(
        col(LoginSession.account_id) == account_id, col(LoginSession.revoked_at).is_(None)
    )
    if except_id is not None:
        statement = statement.where(col(LoginSession.id) != except_id)
    await session.execute(statement.values(revoked_at=now))
