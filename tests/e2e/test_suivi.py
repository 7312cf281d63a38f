"""The follow-up as an employer meets it: why a visit, the last one, and a rule that has changed."""

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

LogIn = Callable[..., Page]


@pytest.fixture
def log_in_as(portal: Portal, new_page: NewPage) -> LogIn:
    """A page of a person who already is in his space."""

    def log_in(code: str, **options: Any) -> Page:
        seeded = logged_in(portal, new_address("suivi"), code)
        page = new_page(**options)
        page.context.add_cookies([{"name": "presantra", "value": str(seeded["token"]), "url": portal.url}])
        return page

    return log_in


def arrive(page: Page, name: str) -> None:
    page.goto("/espace/salaries/arrivee")
    heading(page, "Déclarer une arrivée")
    page.get_by_label("Nom de naissance").fill(name)
    page.get_by_label("Prénom").fill("Malo")
    page.get_by_label("Date de naissance").fill("1991-04-05")
    page.get_by_label("Sexe").select_option(label="Homme")
    page.get_by_label("Date d'entrée").fill("2024-01-08")
    page.get_by_label("Type de contrat").select_option(label="CDI")
    page.get_by_label("Poste", exact=True).fill("Désamianteur")
    page.get_by_label("Amiante").check()
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    heading(page, f"Malo {name.upper()}")


def test_why_a_visit_and_the_last_one(log_in_as: LogIn) -> None:
    page = log_in_as("10001")
    arrive(page, "Pourquoi")
    expect(page.get_by_text("La visite due avant l’affectation à ce poste (08/01/2024) manque")).to_be_visible()
    page.get_by_text("Pourquoi cette visite ?").first.click()
    rule = page.get_by_role("listitem").filter(has_text="Poste à risques particuliers (Amiante)")
    expect(rule.last).to_be_visible()
    article = page.get_by_role("link", name=re.compile("R. 4624-23"))
    expect(article).to_have_attribute("href", re.compile("^https://www.legifrance.gouv.fr/codes/article_lc/LEGIARTI"))

    page.get_by_role("link", name="Indiquer la dernière visite").click()
    heading(page, "Dernière visite")
    page.get_by_label("Date de la dernière visite").fill("2025-03-03")
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    alert = page.get_by_role("alert").filter(has_text="erreurs")
    expect(alert).to_contain_text("Choisissez le type")
    assert page.get_by_label("Date de la dernière visite").input_value() == "2025-03-03"
    page.get_by_label("Type de la dernière visite").select_option(label="Examen médical d’aptitude périodique")
    page.get_by_label("Date fixée par le professionnel de santé").fill("2026-12-01")
    page.get_by_role("button", name="Enregistrer", exact=True).click()

    heading(page, "Malo POURQUOI")
    expect(page.get_by_role("status").filter(has_text="dernière visite de Malo POURQUOI")).to_be_visible()
    due = page.get_by_role("listitem").filter(has_text="Visite intermédiaire")
    expect(due.first).to_contain_text("Au plus tard le 01/12/2026")
    exam = page.get_by_role("listitem").filter(has_text="Au plus tard le 03/03/2029")
    expect(exam.first).to_contain_text("Examen médical d’aptitude périodique")
    expect(page.get_by_text("La visite due avant l’affectation")).to_have_count(0)
    expect(page.get_by_text("Dernière visite enregistrée")).to_be_visible()


def test_a_rule_has_changed_and_the_employer_confirms(log_in_as: LogIn) -> None:
    page = log_in_as("20002", viewport={"width": 390, "height": 844})
    page.goto("/espace")
    page.get_by_role("link", name=re.compile("Une règle du Code du travail a changé")).click()
    heading(page, "Requalification du suivi")
    expect(page.get_by_text("Décret n° 2025-355")).to_be_visible()
    boxes = page.get_by_role("checkbox")
    total = boxes.count()
    assert total > 1
    assert all(boxes.nth(rank).is_checked() for rank in range(total))
    person = page.get_by_role("row").nth(1)
    expect(person).to_contain_text("Suivi individuel renforcé (SIR)")
    expect(person).to_contain_text("Suivi individuel simple (SI)")
    kept = page.get_by_role("rowheader").last
    name = kept.locator("label").inner_text()
    kept.get_by_role("checkbox").uncheck()
    page.get_by_role("button", name="Confirmer la requalification").click()
    expect(page.get_by_role("status").filter(has_text=f"{total - 1} salarié")).to_be_visible()
    expect(page.get_by_role("checkbox")).to_have_count(1)
    expect(page.get_by_role("rowheader")).to_contain_text(name)

    page.get_by_role("button", name="Confirmer la requalification").click()
    expect(page.get_by_role("heading", name="Aucun suivi à requalifier")).to_be_visible()
    page.goto("/espace")
    heading(page, "Tableau de bord")
    expect(page.get_by_role("link", name=re.compile("Une règle du Code du travail"))).to_have_count(0)
