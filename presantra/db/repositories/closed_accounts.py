"""Statements on accounts that were closed, and for those who look after them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from presantra.db.models import Account, Attachment, Member


async def restore(session: AsyncSession, account_id: int, closed_at: datetime) -> list[int]:
    """Give back the companies that the closing took; their ids."""
    statement = (
        update(Attachment)
        .where(col(Attachment.account_id) == account_id, col(Attachment.removed_at) == closed_at)
        .values(removed_at=None)
        .returning(col(Attachment.member_id))
    )
    return sorted((await session.execute(statement)).scalars().all())


async def listed(session: AsyncSession, *, closed: bool) -> Sequence[tuple[Account, tuple[str, ...]]]:
    """Accounts by address, each with the codes of its companies; those already erased are left out."""
    chosen = col(Account.closed_at).is_not(None) if closed else col(Account.closed_at).is_(None)
    accounts = select(Account).where(chosen, col(Account.email) != "").order_by(col(Account.email_key))
    codes: dict[int, list[str]] = {}
    links = (
        select(col(Attachment.account_id), col(Member.code))
        .join(Member, col(Member.id) == col(Attachment.member_id))
        .where(col(Attachment.removed_at).is_(None))
        .order_by(col(Member.company_number), col(Member.branch_number).nulls_first())
    )
    for account_id, code in (await session.execute(links)).all():
        codes.setdefault(account_id, []).append(code)
    return [(row, tuple(codes.get(row.id or 0, ()))) for row in (await session.execute(accounts)).scalars()]


async def to_erase(session: AsyncSession, before: datetime) -> Sequence[Account]:
    """Closed before ``before``, and not erased yet."""
    statement = select(Account).where(col(Account.closed_at) <= before, col(Account.email) != "").with_for_update()
    return (await session.execute(statement)).scalars().all()
