"""Migrations on both databases: up, down, up again, and nothing left to generate."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect

from alembic import command
from presantra.db.models import metadata
from tests.conftest import ROOT, administer, database_uri

AlembicRun = Callable[..., None]


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without a table."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'vide.db'}"
        return
    server = request.getfixturevalue("postgres_server")
    administer(server, 'CREATE DATABASE "migrations"')
    yield database_uri(server, "migrations")
    administer(server, 'DROP DATABASE "migrations" WITH (FORCE)')


@pytest.fixture
def config(empty_url: str) -> Config:
    built = Config(ROOT / "alembic.ini")
    built.set_main_option("sqlalchemy.url", empty_url.replace("%", "%%"))
    return built


def tables(url: str) -> set[str]:
    engine = create_engine(url)
    found = set(inspect(engine).get_table_names())
    engine.dispose()
    return found


def columns(url: str) -> dict[str, list[str]]:
    engine = create_engine(url)
    inspector = inspect(engine)
    found = {
        table: sorted(
            [f"{c['name']} {c['type']} {c['nullable']}" for c in inspector.get_columns(table)]
            + [f"unique {sorted(u['column_names'])}" for u in inspector.get_unique_constraints(table)]
            + [f"index {i['name']} {i['unique']}" for i in inspector.get_indexes(table)]
            + [f"key {k['constrained_columns']} {k['referred_table']}" for k in inspector.get_foreign_keys(table)]
        )
        for table in sorted(inspector.get_table_names())
    }
    engine.dispose()
    return found


def test_nothing_left_to_generate(config: Config) -> None:
    command.upgrade(config, "head")
    command.check(config)


def test_up_down_up(config: Config, empty_url: str) -> None:
    command.upgrade(config, "head")
    first = columns(empty_url)
    modelled = {table for table in first if not table.startswith("employee_search")}
    assert modelled == set(metadata.tables) | {"alembic_version"}
    command.downgrade(config, "base")
    assert tables(empty_url) == {"alembic_version"}
    command.upgrade(config, "head")
    assert columns(empty_url) == first
    command.check(config)


def test_each_step_goes_back(config: Config, empty_url: str) -> None:
    revisions = [script.revision for script in ScriptDirectory.from_config(config).walk_revisions()][::-1]
    before: dict[str, list[str]] = {}
    for revision in revisions:
        command.upgrade(config, revision)
        after = columns(empty_url)
        command.downgrade(config, "-1")
        assert {k: v for k, v in columns(empty_url).items() if k != "alembic_version"} == {
            k: v for k, v in before.items() if k != "alembic_version"
        }
        command.upgrade(config, revision)
        before = after


def test_one_head(config: Config) -> None:
    assert len(ScriptDirectory.from_config(config).get_heads()) == 1
