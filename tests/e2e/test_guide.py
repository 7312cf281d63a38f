"""The member guide, from the letter to the invoice, on the production build, on both databases."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.e2e.conftest import NewPage
from tests.e2e.portal import Portal, SmtpServer, password_in
from tests.e2e.steps import choose_password, fill_identity, heading, new_address


@pytest.fixture(params=["sqlite", "postgresql"])
def house(request: pytest.FixtureRequest, tmp_path: Path, smtp: SmtpServer) -> Iterator[Portal]:
    """A portal of its own on each database."""
    url = "" if request.param == "sqlite" else request.getfixturevalue("empty_postgres_url")
    running = Portal(tmp_path / "portail", smtp=smtp, database_url=url)
    running.start()
    yield running
    running.stop()


def test_from_the_letter_to_the_invoice(house: Portal, new_page: NewPage, tmp_path: Path) -> None:
    members = tmp_path / "adherents.csv"
    members.write_text(
        "code_adherent;raison_sociale;siret;code_naf;adresse;code_postal;ville;email_contact;telephone\n"
        "30003;Boulangerie d’Été & Fils;73282932000074;1071C;4 rue du Four;69001;Lyon;contact@ete.example;0472000000\n",
        encoding="utf-8",
    )
    letters = tmp_path / "lettres"
    house.run("adherents", "importer", str(members), "--lettres", str(letters))
    (letter,) = letters.glob("*.pdf")
    printed = " ".join(page.extract_text() for page in PdfReader(letter).pages)
    number = re.search(r"TD-[0-9A-Z]{4}-[0-9A-Z]{4}", printed)
    assert number, printed
    invoices = tmp_path / "factures"
    invoices.mkdir()
    (invoices / "F-1.pdf").write_bytes(letter.read_bytes())
    (invoices / "factures.csv").write_text(
        "numero;code_adherent;date;type;periode;montant_ht;montant_tva;montant_ttc;echeance;statut;fichier\n"
        "F-2026-0001;30003;15/01/2026;facture;2026;1000,00;200,00;1200,00;15/02/2026;a_regler;F-1.pdf\n",
        encoding="utf-8",
    )
    house.run("factures", "importer", str(invoices))

    page = new_page(house.url)
    page.goto("/")
    heading(page, "Portail adhérents")
    page.get_by_role("button", name="Connexion", exact=True).click()
    heading(page, "Connexion")
    page.get_by_role("button", name="Se connecter avec son code adhérent").click()
    page.get_by_label("Code adhérent").fill("30003")
    page.get_by_label("N° de télédéclarant").fill(number.group().lower().replace("-", " "))
    page.get_by_role("button", name="Valider").click()
    expect(page.get_by_text("Boulangerie d’Été & Fils")).to_be_visible()
    address = new_address("ete")
    fill_identity(page, address, last="d’Été-Lagrange", first="Zoé")
    heading(page, "Consultez votre messagerie")
    expect(page.get_by_text(address)).to_be_visible()
    password = password_in(house.mails.wait(address, containing="provisoire"))
    page.get_by_role("link", name="Aller à la connexion").click()
    page.get_by_label("Adresse e-mail").fill(address)
    page.get_by_role("button", name="Valider").click()
    page.get_by_label("Mot de passe", exact=True).fill(password)
    page.get_by_role("button", name="Valider").click()
    choose_password(page)

    heading(page, "Tableau de bord")
    expect(page.get_by_role("button", name=re.compile("Zoé D’ÉTÉ-LAGRANGE"))).to_be_visible()
    page.get_by_role("link", name="Salariés", exact=True).click()
    page.get_by_role("link", name="Déclarer une arrivée").first.click()
    heading(page, "Déclarer une arrivée")
    page.get_by_label("Nom de naissance").fill("Núñez-O’Brien")
    page.get_by_label("Prénom").fill("Léa")
    page.get_by_label("Date de naissance").fill("1990-02-28")
    page.get_by_label("Sexe").select_option(label="Femme")
    page.get_by_label("Date d'entrée").fill("2026-11-16")
    page.get_by_label("Type de contrat").select_option(label="CDI")
    page.get_by_label("Poste", exact=False).first.fill("Boulangère")
    expect(page.get_by_label("Demander la visite d'embauche")).to_be_checked()
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    heading(page, "Léa NÚÑEZ-O’BRIEN")
    expect(page.get_by_text("16/02/2027").first).to_be_visible()
    house.mails.wait(address, containing="DV-")

    page.get_by_role("link", name="Visites", exact=True).click()
    expect(page.get_by_role("row", name=re.compile("NÚÑEZ-O’BRIEN"))).to_be_visible()
    page.get_by_role("link", name="Factures", exact=True).click()
    row = page.get_by_role("row", name=re.compile("F-2026-0001"))
    expect(row).to_contain_text("1 200,00 €")
    with page.expect_download() as download:
        row.get_by_role("link", name=re.compile("Télécharger")).click()
    assert download.value.path().read_bytes() == letter.read_bytes()
