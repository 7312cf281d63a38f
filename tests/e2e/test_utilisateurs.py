"""Users of a company: invited by mail, given roles, suspended; the administration handed over."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import NewPage
from tests.e2e.portal import Portal, link_in
from tests.e2e.seed import forget_proof, logged_in
from tests.e2e.steps import (
    PASSWORD,
    choose_password,
    confirm_identity,
    heading,
    line_of,
    log_in,
    log_in_here,
    member_in,
    new_address,
)
from tests.e2e.test_accessibilite import check

USERS = "/espace/entreprise/utilisateurs"
CODE = "20002"
DEAF_ONCE_LED_TO_PROVE = """
const { set } = Object.getOwnPropertyDescriptor(WebSocket.prototype, "onmessage");
Object.defineProperty(WebSocket.prototype, "onmessage", {
  set(listen) {
    set.call(this, (message) => {
      if (this.deaf) return;
      this.deaf = String(message.data).includes("/reauthentification?suite=");
      listen.call(this, message);
    });
  },
});
"""


@pytest.fixture
def admin(new_page: NewPage, portal: Portal) -> Page:
    page = new_page()
    person: dict[str, Any] = logged_in(portal, new_address("admin"), CODE)
    page.context.add_cookies([{"name": "presantra", "value": str(person["token"]), "url": portal.url}])
    return page


def look_at(page: Page) -> None:
    check(page)
    page.set_viewport_size({"width": 1280, "height": 900})  # where the menu is in sight


def invite(page: Page, address: str, *roles: str) -> None:
    page.goto(USERS)
    heading(page, "Utilisateurs")
    page.get_by_label("Adresse e-mail").fill(address)
    group = page.get_by_role("group", name="Rôles").last
    for role in roles:
        group.get_by_role("checkbox", name=role, exact=True).check()
    page.get_by_role("button", name="Envoyer l’invitation").click()
    expect(page.get_by_text(f"Une invitation vient d’être envoyée à {address}")).to_be_visible()


def fill_identity(page: Page, last: str = "Durand", first: str = "Paul") -> None:
    page.get_by_label(re.compile("^Nom")).fill(last)
    page.get_by_label("Prénom").fill(first)
    page.get_by_label("Fonction").fill("Assistant RH")
    page.get_by_role("button", name="Créer mon compte et accepter").click()


def join(new_page: NewPage, portal: Portal, address: str, last: str) -> Page:
    """From the mail to the space, without an account before."""
    page = new_page()
    page.goto(link_in(portal.mails.wait(address, containing="vous invite"), "/invitation"))
    heading(page, "Répondre à l’invitation")
    fill_identity(page, last)
    choose_password(page)
    heading(page, "Tableau de bord")
    return page


def give(page: Page, name: str, *roles: str) -> None:
    """These roles and no other."""
    page.goto(USERS)
    line_of(page, name).get_by_role("button", name="Modifier les rôles").click()
    dialog = page.get_by_role("dialog")
    for box in dialog.get_by_role("checkbox").all():
        box.uncheck()
    for role in roles:
        dialog.get_by_role("checkbox", name=role, exact=True).check()
    dialog.get_by_role("button", name="Enregistrer les rôles").click()
    expect(page.get_by_text(re.compile(rf"Les rôles de .*{name} sont enregistrés"))).to_be_visible()
    expect(dialog).to_be_hidden()


def test_invited_given_roles_suspended(admin: Page, new_page: NewPage, portal: Portal) -> None:
    address = new_address("lecteur")
    admin.goto("/espace/entreprise")
    admin.get_by_role("link", name="Utilisateurs").click()
    invite(admin, address, "Lecture")
    expect(line_of(admin, address)).to_contain_text("Lecture")
    look_at(admin)
    admin.get_by_role("button", name="Envoyer l’invitation").click()
    expect(admin.get_by_role("alert").filter(has_text="erreurs")).to_be_focused()

    guest = new_page()
    guest.goto(link_in(portal.mails.wait(address, containing="vous invite"), "/invitation"))
    heading(guest, "Répondre à l’invitation")
    expect(guest.get_by_text("Alix ESSAI")).to_be_visible()
    assert "#" not in guest.url
    look_at(guest)
    guest.get_by_role("button", name="Créer mon compte et accepter").click()
    expect(guest.get_by_role("alert").filter(has_text="erreurs")).to_be_focused()
    fill_identity(guest, "Lecteur")
    choose_password(guest)
    heading(guest, "Tableau de bord")
    expect(guest.get_by_role("heading", name="À faire")).to_be_visible()
    expect(guest.get_by_role("link", name="Déclarer une arrivée")).to_have_count(0)
    guest.get_by_role("link", name="Mon entreprise", exact=True).click()
    heading(guest, "Mon entreprise")
    expect(guest.get_by_role("heading", name="Coordonnées")).to_be_visible()
    expect(guest.get_by_role("button", name="Enregistrer")).to_have_count(0)
    look_at(guest)

    # Roles changed while his page is open: the next click is refused, and writes nothing.
    give(admin, "LECTEUR", "Déclaration")
    guest.goto("/espace/salaries/arrivee")
    heading(guest, "Déclarer une arrivée")
    guest.get_by_label("Nom de naissance").fill("Retiré")
    give(admin, "LECTEUR", "Lecture")
    guest.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(guest.get_by_role("alert").filter(has_text="Vous n’avez pas le droit")).to_be_visible()
    guest.goto("/espace/salaries?q=retire")
    expect(guest.get_by_role("heading", name="Aucun salarié ne correspond")).to_be_visible()

    line_of(admin, "LECTEUR").get_by_role("button", name="Suspendre").click()
    admin.get_by_role("dialog").get_by_role("button", name="Suspendre l’accès").click()
    expect(line_of(admin, "LECTEUR")).to_contain_text("Suspendu depuis")
    guest.get_by_role("link", name="Visites", exact=True).click()
    heading(guest, "Ajouter une entreprise")
    line_of(admin, "LECTEUR").get_by_role("button", name="Rétablir").click()
    expect(line_of(admin, "LECTEUR")).not_to_contain_text("Suspendu")
    guest.goto("/espace/visites")
    heading(guest, "Visites")


def test_the_administration_is_handed_over(admin: Page, new_page: NewPage, portal: Portal) -> None:
    address = new_address("successeur")
    invite(admin, address, "Lecture")
    guest = join(new_page, portal, address, "Successeur")
    admin.goto("/espace/entreprise/administration")
    heading(admin, "Transmettre l’administration")
    admin.get_by_label("Nouvel administrateur").select_option(label="Paul SUCCESSEUR")
    admin.get_by_role("checkbox", name="Facturation", exact=True).check()
    admin.get_by_role("checkbox", name="Lecture", exact=True).uncheck()
    look_at(admin)
    admin.get_by_role("button", name="Proposer l’administration").click()
    expect(admin.get_by_text("rien ne change avant sa réponse")).to_be_visible()
    portal.mails.wait(address, containing="On vous transmet l’administration")
    guest.goto("/espace")
    guest.get_by_role("link", name=re.compile("vous propose d’administrer")).click()
    heading(guest, "Transmettre l’administration")
    look_at(guest)
    guest.get_by_role("button", name="Accepter l’administration").click()
    expect(guest.get_by_text("Vous administrez maintenant cette entreprise")).to_be_visible()
    guest.goto(USERS)
    expect(line_of(guest, "SUCCESSEUR")).to_contain_text("Administrateur")
    admin.goto(USERS)
    expect(admin.get_by_text("Vos droits dans cette entreprise n’ouvrent pas cette page")).to_be_visible()
    expect(admin.get_by_role("link", name="Salariés", exact=True)).to_have_count(0)
    admin.get_by_role("link", name="Factures", exact=True).click()
    heading(admin, "Factures")
    admin.get_by_role("link", name="Tableau de bord", exact=True).click()
    expect(admin.get_by_role("heading", name="Factures")).to_be_visible()
    expect(admin.get_by_role("heading", name="Effectif")).to_have_count(0)
    look_at(admin)


def test_the_link_with_an_account_and_with_another(admin: Page, new_page: NewPage, portal: Portal) -> None:
    known = new_address("connu")
    invite(admin, known, "Facturation")
    join(new_page, portal, known, "Connu")
    give(admin, "CONNU", "Facturation", "Lecture")
    line_of(admin, "CONNU").get_by_role("button", name="Retirer l’accès").click()
    admin.get_by_role("dialog").get_by_role("button", name="Retirer l’accès").click()
    expect(line_of(admin, "CONNU")).to_have_count(0)
    invite(admin, known, "Lecture")
    link = link_in(portal.mails.wait(known, containing="vous invite", count=2), "/invitation")

    admin.goto(link)
    expect(admin.get_by_role("heading", name="Vous êtes connecté avec une autre adresse")).to_be_visible()
    look_at(admin)

    page = new_page()
    page.goto(link)
    page.get_by_role("link", name="Se connecter pour accepter").click()
    heading(page, "Connexion")
    log_in_here(page, known)
    heading(page, "Répondre à l’invitation")
    page.get_by_role("button", name="Accepter").click()
    heading(page, "Tableau de bord")
    expect(page.get_by_role("link", name="Salariés", exact=True)).to_be_visible()

    page.goto(link)
    expect(page.get_by_role("alert").filter(has_text="Cette invitation n’est plus valable")).to_be_visible()
    look_at(page)
    admin.get_by_role("button", name="Se déconnecter").last.click()
    expect(admin.get_by_text("Cette invitation n’est plus valable")).to_be_visible()
    log_in(admin, known, PASSWORD)
    heading(admin, "Tableau de bord")


def test_an_administrator_is_made_once_one_has_confirmed_who_one_is(
    page: Page, new_page: NewPage, portal: Portal
) -> None:
    """Nothing of the invitation is lost on the way."""
    member_in(page, portal, new_address("administratrice"))
    address = new_address("second")
    page.goto(USERS)
    group = page.get_by_role("group", name="Rôles").last
    page.get_by_label("Adresse e-mail").fill(address)
    for role in ("Administrateur", "Facturation"):
        group.get_by_role("checkbox", name=role, exact=True).check()
    forget_proof(portal)
    page.get_by_role("button", name="Envoyer l’invitation").click()
    confirm_identity(page)
    heading(page, "Utilisateurs")
    expect(page.get_by_text("L’invitation n’est pas encore partie")).to_be_visible()
    expect(page.get_by_label("Adresse e-mail")).to_have_value(address)
    expect(group.get_by_role("checkbox", checked=True)).to_have_count(2)
    look_at(page)
    page.get_by_role("button", name="Envoyer l’invitation").click()
    expect(page.get_by_text(f"Une invitation vient d’être envoyée à {address}")).to_be_visible()
    expect(page.get_by_text("L’invitation n’est pas encore partie")).to_be_hidden()
    expect(page.get_by_label("Adresse e-mail")).to_have_value("")
    expect(group.get_by_role("checkbox", checked=True)).to_have_count(0)
    join(new_page, portal, address, "Second")
    page.goto(USERS)
    expect(line_of(page, "SECOND")).to_contain_text("Administrateur, Facturation")


def test_who_confirms_before_the_page_has_heard_of_anything_is_led_back_all_the_same(
    page: Page, portal: Portal
) -> None:
    """A quick hand, or a slow server: the way back is in the address, which nobody has to be told."""
    page.add_init_script(DEAF_ONCE_LED_TO_PROVE)
    member_in(page, portal, new_address("administratrice"))
    page.goto(USERS)
    page.get_by_label("Adresse e-mail").fill(new_address("second"))
    page.get_by_role("group", name="Rôles").last.get_by_role("checkbox", name="Administrateur").check()
    forget_proof(portal)
    page.get_by_role("button", name="Envoyer l’invitation").click()
    confirm_identity(page)
    heading(page, "Utilisateurs")
