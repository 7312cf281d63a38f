"""Promises of imports: 10,000 rows in seconds, a loop that stays free, nothing by halves after 50 kills.

Measures of time: nothing else may run beside.
"""

from __future__ import annotations

import asyncio
import random
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
import psutil
import psycopg
import pytest
from sqlalchemy import text

from presantra.bootstrap import Container
from presantra.db import bulk
from presantra.services.actor import Actor
from presantra.services.imports import JobView, Status
from presantra.services.imports.application import Application
from presantra.services.spreadsheets import MAX_ROWS
from tests.bench.conftest import Place
from tests.bench.employees.workbooks import workbook
from tests.bench.loop import LIMIT_TICK_MS, watched_loop
from tests.import_kills import Scene, Stage
from tests.import_screen import Screen, company_of, send_file
from tests.import_steps import preview, settled
from tests.socket.tab import Tab

ROWS = 10_000
LIMIT_SECONDS = 3.0
PATIENCE = 120.0  # of the longest file, on the slowest machine
LIMIT_MEMORY_MB = {ROWS: 150, MAX_ROWS: 500}
# Promised for 10,000 rows (`LIMIT_TICK_MS`); five times as many hold the loop a little longer, and it is said.
LONGEST_TICK_MS = 80.0
ATTEMPTS = 3  # the machine is shared: a noisy neighbour is not a slow import
# On each database, 25: before the transaction, within it, once it is committed.
KILLS = ((Stage.GO, 5), (Stage.WRITING, 15), (Stage.WRITTEN, 5))
WHERE = {Stage.GO: "avant", Stage.WRITING: "pendant la transaction", Stage.WRITTEN: "après"}


@pytest.fixture(scope="module")
def content() -> bytes:
    return workbook(ROWS)


