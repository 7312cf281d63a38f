"""Pairs of records of one member that are not one person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, delete, exists, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from presantra.db.models import Employee, NotDuplicate
from presantra.db.repositories.statements import insert_ignoring


async def add(session: AsyncSession, values: dict[str, Any]) -> bool:
    """False when the pair was told apart already."""
    return await insert_ignoring(session, NotDuplicate, values)


async def pairs(session: AsyncSession, member_id: int) -> Sequence[Any]:
    """Internal ids of the two employees, of every pair whose records still exist."""
    first, second = aliased(Employee), aliased(Employee)
    statement = _joined(member_id, first, second, col(first.id), col(second.id))
    found: Sequence[Any] = (await session.execute(statement)).all()
    return found


async def newest(session: AsyncSession, member_id: int, limit: int) -> Sequence[Any]:
    """NotDuplicate, and its two employees."""
    first, second = aliased(Employee), aliased(Employee)
    statement = _joined(member_id, first, second, NotDuplicate, first, second)
    statement = statement.order_by(col(NotDuplicate.declared_at).desc(), col(NotDuplicate.id).desc()).limit(limit)
    found: Sequence[Any] = (await session.execute(statement)).all()
    return found


async def take(session: AsyncSession, member_id: int, public_id: UUID) -> NotDuplicate | None:
    """Remove a pair; None when there is none."""
    statement = delete(NotDuplicate).where(
        col(NotDuplicate.member_id) == member_id, col(NotDuplicate.public_id) == public_id
    )
    return (await session.execute(statement.returning(NotDuplicate))).scalar_one_or_none()


async def erase_orphans(session: AsyncSession, before: datetime) -> int:
    """Over all members, for the purge: pairs of which a record is gone, declared before an instant."""
    first, second = (
        ~exists().where(col(Employee.public_id) == col(mark))
        for mark in (NotDuplicate.first_id, NotDuplicate.second_id)
    )
    statement = delete(NotDuplicate).where(first | second, col(NotDuplicate.declared_at) < before)
    result: Any = await session.execute(statement.execution_options(synchronize_session=False))
    return int(result.rowcount)


def _joined(member_id: int, first: Any, second: Any, *columns: Any) -> Select[Any]:
    statement: Any = select(*columns).select_from(NotDuplicate)
    for employee, mark in ((first, NotDuplicate.first_id), (second, NotDuplicate.second_id)):
        statement = statement.join(
            employee, (employee.public_id == col(mark)) & (employee.member_id == col(NotDuplicate.member_id))
        )
    found: Select[Any] = statement.where(col(NotDuplicate.member_id) == member_id)
    return found
