"""Statements on employees and their periods of employment, always within one member."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from presantra.db.models import Employee, Employment, Member
from presantra.db.models.employee import SORT_LENGTH
from presantra.domain.names import fold, identity_key

Person = tuple[Employee, Employment]


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the person is and how to reach him."""

    birth_name: str
    first_name: str
    birth_date: date
    sex: str
    usage_name: str = ""
    email: str = ""
    phone: str = ""
    matricule: str = ""

    @property
    def key(self) -> str:
        return identity_key(self.birth_name, self.first_name, self.birth_date)


@dataclass(frozen=True, slots=True)
class Period:
    """One period of employment as it is stored; codes are those of the domain's enums."""

    start_date: date
    contract_type: str
    job_title: str
    follow_up: str
    situations: Sequence[str] = ()
    pcs_code: str = ""
    planned_end_date: date | None = None
    end_date: date | None = None
    departure_reason: str = ""
    departure_recorded_at: datetime | None = None
    due_date: date | None = None
    due_kind: str = ""
    last_visit_date: date | None = None
    last_visit_kind: str = ""
    last_exam_date: date | None = None
    imposed_due_date: date | None = None
    waiver_claimed: bool = False
    visits_since: date | None = None
    working_time: str = ""
    other_employers: str = ""
    idcc: str = ""
    to_specify: bool = False


@dataclass(frozen=True, slots=True)
class Author:
    """Who writes and when."""

    name: str
    at: datetime = field(kw_only=True)


async def lock_member(session: AsyncSession, member_id: int) -> None:
    """Make the writers of one member pass one by one; SQLite's write transactions already do."""
    statement = select(col(Member.id)).where(col(Member.id) == member_id).with_for_update(key_share=True)
    await session.execute(statement)


def joined(*columns: Any, member_id: int, latest: bool = True) -> Select[Any]:
    """Employees of a member with their latest period, or with those before it."""
    return (
        select(*columns)
        .join(Employment, col(Employment.employee_id) == col(Employee.id))
        .where(
            col(Employee.member_id) == member_id,
            col(Employment.member_id) == member_id,
            col(Employment.latest) if latest else ~col(Employment.latest),
        )
    )


def present_on(today: date) -> ColumnElement[bool]:
    """Not departed: the day of departure still counts."""
    return col(Employment.end_date).is_(None) | (col(Employment.end_date) >= today)


async def find(session: AsyncSession, member_id: int, public_id: UUID) -> Person | None:
    statement = joined(Employee, Employment, member_id=member_id).where(col(Employee.public_id) == public_id)
    # Bulk updates of the same transaction do not touch the objects in memory.
    fresh = statement.execution_options(populate_existing=True)
    row = (await session.execute(fresh)).one_or_none()
    return None if row is None else (row[0], row[1])


async def by_ids(session: AsyncSession, member_id: int, ids: Sequence[int]) -> Sequence[Person]:
    statement = joined(Employee, Employment, member_id=member_id).where(col(Employee.id).in_(ids))
    return [(row[0], row[1]) for row in (await session.execute(statement)).all()]


async def same_identity(
    session: AsyncSession, member_id: int, key: str, *, excluding: int | None = None, nir_index: str = ""
) -> Sequence[Person]:
    """``nir_index`` finds the same number too, whatever the names."""
    same: ColumnElement[bool] = col(Employee.identity_key) == key
    if nir_index:
        same |= col(Employee.nir_index) == nir_index
    statement = joined(Employee, Employment, member_id=member_id).where(same)
    if excluding is not None:
        statement = statement.where(col(Employee.id) != excluding)
    rows = (await session.execute(statement.order_by(col(Employee.id)))).all()
    return [(row[0], row[1]) for row in rows]


async def periods(session: AsyncSession, member_id: int, employee_id: int) -> Sequence[Employment]:
    """All periods of one person, newest first."""
    statement = (
        select(Employment)
        .where(col(Employment.member_id) == member_id, col(Employment.employee_id) == employee_id)
        .order_by(col(Employment.start_date).desc(), col(Employment.id).desc())
    )
    return (await session.execute(statement)).scalars().all()


async def insert_employee(
    session: AsyncSession, member_id: int, identity: Identity, history: Sequence[Period], author: Author
) -> Employee:
    """Insert a person with his periods, oldest first; the last one is the one shown in lists."""
    employee = Employee(
        member_id=member_id,
        **identity_columns(identity, history[-1].job_title),
        created_at=author.at,
        updated_at=author.at,
        updated_by=author.name[:200],
    )
    session.add(employee)
    await session.flush()
    assert employee.id is not None
    for period in history:
        session.add(_employment(member_id, employee.id, period, author.at, latest=period is history[-1]))
    await session.flush()
    return employee


