"""All statements on invitations."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from presantra.db.models import Account, Invitation


def _waiting(now: datetime) -> ColumnElement[bool]:
    return and_(_open(), col(Invitation.expires_at) > now)


def _open() -> ColumnElement[bool]:
    return and_(col(Invitation.accepted_at).is_(None), col(Invitation.revoked_at).is_(None))


async def of_digest(
    session: AsyncSession, digest: str, now: datetime, *, lock: bool = False
) -> tuple[Invitation, Account] | None:
    """The living invitation of a link, with who invited."""
    statement = (
        select(Invitation, Account)
        .join(Account, col(Account.id) == col(Invitation.invited_by))
        .where(col(Invitation.token_digest) == digest, _waiting(now))
    )
    if lock:
        statement = statement.with_for_update(of=Invitation).execution_options(populate_existing=True)
    row = (await session.execute(statement)).one_or_none()
    return (row[0], row[1]) if row else None


async def of_member(session: AsyncSession, member_id: int, kind: str) -> Sequence[tuple[Invitation, Account]]:
    """Invitations of one kind that were neither answered nor cancelled, expired ones too, oldest first."""
    statement = (
        select(Invitation, Account)
        .join(Account, col(Account.id) == col(Invitation.invited_by))
        .where(col(Invitation.member_id) == member_id, col(Invitation.kind) == kind, _open())
        .order_by(col(Invitation.created_at), col(Invitation.id))
    )
    return [(row[0], row[1]) for row in (await session.execute(statement)).all()]


async def one_of_member(session: AsyncSession, member_id: int, kind: str, public_id: UUID) -> Invitation | None:
    """One that waits or has expired, locked for the caller."""
    statement = (
        select(Invitation)
        .where(
            col(Invitation.public_id) == public_id,
            col(Invitation.member_id) == member_id,
            col(Invitation.kind) == kind,
            _open(),
        )
        .with_for_update()
    )
    return (await session.execute(statement)).scalar_one_or_none()


async def revoke_sent_by(session: AsyncSession, member_id: int, kind: str, account_id: int, now: datetime) -> None:
    """Cancel what somebody has sent for a member and nobody has answered."""
    await _revoke(session, account_id, now, col(Invitation.member_id) == member_id, col(Invitation.kind) == kind)


async def revoke_of_firm_sent_by(session: AsyncSession, cabinet_id: int, account_id: int, now: datetime) -> None:
    """The same for a firm."""
    await _revoke(session, account_id, now, col(Invitation.cabinet_id) == cabinet_id)


async def _revoke(session: AsyncSession, account_id: int, now: datetime, *which: ColumnElement[bool]) -> None:
    await session.execute(
        update(Invitation)
        .where(col(Invitation.invited_by) == account_id, _open(), *which)
        .values(revoked_at=now)
        .execution_options(synchronize_session=False)
    )


async def one_of_kind(session: AsyncSession, kind: str, public_id: UUID) -> Invitation | None:
    """One that waits or has expired, whatever it joins; locked for the caller, who knows that it is his."""
    statement = select(Invitation).where(col(Invitation.public_id) == public_id, col(Invitation.kind) == kind, _open())
    return (await session.execute(statement.with_for_update())).scalar_one_or_none()
