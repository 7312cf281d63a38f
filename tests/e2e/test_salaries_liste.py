"""The list of salariés as a person uses it: filter, share, tick, take away in a file, go back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Download, Page, expect
from python_calamine import CalamineWorkbook

from tests.e2e.conftest import NewPage
from tests.e2e.portal import Portal, SmtpServer
from tests.e2e.seed import forget_proof, logged_in
from tests.e2e.steps import confirm_identity, heading, member_in, new_address
from tests.e2e.test_accessibilite import check


def open_space(portal: Portal, new_page: NewPage, code: str = "10001") -> Page:
    seeded = logged_in(portal, new_address("alix"), code)
    page = new_page()
    page.context.add_cookies([{"name": "presantra", "value": str(seeded["token"]), "url": portal.url}])
    return page


@pytest.fixture
def page(portal: Portal, new_page: NewPage) -> Page:
    opened = open_space(portal, new_page)
    opened.goto("/espace/salaries")
    heading(opened, "Salariés")
    expect(opened.get_by_role("rowheader").first).to_be_visible()
    return opened


def names(page: Page) -> list[str]:
    return [text.split("\n")[0] for text in page.get_by_role("rowheader").all_inner_texts()]


def first_column(download: Download, folder: Path) -> list[str]:
    path = folder / download.suggested_filename
    download.save_as(path)
    if path.suffix == ".csv":
        return [line.split(";")[0] for line in path.read_text("utf-8-sig").splitlines()[1:]]
    return [str(row[0]) for row in CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()[1:]]


def test_filter_share_export_and_compare(page: Page, portal: Portal, new_page: NewPage, tmp_path: Path) -> None:
    page.get_by_label("Type de suivi").select_option(label="Suivi individuel renforcé (SIR)")
    expect(page).to_have_url(re.compile("suivi=sir"))
    page.get_by_role("button", name="Nom", exact=True).click()
    expect(page).to_have_url(re.compile("sens=desc"))
    expect(page.get_by_role("columnheader", name="Nom", exact=True)).to_have_attribute("aria-sort", "descending")
    shown = names(page)
    other = open_space(portal, new_page)
    other.goto(urlsplit(page.url).path + "?" + urlsplit(page.url).query)
    expect(other.get_by_role("rowheader")).to_have_count(len(shown))
    assert names(other) == shown
    for label in ("Excel (XLSX)", "CSV"):
        page.get_by_text("Exporter", exact=True).click()
        with page.expect_download() as waited:
            page.get_by_role("link", name=label).click()
        assert re.fullmatch(r"salaries-10001-\d{4}-\d\d-\d\d\.(xlsx|csv)", waited.value.suggested_filename)
        exported = first_column(waited.value, tmp_path)
        assert [name.upper() for name in exported] != []
        assert len(exported) == len(shown)
    page.get_by_text("Exporter", exact=True).click()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="CSV")).to_be_hidden()


def test_pages_the_back_button_and_the_ticks(page: Page, tmp_path: Path) -> None:
    first = names(page)
    page.get_by_label(re.compile("^Sélectionner ")).first.check()
    expect(page.get_by_role("region", name="Sélection")).to_contain_text("1 salarié sélectionné")
    page.get_by_role("button", name="Page suivante").click()
    expect(page.get_by_role("navigation", name="Pagination")).to_contain_text("21 à ")
    second = names(page)
    assert set(first) & set(second) == set() or first != second
    page.get_by_label(re.compile("^Sélectionner ")).nth(1).check()
    expect(page.get_by_role("region", name="Sélection")).to_contain_text("2 salariés sélectionnés")
    with page.expect_download() as waited:
        page.get_by_role("button", name="Exporter en XLSX").click()
    assert len(first_column(waited.value, tmp_path)) == 2
    page.go_back()
    expect(page.get_by_role("navigation", name="Pagination")).to_contain_text("1 à 20")
    assert names(page) == first
    page.get_by_role("button", name="Dernière page").click()
    expect(page.get_by_role("button", name="Page suivante")).to_be_disabled()
    pages = page.get_by_role("navigation", name="Pagination")
    last = int(re.search(r"(\d+) à ", pages.inner_text())[1])  # type: ignore[index]
    page.get_by_role("button", name="Page précédente").click()
    expect(pages).to_contain_text(f"{last - 20} à {last - 1}")
    page.get_by_label("Lignes par page").select_option("100")
    expect(page).to_have_url(re.compile("taille=100"))


def test_everybody_then_their_visits_with_the_keyboard(page: Page) -> None:
    page.get_by_label("Échéance").select_option(label="En retard")
    expect(page).to_have_url(re.compile("echeance=en_retard"))
    expect(page.locator("tbody tr").filter(has_not_text="En retard")).to_have_count(0)
    everybody = page.get_by_label("Tout sélectionner")
    everybody.focus()
    page.keyboard.press("Space")
    expect(page.get_by_role("region", name="Sélection")).to_contain_text(re.compile(r"salariés? sélectionnés?"))
    check(page)
    page.get_by_role("button", name="Demander une visite").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    check(page)
    page.get_by_role("button", name="Envoyer les demandes").focus()
    page.keyboard.press("Enter")
    told = page.get_by_role("status").filter(has_text="demande")
    expect(told).to_contain_text(re.compile("envoyée|en cours"))
    expect(page.get_by_role("region", name="Sélection")).not_to_contain_text("sélectionné")


@pytest.fixture(scope="module")
def strict(tmp_path_factory: pytest.TempPathFactory, smtp: SmtpServer) -> Iterator[Portal]:
    running = Portal(tmp_path_factory.mktemp("export"), smtp=smtp, PRESANTRA_EXPORT_CONFIRM_ABOVE="1")
    running.start()
    yield running
    running.stop()


def test_many_people_leave_once_one_has_confirmed_who_one_is(strict: Portal, new_page: NewPage, tmp_path: Path) -> None:
    page = new_page(strict.url)
    member_in(page, strict, new_address())
    page.goto("/espace/salaries?suivi=sir")
    for box in range(2):
        page.get_by_label(re.compile("^Sélectionner ")).nth(box).check()
    ticks = page.get_by_role("region", name="Sélection")
    expect(ticks).to_contain_text("2 salariés sélectionnés")
    forget_proof(strict)
    page.get_by_role("button", name="Exporter en CSV").click()
    confirm_identity(page)
    heading(page, "Salariés")
    expect(page.get_by_role("status").filter(has_text="Relancez l’export")).to_be_visible()
    expect(ticks).to_contain_text("2 salariés sélectionnés")
    check(page)
    with page.expect_download() as waited:
        page.get_by_role("button", name="Exporter en CSV").click()
    assert len(first_column(waited.value, tmp_path)) == 2
