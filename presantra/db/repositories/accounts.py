"""All statements on accounts and on the companies attached to them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from presantra.db.models import Account, Attachment, Member
from presantra.domain.rights import Role


async def by_email_key(session: AsyncSession, email_key: str, *, lock: bool = False) -> Account | None:
    statement = select(Account).where(col(Account.email_key) == email_key)
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return (await session.execute(statement)).scalar_one_or_none()


async def locked(session: AsyncSession, account_id: int) -> Account:
    statement = select(Account).where(col(Account.id) == account_id).with_for_update()
    return (await session.execute(statement.execution_options(populate_existing=True))).scalar_one()


async def use_first_password(session: AsyncSession, account_id: int, now: datetime) -> bool:
    """True for the one log-in that the first password allows, before it expires."""
    result: Any = await session.execute(
        update(Account)
        .where(
            col(Account.id) == account_id,
            col(Account.password_state) == "first",
            col(Account.first_used_at).is_(None),
            col(Account.first_expires_at) > now,
        )
        .values(first_used_at=now)
    )
    return bool(result.rowcount == 1)


async def companies(session: AsyncSession, account_id: int) -> Sequence[Member]:
    statement = (
        select(Member)
        .join(Attachment, col(Attachment.member_id) == col(Member.id))
        .where(col(Attachment.account_id) == account_id, col(Attachment.removed_at).is_(None))
        .order_by(col(Member.company_number), col(Member.branch_number).nulls_first())
    )
    return (await session.execute(statement)).scalars().all()


async def people_of(session: AsyncSession, member_id: int) -> Sequence[tuple[Account, Attachment]]:
    """Accounts attached to a member, first attached first."""
    statement = (
        select(Account, Attachment)
        .join(Attachment, col(Attachment.account_id) == col(Account.id))
        .where(col(Attachment.member_id) == member_id, col(Attachment.removed_at).is_(None))
        .order_by(col(Attachment.created_at), col(Attachment.id))
        .execution_options(populate_existing=True)
    )
    return [(row[0], row[1]) for row in (await session.execute(statement)).all()]


async def attachment(session: AsyncSession, account_id: int, member_id: int) -> Attachment | None:
    statement = (
        select(Attachment)
        .where(col(Attachment.account_id) == account_id, col(Attachment.member_id) == member_id)
        .with_for_update()
    )
    return (await session.execute(statement)).scalar_one_or_none()


async def attach(
    session: AsyncSession, account_id: int, member_id: int, now: datetime, roles: str = Role.ADMINISTRATOR.value
) -> bool:
    """Attach, or attach again; False, and nothing changed, when it already was, suspended or not."""
    existing = await attachment(session, account_id, member_id)
    if existing is None:
        session.add(Attachment(account_id=account_id, member_id=member_id, created_at=now, roles=roles))
    elif existing.removed_at is None:
        return False
    else:
        existing.removed_at, existing.created_at, existing.suspended_at = None, now, None
        existing.roles = roles
    await session.flush()
    return True


async def detach_all(session: AsyncSession, account_id: int, now: datetime) -> None:
    await session.execute(
        update(Attachment)
        .where(col(Attachment.account_id) == account_id, col(Attachment.removed_at).is_(None))
        .values(removed_at=now)
    )
