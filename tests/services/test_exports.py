"""The list as a file: who is in it, what its cells become in a spreadsheet, and what it costs the others."""

from __future__ import annotations

import asyncio
import csv
import io
import os
import resource
import shutil
import time
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from python_calamine import CalamineWorkbook

from presantra.bootstrap import build_container
from presantra.domain.errors import NotFound, ReauthenticationNeeded, SessionExpired
from presantra.services.actor import ANONYMOUS
from presantra.services.employees import EmployeeQuery, PresenceFilter
from presantra.services.employees.export_folders import LONGEST_DOWNLOAD_SECONDS
from presantra.services.employees.exports import HEADINGS, Export
from presantra.services.employees.paging import Chosen
from presantra.services.tables_out import TableFormat, table_writer
from presantra.settings import load_settings
from tests.conftest import NOW
from tests.crowd import Crowd, fill_sqlite
from tests.services.test_employees_list import add

EVERYBODY = Chosen(EmployeeQuery(presence=PresenceFilter.ALL))


@pytest.fixture
async def member(make_member: Any) -> Any:
    return await make_member()


@pytest.fixture
async def actor(member: Any, make_account: Any) -> Any:
    return await make_account(members=[member])


async def export(container: Any, actor: Any, chosen: Chosen = EVERYBODY, kind: str = "xlsx") -> list[list[Any]]:
    """The rows of the file, headings first."""
    made: Export = await container.exports.write(actor, chosen, TableFormat(kind))
    try:
        if kind == "csv":
            text = made.path.read_bytes().decode("utf-8-sig")
            return list(csv.reader(io.StringIO(text), delimiter=";"))
        return CalamineWorkbook.from_path(str(made.path)).get_sheet_by_index(0).to_python()
    finally:
        made.discard()


async def test_a_line_says_what_an_import_reads_back(container: Any, member: Any, actor: Any) -> None:
    await add(
        container.context, member, "Lefèvre", "Zoé", usage_name="Roy", matricule="0042", birth_date=date(1985, 5, 3),
        contract_type="cdd", planned_end_date=date(2027, 1, 31), situations=("plomb", "nuit"), follow_up="sir",
        pcs_code="632d", due_date=date(2026, 12, 1),
    )  # fmt: skip
    headings, line = await export(container, actor)
    assert tuple(headings) == HEADINGS
    assert dict(zip(headings, line, strict=True)) == {
        "Nom de naissance": "Lefèvre", "Nom d'usage": "Roy", "Prénom": "Zoé", "Date de naissance": date(1985, 5, 3),
        "Sexe": "Femme", "Date d'entrée": date(2020, 1, 6), "Type de contrat": "CDD",
        "Date de fin prévue": date(2027, 1, 31), "Poste": "Menuisier", "Code PCS-ESE": "632d",
        "Situations de travail": "Plomb ; Travail de nuit", "Temps de travail": "", "Établissement": "10001",
        "E-mail": "", "Téléphone": "", "Matricule": "0042", "Date de sortie": "", "Motif de sortie": "",
        "Date de dernière visite": "", "Type de dernière visite": "", "Type de suivi": "SIR",
        "Échéance": date(2026, 12, 1), "Visite": "",
    }  # fmt: skip
    _, plain = await export(container, actor, kind="csv")
    assert plain[3] == "03/05/1985"
    assert plain[15] == "0042"


async def test_the_nir_never_leaves(container: Any, member: Any, actor: Any) -> None:
    await add(container.context, member, "Lefèvre", "Zoé")
    from sqlalchemy import text

    async with container.context.database.transaction() as session:
        await session.execute(text("UPDATE employee SET nir_sealed = 'SCELLE', nir_index = 'INDEX'"))
    for kind in TableFormat:
        made = await container.exports.write(actor, EVERYBODY, kind)
        rows = made.path.read_bytes() if kind == "csv" else str(await export(container, actor)).encode()
        made.discard()
        assert b"SCELLE" not in rows
        assert b"INDEX" not in rows


