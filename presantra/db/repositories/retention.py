"""What the purge erases, over all members: each function returns how many rows it erased."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, or_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel, col

from presantra.db.models import Enrolment, LoginSession, Operation, OutboxMail, PasswordToken
from presantra.db.repositories.outbox import PARKED, SENT


async def ended_sessions(session: AsyncSession, before: datetime) -> int:
    return await _erase(
        session,
        LoginSession,
        or_(col(LoginSession.expires_at) < before, col(LoginSession.revoked_at) < before),
    )


async def dead_links(session: AsyncSession, before: datetime) -> int:
    return await _erase(
        session,
        PasswordToken,
        or_(col(PasswordToken.expires_at) < before, col(PasswordToken.used_at) < before),
    )


async def expired_enrolments(session: AsyncSession, before: datetime) -> int:
    return await _erase(session, Enrolment, col(Enrolment.expires_at) < before)


async def settled_mails(session: AsyncSession, before: datetime) -> int:
    """Sent ones, and parked ones that nobody has retried: what they announced is out of date."""
    status = col(OutboxMail.status)
    return await _erase(
        session,
        OutboxMail,
        or_(
            (status == SENT) & (col(OutboxMail.sent_at) < before),
            (status == PARKED) & (col(OutboxMail.next_attempt_at) < before),
        ),
    )


async def old_operations(session: AsyncSession, before: datetime) -> int:
    return await _erase(session, Operation, col(Operation.created_at) < before)


async def _erase(session: AsyncSession, model: type[SQLModel], condition: ColumnElement[bool]) -> int:
    statement: Any = delete(model).where(condition).execution_options(synchronize_session=False)
    result: Any = await session.execute(statement)
    return int(result.rowcount)
