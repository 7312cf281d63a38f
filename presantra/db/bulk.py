"""Thousands of rows at the speed of the database: values are converted before the transaction, which then only sends.

SQLAlchemy's own executemany converts every value again inside the transaction, on the event loop, and takes two to
three times as long as SQLite itself (measured in tests/bench/employees). PostgreSQL receives COPY, which takes half
the time of the driver's own executemany.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import JSON, Dialect, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.types import TypeEngine
from sqlmodel import SQLModel

CHUNK = 500
COPIED = 5_000
"""Rows of one statement of PostgreSQL: far from its time limit, on any machine."""
ENCODED = 50
"""Rows encoded before others have their turn: less than a millisecond."""

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Columns:
    """Some columns of a table, and how the driver wants their values."""

    table: str
    names: tuple[str, ...]
    processors: tuple[Any, ...]

    @classmethod
    def of(cls, model: type[SQLModel], names: Sequence[str], dialect: Dialect) -> Columns:
        columns = SQLModel.metadata.tables[str(model.__tablename__)].c
        processors = (_processor(columns[name].type, dialect) for name in names)
        return cls(str(model.__tablename__), tuple(names), tuple(processors))

    def row(self, values: Mapping[str, Any]) -> Row:
        """The driver's values, in the order of the columns; processor time, no I/O."""
        pairs = zip(self.names, self.processors, strict=True)
        # A list, not a generator: half the time, for hundreds of thousands of values.
        return tuple([process(values[name]) if process else values[name] for name, process in pairs])


def _processor(kind: TypeEngine[Any], dialect: Dialect) -> Any:
    # As text at once, for PostgreSQL too: its driver would encode objects on the event loop, and they take more memory.
    return json.dumps if isinstance(kind, JSON) else kind.dialect_impl(dialect).bind_processor(dialect)


async def insert(session: AsyncSession, columns: Columns, rows: Sequence[Row]) -> None:
    names = ", ".join(columns.names)
    if _is_postgresql(session):
        for part in chunks(rows, COPIED):
            await _copy(session, f"{columns.table} ({names})", part)
        return
    marks = ", ".join("?" * len(columns.names))
    await _run(session, f"INSERT INTO {columns.table} ({names}) VALUES ({marks})", rows)  # noqa: S608 (our own names)


async def update(session: AsyncSession, changed: Columns, key: Columns, rows: Sequence[Row]) -> int:
    """Write ``changed`` where ``key`` is met; a row is the values of one, then of the other. How many were found."""
    if _is_postgresql(session):
        return await _update_from_copy(session, changed, key, rows)
    assignments = ", ".join(f"{name} = ?" for name in changed.names)
    conditions = " AND ".join(f"{name} = ?" for name in key.names)
    statement = f"UPDATE {changed.table} SET {assignments} WHERE {conditions}"  # noqa: S608 (our own names)
    return await _run(session, statement, rows)


async def allocate(session: AsyncSession, model: type[SQLModel], count: int) -> Sequence[int]:
    """Identifiers for rows to insert; on SQLite the write transaction keeps everybody else away."""
    table = str(model.__tablename__)
    if _is_postgresql(session):
        # One value, not as many rows: the driver reads it at once.
        drawn = "SELECT array(SELECT nextval(pg_get_serial_sequence(:table, 'id')) FROM generate_series(1, :count))"
        found = await session.execute(text(drawn), {"table": table, "count": count})
        return sorted(found.scalar_one())
    last = await session.execute(text(f"SELECT coalesce(max(id), 0) FROM {table}"))  # noqa: S608 (our own name)
    first = int(last.scalar_one()) + 1
    return range(first, first + count)


def chunks(rows: Sequence[Any], size: int) -> Iterable[Sequence[Any]]:
    return (rows[start : start + size] for start in range(0, len(rows), size))


async def _run(session: AsyncSession, statement: str, rows: Sequence[Row]) -> int:
    connection = await session.connection()
    found = 0
    for part in chunks(rows, CHUNK):
        found += (await connection.exec_driver_sql(statement, list(part))).rowcount
    return found


async def _copy(session: AsyncSession, target: str, rows: Sequence[Row]) -> None:
    """COPY of PostgreSQL: the driver encodes in C and waits for no answer; an executemany has one for each row."""
    connection = await session.connection()
    driver: Any = (await connection.get_raw_connection()).driver_connection
    try:
        async with driver.cursor() as cursor, cursor.copy(f"COPY {target} FROM STDIN") as copy:
            for part in chunks(rows, ENCODED):
                for row in part:
                    await copy.write_row(row)
                # Nothing above gives way to others, unless the server is slower than we are.
                await asyncio.sleep(0)
    except asyncio.CancelledError:
        # Stopped between the beginning and the end of a COPY, it can no longer even roll back; closed, it does.
        await connection.invalidate()
        raise


async def _update_from_copy(session: AsyncSession, changed: Columns, key: Columns, rows: Sequence[Row]) -> int:
    """The rows are copied into a table of this session, then joined: one statement for all of them."""
    connection, table = await session.connection(), changed.table
    # A column may be in both: what it becomes, and what it must have been.
    new = {name: f"new_{name}" for name in changed.names}
    old = {name: f"old_{name}" for name in key.names}
    copied = ", ".join(f"{name} AS {alias}" for name, alias in (*new.items(), *old.items()))
    selected = f"SELECT {copied} FROM {table} WITH NO DATA"  # noqa: S608 (our own names)
    assignments = ", ".join(f"{name} = beside.{alias}" for name, alias in new.items())
    conditions = " AND ".join(f"kept.{name} = beside.{alias}" for name, alias in old.items())
    joined = f"UPDATE {table} AS kept SET {assignments} FROM beside WHERE {conditions}"  # noqa: S608 (our own names)
    found = 0
    for part in chunks(rows, COPIED):
        await connection.exec_driver_sql(f"CREATE TEMPORARY TABLE beside AS {selected}")
        await _copy(session, "beside", part)
        found += (await connection.exec_driver_sql(joined)).rowcount
        await connection.exec_driver_sql("DROP TABLE beside")
    return found


def _is_postgresql(session: AsyncSession) -> bool:
    return session.get_bind().dialect.name == "postgresql"
