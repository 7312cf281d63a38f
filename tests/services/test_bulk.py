"""Thousands of rows at once: the same values as by any other way, on both databases, and nothing by halves."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from presantra.bootstrap import Container
from presantra.db import bulk
from presantra.db.models import AuditEntry, Employee, Employment
from presantra.domain.errors import DatabaseUnavailable
from presantra.domain.vocabulary import ContractType, Sex
from tests.conftest import NOW, MakeContainer
from tests.import_steps import rows

AWKWARD = (
    "", " ", "\\", "\\N", "\\.", "a\\tb", "tabulation\tici", "ligne\nsuivante", "retour\r\nchariot", "O’Neil; \"Zoé\"",
    "%s %(nom)s ? $1", "{accolades}", "œuf 𝄞 日本", "NULL",
)  # fmt: skip
EMPLOYEE = (
    "id", "public_id", "member_id", "birth_name", "usage_name", "first_name", "birth_date", "sex", "email", "phone",
    "matricule", "identity_key", "sort_name", "sort_first_name", "search_text", "created_at", "updated_at",
    "updated_by", "version", "nir_sealed", "nir_index",
)  # fmt: skip
EMPLOYMENT = (
    "id", "public_id", "member_id", "employee_id", "latest", "start_date", "end_date", "departure_recorded_at",
    "contract_type", "job_title", "situations", "follow_up", "due_date", "waiver_claimed", "created_at",
    "departure_reason", "planned_end_date", "sort_job", "sort_name", "pcs_code", "due_kind", "last_visit_date",
    "last_visit_kind", "working_time", "other_employers", "idcc", "pending_reform",
)  # fmt: skip
ENTRY = (
    "chain", "position", "at", "account_id", "actor_name", "ip", "member_id", "action", "subject_kind", "subject_id",
    "changes", "mac",
)  # fmt: skip


def person(member_id: int, number: int, **values: Any) -> dict[str, Any]:
    return {
        "id": number, "public_id": uuid4(), "member_id": member_id, "birth_name": "Fernandes", "usage_name": "",
        "first_name": "Margot", "birth_date": date(1980, 2, 29), "sex": Sex.FEMALE, "email": "", "phone": "",
        "matricule": "", "identity_key": "", "sort_name": f"nom {number}", "sort_first_name": "", "search_text": "",
        "created_at": NOW, "updated_at": NOW, "updated_by": "", "version": 1, "nir_sealed": "", "nir_index": "",
    } | values  # fmt: skip


def period(member_id: int, number: int, **values: Any) -> dict[str, Any]:
    empty = dict.fromkeys(
        ("departure_reason", "sort_job", "sort_name", "pcs_code", "due_kind", "last_visit_kind", "working_time",
         "other_employers", "idcc", "pending_reform"), "",
    )  # fmt: skip
    return {
        **empty, "id": number, "public_id": uuid4(), "member_id": member_id, "employee_id": number, "latest": True,
        "start_date": date(2024, 2, 29), "end_date": None, "departure_recorded_at": None,
        "contract_type": ContractType.CDI, "job_title": "Menuisier", "situations": [], "follow_up": "SIS",
        "due_date": None, "waiver_claimed": False, "created_at": NOW, "planned_end_date": None,
        "last_visit_date": None,
    } | values  # fmt: skip


async def insert(container: Container, model: Any, names: tuple[str, ...], values: list[dict[str, Any]]) -> None:
    columns = bulk.Columns.of(model, names, container.context.database.engine.dialect)
    async with container.context.database.transaction() as session:
        await bulk.insert(session, columns, [columns.row(one) for one in values])


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Several statements, several turns of the loop."""
    for name in ("CHUNK", "COPIED", "ENCODED"):
        monkeypatch.setattr(bulk, name, 5)


async def test_texts_and_identifiers_come_back_as_they_were(
    container: Container, make_member: Callable[..., Any]
) -> None:
    member = await make_member()
    people = [
        person(member.id, rank, birth_name=word, updated_by=word, search_text=word)
        for rank, word in enumerate(AWKWARD, start=1)
    ]
    await insert(container, Employee, EMPLOYEE, people)
    columns = [getattr(Employee, name) for name in EMPLOYEE]
    found = [dict(zip(EMPLOYEE, row, strict=True)) for row in await rows(container, *columns)]
    assert found == people
    assert isinstance(found[0]["public_id"], UUID)
    assert found[0]["sex"] == Sex.FEMALE.value


async def test_dates_booleans_lists_and_nothing_come_back_as_they_were(
    container: Container, make_member: Callable[..., Any]
) -> None:
    member = await make_member()
    await insert(container, Employee, EMPLOYEE, [person(member.id, number) for number in (1, 2)])
    instant = datetime(2026, 11, 23, 8, 59, 59, 123456, tzinfo=UTC)
    periods = [
        period(member.id, 1, situations=list(AWKWARD), waiver_claimed=True, sort_name="nom 1"),
        period(
            member.id, 2, latest=False, end_date=date(2026, 12, 31), departure_recorded_at=instant,
            due_date=date(2029, 1, 1), contract_type=ContractType.CDD, sort_name="nom 2",
        ),
    ]  # fmt: skip
    await insert(container, Employment, EMPLOYMENT, periods)
    columns = [getattr(Employment, name) for name in EMPLOYMENT]
    assert [dict(zip(EMPLOYMENT, row, strict=True)) for row in await rows(container, *columns)] == periods


