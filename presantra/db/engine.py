"""The async engine and its two doors: ``transaction()`` to write, ``reading()`` to read."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import psycopg
from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolExhausted
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.pool import NullPool

from presantra.db.confidential import PortalSession
from presantra.domain.errors import DatabaseUnavailable

STATEMENT_TIMEOUT_MS = 15_000
IDLE_TRANSACTION_TIMEOUT_MS = 30_000
BUSY_TIMEOUT_MS = 10_000


def make_engine(url: str, *, pooled: bool = True) -> AsyncEngine:
    """Engine for SQLite (WAL, full sync, foreign keys) or PostgreSQL (psycopg 3, timeouts)."""
    if url.startswith("sqlite"):
        engine = create_async_engine(url, hide_parameters=True, **({} if pooled else {"poolclass": NullPool}))
        event.listen(engine.sync_engine, "connect", _configure_sqlite)
        event.listen(engine.sync_engine, "begin", _begin_sqlite)
        return engine
    options = f"-c statement_timeout={STATEMENT_TIMEOUT_MS}"
    # A plan made for any company would read one of 100,000 people like one of 100.
    options += " -c plan_cache_mode=force_custom_plan"
    options += f" -c idle_in_transaction_session_timeout={IDLE_TRANSACTION_TIMEOUT_MS}"
    pool: dict[str, Any] = {"pool_size": 10, "max_overflow": 10, "pool_pre_ping": True, "pool_timeout": 5}
    return create_async_engine(
        url,
        # What people typed must not travel to the logs in the message of an error.
        hide_parameters=True,
        connect_args={"options": options, "connect_timeout": 5},
        **(pool if pooled else {"poolclass": NullPool}),
    )


def _configure_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        # The journal of a statement with triggers would be a file, written for each row.
        "temp_store=MEMORY",
        f"busy_timeout={BUSY_TIMEOUT_MS}",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Any) -> None:
    # A deferred transaction that turns into a write can fail at once with SQLITE_BUSY; an immediate one waits.
    writing = connection.get_execution_options().get("presantra_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


class Database:
    """One engine, two kinds of unit of work."""

    def __init__(self, engine: AsyncEngine) -> None:
        self.engine = engine
        self._reader = async_sessionmaker(engine, expire_on_commit=False, sync_session_class=PortalSession)
        self._writer = async_sessionmaker(
            engine.execution_options(presantra_write=True),
            expire_on_commit=False,
            autoflush=True,
            sync_session_class=PortalSession,
        )

    @property
    def is_postgresql(self) -> bool:
        return self.engine.dialect.name == "postgresql"

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """Commit when the block ends well, roll back otherwise.

        Raises:
            DatabaseUnavailable: the database does not answer; nothing was written.
        """
        async with translate_outage(), self._writer() as session, session.begin():
            yield session

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """A snapshot to read from; never commits.

        Raises:
            DatabaseUnavailable: the database does not answer.
        """
        async with translate_outage(), self._reader() as session:
            yield session

    async def check(self) -> None:
        """Prove that the database answers."""
        async with self.reading() as session:
            await session.execute(text("SELECT 1"))

    async def close(self) -> None:
        await self.engine.dispose()


@asynccontextmanager
async def translate_outage() -> AsyncIterator[None]:
    """Raises:
    DatabaseUnavailable: whatever way the driver found to say so.
    """
    try:
        yield
    except (OperationalError, InterfaceError, PoolExhausted) as error:
        raise DatabaseUnavailable from error
    except DBAPIError as error:
        if error.connection_invalidated:
            raise DatabaseUnavailable from error
        raise
    except (OSError, sqlite3.OperationalError, psycopg.OperationalError, TimeoutError) as error:
        raise DatabaseUnavailable from error