async def add_period(session: AsyncSession, member_id: int, employee_id: int, period: Period, now: datetime) -> None:
    """Add the newest period of a person who comes back."""
    await session.execute(
        update(Employment)
        .where(col(Employment.member_id) == member_id, col(Employment.employee_id) == employee_id)
        .values(latest=False)
    )
    session.add(_employment(member_id, employee_id, period, now, latest=True))
    await session.flush()


async def save(
    session: AsyncSession, member_id: int, employee: Employee, author: Author, values: dict[str, Any]
) -> bool:
    """Write columns of a person if nobody did since he was read; False otherwise."""
    statement = (
        update(Employee)
        .where(
            col(Employee.member_id) == member_id,
            col(Employee.id) == employee.id,
            col(Employee.version) == employee.version,
        )
        .values(**values, version=employee.version + 1, updated_at=author.at, updated_by=author.name[:200])
        .execution_options(synchronize_session=False)
    )
    result: Any = await session.execute(statement)
    return bool(result.rowcount == 1)


async def save_latest(session: AsyncSession, member_id: int, employee_id: int, values: dict[str, Any]) -> None:
    """Write columns of the latest period; the caller has claimed the version with :func:`save`."""
    if "job_title" in values:
        values = values | {"sort_job": fold(values["job_title"], SORT_LENGTH)}
    await session.execute(
        update(Employment)
        .where(
            col(Employment.member_id) == member_id,
            col(Employment.employee_id) == employee_id,
            col(Employment.latest),
        )
        .values(**values)
        .execution_options(synchronize_session=False)
    )


NO_DEPARTURE: dict[str, Any] = {
    "end_date": None,
    "departure_reason": "",
    "departure_recorded_at": None,
    "exposure_signalled_at": None,
}


async def set_number(session: AsyncSession, member_id: int, employee_id: int, columns: dict[str, str]) -> None:
    """The sealed NIR of a person who has just been inserted, if any."""
    if not columns:
        return
    await session.execute(
        update(Employee)
        .where(col(Employee.member_id) == member_id, col(Employee.id) == employee_id)
        .values(**columns)
        .execution_options(synchronize_session=False)
    )


def identity_of(employee: Employee) -> Identity:
    return Identity(
        birth_name=employee.birth_name,
        usage_name=employee.usage_name,
        first_name=employee.first_name,
        birth_date=employee.birth_date,
        sex=employee.sex,
        email=employee.email,
        phone=employee.phone,
        matricule=employee.matricule,
    )


def identity_columns(identity: Identity, job_title: str) -> dict[str, Any]:
    """Columns of a person, with the folded forms used to search, sort and find duplicates."""
    shown = identity.usage_name or identity.birth_name
    searched = (identity.first_name, identity.birth_name, identity.usage_name, job_title, identity.matricule)
    return {
        "birth_name": identity.birth_name,
        "usage_name": identity.usage_name,
        "first_name": identity.first_name,
        "birth_date": identity.birth_date,
        "sex": identity.sex,
        "email": identity.email,
        "phone": identity.phone,
        "matricule": identity.matricule,
        "identity_key": identity.key,
        "sort_name": f"{fold(shown)} {fold(identity.first_name)}",
        "sort_first_name": fold(identity.first_name, SORT_LENGTH),
        "search_text": " ".join(filter(None, map(fold, searched))),
    }


def period_columns(period: Period) -> dict[str, Any]:
    return {
        "start_date": period.start_date,
        "contract_type": period.contract_type,
        "planned_end_date": period.planned_end_date,
        "job_title": period.job_title,
        "sort_job": fold(period.job_title, SORT_LENGTH),
        "pcs_code": period.pcs_code,
        "situations": list(period.situations),
        "follow_up": period.follow_up,
        "due_date": period.due_date,
        "due_kind": period.due_kind,
        "pending_reform": "",
        "working_time": period.working_time,
        "other_employers": period.other_employers,
        "idcc": period.idcc,
        "to_specify": period.to_specify,
    }


def _employment(member_id: int, employee_id: int, period: Period, now: datetime, *, latest: bool) -> Employment:
    return Employment(
        member_id=member_id,
        employee_id=employee_id,
        latest=latest,
        **period_columns(period),
        end_date=period.end_date,
        departure_reason=period.departure_reason,
        departure_recorded_at=period.departure_recorded_at,
        last_visit_date=period.last_visit_date,
        last_visit_kind=period.last_visit_kind,
        last_exam_date=period.last_exam_date,
        imposed_due_date=period.imposed_due_date,
        waiver_claimed=period.waiver_claimed,
        visits_since=period.visits_since,
        created_at=now,
    )
