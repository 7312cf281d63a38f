"""The record of a salarié: change of job, transfer, return, merge, each taken back; ten arrivals by keyboard alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import NewPage
from tests.e2e.portal import Portal
from tests.e2e.seed import logged_in
from tests.e2e.steps import heading, new_address
from tests.e2e.test_accessibilite import check, press_to, violations
from tests.e2e.test_espace import count, fill_arrival, save

LogIn = Callable[..., tuple[Page, dict[str, Any]]]


@pytest.fixture
def page_of(portal: Portal, new_page: NewPage) -> Callable[..., Page]:
    """A page of somebody who works for these companies."""

    def log_in(*codes: str, **options: Any) -> Page:
        seeded = logged_in(portal, new_address("fiche"), *(codes or ("10001",)))
        page = new_page(**options)
        page.context.add_cookies([{"name": "presantra", "value": str(seeded["token"]), "url": portal.url}])
        return page

    return log_in


def arrive(page: Page, name: str, first: str, **values: str) -> None:
    fill_arrival(page, name, first, **values)
    save(page)
    heading(page, f"{first} {name.upper()}")


def more(page: Page, entry: str) -> None:
    page.get_by_text("Plus d’actions").click()
    page.get_by_role("link", name=entry).click()


def test_a_change_of_job_with_its_visit_before_then_taken_back(page_of: Callable[..., Page]) -> None:
    page = page_of()
    arrive(page, "Changeant", "Maël", entry="2026-02-02")
    more(page, "Changer de poste ou de situation")
    heading(page, "Changer de poste ou de situation")
    save(page)
    expect(page.get_by_role("alert").filter(has_text="erreurs")).to_contain_text("À compter du")
    check(page)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_label("À compter du").fill("2026-12-01")
    page.get_by_label("Poste", exact=True).fill("Peintre")
    page.get_by_label("Plomb").check()
    panel = page.get_by_role("complementary", name="Ce qui en découle")
    expect(panel).to_contain_text("Suivi individuel renforcé (SIR)")
    expect(panel).to_contain_text("La visite doit précéder l’affectation")
    save(page)
    heading(page, "Maël CHANGEANT")
    expect(page.get_by_role("status").filter(has_text="enregistré au 01/12/2026")).to_be_visible()
    expect(page.get_by_text("La visite doit précéder l’affectation")).to_be_visible()
    periods = page.locator("section").filter(has=page.get_by_role("heading", name="Périodes d’emploi"))
    expect(periods).to_contain_text("du 02/02/2026 au 30/11/2026")
    expect(page.get_by_text("Poste ou situation changé")).to_be_visible()
    check(page)
    page.get_by_role("button", name="Annuler ce changement").click()
    page.get_by_role("button", name="Confirmer l’annulation").click()
    expect(page.get_by_text("Le changement de poste de Maël CHANGEANT est annulé")).to_be_visible()
    expect(page.get_by_text("Changement de poste annulé")).to_be_visible()
    expect(page.get_by_role("button", name="Annuler ce changement")).to_have_count(0)


def test_the_end_of_an_exposure_leads_to_its_visit(page_of: Callable[..., Page]) -> None:
    page = page_of()
    fill_arrival(page, "Expose", "Nolwenn", entry="2026-02-02")
    page.get_by_label("Amiante").check()
    save(page)
    heading(page, "Nolwenn EXPOSE")
    more(page, "Changer de poste ou de situation")
    page.get_by_label("À compter du").fill("2026-11-16")
    page.get_by_label("Amiante").uncheck()
    expect(page.get_by_text("Fin d’exposition", exact=True)).to_be_visible()
    save(page)
    heading(page, "Nolwenn EXPOSE")
    page.get_by_role("link", name="Demander la visite post-exposition").click()
    heading(page, "Demander une visite")
    expect(page.get_by_label("Type de visite")).to_have_value("post_exposition")
    expect(page.get_by_label("Salarié", exact=True)).to_have_value(re.compile("Nolwenn EXPOSE"))


def test_a_transfer_is_followed_to_the_other_branch_and_taken_back(page_of: Callable[..., Page]) -> None:
    page = page_of("10001", "10001-1")
    switcher = re.compile("Changer d’entreprise")
    arrive(page, "Mutant", "Gaëtan", entry="2026-02-02")
    record = page.url.split("?")[0]
    more(page, "Muter vers un autre établissement")
    heading(page, "Muter vers un autre établissement")
    check(page)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_label("Établissement").select_option(index=1)
    page.get_by_label("À compter du").fill("2026-12-01")
    save(page)
    heading(page, "Gaëtan MUTANT")
    expect(page.get_by_role("status").filter(has_text="son arrivée y est déclarée")).to_be_visible()
    check(page)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_role("button", name="Ouvrir sa fiche dans cet établissement").click()
    expect(page.get_by_role("button", name=switcher)).to_contain_text("10001-1")
    heading(page, "Gaëtan MUTANT")
    expect(page.get_by_text(re.compile("Arrivé par mutation de"))).to_be_visible()
    expect(page.get_by_text("Arrivée par mutation", exact=True)).to_be_visible()
    page.get_by_role("button", name="Ouvrir sa fiche dans cet établissement").click()
    page.wait_for_url(f"{record}*")
    page.get_by_role("button", name="Annuler la mutation").click()
    page.get_by_role("button", name="Confirmer l’annulation").click()
    expect(page.get_by_text(re.compile("La mutation de Gaëtan MUTANT est annulée"))).to_be_visible()
    expect(page.get_by_role("link", name="Déclarer un départ")).to_be_visible()
    page.get_by_role("button", name=switcher).click()
    page.get_by_role("button", name=re.compile("Code adhérent 10001-1")).click()
    heading(page, "Tableau de bord")
    page.goto("/espace/salaries?q=mutant&statut=tous")
    expect(page.get_by_role("row").filter(has_text="MUTANT")).to_have_count(0)


def test_a_former_employee_comes_back_from_his_record(page_of: Callable[..., Page], portal: Portal) -> None:
    page = page_of()
    arrive(page, "Revenant", "Alan", entry="2026-02-02")
    page.get_by_role("link", name="Déclarer un départ").click()
    page.get_by_label("Date de départ").fill("2026-10-30")
    page.get_by_label("Motif").select_option(label="Démission")
    save(page)
    heading(page, "Alan REVENANT")
    page.get_by_role("link", name="Déclarer son retour").click()
    heading(page, "Déclarer une arrivée")
    expect(page.get_by_label("Nom de naissance")).to_have_value("Revenant")
    expect(page.get_by_label("Date d'entrée")).to_have_value("")
    page.get_by_label("Date d'entrée").fill("2026-11-16")
    save(page)
    heading(page, "Alan REVENANT")
    expect(page.get_by_text("Retour déclaré")).to_be_visible()
    assert count(portal, "employee", "birth_name = 'Revenant'") == 1


def test_duplicates_are_compared_merged_and_parted(page_of: Callable[..., Page], portal: Portal) -> None:
    page = page_of("10001-2")
    arrive(page, "Fusionne", "Énora", entry="2026-02-02")
    kept = page.url.split("?")[0]
    arrive(page, "Fusionnée", "Enora", entry="2026-02-02", job="Vernisseuse")
    page.goto("/espace/salaries/doublons")
    heading(page, "Doublons")
    group = page.locator("section").filter(has_text="FUSIONNE")
    expect(group).to_contain_text("noms proches")
    check(page)
    page.set_viewport_size({"width": 1280, "height": 900})
    group.get_by_role("button", name=re.compile("Ce ne sont pas des doublons")).click()
    expect(page.get_by_role("status").filter(has_text="ne seront plus proposées")).to_be_visible()
    expect(group).to_have_count(0)
    page.get_by_text("Doublons écartés").click()
    check(page)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_role("button", name=re.compile("Comparer de nouveau")).click()
    group.get_by_role("link", name=re.compile("Comparer et fusionner")).click()
    heading(page, "Fusionner deux fiches")
    expect(page.get_by_role("group", name="Nom de naissance")).to_be_visible()
    check(page)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_role("group", name="Emploi décrit deux fois").get_by_label(re.compile("Vernisseuse")).check()
    page.get_by_role("button", name="Fusionner", exact=True).click()
    expect(page.get_by_text(re.compile("Les deux fiches sont réunies"))).to_be_visible()
    expect(page.get_by_text("Vernisseuse").first).to_be_visible()
    assert count(portal, "employee", "birth_name LIKE 'Fusionn%'") == 1
    check(page)
    page.get_by_role("button", name="Annuler la fusion").click()
    page.get_by_role("button", name="Confirmer l’annulation").click()
    expect(page.get_by_text("Les deux fiches sont de nouveau séparées.")).to_be_visible()
    assert count(portal, "employee", "birth_name LIKE 'Fusionn%'") == 2
    page.goto(kept)
    more(page, "Fusionner avec un autre salarié…")
    expect(page.get_by_role("link", name=re.compile("Comparer avec Enora FUSIONNÉE"))).to_be_visible()
    check(page)


def test_more_actions_are_a_menu(page_of: Callable[..., Page]) -> None:
    page = page_of()
    arrive(page, "Menu", "Lou", entry="2026-02-02")
    summary = page.get_by_text("Plus d’actions")
    entry = page.get_by_role("link", name="Fusionner avec un autre salarié…")
    summary.click()
    expect(entry).to_be_visible()
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(entry).to_be_hidden()
    summary.click()
    page.get_by_role("heading", level=1).click()
    expect(entry).to_be_hidden()
    expect(page.get_by_role("link", name="Muter vers un autre établissement")).to_have_count(0)
    summary.click()
    page.get_by_role("link", name="Écrire au service").click()
    heading(page, "Écrire au service")
    expect(page.get_by_text("Votre demande porte sur")).to_contain_text("Lou MENU")
    expect(page.get_by_label("Thème")).to_have_value("salaries")


def test_ten_arrivals_in_a_row_by_keyboard_alone(page_of: Callable[..., Page], portal: Portal) -> None:
    page = page_of()
    page.goto("/espace/salaries/arrivee")
    heading(page, "Déclarer une arrivée")
    press_to(page, "Nom de naissance", role="input")
    for number in range(1, 11):
        page.keyboard.type(f"Serie{number:02d}")
        press_to(page, "Prénom", role="input")
        page.keyboard.type("Max")
        press_to(page, "Sexe", role="select")
        page.keyboard.type("Homme")
        press_to(page, "Date de naissance", role="input")
        page.keyboard.type(f"0504{1980 + number}")
        if number == 1:
            press_to(page, "Date d'entrée", role="input")
            page.keyboard.type("02112026")
            press_to(page, "Type de contrat", role="select")
            page.keyboard.type("CDI")
            press_to(page, "Poste", role="input")
            page.keyboard.type("Menuisier")
            press_to(page, "Travail de nuit", role="input")
            page.keyboard.press("Space")
        page.keyboard.press("Control+Enter")
        result = page.get_by_role("status").filter(has_text=f"Max SERIE{number:02d} est enregistrée")
        expect(result).to_be_visible()
        expect(page.get_by_label("Nom de naissance")).to_be_focused()
        expect(page.get_by_label("Nom de naissance")).to_have_value("")
    expect(result).to_contain_text("10 arrivées enregistrées")
    expect(page.get_by_label("Poste", exact=True)).to_have_value("Menuisier")
    expect(page.get_by_label("Travail de nuit")).to_be_checked()
    assert count(portal, "employee", "birth_name LIKE 'Serie%'") == 10
    assert count(portal, "employment", "job_title = 'Menuisier' AND situations LIKE '%nuit%'") >= 10
    check(page)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_role("button", name="Vider le formulaire").click()
    expect(page.get_by_label("Poste", exact=True)).to_have_value("")
    expect(page.get_by_label("Travail de nuit")).not_to_be_checked()
    page.get_by_role("button", name="Enregistrer et saisir le suivant").click()
    expect(page.get_by_role("alert").filter(has_text="erreurs")).to_be_focused()
