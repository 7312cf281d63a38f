"""What an employer did for the follow-up since a day: statements always within one member, totals beside the rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from presantra.db.models import Absence, Employee, Employment, VisitRequest
from presantra.domain.vocabulary import VisitStatus

Rows = Sequence[tuple[Any, Employee]]


async def held_by_kind(session: AsyncSession, member_id: int, since: datetime, until: datetime) -> dict[str, int]:
    """How many visits took place, by kind."""
    kind = col(VisitRequest.kind)
    statement = select(kind, func.count()).where(*_held(member_id, since, until)).group_by(kind)
    return {row[0]: int(row[1]) for row in (await session.execute(statement)).all()}


async def held(session: AsyncSession, member_id: int, since: datetime, until: datetime, limit: int) -> Rows:
    """``(VisitRequest, Employee)`` of visits that took place, the latest first."""
    statement = (
        select(VisitRequest, Employee)
        .join(Employee, col(Employee.id) == col(VisitRequest.employee_id))
        .where(*_held(member_id, since, until), col(Employee.member_id) == member_id)
        .order_by(col(VisitRequest.planned_at).desc(), col(VisitRequest.id))
        .limit(limit)
    )
    return [(row[0], row[1]) for row in (await session.execute(statement)).all()]


async def signalled(session: AsyncSession, member_id: int, since: datetime, limit: int) -> tuple[int, Rows]:
    """``(Absence, Employee)`` of work accidents told to the service, the last told first; how many in all."""
    return await _absences(session, member_id, col(Absence.signalled_at), since, limit)


async def informed(session: AsyncSession, member_id: int, since: datetime, limit: int) -> tuple[int, Rows]:
    """The same, of workers told of préreprise and of the rendez-vous de liaison."""
    return await _absences(session, member_id, col(Absence.informed_at), since, limit)


async def exposure_ends(session: AsyncSession, member_id: int, since: datetime, limit: int) -> tuple[int, Rows]:
    """``(Employment, Employee)`` of ends of exposure told to the service, the last told first; how many in all."""
    told = col(Employment.exposure_signalled_at)
    conditions = (col(Employment.member_id) == member_id, col(Employee.member_id) == member_id, told >= since)
    joined = col(Employee.id) == col(Employment.employee_id)
    rows = select(Employment, Employee).join(Employee, joined).where(*conditions)
    count = select(func.count()).select_from(Employment).join(Employee, joined).where(*conditions)
    return await _counted(session, count, rows.order_by(told.desc(), col(Employment.id)).limit(limit))


async def _absences(
    session: AsyncSession, member_id: int, done_at: Any, since: datetime, limit: int
) -> tuple[int, Rows]:
    conditions = (col(Absence.member_id) == member_id, col(Employee.member_id) == member_id, done_at >= since)
    joined = col(Employee.id) == col(Absence.employee_id)
    rows = select(Absence, Employee).join(Employee, joined).where(*conditions)
    count = select(func.count()).select_from(Absence).join(Employee, joined).where(*conditions)
    return await _counted(session, count, rows.order_by(done_at.desc(), col(Absence.id)).limit(limit))


async def _counted(session: AsyncSession, count: Any, rows: Any) -> tuple[int, Rows]:
    found = [(row[0], row[1]) for row in (await session.execute(rows)).all()]
    return int((await session.execute(count)).scalar_one()), found


def _held(member_id: int, since: datetime, until: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        col(VisitRequest.member_id) == member_id,
        col(VisitRequest.status) == VisitStatus.DONE.value,
        col(VisitRequest.planned_at).between(since, until),
    )
