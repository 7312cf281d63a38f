"""Keyset pages, counts kept by version, and query plans that never read a company whole."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, text

from presantra.bootstrap import Container, build_container
from presantra.db.repositories.employees import find
from presantra.services.actor import Actor
from presantra.services.employees import DeadlineFilter, EmployeePage, EmployeeQuery, PresenceFilter, SortKey
from presantra.settings import load_settings
from tests.conftest import NOW, administer, database_uri
from tests.crowd import Crowd, fill_postgresql, fill_sqlite

CROWD = Crowd([10_000, *[100] * 50])
BIG = CROWD.actor(0)
SMALL = CROWD.actor(7)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def crowd_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """15,000 people, to read only."""
    if request.param == "sqlite":
        path = tmp_path_factory.mktemp("foule") / "foule.db"
        shutil.copy(request.getfixturevalue("migrated_sqlite"), path)
        fill_sqlite(str(path), CROWD)
        yield f"sqlite+aiosqlite:///{path}"
        return
    server, model = request.getfixturevalue("postgres_server"), request.getfixturevalue("migrated_postgres")
    administer(server, f'CREATE DATABASE "foule" TEMPLATE "{model}"')
    url = database_uri(server, "foule")
    fill_postgresql(url, CROWD)
    yield url
    administer(server, 'DROP DATABASE "foule" WITH (FORCE)')


@pytest.fixture
async def house(crowd_url: str, tmp_path: Path) -> AsyncIterator[Container]:
    settings = load_settings(
        _env_file=None, data_dir=tmp_path, database_url=crowd_url, secret_key="s" * 40, pepper="p" * 40, bcrypt_cost=4
    )
    built = build_container(settings, clock=lambda: NOW)
    yield built
    await built.close()


async def ask(house: Container, actor: Actor = BIG, **query: Any) -> EmployeePage:
    return await house.employees.list(actor, EmployeeQuery(**query))


def ids(page: EmployeePage) -> list[str]:
    return [row.public_id for row in page.rows]


@pytest.mark.parametrize("key", list(SortKey))
@pytest.mark.parametrize("descending", [False, True])
async def test_pages_forwards_and_backwards_hold_everybody_once(
    house: Container, key: SortKey, descending: bool
) -> None:
    view = {"sort": key, "descending": descending, "presence": PresenceFilter.ALL}
    page = await ask(house, SMALL, **view)
    assert (page.has_previous, page.has_next, page.pages) == (False, True, 5)
    pages = [page]
    while page.has_next:
        page = await ask(house, SMALL, **view, after=page.rows[-1].public_id, page=page.page + 1)
        pages.append(page)
    forwards = [one for page in pages for one in ids(page)]
    assert [page.page for page in pages] == [1, 2, 3, 4, 5]
    assert len(forwards) == len(set(forwards)) == 100
    for number in range(5, 1, -1):
        page = await ask(house, SMALL, **view, before=page.rows[0].public_id, page=number - 1)
        assert ids(page) == ids(pages[number - 2]), number
    for number in range(1, 6):
        assert ids(await ask(house, SMALL, **view, page=number)) == ids(pages[number - 1])


async def test_those_without_deadline_stay_last_on_every_way(container: Any, make_member: Any) -> None:
    from tests.services.test_employees_list import add

    member = await make_member()
    actor = Actor(account_id=1, companies=(), member=CROWD.actor(0).member)
    assert member.id == 1
    for number in range(30):
        await add(container.context, member, f"Nom{number:02}", "Anne", due_date=None, due_kind="")
    for number in range(30):
        await add(container.context, member, f"Nom{number:02}", "Luc")
    for descending in (False, True):
        view = {"sort": SortKey.DUE_DATE, "descending": descending}
        first = await ask(container, actor, **view)
        second = await ask(container, actor, **view, after=first.rows[-1].public_id, page=2)
        third = await ask(container, actor, **view, after=second.rows[-1].public_id, page=3)
        dated = [row.due_date is not None for page in (first, second, third) for row in page.rows]
        assert dated == [True] * 30 + [False] * 30
        back = await ask(container, actor, **view, before=third.rows[0].public_id, page=2)
        assert ids(back) == ids(second)
        again = await ask(container, actor, **view, before=second.rows[0].public_id, page=1)
        assert ids(again) == ids(first)
        assert ids(await ask(container, actor, **view, page=2)) == ids(second)
        assert ids(await ask(container, actor, **view, page=3)) == ids(third)


async def test_a_place_that_is_no_longer_there_opens_the_list_at_its_beginning(house: Container) -> None:
    first = await ask(house, SMALL)
    theirs = (await ask(house, BIG)).rows[3].public_id
    for place in ("00000000-0000-0000-ffff-000000000000", theirs):
        for way in ("after", "before"):
            page = await ask(house, SMALL, page=3, **{way: place})
            assert (ids(page), page.page) == (ids(first), 1)


async def test_a_search_is_the_same_whatever_the_way_it_is_found(house: Container) -> None:
    """The big company is answered by the index of the search, which must miss nobody."""
    for words in ("mart", "ar", "lou nui", "m0012", "x", "poirier comptable", "ier"):
        found: set[str] = set()
        page = await ask(house, text=words, page_size=100)
        while True:
            found |= set(ids(page))
            if not page.has_next:
                break
            page = await ask(house, text=words, page_size=100, after=page.rows[-1].public_id, page=page.page + 1)
        async with house.context.database.reading() as session:
            like = " AND ".join(f"e.search_text LIKE '%{word}%'" for word in words.split())
            rows = await session.execute(
                text(
                    "SELECT e.public_id FROM employee e JOIN employment p ON p.employee_id = e.id WHERE e.member_id = 1"
                    f" AND (p.end_date IS NULL OR p.end_date >= '2026-11-23') AND {like}"
                )
            )
            wanted = {str(row[0]).replace("-", "") for row in rows}
        assert {one.replace("-", "") for one in found} == wanted, words


async def test_names_that_begin_with_what_is_typed_come_first(house: Container) -> None:
    page = await ask(house, text="mar", page_size=100)
    begins = [row.birth_name.casefold().startswith("mar") for row in page.rows]
    assert page.more
    assert page.total == 200
    assert begins == sorted(begins, reverse=True)
    assert begins[0]


@contextmanager
def statements(house: Container) -> Iterator[list[tuple[str, Any]]]:
    seen: list[tuple[str, Any]] = []

    def note(_c: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        if statement.lstrip().upper().startswith("SELECT"):
            seen.append((statement, parameters))

    engine = house.context.database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


async def plans(house: Container, seen: list[tuple[str, Any]]) -> list[str]:
    found = []
    explain = "EXPLAIN" if house.context.database.is_postgresql else "EXPLAIN QUERY PLAN"
    async with house.context.database.reading() as session:
        connection = await session.connection()
        if house.context.database.is_postgresql:
            # Two thirds of this small table are of one company: PostgreSQL would rightly read it whole.
            await connection.exec_driver_sql("SET enable_seqscan = off")
        for statement, parameters in seen:
            rows = (await connection.exec_driver_sql(f"{explain} {statement}", parameters)).all()
            found.append("\n".join(str(row[-1]) for row in rows))
        if house.context.database.is_postgresql:
            await connection.exec_driver_sql("RESET enable_seqscan")
    return found


HOT: dict[str, dict[str, Any]] = {
    "page": {},
    "profonde": {"after": "@"},
    "prénom": {"sort": SortKey.FIRST_NAME},
    "naissance": {"sort": SortKey.BIRTH_DATE, "after": "@"},
    "poste": {"sort": SortKey.JOB_TITLE, "after": "@"},
    "entrée": {"sort": SortKey.ENTRY_DATE},
    "suivi": {"sort": SortKey.FOLLOW_UP},
    "échéance": {"sort": SortKey.DUE_DATE, "after": "@"},
    "retard": {"deadline": DeadlineFilter.LATE},
    "90 jours, par échéance": {"deadline": DeadlineFilter.WITHIN_90_DAYS, "sort": SortKey.DUE_DATE},
    "renforcé": {"follow_up": "sir"},
    "recherche": {"text": "perrin"},
    "recherche dans un mot": {"text": "rousse"},
}


@pytest.mark.parametrize("name", HOT)
async def test_no_hot_statement_reads_a_company_whole(house: Container, name: str) -> None:
    query = dict(HOT[name])
    if query.get("after"):
        query["after"] = (await ask(house, page=300)).rows[0].public_id
    if not query.get("text"):
        await ask(house, **query)  # what is counted once a version is not what is hot
    with statements(house) as seen:
        page = await ask(house, **query)
    assert page.rows
    for (statement, _), plan in zip(seen, await plans(house, seen), strict=True):
        assert "Seq Scan on emp" not in plan, (statement, plan)
        assert "SCAN employee\n" not in f"{plan}\n", (statement, plan)
        assert "SCAN employment\n" not in f"{plan}\n", (statement, plan)
        assert "audit_chain" in statement or "USING" in plan or "Index" in plan, (statement, plan)
    # Nothing is sorted but the lines of the page, or the few that a deadline has found: the rows come in the order
    # of an index.
    listing = [
        plan for (statement, _), plan in zip(seen, await plans(house, seen), strict=True) if "LIMIT" in statement
    ]
    if not query.get("text") and not query.get("deadline") and not house.context.database.is_postgresql:
        assert all(plan.count("TEMP B-TREE") <= 1 for plan in listing), listing


async def test_what_is_to_specify_is_counted_by_its_small_index(house: Container) -> None:
    """The dashboard counts it after each write of the company."""
    house.context.counts._kept.clear()
    with statements(house) as seen:
        await ask(house, to_specify=True)
    counting = [one for one in seen if "count(*)" in one[0] and "to_specify" in one[0].partition("WHERE")[2]]
    assert counting
    for plan in await plans(house, counting):
        assert "ix_employment_to_specify" in plan, plan


async def test_a_count_is_made_once_a_version(house: Container) -> None:
    await house.dashboard.overview(BIG)
    with statements(house) as seen:
        await house.dashboard.overview(BIG)
        await ask(house, deadline=DeadlineFilter.LATE)
    counts = [statement for statement, _ in seen if "count(*)" in statement and "employment.latest" in statement]
    assert [statement for statement in counts if "departure_reason" not in statement and "LIMIT" not in statement] == []


async def test_a_write_is_counted_at_once(container: Any, make_member: Any, make_account: Any) -> None:
    from uuid import uuid4

    from tests.services.test_scope_employees import FORM, LEAVING

    member = await make_member()
    actor = await make_account(members=[member])
    assert (await ask(container, actor)).total == 0
    arrived = await container.employees.declare_arrival(actor, FORM, uuid4())
    assert (await ask(container, actor)).total == 1
    assert (await container.dashboard.overview(actor)).headcount == 1
    await container.employees.declare_departure(actor, arrived.public_id, LEAVING, 1, uuid4())
    container.context.clock.advance(days=1)
    assert (await ask(container, actor)).total == 0
    await container.employees.undo_departure(actor, arrived.public_id, 2)
    assert (await ask(container, actor)).total == 1


async def test_the_copied_name_follows_the_person(container: Any, make_member: Any) -> None:
    """Whoever writes: the database keeps the copy that lists sort on, and the index of the search."""
    from uuid import UUID

    from tests.services.test_employees_list import add

    member = await make_member()
    actor = Actor(account_id=1, companies=(), member=CROWD.actor(0).member)
    public_id = await add(container.context, member, "Zéphyr", "Anne")
    await add(container.context, member, "Milieu", "Luc")
    async with container.context.database.transaction() as session:
        await session.execute(
            text("UPDATE employee SET sort_name = 'abel anne', search_text = 'anne abel' WHERE birth_name = 'Zéphyr'")
        )
    page = await ask(container, actor)
    assert ids(page)[0] == public_id
    assert ids(await ask(container, actor, text="abel")) == [public_id]
    async with container.context.database.transaction() as session:
        person = await find(session, member.id, UUID(public_id))
        assert person is not None
        assert person[1].sort_name == "abel anne"
