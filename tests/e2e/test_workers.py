"""Two worker processes that share PostgreSQL and Redis: one of them dies, or Redis does; people go on."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack, suppress

import httpx
import psutil
import pytest
from playwright.sync_api import Page, expect

from presantra.services.imports import Status
from tests.e2e import ledger
from tests.e2e.conftest import Journal, NewPage
from tests.e2e.load import CREATION, VISIT, Tab, first_log_in
from tests.e2e.portal import Portal, SmtpServer, apart, password_in
from tests.e2e.stands import PostgresServer, RedisServer
from tests.e2e.steps import choose_password, enter_identifiers, fill_identity, heading, log_in, member_in, new_address
from tests.import_screen import Screen, company_of, send_file
from tests.socket import tab as socket_tab

UNAVAILABLE = "momentanément indisponible"
HYDRATE = "reflex___state____state.hydrate"
SEARCH = VISIT + "search"
CROWD_SIZE = 20_000
CROWD = "Nom;Prénom;Date de naissance;Sexe;Date d'entrée;Contrat;Poste\n" + "".join(
    f"Foule{rank};Zoé;14/07/1991;F;02/02/2026;CDI;Vendeuse\n" for rank in range(CROWD_SIZE)
)
LOST = ["WebSocket", "ERR_CONNECTION", "websocket"]


@pytest.fixture(scope="module")
def redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    server = RedisServer(tmp_path_factory.mktemp("redis"))
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, redis: RedisServer) -> Iterator[Portal]:
    """Two workers, and a mail server whose every mail is counted."""
    postgres = PostgresServer(tmp_path_factory.mktemp("ouvriers") / "pg")
    smtp = SmtpServer()
    smtp.start()
    running = Portal(
        tmp_path_factory.mktemp("portail"),
        smtp=smtp, database_url=postgres.url, PRESANTRA_REDIS_URL=redis.url, PRESANTRA_WORKERS="2",
        PRESANTRA_BCRYPT_COST="4",
    )  # fmt: skip
    running.start()
    yield running
    running.stop()
    smtp.stop()
    postgres.close()


def workers(portal: Portal) -> dict[int, psutil.Process]:
    assert portal._process is not None
    found = {}
    for child in psutil.Process(portal._process.pid).children():
        with suppress(psutil.ZombieProcess, psutil.NoSuchProcess):
            if "resource_tracker" not in " ".join(child.cmdline()):
                found[child.pid] = child
    return found


def holds_a_connection(portal: Portal, worker: psutil.Process) -> bool:
    connections = worker.net_connections()
    return any(c.status == psutil.CONN_ESTABLISHED and c.laddr.port == portal.port for c in connections)


def kill_a_worker(portal: Portal) -> None:
    """The one at the other end of the page's socket; the master starts another."""
    before = workers(portal)
    assert len(before) == 2
    victim = next(pid for pid, worker in before.items() if holds_a_connection(portal, worker))
    os.kill(victim, signal.SIGKILL)
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        now = workers(portal)
        if len(now) == 2 and victim not in now:
            return
        time.sleep(0.2)
    raise AssertionError(f"le processus n’est pas remplacé : {workers(portal)}")


def fill_arrival(page: Page, name: str, first: str) -> None:
    heading(page, "Déclarer une arrivée")
    page.get_by_label("Nom de naissance").fill(name)
    page.get_by_label("Prénom").fill(first)
    page.get_by_label("Date de naissance").fill("1990-02-11")
    page.get_by_label("Sexe").select_option(label="Femme")
    page.get_by_label("Date d'entrée").fill("2026-06-01")
    page.get_by_label("Type de contrat").select_option(label="CDI")
    page.get_by_label("Poste", exact=True).fill("Ébéniste")


def save(page: Page) -> None:
    page.get_by_role("button", name="Enregistrer", exact=True).click()


def count(portal: Portal, table: str) -> int:
    return int(ledger.rows(portal, f"SELECT count(*) FROM {table}")[0])


def test_wizard_and_arrival_while_a_worker_dies(house: Portal, new_page: NewPage, journal: Journal) -> None:
    journal.expected += LOST
    page, address = new_page(house.url), new_address("ouvrier")
    enter_identifiers(page, "10001", "TD-K4M7-P2XC")
    heading(page, "Créer votre compte")
    page.get_by_label("Fonction").fill("Gérante")
    kill_a_worker(house)
    expect(page.get_by_label("Fonction")).to_have_value("Gérante")
    fill_identity(page, address)
    heading(page, "Consultez votre messagerie")
    first = password_in(house.mails.wait(address, containing="provisoire"))
    log_in(page, address, first)
    choose_password(page)
    heading(page, "Tableau de bord")
    page.goto("/espace/salaries/arrivee")
    fill_arrival(page, "Corvec", "Gwenn")
    time.sleep(6)  # a worker that dies twice within five seconds is a crash loop, and ends the portal
    kill_a_worker(house)
    expect(page.get_by_label("Nom de naissance")).to_have_value("Corvec")
    save(page)
    heading(page, "Gwenn CORVEC")
    assert count(house, "employee WHERE birth_name = 'Corvec'") == 1
    ledger.wait_until_sent(house)
    assert len(house.mails.to(address)) == len({str(m["Message-ID"]) for m in house.mails.to(address)})
    ledger.assert_nothing_by_halves(house)
    ledger.assert_mails_left(house)


