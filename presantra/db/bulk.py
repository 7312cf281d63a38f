"""Thousands of rows at the speed of the driver: values are converted before the transaction, which then only sends.

SQLAlchemy's own executemany converts every value again inside the transaction, on the event loop, and takes two to
three times as long as SQLite itself (measured in tests/bench/employees). PostgreSQL is given many rows an UPDATE, which
would otherwise cost a search a row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Dialect, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel

CHUNK = 500
ROWS_PER_UPDATE = 50

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Columns:
    """Some columns of a table, how the driver wants their values, and their types in SQL."""

    table: str
    names: tuple[str, ...]
    processors: tuple[Any, ...]
    types: tuple[str, ...]

    @classmethod
    def of(cls, model: type[SQLModel], names: Sequence[str], dialect: Dialect) -> Columns:
        columns = SQLModel.metadata.tables[str(model.__tablename__)].c
        kinds = [columns[name].type for name in names]
        processors = (kind.dialect_impl(dialect).bind_processor(dialect) for kind in kinds)
        types = (kind.compile(dialect=dialect) for kind in kinds)
        return cls(str(model.__tablename__), tuple(names), tuple(processors), tuple(types))

    def row(self, values: Mapping[str, Any]) -> Row:
        """The driver's values, in the order of the columns; processor time, no I/O."""
        return tuple(
            process(values[name]) if process else values[name]
            for name, process in zip(self.names, self.processors, strict=True)
        )


async def insert(session: AsyncSession, columns: Columns, rows: Sequence[Row]) -> None:
    marks = _marks(columns.names, "%s" if _is_postgresql(session) else "?")
    names = ", ".join(columns.names)
    await _row_by_row(session, f"INSERT INTO {columns.table} ({names}) VALUES {marks}", rows)  # noqa: S608 (our own names)


async def update(session: AsyncSession, changed: Columns, key: Columns, rows: Sequence[Row]) -> int:
    """Write ``changed`` where ``key`` is met; a row is the values of one, then of the other. How many were found."""
    if not _is_postgresql(session):
        assignments = ", ".join(f"{name} = ?" for name in changed.names)
        conditions = " AND ".join(f"{name} = ?" for name in key.names)
        statement = f"UPDATE {changed.table} SET {assignments} WHERE {conditions}"  # noqa: S608 (our own names)
        return await _row_by_row(session, statement, rows)
    # A column may be both written and looked at (the version): « k_ » keeps them apart.
    names = [f"n_{name}" for name in changed.names] + [f"k_{name}" for name in key.names]
    assignments = ", ".join(f"{name} = given.n_{name}" for name in changed.names)
    conditions = " AND ".join(f"{changed.table}.{name} = given.k_{name}" for name in key.names)
    typed = ", ".join(f"%s::{kind}" for kind in (*changed.types, *key.types))

    def statement_of(count: int) -> str:
        first = f"({typed})" + "".join(f", {_marks(names, '%s')}" for _ in range(count - 1))
        given = f"(VALUES {first}) AS given ({', '.join(names)})"
        return f"UPDATE {changed.table} SET {assignments} FROM {given} WHERE {conditions}"  # noqa: S608 (our own names)

    return await _many_rows(session, statement_of, rows)


async def allocate(session: AsyncSession, model: type[SQLModel], count: int) -> Sequence[int]:
    """Identifiers for rows to insert; on SQLite the write transaction keeps everybody else away."""
    table = str(model.__tablename__)
    if _is_postgresql(session):
        drawn = "SELECT nextval(pg_get_serial_sequence(:table, 'id')) FROM generate_series(1, :count)"
        found = await session.execute(text(drawn), {"table": table, "count": count})
        return sorted(found.scalars())
    last = await session.execute(text(f"SELECT coalesce(max(id), 0) FROM {table}"))  # noqa: S608 (our own name)
    first = int(last.scalar_one()) + 1
    return range(first, first + count)


def chunks(rows: Sequence[Any], size: int = CHUNK) -> Iterable[Sequence[Any]]:
    return (rows[start : start + size] for start in range(0, len(rows), size))


async def _row_by_row(session: AsyncSession, statement: str, rows: Sequence[Row]) -> int:
    connection = await session.connection()
    found = 0
    for part in chunks(rows):
        found += (await connection.exec_driver_sql(statement, list(part))).rowcount
    return found


async def _many_rows(session: AsyncSession, statement_of: Callable[[int], str], rows: Sequence[Row]) -> int:
    connection = await session.connection()
    whole = statement_of(ROWS_PER_UPDATE) if len(rows) >= ROWS_PER_UPDATE else ""
    found = 0
    for part in chunks(rows, ROWS_PER_UPDATE):
        statement = whole if len(part) == ROWS_PER_UPDATE else statement_of(len(part))
        parameters = tuple(value for row in part for value in row)
        found += (await connection.exec_driver_sql(statement, parameters)).rowcount
    return found


def _marks(names: Sequence[str], mark: str) -> str:
    return f"({', '.join([mark] * len(names))})"


def _is_postgresql(session: AsyncSession) -> bool:
    return session.get_bind().dialect.name == "postgresql"
