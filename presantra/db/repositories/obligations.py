"""Who must not start before his visit, and which return visits were asked for; always within one member."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from presantra.db.models import Employee, Employment, VisitRequest
from presantra.db.repositories.employees import joined, present_on
from presantra.domain.visits import HIRE_KINDS, VisitStatus


async def must_wait(
    session: AsyncSession, member_id: int, first: date, last: date, today: date, limit: int
) -> Sequence[Row[Any]]:
    """``(Employee, due_date, due_kind)``: the visit comes before the work, which began or begins within these days.

    The first to begin last; at most ``limit``. A latest date on the very day of the start is what marks a visit
    that comes before it.
    """
    due = col(Employment.due_date)
    done = (
        select(col(VisitRequest.id))
        .where(
            col(VisitRequest.member_id) == member_id,
            col(VisitRequest.employee_id) == col(Employment.employee_id),
            col(VisitRequest.kind).in_(sorted(HIRE_KINDS)),
            col(VisitRequest.status) == VisitStatus.DONE.value,
            col(VisitRequest.created_at) >= col(Employment.created_at),
        )
        .exists()
    )
    statement = (
        joined(Employee, due, col(Employment.due_kind), member_id=member_id)
        .where(
            due.between(first, last),
            or_(due == col(Employment.start_date), due == col(Employment.job_since)),
            col(Employment.due_kind).in_(sorted(HIRE_KINDS)),
            col(Employment.last_visit_date).is_(None),
            present_on(today),
            ~done,
        )
        .order_by(due.desc(), col(Employee.id))
        .limit(limit)
    )
    rows: Sequence[Row[Any]] = (await session.execute(statement)).all()
    return rows


async def requests_of(
    session: AsyncSession, member_id: int, employee_ids: Collection[int], kind: str
) -> dict[int, list[VisitRequest]]:
    """Requests of one kind by employee, newest first."""
    statement = (
        select(VisitRequest)
        .where(
            col(VisitRequest.member_id) == member_id,
            col(VisitRequest.employee_id).in_(sorted(employee_ids)),
            col(VisitRequest.kind) == kind,
        )
        .order_by(col(VisitRequest.created_at).desc(), col(VisitRequest.id).desc())
    )
    found: dict[int, list[VisitRequest]] = {}
    for request in (await session.execute(statement)).scalars():
        found.setdefault(request.employee_id, []).append(request)
    return found
