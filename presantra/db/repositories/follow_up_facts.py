"""What the rules need to know of people beside their record: absences, attestations, former jobs, visits held."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from presantra.db.models import Absence, Attestation, Employment, PastAssignment, VisitRequest
from presantra.db.repositories.members import CHUNK
from presantra.domain.visits import EVENT_KINDS, VisitStatus


@dataclass(frozen=True, slots=True)
class LifeAtWork:
    """Each in the order of time. ``held``: visits asked for by an event or an age that took place, without those that
    the employer may not know of; ``earlier``: the periods before the latest one."""

    past: list[PastAssignment] = field(default_factory=list)
    absences: list[Absence] = field(default_factory=list)
    attestations: list[Attestation] = field(default_factory=list)
    held: list[VisitRequest] = field(default_factory=list)
    earlier: list[Employment] = field(default_factory=list)


async def of_employee(session: AsyncSession, member_id: int, employee_id: int) -> LifeAtWork:
    return (await of_employees(session, member_id, [employee_id]))[employee_id]


async def of_employees(session: AsyncSession, member_id: int, employee_ids: Sequence[int]) -> dict[int, LifeAtWork]:
    lives = {employee_id: LifeAtWork() for employee_id in employee_ids}
    held = (
        col(VisitRequest.kind).in_(sorted(EVENT_KINDS)),
        col(VisitRequest.status) == VisitStatus.DONE.value,
        col(VisitRequest.planned_at).is_not(None),
    )
    earlier = ~col(Employment.latest)
    for start in range(0, len(employee_ids), CHUNK):
        ids = employee_ids[start : start + CHUNK]
        for job in await _rows(session, member_id, ids, PastAssignment, col(PastAssignment.start_date)):
            lives[job.employee_id].past.append(job)
        for absence in await _rows(session, member_id, ids, Absence, col(Absence.start_date)):
            lives[absence.employee_id].absences.append(absence)
        for paper in await _rows(session, member_id, ids, Attestation, col(Attestation.issued_on)):
            lives[paper.employee_id].attestations.append(paper)
        for visit in await _rows(session, member_id, ids, VisitRequest, col(VisitRequest.planned_at), *held):
            lives[visit.employee_id].held.append(visit)
        for period in await _rows(session, member_id, ids, Employment, col(Employment.start_date), earlier):
            lives[period.employee_id].earlier.append(period)
    return lives


async def _rows(
    session: AsyncSession,
    member_id: int,
    employee_ids: Sequence[int],
    model: Any,
    in_order: Any,
    *conditions: ColumnElement[bool],
) -> Sequence[Any]:
    statement = (
        select(model)
        .where(model.member_id == member_id, model.employee_id.in_(employee_ids), *conditions)
        .order_by(in_order, model.id)
    )
    # Rows may have changed hands within this very transaction (a merge of two records).
    return (await session.execute(statement.execution_options(populate_existing=True))).scalars().all()
