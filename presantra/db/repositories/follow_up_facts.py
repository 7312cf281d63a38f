"""What the rules need to know of one person beside his record: absences, attestations, former jobs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from presantra.db.models import Absence, Attestation, PastAssignment


@dataclass(frozen=True, slots=True)
class LifeAtWork:
    past: Sequence[PastAssignment]
    absences: Sequence[Absence]
    attestations: Sequence[Attestation]


async def of_employee(session: AsyncSession, member_id: int, employee_id: int) -> LifeAtWork:
    """Each in the order of time."""
    jobs = select(PastAssignment).where(
        col(PastAssignment.member_id) == member_id, col(PastAssignment.employee_id) == employee_id
    )
    absences = select(Absence).where(col(Absence.member_id) == member_id, col(Absence.employee_id) == employee_id)
    papers = select(Attestation).where(
        col(Attestation.member_id) == member_id, col(Attestation.employee_id) == employee_id
    )
    return LifeAtWork(
        past=(await session.execute(jobs.order_by(col(PastAssignment.start_date)))).scalars().all(),
        absences=(await session.execute(absences.order_by(col(Absence.start_date)))).scalars().all(),
        attestations=(await session.execute(papers.order_by(col(Attestation.issued_on)))).scalars().all(),
    )
