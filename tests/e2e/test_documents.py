"""Documents shared with the service, and the new letter of somebody who has lost his."""

from __future__ import annotations

import re
import subprocess
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from presantra.domain.clock import PARIS, add_years
from tests.e2e.conftest import NewPage
from tests.e2e.portal import Portal, link_in
from tests.e2e.seed import logged_in
from tests.e2e.steps import enter_identifiers, heading, new_address
from tests.e2e.test_accessibilite import check

TODAY = datetime.now(PARIS).date()
PDF = b"%PDF-1.7\n" + b"document unique " * 20_000
LOST = "10001-2"
WIDE = {"width": 1280, "height": 900}


def somebody(new_page: NewPage, portal: Portal, code: str) -> tuple[Page, str]:
    """A person of a company, in his browser; his address."""
    address = new_address("documents")
    session: Any = logged_in(portal, address, code)
    page = new_page()
    page.context.add_cookies([{"name": "presantra", "value": session["token"], "url": portal.url}])
    return page, address


@pytest.fixture
def member(new_page: NewPage, portal: Portal) -> tuple[Page, str]:
    return somebody(new_page, portal, "10001")


def looked_at(page: Page) -> None:
    check(page)
    page.set_viewport_size(WIDE)


def told(page: Page, words: str) -> None:
    result = page.locator(".result .callout")
    expect(result).to_have_text(words)
    expect(result).to_be_focused()


def deposit(page: Page, file: Path, day: str) -> None:
    page.get_by_label("Fichier").set_input_files(file)
    page.get_by_label("Date du document").fill(day)
    page.get_by_role("button", name="Déposer le DUERP").click()
    told(page, "Le document est déposé et transmis au service.")


def saved(page: Page, name: str) -> bytes:
    with page.expect_download() as download:
        page.get_by_role("link", name=name).first.click()
    return Path(download.value.path()).read_bytes()


def test_the_life_of_a_duerp(member: tuple[Page, str], portal: Portal, tmp_path: Path) -> None:
    page, _ = member
    page.goto("/espace")
    page.get_by_role("link", name="Déposez votre document unique (DUERP)").click()
    heading(page, "Documents")
    expect(page.get_by_text("Jamais déposé")).to_be_visible()

    # Nothing filled in: every error at once, beside its field; what was typed comes back.
    page.get_by_label("Prochaine mise à jour").fill("2020-01-01")
    page.get_by_role("button", name="Déposer le DUERP").click()
    expect(page.get_by_role("alert").filter(has_text="erreurs")).to_be_focused()
    expect(page.locator("#champ-fichier-erreur")).to_have_text("Choisissez un fichier avant de l’envoyer.")
    expect(page.locator("#champ-document_on-erreur")).to_have_text("Indiquez la date du document.")
    expect(page.get_by_label("Prochaine mise à jour")).to_have_value("2020-01-01")
    looked_at(page)
    page.get_by_label("Prochaine mise à jour").fill("")

    old, new = tmp_path / "ancien.pdf", tmp_path / "nouveau.pdf"
    old.write_bytes(PDF)
    new.write_bytes(PDF + b"version deux")
    last_year = add_years(TODAY, -2)
    deposit(page, old, last_year.isoformat())
    expect(page.get_by_text("À mettre à jour", exact=True)).to_be_visible()
    page.goto("/espace")
    page.get_by_role("link", name="Votre document unique (DUERP) est à mettre à jour").click()
    deposit(page, new, TODAY.isoformat())
    expect(page.get_by_text("À jour", exact=True)).to_be_visible()
    assert saved(page, f"Télécharger DUERP du {TODAY:%d/%m/%Y}") == new.read_bytes()
    assert saved(page, f"Télécharger DUERP du {last_year:%d/%m/%Y}") == old.read_bytes()
    portal.mails.wait("secretariat@presantra.example", containing="Document déposé par l’adhérent 10001", count=2)
    looked_at(page)

    # Taken back, then only replaced.
    versions = page.get_by_role("list", name="Versions du DUERP").get_by_role("listitem")
    versions.first.get_by_role("button", name="Retirer").click()
    page.get_by_role("dialog").get_by_role("button", name="Retirer le document").click()
    told(page, "Le document est retiré. Le service en est informé.")
    expect(versions).to_have_count(1)


def test_the_next_update_follows_the_date_of_the_document(member: tuple[Page, str], tmp_path: Path) -> None:
    page, _ = member
    page.goto("/espace/documents")
    day, following = page.get_by_label("Date du document"), page.get_by_label("Prochaine mise à jour")
    # A year later, at once and without the server: whoever sends the form in the same breath sends both.
    day.fill("2024-02-29")
    assert following.input_value() == "2025-02-28"
    day.fill("2024-03-31")
    assert following.input_value() == "2025-03-31"
    # Refused for want of a file: what comes back goes on following.
    page.get_by_role("button", name="Déposer le DUERP").click()
    expect(page.locator("#champ-fichier-erreur")).to_have_text("Choisissez un fichier avant de l’envoyer.")
    expect(following).to_have_value("2025-03-31")
    day.fill("")
    assert following.input_value() == ""
    day.fill("2024-04-30")
    assert following.input_value() == "2025-04-30"
    # What somebody has written stays.
    following.fill("2024-12-01")
    day.fill("2024-05-31")
    assert following.input_value() == "2024-12-01"


