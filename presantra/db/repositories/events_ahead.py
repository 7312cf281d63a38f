"""Whom an event or an age may ask something of: candidates, which the rules then judge; always within one member.

Each statement is bounded, and reads an index or a table that people fill in by hand.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, String, cast, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from presantra.db.models import Absence, Attestation, Employee, Employment, PastAssignment, VisitRequest
from presantra.db.repositories.employees import joined, present_on
from presantra.domain.visits import VisitKind, VisitStatus


async def absent(session: AsyncSession, member_id: int, today: date, until: date, limit: int) -> Sequence[Absence]:
    """Absences of the current employment that end by ``until``, of people present; the last to end first."""
    statement = (
        joined(Absence, member_id=member_id)
        .select_from(Employee)
        .join(Absence, col(Absence.employee_id) == col(Employee.id))
        .where(
            col(Absence.member_id) == member_id,
            col(Absence.end_date) >= col(Employment.start_date),
            col(Absence.end_date) <= until,
            present_on(today),
        )
        .order_by(col(Absence.end_date).desc(), col(Absence.id))
        .limit(limit)
    )
    found: Sequence[Absence] = (await session.execute(statement)).scalars().all()
    return found


async def born_between(
    session: AsyncSession, member_id: int, first: date, last: date, today: date, limit: int
) -> Sequence[int]:
    """People present born within these days whose mi-carrière has not been held, the youngest first."""
    held = (
        select(col(VisitRequest.id))
        .where(
            col(VisitRequest.member_id) == member_id,
            col(VisitRequest.employee_id) == col(Employee.id),
            col(VisitRequest.kind) == VisitKind.MID_CAREER.value,
            col(VisitRequest.status) == VisitStatus.DONE.value,
        )
        .exists()
    )
    # The periods are found by their person, who is of the member: named again, SQLite reads the whole company for each.
    statement: Select[Any] = (
        select(col(Employee.id))
        .join(Employment, col(Employment.employee_id) == col(Employee.id))
        .where(col(Employee.member_id) == member_id, col(Employment.latest))
        .where(col(Employee.birth_date).between(first, last), present_on(today), ~held)
        .order_by(col(Employee.birth_date).desc(), col(Employee.id))
        .limit(limit)
    )
    found: Sequence[int] = (await session.execute(statement)).scalars().all()
    return found


async def leaving(session: AsyncSession, member_id: int, first: date, last: date, limit: int) -> Sequence[int]:
    """People whose departure is within these days and who had, one day, a situation de travail; the last first."""
    past, period = aliased(PastAssignment), aliased(Employment)
    before = _exists(past, _some(past.situations)) | _exists(period, _some(period.situations))
    statement = (
        joined(col(Employee.id), member_id=member_id)
        .where(col(Employment.end_date).between(first, last), before)
        .order_by(col(Employment.end_date).desc(), col(Employee.id))
        .limit(limit)
    )
    found: Sequence[int] = (await session.execute(statement)).scalars().all()
    return found


async def changed_job(session: AsyncSession, member_id: int, first: date, today: date, limit: int) -> Sequence[int]:
    """People present who left, since ``first``, a job that had a situation de travail."""
    past = aliased(PastAssignment)
    ended = _exists(past, _some(past.situations) & col(past.end_date).between(first, today))
    statement = (
        joined(col(Employee.id), member_id=member_id)
        .where(col(Employment.job_since) > first, present_on(today), ended)
        .order_by(col(Employee.id))
        .limit(limit)
    )
    found: Sequence[int] = (await session.execute(statement)).scalars().all()
    return found


async def certified(session: AsyncSession, member_id: int, today: date, until: date, limit: int) -> Sequence[int]:
    """People present one of whose attestations ends by ``until``, the last to end first."""
    statement = (
        joined(col(Employee.id), member_id=member_id)
        .join(Attestation, col(Attestation.employee_id) == col(Employee.id))
        .where(col(Attestation.member_id) == member_id, col(Attestation.valid_until) <= until, present_on(today))
        .order_by(col(Attestation.valid_until).desc(), col(Attestation.id))
        .limit(limit)
    )
    found: Sequence[int] = (await session.execute(statement)).scalars().all()
    return found


def _exists(table: Any, condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """Of a person whom the statement around has found in the member; see :func:`born_between`."""
    return select(table.id).where(table.employee_id == col(Employee.id), condition).exists()


def _some(codes: Any) -> ColumnElement[bool]:
    """A list of codes that is not empty; JSON has no comparison of its own on PostgreSQL."""
    return cast(codes, String) != "[]"
