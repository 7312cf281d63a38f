"""Migrations on SQLite and PostgreSQL; the address comes from the caller or from the settings."""

from __future__ import annotations

from typing import Any

from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Connection, create_engine, pool
from sqlmodel.sql.sqltypes import AutoString

from alembic import context
from presantra.db.models import metadata
from presantra.db.models.base import Instant
from presantra.settings import get_settings

SYNC_DRIVERS = (("sqlite+aiosqlite", "sqlite"),)


def _url() -> str:
    url = context.config.get_main_option("sqlalchemy.url") or get_settings().database_url
    for asynchronous, synchronous in SYNC_DRIVERS:
        url = url.replace(asynchronous, synchronous, 1)
    return url


def _render_item(kind: str, item: Any, _context: AutogenContext) -> str | bool:
    if kind == "type" and isinstance(item, Instant):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, AutoString):
        return f"sa.String(length={item.length})"
    return False


def _modelled(name: str | None, kind: str, _parents: Any) -> bool:
    """The search inside words exists in each database's own way, which models cannot say (revision 0004)."""
    return not (name or "").startswith("employee_search") and (kind, name) != ("index", "ix_employee_grams")


def _run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        compare_type=True,
        render_as_batch=connection.dialect.name == "sqlite",
        render_item=_render_item,
        include_name=_modelled,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


shared = context.config.attributes.get("connection")
if shared is not None:
    _run(shared)
else:
    with create_engine(_url(), poolclass=pool.NullPool).connect() as connection:
        _run(connection)
