"""What a person does, in his own words; found by roles and French names, never by the code."""

from __future__ import annotations

import re
from itertools import count

from playwright.sync_api import Locator, Page, expect

from tests.e2e.portal import Portal, password_in

PASSWORD = "cerise-tambour-9-glacier-Velours"
_serial = count(1)


def new_address(name: str = "claire") -> str:
    return f"{name}.{next(_serial)}.{id(_serial) % 9973}@menuiserie-lefevre.example"


def heading(page: Page, title: str) -> None:
    expect(page.get_by_role("heading", level=1, name=title, exact=True)).to_be_visible()


def enter_identifiers(page: Page, code: str, number: str) -> None:
    page.goto("/connexion/code-adherent")
    page.get_by_label("Code adhérent").fill(code)
    page.get_by_label("N° de télédéclarant").fill(number)
    page.get_by_role("button", name="Valider").click()


def fill_identity(
    page: Page, address: str, *, last: str = "Lefèvre", first: str = "Claire", job: str = "Gérante"
) -> None:
    heading(page, "Créer votre compte")
    page.get_by_label("Prénom", exact=False).fill(first)
    page.get_by_label(re.compile("^Nom")).fill(last)
    page.get_by_label("Fonction").fill(job)
    page.get_by_label("Adresse e-mail du déclarant").fill(address)
    page.get_by_role("button", name="Créer le compte").click()


def create_account(page: Page, portal: Portal, address: str, code: str = "10001", number: str = "TD-K4M7-P2XC") -> str:
    """From the letter to the mail; the first password."""
    enter_identifiers(page, code, number)
    fill_identity(page, address)
    heading(page, "Consultez votre messagerie")
    return password_in(portal.mails.wait(address, containing="provisoire"))


def log_in(page: Page, address: str, password: str) -> None:
    page.goto("/connexion")
    log_in_here(page, address, password)


def log_in_here(page: Page, address: str, password: str = PASSWORD) -> None:
    """From the log-in page that one was sent to, which knows where to go afterwards."""
    page.get_by_label("Adresse e-mail").fill(address)
    page.get_by_role("button", name="Valider").click()
    heading(page, "Mot de passe")
    page.get_by_label("Mot de passe", exact=True).fill(password)
    page.get_by_role("button", name="Valider").click()


def choose_password(page: Page, password: str = PASSWORD) -> None:
    heading(page, "Choisissez votre mot de passe")
    page.get_by_label("Nouveau mot de passe", exact=True).fill(password)
    page.get_by_label("Confirmer le nouveau mot de passe").fill(password)
    page.get_by_role("button", name="Enregistrer").click()


def member_in(page: Page, portal: Portal, address: str, code: str = "10001", number: str = "TD-K4M7-P2XC") -> str:
    """A person in his space, from nothing; his address."""
    first = create_account(page, portal, address, code, number)
    log_in(page, address, first)
    choose_password(page)
    heading(page, "Tableau de bord")
    return address


def open_menu(page: Page, entry: str) -> None:
    """An entry of the menu « Prénom NOM »."""
    page.get_by_role("navigation", name="Mon compte").get_by_role("button").first.click()
    page.get_by_role("navigation", name="Mon compte").get_by_text(entry, exact=True).click()


def confirm_identity(page: Page) -> None:
    """« Confirmez que c’est bien vous », with one's password."""
    heading(page, "Confirmez que c’est bien vous")
    page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Confirmer", exact=True).click()


def line_of(page: Page, text: str) -> Locator:
    """The line of a list of people, clients or devices that holds a text."""
    return page.get_by_role("listitem").filter(has=page.locator(".row-text")).filter(has_text=text)
