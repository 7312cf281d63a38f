"""Statements on the jobs held before the current ones, always within one member."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from presantra.db.bulk import chunks
from presantra.db.models import Employment, PastAssignment

IN_LIST = 500


async def of_employee(session: AsyncSession, member_id: int, employee_id: int) -> Sequence[PastAssignment]:
    """Newest first."""
    statement = (
        select(PastAssignment)
        .where(col(PastAssignment.member_id) == member_id, col(PastAssignment.employee_id) == employee_id)
        .order_by(col(PastAssignment.start_date).desc(), col(PastAssignment.id).desc())
    )
    return (await session.execute(statement)).scalars().all()


async def of_periods(session: AsyncSession, employment_ids: Collection[int]) -> Sequence[PastAssignment]:
    """Jobs held within these periods, whoever's, which the caller has read: newest first."""
    found: list[PastAssignment] = []
    for part in chunks(sorted(employment_ids), IN_LIST):
        statement = select(PastAssignment).where(col(PastAssignment.employment_id).in_(part))
        found += (await session.execute(statement.order_by(col(PastAssignment.start_date).desc()))).scalars().all()
    return found


async def put_aside(session: AsyncSession, member_id: int, employment: Employment, until: date) -> None:
    """Keep the current job of a period as one held before; ``until``: its last day."""
    assert employment.id is not None
    session.add(
        PastAssignment(
            member_id=member_id,
            employee_id=employment.employee_id,
            employment_id=employment.id,
            start_date=employment.job_since or employment.start_date,
            end_date=until,
            job_title=employment.job_title,
            pcs_code=employment.pcs_code,
            situations=list(employment.situations),
            follow_up=employment.follow_up,
        )
    )
    await session.flush()


async def remove(session: AsyncSession, member_id: int, past: PastAssignment) -> None:
    await session.execute(_own(delete(PastAssignment), member_id, past))


async def begin_on(session: AsyncSession, member_id: int, past: PastAssignment, start: date) -> None:
    await session.execute(_own(update(PastAssignment), member_id, past).values(start_date=start))


def _own(statement: Any, member_id: int, past: PastAssignment) -> Any:
    owned = statement.where(col(PastAssignment.member_id) == member_id, col(PastAssignment.id) == past.id)
    return owned.execution_options(synchronize_session=False)
