"""Where the DUERP of a company stands, for its page and for the dashboard."""

from __future__ import annotations

from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.repositories import shared_documents as repository
from presantra.domain.shared_documents import DuerpDates, DuerpStanding, SharedKind, duerp_standing


async def duerp_of(session: AsyncSession, member_id: int, headcount: int, today: date) -> DuerpStanding:
    """``headcount``: people present in this establishment."""
    last = await repository.latest(session, member_id, SharedKind.DUERP.value)
    dates = DuerpDates(last.document_on, last.next_update_on) if last else None
    return duerp_standing(dates, headcount, today)
