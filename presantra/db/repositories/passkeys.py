"""All statements on passkeys and on the challenges they answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from presantra.db.models import Account, Passkey, PasskeyChallenge


async def ask(session: AsyncSession, challenge: PasskeyChallenge, now: datetime) -> None:
    """Write a challenge; it takes the place of the one before, and of all those that expired."""
    same = (col(PasskeyChallenge.bound_to) == challenge.bound_to) & (col(PasskeyChallenge.purpose) == challenge.purpose)
    await session.execute(
        delete(PasskeyChallenge)
        .where(or_(same, col(PasskeyChallenge.expires_at) <= now))
        .execution_options(synchronize_session=False)
    )
    session.add(challenge)
    await session.flush()


async def answer(session: AsyncSession, digest: str, purpose: str, bound_to: str, now: datetime) -> bool:
    """True for the one answer that a challenge is given, by whoever was asked, in time."""
    statement = (
        delete(PasskeyChallenge)
        .where(
            col(PasskeyChallenge.digest) == digest,
            col(PasskeyChallenge.purpose) == purpose,
            col(PasskeyChallenge.bound_to) == bound_to,
            col(PasskeyChallenge.expires_at) > now,
        )
        .returning(col(PasskeyChallenge.id))
        .execution_options(synchronize_session=False)
    )
    return (await session.execute(statement)).scalar_one_or_none() is not None


async def by_credential(session: AsyncSession, credential_id: str) -> tuple[Passkey, Account] | None:
    statement = (
        select(Passkey, Account)
        .join(Account, col(Account.id) == col(Passkey.account_id))
        .where(col(Passkey.credential_id) == credential_id)
        .execution_options(populate_existing=True)
    )
    row = (await session.execute(statement)).one_or_none()
    return (row[0], row[1]) if row else None


async def of_account(session: AsyncSession, account_id: int) -> Sequence[Passkey]:
    """First added first."""
    statement = select(Passkey).where(col(Passkey.account_id) == account_id).order_by(col(Passkey.id))
    return (await session.execute(statement)).scalars().all()


async def count(session: AsyncSession, account_id: int) -> int:
    statement = select(func.count()).select_from(Passkey).where(col(Passkey.account_id) == account_id)
    return int((await session.execute(statement)).scalar_one())


async def erase_one(session: AsyncSession, account_id: int, public_id: UUID) -> str | None:
    """The name of the passkey that was erased; None when the account has none such."""
    statement = (
        delete(Passkey)
        .where(col(Passkey.account_id) == account_id, col(Passkey.public_id) == public_id)
        .returning(col(Passkey.name))
    )
    return (await session.execute(statement)).scalar_one_or_none()


async def erase_all(session: AsyncSession, account_id: int, since: datetime | None = None) -> None:
    """All of an account, or those added from ``since`` on."""
    statement = delete(Passkey).where(col(Passkey.account_id) == account_id)
    if since is not None:
        statement = statement.where(col(Passkey.created_at) >= since)
    await session.execute(statement.execution_options(synchronize_session=False))
