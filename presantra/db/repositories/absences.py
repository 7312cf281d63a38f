"""Statements on arrêts de travail, always within one member."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from presantra.db.models import Absence, Employee, Employment
from presantra.db.repositories.employees import joined, present_on

AbsenceOf = tuple[Absence, Employee]


async def add(session: AsyncSession, absence: Absence) -> None:
    session.add(absence)
    await session.flush()


async def find(session: AsyncSession, member_id: int, employee_id: int, public_id: UUID) -> Absence | None:
    statement = select(Absence).where(
        col(Absence.member_id) == member_id,
        col(Absence.employee_id) == employee_id,
        col(Absence.public_id) == public_id,
    )
    return (await session.execute(statement.execution_options(populate_existing=True))).scalar_one_or_none()


async def of_employee(session: AsyncSession, member_id: int, employee_id: int) -> Sequence[Absence]:
    """Newest first."""
    statement = (
        select(Absence)
        .where(col(Absence.member_id) == member_id, col(Absence.employee_id) == employee_id)
        .order_by(col(Absence.start_date).desc(), col(Absence.id).desc())
        .execution_options(populate_existing=True)
    )
    return (await session.execute(statement)).scalars().all()


async def overlapping(
    session: AsyncSession, member_id: int, employee_id: int, first: date, last: date | None, *, excluding: int | None
) -> Absence | None:
    """An absence of the same person that shares a day with these; ``last`` is None while the end is not known."""
    statement = select(Absence).where(
        col(Absence.member_id) == member_id,
        col(Absence.employee_id) == employee_id,
        col(Absence.end_date).is_(None) | (col(Absence.end_date) >= first),
    )
    if last is not None:
        statement = statement.where(col(Absence.start_date) <= last)
    if excluding is not None:
        statement = statement.where(col(Absence.id) != excluding)
    return (await session.execute(statement.order_by(col(Absence.id)).limit(1))).scalar_one_or_none()


async def save(session: AsyncSession, member_id: int, absence: Absence, version: int, values: dict[str, Any]) -> bool:
    """Write columns if nobody did since ``version``; False otherwise."""
    result: Any = await session.execute(
        update(Absence)
        .where(
            col(Absence.member_id) == member_id,
            col(Absence.id) == absence.id,
            col(Absence.version) == version,
        )
        .values(**values, version=version + 1)
        .execution_options(synchronize_session=False)
    )
    return bool(result.rowcount == 1)


async def remove(session: AsyncSession, member_id: int, absence: Absence, version: int) -> bool:
    result: Any = await session.execute(
        delete(Absence).where(
            col(Absence.member_id) == member_id, col(Absence.id) == absence.id, col(Absence.version) == version
        )
    )
    return bool(result.rowcount == 1)


async def current(
    session: AsyncSession, member_id: int, ended_since: date, today: date, limit: int
) -> Sequence[AbsenceOf]:
    """Absences still open, or ended lately, of people still present; oldest first, at most ``limit``."""
    ended = col(Absence.end_date)
    statement = (
        joined(Absence, Employee, member_id=member_id)
        .join(Absence, col(Absence.employee_id) == col(Employee.id))
        .where(col(Absence.member_id) == member_id, ended.is_(None) | (ended >= ended_since), present_on(today))
        .where(col(Absence.start_date) >= col(Employment.start_date))
        .order_by(col(Absence.start_date), col(Absence.id))
        .limit(limit)
    )
    return [(row[0], row[1]) for row in (await session.execute(statement)).all()]
