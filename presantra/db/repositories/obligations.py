"""Who must not start before his visit, and which return visits were asked for; always within one member."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, and_, case, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from presantra.db.models import Employee, Employment, VisitRequest
from presantra.db.repositories.employees import joined, present_on
from presantra.db.repositories.members import CHUNK
from presantra.domain.visits import HIRE_KINDS, SENT_STATUSES, VisitKind, VisitStatus


async def must_wait(session: AsyncSession, member_id: int, first: date, today: date, limit: int) -> Sequence[Row[Any]]:
    """``(Employee, starts_on, due_kind, situations, left_undone)``: the visit comes before the work, begun since
    ``first`` or to begin.

    Those at work first, the last to begin before the others, then those to come, the soonest first; at most ``limit``.
    An examination of aptitude at hire always comes before the work; for the others, a latest date on the very day of
    the start is what tells so. ``left_undone``: a visit due already when the current job began, which tells nothing of
    that job: the caller looks at the situations.
    """
    due, since = col(Employment.due_date), col(Employment.job_since)
    left_undone = and_(since.is_not(None), due < since, due != col(Employment.start_date))
    starts = case((left_undone, since), else_=due)
    begun = case((starts <= today, starts))
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
        joined(
            Employee, starts.label("starts_on"), col(Employment.due_kind), col(Employment.situations),
            left_undone.label("left_undone"), member_id=member_id,
        )
        .where(
            starts >= first,
            or_(
                due == col(Employment.start_date),
                due == since,
                left_undone,
                col(Employment.due_kind) == VisitKind.APTITUDE_HIRE.value,
            ),
            col(Employment.due_kind).in_(sorted(HIRE_KINDS)),
            present_on(today),
            # Of a post begun since, the visit of the hiring tells nothing: the deadline alone does.
            or_(since.is_not(None), ~done),
        )
        .order_by(begun.desc().nulls_last(), starts, col(Employee.id))
        .limit(limit)
    )  # fmt: skip
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


async def due_by(session: AsyncSession, member_id: int, day: date, today: date, limit: int) -> Sequence[Row[Any]]:
    """``(Employee, job_title, follow_up, due_kind, due_date)`` of people present due by ``day``, soonest first."""
    due = col(Employment.due_date)
    columns = (col(Employment.job_title), col(Employment.follow_up), col(Employment.due_kind), due)
    statement = (
        joined(Employee, *columns, member_id=member_id)
        .where(due <= day, col(Employment.due_kind) != "", present_on(today))
        .order_by(due, col(Employee.sort_name), col(Employee.id))
        .limit(limit)
    )
    rows: Sequence[Row[Any]] = (await session.execute(statement)).all()
    return rows


async def open_requests(session: AsyncSession, member_id: int, employee_ids: Sequence[int]) -> dict[int, VisitRequest]:
    """The newest request of each employee that still leads to a visit."""
    found: dict[int, VisitRequest] = {}
    for start in range(0, len(employee_ids), CHUNK):
        statement = (
            select(VisitRequest)
            .where(
                col(VisitRequest.member_id) == member_id,
                col(VisitRequest.employee_id).in_(employee_ids[start : start + CHUNK]),
                col(VisitRequest.status).in_(sorted(SENT_STATUSES)),
            )
            .order_by(col(VisitRequest.created_at), col(VisitRequest.id))
        )
        found.update({request.employee_id: request for request in (await session.execute(statement)).scalars()})
    return found
