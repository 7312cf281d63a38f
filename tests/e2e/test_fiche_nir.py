"""The n° de sécurité sociale, when a service asks for it: shown masked, and found neither in a page nor in the log."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import NewPage
from tests.e2e.portal import Portal, SmtpServer
from tests.e2e.seed import logged_in
from tests.e2e.steps import heading, new_address
from tests.e2e.test_accessibilite import check
from tests.e2e.test_espace import fill_arrival, save

NIR = "191043523800179"
WRONG = "191043523800178"


@pytest.fixture(scope="module")
def asking(tmp_path_factory: pytest.TempPathFactory, smtp: SmtpServer) -> Iterator[Portal]:
    running = Portal(tmp_path_factory.mktemp("nir"), smtp=smtp, PRESANTRA_NIR_ENABLED="true")
    running.start()
    yield running
    running.stop()


def test_it_is_typed_once_and_never_shown_again(asking: Portal, new_page: NewPage) -> None:
    seeded = logged_in(asking, new_address("nir"), "10001")
    page = new_page(asking.url)
    page.context.add_cookies([{"name": "presantra", "value": str(seeded["token"]), "url": asking.url}])
    received: list[str] = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: received.append(str(frame))))
    fill_arrival(page, "Numéro", "Yves")
    page.get_by_label("N° de sécurité sociale").fill("1 91 04 35 238 001 78")
    save(page)
    expect(page.get_by_role("alert").filter(has_text="erreurs")).to_contain_text("clé")
    page.get_by_label("N° de sécurité sociale").fill(NIR)
    save(page)
    heading(page, "Yves NUMÉRO")
    expect(page.get_by_text("1 91 ** ** *** *** 79")).to_be_visible()
    page.get_by_role("link", name="Modifier", exact=True).click()
    expect(page.get_by_label("N° de sécurité sociale")).to_have_value("")
    expect(page.get_by_text("Enregistré : 1 91 ** ** *** *** 79")).to_be_visible()
    page.get_by_label("Effacer le numéro enregistré").check()
    save(page)
    heading(page, "Yves NUMÉRO")
    expect(page.get_by_text("1 91 ** ** *** *** 79")).to_have_count(0)
    assert received
    for text in (*received, page.content(), asking.log.read_text(), page.url):
        assert NIR not in text
        assert "191043523800178" not in text


def test_an_import_brings_it_and_no_screen_shows_it(asking: Portal, new_page: NewPage, tmp_path: Path) -> None:
    seeded = logged_in(asking, new_address("nir"), "10001-2")
    page = new_page(asking.url)
    page.context.add_cookies([{"name": "presantra", "value": str(seeded["token"]), "url": asking.url}])
    received: list[str] = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: received.append(str(frame))))
    sheet = tmp_path / "paie.csv"
    sheet.write_text(
        "Nom;Prénom;Date de naissance;Sexe;Date d'entrée;Contrat;Poste;N° Sécu\n"
        f"IMPORTÉ;Yvon;14/04/1991;M;01/09/2026;CDI;Peintre;{NIR}\n"
        f"FAUX;Yann;14/04/1991;M;01/09/2026;CDI;Peintre;{WRONG}\n"
    )
    page.goto("/espace/salaries/import")
    page.get_by_label("Fichier", exact=True).set_input_files(sheet)
    page.get_by_role("button", name="Envoyer le fichier").click()
    expect(page.get_by_label("Contenu de la colonne N° Sécu")).to_have_value("nir")
    expect(page.get_by_text("(masqué par précaution)")).to_be_visible()
    check(page)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_role("button", name="Continuer").click()
    page.get_by_text("Voir le détail").click()
    expect(page.get_by_text("N° de sécurité sociale : ajouté")).to_be_visible()
    page.get_by_role("button", name="Erreurs 1").click()
    expect(page.get_by_text("La clé de ce numéro ne correspond pas")).to_be_visible()
    page.get_by_role("button", name="Confirmer l'import").click()
    expect(page.get_by_text("Import enregistré le")).to_be_visible()
    page.goto("/espace/salaries?q=importe")
    page.get_by_role("link", name="IMPORTÉ").click()
    expect(page.get_by_text("1 91 ** ** *** *** 79")).to_be_visible()
    assert received
    for text in (*received, page.content(), asking.log.read_text()):
        assert NIR not in text
        assert WRONG not in text
