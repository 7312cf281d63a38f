"""Statements whose spelling differs between SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, func
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel


async def insert_ignoring(session: AsyncSession, model: type[SQLModel], values: Mapping[str, Any]) -> bool:
    """``INSERT … ON CONFLICT DO NOTHING``; True when the row is new."""
    dialect: Any = postgresql if is_postgresql(session) else sqlite
    statement = dialect.insert(model).values(**values).on_conflict_do_nothing()
    # Without the option psycopg's count of an INSERT is not kept.
    result: Any = await session.execute(statement.execution_options(preserve_rowcount=True))
    return bool(result.rowcount == 1)


def is_postgresql(session: AsyncSession) -> bool:
    return session.get_bind().dialect.name == "postgresql"


def like_pattern(text: str, *, prefix_only: bool = False) -> str:
    """Pattern for ``LIKE … ESCAPE '\\'`` that finds ``text`` literally."""
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"{escaped}%" if prefix_only else f"%{escaped}%"


def after_mark(session: AsyncSession, text: ColumnElement[str], mark: str) -> ColumnElement[str]:
    """What follows the first ``mark`` of a text."""
    name = "strpos" if session.get_bind().dialect.name == "postgresql" else "instr"
    return func.substr(text, getattr(func, name)(text, mark) + len(mark))


async def windowed(
    session: AsyncSession, statement: Any, *, limit: int | None, offset: int
) -> tuple[Sequence[Any], int]:
    """Rows of one part of a list, which is a SELECT, and how many the whole has."""
    counting = statement.with_only_columns(func.count(), maintain_column_froms=True).order_by(None)
    total = int((await session.execute(counting)).scalar_one())
    return (await session.execute(statement.limit(limit).offset(offset))).all(), total
