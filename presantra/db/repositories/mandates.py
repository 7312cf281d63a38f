"""Statements on mandates: those of one member, those of one firm, those of one invitation."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from presantra.db.models import Cabinet, Invitation, Mandate, Member


def _open(today: date) -> ColumnElement[bool]:
    """Neither ended nor past its last day: it holds, or waits for an answer."""
    return and_(
        col(Mandate.ended_at).is_(None),
        or_(col(Mandate.ends_on).is_(None), col(Mandate.ends_on) >= today),
    )


_WITH_FIRM = select(Mandate, Cabinet).outerjoin(Cabinet, col(Cabinet.id) == col(Mandate.cabinet_id))
_WITH_MEMBER = select(Mandate, Member).join(Member, col(Member.id) == col(Mandate.member_id))


async def _pairs(session: AsyncSession, statement: Any) -> list[Any]:
    return [(row[0], row[1]) for row in (await session.execute(statement)).all()]


async def _living(session: AsyncSession, statement: Any, public_id: UUID) -> Any:
    """The one of this id that has not been ended, locked for the caller; None when there is none such."""
    chosen = statement.where(col(Mandate.public_id) == public_id, col(Mandate.ended_at).is_(None))
    locked = chosen.with_for_update(of=Mandate).execution_options(populate_existing=True)
    found = await _pairs(session, locked)
    return found[0] if found else None


async def of_member(session: AsyncSession, member_id: int) -> Sequence[tuple[Mandate, Cabinet | None]]:
    """All mandates of an employer for one company, newest first, each with the firm that has answered."""
    order = (col(Mandate.given_at).desc(), col(Mandate.id).desc())
    return await _pairs(session, _WITH_FIRM.where(col(Mandate.member_id) == member_id).order_by(*order))


async def one_of_member(
    session: AsyncSession, member_id: int, public_id: UUID
) -> tuple[Mandate, Cabinet | None] | None:
    """One that has not been ended, locked for the caller."""
    found: tuple[Mandate, Cabinet | None] | None = await _living(
        session, _WITH_FIRM.where(col(Mandate.member_id) == member_id), public_id
    )
    return found


async def open_ones(session: AsyncSession, member_id: int, today: date) -> Sequence[Mandate]:
    """Those of one company that hold or wait."""
    statement = select(Mandate).where(col(Mandate.member_id) == member_id, _open(today))
    return (await session.execute(statement)).scalars().all()


async def of_gift(session: AsyncSession, gift: UUID, today: date) -> Sequence[tuple[Mandate, Member]]:
    """What one invitation gives, as long as it is open and has no firm, by code adhérent."""
    given = _WITH_MEMBER.where(col(Mandate.gift) == gift, col(Mandate.cabinet_id).is_(None), _open(today))
    return await _pairs(session, given.order_by(col(Member.code)).execution_options(populate_existing=True))


async def waiting_for_firm(session: AsyncSession, cabinet_id: int, today: date) -> Sequence[tuple[Mandate, Member]]:
    """Answered by somebody of a firm that had not told its name yet."""
    waiting = _WITH_MEMBER.where(
        col(Mandate.cabinet_id) == cabinet_id, col(Mandate.accepted_at).is_(None), _open(today)
    )
    return await _pairs(session, waiting.order_by(col(Member.code)))


async def of_firm(session: AsyncSession, cabinet_id: int, today: date) -> Sequence[tuple[Mandate, Member]]:
    """Mandates that a firm holds on a legal day, by code adhérent."""
    held = _WITH_MEMBER.where(
        col(Mandate.cabinet_id) == cabinet_id, col(Mandate.accepted_at).is_not(None), _open(today)
    )
    order = (col(Member.company_number), col(Member.branch_number).nulls_first())
    return await _pairs(session, held.order_by(*order))


async def one_of_firm(session: AsyncSession, cabinet_id: int, public_id: UUID) -> tuple[Mandate, Member] | None:
    """One that has not been ended, locked for the caller."""
    found: tuple[Mandate, Member] | None = await _living(
        session, _WITH_MEMBER.where(col(Mandate.cabinet_id) == cabinet_id), public_id
    )
    return found


async def gift_is_over(session: AsyncSession, gift: UUID) -> bool:
    """Whether nothing of what one invitation gives is left to be accepted."""
    statement = select(col(Mandate.id)).where(
        col(Mandate.gift) == gift, col(Mandate.ended_at).is_(None), col(Mandate.cabinet_id).is_(None)
    )
    return (await session.execute(statement.limit(1))).scalar_one_or_none() is None


async def end_unanswered(
    session: AsyncSession, member_id: int, account_id: int, now: datetime, by: str, why: str
) -> None:
    """What somebody has given for a member and no firm holds yet; his invitation may have other companies left."""
    sent = select(col(Invitation.public_id)).where(col(Invitation.invited_by) == account_id)
    await session.execute(
        update(Mandate)
        .where(
            col(Mandate.member_id) == member_id,
            col(Mandate.accepted_at).is_(None),
            col(Mandate.ended_at).is_(None),
            col(Mandate.gift).in_(sent),
        )
        .values(ended_at=now, ended_by=by, ended_why=why, version=col(Mandate.version) + 1)
        .execution_options(synchronize_session=False)
    )


async def near_their_end(session: AsyncSession, today: date, last: date) -> Sequence[tuple[Mandate, Member, Cabinet]]:
    """Mandates in force that end within some days, soonest first."""
    statement = (
        select(Mandate, Member, Cabinet)
        .join(Member, col(Member.id) == col(Mandate.member_id))
        .join(Cabinet, col(Cabinet.id) == col(Mandate.cabinet_id))
        .where(
            col(Mandate.accepted_at).is_not(None),
            col(Mandate.ended_at).is_(None),
            col(Mandate.ends_on).between(today, last),
        )
        .order_by(col(Mandate.ends_on), col(Mandate.id))
    )
    return [(row[0], row[1], row[2]) for row in (await session.execute(statement)).all()]


async def claim_warning(session: AsyncSession, mandate: Mandate, days: int) -> bool:
    """True for the one worker that sends this warning."""
    statement = (
        update(Mandate)
        .where(
            col(Mandate.id) == mandate.id,
            col(Mandate.version) == mandate.version,
            or_(col(Mandate.warned) == 0, col(Mandate.warned) > days),
        )
        .values(warned=days)
        .execution_options(synchronize_session=False)
    )
    result: Any = await session.execute(statement)
    return bool(result.rowcount == 1)
