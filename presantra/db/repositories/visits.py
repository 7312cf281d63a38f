"""Statements on requests for visits and their timelines, always within one member."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from presantra.db.changes import announce
from presantra.db.confidential import INCLUDING_CONFIDENTIAL
from presantra.db.models import Appointment, Employee, Employment, Member, VisitEvent, VisitRequest
from presantra.db.repositories import employees
from presantra.db.repositories.statements import like_pattern, windowed
from presantra.domain.names import fold
from presantra.domain.visits import PLANNED_STATUSES, SENT_STATUSES, WAITING

RequestOf = tuple[VisitRequest, Employee]
MAX_SEARCH_WORDS = 8
# Enough to say that a description fits several people.
FEW = 3


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
    said: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)
    """Columns that only some kinds have, and the wishes about the appointment."""


@dataclass(frozen=True, slots=True)
class VisitSelection:
    """What a list holds; empty collections filter nothing."""

    statuses: Collection[str] = ()
    kinds: Collection[str] = ()
    text: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the timeline: the status that was reached, when, by whom, what was done, in whose words."""

    status: str
    at: datetime
    by: str
    said: str = ""
    note: str = ""


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
        **new.details,
    )
    session.add(visit)
    await session.flush()
    await add_event(session, member_id, visit, Line(new.status, new.created_at, new.by, new.said, new.note))
    return visit


async def add_event(session: AsyncSession, member_id: int, visit: VisitRequest, line: Line) -> None:
    """Append to the timeline; whoever follows the request is told once the transaction has committed."""
    assert visit.id is not None
    event = VisitEvent(
        member_id=member_id,
        visit_request_id=visit.id,
        status=line.status,
        at=line.at,
        by=line.by[:200],
        said=line.said,
        note=line.note,
    )
    session.add(event)
    await session.flush()
    await announce(session, visit)


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


async def has_any(session: AsyncSession, member_id: int, employee_id: int) -> bool:
    """Whether a request names him, be it one that the employer does not see: his row cannot go without it."""
    statement = (
        select(col(VisitRequest.id))
        .where(col(VisitRequest.member_id) == member_id, col(VisitRequest.employee_id) == employee_id)
        .limit(1)
        .execution_options(**INCLUDING_CONFIDENTIAL)
    )
    return (await session.execute(statement)).scalar_one_or_none() is not None


async def open_ones(
    session: AsyncSession, member_id: int, employee_ids: Collection[int]
) -> dict[int, list[VisitRequest]]:
    """The requests that still lead to a visit, by employee, oldest first."""
    statement = (
        select(VisitRequest)
        .where(
            col(VisitRequest.member_id) == member_id,
            col(VisitRequest.employee_id).in_(employee_ids),
            col(VisitRequest.status).in_(sorted(SENT_STATUSES)),
        )
        .order_by(col(VisitRequest.id))
    )
    found: dict[int, list[VisitRequest]] = {}
    for visit in (await session.execute(statement)).scalars():
        found.setdefault(visit.employee_id, []).append(visit)
    return found


async def change(session: AsyncSession, member_id: int, visit: VisitRequest, values: Mapping[str, Any]) -> bool:
    """Write columns if nobody did since the request was read; False otherwise."""
    statement = (
        update(VisitRequest)
        .where(
            col(VisitRequest.member_id) == member_id,
            col(VisitRequest.id) == visit.id,
            col(VisitRequest.version) == visit.version,
        )
        .values(**values, version=visit.version + 1)
        .execution_options(synchronize_session=False)
    )
    result: Any = await session.execute(statement)
    return bool(result.rowcount == 1)


async def by_number(session: AsyncSession, number: str) -> tuple[VisitRequest, Employee, Member] | None:
    """Whoever's request it is, confidential ones included: for the service only."""
    statement = (
        select(VisitRequest, Employee, Member)
        .join(Employee, col(Employee.id) == col(VisitRequest.employee_id))
        .join(Member, col(Member.id) == col(VisitRequest.member_id))
        .where(col(VisitRequest.number) == number)
        .execution_options(populate_existing=True, **INCLUDING_CONFIDENTIAL)
    )
    row = (await session.execute(statement)).one_or_none()
    return None if row is None else (row[0], row[1], row[2])