def test_redis_is_down_in_the_middle_of_an_arrival(
    house: Portal, redis: RedisServer, new_page: NewPage, journal: Journal
) -> None:
    journal.expected += LOST
    page = new_page(house.url)
    member_in(page, house, new_address("redis"))
    page.goto("/espace/salaries/arrivee")
    fill_arrival(page, "Quiviger-Essai", "")
    redis.stop()
    save(page)
    expect(page.get_by_role("alert").filter(has_text=UNAVAILABLE)).to_be_visible()
    save(page)
    redis.start()
    expect(page.get_by_label("Nom de naissance")).to_have_value("Quiviger-Essai")
    assert count(house, "employee WHERE birth_name = 'Quiviger-Essai'") == 0
    save(page)
    expect(page.get_by_role("alert").filter(has_text="Indiquez le prénom")).to_be_visible()
    expect(page.get_by_text(UNAVAILABLE)).to_have_count(0)
    expect(page.get_by_label("Nom de naissance")).to_have_value("Quiviger-Essai")
    expect(page.get_by_label("Poste", exact=True)).to_have_value("Ébéniste")
    page.get_by_label("Prénom").fill("Ronan")
    save(page)
    heading(page, "Ronan QUIVIGER-ESSAI")
    assert count(house, "employee WHERE birth_name = 'Quiviger-Essai'") == 1
    told = house.log.read_text()
    assert told.count("Redis ne répond pas") < 50
    assert "Erreur inattendue" not in told


def test_a_tab_of_one_browser_is_empty_for_another(house: Portal) -> None:
    """What Redis keeps of a tab is given back to the session that left it there, and to nobody else."""
    apart(_leave_a_tab_and_take_it(house))


async def _leave_a_tab_and_take_it(house: Portal) -> None:
    email, secret = new_address("onglet"), "Secret-De-Famille"
    async with Tab(house.url) as mine:
        await join(mine, house, email)
        await mine.emit(HYDRATE, "/espace/visites")
        await mine.emit(SEARCH, "/espace/visites/demande", text=secret)
        await until(mine, lambda told: "Clélia LEFÈVRE" in told and "Aucun salarié présent" in told)
        await mine.hang_up()
        async with Tab(house.url, mine.token) as theirs:
            await theirs.emit(HYDRATE, "/connexion")
            told = await until(theirs, lambda told: "person_name" in told)
            assert "Clélia" not in told
            assert "Aucun salarié présent" not in told
            assert email not in told


async def join(tab: Tab, house: Portal, email: str) -> None:
    """The whole first access, as far as the space."""
    pair = {"code": "10001", "number": "TD-K4M7-P2XC"}
    identity = {"last_name": "Lefèvre", "first_name": "Clélia", "job_title": "Gérante", "email": email}
    await tab.send(CREATION + "submit_identifiers", "/connexion/code-adherent", form=pair)
    await tab.send(CREATION + "submit_account", "/connexion/creer-un-compte", form=identity)
    await first_log_in(tab, house, email)


async def until(tab: Tab, heard: Callable[[str], bool], seconds: float = 15) -> str:
    """Everything the tab was told, once that is among it."""
    deadline = time.monotonic() + seconds
    while not heard(told := json.dumps(tab.heard, ensure_ascii=False)):
        assert time.monotonic() < deadline, told[:3000]
        await asyncio.sleep(0.05)
    return told


def test_an_import_goes_on_in_another_worker(house: Portal) -> None:
    """Compared in one worker, confirmed in another that is killed meanwhile: the first one tells, and does it again."""
    apart(_import_between_workers(house))


async def _import_between_workers(house: Portal) -> None:
    async with Tab(house.url) as person:
        await join(person, house, new_address("import"))
        cookies = dict(person.cookies)
    before = count(house, "employee")
    browser = httpx.AsyncClient(base_url=house.url, cookies=cookies, headers={"Origin": house.url})
    async with asyncio.timeout(240), AsyncExitStack() as open_tabs, browser as http:
        (tab, _), (elsewhere, victim) = await one_tab_a_worker(house, cookies, open_tabs)
        job = await send_file(http, await company_of(tab), "equipe.csv", CROWD.encode())
        screen, other = Screen(tab, job), Screen(elsewhere, job)
        await screen.do("load")
        await screen.until(Status.MAPPING)
        await screen.choose()
        await screen.until(Status.PREVIEW)
        await other.do("load")
        assert other.status == Status.PREVIEW
        await other.do("confirm", form={})
        await screen.until(Status.APPLYING)
        while not screen.progress:
            await screen.do("poll")
        os.kill(victim, signal.SIGKILL)
        await screen.until(Status.PREVIEW)
        assert "Cet import n’a pas été appliqué" in screen.told
        assert count(house, "employee") == before
        await screen.do("confirm", form={})
        await screen.until(Status.DONE)
    assert count(house, "employee") == before + CROWD_SIZE
    ledger.assert_nothing_by_halves(house)


async def one_tab_a_worker(
    house: Portal, cookies: dict[str, str], open_tabs: AsyncExitStack
) -> list[tuple[socket_tab.Tab, int]]:
    """The system gives a connection to the worker it likes: as many as are needed to have both."""
    found: dict[int, socket_tab.Tab] = {}
    while len(found) < 2:
        tab = await open_tabs.enter_async_context(socket_tab.Tab(house.url, cookies))
        port = tab.local_port
        [pid] = [
            pid
            for pid, worker in workers(house).items()
            if any(c.raddr and c.raddr.port == port for c in worker.net_connections())
        ]
        found.setdefault(pid, tab)
    return [(tab, pid) for pid, tab in found.items()]
