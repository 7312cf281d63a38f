"""What changes on requests for visits and in messages, told to every process that wants to know, soon after the commit.

PostgreSQL tells by NOTIFY, sent in the transaction itself. SQLite has nothing like it: a counter that it keeps in
memory (``data_version``) says that some other connection has committed, and only then are the new lines read.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

import aiosqlite
import psycopg
from sqlalchemy import Select, func, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from presantra.db.engine import Database, translate_outage
from presantra.db.models import MessageThread, ThreadMessage, VisitEvent, VisitRequest
from presantra.domain.visit_vocabulary import RequestOrigin

CHANNEL = "presantra_changements"
SQLITE_POLL_SECONDS = 0.1


class Topic(StrEnum):
    VISITS = "visites"
    MESSAGES = "messages"


@dataclass(frozen=True, slots=True)
class Change:
    """A request or a thread of this member has a new line."""

    member_id: int
    subject: UUID
    topic: Topic = Topic.VISITS


async def announce(session: AsyncSession, visit: VisitRequest) -> None:
    """Tell, when the caller's transaction commits. Nothing is said of what an employer must not know of."""
    if visit.origin == RequestOrigin.EMPLOYER.value:
        await _notify(session, Change(visit.member_id, visit.public_id))


async def announce_thread(session: AsyncSession, thread: MessageThread) -> None:
    """Tell of a new message, when the caller's transaction commits."""
    await _notify(session, Change(thread.member_id, thread.public_id, Topic.MESSAGES))


async def _notify(session: AsyncSession, change: Change) -> None:
    if session.get_bind().dialect.name == "postgresql":
        payload = f"{change.topic}:{change.member_id}:{change.subject}"
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
            topic, member, subject = notification.payload.split(":")
            yield Change(int(member), UUID(subject), Topic(topic))


async def _sqlite(database: Database) -> AsyncGenerator[Change | None]:
    async with aiosqlite.connect(str(database.engine.url.database)) as connection:
        version = await _data_version(connection)
        last = {topic: await _last(database, topic) for topic in Topic}
        yield None
        while True:
            await asyncio.sleep(SQLITE_POLL_SECONDS)
            if (current := await _data_version(connection)) == version:
                continue
            version = current
            for topic in Topic:
                for line_id, change in await _since(database, topic, last[topic]):
                    last[topic] = line_id
                    yield change


async def _data_version(connection: aiosqlite.Connection) -> int:
    async with connection.execute("PRAGMA data_version") as cursor:
        row = await cursor.fetchone()
    return int(row[0]) if row else 0


async def _last(database: Database, topic: Topic) -> int:
    line = ThreadMessage if topic is Topic.MESSAGES else VisitEvent
    async with database.reading() as session:
        return int((await session.execute(select(func.max(col(line.id))))).scalar() or 0)


async def _since(database: Database, topic: Topic, last: int) -> list[tuple[int, Change]]:
    statement = _messages_after(last) if topic is Topic.MESSAGES else _events_after(last)
    async with database.reading() as session:
        rows = (await session.execute(statement)).all()
    return [(row[0] or last, Change(row[1], row[2], topic)) for row in rows]


def _events_after(last: int) -> Select[int | None, int, UUID]:
    return (
        select(col(VisitEvent.id), col(VisitRequest.member_id), col(VisitRequest.public_id))
        .join(VisitRequest, col(VisitRequest.id) == col(VisitEvent.visit_request_id))
        .where(col(VisitEvent.id) > last)
        .order_by(col(VisitEvent.id))
    )


def _messages_after(last: int) -> Select[int | None, int, UUID]:
    return (
        select(col(ThreadMessage.id), col(MessageThread.member_id), col(MessageThread.public_id))
        .join(MessageThread, col(MessageThread.id) == col(ThreadMessage.thread_id))
        .where(col(ThreadMessage.id) > last)
        .order_by(col(ThreadMessage.id))
    )
