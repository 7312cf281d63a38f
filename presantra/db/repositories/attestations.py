"""Statements on shown attestations, always within one member."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from presantra.db.models import Attestation, Employee, Employment
from presantra.db.repositories.employees import joined, present_on


async def add(session: AsyncSession, attestation: Attestation) -> None:
    session.add(attestation)
    await session.flush()


async def of_employee(session: AsyncSession, member_id: int, employee_id: int) -> Sequence[Attestation]:
    """The one that runs longest first."""
    statement = (
        select(Attestation)
        .where(col(Attestation.member_id) == member_id, col(Attestation.employee_id) == employee_id)
        .order_by(col(Attestation.valid_until).desc(), col(Attestation.id).desc())
    )
    return (await session.execute(statement)).scalars().all()


async def find(session: AsyncSession, member_id: int, employee_id: int, public_id: UUID) -> Attestation | None:
    statement = select(Attestation).where(
        col(Attestation.member_id) == member_id,
        col(Attestation.employee_id) == employee_id,
        col(Attestation.public_id) == public_id,
    )
    return (await session.execute(statement)).scalar_one_or_none()


async def remove(session: AsyncSession, member_id: int, attestation: Attestation) -> bool:
    result: Any = await session.execute(
        delete(Attestation).where(col(Attestation.member_id) == member_id, col(Attestation.id) == attestation.id)
    )
    return bool(result.rowcount == 1)


async def ending_before(
    session: AsyncSession, member_id: int, day: date, today: date, limit: int
) -> Sequence[Row[Any]]:
    """Kind, end, situations and employee of the last attestation of each kind that ends by ``day``, soonest first.

    Only people still present; at most ``limit``.
    """
    later = aliased(Attestation)
    renewed = (
        select(col(later.id))
        .where(
            col(later.member_id) == member_id,
            col(later.employee_id) == col(Attestation.employee_id),
            col(later.kind) == col(Attestation.kind),
            col(later.valid_until) > col(Attestation.valid_until),
        )
        .exists()
    )
    columns = (col(Attestation.kind), col(Attestation.valid_until), col(Employment.situations), Employee)
    statement = (
        joined(*columns, member_id=member_id)
        .join(Attestation, col(Attestation.employee_id) == col(Employee.id))
        .where(col(Attestation.member_id) == member_id, col(Attestation.valid_until) <= day, ~renewed)
        .where(present_on(today))
        .order_by(col(Attestation.valid_until), col(Attestation.id))
        .limit(limit)
    )
    rows: Sequence[Row[Any]] = (await session.execute(statement)).all()
    return rows
