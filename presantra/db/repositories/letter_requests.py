"""Statements on requests for a new letter; a member has at most one that is open."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from presantra.db.models import LetterRequest, Member, MemberAddress
from presantra.domain.vocabulary import AddressKind


async def add(session: AsyncSession, request: LetterRequest) -> None:
    session.add(request)
    await session.flush()


async def open_of(session: AsyncSession, member_id: int) -> LetterRequest | None:
    """The request whose letter does not exist yet, confirmed or not."""
    statement = select(LetterRequest).where(
        col(LetterRequest.member_id) == member_id, col(LetterRequest.sent_at).is_(None)
    )
    return (await session.execute(statement)).scalar_one_or_none()


async def last_of(session: AsyncSession, member_id: int) -> LetterRequest | None:
    statement = (
        select(LetterRequest)
        .where(col(LetterRequest.member_id) == member_id)
        .order_by(col(LetterRequest.asked_at).desc(), col(LetterRequest.id).desc())
        .limit(1)
    )
    return (await session.execute(statement)).scalar_one_or_none()


async def confirm(session: AsyncSession, digest: str, now: datetime, by: str) -> LetterRequest | None:
    """Use a link, once, before it expires; the request it belongs to, or None."""
    statement = (
        update(LetterRequest)
        .where(
            col(LetterRequest.link_digest) == digest,
            col(LetterRequest.link_expires_at) > now,
            col(LetterRequest.confirmed_at).is_(None),
            col(LetterRequest.sent_at).is_(None),
        )
        .values(confirmed_at=now, confirmed_by=by, link_digest="")
        .returning(col(LetterRequest.id))
        .execution_options(synchronize_session=False)
    )
    request_id = (await session.execute(statement)).scalar_one_or_none()
    return None if request_id is None else await session.get(LetterRequest, request_id, populate_existing=True)


async def waiting(session: AsyncSession) -> Sequence[tuple[LetterRequest, Member, MemberAddress | None]]:
    """Letters that the service has to send, the oldest first, with the address of the head office."""
    statement = (
        select(LetterRequest, Member, MemberAddress)
        .join(Member, col(Member.id) == col(LetterRequest.member_id))
        .outerjoin(
            MemberAddress,
            (col(MemberAddress.member_id) == col(Member.id))
            & (col(MemberAddress.kind) == AddressKind.HEAD_OFFICE.value),
        )
        .where(col(LetterRequest.sent_at).is_(None), col(LetterRequest.confirmed_at).is_not(None))
        .order_by(col(LetterRequest.confirmed_at), col(LetterRequest.id))
    )
    return [(row[0], row[1], row[2]) for row in (await session.execute(statement)).all()]


async def erase_dead(session: AsyncSession, before: datetime) -> int:
    """Letters sent long ago, and links that nobody used."""
    unused = col(LetterRequest.confirmed_at).is_(None) & (col(LetterRequest.link_expires_at) < before)
    statement = delete(LetterRequest).where((col(LetterRequest.sent_at) < before) | unused)
    result: Any = await session.execute(statement.execution_options(synchronize_session=False))
    return int(result.rowcount)
