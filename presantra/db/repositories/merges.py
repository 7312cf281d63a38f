"""Statements that make one record of two, and part them again, always within one member."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Table, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from presantra.db.models import Employee, EmployeeMerge, Employment, PastAssignment, metadata


def _pointing_at_employees() -> tuple[Column[Any], ...]:
    """Every column that names an employee: a table added later moves with the others."""
    target = metadata.tables["employee"].c.id
    return tuple(column for table in metadata.sorted_tables for column in table.columns if column.references(target))


_POINTERS = _pointing_at_employees()


async def into(session: AsyncSession, member_id: int, employee_id: int) -> Sequence[EmployeeMerge]:
    """Merges into a record that were not taken back, newest first."""
    statement = (
        select(EmployeeMerge)
        .where(
            col(EmployeeMerge.member_id) == member_id,
            col(EmployeeMerge.kept_employee_id) == employee_id,
            col(EmployeeMerge.undone_at).is_(None),
        )
        .order_by(col(EmployeeMerge.merged_at).desc(), col(EmployeeMerge.id).desc())
    )
    return (await session.execute(statement)).scalars().all()


async def settled(session: AsyncSession, before: datetime) -> Sequence[EmployeeMerge]:
    """Over all members, for the purge: merges that were taken back, or made too long ago to be."""
    undone, old = col(EmployeeMerge.undone_at).is_not(None), col(EmployeeMerge.merged_at) < before
    statement = select(EmployeeMerge).where(undone | old).order_by(col(EmployeeMerge.id))
    return (await session.execute(statement)).scalars().all()


async def find(session: AsyncSession, member_id: int, public_id: UUID) -> tuple[EmployeeMerge, UUID] | None:
    """A merge that was not taken back, and the public id of the record that was kept."""
    statement = (
        select(EmployeeMerge, col(Employee.public_id))
        .join(Employee, col(Employee.id) == col(EmployeeMerge.kept_employee_id))
        .where(
            col(EmployeeMerge.member_id) == member_id,
            col(Employee.member_id) == member_id,
            col(EmployeeMerge.public_id) == public_id,
            col(EmployeeMerge.undone_at).is_(None),
        )
    )
    row = (await session.execute(statement)).one_or_none()
    return None if row is None else (row[0], row[1])


async def jobs_of_periods(session: AsyncSession, member_id: int, ids: Sequence[int]) -> Sequence[PastAssignment]:
    statement = select(PastAssignment).where(
        col(PastAssignment.member_id) == member_id, col(PastAssignment.employment_id).in_(ids)
    )
    return (await session.execute(statement)).scalars().all()


async def drop_periods(session: AsyncSession, member_id: int, ids: Sequence[int]) -> None:
    """Erase periods with the jobs held in them."""
    for model, column in ((PastAssignment, PastAssignment.employment_id), (Employment, Employment.id)):
        statement = delete(model).where(col(model.member_id) == member_id, col(column).in_(ids))
        await session.execute(statement.execution_options(synchronize_session=False))


async def hand_over(session: AsyncSession, member_id: int, source: int, target: int) -> dict[str, list[int]]:
    """Make everything that names one employee name another; internal ids of what moved, by table."""
    moved: dict[str, list[int]] = {}
    for column in _POINTERS:
        table = column.table
        assert isinstance(table, Table)
        named = (table.c.member_id == member_id) & (column == source)
        moved[table.name] = list((await session.execute(select(table.c.id).where(named))).scalars())
        await session.execute(update(table).where(named).values({column: target}))
    return moved


async def hand_back(
    session: AsyncSession, member_id: int, moved: Mapping[str, Sequence[int]], source: int, target: int
) -> bool:
    """Reverse of :func:`hand_over`; False when something that had moved is no longer there."""
    for column in _POINTERS:
        table = column.table
        assert isinstance(table, Table)
        ids = moved.get(table.name, ())
        here = (table.c.member_id == member_id) & (column == source) & table.c.id.in_(ids)
        result: Any = await session.execute(update(table).where(here).values({column: target}))
        if result.rowcount != len(ids):
            return False
    return True


async def show_no_period(session: AsyncSession, member_id: int, employee_ids: Sequence[int]) -> None:
    """Before the latest periods are chosen again: two of one person may not be the latest at any moment."""
    await _set_latest(session, member_id, col(Employment.employee_id).in_(employee_ids), latest=False)


async def show_period(session: AsyncSession, member_id: int, public_id: UUID) -> None:
    await _set_latest(session, member_id, col(Employment.public_id) == public_id, latest=True)


async def _set_latest(session: AsyncSession, member_id: int, condition: Any, *, latest: bool) -> None:
    statement = update(Employment).where(col(Employment.member_id) == member_id, condition).values(latest=latest)
    await session.execute(statement.execution_options(synchronize_session=False))


async def erase_employee(session: AsyncSession, member_id: int, employee_id: int) -> None:
    """The caller has handed over everything that named him."""
    statement = delete(Employee).where(col(Employee.member_id) == member_id, col(Employee.id) == employee_id)
    await session.execute(statement.execution_options(synchronize_session=False))


async def close(session: AsyncSession, member_id: int, merge: EmployeeMerge, now: datetime) -> None:
    await _write(session, member_id, merge, undone_at=now)


async def remember(session: AsyncSession, member_id: int, merge: EmployeeMerge, **facts: Any) -> None:
    """Change some facts of a snapshot."""
    await _write(session, member_id, merge, snapshot={**merge.snapshot, **facts})


async def reduce(session: AsyncSession, merge: EmployeeMerge, snapshot: dict[str, Any]) -> None:
    await _write(session, merge.member_id, merge, snapshot=snapshot)


async def _write(session: AsyncSession, member_id: int, merge: EmployeeMerge, **values: Any) -> None:
    statement = (
        update(EmployeeMerge)
        .where(col(EmployeeMerge.member_id) == member_id, col(EmployeeMerge.id) == merge.id)
        .values(**values)
    )
    await session.execute(statement.execution_options(synchronize_session=False))
