"""Two worker processes that share PostgreSQL and Redis: one of them dies, or Redis does; people go on."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator

import psutil
import pytest
from playwright.sync_api import Page, expect

from tests.e2e import ledger
from tests.e2e.conftest import Journal, NewPage
from tests.e2e.portal import Portal, SmtpServer, password_in
from tests.e2e.stands import PostgresServer, RedisServer
from tests.e2e.steps import choose_password, enter_identifiers, fill_identity, heading, log_in, member_in, new_address

UNAVAILABLE = "momentanément indisponible"
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
    children = psutil.Process(portal._process.pid).children()
    return {child.pid: child for child in children if "resource_tracker" not in " ".join(child.cmdline())}


def kill_a_worker(portal: Portal) -> None:
    """The one that serves; the master starts another, and the portal never stops answering for good."""
    before = workers(portal)
    assert len(before) == 2
    for victim in before.values():
        if any(c.status == psutil.CONN_ESTABLISHED and c.laddr.port == portal.port for c in victim.net_connections()):
            os.kill(victim.pid, signal.SIGKILL)
            break
    else:
        raise AssertionError("aucun processus ne tient de connexion")
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        now = workers(portal)
        if len(now) == 2 and victim.pid not in now:
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