async def people_of(session: AsyncSession, code: str, matricule: str) -> Sequence[Employee]:
    """Those of a member who bear a matricule, three at most: for the service only."""
    statement = _of_member(code).where(col(Employee.matricule) == matricule)
    return (await session.execute(statement.limit(FEW))).scalars().all()


async def people_named(session: AsyncSession, code: str, name: str, birth_date: date) -> Sequence[Employee]:
    """Those of a member born on a day who are found by all these words, three at most: for the service only."""
    statement = _of_member(code).where(col(Employee.birth_date) == birth_date)
    for word in fold(name).split()[:MAX_SEARCH_WORDS]:
        statement = statement.where(col(Employee.search_text).like(like_pattern(word), escape="\\"))
    return (await session.execute(statement.limit(FEW))).scalars().all()


def _of_member(code: str) -> Select[Employee]:
    return (
        select(Employee)
        .join(Member, col(Member.id) == col(Employee.member_id))
        .where(col(Member.code) == code)
        .order_by(col(Employee.id))
    )


@dataclass(frozen=True, slots=True)
class ServiceSelection:
    """What the list of the service holds. ``code``: of one member. ``contested``: only absences whose contest waits."""

    statuses: Collection[str]
    code: str = ""
    contested: bool = False


async def of_service(
    session: AsyncSession, selection: ServiceSelection, *, limit: int | None, offset: int
) -> tuple[Sequence[tuple[VisitRequest, Employee, Member]], int]:
    """Requests, urgent first, then oldest first, and how many there are: for the service only."""
    statement = (
        select(VisitRequest, Employee, Member)
        .join(Employee, col(Employee.id) == col(VisitRequest.employee_id))
        .join(Member, col(Member.id) == col(VisitRequest.member_id))
        .where(col(VisitRequest.status).in_(selection.statuses))
        .order_by(col(VisitRequest.urgent).desc(), col(VisitRequest.created_at), col(VisitRequest.id))
        .execution_options(**INCLUDING_CONFIDENTIAL)
    )
    if selection.code:
        statement = statement.where(col(Member.code) == selection.code)
    if selection.contested:
        waiting = select(col(Appointment.id)).where(
            col(Appointment.visit_request_id) == col(VisitRequest.id),
            col(Appointment.contest_reason) != "",
            col(Appointment.contest_outcome) == "",
        )
        statement = statement.where(waiting.exists())
    rows, total = await windowed(session, statement, limit=limit, offset=offset)
    return [(row[0], row[1], row[2]) for row in rows], total


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


async def asking(
    session: AsyncSession, member_id: int, kinds: Collection[str], today: date, without: int, limit: int
) -> Sequence[tuple[Employee, Employment, VisitRequest]]:
    """Present employees whose request of one of these kinds has no date yet, the oldest request first."""
    statement = (
        employees.joined(Employee, Employment, VisitRequest, member_id=member_id)
        .join(VisitRequest, col(VisitRequest.employee_id) == col(Employee.id))
        .where(
            employees.present_on(today),
            col(VisitRequest.member_id) == member_id,
            col(VisitRequest.kind).in_(sorted(kinds)),
            col(VisitRequest.status).in_(sorted(WAITING)),
            col(Employee.id) != without,
        )
        .order_by(col(VisitRequest.id))
        .limit(limit)
    )
    return [(row[0], row[1], row[2]) for row in (await session.execute(statement)).all()]


async def needing(
    session: AsyncSession, member_id: int, due_kind: str, today: date, without: int, limit: int
) -> Sequence[tuple[Employee, Employment]]:
    """Present employees whose next visit is of this kind and who have no appointment yet, soonest due first."""
    engaged = select(col(VisitRequest.id)).where(
        col(VisitRequest.member_id) == member_id,
        col(VisitRequest.employee_id) == col(Employee.id),
        col(VisitRequest.status).in_(sorted(PLANNED_STATUSES)),
    )
    statement = (
        employees.joined(Employee, Employment, member_id=member_id)
        .where(
            employees.present_on(today),
            col(Employment.due_kind) == due_kind,
            col(Employee.id) != without,
            ~engaged.exists(),
        )
        .order_by(col(Employment.due_date), col(Employee.id))
        .limit(limit)
    )
    return [(row[0], row[1]) for row in (await session.execute(statement)).all()]
