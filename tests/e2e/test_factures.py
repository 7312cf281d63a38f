"""« Factures » in a browser: filtered, ticked, in one archive; paid by a command; the relevé that follows."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Download, Page, expect
from pypdf import PdfReader

from presantra.domain.clock import PARIS
from tests.e2e.conftest import NewPage
from tests.e2e.portal import Portal, text_of
from tests.e2e.seed import logged_in
from tests.e2e.steps import heading, new_address

LogIn = Callable[[], tuple[Page, str]]
TODAY = datetime.now(PARIS).date()


@pytest.fixture
def log_in(portal: Portal, new_page: NewPage) -> LogIn:
    """A page of somebody of Transports Morel, and his address."""

    def log_in() -> tuple[Page, str]:
        address = new_address("compta")
        seeded = logged_in(portal, address, "20002")
        page = new_page()
        page.context.add_cookies([{"name": "presantra", "value": str(seeded["token"]), "url": portal.url}])
        return page, address

    return log_in


def plain(text: str) -> str:
    return " ".join(text.replace("\u00a0", " ").replace("\u202f", "").split())


def opened(download: Download) -> dict[str, bytes]:
    with zipfile.ZipFile(download.path()) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def words(content: bytes) -> str:
    return plain(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages))


def balance(page: Page) -> int:
    """« Solde » in cents, above zero when the company owes."""
    card = plain(page.locator(".due").inner_text())
    amount = re.search(r"(\d+),(\d\d) €", card)
    assert amount, card
    cents = int(amount[1]) * 100 + int(amount[2])
    return -cents if "en votre faveur" in card else cents


def test_filter_tick_and_download_in_one_archive(log_in: LogIn) -> None:
    page, _ = log_in()
    page.goto("/espace/factures")
    heading(page, "Factures")
    page.get_by_label("Statut").select_option(label="Rejet de prélèvement")
    rows = page.get_by_role("row").filter(has=page.get_by_role("checkbox"))
    expect(rows).to_have_count(1)
    rows.first.get_by_text("Règlements").click()
    expect(rows.first).to_contain_text("Provision insuffisante")
    page.get_by_label("Statut").select_option(label="Tous les statuts")
    expect(rows).not_to_have_count(1)

    numbers = []
    for row in (rows.nth(0), rows.nth(2)):
        numbers.append(row.get_by_role("rowheader").inner_text().split()[0])
        row.get_by_role("checkbox").check()
    with page.expect_download() as download:
        page.get_by_role("button", name="Télécharger les documents cochés (ZIP)").click()
    assert re.fullmatch(r"factures-20002-\d{4}-\d\d-\d\d\.zip", download.value.suggested_filename)
    files = opened(download.value)
    assert set(files) == {f"facture-{number}.pdf" for number in numbers}
    for number in numbers:
        assert number in words(files[f"facture-{number}.pdf"])

    shown = rows.count()
    with page.expect_download() as download:
        page.get_by_role("link", name=f"Télécharger les {shown} documents (ZIP)").click()
    assert len(opened(download.value)) == shown


def test_nothing_ticked_is_told_where_one_was(log_in: LogIn) -> None:
    page, _ = log_in()
    page.goto("/espace/factures?statut=reglee")
    heading(page, "Factures")
    page.get_by_role("button", name="Télécharger les documents cochés (ZIP)").click()
    expect(page.get_by_role("alert").filter(has_text="Cochez au moins un document")).to_be_visible()
    expect(page.get_by_label("Statut")).to_have_value("reglee")


def test_a_question_begins_at_its_line(log_in: LogIn) -> None:
    page, _ = log_in()
    page.goto("/espace/factures")
    heading(page, "Factures")
    link = page.get_by_role("link", name=re.compile("^Poser une question sur la facture")).first
    expect(link).to_have_attribute(
        "href", re.compile(r"/espace/messages/nouveau\?theme=facturation&facture=[0-9a-f-]{36}")
    )


def test_a_payment_of_the_service_and_its_rejection_appear(log_in: LogIn, portal: Portal, tmp_path: Path) -> None:
    page, address = log_in()
    page.goto("/espace/factures?statut=a_regler")
    heading(page, "Factures")
    row = page.get_by_role("row").filter(has_text="Facture,").first
    number = row.get_by_role("rowheader").inner_text().split()[0]
    owed = plain(row.get_by_role("cell").filter(has_text="€").last.inner_text()).split(" €")[0]
    before = balance(page)
    reference = f"REG-{address.split('@')[0]}"
    file = tmp_path / "paiements.csv"
    file.write_text(
        "code_adherent;date;montant;moyen;reference;factures\n"
        f"20002;{TODAY:%d/%m/%Y};{owed};prélèvement;{reference};{number}\n",
        "utf-8",
    )
    assert "1 paiement enregistré pour 1 adhérent." in portal.run("paiements", "importer", str(file)).stdout
    assert "1 déjà présent" in portal.run("paiements", "importer", str(file)).stdout

    page.goto("/espace/factures")
    paid = page.get_by_role("row").filter(has_text=number)
    expect(paid).to_contain_text("Réglée")
    cents = round(float(owed.replace(",", ".")) * 100)
    assert balance(page) == before - cents
    page.get_by_role("link", name="Paiements", exact=True).click()
    heading(page, "Paiements")
    expect(page.get_by_role("row").filter(has_text=reference)).to_contain_text("Reçu")

    portal.run("paiements", "rejeter", reference, "--motif", "Compte clos")
    mail = portal.mails.wait(address, containing=reference)
    assert "Compte clos" in text_of(mail)
    page.get_by_role("link", name="Factures et avoirs").click()
    heading(page, "Factures")
    expect(paid).to_contain_text("Rejet de prélèvement")
    assert balance(page) == before


def test_the_statement_says_what_the_page_says(log_in: LogIn) -> None:
    page, _ = log_in()
    page.goto("/espace/factures")
    heading(page, "Factures")
    due = balance(page)
    page.get_by_role("link", name="Relevé de compte").click()
    heading(page, "Relevé de compte")
    start = date(TODAY.year - 2, 1, 1)
    page.get_by_label("Du", exact=True).fill(f"{start:%d/%m/%Y}")
    with page.expect_download() as download:
        page.get_by_role("button", name="Télécharger en CSV").click()
    rows = list(csv.reader(io.StringIO(download.value.path().read_text("utf-8-sig")), delimiter=";"))
    assert rows[0] == ["Date", "Nature", "Référence", "Débit", "Crédit", "Solde"]
    assert rows[-1][1] == "Solde à la fin de la période"
    cents = [[round(float(cell.replace(",", ".") or "0") * 100) for cell in row[3:]] for row in rows[1:]]
    assert cents[-1][2] == due
    assert cents[0][2] + sum(debit - credit for debit, credit, _ in cents[1:-1]) == due
    assert any("Rejet de prélèvement" in row[1] for row in rows)

    with page.expect_download() as download:
        page.get_by_role("button", name="Télécharger en PDF").click()
    text = words(download.value.path().read_bytes())
    assert f"Transports Morel, du {start:%d/%m/%Y} au {TODAY:%d/%m/%Y}" in text
    assert f"{abs(due) // 100},{abs(due) % 100:02d} €" in text
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("^PDF du relevé")).first.click()
    assert "Relevé de compte" in words(download.value.path().read_bytes())


def test_a_period_that_cannot_be(log_in: LogIn) -> None:
    page, _ = log_in()
    page.goto("/espace/factures/releve")
    heading(page, "Relevé de compte")
    page.get_by_label("Du", exact=True).fill("31/02/2026")
    page.get_by_label("Au", exact=True).fill("hier")
    page.get_by_role("button", name="Télécharger en PDF").click()
    expect(page.get_by_role("alert").filter(has_text="erreurs")).to_be_focused()
    expect(page.get_by_label("Du", exact=True)).to_have_value("31/02/2026")
    expect(page.get_by_label("Du", exact=True)).to_have_accessible_description(re.compile("n’existe pas"))
    expect(page.get_by_label("Au", exact=True)).to_have_accessible_description(re.compile("JJ/MM/AAAA"))
