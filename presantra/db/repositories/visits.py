"""Statements on requests for visits and their timelines, always within one member."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from presantra.db.models import Employee, VisitEvent, VisitRequest
from presantra.db.repositories.statements import like_pattern
from presantra.domain.names import fold
from presantra.domain.visits import OPEN_STATUSES

RequestOf = tuple[VisitRequest, Employee]
MAX_SEARCH_WORDS = 8


@dataclass(frozen=True, slots=True)
class NewVisit:
    """A request as it is stored; codes are those of the domain's enums."""

    number: str
    employee_id: int
    kind: str
    status: str
    created_at: datetime
    by: str
    account_id: int | None = None
    reason: str = ""
    availabilities: str = ""
    comment: str = ""
    due_date: date | None = None
    planned_at: datetime | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class VisitSelection:
    """What a list holds; empty collections filter nothing."""

    statuses: Collection[str] = ()
    kinds: Collection[str] = ()
    text: str = ""


async def insert_visit(session: AsyncSession, member_id: int, new: NewVisit) -> VisitRequest:
    """Insert a request with the first line of its timeline."""
    visit = VisitRequest(
        number=new.number,
        member_id=member_id,
        employee_id=new.employee_id,
        account_id=new.account_id,
        kind=new.kind,
        reason=new.reason,
        availabilities=new.availabilities,
        comment=new.comment,
        status=new.status,
        due_date=new.due_date,
        planned_at=new.planned_at,
        created_at=new.created_at,
    )
    session.add(visit)
    await session.flush()
    await add_event(session, member_id, visit, new.status, new.created_at, new.by, new.note)
    return visit


async def add_event(
    session: AsyncSession,
    member_id: int,
    visit: VisitRequest,
    status: str,
    at: datetime,
    by: str,
    note: str = "",
) -> None:
    assert visit.id is not None
    event = VisitEvent(member_id=member_id, visit_request_id=visit.id, status=status, at=at, by=by[:200], note=note)
    session.add(event)
    await session.flush()


async def find(session: AsyncSession, member_id: int, public_id: UUID) -> RequestOf | None:
    statement = _joined(VisitRequest, Employee, member_id=member_id)
    fresh = statement.where(col(VisitRequest.public_id) == public_id).execution_options(populate_existing=True)
    row = (await session.execute(fresh)).one_or_none()
    return None if row is None else (row[0], row[1])


async def timeline(session: AsyncSession, member_id: int, visit_id: int) -> Sequence[VisitEvent]:
    statement = (
        select(VisitEvent)
        .where(col(VisitEvent.member_id) == member_id, col(VisitEvent.visit_request_id) == visit_id)
        .order_by(col(VisitEvent.at), col(VisitEvent.id))
    )
    return (await session.execute(statement)).scalars().all()


async def of_employee(session: AsyncSession, member_id: int, employee_id: int) -> Sequence[VisitRequest]:
    """Newest first."""
    statement = (
        select(VisitRequest)
        .where(col(VisitRequest.member_id) == member_id, col(VisitRequest.employee_id) == employee_id)
        .order_by(col(VisitRequest.created_at).desc(), col(VisitRequest.id).desc())
    )
    return (await session.execute(statement)).scalars().all()


async def open_ones(
    session: AsyncSession, member_id: int, employee_ids: Collection[int]
) -> dict[int, list[VisitRequest]]:
    """The requests that still lead to a visit, by employee, oldest first."""
    statement = (
        select(VisitRequest)
        .where(
            col(VisitRequest.member_id) == member_id,
            col(VisitRequest.employee_id).in_(employee_ids),
            col(VisitRequest.status).in_(sorted(OPEN_STATUSES)),
        )
        .order_by(col(VisitRequest.id))
    )
    found: dict[int, list[VisitRequest]] = {}
    for visit in (await session.execute(statement)).scalars():
        found.setdefault(visit.employee_id, []).append(visit)
    return found


async def move(session: AsyncSession, member_id: int, visit: VisitRequest, status: str, at: datetime, by: str) -> bool:
    """Change the status if nobody did since the request was read; False otherwise."""
    statement = (
        update(VisitRequest)
        .where(
            col(VisitRequest.member_id) == member_id,
            col(VisitRequest.id) == visit.id,
            col(VisitRequest.version) == visit.version,
        )
        .values(status=status, version=visit.version + 1)
        .execution_options(synchronize_session=False)
    )
    result: Any = await session.execute(statement)
    if result.rowcount != 1:
        return False
    await add_event(session, member_id, visit, status, at, by)
    return True


async def count(session: AsyncSession, member_id: int, selection: VisitSelection) -> int:
    if selection.text:
        statement = _joined(func.count(), member_id=member_id)
    else:  # nothing is asked of the person: the index of statuses answers alone
        statement = select(func.count()).where(col(VisitRequest.member_id) == member_id)
    statement = _selected(statement, selection)
    return int((await session.execute(statement)).scalar_one())


async def page(
    session: AsyncSession, member_id: int, selection: VisitSelection, *, offset: int, limit: int
) -> Sequence[RequestOf]:
    """Newest first."""
    statement = _selected(_joined(VisitRequest, Employee, member_id=member_id), selection)
    statement = statement.order_by(col(VisitRequest.created_at).desc(), col(VisitRequest.id).desc())
    rows = (await session.execute(statement.offset(offset).limit(limit))).all()
    return [(row[0], row[1]) for row in rows]


def _joined(*columns: Any, member_id: int) -> Select[Any]:
    return (
        select(*columns)
        .select_from(VisitRequest)
        .join(Employee, col(Employee.id) == col(VisitRequest.employee_id))
        .where(col(VisitRequest.member_id) == member_id, col(Employee.member_id) == member_id)
    )


def _selected(statement: Select[Any], selection: VisitSelection) -> Select[Any]:
    if selection.statuses:
        statement = statement.where(col(VisitRequest.status).in_(selection.statuses))
    if selection.kinds:
        statement = statement.where(col(VisitRequest.kind).in_(selection.kinds))
    number = like_pattern(selection.text.strip().upper(), prefix_only=True)
    if selection.text.strip().upper().startswith("DV-"):
        return statement.where(col(VisitRequest.number).like(number, escape="\\"))
    for word in fold(selection.text).split()[:MAX_SEARCH_WORDS]:
        statement = statement.where(col(Employee.search_text).like(like_pattern(word), escape="\\"))
    return statement