async def test_objects_come_back_as_they_were(container: Container, make_member: Callable[..., Any]) -> None:
    member = await make_member()
    changes = [{"field": "nom", "label": word, "before": word, "after": '\\"' + word} for word in AWKWARD]
    entries = [
        {
            "chain": "essai", "position": position, "at": NOW, "account_id": None, "actor_name": "Zoé\\O’Neil",
            "ip": "", "member_id": member.id, "action": "Arrivée", "subject_kind": "employee", "subject_id": subject,
            "changes": changes, "mac": "a" * 64,
        }
        for position, subject in enumerate((uuid4(), None), start=1)
    ]  # fmt: skip
    await insert(container, AuditEntry, ENTRY, entries)
    columns = [getattr(AuditEntry, name) for name in ENTRY]
    found = await rows(container, *columns, order=AuditEntry.position)
    assert [dict(zip(ENTRY, row, strict=True)) for row in found] == entries


async def test_an_update_finds_its_rows_by_what_they_were(
    container: Container, make_member: Callable[..., Any]
) -> None:
    mine, other = await make_member(), await make_member(code="20002", name="Autre")
    people = [person(mine.id, number) for number in range(1, 13)]
    await insert(container, Employee, EMPLOYEE, [*people, person(other.id, 13)])
    dialect = container.context.database.engine.dialect
    changed = bulk.Columns.of(Employee, ("birth_name", "updated_at", "version"), dialect)
    key = bulk.Columns.of(Employee, ("member_id", "id", "version"), dialect)
    later = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
    # The last two are none of ours: a version that is no longer, a person of somebody else.
    wanted = [(number, 1, f"Nom\t{number}\\") for number in range(1, 12)] + [(12, 7, "Trop tard"), (13, 1, "Pas à moi")]
    values = [
        changed.row({"birth_name": name, "updated_at": later, "version": version + 1})
        + key.row({"member_id": mine.id, "id": number, "version": version})
        for number, version, name in wanted
    ]
    async with container.context.database.transaction() as session:
        assert await bulk.update(session, changed, key, []) == 0
        assert await bulk.update(session, changed, key, values) == 11
        assert await bulk.update(session, changed, key, values) == 0
    found = await rows(container, Employee.id, Employee.birth_name, Employee.updated_at, Employee.version)
    assert found[:11] == [(number, name, later, 2) for number, _, name in wanted[:11]]
    assert found[11:] == [(12, "Fernandes", NOW, 1), (13, "Fernandes", NOW, 1)]


async def test_what_the_database_refuses_leaves_nothing(
    container: Container, make_member: Callable[..., Any], dump: Callable[..., Any]
) -> None:
    member = await make_member()
    before = await dump()
    twins = [person(member.id, number) for number in (*range(1, 12), 11)]
    with pytest.raises(Exception, match=r"(?i)unique"):
        await insert(container, Employee, EMPLOYEE, twins)
    assert await dump() == before
    await insert(container, Employee, EMPLOYEE, twins[:11])
    assert len(await rows(container, Employee.id)) == 11


@pytest.mark.parametrize("copied", [5, 1_000], ids=["between two statements", "inside one"])
async def test_stopped_half_way_it_leaves_nothing(
    container: Container,
    make_member: Callable[..., Any],
    dump: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
    copied: int,
) -> None:
    member = await make_member()
    before = await dump()
    chunks = bulk.chunks

    def stopped(rows: Any, size: int = 5) -> Iterator[Any]:
        for rank, part in enumerate(chunks(rows, size)):
            if rank == 3:
                task.cancel()
            yield part

    monkeypatch.setattr(bulk, "COPIED", copied)
    monkeypatch.setattr(bulk, "chunks", stopped)
    people = [person(member.id, number) for number in range(1, 101)]
    task = asyncio.create_task(insert(container, Employee, EMPLOYEE, people))
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await dump() == before


async def test_a_server_that_goes_away_is_an_outage(make_container: MakeContainer, postgres_url: str) -> None:
    container = make_container(postgres_url)
    columns = bulk.Columns.of(Employee, EMPLOYEE, container.context.database.engine.dialect)

    async def cut_then_write() -> None:
        async with container.context.database.transaction() as session:
            pid = (await session.execute(text("SELECT pg_backend_pid()"))).scalar_one()
            async with container.context.database.transaction() as other:
                await other.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": pid})
            await bulk.insert(session, columns, [columns.row(person(1, 1))])

    with pytest.raises(DatabaseUnavailable):
        await cut_then_write()
    await container.context.database.check()
    assert await rows(container, Employee.id) == []
    await container.close()
