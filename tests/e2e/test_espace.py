"""Bad input and bad luck in the private space: a clear sentence, and nothing lost or created."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Journal, NewPage
from tests.e2e.portal import Portal
from tests.e2e.seed import logged_in
from tests.e2e.steps import heading, line_of, new_address, open_menu

LogIn = Callable[..., tuple[Page, dict[str, Any]]]


@pytest.fixture
def log_in_as(portal: Portal, new_page: NewPage) -> LogIn:
    """A page of a person who already is in his space, and what the database holds."""

    def log_in(*codes: str, **options: Any) -> tuple[Page, dict[str, Any]]:
        seeded = logged_in(portal, new_address("alix"), *(codes or ("10001",)))
        page = new_page(**options)
        page.context.add_cookies([{"name": "presantra", "value": str(seeded["token"]), "url": portal.url}])
        return page, seeded

    return log_in


def fill_arrival(page: Page, name: str, first: str = "Malo", **values: str) -> None:
    page.goto("/espace/salaries/arrivee")
    heading(page, "Déclarer une arrivée")
    page.get_by_label("Nom de naissance").fill(name)
    page.get_by_label("Prénom").fill(first)
    page.get_by_label("Date de naissance").fill(values.get("birth", "1991-04-05"))
    page.get_by_label("Sexe").select_option(label="Homme")
    page.get_by_label("Date d'entrée").fill(values.get("entry", "2026-11-02"))
    page.get_by_label("Type de contrat").select_option(label=values.get("contract", "CDI"))
    page.get_by_label("Poste", exact=True).fill(values.get("job", "Menuisier"))


def save(page: Page) -> None:
    page.get_by_role("button", name="Enregistrer", exact=True).click()


def count(portal: Portal, table: str, where: str = "1=1", *values: str) -> int:
    with closing(sqlite3.connect(portal.data_dir / "presantra.db", timeout=20)) as database:
        return int(database.execute(f"SELECT count(*) FROM {table} WHERE {where}", values).fetchone()[0])


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"birth": "2015-01-01"}, "14 ans"),
        ({"birth": "2026-12-31", "entry": "2026-11-02"}, "naissance"),
        ({"entry": "2031-01-01"}, "entrée"),
        ({"contract": "CDD"}, "fin"),
    ],
)
def test_impossible_dates(log_in_as: LogIn, portal: Portal, values: dict[str, str], sentence: str) -> None:
    page, _ = log_in_as()
    before = count(portal, "employee")
    fill_arrival(page, "Impossible", **values)
    save(page)
    alert = page.get_by_role("alert").filter(has_text="erreurs")
    expect(alert).to_contain_text(sentence)
    expect(alert).to_be_focused()
    assert page.get_by_label("Nom de naissance").input_value() == "Impossible"
    assert count(portal, "employee") == before


def test_a_duplicate_is_shown_and_confirmed_on_purpose(log_in_as: LogIn, portal: Portal) -> None:
    page, _ = log_in_as()
    fill_arrival(page, "Le Goff-Kerdoncuff", "Noël")
    save(page)
    heading(page, "Noël LE GOFF-KERDONCUFF")
    fill_arrival(page, "LE GOFF KERDONCUFF", "noel")
    save(page)
    expect(page.get_by_role("alert")).to_contain_text("existe peut-être déjà")
    assert count(portal, "employee", "first_name = 'noel'") == 0
    page.get_by_role("button", name=re.compile("C’est une autre personne")).click()
    heading(page, "noel LE GOFF KERDONCUFF")
    assert count(portal, "employee", "first_name = 'noel'") == 1


def test_a_double_click_creates_one(log_in_as: LogIn, portal: Portal) -> None:
    page, _ = log_in_as()
    fill_arrival(page, "Doublon", "Yann")
    page.get_by_role("button", name="Enregistrer", exact=True).dblclick()
    heading(page, "Yann DOUBLON")
    assert count(portal, "employee", "birth_name = 'Doublon'") == 1


def test_hostile_names_are_shown_as_text(log_in_as: LogIn) -> None:
    page, _ = log_in_as()
    name = "<script>alert(1)</script>'; DROP TABLE employee;-- 🎉"
    fill_arrival(page, name, "N’Golo Jean-Éric")
    save(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("<SCRIPT>")
    page.goto("/espace/salaries")
    page.get_by_label("Rechercher un salarié").fill("DROP table employee")
    page.get_by_label("Rechercher un salarié").press("Enter")
    expect(page.get_by_role("row").filter(has_text="N’Golo")).to_be_visible()


def test_departure_and_its_undoing(log_in_as: LogIn) -> None:
    page, _ = log_in_as()
    fill_arrival(page, "Partant", "Gwenn")
    save(page)
    heading(page, "Gwenn PARTANT")
    page.get_by_role("link", name="Déclarer un départ").click()
    heading(page, "Déclarer un départ")
    page.get_by_label("Date de départ").fill("2026-10-01")
    page.get_by_label("Motif").select_option(label="Démission")
    save(page)
    expect(page.get_by_role("alert").filter(has_text="erreurs")).to_contain_text("entrée")
    page.get_by_label("Date de départ").fill("2026-11-20")
    save(page)
    heading(page, "Gwenn PARTANT")
    expect(page.get_by_text("20/11/2026").first).to_be_visible()
    page.get_by_role("button", name="Annuler le départ").click()
    page.get_by_role("button", name="Confirmer l’annulation").click()
    expect(page.get_by_role("link", name="Déclarer un départ")).to_be_visible()


def test_a_stale_page_tells_who_and_what(log_in_as: LogIn) -> None:
    first, _ = log_in_as()
    fill_arrival(first, "Perime", "Louane")
    save(first)
    heading(first, "Louane PERIME")
    record = first.url.split("?")[0]
    second, _ = log_in_as()
    second.goto(f"{record}/modifier")
    first.goto(f"{record}/modifier")
    for page in (first, second):
        expect(page.get_by_label("Poste", exact=True)).to_have_value("Menuisier")
    second.get_by_label("Poste", exact=True).fill("Cheffe d’atelier")
    save(second)
    heading(second, "Louane PERIME")
    first.get_by_label("Poste", exact=True).fill("Vernisseuse")
    save(first)
    alert = first.get_by_role("alert")
    expect(alert).to_contain_text("Alix ESSAI")
    expect(alert).to_contain_text("Cheffe d’atelier")
    expect(first.get_by_label("Poste", exact=True)).to_have_value("Vernisseuse")
    first.get_by_role("button", name="Enregistrer ma saisie quand même").click()
    heading(first, "Louane PERIME")
    expect(first.get_by_text("Vernisseuse").first).to_be_visible()


def test_another_member_s_ids_answer_like_nothing(log_in_as: LogIn, journal: Journal) -> None:
    journal.expected.append("404")
    page, seeded = log_in_as("10001")
    foreign, never = seeded["employee"]["20002"], "00000000-0000-4000-8000-000000000000"
    for identifier in (foreign, never, "n-importe-quoi"):
        for suffix in ("", "/modifier", "/depart", "/changement", "/mutation", "/fusion"):
            page.goto(f"/espace/salaries/{identifier}{suffix}")
            expect(page.get_by_text("introuvable").first).to_be_visible()
    for identifier in (seeded["visit"]["20002"], never):
        page.goto(f"/espace/visites/{identifier}")
        expect(page.get_by_text("introuvable").first).to_be_visible()
    answers = [
        page.request.get(f"/documents/factures/{identifier}") for identifier in (seeded["invoice"]["20002"], never, "x")
    ]
    assert {(answer.status, answer.text()) for answer in answers} == {(404, answers[0].text())}
    assert page.request.get(f"/documents/factures/{seeded['invoice']['10001']}").status == 200


def test_an_invoice_whose_file_is_missing(log_in_as: LogIn, portal: Portal, journal: Journal) -> None:
    journal.expected.append("503")
    page, seeded = log_in_as("10001-1")
    address, documents = f"/documents/factures/{seeded['invoice']['10001-1']}", portal.data_dir / "documents"
    away = documents.rename(portal.data_dir / "egares")
    try:
        answer = page.request.get(address)
        assert answer.status == 503
        assert "Le fichier de ce document est introuvable pour le moment" in answer.text()
    finally:
        away.rename(documents)
    assert page.request.get(address).status == 200


def test_two_tabs_work_in_two_companies(log_in_as: LogIn) -> None:
    page, _ = log_in_as("10001", "10001-1")
    switcher = re.compile("Changer d’entreprise")
    page.goto("/espace")
    expect(page.get_by_role("button", name=switcher)).to_be_visible()
    second = page.context.new_page()
    second.goto("/espace")
    second.get_by_role("button", name=switcher).click()
    second.get_by_role("button", name=re.compile("Code adhérent 10001-1")).click()
    expect(second.get_by_role("button", name=switcher)).to_contain_text("10001-1")
    fill_arrival(page, "Onglet", "Brice")
    expect(page.get_by_role("button", name=switcher)).not_to_contain_text("10001-1")
    save(page)
    heading(page, "Brice ONGLET")
    second.goto("/espace/salaries?q=onglet")
    expect(second.get_by_role("row").filter(has_text="ONGLET")).to_have_count(0)
    page.goto("/espace/salaries?q=onglet")
    expect(page.get_by_role("row").filter(has_text="ONGLET")).to_have_count(1)


def test_a_visit_is_asked_for_and_cancelled(log_in_as: LogIn, portal: Portal) -> None:
    page, _ = log_in_as()
    fill_arrival(page, "Visite", "Enora")
    page.get_by_label("Demander la visite d'embauche").uncheck()
    save(page)
    heading(page, "Enora VISITE")
    page.get_by_role("link", name="Demander une visite").first.click()
    heading(page, "Demander une visite")
    expect(page.get_by_label("Salarié", exact=True)).to_have_value(re.compile("Enora VISITE"))
    page.get_by_label("Disponibilités").fill("Le mardi matin")
    page.get_by_role("button", name="Envoyer la demande").click()
    expect(page.get_by_text(re.compile(r"DV-2026-\d{6}")).first).to_be_visible()
    expect(page.get_by_text("Envoyée").first).to_be_visible()
    secretariat = portal.mails.wait("secretariat@", containing="Enora VISITE")
    assert "Le mardi matin" in str(secretariat.get_body(("plain",)).get_content())


def test_a_session_closed_elsewhere_ends_at_the_next_click(log_in_as: LogIn, portal: Portal) -> None:
    page, _ = log_in_as()
    page.goto("/espace")
    heading(page, "Tableau de bord")
    expect(page.get_by_role("heading", name="À faire")).to_be_visible()  # loaded: nothing else will ask the server
    with closing(sqlite3.connect(portal.data_dir / "presantra.db", timeout=20)) as database, database:
        database.execute("UPDATE login_session SET revoked_at = last_seen_at WHERE revoked_at IS NULL")
    page.get_by_role("link", name="Salariés", exact=True).click()
    heading(page, "Connexion")
    expect(page.get_by_text("Votre session a expiré")).to_be_visible()
    expect(page.get_by_text("LEFÈVRE-MARTIN")).to_have_count(0)


def test_coordonnees_and_access(log_in_as: LogIn, portal: Portal) -> None:
    first, _ = log_in_as("10001-1")
    second, seeded = log_in_as("10001-1")
    first.goto("/espace/entreprise")
    heading(first, "Mon entreprise")
    first.get_by_label("Téléphone").first.fill("pas un numéro")
    first.get_by_role("button", name="Enregistrer", exact=True).first.click()
    expect(first.get_by_role("alert").filter(has_text="erreurs")).to_be_visible()
    first.get_by_label("Téléphone").first.fill("06 39 98 12 34")
    first.get_by_role("button", name="Enregistrer", exact=True).first.click()
    expect(first.get_by_role("status").filter(has_text="enregistré").first).to_be_visible()
    second.goto("/espace")
    heading(second, "Tableau de bord")
    first.get_by_role("link", name="Utilisateurs").click()
    heading(first, "Utilisateurs")
    line_of(first, str(seeded["email"])).get_by_role("button", name="Retirer l’accès").click()
    first.get_by_role("dialog").get_by_role("button", name="Retirer l’accès").click()
    expect(first.get_by_role("status").filter(has_text="plus accès").first).to_be_visible()
    second.get_by_role("link", name="Salariés", exact=True).click()
    heading(second, "Ajouter une entreprise")


def test_menu_of_the_account(log_in_as: LogIn) -> None:
    page, _ = log_in_as()
    page.goto("/espace")
    open_menu(page, "Mon compte")
    heading(page, "Mon compte")
    expect(page.get_by_text("session actuelle")).to_be_visible()
