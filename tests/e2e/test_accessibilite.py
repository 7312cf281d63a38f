"""Every page and state: no axe violation, no horizontal scroll at 320 px; the procedure by keyboard, on a phone."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import NewPage
from tests.e2e.portal import Portal, password_in
from tests.e2e.seed import logged_in
from tests.e2e.steps import PASSWORD, heading, new_address

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
PHONE = {"width": 360, "height": 740}
PUBLIC = {
    "/": "Portail adhérents",
    "/aide": "Aide",
    "/connexion": "Connexion",
    "/connexion/code-adherent": "Connexion avec votre code adhérent",
    "/mot-de-passe-oublie": "Mot de passe oublié",
    "/reinitialiser-mot-de-passe#abc": "Nouveau mot de passe",
    "/reinitialiser-mot-de-passe?erreur=lien": "Nouveau mot de passe",
    "/connexion?erreur=session&suite=/espace": "Connexion",
    "/connexion/code": "Code de vérification",
    "/connexion/code?erreur=preuve": "Code de vérification",
    "/confirmer-mon-adresse#abc": "Confirmer mon adresse",
    "/confirmer-mon-adresse?erreur=lien-adresse": "Confirmer mon adresse",
    "/retablir-mon-adresse#abc": "Rétablir mon adresse",
    "/retablir-mon-adresse?info=adresse-retablie": "Rétablir mon adresse",
    "/invitation#abc": "Votre invitation",
    "/invitation/reponse": "Répondre à l’invitation",
    "/identifiants-perdus": "Identifiants perdus",
    "/nouveau-courrier#abc": "Nouveau courrier",
    "/nouveau-courrier?erreur=lien-courrier": "Nouveau courrier",
    "/nouveau-courrier?info=courrier-demande": "Nouveau courrier",
    "/verifier-attestation": "Vérifier une attestation",
    "/indisponible": "Service momentanément indisponible",
    "/cette-page-n-existe-pas": "Page introuvable",
}
PRIVATE = {
    "/espace": "Tableau de bord",
    "/espace/salaries": "Salariés",
    "/espace/salaries?q=introuvable-en-effet": "Salariés",
    "/espace/salaries?page=2&taille=20&suivi=si": "Salariés",
    "/espace/salaries/arrivee": "Déclarer une arrivée",
    "/espace/salaries/{employee}": "",
    "/espace/salaries/{employee}/modifier": "",
    "/espace/salaries/{employee}/depart": "Déclarer un départ",
    "/espace/salaries/{employee}/derniere-visite": "Dernière visite",
    "/espace/suivi/requalification": "Requalification du suivi",
    "/espace/salaries/{employee}/changement": "Changer de poste ou de situation",
    "/espace/salaries/{employee}/mutation": "Muter vers un autre établissement",
    "/espace/salaries/{employee}/fusion": "Fusionner deux fiches",
    "/espace/salaries/doublons": "Doublons",
    "/espace/salaries/{employee}/arret": "Signaler un arrêt de travail",
    "/espace/salaries/{employee}/attestation": "Attestation présentée",
    "/espace/obligations": "Obligations à traiter",
    "/espace/entreprise/liste-complementaire": "Liste complémentaire de postes à risques",
    "/espace/visites": "Visites",
    "/espace/visites?vue=mois": "Visites",
    "/espace/visites/demande?salarie={employee}": "Demander une visite",
    "/espace/visites/{visit}": "",
    "/espace/factures": "Factures",
    "/espace/factures?erreur=rien&statut=reglee": "Factures",
    "/espace/factures/paiements": "Paiements",
    "/espace/factures/releve?du=31/02/2026&erreur=periode": "Relevé de compte",
    "/espace/messages": "Messages",
    "/espace/messages?non-lus=oui": "Messages",
    "/espace/messages/nouveau?salarie={employee}": "Écrire au service",
    "/espace/messages/00000000-0000-4000-8000-000000000000": "",
    "/espace/documents": "Documents",
    "/espace/documents?erreurs=fichier-taille,date-future,suite-avant": "Documents",
    "/espace/entreprise": "Mon entreprise",
    "/espace/entreprise/mandats": "Mandats",
    "/espace/entreprise/utilisateurs": "Utilisateurs",
    "/espace/entreprise/administration": "Transmettre l’administration",
    "/espace/entreprise/historique": "Historique des coordonnées",
    "/espace/entreprise/historique?champ=tout": "Historique des coordonnées",
    "/espace/entreprise/fermetures": "Fermetures",
    "/espace/ajouter-une-entreprise": "Ajouter une entreprise",
    "/espace/mon-compte": "Mon compte",
    "/espace/mon-compte/double-authentification": "Double authentification",
    "/espace/mon-compte/cles-d-acces": "Clés d’accès",
    "/espace/mon-compte/historique": "Historique de sécurité",
    "/espace/mon-compte/notifications": "Notifications",
    "/espace/mon-compte/adresse-e-mail": "Changer d’adresse e-mail",
    "/espace/mon-compte/mes-donnees": "Mes données",
    "/espace/mon-compte/fermer": "Fermer mon compte",
    "/reauthentification?erreur=preuve": "Confirmez que c’est bien vous",
    "/espace/modifier-mon-mot-de-passe": "Modifier mon mot de passe",
    "/espace/salaries/00000000-0000-4000-8000-000000000000": "",
}


def violations(page: Page) -> list[str]:
    if not page.evaluate("() => typeof window.axe === 'object'"):
        page.evaluate(AXE)
    found: Any = page.evaluate("() => axe.run(document)")
    return [f"{v['id']} ({v['impact']}) : {v['nodes'][0]['html'][:150]}" for v in found["violations"]]


def check(page: Page) -> None:
    """Nothing for axe to say, wide or narrow; nothing to scroll sideways."""
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 900})
        assert violations(page) == [], f"{page.url} à {width} px"
    assert page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth"), page.url


def settled(page: Page, title: str) -> None:
    if title:
        heading(page, title)
    expect(page.locator(".loading")).to_have_count(0)
    expect(page).to_have_title(re.compile(" · PRÉSANTRA$"))
    expect(page.get_by_role("heading", level=1)).to_have_count(1)


@pytest.mark.parametrize("address", PUBLIC)
def test_public_pages(page: Page, address: str, journal: Any) -> None:
    journal.expected.append("404")
    page.goto(address)
    settled(page, PUBLIC[address])
    check(page)


@pytest.fixture(scope="module")
def person(portal: Portal) -> dict[str, Any]:
    return logged_in(portal, new_address("axe"), "10001", "10001-1")


@pytest.fixture
def private_page(new_page: NewPage, portal: Portal, person: dict[str, Any]) -> Page:
    page = new_page()
    page.context.add_cookies([{"name": "presantra", "value": person["token"], "url": portal.url}])
    return page


@pytest.mark.parametrize("address", PRIVATE)
def test_private_pages(private_page: Page, person: dict[str, Any], address: str, journal: Any) -> None:
    journal.expected.append("404")
    ids = {"employee": person["employee"]["10001"], "visit": person["visit"]["10001"]}
    private_page.goto(address.format(**ids))
    settled(private_page, PRIVATE[address])
    check(private_page)


def test_error_states(private_page: Page, new_page: NewPage) -> None:
    private_page.goto("/espace/salaries/arrivee")
    private_page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(private_page.get_by_role("alert").filter(has_text="erreurs")).to_be_focused()
    check(private_page)
    private_page.goto("/espace/visites/demande")
    private_page.get_by_role("button", name="Envoyer la demande").click()
    expect(private_page.get_by_role("alert").filter(has_text="erreurs")).to_be_focused()
    check(private_page)
    anonymous = new_page()
    for address in ("/connexion", "/connexion/code-adherent", "/mot-de-passe-oublie"):
        anonymous.goto(address)
        anonymous.get_by_role("button", name="Valider").click()
        expect(anonymous.get_by_role("alert").filter(has_text="erreurs")).to_be_focused()
        check(anonymous)


def test_open_menus_and_dialogs(private_page: Page) -> None:
    private_page.goto("/espace")
    private_page.get_by_role("button", name="Alix ESSAI").click()
    expect(private_page.get_by_text("Se déconnecter")).to_be_visible()
    assert violations(private_page) == []
    private_page.keyboard.press("Escape")
    expect(private_page.get_by_text("Se déconnecter")).to_be_hidden()
    private_page.get_by_role("button", name=re.compile("Changer d’entreprise")).click()
    assert violations(private_page) == []
    private_page.goto("/espace/entreprise")
    private_page.get_by_role("button", name="Demander une correction").click()
    expect(private_page.get_by_role("dialog")).to_be_visible()
    assert violations(private_page) == []


NAMED = """
([among, name, role]) => (among ? [...document.querySelectorAll(among)] : [document.activeElement]).some((e) => {
  const label = e.labels && e.labels[0] ? e.labels[0].textContent : e.textContent;
  const said = (e.getAttribute('aria-label') || label || '').trim();
  return said.startsWith(name) && (!role || e.tagName.toLowerCase() === role);
})
"""
CONTROLS = "a[href], button, input, select, textarea, summary"


def press_to(page: Page, name: str, *, role: str = "", limit: int = 80) -> None:
    """Tab until the control of this name has the focus, as somebody without a mouse does once he sees it."""
    deadline = time.monotonic() + 15
    while not page.evaluate(NAMED, [CONTROLS, name, role]):
        assert time.monotonic() < deadline, f"« {name} » n’apparaît pas sur {page.url}"
        page.wait_for_timeout(50)
    for _ in range(limit):
        page.keyboard.press("Tab")
        if page.evaluate(NAMED, ["", name, role]):
            return
    raise AssertionError(f"« {name} » ne s’atteint pas au clavier sur {page.url}")


def test_the_whole_procedure_by_keyboard_on_a_phone(new_page: NewPage, portal: Portal) -> None:
    page, address = new_page(viewport=PHONE), new_address("clavier")
    page.goto("/")
    press_to(page, "Connexion")
    page.keyboard.press("Enter")
    heading(page, "Connexion")
    press_to(page, "Se connecter avec son code adhérent")
    page.keyboard.press("Enter")
    heading(page, "Connexion avec votre code adhérent")
    for label, value in (("Code adhérent", "10001-1"), ("N° de télédéclarant", "TD-R6T3-W9HD")):
        press_to(page, label, role="input")
        page.keyboard.type(value)
    page.keyboard.press("Enter")
    heading(page, "Créer votre compte")
    identity = (
        ("Nom", "Clavier"),
        ("Prénom", "Ada"),
        ("Fonction", "Comptable"),
        ("Adresse e-mail du déclarant", address),
    )
    for label, value in identity:
        press_to(page, label, role="input")
        page.keyboard.type(value)
    page.keyboard.press("Enter")
    heading(page, "Consultez votre messagerie")
    first = password_in(portal.mails.wait(address, containing="provisoire"))
    press_to(page, "Aller à la connexion")
    page.keyboard.press("Enter")
    heading(page, "Connexion")
    press_to(page, "Adresse e-mail", role="input")
    page.keyboard.type(address)
    page.keyboard.press("Enter")
    heading(page, "Mot de passe")
    press_to(page, "Mot de passe", role="input")
    page.keyboard.type(first)
    page.keyboard.press("Enter")
    heading(page, "Choisissez votre mot de passe")
    for label in ("Nouveau mot de passe", "Confirmer le nouveau mot de passe"):
        press_to(page, label, role="input")
        page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    heading(page, "Tableau de bord")
    press_to(page, "Déclarer une arrivée")
    page.keyboard.press("Enter")
    heading(page, "Déclarer une arrivée")
    for label, value in (("Nom de naissance", "Toucheur"), ("Prénom", "Max")):
        press_to(page, label, role="input")
        page.keyboard.type(value)
    press_to(page, "Sexe", role="select")
    page.keyboard.type("Homme")
    press_to(page, "Date de naissance", role="input")
    page.keyboard.type("05041991")
    press_to(page, "Date d'entrée", role="input")
    page.keyboard.type("02112026")
    press_to(page, "Type de contrat", role="select")
    page.keyboard.type("CDI")
    press_to(page, "Poste", role="input")
    page.keyboard.type("Menuisier")
    page.keyboard.press("Enter")
    heading(page, "Max TOUCHEUR")
    press_to(page, "Ada CLAVIER", role="button")
    page.keyboard.press("Enter")
    press_to(page, "Se déconnecter")
    page.keyboard.press("Enter")
    heading(page, "Connexion")
    assert page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth")
