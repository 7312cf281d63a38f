"""The engine: an outage is said in one word, a transaction is whole, and errors tell nothing of people."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from presantra.bootstrap import Container
from presantra.db.engine import Database, make_engine
from presantra.db.models import Account, Attachment
from presantra.domain.errors import BadCredentials, DatabaseUnavailable
from presantra.services.actor import Actor
from tests.connection import CODE, EMAIL, GOOD, IDENTITY, NUMBER, browser


def down(tmp_path: Path) -> list[str]:
    return [
        "postgresql+psycopg://nobody:secret@127.0.0.1:1/nothing",
        f"postgresql+psycopg:///nothing?host={tmp_path}",
        f"sqlite+aiosqlite:///{tmp_path / 'absent' / 'base.db'}",
    ]


@pytest.fixture(autouse=True)
async def no_thread_outlives_its_loop() -> AsyncIterator[None]:
    """aiosqlite does not wait for the thread of a connection that failed: it would answer to a loop that is closed."""
    yield
    for thread in threading.enumerate():
        if "_connection_worker_thread" in thread.name:
            await asyncio.to_thread(thread.join, 5)


@pytest.mark.parametrize("which", [0, 1, 2])
async def test_database_down(tmp_path: Path, which: int) -> None:
    database = Database(make_engine(down(tmp_path)[which]))
    for unit in (database.transaction, database.reading):
        with pytest.raises(DatabaseUnavailable) as caught:
            async with unit() as session:
                await session.execute(text("SELECT 1"))
        assert "rien n’a été enregistré" in caught.value.sentence
        assert "secret" not in caught.value.sentence
    with pytest.raises(DatabaseUnavailable):
        await database.check()
    await database.close()


@pytest.mark.parametrize("which", [0, 1, 2])
async def test_every_step_says_that_the_database_is_down(make_container: Any, tmp_path: Path, which: int) -> None:
    container: Container = make_container(down(tmp_path)[which])
    for attempt in (
        container.auth.log_in(browser(), EMAIL, GOOD),
        container.enrolments.verify(browser(), CODE, NUMBER),
        container.enrolments.current(browser()),
        container.enrolments.create_account(browser(), IDENTITY),
        container.enrolments.resend(browser()),
        container.passwords.forgot(browser(), EMAIL),
        container.passwords.reset(browser(), "x", GOOD, GOOD),
        container.passwords.choose_first(Actor(account_id=1, provisional=True), GOOD, GOOD),
        container.passwords.mail_link(Actor(account_id=1)),
        container.sessions.resolve("x", browser()),
        container.sessions.close("x"),
        container.sessions.list(Actor(account_id=1)),
        container.sessions.revoke_others(Actor(account_id=1)),
    ):
        with pytest.raises(DatabaseUnavailable):
            await attempt
    await container.close()


async def test_an_outage_is_not_counted_as_a_failure(make_container: Any, tmp_path: Path, sqlite_url: str) -> None:
    container: Container = make_container(sqlite_url)
    engine = container.context.database
    away: Container = make_container(down(tmp_path)[2])
    away.throttle = container.throttle
    for _ in range(10):
        with pytest.raises(DatabaseUnavailable):
            await away.auth.log_in(browser(), EMAIL, GOOD)
    for _ in range(4):
        with pytest.raises(BadCredentials):
            await container.auth.log_in(browser(), EMAIL, GOOD)
    await container.throttle.waiting("x")
    await engine.close()
    await away.close()
    await container.close()


async def test_what_fails_is_undone(container: Container, dump: Any, make_account: Any) -> None:
    await make_account(EMAIL)
    before = await dump()

    async def fail() -> None:
        async with container.context.database.transaction() as session:
            (await session.get_one(Account, 1)).first_name = "Perdue"
            await session.flush()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()
    assert await dump() == before


async def test_reading_never_writes(container: Container, dump: Any, make_account: Any) -> None:
    await make_account(EMAIL)
    before = await dump()
    async with container.context.database.reading() as session:
        (await session.get_one(Account, 1)).first_name = "Perdue"
        await session.flush()
    assert await dump() == before


async def test_foreign_keys_are_kept(container: Container) -> None:
    with pytest.raises(IntegrityError):
        async with container.context.database.transaction() as session:
            session.add(Attachment(account_id=999, member_id=999, created_at=container.context.clock()))


async def test_an_error_does_not_repeat_what_was_written(container: Container, make_account: Any) -> None:
    await make_account(EMAIL)
    with pytest.raises(DBAPIError) as caught:
        async with container.context.database.transaction() as session:
            session.add(
                Account(
                    email=EMAIL, email_key=EMAIL, last_name="Nomsecret", first_name="x", job_title="x",
                    password_hash="empreinte-secrète", created_at=container.context.clock(),
                )
            )  # fmt: skip
    told = str(caught.value)
    assert "Nomsecret" not in told
    assert "empreinte-secrète" not in told


async def test_forty_writers_at_once_all_write(container: Container, make_account: Any) -> None:
    await make_account(EMAIL)

    async def add_one() -> None:
        async with container.context.database.transaction() as session:
            await session.execute(text("UPDATE account SET version = version + 1"))
            await asyncio.sleep(0.001)

    await asyncio.gather(*(add_one() for _ in range(40)))
    async with container.context.database.reading() as session:
        assert (await session.get_one(Account, 1)).version == 41
