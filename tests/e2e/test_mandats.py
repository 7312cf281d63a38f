"""The life of a mandate in two browsers: the employer's, and the firm's."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import NewPage
from tests.e2e.portal import Portal, link_in
from tests.e2e.seed import logged_in
from tests.e2e.steps import choose_password, heading, new_address
from tests.e2e.test_accessibilite import PHONE, check, settled

FIRM = "Cabinet Fiduciaire du Nord"


@pytest.fixture
def employer(portal: Portal, new_page: NewPage) -> Page:
    seeded = logged_in(portal, new_address("alix"), "10001", "10001-1")
    page = new_page()
    page.context.add_cookies([{"name": "presantra", "value": str(seeded["token"]), "url": portal.url}])
    return page


def employees_named(portal: Portal, name: str) -> int:
    with closing(sqlite3.connect(portal.data_dir / "presantra.db", timeout=20)) as database:
        return int(database.execute("SELECT count(*) FROM employee WHERE birth_name = ?", (name,)).fetchone()[0])


def give(page: Page, address: str) -> None:
    page.goto("/espace/entreprise")
    page.get_by_role("link", name="Mandats", exact=True).click()
    settled(page, "Mandats")
    page.get_by_role("button", name="Donner ce mandat").click()
    expect(page.get_by_role("alert")).to_contain_text("Indiquez l’adresse e-mail du cabinet")
    page.get_by_label("Adresse e-mail du cabinet").fill(address)
    page.get_by_label("Déclaration", exact=True).check()
    page.get_by_label("Facturation", exact=True).check()
    assert not page.get_by_label("Donner aussi la part « Suivi et risques »").is_checked()
    page.get_by_role("button", name="Donner ce mandat").click()
    expect(page.get_by_role("status").filter(has_text="Le mandat est envoyé")).to_be_visible()


def accept(page: Page, portal: Portal, address: str) -> None:
    mail = portal.mails.wait(address, containing="vous donne un mandat")
    page.goto(link_in(mail, "/invitation"))
    heading(page, "Répondre à l’invitation")
    page.get_by_label("Nom", exact=True).fill("Durand")
    page.get_by_label("Prénom").fill("Paul")
    page.get_by_label("Fonction").fill("Expert-comptable")
    page.get_by_role("button", name="Créer mon compte et accepter").click()
    choose_password(page)
    settled(page, "Mes clients")
    page.get_by_label("Nom du cabinet").fill(FIRM)
    page.get_by_label("Numéro SIREN").fill("732 829 320")
    page.get_by_role("button", name="Enregistrer et ouvrir mes clients").click()
    expect(page.get_by_role("button", name=re.compile("^Menuiserie Lefèvre"))).to_be_visible()


def declare_arrival(page: Page, name: str) -> None:
    page.goto("/espace/salaries/arrivee")
    heading(page, "Déclarer une arrivée")
    expect(page.get_by_text("Les situations de travail sont déclarées par l’employeur")).to_be_visible()
    expect(page.get_by_label("Amiante")).to_have_count(0)
    page.get_by_label("Nom de naissance").fill(name)
    page.get_by_label("Prénom").fill("Malo")
    page.get_by_label("Date de naissance").fill("1991-04-05")
    page.get_by_label("Sexe").select_option(label="Homme")
    page.get_by_label("Date d'entrée").fill("2026-11-02")
    page.get_by_label("Type de contrat").select_option(label="CDI")
    page.get_by_label("Poste", exact=True).fill("Menuisier")


def test_a_mandate_from_the_gift_to_the_end(portal: Portal, employer: Page, new_page: NewPage) -> None:
    address = "paul.durand@fiduciaire-nord.example"
    give(employer, address)
    firm = new_page()
    accept(firm, portal, address)
    check(firm)
    firm.set_viewport_size({"width": 1280, "height": 900})

    firm.get_by_role("button", name=re.compile("^Menuiserie Lefèvre")).click()
    settled(firm, "Tableau de bord")
    expect(firm.get_by_role("region", name="Entreprise et compte")).to_contain_text("Pour le compte de")
    declare_arrival(firm, "Mandaté")
    firm.get_by_role("button", name="Enregistrer", exact=True).click()
    heading(firm, "Malo MANDATÉ")
    expect(firm.get_by_text("Situations de travail à préciser")).to_be_visible()
    expect(firm.get_by_role("heading", name="Suivi et échéance")).to_have_count(0)
    check(firm)
    firm.set_viewport_size({"width": 1280, "height": 900})
    record = firm.url

    employer.goto(re.sub(r"\?.*", "", record))
    heading(employer, "Malo MANDATÉ")
    expect(employer.get_by_text(f"Paul DURAND ({FIRM})").first).to_be_visible()
    expect(employer.get_by_role("link", name="préciser les situations de travail")).to_be_visible()
    employer.goto("/espace")
    expect(employer.get_by_role("link", name=re.compile("situations de travail à préciser"))).to_be_visible()

    declare_arrival(firm, "Refusé")
    employer.goto("/espace/entreprise/mandats")
    settled(employer, "Mandats")
    # The demonstration's own firm has a mandate here too.
    ours = employer.get_by_role("listitem").filter(has_text=FIRM)
    ours.get_by_role("button", name="Retirer", exact=True).click()
    employer.get_by_role("button", name="Retirer le mandat").click()
    expect(employer.get_by_role("status").filter(has_text="est retiré")).to_be_visible()

    firm.get_by_role("button", name="Enregistrer", exact=True).click()
    heading(firm, "Mes clients")
    expect(firm.get_by_role("alert")).to_contain_text("mis fin au mandat")
    assert employees_named(portal, "Refusé") == 0
    assert employees_named(portal, "Mandaté") == 1


def test_pages_of_mandates_and_firms_are_accessible(portal: Portal, employer: Page, new_page: NewPage) -> None:
    address = "lea.petit@autre-cabinet.example"
    give(employer, address)
    check(employer)
    firm = new_page(viewport=PHONE)
    accept(firm, portal, address)
    firm.goto("/espace/cabinet/equipe")
    settled(firm, "L’équipe du cabinet")
    firm.get_by_label("Adresse e-mail").fill("jeanne.roy@autre-cabinet.example")
    firm.get_by_role("button", name="Inviter", exact=True).click()
    expect(firm.get_by_role("status").filter(has_text="L’invitation est envoyée")).to_be_visible()
    check(firm)
    employer.set_viewport_size(PHONE)
    employer.goto("/espace/entreprise/mandats")
    settled(employer, "Mandats")
