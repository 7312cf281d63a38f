"""Every situation de travail that somebody has ever been in, within one member."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from presantra.db.models import Employment, PastAssignment


async def situations_ever(session: AsyncSession, member_id: int, employee_id: int) -> tuple[str, ...]:
    """Codes of all periods and of the jobs held before within them, sorted."""
    found: set[str] = set()
    for table in (Employment, PastAssignment):
        statement = select(col(table.situations)).where(
            col(table.member_id) == member_id, col(table.employee_id) == employee_id
        )
        for situations in (await session.execute(statement)).scalars():
            found.update(situations)
    return tuple(sorted(found))
