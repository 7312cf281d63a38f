"""Statements on appointments, always within one member."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from presantra.db.models import Appointment, Employee, VisitRequest
from presantra.domain.visit_vocabulary import AppointmentStatus

LIVE = (AppointmentStatus.TO_CONFIRM.value, AppointmentStatus.CONFIRMED.value)
AppointmentOf = tuple[Appointment, VisitRequest, Employee]


@dataclass(frozen=True, slots=True)
class Place:
    """When, how long in minutes, in which centre; the slot it takes, if it takes one."""

    starts_at: datetime
    length_minutes: int
    centre: str
    slot_id: int | None = None


async def insert(
    session: AsyncSession, member_id: int, visit_id: int, place: Place, now: datetime, status: str = LIVE[0]
) -> Appointment:
    appointment = Appointment(
        member_id=member_id,
        visit_request_id=visit_id,
        slot_id=place.slot_id,
        starts_at=place.starts_at,
        length_minutes=place.length_minutes,
        centre=place.centre,
        status=status,
        created_at=now,
    )
    session.add(appointment)
    await session.flush()
    return appointment


async def of_request(session: AsyncSession, member_id: int, visit_id: int) -> Sequence[Appointment]:
    """All the dates of a request, the latest first."""
    statement = (
        select(Appointment)
        .where(col(Appointment.member_id) == member_id, col(Appointment.visit_request_id) == visit_id)
        .order_by(col(Appointment.id).desc())
        .execution_options(populate_existing=True)
    )
    return (await session.execute(statement)).scalars().all()


async def live(session: AsyncSession, member_id: int, visit_id: int) -> Appointment | None:
    """The date that holds."""
    found = await of_request(session, member_id, visit_id)
    return next((appointment for appointment in found if appointment.status in LIVE), None)


async def change(session: AsyncSession, member_id: int, appointment: Appointment, values: Mapping[str, Any]) -> None:
    """Write columns; the caller has claimed the version of the request."""
    await session.execute(
        update(Appointment)
        .where(col(Appointment.member_id) == member_id, col(Appointment.id) == appointment.id)
        .values(**values)
        .execution_options(synchronize_session=False)
    )


async def between(
    session: AsyncSession, member_id: int, start: datetime, end: datetime, without: Sequence[str]
) -> Sequence[AppointmentOf]:
    """Appointments that begin in an interval, earliest first; ``without``: statuses left out."""
    statement = (
        _joined(member_id)
        .where(
            col(Appointment.starts_at) >= start,
            col(Appointment.starts_at) < end,
            col(Appointment.status).not_in(without),
        )
        .order_by(col(Appointment.starts_at), col(Appointment.id))
    )
    return [(row[0], row[1], row[2]) for row in (await session.execute(statement)).all()]


async def find(session: AsyncSession, member_id: int, public_id: UUID) -> AppointmentOf | None:
    statement = _joined(member_id).where(col(Appointment.public_id) == public_id)
    row = (await session.execute(statement)).one_or_none()
    return None if row is None else (row[0], row[1], row[2])


def _joined(member_id: int) -> Any:
    return (
        select(Appointment, VisitRequest, Employee)
        .join(VisitRequest, col(VisitRequest.id) == col(Appointment.visit_request_id))
        .join(Employee, col(Employee.id) == col(VisitRequest.employee_id))
        .where(
            col(Appointment.member_id) == member_id,
            col(VisitRequest.member_id) == member_id,
            col(Employee.member_id) == member_id,
        )
    )
