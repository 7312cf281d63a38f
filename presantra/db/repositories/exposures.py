"""Every job that somebody has held, with its situations de travail, within one member."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from presantra.db.models import Employment, PastAssignment
from presantra.domain.exposures import HeldJob


async def jobs_of(session: AsyncSession, member_id: int, employee_id: int) -> list[HeldJob]:
    """The job of each period from its first day, and those held before it within the period."""
    periods = select(
        col(Employment.situations), col(Employment.job_since), col(Employment.start_date), col(Employment.end_date)
    )
    periods = periods.where(col(Employment.member_id) == member_id, col(Employment.employee_id) == employee_id)
    past = select(col(PastAssignment.situations), col(PastAssignment.start_date), col(PastAssignment.end_date)).where(
        col(PastAssignment.member_id) == member_id, col(PastAssignment.employee_id) == employee_id
    )
    found = [
        HeldJob(tuple(situations), since or start, end)
        for situations, since, start, end in (await session.execute(periods)).all()
    ]
    found += [HeldJob(tuple(codes), start, end) for codes, start, end in (await session.execute(past)).all()]
    return found
