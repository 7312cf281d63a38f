"""The mail server or the database goes away and comes back: people are told, and lose nothing of what they typed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.e2e import ledger
from tests.e2e.conftest import Journal, NewPage
from tests.e2e.portal import Portal, SmtpServer
from tests.e2e.stands import PostgresServer
from tests.e2e.steps import (
    PASSWORD,
    choose_password,
    create_account,
    enter_identifiers,
    fill_identity,
    heading,
    log_in,
    member_in,
    new_address,
)

UNAVAILABLE = "momentanément indisponible"
TYPED = {"Nom de naissance": "Kervella", "Prénom": "Maïwenn", "Poste": "Ébéniste"}


@pytest.fixture(scope="module")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresServer]:
    server = PostgresServer(tmp_path_factory.mktemp("pannes") / "pg")
    yield server
    server.close()


@pytest.fixture(scope="module")
def mail_server() -> Iterator[SmtpServer]:
    server = SmtpServer()
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def house(
    tmp_path_factory: pytest.TempPathFactory, postgres: PostgresServer, mail_server: SmtpServer
) -> Iterator[Portal]:
    """A portal on servers that the tests stop."""
    running = Portal(
        tmp_path_factory.mktemp("portail"), smtp=mail_server, database_url=postgres.url, PRESANTRA_BCRYPT_COST="4"
    )
    running.start()
    yield running
    running.stop()


def fill_arrival(page: Page) -> None:
    for label, value in TYPED.items():
        page.get_by_label(label, exact=label == "Poste").fill(value)
    page.get_by_label("Date de naissance").fill("1990-02-11")
    page.get_by_label("Sexe").select_option(label="Femme")
    page.get_by_label("Date d'entrée").fill("2026-06-01")
    page.get_by_label("Type de contrat").select_option(label="CDI")


def save(page: Page) -> None:
    page.get_by_role("button", name="Enregistrer", exact=True).click()


def count(portal: Portal, statement: str) -> int:
    return int(ledger.rows(portal, f"SELECT count(*) FROM {statement}")[0])


def test_the_mail_server_is_down(house: Portal, mail_server: SmtpServer, new_page: NewPage) -> None:
    worker = new_page(house.url)
    member_in(worker, house, new_address())
    before = len(house.mails.received)
    mail_server.stop()
    page, address = new_page(house.url), new_address("sans-courriel")
    enter_identifiers(page, "10001", "TD-K4M7-P2XC")
    fill_identity(page, address)
    heading(page, "Consultez votre messagerie")
    worker.goto("/espace/salaries/arrivee")
    fill_arrival(worker)
    worker.get_by_label("Demander la visite").check()
    save(worker)
    heading(worker, "Maïwenn KERVELLA")
    assert len(house.mails.received) == before
    assert count(house, "outbox_mail WHERE status = 'waiting'") >= 3
    mail_server.start()
    ledger.hurry_mails(house)
    house.mails.wait(address, containing="provisoire")
    ledger.wait_until_sent(house)
    ledger.assert_nothing_by_halves(house)
    ledger.assert_mails_left(house)


def test_the_mail_server_asks_to_come_back_later(house: Portal, new_page: NewPage) -> None:
    house.mails.refusing = True
    page, address = new_page(house.url), new_address("plus-tard")
    enter_identifiers(page, "10001", "TD-K4M7-P2XC")
    fill_identity(page, address)
    heading(page, "Consultez votre messagerie")
    postponed = "outbox_mail WHERE status = 'waiting' AND attempts = 1 AND last_error LIKE '%451%'"
    for _ in range(100):
        if count(house, postponed):
            break
        page.wait_for_timeout(100)
    assert count(house, postponed) >= 1
    house.mails.refusing = False
    assert house.mails.to(address) == []
    ledger.hurry_mails(house)
    house.mails.wait(address, containing="provisoire")
    ledger.wait_until_sent(house)
    assert len(house.mails.to(address)) == 1


def test_the_database_is_down_in_the_middle_of_the_first_steps(
    house: Portal, postgres: PostgresServer, new_page: NewPage
) -> None:
    page, address = new_page(house.url), new_address("base")
    enter_identifiers(page, "10001", "TD-K4M7-P2XC")
    heading(page, "Créer votre compte")
    postgres.stop()
    try:
        fill_identity(page, address)
        expect(page.get_by_role("alert").filter(has_text=UNAVAILABLE)).to_be_visible()
        expect(page.get_by_label("Adresse e-mail du déclarant")).to_have_value(address)
    finally:
        postgres.start()
    assert count(house, f"account WHERE email = '{address}'") == 0
    page.get_by_role("button", name="Créer le compte").click()
    heading(page, "Consultez votre messagerie")
    assert count(house, f"account WHERE email = '{address}'") == 1


def test_the_database_is_down_in_the_middle_of_an_arrival(
    house: Portal, postgres: PostgresServer, new_page: NewPage, journal: Journal
) -> None:
    page = new_page(house.url)
    member_in(page, house, new_address())
    page.goto("/espace/salaries/arrivee")
    fill_arrival(page)
    page.get_by_label("Prénom").fill("Ael")
    before = count(house, "employee")
    third = page.context.new_page()
    third.goto("/espace")
    expect(third.get_by_text("Salariés présents")).to_be_visible()
    postgres.stop()
    try:
        save(page)
        expect(page.get_by_role("alert").filter(has_text=UNAVAILABLE).first).to_be_visible()
        for label, value in (TYPED | {"Prénom": "Ael"}).items():
            expect(page.get_by_label(label, exact=label == "Poste")).to_have_value(value)
        other = page.context.new_page()
        other.goto("/espace/salaries?statut=presents")
        heading(other, "Service momentanément indisponible")
        third.get_by_role("link", name="Factures").first.click()
        expect(third.get_by_role("alert").filter(has_text=UNAVAILABLE).first).to_be_visible()
    finally:
        postgres.start()
    assert count(house, "employee") == before
    save(page)
    heading(page, "Ael KERVELLA")
    expect(page.get_by_text(UNAVAILABLE)).to_have_count(0)
    assert count(house, "employee") == before + 1
    other.get_by_role("link", name="Réessayer").click()
    heading(other, "Salariés")
    expect(other).to_have_url(f"{house.url}/espace/salaries?statut=presents")
    third.get_by_role("link", name="Salariés").first.click()
    heading(third, "Salariés")
    expect(third.get_by_text(UNAVAILABLE)).to_have_count(0)


def test_the_database_is_down_at_log_in(house: Portal, postgres: PostgresServer, new_page: NewPage) -> None:
    page, address = new_page(house.url), new_address("entree")
    first = create_account(page, house, address)
    log_in(page, address, first)
    choose_password(page)
    heading(page, "Tableau de bord")
    page.context.clear_cookies()
    page.goto("/connexion")
    page.get_by_label("Adresse e-mail").fill(address)
    page.get_by_role("button", name="Valider").click()
    heading(page, "Mot de passe")
    postgres.stop()
    try:
        page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Valider").click()
        expect(page.get_by_text(UNAVAILABLE).first).to_be_visible()
        heading(page, "Mot de passe")
        expect(page.get_by_text(address)).to_be_visible()
    finally:
        postgres.start()
    page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Valider").click()
    heading(page, "Tableau de bord")
