"""Statements on accounting firms and their people."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from presantra.db.models import Account, Cabinet, CabinetMember, Invitation


async def of_account(session: AsyncSession, account_id: int) -> tuple[Cabinet, CabinetMember] | None:
    """The firm that an account belongs to, suspended or not."""
    statement = (
        select(Cabinet, CabinetMember)
        .join(CabinetMember, col(CabinetMember.cabinet_id) == col(Cabinet.id))
        .where(col(CabinetMember.account_id) == account_id, col(CabinetMember.removed_at).is_(None))
    )
    row = (await session.execute(statement)).one_or_none()
    return (row[0], row[1]) if row else None


async def locked(session: AsyncSession, cabinet_id: int) -> Cabinet:
    """What is changed in one firm passes one by one."""
    statement = select(Cabinet).where(col(Cabinet.id) == cabinet_id).with_for_update()
    return (await session.execute(statement.execution_options(populate_existing=True))).scalar_one()


async def people(session: AsyncSession, cabinet_id: int) -> Sequence[tuple[Account, CabinetMember]]:
    """Who works in a firm, first come first."""
    statement = (
        select(Account, CabinetMember)
        .join(CabinetMember, col(CabinetMember.account_id) == col(Account.id))
        .where(col(CabinetMember.cabinet_id) == cabinet_id, col(CabinetMember.removed_at).is_(None))
        .order_by(col(CabinetMember.created_at), col(CabinetMember.id))
        .execution_options(populate_existing=True)
    )
    return [(row[0], row[1]) for row in (await session.execute(statement)).all()]


async def invitations(session: AsyncSession, cabinet_id: int, kind: str) -> Sequence[Invitation]:
    """Invitations of a firm that were neither answered nor cancelled, oldest first."""
    statement = select(Invitation).where(*_open(cabinet_id, kind)).order_by(col(Invitation.id))
    return (await session.execute(statement)).scalars().all()


async def invitation(session: AsyncSession, cabinet_id: int, kind: str, public_id: UUID) -> Invitation | None:
    """One of them, locked for the caller."""
    statement = select(Invitation).where(*_open(cabinet_id, kind), col(Invitation.public_id) == public_id)
    return (await session.execute(statement.with_for_update())).scalar_one_or_none()


def _open(cabinet_id: int, kind: str) -> tuple[ColumnElement[bool], ...]:
    return (
        col(Invitation.cabinet_id) == cabinet_id,
        col(Invitation.kind) == kind,
        col(Invitation.accepted_at).is_(None),
        col(Invitation.revoked_at).is_(None),
    )
