"""All statements on second factors, recovery codes, trusted devices and waiting log-ins."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from presantra.db.models import Account, LoginStep, RecoveryCode, TotpFactor, TrustedDevice


async def totp(session: AsyncSession, account_id: int, *, lock: bool = False) -> TotpFactor | None:
    statement = select(TotpFactor).where(col(TotpFactor.account_id) == account_id)
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return (await session.execute(statement)).scalar_one_or_none()


async def is_active(session: AsyncSession, account_id: int) -> bool:
    """Whether a log-in by password needs more than the password."""
    found = await totp(session, account_id)
    return found is not None and found.confirmed_at is not None


async def erase_totp(session: AsyncSession, account_id: int) -> None:
    """The second factor goes with its recovery codes."""
    await session.execute(delete(RecoveryCode).where(col(RecoveryCode.account_id) == account_id))
    await session.execute(delete(TotpFactor).where(col(TotpFactor.account_id) == account_id))


async def replace_recovery_codes(session: AsyncSession, account_id: int, digests: Iterable[str], now: datetime) -> None:
    await session.execute(delete(RecoveryCode).where(col(RecoveryCode.account_id) == account_id))
    session.add_all(RecoveryCode(account_id=account_id, digest=digest, created_at=now) for digest in digests)
    await session.flush()


async def use_recovery_code(session: AsyncSession, account_id: int, digest: str, now: datetime) -> bool:
    """True once for each code."""
    statement = (
        update(RecoveryCode)
        .where(
            col(RecoveryCode.account_id) == account_id,
            col(RecoveryCode.digest) == digest,
            col(RecoveryCode.used_at).is_(None),
        )
        .values(used_at=now)
        .returning(col(RecoveryCode.id))
    )
    return (await session.execute(statement)).scalar_one_or_none() is not None


async def recovery_codes_left(session: AsyncSession, account_id: int) -> int:
    statement = select(func.count()).select_from(RecoveryCode)
    statement = statement.where(col(RecoveryCode.account_id) == account_id, col(RecoveryCode.used_at).is_(None))
    return int((await session.execute(statement)).scalar_one())


async def step(session: AsyncSession, digest: str, now: datetime) -> tuple[LoginStep, Account] | None:
    """A waiting log-in, unless too old or of a disabled account."""
    statement = (
        select(LoginStep, Account)
        .join(Account, col(Account.id) == col(LoginStep.account_id))
        .where(
            col(LoginStep.token_digest) == digest,
            col(LoginStep.expires_at) > now,
            col(Account.disabled_at).is_(None),
        )
    )
    row = (await session.execute(statement)).one_or_none()
    return (row[0], row[1]) if row else None


async def end_step(session: AsyncSession, digest: str, now: datetime) -> bool:
    """True for the one that ends it."""
    statement = (
        delete(LoginStep)
        .where(col(LoginStep.token_digest) == digest, col(LoginStep.expires_at) > now)
        .returning(col(LoginStep.id))
    )
    return (await session.execute(statement)).scalar_one_or_none() is not None


async def end_steps(session: AsyncSession, account_id: int) -> None:
    await session.execute(delete(LoginStep).where(col(LoginStep.account_id) == account_id))


async def trusted(session: AsyncSession, account_id: int, digest: str, now: datetime) -> TrustedDevice | None:
    statement = select(TrustedDevice).where(
        col(TrustedDevice.account_id) == account_id,
        col(TrustedDevice.token_digest) == digest,
        *_alive(now),
    )
    return (await session.execute(statement)).scalar_one_or_none()


async def trusted_of(session: AsyncSession, account_id: int, now: datetime) -> Sequence[TrustedDevice]:
    """Living trusted devices, last used first."""
    statement = (
        select(TrustedDevice)
        .where(col(TrustedDevice.account_id) == account_id, *_alive(now))
        .order_by(col(TrustedDevice.last_used_at).desc(), col(TrustedDevice.id).desc())
    )
    return (await session.execute(statement)).scalars().all()


async def distrust_one(session: AsyncSession, account_id: int, public_id: UUID, now: datetime) -> bool:
    statement = (
        update(TrustedDevice)
        .where(col(TrustedDevice.account_id) == account_id, col(TrustedDevice.public_id) == public_id, *_alive(now))
        .values(revoked_at=now)
        .returning(col(TrustedDevice.id))
    )
    return (await session.execute(statement)).scalar_one_or_none() is not None


async def distrust_all(session: AsyncSession, account_id: int, now: datetime) -> None:
    await session.execute(
        update(TrustedDevice)
        .where(col(TrustedDevice.account_id) == account_id, col(TrustedDevice.revoked_at).is_(None))
        .values(revoked_at=now)
    )


def _alive(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (col(TrustedDevice.revoked_at).is_(None), col(TrustedDevice.expires_at) > now)
