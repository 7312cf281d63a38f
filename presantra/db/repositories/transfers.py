"""Statements on the same person in several companies: always those of one account, given by name."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from presantra.db.models import Employee, Employment
from presantra.db.repositories.employees import Person, identity_columns, identity_of
from presantra.domain.vocabulary import DepartureReason


async def arrived_on(session: AsyncSession, member_ids: Collection[int], identity_key: str, day: date) -> Person | None:
    """Somebody of this identity whose period begins on a day in one of these companies."""
    return await _first(session, member_ids, identity_key, col(Employment.start_date) == day)


async def left_on(session: AsyncSession, member_ids: Collection[int], identity_key: str, day: date) -> Person | None:
    """Somebody of this identity whose last day before a transfer was that one in one of these companies."""
    reason = col(Employment.departure_reason) == DepartureReason.TRANSFER.value
    return await _first(session, member_ids, identity_key, reason & (col(Employment.end_date) == day))


async def withdraw(session: AsyncSession, member_id: int, employee: Employee, employment: Employment) -> None:
    """Erase a person's newest period; the one before is shown again, or the person goes with his only period."""
    await session.execute(delete(Employment).where(*_own(Employment, member_id, employment.id)))
    before = (
        select(Employment)
        .where(col(Employment.member_id) == member_id, col(Employment.employee_id) == employee.id)
        .order_by(col(Employment.start_date).desc(), col(Employment.id).desc())
        .limit(1)
    )
    period = (await session.execute(before)).scalar_one_or_none()
    if period is None:
        await session.execute(delete(Employee).where(*_own(Employee, member_id, employee.id)))
        return
    await session.execute(update(Employment).where(*_own(Employment, member_id, period.id)).values(latest=True))
    columns = identity_columns(identity_of(employee), period.job_title) | {"version": employee.version + 1}
    await session.execute(update(Employee).where(*_own(Employee, member_id, employee.id)).values(**columns))


def _own(model: Any, member_id: int, row_id: int | None) -> tuple[ColumnElement[bool], ...]:
    return col(model.member_id) == member_id, col(model.id) == row_id


async def _first(
    session: AsyncSession, member_ids: Collection[int], identity_key: str, condition: ColumnElement[bool]
) -> Person | None:
    statement = (
        select(Employee, Employment)
        .join(Employment, col(Employment.employee_id) == col(Employee.id))
        .where(
            col(Employee.member_id).in_(member_ids),
            col(Employment.member_id) == col(Employee.member_id),
            col(Employee.identity_key) == identity_key,
            condition,
        )
        .order_by(col(Employment.id).desc())
        .limit(1)
    )
    row = (await session.execute(statement)).one_or_none()
    return None if row is None else (row[0], row[1])
