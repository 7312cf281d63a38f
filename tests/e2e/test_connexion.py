"""The particular cases of the connection procedure, each played by a person in a browser."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta

from playwright.sync_api import Page, expect

from tests.e2e.conftest import Journal, NewPage
from tests.e2e.portal import Portal, link_in, password_in, text_of
from tests.e2e.steps import (
    PASSWORD,
    choose_password,
    create_account,
    enter_identifiers,
    fill_identity,
    heading,
    log_in,
    log_in_here,
    member_in,
    new_address,
    open_menu,
)

NEW_PASSWORD = "lanterne-boussole-7-Verger-tricot"
BAD_LOGIN = "Adresse e-mail ou mot de passe incorrect"
DEAD_LINK = "Ce lien n’est plus valable"
WRONG_PAIR = "ne correspondent pas"


def age(portal: Portal, table: str, column: str, where: str, value: str) -> None:
    """Make a date of the database be long past, as only time can."""
    past = (datetime.now(UTC) - timedelta(days=4)).strftime("%Y-%m-%d %H:%M:%S.%f")
    with closing(sqlite3.connect(portal.data_dir / "presantra.db", timeout=20)) as database, database:
        changed = database.execute(f"UPDATE {table} SET {column} = ? WHERE {where} = ?", (past, value)).rowcount
    assert changed >= 1


def test_a_branch_and_another_company_are_added_to_one_account(page: Page, portal: Portal) -> None:
    member_in(page, portal, new_address())
    for code, number in (("10001 – 1", "td r6t3 w9hd"), ("20002", "TD-G7V2-J3ZK")):
        open_menu(page, "Ajouter une entreprise")
        heading(page, "Ajouter une entreprise")
        page.get_by_label("Code adhérent").fill(code)
        page.get_by_label("N° de télédéclarant").fill(number)
        page.get_by_role("button", name="Valider").click()
        expect(page.get_by_role("status").filter(has_text=code.replace(" ", "").replace("–", "-"))).to_be_visible()
    switcher = page.get_by_role("button", name=re.compile("Changer d’entreprise"))
    switcher.click()
    page.get_by_role("button", name=re.compile("Code adhérent 20002")).click()
    heading(page, "Tableau de bord")
    expect(switcher).to_contain_text("20002")
    page.reload()
    expect(switcher).to_contain_text("20002")


def test_two_people_with_the_same_letter(new_page: NewPage, portal: Portal) -> None:
    employer, accountant = new_address("patronne"), new_address("comptable")
    member_in(new_page(), portal, employer)
    second = new_page()
    first_password = create_account(second, portal, accountant)
    told = text_of(portal.mails.wait(employer, containing="Claire LEFÈVRE"))
    assert accountant not in told
    log_in(second, accountant, first_password)
    choose_password(second)
    heading(second, "Tableau de bord")


def test_an_address_that_already_has_an_account(new_page: NewPage, portal: Portal) -> None:
    address = member_in(new_page(), portal, new_address())
    page = new_page()
    enter_identifiers(page, "20002", "TD-G7V2-J3ZK")
    fill_identity(page, address.upper())
    heading(page, "Consultez votre messagerie")
    mail = text_of(portal.mails.wait(address, containing="20002"))
    assert "/espace/ajouter-une-entreprise" in mail
    assert not re.search(r"\b[0-9A-Z]{5}(-[0-9A-Z]{5}){3}\b", mail)


def test_the_mail_is_lost(page: Page, portal: Portal) -> None:
    address = new_address()
    lost = create_account(page, portal, address)
    page.get_by_role("button", name="Renvoyer l'e-mail").click()
    expect(page.get_by_role("status").filter(has_text="a été renvoyé").first).to_be_visible()
    sent_again = password_in(portal.mails.wait(address, containing="provisoire", count=2))
    log_in(page, address, lost)
    expect(page.get_by_text(BAD_LOGIN)).to_be_visible()
    log_in(page, address, sent_again)
    heading(page, "Choisissez votre mot de passe")


def test_the_first_password_has_expired(page: Page, portal: Portal) -> None:
    address = new_address()
    expired = create_account(page, portal, address)
    age(portal, "account", "first_expires_at", "email", address)
    log_in(page, address, expired)
    expect(page.get_by_text(BAD_LOGIN)).to_be_visible()
    page.get_by_role("link", name="Mot de passe oublié ?").click()
    page.get_by_label("Adresse e-mail").fill(address)
    page.get_by_role("button", name="Valider").click()
    expect(page.get_by_text("Si un compte existe")).to_be_visible()
    fresh = password_in(portal.mails.wait(address, containing="provisoire", count=2))
    log_in(page, address, fresh)
    choose_password(page)
    heading(page, "Tableau de bord")


def test_the_first_password_works_once(new_page: NewPage, portal: Portal) -> None:
    page, address = new_page(), new_address()
    first = create_account(page, portal, address)
    log_in(page, address, first)
    heading(page, "Choisissez votre mot de passe")
    page.goto("/espace/salaries")
    heading(page, "Choisissez votre mot de passe")
    other = new_page()
    log_in(other, address, first)
    expect(other.get_by_text(BAD_LOGIN)).to_be_visible()
    choose_password(page)
    heading(page, "Tableau de bord")


def test_the_password_is_changed_from_the_menu(new_page: NewPage, portal: Portal) -> None:
    page = new_page()
    address = member_in(page, portal, new_address())
    open_menu(page, "Modifier mon mot de passe")
    page.get_by_role("button", name="Recevoir le lien par e-mail").click()
    link = link_in(portal.mails.wait(address, containing="/reinitialiser-mot-de-passe#"), "/reinitialiser-mot-de-passe")
    choose_with_link(page, link, NEW_PASSWORD)
    heading(page, "Connexion")
    expect(page.get_by_text("Votre mot de passe est enregistré")).to_be_visible()
    portal.mails.wait(address, containing="mot de passe a été")
    log_in(page, address, PASSWORD)
    expect(page.get_by_text(BAD_LOGIN)).to_be_visible()
    log_in(page, address, NEW_PASSWORD)
    heading(page, "Tableau de bord")
    choose_with_link(page, link, PASSWORD)
    expect(page.get_by_text(DEAD_LINK)).to_be_visible()


def choose_with_link(page: Page, link: str, password: str) -> None:
    page.goto("about:blank")
    page.goto(link)
    heading(page, "Nouveau mot de passe")
    page.get_by_label("Nouveau mot de passe", exact=True).fill(password)
    page.get_by_label("Confirmer le nouveau mot de passe").fill(password)
    page.get_by_role("button", name="Enregistrer").click()


def forgotten_link(page: Page, portal: Portal, address: str) -> str:
    page.goto("/mot-de-passe-oublie")
    page.get_by_label("Adresse e-mail").fill(address)
    page.get_by_role("button", name="Valider").click()
    expect(page.get_by_text("Si un compte existe")).to_be_visible()
    return link_in(portal.mails.wait(address, containing="/reinitialiser-mot-de-passe#"), "/reinitialiser-mot-de-passe")


def test_a_link_too_late_or_altered(new_page: NewPage, portal: Portal) -> None:
    page = new_page()
    address = member_in(page, portal, new_address())
    visitor = new_page()
    link = forgotten_link(visitor, portal, address)
    choose_with_link(visitor, link[:-3] + "AAA", NEW_PASSWORD)
    expect(visitor.get_by_text(DEAD_LINK)).to_be_visible()
    age(portal, "password_token", "expires_at", "used_at IS NULL AND purpose", "reset")
    choose_with_link(visitor, link, NEW_PASSWORD)
    expect(visitor.get_by_text(DEAD_LINK)).to_be_visible()
    visitor.get_by_role("link", name="Demander un nouveau lien").click()
    heading(visitor, "Mot de passe oublié")
    page.reload()
    heading(page, "Tableau de bord")


def test_a_weak_or_different_password_keeps_the_link(page: Page, portal: Portal) -> None:
    address = member_in(page, portal, new_address())
    link = forgotten_link(page, portal, address)
    choose_with_link(page, link, "presantra-2026-presantra")
    expect(page.get_by_text("trop facile à deviner").first).to_be_visible()
    page.get_by_label("Nouveau mot de passe", exact=True).fill(NEW_PASSWORD)
    page.get_by_label("Confirmer le nouveau mot de passe").fill(f"{NEW_PASSWORD}?")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("ne sont pas identiques")).to_be_visible()
    page.get_by_label("Nouveau mot de passe", exact=True).fill(NEW_PASSWORD)
    page.get_by_label("Confirmer le nouveau mot de passe").fill(NEW_PASSWORD)
    page.get_by_role("button", name="Enregistrer").click()
    heading(page, "Connexion")
    log_in(page, address, NEW_PASSWORD)
    heading(page, "Tableau de bord")


def test_back_reload_and_correction_of_the_address(page: Page, portal: Portal) -> None:
    wrong, right = new_address("erreur"), new_address("juste")
    dead = create_account(page, portal, wrong)
    page.reload()
    expect(page.get_by_text(wrong)).to_be_visible()
    page.go_back()
    fill_identity(page, right)
    heading(page, "Consultez votre messagerie")
    expect(page.get_by_text(right)).to_be_visible()
    alive = password_in(portal.mails.wait(right, containing="provisoire"))
    log_in(page, wrong, dead)
    expect(page.get_by_text(BAD_LOGIN)).to_be_visible()
    log_in(page, right, alive)
    heading(page, "Choisissez votre mot de passe")


def test_lost_connection_in_the_middle_of_the_wizard(page: Page, portal: Portal, journal: Journal) -> None:
    journal.expected += ["WebSocket", "ERR_CONNECTION", "websocket"]
    enter_identifiers(page, "10001", "TD-K4M7-P2XC")
    heading(page, "Créer votre compte")
    page.get_by_label("Prénom").fill("Inès")
    portal.kill()
    lost = page.get_by_text("Connexion interrompue, nouvelle tentative…")
    expect(lost).to_be_visible(timeout=30_000)
    portal.start()
    expect(lost).to_be_hidden(timeout=30_000)
    assert page.get_by_label("Prénom").input_value() == "Inès"
    fill_identity(page, new_address())
    heading(page, "Consultez votre messagerie")


def test_account_page_needs_the_step_before(page: Page) -> None:
    page.goto("/connexion/creer-un-compte")
    heading(page, "Connexion avec votre code adhérent")
    page.goto("/connexion/compte-cree")
    heading(page, "Connexion avec votre code adhérent")


def test_two_tabs_and_log_out_in_one(page: Page, portal: Portal) -> None:
    member_in(page, portal, new_address())
    second = page.context.new_page()
    second.goto("/espace/salaries")
    heading(second, "Salariés")
    open_menu(page, "Se déconnecter")
    heading(page, "Connexion")
    expect(page.get_by_text("Vous êtes déconnecté")).to_be_visible()
    heading(second, "Connexion")
    page.goto("/espace/salaries")
    heading(page, "Connexion")


def test_after_log_in_one_lands_where_one_was_going(page: Page, portal: Portal) -> None:
    address = member_in(page, portal, new_address())
    page.context.clear_cookies()
    page.goto("/espace/factures")
    heading(page, "Connexion")
    expect(page.get_by_text("Votre session a expiré")).to_be_visible()
    log_in_here(page, address)
    heading(page, "Factures")


def test_where_one_was_going_outlives_a_wrong_password_and_a_corrected_address(page: Page, portal: Portal) -> None:
    address = member_in(page, portal, new_address())
    page.context.clear_cookies()
    page.goto("/connexion?suite=/espace/factures?page=1%26statut=reglees")
    log_in_here(page, f"x{address}")
    expect(page.get_by_text(BAD_LOGIN)).to_be_visible()
    page.get_by_role("link", name="Modifier").click()
    heading(page, "Connexion")
    log_in_here(page, address)
    heading(page, "Factures")
    expect(page).to_have_url(re.compile(r"/espace/factures\?page=1&statut=reglees$"))


def test_unknown_and_wrong_pairs_are_told_the_same(page: Page) -> None:
    for code, number in (("10001", "TD-AAAA-AAAA"), ("99999", "TD-K4M7-P2XC")):
        enter_identifiers(page, code, number)
        alert = page.get_by_role("alert")
        expect(alert).to_contain_text(WRONG_PAIR)
        assert page.get_by_label("Code adhérent").input_value() == code
        assert page.get_by_label("N° de télédéclarant").input_value() == number
    enter_identifiers(page, "12", "TD-1")
    expect(page.get_by_role("alert")).to_contain_text("5 chiffres")
    expect(page.get_by_role("alert")).to_contain_text("TD-XXXX-XXXX")


def test_malformed_address_and_hostile_names(page: Page, portal: Portal) -> None:
    enter_identifiers(page, "10001", "TD-K4M7-P2XC")
    fill_identity(page, "pas une adresse")
    expect(page.get_by_role("alert")).to_contain_text("adresse e-mail")
    hostile = "<script>alert(1)</script>'; DROP TABLE account;--"
    fill_identity(page, new_address(), last=hostile, first="Zoé 🎉 " + "é" * 150)
    heading(page, "Consultez votre messagerie")
    page.get_by_role("link", name="Corriger l’adresse").click()
    fill_identity(page, new_address(), last="N" * 201)
    expect(page.get_by_role("alert")).to_contain_text("200")