async def test_exactly_what_is_filtered_in_its_order(container: Any, member: Any, actor: Any) -> None:
    for name, follow_up in (("Abel", "sir"), ("Martin", "si"), ("Zazou", "sir")):
        await add(container.context, member, name, "Anne", follow_up=follow_up)
    gone = await add(container.context, member, "Parti", "Luc", end_date=date(2026, 1, 1), departure_reason="demission")
    query = EmployeeQuery.from_params({"suivi": "sir", "sens": "desc"})
    for kind in TableFormat:
        assert [row[0] for row in (await export(container, actor, Chosen(query), kind))[1:]] == ["Zazou", "Abel"]
    ticked = Chosen(EmployeeQuery(), (UUID(gone),))
    [line] = (await export(container, actor, ticked))[1:]
    assert (line[0], line[16], line[17], line[21]) == ("Parti", date(2026, 1, 1), "Démission", "")


@pytest.mark.parametrize("mark", ["=1+1", "+33", "-5", "@SUM(A1)", "\tcmd", "\rcmd", '=HYPERLINK("http://x")'])
async def test_nothing_typed_becomes_a_formula(tmp_path: Path, mark: str) -> None:
    for kind in TableFormat:
        path = tmp_path / f"essai.{kind}"
        writer = table_writer(kind, path, "Essai", ["Nom"])
        writer.write([[mark], ["http://presantra.example"], [date(2026, 1, 2)], [None]])
        writer.close()
        if kind == "csv":
            rows = list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline=""), delimiter=";"))
            assert rows[1] == [f"'{mark}"]
            assert rows[3] == ["02/01/2026"]
        else:
            import zipfile

            sheet = zipfile.ZipFile(path).read("xl/worksheets/sheet1.xml").decode()
            assert "<f>" not in sheet
            assert "hyperlink" not in sheet
            assert 't="inlineStr"' in sheet


async def test_another_company_s_people_are_nobody(container: Any, actor: Any, member: Any, make_member: Any) -> None:
    other = await make_member("20002", "Transports Morel", "TD-G7V2-J3ZK")
    theirs = UUID(await add(container.context, other, "Secret", "Anne"))
    for chosen in (EVERYBODY, Chosen(EmployeeQuery(), (theirs,)), Chosen(EmployeeQuery(), (uuid4(),))):
        with pytest.raises(NotFound):
            await container.exports.write(actor, chosen, TableFormat.XLSX)
    with pytest.raises(SessionExpired):
        await container.exports.write(ANONYMOUS, EVERYBODY, TableFormat.XLSX)


async def test_the_file_is_made_in_the_data_folder_and_gone_afterwards(container: Any, member: Any, actor: Any) -> None:
    await add(container.context, member, "Abel", "Anne")
    root = container.settings.exports_dir
    made = await container.exports.write(actor, EVERYBODY, TableFormat.XLSX)
    assert made.path.parent.parent == root
    assert root.stat().st_mode & 0o077 == 0
    made.discard()
    assert list(root.iterdir()) == []


async def test_what_a_killed_process_has_left_goes_at_the_next_start(container: Any, member: Any, actor: Any) -> None:
    """With PostgreSQL another process may be sending its own: only what no download can still need is removed."""
    await add(container.context, member, "Abel", "Anne")
    left, recent = [await container.exports.write(actor, EVERYBODY, TableFormat.CSV) for _ in range(2)]
    long_ago = time.time() - 2 * LONGEST_DOWNLOAD_SECONDS
    os.utime(left.folder.name, (long_ago, long_ago))
    await container.exports.clean()
    assert not left.path.exists()
    assert recent.path.exists() == container.context.database.is_postgresql
    if recent.path.exists():
        os.utime(recent.folder.name, (long_ago, long_ago))
    (await container.exports.write(actor, EVERYBODY, TableFormat.CSV)).discard()
    assert not recent.path.exists()
    for made in (left, recent):
        made.discard()


def test_a_workbook_waits_nowhere_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere = tmp_path / "tmp"
    elsewhere.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(elsewhere))
    writer = table_writer(TableFormat.XLSX, tmp_path / "liste.xlsx", "Essai", ["Nom"])
    writer.write([["Abel"]])
    assert list(elsewhere.iterdir()) == []
    writer.close()


