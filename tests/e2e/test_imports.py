"""« Importer des salariés » in a browser: drop a file, correct a line, confirm, take back; and what goes wrong."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import NewPage
from tests.e2e.portal import Portal
from tests.e2e.seed import logged_in
from tests.e2e.steps import heading, new_address
from tests.e2e.test_accessibilite import PHONE, check, press_to
from tests.e2e.test_espace import count

SAMPLES = Path(__file__).parents[1] / "data" / "imports"
PAGE = "/espace/salaries/import"
HEAD = "Nom;Prénom;Date de naissance;Sexe;Date d'entrée;Contrat;Poste\n"
LogIn = Callable[..., Page]
DROP = """
([name, text]) => {
  const files = new DataTransfer();
  files.items.add(new File([text], name, { type: "text/csv" }));
  const zone = document.querySelector("[data-drop-file]");
  for (const type of ["dragover", "drop"]) {
    zone.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: files }));
  }
}
"""


@pytest.fixture
def log_in_as(portal: Portal, new_page: NewPage) -> LogIn:
    def log_in(*codes: str, **options: Any) -> Page:
        seeded = logged_in(portal, new_address("import"), *(codes or ("10001",)))
        page = new_page(**options)
        page.context.add_cookies([{"name": "presantra", "value": str(seeded["token"]), "url": portal.url}])
        return page

    return log_in


def open_page(page: Page) -> None:
    page.goto(PAGE)
    heading(page, "Importer des salariés")
    expect(page.get_by_label("Fichier", exact=True)).to_be_visible()


def send(page: Page, path: Path) -> None:
    open_page(page)
    page.get_by_label("Fichier", exact=True).set_input_files(path)
    page.get_by_role("button", name="Envoyer le fichier").click()


def go_on(page: Page) -> None:
    expect(page.get_by_role("heading", name="Colonnes du fichier")).to_be_visible()
    page.get_by_role("button", name="Continuer").click()
    expect(page.get_by_role("heading", name="Confirmer", exact=True)).to_be_visible()


def figure(page: Page, label: str) -> Any:
    return page.get_by_role("group", name="Lignes à montrer").get_by_role("button", name=re.compile(f"^{label}"))


def test_drop_correct_confirm_and_take_back(log_in_as: LogIn, portal: Portal) -> None:
    page = log_in_as("20002")
    before = count(portal, "employee")
    page.goto("/espace/salaries")
    page.get_by_role("button", name="Importer un fichier").click()
    heading(page, "Importer des salariés")
    expect(page.get_by_label("Fichier", exact=True)).to_be_visible()
    lines = "Glissade;Zoé;14/07/1991;F;02/02/2026;CDI;Vendeuse\nGlissade;Paul;31/02/1980;M;02/02/2026;CDI;Vendeur\n"
    page.evaluate(DROP, ["équipe.csv", HEAD + lines])
    page.get_by_role("button", name="Envoyer le fichier").click()
    go_on(page)
    expect(figure(page, "Arrivées")).to_contain_text("1")
    figure(page, "Erreurs").click()
    row = page.get_by_role("row").filter(has_text="Paul GLISSADE")
    expect(row).to_contain_text("Date de naissance : Cette date n’existe pas")
    row.get_by_role("button", name=re.compile("^Corriger")).click()
    expect(page.get_by_role("heading", name="Corriger la ligne 3")).to_be_visible()
    page.get_by_role("button", name="Enregistrer la correction").click()
    expect(page.get_by_role("alert").filter(has_text="erreurs")).to_contain_text("Indiquez la date de naissance")
    page.get_by_label("Date de naissance").fill("1980-02-28")
    page.get_by_role("button", name="Enregistrer la correction").click()
    expect(figure(page, "Arrivées")).to_contain_text("2")
    expect(figure(page, "Erreurs")).to_contain_text("0")
    assert count(portal, "employee") == before
    page.get_by_role("button", name="Confirmer l'import").click()
    expect(page.get_by_text(re.compile("Import enregistré le .*\\s: 2 arrivées"))).to_be_visible()
    assert count(portal, "employee") == before + 2
    page.reload()
    expect(page.get_by_role("heading", name="Compte rendu")).to_be_visible()
    page.get_by_role("button", name="Annuler cet import").click()
    page.get_by_role("dialog").get_by_role("button", name="Annuler cet import").click()
    expect(page.get_by_text(re.compile("Import annulé le"))).to_be_visible()
    assert count(portal, "employee") == before


def test_files_as_employers_send_them(log_in_as: LogIn, portal: Portal) -> None:
    page = log_in_as("10001", "10001-1")
    send(page, SAMPLES / "DSN_2026-09.dsn")
    page.get_by_role("button", name="Confirmer l'import").click()
    expect(page.get_by_role("heading", name="Compte rendu")).to_be_visible()
    send(page, SAMPLES / "DSN_2026-10.dsn")
    for label, number in (("Arrivées", "3"), ("Départs", "2"), ("Changements", "1")):
        expect(figure(page, label)).to_contain_text(number)
    expect(page.get_by_text("3 arrivées, 2 départs, 1 changement")).to_be_visible()
    figure(page, "Départs").click()
    expect(page.get_by_text("Démission", exact=True)).to_be_visible()
    expect(page.get_by_text("Fin de CDD", exact=True)).to_be_visible()
    for name in ("paie_A_export_salaries.csv", "paie_B_liste_du_personnel.xlsx", "tableur_maison.csv"):
        send(page, SAMPLES / name)
        go_on(page)


def test_every_state_is_accessible(log_in_as: LogIn, portal: Portal, tmp_path: Path) -> None:
    page = log_in_as("10001-2")
    open_page(page)
    check(page)
    page.get_by_role("button", name="Envoyer le fichier").click()
    expect(page.get_by_text("Choisissez un fichier avant de l’envoyer.")).to_be_visible()
    check(page)
    send(page, SAMPLES / "paie_B_liste_du_personnel.xlsx")
    expect(page.get_by_role("heading", name="Colonnes du fichier")).to_be_visible()
    check(page)
    page.get_by_label("Contenu de la colonne Né(e) le").select_option(label="Prénom")
    page.get_by_role("button", name="Continuer").click()
    alert = page.get_by_role("alert").filter(has_text="erreurs")
    expect(alert).to_contain_text("Date de naissance. Sans elle, personne n’est reconnu")
    check(page)
    page.get_by_label("Contenu de la colonne Né(e) le").select_option(label="Date de naissance")
    go_on(page)
    for label in ("Erreurs", "Lignes écartées", "Absents du fichier", "Arrivées"):
        figure(page, label).click()
        expect(figure(page, label)).to_have_attribute("aria-pressed", "true")
        check(page)
    page.get_by_role("button", name=re.compile("^Corriger")).first.click()
    expect(page.get_by_role("heading", name=re.compile("Corriger la ligne"))).to_be_visible()
    check(page)
    page.get_by_role("button", name="Fermer").click()
    page.get_by_role("button", name="Abandonner cet import").click()
    page.get_by_role("dialog").get_by_role("button", name="Abandonner").click()
    expect(page.get_by_role("heading", name="Derniers imports")).to_be_visible()
    check(page)
    refused = tmp_path / "liste.pdf"
    refused.write_bytes(b"%PDF-1.7")
    send(page, refused)
    expect(page.get_by_role("alert").filter(has_text="n’est pas une liste de salariés")).to_be_visible()
    check(page)


def test_by_keyboard_on_a_phone(log_in_as: LogIn, tmp_path: Path) -> None:
    page = log_in_as("10001-2", viewport=PHONE)
    file = tmp_path / "equipe.csv"
    file.write_text(HEAD + "Toucheur;Ada;05/04/1991;F;02/02/2026;CDI;Vendeuse\n", encoding="utf-8")
    open_page(page)
    press_to(page, "Fichier", role="input")
    page.get_by_label("Fichier", exact=True).set_input_files(file)
    press_to(page, "Envoyer le fichier")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Colonnes du fichier")).to_be_visible()
    press_to(page, "Continuer")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Confirmer", exact=True)).to_be_visible()
    press_to(page, "Confirmer l'import")
    page.keyboard.press("Enter")
    told = page.locator("[data-takes-focus]").filter(has_text=re.compile("Import enregistré le .*\\s: 1 arrivée"))
    expect(told).to_be_focused()


def test_the_model_and_the_rejected_lines_are_files(log_in_as: LogIn) -> None:
    page = log_in_as("10001-2")
    open_page(page)
    with page.expect_download() as model:
        page.get_by_role("link", name=re.compile("Télécharger le modèle")).click()
    assert model.value.suggested_filename == "modele-import-salaries.xlsx"
    send(page, SAMPLES / "paie_B_liste_du_personnel.xlsx")
    go_on(page)
    with page.expect_download() as rejected:
        page.get_by_role("link", name=re.compile("téléchargez les lignes en erreur")).click()
    assert rejected.value.suggested_filename == "paie_B_liste_du_personnel - lignes en erreur.xlsx"
