"""Work on everybody of a company of 100,000 leaves the event loop to others: changes of the Code, exports.

Measures of time: nothing else may run beside.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import inspect, text

from presantra.bootstrap import Container
from presantra.db.models import Account, Employment
from presantra.db.repositories import import_people
from presantra.services.actor import Actor
from presantra.services.employees import EmployeeQuery
from presantra.services.employees.paging import Chosen
from presantra.services.tables_out import TableFormat
from tests.bench.loop import LIMIT_TICK_MS, watched_loop
from tests.conftest import NOW, MakeContainer, administer, database_uri
from tests.crowd import Crowd, fill_postgresql, fill_sqlite

CROWD = Crowd([100_000])
ATTEMPTS = 3  # the machine is shared: a noisy neighbour does not hold our loop
Work = Callable[[Container], Awaitable[int]]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def crowded_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A third of the people drive: the rules of before 2025 made a post of risk of it."""
    if request.param == "sqlite":
        path = tmp_path_factory.mktemp("boucle") / "boucle.db"
        shutil.copy(request.getfixturevalue("migrated_sqlite"), path)
        fill_sqlite(str(path), CROWD)
        yield f"sqlite+aiosqlite:///{path}"
        Path(path).unlink()
        return
    server, model = request.getfixturevalue("postgres_server"), request.getfixturevalue("migrated_postgres")
    administer(server, f'CREATE DATABASE "boucle" TEMPLATE "{model}"')
    url = database_uri(server, "boucle")
    fill_postgresql(url, CROWD)
    yield url
    administer(server, 'DROP DATABASE "boucle" WITH (FORCE)')


async def measured(container: Container, name: str, work: Work) -> None:
    held = []
    for _ in range(ATTEMPTS):
        begun = time.perf_counter()
        async with watched_loop() as late:
            done = await work(container)
        held.append(max(late))
        base = container.context.database.engine.dialect.name
        print(f"\n{base}, {name} : {done} en {time.perf_counter() - begun:.1f} s, boucle tenue {held[-1]:.0f} ms")
        if held[-1] <= LIMIT_TICK_MS:
            return
    raise AssertionError(held)


async def test_a_change_of_the_code(crowded_url: str, make_container: MakeContainer) -> None:
    container = make_container(crowded_url)
    await _drivers_of_before(container)

    async def sweep(container: Container) -> int:
        async with container.context.database.transaction() as session:
            await session.execute(text("DELETE FROM counter WHERE name = 'reforms_followed_until'"))
        return await container.requalification.sweep()

    await measured(container, "changement du Code", sweep)
    await container.close()


@pytest.mark.parametrize("kind", TableFormat)
async def test_export_of_everybody(crowded_url: str, make_container: MakeContainer, kind: TableFormat) -> None:
    container = make_container(crowded_url)
    claire = await _claire(container)

    async def export(container: Container) -> int:
        made = await container.exports.write(claire, Chosen(EmployeeQuery()), kind)
        made.discard()
        return made.people

    await measured(container, f"export {kind}", export)
    await container.close()


async def test_everybody_has_worked_here_before(
    migrated_sqlite: Path, tmp_path: Path, make_container: MakeContainer
) -> None:
    """A trade of seasons, of 10,000 people: what an import compares with."""
    path, crowd = tmp_path / "saisons.db", Crowd([10_000])
    shutil.copy(migrated_sqlite, path)
    fill_sqlite(str(path), crowd)
    container = make_container(f"sqlite+aiosqlite:///{path}")
    await _seasons_before(container)
    member = crowd.actor(0).member
    assert member is not None

    async def read(container: Container) -> int:
        async with container.context.database.reading() as session:
            found = await import_people.everybody(session, member.id)
        return sum(person.earlier is not None for person in found.values())

    await measured(container, "anciens salariés d’un import", read)
    await container.close()


async def _seasons_before(container: Container) -> None:
    """One ended period more for each."""
    names = [column.name for column in inspect(Employment).columns if column.name != "id"]
    changed = {"public_id": "lower(hex(randomblob(16)))", "latest": "0", "end_date": "date(start_date, '-1 day')"}
    changed["start_date"] = "date(start_date, '-90 days')"
    values = ", ".join(changed.get(name, name) for name in names)
    async with container.context.database.transaction() as session:
        await session.execute(text(f"INSERT INTO employment ({', '.join(names)}) SELECT {values} FROM employment"))


async def _claire(container: Container) -> Actor:
    actor = CROWD.actor(0)
    async with container.context.database.transaction() as session:
        if await session.get(Account, actor.account_id) is None:
            session.add(
                Account(id=actor.account_id, email="a@b.fr", email_key="a@b.fr", last_name="M", first_name="C",
                        job_title="G", password_state="own", created_at=NOW)
            )  # fmt: skip
    return replace(actor, reauthenticated_at=NOW)  # so many people are exported only by who has just proved who he is


async def _drivers_of_before(container: Container) -> None:
    changes: dict[str, Any] = {"situations": '["autorisation_conduite"]', "visit": "2024-03-01"}
    statement = (
        "UPDATE employment SET situations = :situations, follow_up = 'sir', last_visit_date = :visit WHERE id % 3 = 0"
    )
    async with container.context.database.transaction() as session:
        await session.execute(text(statement), changes)
