"""Statements on accounting firms and their people."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, select, update
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


async def sole_administrator_of(session: AsyncSession, account_id: int) -> Cabinet | None:
    """The firm that would be left without administrator, and not without people, if this account went."""
    place = await of_account(session, account_id)
    if place is None or not place[1].administrator:
        return None
    others = [one for _, one in await people(session, place[0].id or 0) if one.account_id != account_id]
    led = any(one.administrator and one.suspended_at is None for one in others)
    return place[0] if others and not led else None


async def leave(session: AsyncSession, account_id: int, now: datetime) -> None:
    """End the place of an account in its firm, if it has one."""
    statement = update(CabinetMember).where(
        col(CabinetMember.account_id) == account_id, col(CabinetMember.removed_at).is_(None)
    )
    await session.execute(statement.values(removed_at=now).execution_options(synchronize_session=False))


async def come_back(session: AsyncSession, account_id: int, left_at: datetime) -> None:
    """Give back the place that ended at that instant."""
    statement = update(CabinetMember).where(
        col(CabinetMember.account_id) == account_id, col(CabinetMember.removed_at) == left_at
    )
    await session.execute(statement.values(removed_at=None).execution_options(synchronize_session=False))


async def places_of(session: AsyncSession, account_id: int) -> Sequence[tuple[CabinetMember, Cabinet]]:
    """Firms that an account works or has worked in."""
    statement = (
        select(CabinetMember, Cabinet)
        .join(Cabinet, col(Cabinet.id) == col(CabinetMember.cabinet_id))
        .where(col(CabinetMember.account_id) == account_id)
        .order_by(col(CabinetMember.id))
    )
    return [(row[0], row[1]) for row in (await session.execute(statement)).all()]
