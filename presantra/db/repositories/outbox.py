"""All statements on the boîte d’envoi. It belongs to the service, not to a member: no tenant here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from presantra.db.models import OutboxMail

WAITING, SENT, PARKED = "waiting", "sent", "parked"


class Figures(NamedTuple):
    waiting: int
    oldest_waiting: datetime | None
    parked: int


async def claim_due(session: AsyncSession, now: datetime, leased_until: datetime, limit: int) -> Sequence[OutboxMail]:
    """Lease the mails whose time has come, oldest first; workers never wait for each other's rows."""
    due = (
        select(col(OutboxMail.id))
        .where(
            col(OutboxMail.status) == WAITING,
            col(OutboxMail.next_attempt_at) <= now,
            col(OutboxMail.leased_until).is_(None) | (col(OutboxMail.leased_until) <= now),
        )
        .order_by(col(OutboxMail.next_attempt_at), col(OutboxMail.id))
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    statement = (
        update(OutboxMail)
        .where(col(OutboxMail.id).in_(due))
        .values(leased_until=leased_until, attempts=col(OutboxMail.attempts) + 1)
        .returning(OutboxMail)
        .execution_options(synchronize_session=False)
    )
    claimed = (await session.execute(statement)).scalars().all()
    return sorted(claimed, key=lambda mail: (mail.next_attempt_at, mail.id))


async def mark_sent(session: AsyncSession, mail_id: int, now: datetime) -> None:
    """The body goes: once delivered, nothing secret stays here."""
    await session.execute(
        update(OutboxMail)
        .where(col(OutboxMail.id) == mail_id)
        .values(status=SENT, sent_at=now, body=b"", leased_until=None, last_error="")
    )


async def postpone(session: AsyncSession, mail: OutboxMail, next_attempt_at: datetime, error: str) -> None:
    await _settle(session, mail, next_attempt_at=next_attempt_at, last_error=error)


async def park(session: AsyncSession, mail: OutboxMail, error: str) -> None:
    await _settle(session, mail, status=PARKED, last_error=error)


async def _settle(session: AsyncSession, mail: OutboxMail, **values: Any) -> None:
    # A worker whose lease ran out must not undo what the next one has done: the attempt number is its ticket.
    await session.execute(
        update(OutboxMail)
        .where(
            col(OutboxMail.id) == mail.id,
            col(OutboxMail.status) == WAITING,
            col(OutboxMail.attempts) == mail.attempts,
        )
        .values(leased_until=None, **values)
    )


async def figures(session: AsyncSession) -> Figures:
    waiting = col(OutboxMail.status) == WAITING
    statement = select(
        func.count().filter(waiting),
        func.min(col(OutboxMail.created_at)).filter(waiting),
        func.count().filter(col(OutboxMail.status) == PARKED),
    ).where(col(OutboxMail.status).in_((WAITING, PARKED)))
    return Figures(*(await session.execute(statement)).one())


async def parked(session: AsyncSession, limit: int) -> Sequence[OutboxMail]:
    statement = (
        select(OutboxMail).where(col(OutboxMail.status) == PARKED).order_by(col(OutboxMail.id).desc()).limit(limit)
    )
    return (await session.execute(statement)).scalars().all()


async def unpark_all(session: AsyncSession, now: datetime) -> int:
    statement: Any = (
        update(OutboxMail)
        .where(col(OutboxMail.status) == PARKED)
        .values(status=WAITING, attempts=0, next_attempt_at=now, leased_until=None)
    )
    result: Any = await session.execute(statement)
    return int(result.rowcount)
