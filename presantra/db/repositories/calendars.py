"""Statements on the calendars that people subscribe to, and on what stands in one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, Select, and_, delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from presantra.db.models import Account, Appointment, CalendarFeed, Employee, Employment, Member, VisitRequest
from presantra.db.repositories.appointments import LIVE
from presantra.db.repositories.employees import joined, present_on
from presantra.domain.visits import PLANNED_STATUSES


async def of_account(session: AsyncSession, account_id: int, member_id: int) -> CalendarFeed | None:
    statement = select(CalendarFeed).where(
        col(CalendarFeed.account_id) == account_id, col(CalendarFeed.member_id) == member_id
    )
    return (await session.execute(statement)).scalar_one_or_none()


async def replace(session: AsyncSession, feed: CalendarFeed) -> None:
    """The only address of this account for this member: the one before dies."""
    await remove(session, feed.account_id, feed.member_id)
    session.add(feed)
    await session.flush()


async def remove(session: AsyncSession, account_id: int, member_id: int) -> bool:
    result: Any = await session.execute(
        delete(CalendarFeed).where(col(CalendarFeed.account_id) == account_id, col(CalendarFeed.member_id) == member_id)
    )
    return bool(result.rowcount)


async def remove_all(session: AsyncSession, account_id: int) -> int:
    """Every address of an account, whatever the member; how many there were."""
    result: Any = await session.execute(delete(CalendarFeed).where(col(CalendarFeed.account_id) == account_id))
    return int(result.rowcount)


async def alive(session: AsyncSession, token_digest: str) -> tuple[CalendarFeed, Member] | None:
    """The feed of an address, while its account is active."""
    statement = (
        select(CalendarFeed, Member)
        .join(Member, col(Member.id) == col(CalendarFeed.member_id))
        .join(Account, col(Account.id) == col(CalendarFeed.account_id))
        .where(
            col(CalendarFeed.token_digest) == token_digest,
            col(Account.disabled_at).is_(None),
        )
    )
    row = (await session.execute(statement)).one_or_none()
    return None if row is None else (row[0], row[1])


async def deadlines(session: AsyncSession, member_id: int, today: date, last: date, limit: int) -> Sequence[Row[Any]]:
    """``(Employee, public_id, due_date, due_kind, created_at)`` of people present, soonest first."""
    due = col(Employment.due_date)
    statement = _deadlines(member_id, today).where(due.between(today, last)).order_by(due, col(Employee.id))
    rows: Sequence[Row[Any]] = (await session.execute(statement.limit(limit))).all()
    return rows


async def overdue(session: AsyncSession, member_id: int, today: date, limit: int) -> Sequence[Row[Any]]:
    """The same, of what should have been done before ``today``, the latest first."""
    due = col(Employment.due_date)
    statement = _deadlines(member_id, today).where(due < today).order_by(due.desc(), col(Employee.id))
    rows: Sequence[Row[Any]] = (await session.execute(statement.limit(limit))).all()
    return rows


def _deadlines(member_id: int, today: date) -> Select[Any]:
    columns = (
        col(Employment.public_id), col(Employment.due_date), col(Employment.due_kind), col(Employment.created_at),
    )  # fmt: skip
    return joined(Employee, *columns, member_id=member_id).where(present_on(today), col(Employment.due_kind) != "")


async def appointments(
    session: AsyncSession, member_id: int, first: datetime, last: datetime, limit: int
) -> Sequence[tuple[VisitRequest, Employee, Appointment | None]]:
    """Visits that have an appointment, soonest first, with the date that holds when the service keeps one."""
    holds = and_(
        col(Appointment.visit_request_id) == col(VisitRequest.id),
        col(Appointment.member_id) == member_id,
        col(Appointment.status).in_(LIVE),
    )
    statement = (
        select(VisitRequest, Employee, Appointment)
        .join(Employee, col(Employee.id) == col(VisitRequest.employee_id))
        .outerjoin(Appointment, holds)
        .where(
            col(VisitRequest.member_id) == member_id,
            col(Employee.member_id) == member_id,
            col(VisitRequest.status).in_(sorted(PLANNED_STATUSES)),
            col(VisitRequest.planned_at).between(first, last),
        )
        .order_by(col(VisitRequest.planned_at), col(VisitRequest.id))
        .limit(limit)
    )
    return [(row[0], row[1], row[2]) for row in (await session.execute(statement)).all()]
