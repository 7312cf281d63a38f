"""All statements on verified identifiers and on links sent by mail."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from presantra.db.models import Enrolment, Member, PasswordToken


async def alive(
    session: AsyncSession, visitor_digest: str, now: datetime, *, lock: bool = False
) -> tuple[Enrolment, Member] | None:
    """The last living enrolment of a browser, with its member."""
    if not visitor_digest:
        return None
    statement = (
        select(Enrolment, Member)
        .join(Member, col(Member.id) == col(Enrolment.member_id))
        .where(col(Enrolment.visitor_digest) == visitor_digest, col(Enrolment.expires_at) > now)
        .order_by(col(Enrolment.id).desc())
        .limit(1)
    )
    if lock:
        statement = statement.with_for_update(of=Enrolment).execution_options(populate_existing=True)
    row = (await session.execute(statement)).one_or_none()
    return (row[0], row[1]) if row else None


async def living_token(session: AsyncSession, digest: str, now: datetime) -> PasswordToken | None:
    """An unused, unexpired link, locked for the caller."""
    statement = (
        select(PasswordToken)
        .where(
            col(PasswordToken.token_digest) == digest,
            col(PasswordToken.used_at).is_(None),
            col(PasswordToken.expires_at) > now,
        )
        .with_for_update()
    )
    return (await session.execute(statement)).scalar_one_or_none()


async def use_all_tokens(session: AsyncSession, account_id: int, now: datetime) -> None:
    """Kill every link of an account."""
    await session.execute(
        update(PasswordToken)
        .where(col(PasswordToken.account_id) == account_id, col(PasswordToken.used_at).is_(None))
        .values(used_at=now)
    )
