"""What the rules need to know of one person beside his record: absences, attestations, former jobs, visits held."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from presantra.db.models import Absence, Attestation, PastAssignment, VisitRequest
from presantra.domain.visits import EVENT_KINDS, VisitStatus


@dataclass(frozen=True, slots=True)
class LifeAtWork:
    past: Sequence[PastAssignment]
    absences: Sequence[Absence]
    attestations: Sequence[Attestation]
    held: Sequence[VisitRequest]
    """Visits asked for by an event or an age that took place; those that the employer may not know of left out."""


async def of_employee(session: AsyncSession, member_id: int, employee_id: int) -> LifeAtWork:
    """Each in the order of time."""
    jobs = select(PastAssignment).where(
        col(PastAssignment.member_id) == member_id, col(PastAssignment.employee_id) == employee_id
    )
    absences = select(Absence).where(col(Absence.member_id) == member_id, col(Absence.employee_id) == employee_id)
    papers = select(Attestation).where(
        col(Attestation.member_id) == member_id, col(Attestation.employee_id) == employee_id
    )
    visits = select(VisitRequest).where(
        col(VisitRequest.member_id) == member_id,
        col(VisitRequest.employee_id) == employee_id,
        col(VisitRequest.kind).in_(sorted(EVENT_KINDS)),
        col(VisitRequest.status) == VisitStatus.DONE.value,
        col(VisitRequest.planned_at).is_not(None),
    )
    return LifeAtWork(
        past=(await session.execute(jobs.order_by(col(PastAssignment.start_date)))).scalars().all(),
        absences=(await session.execute(absences.order_by(col(Absence.start_date)))).scalars().all(),
        attestations=(await session.execute(papers.order_by(col(Attestation.issued_on)))).scalars().all(),
        held=(await session.execute(visits.order_by(col(VisitRequest.planned_at)))).scalars().all(),
    )
