"""What changes on requests for visits, told to every process that wants to know, within a moment of the commit.

PostgreSQL tells by NOTIFY, sent in the transaction itself. SQLite has nothing like it: a counter that it keeps in
memory (``data_version``) says that some other connection has committed, and only then is the timeline read.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from uuid import UUID

import aiosqlite
import psycopg
from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from presantra.db.engine import Database, translate_outage
from presantra.db.models import VisitEvent, VisitRequest
from presantra.domain.visit_vocabulary import RequestOrigin

CHANNEL = "presantra_visites"
SQLITE_POLL_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Change:
    """A request of this member has a new line in its timeline."""

    member_id: int
    visit: UUID


async def announce(session: AsyncSession, visit: VisitRequest) -> None:
    """Tell, when the caller's transaction commits. Nothing is said of what an employer must not know of."""
    if session.get_bind().dialect.name == "postgresql" and visit.origin == RequestOrigin.EMPLOYER.value:
        payload = f"{visit.member_id}:{visit.public_id}"
        await session.execute(text("SELECT pg_notify(:channel, :payload)"), {"channel": CHANNEL, "payload": payload})


async def follow(database: Database) -> AsyncGenerator[Change | None]:
    """Changes as they come. First of all None: whoever begins to listen may have missed some.

    Raises:
        DatabaseUnavailable: listen again later.
    """
    source = _postgresql(database) if database.is_postgresql else _sqlite(database)
    async with translate_outage(), aclosing(source):
        async for change in source:
            yield change


async def _postgresql(database: Database) -> AsyncGenerator[Change | None]:
    address = database.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    async with await psycopg.AsyncConnection.connect(address, autocommit=True, connect_timeout=5) as connection:
        await connection.execute(f"LISTEN {CHANNEL}")
        yield None
        async for notification in connection.notifies():
            member, _, visit = notification.payload.partition(":")
            yield Change(int(member), UUID(visit))


async def _sqlite(database: Database) -> AsyncGenerator[Change | None]:
    async with aiosqlite.connect(str(database.engine.url.database)) as connection:
        version = await _data_version(connection)
        last = await _last(database)
        yield None
        while True:
            await asyncio.sleep(SQLITE_POLL_SECONDS)
            if (current := await _data_version(connection)) == version:
                continue
            version = current
            for event_id, change in await _since(database, last):
                last = event_id
                yield change


async def _data_version(connection: aiosqlite.Connection) -> int:
    async with connection.execute("PRAGMA data_version") as cursor:
        row = await cursor.fetchone()
    return int(row[0]) if row else 0


async def _last(database: Database) -> int:
    async with database.reading() as session:
        return int((await session.execute(select(func.max(col(VisitEvent.id))))).scalar() or 0)


async def _since(database: Database, last: int) -> list[tuple[int, Change]]:
    statement = (
        select(col(VisitEvent.id), col(VisitRequest.member_id), col(VisitRequest.public_id))
        .join(VisitRequest, col(VisitRequest.id) == col(VisitEvent.visit_request_id))
        .where(col(VisitEvent.id) > last)
        .order_by(col(VisitEvent.id))
    )
    async with database.reading() as session:
        rows = (await session.execute(statement)).all()
    return [(row[0] or last, Change(row[1], row[2])) for row in rows]
