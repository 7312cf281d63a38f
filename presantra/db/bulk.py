"""Thousands of rows at the speed of the driver: values are converted before the transaction, which then only sends.

SQLAlchemy's own executemany converts every value again inside the transaction, on the event loop, and takes two to
three times as long as SQLite itself (measured in tests/bench/employees).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Dialect, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel

CHUNK = 500

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
        processors = (columns[name].type.dialect_impl(dialect).bind_processor(dialect) for name in names)
        return cls(str(model.__tablename__), tuple(names), tuple(processors))

    def row(self, values: Mapping[str, Any]) -> Row:
        """The driver's values, in the order of the columns; processor time, no I/O."""
        return tuple(
            process(values[name]) if process else values[name]
            for name, process in zip(self.names, self.processors, strict=True)
        )


async def insert(session: AsyncSession, columns: Columns, rows: Sequence[Row]) -> None:
    marks = ", ".join([_mark(session)] * len(columns.names))
    names = ", ".join(columns.names)
    await _run(session, f"INSERT INTO {columns.table} ({names}) VALUES ({marks})", rows)  # noqa: S608 (our own names)


async def update(session: AsyncSession, changed: Columns, key: Columns, rows: Sequence[Row]) -> int:
    """Write ``changed`` where ``key`` is met; a row is the values of one, then of the other. How many were found."""
    mark = _mark(session)
    assignments = ", ".join(f"{name} = {mark}" for name in changed.names)
    conditions = " AND ".join(f"{name} = {mark}" for name in key.names)
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


def chunks(rows: Sequence[Any], size: int = CHUNK) -> Iterable[Sequence[Any]]:
    return (rows[start : start + size] for start in range(0, len(rows), size))


async def _run(session: AsyncSession, statement: str, rows: Sequence[Row]) -> int:
    connection = await session.connection()
    found = 0
    for part in chunks(rows):
        found += (await connection.exec_driver_sql(statement, list(part))).rowcount
    return found


def _mark(session: AsyncSession) -> str:
    return "%s" if _is_postgresql(session) else "?"


def _is_postgresql(session: AsyncSession) -> bool:
    return session.get_bind().dialect.name == "postgresql"