async def test_it_is_noted_in_the_journal(container: Any, member: Any, actor: Any) -> None:
    await add(container.context, member, "Abel", "Anne")
    await export(container, actor)
    history = (await container.companies.profile(actor)).history
    assert [(line.action, line.changes[0].after) for line in history] == [("Export de la liste (1 salarié)", "XLSX")]


class TestManyPeople:
    @pytest.fixture
    def settings_overrides(self) -> dict[str, Any]:
        return {"export_confirm_above": 2}

    @pytest.fixture
    async def ids(self, container: Any, member: Any) -> list[UUID]:
        return [UUID(await add(container.context, member, name, "Anne")) for name in ("Abel", "Martin", "Zazou")]

    @staticmethod
    async def refused(container: Any, actor: Any, chosen: Chosen, dump: Any) -> None:
        before = await dump()
        with pytest.raises(ReauthenticationNeeded):
            await container.exports.write(actor, chosen, TableFormat.CSV)
        assert await dump() == before

    async def test_an_open_tab_is_not_enough(
        self, container: Any, actor: Any, clock: Any, dump: Any, ids: list[UUID]
    ) -> None:
        assert len(await export(container, actor)) == 4
        clock.advance(minutes=6)
        await self.refused(container, actor, EVERYBODY, dump)
        sure = replace(actor, reauthenticated_at=clock())
        assert len(await export(container, sure)) == 4

    async def test_many_small_files_are_no_way_round_a_big_one(
        self, container: Any, actor: Any, make_account: Any, member: Any, clock: Any, dump: Any, ids: list[UUID]
    ) -> None:
        clock.advance(minutes=6)
        one, two = Chosen(EmployeeQuery(), (ids[0],)), Chosen(EmployeeQuery(), tuple(ids[1:]))
        assert len(await export(container, actor, one)) == 2
        await self.refused(container, actor, two, dump)
        # What was refused is not counted: one more person is still within the two of the hour.
        assert len(await export(container, actor, one)) == 2
        await self.refused(container, actor, one, dump)
        colleague = replace(await make_account("autre@presantra.example", members=[member]), reauthenticated_at=None)
        assert len(await export(container, colleague, one)) == 2

    async def test_nobody_is_counted_for_an_empty_export(
        self, container: Any, actor: Any, clock: Any, ids: list[UUID]
    ) -> None:
        clock.advance(minutes=6)
        for _ in range(4):
            with pytest.raises(NotFound):
                await container.exports.write(actor, Chosen(EmployeeQuery(), (uuid4(),)), TableFormat.CSV)
        assert len(await export(container, actor, Chosen(EmployeeQuery(), (ids[0],)))) == 2


async def test_many_people_hold_nobody_up(migrated_sqlite: Path, tmp_path: Path) -> None:
    """20,000 here (100,000 in docs/performance.md): the event loop stays free, memory does not follow the number."""
    path, crowd = tmp_path / "foule.db", Crowd([20_000])
    shutil.copy(migrated_sqlite, path)
    await asyncio.to_thread(fill_sqlite, str(path), crowd)
    settings = load_settings(
        _env_file=None, data_dir=tmp_path, database_url=f"sqlite+aiosqlite:///{path}", secret_key="s" * 40,
        pepper="p" * 40, export_confirm_above=1_000_000,
    )  # fmt: skip
    container = build_container(settings, clock=lambda: NOW)
    async with container.context.database.transaction() as session:
        from presantra.db.models import Account

        session.add(Account(id=1, email="a@b.fr", email_key="a@b.fr", last_name="M", first_name="C", job_title="G",
                            password_state="own", created_at=datetime(2026, 1, 1, tzinfo=UTC)))  # fmt: skip
    held, stop = [0.0], asyncio.Event()

    async def watch() -> None:
        while not stop.is_set():
            begun = time.perf_counter()
            await asyncio.sleep(0.005)
            held.append(time.perf_counter() - begun - 0.005)

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    watching = asyncio.create_task(watch())
    made = await container.exports.write(crowd.actor(0), EVERYBODY, TableFormat.XLSX)
    stop.set()
    await watching
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    made.discard()
    await container.close()
    assert made.people == 20_000
    assert grown < 60
    assert sorted(held)[int(len(held) * 0.99)] < 0.05
