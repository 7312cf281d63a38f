"""« Mon entreprise »: a history to read and to take from, the yearly « Tout est exact », days when nobody can come."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from presantra.domain.clock import PARIS
from tests.e2e import ledger
from tests.e2e.conftest import NewPage
from tests.e2e.portal import Portal
from tests.e2e.seed import logged_in
from tests.e2e.steps import heading, new_address
from tests.e2e.test_accessibilite import check
from tests.e2e.test_visites import hire, open_visit, status

TODAY = datetime.now(PARIS).date()
COMPANY = "10001-2"
PHONES = "SELECT phone FROM member WHERE code = '10001-2'"


@pytest.fixture
def page(new_page: NewPage, portal: Portal) -> Page:
    """Somebody of a branch that no other test writes to."""
    session: Any = logged_in(portal, new_address("entreprise"), COMPANY)
    page = new_page()
    page.context.add_cookies([{"name": "presantra", "value": session["token"], "url": portal.url}])
    return page


def looked_at(page: Page) -> None:
    check(page)
    page.set_viewport_size({"width": 1280, "height": 900})


def company_phone(page: Page) -> Any:
    return page.get_by_label("Téléphone", exact=True).first


def save_phone(page: Page, number: str) -> None:
    page.goto("/espace/entreprise")
    heading(page, "Mon entreprise")
    company_phone(page).fill(number)
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page.get_by_text("Les coordonnées et les contacts de votre entreprise sont enregistrés.")).to_be_visible()


def test_a_former_value_is_taken_again(page: Page, portal: Portal) -> None:
    save_phone(page, "02 99 00 00 11")
    save_phone(page, "02 99 00 00 22")
    page.get_by_label("Autres adresses e-mail").first.fill("un@agence.example; deux@agence.example")
    page.get_by_label("Nom", exact=True).first.fill("Claire Lefèvre")
    page.get_by_label("Adresse e-mail", exact=True).nth(1).fill("claire@agence.example")
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page.get_by_label("Autres adresses e-mail").first).to_have_value("un@agence.example, deux@agence.example")
    page.get_by_role("link", name="Historique des coordonnées").click()
    heading(page, "Historique des coordonnées")
    expect(page.locator(".history > li")).to_have_count(3)
    looked_at(page)
    page.get_by_label("Champ").select_option(label="Téléphone de l’entreprise")
    page.get_by_label("Personne").select_option(label="Alix ESSAI")
    page.get_by_role("button", name="Filtrer").click()
    expect(page.locator(".history > li")).to_have_count(2)
    page.get_by_role("link", name=re.compile(r"Reprendre «\s02 99 00 00 11\s»")).click()
    heading(page, "Mon entreprise")
    notice = page.get_by_role("status").filter(has_text="rien n’est encore changé")
    expect(notice).to_be_focused()
    expect(company_phone(page)).to_have_value("02 99 00 00 11")
    assert ledger.rows(portal, PHONES) == ["+33299000022"]
    looked_at(page)
    notice.get_by_role("link", name="Aller au champ").click()
    expect(company_phone(page)).to_be_focused()
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page.get_by_text("Les coordonnées et les contacts de votre entreprise sont enregistrés.")).to_be_visible()
    assert ledger.rows(portal, PHONES) == ["+33299000011"]
    page.goto("/espace/entreprise/historique?champ=convocations_city")
    expect(page.get_by_role("heading", name="Aucun changement ne correspond")).to_be_visible()
    looked_at(page)


def test_everything_is_right_unless_somebody_has_just_changed_it(page: Page, new_page: NewPage, portal: Portal) -> None:
    page.goto("/espace/entreprise")
    page.get_by_role("button", name="Tout est exact").click()
    expect(page.get_by_text(re.compile(r"Vérifiées le \d\d/\d\d/\d{4} à .* par Alix ESSAI"))).to_be_visible()
    looked_at(page)
    other = new_page()
    other.context.add_cookies(page.context.cookies())
    save_phone(other, "02 99 00 00 33")
    page.get_by_role("button", name="Tout est exact").click()
    expect(page.get_by_text(re.compile("relisez-les, puis confirmez")).first).to_be_visible()
    expect(company_phone(page)).to_have_value("02 99 00 00 33")
    page.get_by_role("button", name="Tout est exact").click()
    expect(page.get_by_text("Les coordonnées et les contacts enregistrés sont vérifiés.")).to_be_visible()


def add_closure(page: Page, first: int, last: int, reason: str) -> None:
    page.get_by_label("Premier jour").fill(f"{TODAY + timedelta(days=first)}")
    page.get_by_label(re.compile("Dernier jour")).fill(f"{TODAY + timedelta(days=last)}")
    page.get_by_label("Motif").fill(reason)
    page.get_by_role("button", name="Ajouter la fermeture").click()


def test_nobody_is_asked_to_come_on_a_closed_day(page: Page, portal: Portal) -> None:
    hire(page, "Lou", "Fermier")
    number = open_visit(page)
    expect(page.get_by_role("button", name="Réserver").first).to_be_visible()
    visit = page.url
    page.goto("/espace/entreprise/fermetures")
    heading(page, "Fermetures")
    page.get_by_label("Dimanche").check()
    page.get_by_label(re.compile("^Noël")).check()
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page.get_by_text("Vos jours de fermeture sont enregistrés.")).to_be_visible()
    add_closure(page, 1, 60, "Congés")
    expect(page.get_by_text("La fermeture est ajoutée")).to_be_visible()
    add_closure(page, 60, 61, "Inventaire")
    expect(page.get_by_role("alert").filter(has_text="erreurs")).to_be_focused()
    expect(page.locator("#champ-first_day-erreur")).to_contain_text("touchent une fermeture déjà indiquée")
    looked_at(page)
    _closed(page, portal, visit, number)
    page.goto("/espace/entreprise/fermetures")
    page.get_by_role("button", name="Retirer", exact=True).click()
    page.get_by_role("button", name="Retirer la fermeture").click()
    expect(page.get_by_text("Aucune fermeture à venir.")).to_be_visible()
    page.get_by_role("button", name="Annuler le retrait").click()
    expect(page.get_by_text("La fermeture est remise.")).to_be_visible()
    expect(page.get_by_text(re.compile(r"\d rendez-vous déjà fixés? ces jours-là"))).to_be_visible()


def _closed(page: Page, portal: Portal, visit: str, number: str) -> None:
    """What the portal proposes, and what the service sees and must mean."""
    page.goto(visit)
    expect(page.get_by_text(re.compile("pas proposés?.*votre entreprise est fermée"))).to_be_visible()
    expect(page.get_by_role("button", name="Réserver")).to_have_count(0)
    looked_at(page)
    seen = portal.run("visites", "voir", number).stdout.replace("\u00a0", " ")
    assert "Fermetures : le dimanche" in seen
    assert f"au {TODAY + timedelta(days=60):%d/%m/%Y} (Congés)" in seen
    day = f"{TODAY + timedelta(days=9):%d/%m/%Y}"
    plan = ("visites", "planifier", number, "--le", f"{day} 10:00", "--centre", "paris")
    refused = portal.run(*plan, check=False)
    assert refused.returncode == 1
    assert "--malgre-fermeture" in refused.stderr
    portal.run(*plan, "--malgre-fermeture")
    status(page, "Planifiée")
    page.get_by_text("Demander une autre date").click()
    expect(page.get_by_text("Vos fermetures")).to_be_visible()
    page.get_by_label("Dates possibles").fill(f"Le {TODAY + timedelta(days=12):%d/%m/%Y} au matin")
    page.get_by_label("Dates possibles").blur()
    expect(page.get_by_text(re.compile("Vous proposez un jour de fermeture"))).to_be_visible()
    looked_at(page)
