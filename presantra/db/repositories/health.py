"""Statements that prove the database is able to serve."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from presantra.db.models import OutboxMail
from presantra.db.repositories import operations


async def prove_write(session: AsyncSession) -> None:
    await operations.next_number(session, "sante")


async def revision(session: AsyncSession) -> str:
    return str((await session.execute(text("SELECT version_num FROM alembic_version"))).scalar_one())


async def mails(session: AsyncSession) -> tuple[datetime | None, int]:
    """When the oldest waiting mail was written, and how many are parked."""
    oldest = select(func.min(col(OutboxMail.created_at))).where(col(OutboxMail.status) == "waiting")
    parked = select(func.count()).select_from(OutboxMail).where(col(OutboxMail.status) == "parked")
    return (await session.execute(oldest)).scalar_one(), (await session.execute(parked)).scalar_one()