def test_what_the_service_gives(member: tuple[Page, str], portal: Portal, tmp_path: Path) -> None:
    page, address = member
    fiche = tmp_path / "fiche.pdf"
    fiche.write_bytes(PDF)
    printed = portal.run(
        "partages", "deposer", "10001", str(fiche), "--type", "fiche_entreprise", "--titre", "Fiche de l’atelier"
    ).stdout
    assert address in printed
    portal.mails.wait(address, containing="Fiche de l’atelier")
    page.goto("/espace/documents")
    line = page.get_by_role("listitem").filter(has_text="Fiche de l’atelier")
    expect(line.get_by_text("Nouveau")).to_be_visible()
    looked_at(page)
    assert saved(page, "Télécharger Fiche de l’atelier") == PDF
    # The page calls the server again by itself after a download.
    expect(line.get_by_text("Nouveau")).to_have_count(0)
    expect(line).to_be_visible()


def test_the_attestation_is_drawn_then_checked_by_anybody(
    member: tuple[Page, str], new_page: NewPage, tmp_path: Path
) -> None:
    page, _ = member
    page.goto("/espace/documents")
    with page.expect_download() as download:
        page.get_by_role("button", name="Établir l’attestation d’adhésion (PDF)").click()
    file = tmp_path / "attestation.pdf"
    download.value.save_as(file)
    words = " ".join(
        subprocess.run(["pdftotext", "-layout", file, "-"], check=True, capture_output=True, text=True).stdout.split()
    )
    assert "Menuiserie Lefèvre" in words
    assert "adhérente à ce jour" in words
    found = re.search(r"Code de vérification (A-\d{4}-\d{6}) (\w{4}-\w{4}-\w{4})", words)
    siret = re.search(r"SIRET ((?:\d{3} ){3}\d{5})", words)
    assert found, words
    assert siret

    anybody = new_page()
    anybody.goto("/verifier-attestation")
    anybody.get_by_label("Numéro de l’attestation").fill(found[1])
    anybody.get_by_label("Numéro SIRET").fill(siret[1])
    anybody.get_by_label("Code de vérification").fill("0000-0000-0000")
    anybody.get_by_role("button", name="Vérifier").click()
    expect(anybody.get_by_text("Le portail ne connaît aucune attestation")).to_be_visible()
    looked_at(anybody)
    anybody.get_by_label("Code de vérification").fill(found[2].lower())
    anybody.get_by_role("button", name="Vérifier").click()
    expect(anybody.get_by_text("Attestation authentique")).to_be_visible()
    looked_at(anybody)


def test_identifiers_lost_to_the_new_letter(new_page: NewPage, portal: Portal, tmp_path: Path) -> None:
    # No other test enters with the letter of this workshop: it ends here.
    page, address = somebody(new_page, portal, LOST)
    page.goto("/espace/entreprise")
    heading(page, "Mon entreprise")
    siret = page.locator("dt", has_text="SIRET").locator("+ dd").inner_text()
    contact = page.get_by_label("Adresse e-mail").first.input_value()
    assert contact

    visitor = new_page()
    visitor.goto("/connexion/code-adherent")
    visitor.get_by_role("link", name="Identifiants perdus").click()
    heading(visitor, "Identifiants perdus")
    answers = []
    for wrong in ("732 829 320 00074", siret):
        visitor.goto("/identifiants-perdus")
        visitor.get_by_label("Code adhérent").fill(LOST)
        visitor.get_by_label("Numéro SIRET").fill(wrong)
        visitor.get_by_role("button", name="Valider").click()
        expect(visitor.get_by_text("Si ce code et ce SIRET")).to_be_visible()
        answers.append(visitor.get_by_role("main").inner_text())
    assert answers[0] == answers[1]
    looked_at(visitor)

    link = link_in(portal.mails.wait(contact, containing="Identifiants perdus"), "/nouveau-courrier")
    portal.mails.wait(address, containing="Identifiants signalés perdus")
    visitor.goto(link)
    looked_at(visitor)
    visitor.get_by_role("button", name="Demander le courrier").click()
    expect(visitor.get_by_text("C’est demandé")).to_be_visible()
    looked_at(visitor)
    visitor.goto(link)
    visitor.get_by_role("button", name="Demander le courrier").click()
    expect(visitor.get_by_text("Ce lien ne peut pas servir")).to_be_visible()

    page.goto("/espace/documents")
    expect(page.get_by_text("Nouveau courrier d’identifiants demandé le")).to_be_visible()
    assert f"{LOST}  Menuiserie Lefèvre" in portal.run("courriers", "demandes").stdout
    portal.run("courriers", "envoyer", LOST, str(tmp_path))
    portal.mails.wait(address, containing="nouveau courrier d’identifiants est envoyé")
    page.reload()
    expect(page.get_by_text("Nouveau courrier d’identifiants envoyé le")).to_be_visible()

    letter = subprocess.run(
        ["pdftotext", "-layout", tmp_path / f"lettre-{LOST}.pdf", "-"], check=True, capture_output=True, text=True
    ).stdout
    number = re.search(r"TD-\w{4}-\w{4}", letter)
    assert number
    enter_identifiers(visitor, LOST, number.group())
    heading(visitor, "Créer votre compte")