@pytest.mark.parametrize("change", [False, True], ids=["arrivals", "changes"])
async def test_rows_of_the_service(
    container: Container, claire: Actor, content: bytes, change: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Time, event loop and database phase of one process, on each database; the second file changes everybody."""
    database = "postgresql" if container.context.database.is_postgresql else "sqlite"
    if change:
        await _confirmed(container, claire, await preview(container, claire, content, "paie.xlsx"))
        content = workbook(ROWS, job="Directeur")
    best: dict[str, float] = {}
    for _ in range(ATTEMPTS):
        measured = await _measure(container, claire, content, monkeypatch)
        best = {name: min(value, best.get(name, value)) for name, value in measured.items()}
        print(f"\n{database}, {'changements' if change else 'arrivées'} : {_shown(measured)}")
        if _kept(best):
            return
    raise AssertionError(best)


async def test_the_longest_file_of_the_service(
    container: Container, claire: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As many rows as a file may have: what it takes, a loop nearly as free, and everything taken back."""
    content = await asyncio.to_thread(workbook, MAX_ROWS)
    for _ in range(ATTEMPTS):
        with grown_memory() as grown:
            measured, view = await _timed(container, claire, content, monkeypatch)
        assert view.counts["arrivee"] == MAX_ROWS
        begun = time.perf_counter()
        await _undone(container, claire, view)
        measured |= {"mémoire Mo": max(grown), "annulation s": time.perf_counter() - begun}
        name = "postgresql" if container.context.database.is_postgresql else "sqlite"
        print(f"\n{name}, {MAX_ROWS} arrivées : {_shown(measured)}")
        if measured["boucle ms"] <= LONGEST_TICK_MS:
            return
    raise AssertionError(measured)


@contextmanager
def grown_memory() -> Iterator[list[float]]:
    """Megabytes of this process and of its children above what it began with; PostgreSQL is not one of them."""
    me, stop, grown = psutil.Process(), threading.Event(), [0.0]
    servers = {child.pid for child in me.children(recursive=True)}
    idle = me.memory_info().rss

    def watch() -> None:
        while not stop.wait(0.05):
            with suppress(psutil.NoSuchProcess):
                readers = [child for child in me.children(recursive=True) if child.pid not in servers]
                grown.append((sum(one.memory_info().rss for one in (me, *readers)) - idle) / 1024**2)

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield grown
    finally:
        stop.set()
        thread.join()


def _kept(best: dict[str, float]) -> bool:
    in_time = best["aperçu s"] <= LIMIT_SECONDS and best["import s"] <= LIMIT_SECONDS
    return in_time and best["boucle ms"] <= LIMIT_TICK_MS and best.get("rapport", 0) <= 2


async def _measure(
    container: Container, actor: Actor, content: bytes, monkeypatch: pytest.MonkeyPatch
) -> dict[str, float]:
    """One import, measured then undone, so that the next attempt begins where this one did."""
    measured, view = await _timed(container, actor, content, monkeypatch)
    await _undone(container, actor, view)
    if view.counts.get("arrivee"):
        measured |= await _against_executemany(container, actor, content, monkeypatch)
    return measured


async def _timed(
    container: Container, actor: Actor, content: bytes, monkeypatch: pytest.MonkeyPatch
) -> tuple[dict[str, float], JobView]:
    phase = _clocked(monkeypatch)
    async with watched_loop() as late:
        begun = time.perf_counter()
        view = await preview(container, actor, content, "paie.xlsx", PATIENCE)
        shown = time.perf_counter()
        await _confirmed(container, actor, view)
        done = time.perf_counter()
        while not phase:  # the commit is seen from the database a little before the task says so
            await asyncio.sleep(0.01)
    monkeypatch.undo()
    measured = {"aperçu s": shown - begun, "import s": done - shown, "boucle ms": max(late), "base s": phase[0]}
    return measured, view


async def _against_executemany(
    container: Container, actor: Actor, content: bytes, monkeypatch: pytest.MonkeyPatch
) -> dict[str, float]:
    """The transaction of another import, whose rows are kept and written again by the driver alone.

    Not the import whose loop is watched: rows that a test keeps are looked at by the garbage collector.
    """
    inserted: list[tuple[bulk.Columns, list[bulk.Row]]] = []
    insert = bulk.insert

    async def noted(session: Any, columns: bulk.Columns, rows: Any) -> None:
        inserted.append((columns, list(rows)))
        await insert(session, columns, rows)

    monkeypatch.setattr(bulk, "insert", noted)
    phase = _clocked(monkeypatch)
    view = await preview(container, actor, content, "paie.xlsx")
    await _confirmed(container, actor, view)
    while not phase:
        await asyncio.sleep(0.01)
    monkeypatch.undo()
    await _undone(container, actor, view)
    raw = await asyncio.to_thread(_raw, container.context.settings.database_url, inserted)
    await _forget(container)
    return {"executemany s": raw, "rapport": phase[0] / raw}


def _clocked(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Where the seconds of the transaction of the next import will be."""
    phase: list[float] = []
    write = Application._write

    async def timed(self: Any, *arguments: Any) -> None:
        begun = time.perf_counter()
        await write(self, *arguments)
        phase.append(time.perf_counter() - begun)

    monkeypatch.setattr(Application, "_write", timed)
    return phase


async def _confirmed(container: Container, actor: Actor, view: JobView) -> None:
    await container.imports.confirm(actor, view.public_id, view.version)
    assert (await settled(container, actor, view.public_id, PATIENCE)).status is Status.DONE


async def _undone(container: Container, actor: Actor, view: JobView) -> None:
    await container.imports.undo(actor, view.public_id)
    undone = await settled(container, actor, view.public_id, PATIENCE)
    assert undone.counts["gardes"] == 0


def _raw(url: str, inserted: list[tuple[bulk.Columns, list[bulk.Row]]]) -> float:
    """The same rows by the driver's executemany in one transaction; the journal's go to a chain of their own."""
    rows = [(columns, [_moved(columns, row) for row in rows]) for columns, rows in inserted]
    if url.startswith("sqlite"):
        connection: Any = sqlite3.connect(url.partition(":///")[2])
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")
        mark = "?"
    else:
        connection, mark = psycopg.connect(url.replace("+psycopg", "")), "%s"
    begun = time.perf_counter()
    cursor = connection.cursor()
    for columns, values in rows:
        marks = ", ".join([mark] * len(columns.names))
        cursor.executemany(f"INSERT INTO {columns.table} ({', '.join(columns.names)}) VALUES ({marks})", values)
    connection.commit()
    spent = time.perf_counter() - begun
    connection.close()
    return spent


def _moved(columns: bulk.Columns, row: bulk.Row) -> bulk.Row:
    if columns.table != "audit_entry":
        return row
    return tuple("raw" if name == "chain" else value for name, value in zip(columns.names, row, strict=True))


async def _forget(container: Container) -> None:
    async with container.context.database.transaction() as session:
        await session.execute(text("DELETE FROM audit_entry WHERE chain = 'raw'"))
        for table in ("employment", "employee"):
            await session.execute(text(f"DELETE FROM {table}"))


def _shown(measured: dict[str, float]) -> str:
    return ", ".join(f"{name} {value:.2f}" for name, value in measured.items())


@pytest.mark.parametrize(("place", "count"), [(4, ROWS), (5, MAX_ROWS)], indirect=["place"])
async def test_rows_of_the_portal(place: Place, count: int) -> None:
    """The production server: the file over HTTP, the screen over the socket; its memory, and what others feel."""
    portal, person, content = place.portal, place.person, workbook(count)
    server = psutil.Process(portal._process.pid)
    idle = _memory(server)
    peak, waits = [idle], [0.0]
    browser = httpx.AsyncClient(base_url=portal.url, cookies=person.cookies, headers={"Origin": portal.url})
    async with Tab(portal.url, person.cookies) as tab, browser as http:
        company = await company_of(tab)
        watching = asyncio.create_task(_watch(server, portal.url, peak, waits))
        begun, spent = time.perf_counter(), _processor(server)
        screen = Screen(tab, await send_file(http, company, "paie.xlsx", content))
        await screen.do("load")
        await screen.until(Status.MAPPING)
        await screen.choose()
        await screen.until(Status.PREVIEW)
        shown, spent_shown = time.perf_counter(), _processor(server)
        await screen.do("confirm", form={})
        await screen.until(Status.DONE)
        done, spent_done = time.perf_counter(), _processor(server)
        watching.cancel()
    grown = (max(peak) - idle) / 1024**2
    print(f"\nportail, {count} lignes : aperçu {shown - begun:.2f} s, import {done - shown:.2f} s,", end=" ")
    print(f"mémoire +{grown:.0f} Mo,", end=" ")
    print(f"une autre requête attend au plus {max(waits):.0f} ms ;", end=" ")
    print(f"processeur : {spent_shown - spent:.2f} s puis {spent_done - spent_shown:.2f} s")
    assert grown <= LIMIT_MEMORY_MB[count]
    if count == ROWS:
        assert shown - begun <= LIMIT_SECONDS
        assert done - shown <= LIMIT_SECONDS


def _processor(server: psutil.Process) -> float:
    """Seconds of processor of the server so far, which a busy neighbour does not lengthen."""
    times = [process.cpu_times() for process in (server, *server.children(recursive=True))]
    return sum(one.user + one.system for one in times)


def _memory(server: psutil.Process) -> int:
    return sum(process.memory_info().rss for process in (server, *server.children(recursive=True)))


async def _watch(server: psutil.Process, url: str, peak: list[int], waits: list[float]) -> None:
    async with httpx.AsyncClient(base_url=url) as http:
        while True:
            begun = time.perf_counter()
            await http.get("/sante/vivant")
            waits.append((time.perf_counter() - begun) * 1000)
            peak.append(_memory(server))
            await asyncio.sleep(0.02)


async def test_killed_at_random_points(database_url: str, tmp_path: Path) -> None:
    """Fifty kills over both databases: each leaves nothing or everything, and the page tells which."""
    scene = Scene(database_url, tmp_path / "var", workbook(1_000), 1_000)
    await scene.open()
    before, within = await scene.whole()
    await scene.take_back()
    chance = random.Random(2026)
    lengths = {Stage.GO: before, Stage.WRITING: within, Stage.WRITTEN: 0.2}
    told: Counter[str] = Counter()
    for stage, kills in KILLS:
        for _ in range(kills):
            reached = scene.kill(stage, chance.uniform(0, lengths[stage]))
            applied = await scene.truth()
            assert applied or reached < Stage.WRITTEN, "ce qui était enregistré a disparu"
            told[f"{WHERE[min(reached, Stage.WRITTEN)]}, {'tout' if applied else 'rien'}"] += 1
            if applied:
                await scene.take_back()
    await scene.container.close()
    name = database_url.partition(":")[0]
    print(f"\n{name} : {told.total()} arrêts brutaux ({before:.2f} s, puis {within:.2f} s de transaction) ;", end=" ")
    print(" ; ".join(f"{where} : {count}" for where, count in sorted(told.items())))
    inside = sum(count for where, count in told.items() if where.startswith(WHERE[Stage.WRITING]))
    assert inside >= sum(kills for _, kills in KILLS) / 3
