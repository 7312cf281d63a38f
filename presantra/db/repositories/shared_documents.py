"""Statements on documents shared with the service. What was withdrawn is found by none of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from presantra.db.models import Member, SharedDocument, SharedDocumentRead
from presantra.db.repositories.statements import insert_ignoring, windowed

_LATEST_FIRST = (col(SharedDocument.document_on).desc(), col(SharedDocument.id).desc())


async def insert(session: AsyncSession, document: SharedDocument) -> None:
    session.add(document)
    await session.flush()


async def of_member(session: AsyncSession, member_id: int) -> Sequence[SharedDocument]:
    """By date of the document, the latest first."""
    statement = (
        select(SharedDocument)
        .where(col(SharedDocument.member_id) == member_id, col(SharedDocument.withdrawn_at).is_(None))
        .order_by(*_LATEST_FIRST)
    )
    return (await session.execute(statement)).scalars().all()


async def latest(session: AsyncSession, member_id: int, kind: str) -> SharedDocument | None:
    """The one whose date is the latest, or the last deposited of that day."""
    statement = (
        select(SharedDocument)
        .where(
            col(SharedDocument.member_id) == member_id,
            col(SharedDocument.kind) == kind,
            col(SharedDocument.withdrawn_at).is_(None),
        )
        .order_by(*_LATEST_FIRST)
        .limit(1)
    )
    return (await session.execute(statement)).scalar_one_or_none()


async def find(session: AsyncSession, member_id: int, public_id: UUID) -> SharedDocument | None:
    statement = select(SharedDocument).where(
        col(SharedDocument.member_id) == member_id,
        col(SharedDocument.public_id) == public_id,
        col(SharedDocument.withdrawn_at).is_(None),
    )
    return (await session.execute(statement)).scalar_one_or_none()


async def withdraw(session: AsyncSession, document: SharedDocument, now: datetime, by: str) -> bool:
    """False when somebody was quicker."""
    statement = (
        update(SharedDocument)
        .where(
            col(SharedDocument.id) == document.id,
            col(SharedDocument.member_id) == document.member_id,
            col(SharedDocument.withdrawn_at).is_(None),
        )
        .values(withdrawn_at=now, withdrawn_by=by)
        .execution_options(synchronize_session=False)
    )
    result: Any = await session.execute(statement)
    return bool(result.rowcount == 1)


async def mark_read(session: AsyncSession, document: SharedDocument, account_id: int, now: datetime) -> None:
    values = {"document_id": document.id, "account_id": account_id, "read_at": now}
    await insert_ignoring(session, SharedDocumentRead, values)


async def read_by(session: AsyncSession, member_id: int, account_id: int) -> frozenset[int]:
    """Ids of the documents of a member that an account has opened."""
    statement = (
        select(col(SharedDocumentRead.document_id))
        .join(SharedDocument, col(SharedDocument.id) == col(SharedDocumentRead.document_id))
        .where(col(SharedDocument.member_id) == member_id, col(SharedDocumentRead.account_id) == account_id)
    )
    return frozenset((await session.execute(statement)).scalars())


async def any_by_public_id(session: AsyncSession, public_id: UUID) -> tuple[SharedDocument, Member] | None:
    """Of any member: for the service."""
    row = (await session.execute(_with_member().where(col(SharedDocument.public_id) == public_id))).one_or_none()
    return None if row is None else (row[0], row[1])


async def listed(
    session: AsyncSession, code: str, *, limit: int | None, offset: int
) -> tuple[Sequence[tuple[SharedDocument, Member]], int]:
    """Last deposited first, of one member or of all, and how many there are: for the service."""
    statement = _with_member().order_by(col(SharedDocument.id).desc())
    if code:
        statement = statement.where(col(Member.code) == code)
    rows, total = await windowed(session, statement, limit=limit, offset=offset)
    return [(row[0], row[1]) for row in rows], total


async def erase_withdrawn(session: AsyncSession, before: datetime) -> Sequence[str]:
    """Rows taken back before an instant; the keys of their files."""
    old = select(col(SharedDocument.id)).where(col(SharedDocument.withdrawn_at) < before)
    await session.execute(delete(SharedDocumentRead).where(col(SharedDocumentRead.document_id).in_(old)))
    statement = delete(SharedDocument).where(col(SharedDocument.withdrawn_at) < before)
    return (await session.execute(statement.returning(col(SharedDocument.document_key)))).scalars().all()


async def is_kept(session: AsyncSession, key: str) -> bool:
    """Whether a document, even withdrawn, still leads to a file."""
    statement = select(col(SharedDocument.id)).where(col(SharedDocument.document_key) == key).limit(1)
    return (await session.execute(statement)).scalar_one_or_none() is not None


def _with_member() -> Select[SharedDocument, Member]:
    return (
        select(SharedDocument, Member)
        .join(Member, col(Member.id) == col(SharedDocument.member_id))
        .where(col(SharedDocument.withdrawn_at).is_(None))
    )
