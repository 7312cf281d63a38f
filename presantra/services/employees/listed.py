"""Why a post of the liste complémentaire is one of risk: the reason that the employer wrote (R. 4624-23, III)."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.models import Employment
from presantra.db.repositories import complementary_posts
from presantra.domain.complementary_posts import LISTED, why_listed


async def why_listed_of(session: AsyncSession, member_id: int, employment: Employment) -> str:
    """The sentence of « Pourquoi »; empty for whoever does not have that situation."""
    if LISTED not in employment.situations:
        return ""
    posts = await complementary_posts.of_member(session, member_id)
    return why_listed(employment.job_title, {p.job_title: p.reason for p in posts if p.withdrawn_at is None})
