"""All statements on the journal."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Text, cast, delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from presantra.db.models import AuditChain, AuditCheckpoint, AuditEntry
from presantra.db.repositories.statements import insert_ignoring


async def lock_chain(session: AsyncSession, name: str) -> AuditChain:
    """Head of a chain, created when missing, locked until the end of the transaction."""
    await insert_ignoring(session, AuditChain, {"name": name, "position": 0, "mac": ""})
    statement = select(AuditChain).where(col(AuditChain.name) == name).with_for_update()
    return (await session.execute(statement.execution_options(populate_existing=True))).scalar_one()


async def about(
    session: AsyncSession,
    member_id: int,
    subject_kind: str,
    subject_id: UUID | None,
    limit: int = 200,
    without: Sequence[str] = (),
) -> Sequence[AuditEntry]:
    """Newest first; ``without``: actions left out."""
    statement = (
        select(AuditEntry)
        .where(
            col(AuditEntry.member_id) == member_id,
            col(AuditEntry.subject_kind) == subject_kind,
            col(AuditEntry.subject_id) == subject_id,
            col(AuditEntry.action).not_in(without),
        )
        .order_by(col(AuditEntry.id).desc())
        .limit(limit)
    )
    return (await session.execute(statement)).scalars().all()


@dataclass(frozen=True, slots=True)
class About:
    """Which entries of one member: of one subject, and if given of some actions, one field, one person.

    ``without``: actions that the reader may not know of.
    """

    member_id: int
    subject_kind: str
    subject_id: UUID | None
    without: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    field: str = ""
    person: str = ""

    @property
    def subject(self) -> tuple[ColumnElement[bool], ...]:
        return (
            col(AuditEntry.member_id) == self.member_id,
            col(AuditEntry.subject_kind) == self.subject_kind,
            col(AuditEntry.subject_id) == self.subject_id,
            col(AuditEntry.action).not_in(self.without),
        )

    @property
    def chosen(self) -> Iterator[ColumnElement[bool]]:
        yield from self.subject
        if self.actions:
            yield col(AuditEntry.action).in_(self.actions)
        if self.field:
            # Both databases keep the text that we wrote; a quote inside a value is written with a backslash.
            yield cast(col(AuditEntry.changes), Text).contains(f'"field": "{self.field}"', autoescape=True)
        if self.person:
            yield col(AuditEntry.actor_name) == self.person


async def page_about(session: AsyncSession, about: About, before: int, limit: int) -> Sequence[AuditEntry]:
    """Newest first, from the one below position ``before``; 0 begins with the last."""
    statement = select(AuditEntry).where(*about.chosen).order_by(col(AuditEntry.position).desc()).limit(limit)
    if before:
        statement = statement.where(col(AuditEntry.position) < before)
    return (await session.execute(statement)).scalars().all()


async def people_about(session: AsyncSession, about: About) -> Sequence[str]:
    """Who is named in the entries of the subject, by name."""
    statement = select(col(AuditEntry.actor_name)).where(*about.subject).distinct().order_by(col(AuditEntry.actor_name))
    return (await session.execute(statement)).scalars().all()


async def by_account(session: AsyncSession, account_id: int, limit: int = 100) -> Sequence[AuditEntry]:
    statement: Any = (
        select(AuditEntry)
        .where(col(AuditEntry.account_id) == account_id)
        .order_by(col(AuditEntry.id).desc())
        .limit(limit)
    )
    return list((await session.execute(statement)).scalars().all())


async def personal(
    session: AsyncSession, account_id: int, limit: int, *, since: datetime | None = None, offset: int = 0
) -> Sequence[AuditEntry]:
    """Entries of an account that belong to no member (log-ins, passwords, sessions), newest first."""
    statement = (
        select(AuditEntry)
        .where(*_personal(account_id, since))
        .order_by(col(AuditEntry.id).desc())
        .offset(offset)
        .limit(limit)
    )
    return (await session.execute(statement)).scalars().all()


async def personal_count(session: AsyncSession, account_id: int, since: datetime) -> int:
    statement = select(func.count()).select_from(AuditEntry).where(*_personal(account_id, since))
    return int((await session.execute(statement)).scalar_one())


def _personal(account_id: int, since: datetime | None) -> tuple[ColumnElement[bool], ...]:
    own = (col(AuditEntry.account_id) == account_id, col(AuditEntry.member_id).is_(None))
    return own if since is None else (*own, col(AuditEntry.at) >= since)


async def head(session: AsyncSession, name: str) -> AuditChain | None:
    return await session.get(AuditChain, name)


async def position(session: AsyncSession, name: str) -> int:
    """How far a chain has come; 0 when nothing was written in it."""
    statement = select(col(AuditChain.position)).where(col(AuditChain.name) == name)
    return (await session.execute(statement)).scalar_one_or_none() or 0


async def walk(session: AsyncSession, chain: str) -> AsyncIterator[AuditEntry]:
    statement = select(AuditEntry).where(col(AuditEntry.chain) == chain).order_by(col(AuditEntry.position))
    result = await session.stream_scalars(statement)
    async for entry in result:
        yield entry


async def chain_names(session: AsyncSession) -> Sequence[str]:
    """Of heads and of entries: a chain whose head was removed must not go unseen."""
    heads = select(col(AuditChain.name))
    statement = heads.union(select(col(AuditEntry.chain))).order_by("name")
    return (await session.execute(statement)).scalars().all()


async def checkpoint(session: AsyncSession, chain: str) -> AuditCheckpoint | None:
    return await session.get(AuditCheckpoint, chain)


async def last_before(session: AsyncSession, chain: str, before: datetime) -> AuditEntry | None:
    """The last of the entries at the beginning of a chain that are all older than ``before``."""
    in_chain = col(AuditEntry.chain) == chain
    first_kept = select(func.min(col(AuditEntry.position))).where(in_chain, col(AuditEntry.at) >= before)
    kept_from = (await session.execute(first_kept)).scalar_one()
    statement = select(AuditEntry).where(in_chain).order_by(col(AuditEntry.position).desc()).limit(1)
    if kept_from is not None:
        statement = statement.where(col(AuditEntry.position) < kept_from)
    return (await session.execute(statement)).scalar_one_or_none()


async def erase_up_to(session: AsyncSession, chain: str, position: int) -> int:
    statement = delete(AuditEntry).where(col(AuditEntry.chain) == chain, col(AuditEntry.position) <= position)
    result: Any = await session.execute(statement.execution_options(synchronize_session=False))
    return int(result.rowcount)
