"""What changes is told to another process within a moment, on both databases; what must be silent is silent."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from presantra.db.changes import Change, Topic, follow
from presantra.domain.errors import DatabaseUnavailable, InvalidValue
from presantra.domain.visit_vocabulary import RequestOrigin
from presantra.domain.vocabulary import VisitKind
from presantra.services.changes import ChangeFollower
from presantra.services.secretariat import Designation
from tests.services.messages import REQUEST
from tests.services.visits import SERVICE, arrive, asked

SOON = 5.0


@pytest.fixture
async def actor(make_member: Any, make_account: Any) -> Any:
    return await make_account(members=[await make_member()])


@asynccontextmanager
async def listening(database: Any) -> AsyncIterator[list[Change | None]]:
    """What a process hears; it is ready once it has heard that it may have missed some."""
    heard: list[Change | None] = []

    async def tell(change: Change | None) -> None:
        heard.append(change)

    context = type("Context", (), {"database": database})
    task = asyncio.create_task(ChangeFollower(context).run(tell))  # type: ignore[arg-type]
    await until(lambda: bool(heard))
    assert heard == [None]
    heard.clear()
    yield heard
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def until(true: Any) -> None:
    async with asyncio.timeout(SOON):
        while not true():
            await asyncio.sleep(0.01)


async def test_every_act_of_another_process_is_heard(
    container: Any, make_container: Any, database_url: str, actor: Any
) -> None:
    employee = await arrive(container, actor)
    other = make_container(database_url)
    async with listening(other.context.database) as heard:
        view = await asked(container, actor, employee)
        change = Change(actor.member.id, UUID(view.public_id))
        await until(lambda: heard == [change])
        await container.secretariat.cases.take_charge(SERVICE, view.number)
        at = container.context.clock() + timedelta(days=3)
        await container.secretariat.cases.plan(SERVICE, view.number, at, "paris")
        await container.visits.confirm(actor, view.public_id)
        await until(lambda: heard == [change] * 4)
    await other.close()


async def test_what_is_written_in_a_thread_is_heard(
    container: Any, make_container: Any, database_url: str, actor: Any
) -> None:
    other = make_container(database_url)
    async with listening(other.context.database) as heard:
        thread = await container.messages.open(actor, REQUEST, uuid4(), uuid4())
        change = Change(actor.member.id, UUID(thread), Topic.MESSAGES)
        await until(lambda: heard == [change])
        await container.secretariat.messages.answer(SERVICE, "M-2026-00001", "Bonjour")
        await container.messages.solve(actor, thread)
        with pytest.raises(InvalidValue):
            await container.messages.solve(actor, thread)
        await until(lambda: heard == [change] * 3)
    await other.close()


async def test_refusals_and_confidential_visits_are_silent(
    container: Any, make_container: Any, database_url: str, actor: Any
) -> None:
    employee = await arrive(container, actor, matricule="M-7")
    view = await asked(container, actor, employee)
    other = make_container(database_url)
    async with listening(other.context.database) as heard:
        with pytest.raises(InvalidValue):
            await container.secretariat.cases.summon(SERVICE, view.number)
        done = await container.secretariat.cases.enter_confidential(
            SERVICE, "10001", Designation("M-7"), RequestOrigin.WORKER, VisitKind.ON_REQUEST
        )
        await container.secretariat.cases.take_charge(SERVICE, done.number)
        # Heard after them, so that they have had their time.
        await container.secretariat.cases.take_charge(SERVICE, view.number)
        await until(lambda: heard != [])
        assert heard == [Change(actor.member.id, UUID(view.public_id))]
    await other.close()


async def test_a_follower_outlives_an_outage(container: Any, actor: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """It tells everybody to look again once it hears again."""
    turns: list[int] = []

    async def shaky(database: Any) -> AsyncGenerator[Change | None]:
        turns.append(1)
        if len(turns) == 2:
            raise DatabaseUnavailable
        if len(turns) == 3:
            raise ValueError("inattendu")
        yield None
        if len(turns) == 1:
            return
        await asyncio.Event().wait()

    monkeypatch.setattr("presantra.services.changes.follow", shaky)
    monkeypatch.setattr("presantra.services.changes.RETRY_SECONDS", 0.0)
    heard: list[Change | None] = []

    async def tell(change: Change | None) -> None:
        heard.append(change)

    task = asyncio.create_task(ChangeFollower(container.context).run(tell))
    await until(lambda: heard == [None, None])
    assert len(turns) == 4
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_the_feed_says_when_the_database_is_away(make_container: Any, tmp_path: Any) -> None:
    away = make_container(f"postgresql+psycopg:///absente?host={tmp_path}")
    with pytest.raises(DatabaseUnavailable):
        await anext(follow(away.context.database))
    await away.close()
