"""What the portal holds of one account, for its copy: only rows of this account, whatever the company."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from presantra.db.models import Attachment, AuditEntry, LoginSession, Member


async def attachments(session: AsyncSession, account_id: int) -> Sequence[tuple[Attachment, Member]]:
    """Those that ended too."""
    statement = (
        select(Attachment, Member)
        .join(Member, col(Member.id) == col(Attachment.member_id))
        .where(col(Attachment.account_id) == account_id)
        .order_by(col(Attachment.id))
    )
    return [(row[0], row[1]) for row in (await session.execute(statement)).all()]


async def sessions(session: AsyncSession, account_id: int) -> Sequence[LoginSession]:
    statement = select(LoginSession).where(col(LoginSession.account_id) == account_id)
    return (await session.execute(statement.order_by(col(LoginSession.id)))).scalars().all()


async def personal(session: AsyncSession, account_id: int) -> Sequence[AuditEntry]:
    """Entries of the account that belong to no member, oldest first."""
    statement = (
        select(AuditEntry)
        .where(col(AuditEntry.account_id) == account_id, col(AuditEntry.member_id).is_(None))
        .order_by(col(AuditEntry.id))
    )
    return (await session.execute(statement)).scalars().all()


async def actions(session: AsyncSession, account_id: int) -> Sequence[tuple[AuditEntry, Member]]:
    """What the account did for its members, oldest first."""
    statement = (
        select(AuditEntry, Member)
        .join(Member, col(Member.id) == col(AuditEntry.member_id))
        .where(col(AuditEntry.account_id) == account_id)
        .order_by(col(AuditEntry.id))
    )
    return [(row[0], row[1]) for row in (await session.execute(statement)).all()]
