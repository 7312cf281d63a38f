"""What the purge erases, over all members: each function returns how many rows it erased."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, or_, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel, col

from presantra.db.models import (
    EmailChange,
    Enrolment,
    Handover,
    ImportJob,
    Invitation,
    LoginSession,
    LoginStep,
    Operation,
    OutboxMail,
    PasskeyChallenge,
    PasswordToken,
    TrustedDevice,
)
from presantra.db.repositories.outbox import PARKED, SENT
from presantra.domain.imports.status import OVER, UNCONFIRMED, Status


async def ended_sessions(session: AsyncSession, before: datetime) -> int:
    return await _erase(
        session,
        LoginSession,
        or_(col(LoginSession.expires_at) < before, col(LoginSession.revoked_at) < before),
    )


async def dead_links(session: AsyncSession, before: datetime) -> int:
    """Links of passwords, invitations and handovers that were used, given up or left unanswered."""
    return (
        await _erase(
            session,
            PasswordToken,
            or_(col(PasswordToken.expires_at) < before, col(PasswordToken.used_at) < before),
        )
        + await _erase(
            session,
            Invitation,
            or_(
                col(Invitation.expires_at) < before,
                col(Invitation.accepted_at) < before,
                col(Invitation.revoked_at) < before,
            ),
        )
        + await _erase(
            session,
            Handover,
            or_(
                col(Handover.expires_at) < before,
                col(Handover.accepted_at) < before,
                col(Handover.ended_at) < before,
            ),
        )
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


async def emptied_imports(session: AsyncSession, now: datetime, read_before: datetime, undo_before: datetime) -> int:
    """Jobs of which what was read, or what it takes to undo, is erased; those that nobody confirmed are given up."""
    status, light = col(ImportJob.status), {"payload": None, "undo": None, "updated_at": now}
    old = col(ImportJob.updated_at) < read_before
    held = col(ImportJob.payload).is_not(None) | col(ImportJob.undo).is_not(None)
    waiting = update(ImportJob).where(old, status.in_(UNCONFIRMED)).values(**light, status=Status.DROPPED, counts={})
    over = update(ImportJob).where(old, held, status.in_(OVER)).values(**light)
    undone = (
        update(ImportJob)
        .where(status == Status.DONE, col(ImportJob.applied_at) < undo_before, col(ImportJob.undo).is_not(None))
        .values(undo=None)
    )
    emptied = 0
    for statement in (waiting, over, undone):
        result: Any = await session.execute(statement.execution_options(synchronize_session=False))
        emptied += int(result.rowcount)
    return emptied


async def old_imports(session: AsyncSession, before: datetime) -> int:
    return await _erase(session, ImportJob, col(ImportJob.created_at) < before)


async def dead_proofs(session: AsyncSession, before: datetime) -> int:
    """Waiting log-ins and challenges that expired, devices no longer trusted, changes of address that are over."""
    changes = or_(
        col(EmailChange.ended_at) < before,
        col(EmailChange.revert_until) < before,
        and_(col(EmailChange.confirmed_at).is_(None), col(EmailChange.expires_at) < before),
    )
    over = or_(col(TrustedDevice.expires_at) < before, col(TrustedDevice.revoked_at) < before)
    return (
        await _erase(session, LoginStep, col(LoginStep.expires_at) < before)
        + await _erase(session, PasskeyChallenge, col(PasskeyChallenge.expires_at) < before)
        + await _erase(session, TrustedDevice, over)
        + await _erase(session, EmailChange, changes)
    )


async def _erase(session: AsyncSession, model: type[SQLModel], condition: ColumnElement[bool]) -> int:
    statement: Any = delete(model).where(condition).execution_options(synchronize_session=False)
    result: Any = await session.execute(statement)
    return int(result.rowcount)
