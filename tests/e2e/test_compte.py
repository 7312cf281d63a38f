"""The account of a person: second factor in all its forms, passkeys, address, closing, copy of the data."""

from __future__ import annotations

import re
import time
import zipfile
from typing import Any

import pyotp
import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import NewPage
from tests.e2e.portal import Portal, link_in
from tests.e2e.seed import forget_proof
from tests.e2e.steps import PASSWORD, confirm_identity, heading, log_in, member_in, new_address, open_menu
from tests.e2e.test_accessibilite import check

ACCOUNT = "/espace/mon-compte"


@pytest.fixture
def member(page: Page, portal: Portal) -> str:
    """Somebody in his space, who has just logged in; his address."""
    return member_in(page, portal, new_address("compte"))


def log_out(page: Page) -> None:
    open_menu(page, "Se déconnecter")
    heading(page, "Connexion")


def set_up(page: Page) -> tuple[str, list[str]]:
    """Turn the second factor on; its secret and the recovery codes."""
    page.goto(f"{ACCOUNT}/double-authentification")
    heading(page, "Double authentification")
    page.get_by_role("button", name="Commencer").click()
    expect(page.get_by_role("heading", name="Reliez votre application à votre compte")).to_be_focused()
    expect(page.get_by_role("img", name="QR code")).to_be_visible()
    secret = page.locator(".by-hand").inner_text().replace(" ", "")
    assert len(secret) == 32
    page.get_by_label("Code affiché par l’application").fill("000000")
    page.get_by_role("button", name="Activer").click()
    expect(page.get_by_role("alert").filter(has_text="Ce code n’est pas le bon")).to_be_visible()
    check(page)
    page.get_by_label("Code affiché par l’application").fill(pyotp.TOTP(secret).now())
    page.get_by_role("button", name="Activer").click()
    expect(page.get_by_role("heading", name="La double authentification est activée")).to_be_focused()
    codes = page.locator(".codes li").all_inner_texts()
    assert len(set(codes)) == 10
    check(page)
    page.get_by_role("link", name="J’ai noté mes codes").click()
    expect(page.get_by_text("activée", exact=True)).to_be_visible()
    expect(page.get_by_text("10 sur 10")).to_be_visible()
    return secret, codes


def next_code(secret: str) -> str:
    """The code of the step to come: the one of now may have served."""
    return pyotp.TOTP(secret).at(int(time.time()) + 30)


def give_code(page: Page, code: str, *, trust: bool = False) -> None:
    heading(page, "Code de vérification")
    page.get_by_label("Code de vérification").fill(code)
    if trust:
        page.get_by_label(re.compile("Faire confiance à cet appareil")).check()
    page.get_by_role("button", name="Valider").click()


def test_the_second_factor_in_all_its_forms(page: Page, member: str, portal: Portal, journal: Any) -> None:
    journal.expected.append("422")
    secret, codes = set_up(page)
    portal.mails.wait(member, containing="Double authentification activée")
    check(page)
    log_out(page)
    log_in(page, member, PASSWORD)
    give_code(page, "123456")
    expect(page.get_by_role("alert").filter(has_text="n’est pas le bon")).to_be_visible()
    check(page)
    give_code(page, next_code(secret), trust=True)
    heading(page, "Tableau de bord")
    log_out(page)
    log_in(page, member, PASSWORD)
    heading(page, "Tableau de bord")  # a trusted browser
    page.goto(f"{ACCOUNT}/double-authentification")
    expect(page.get_by_text("cet appareil", exact=True)).to_be_visible()
    check(page)
    page.get_by_role("button", name="Retirer").click()
    expect(page.get_by_text("Cet appareil demandera un code")).to_be_visible()
    log_out(page)
    log_in(page, member, PASSWORD)
    give_code(page, codes[0].lower())
    heading(page, "Tableau de bord")
    portal.mails.wait(member, containing="Code de secours utilisé")
    page.goto(f"{ACCOUNT}/double-authentification")
    expect(page.get_by_text("9 sur 10")).to_be_visible()
    page.get_by_role("button", name="Créer de nouveaux codes de secours").click()
    expect(page.get_by_role("heading", name="Vos nouveaux codes de secours")).to_be_focused()
    assert not set(page.locator(".codes li").all_inner_texts()) & set(codes)
    page.get_by_role("link", name="J’ai noté mes codes").click()
    page.get_by_role("button", name="Désactiver la double authentification").click()
    page.get_by_role("dialog").get_by_role("button", name="Désactiver").click()
    expect(page.get_by_text("La double authentification est désactivée")).to_be_visible()
    page.goto(f"{ACCOUNT}/historique")
    heading(page, "Historique de sécurité")
    expect(page.get_by_text("Connexion avec un code de secours")).to_be_visible()
    check(page)


def test_an_old_proof_is_asked_again(page: Page, member: str, portal: Portal) -> None:
    page.goto(f"{ACCOUNT}/fermer")
    heading(page, "Fermer mon compte")
    expect(page.get_by_role("button", name="Fermer mon compte")).to_be_visible()
    forget_proof(portal)
    page.get_by_role("button", name="Fermer mon compte").click()
    heading(page, "Confirmez que c’est bien vous")
    check(page)
    page.get_by_label("Mot de passe", exact=True).fill("faux")
    page.get_by_role("button", name="Confirmer", exact=True).click()
    expect(page.get_by_role("alert").filter(has_text="n’est pas le bon")).to_be_visible()
    confirm_identity(page)
    heading(page, "Fermer mon compte")
    forget_proof(portal)
    page.goto(f"{ACCOUNT}/mes-donnees")
    page.get_by_role("link", name="Confirmer mon identité").click()
    heading(page, "Confirmez que c’est bien vous")


# Clés d’accès


class Device:
    """The authenticator of Chromium's own tests: a telephone with a fingerprint reader."""

    def __init__(self, page: Page) -> None:
        self.session = page.context.new_cdp_session(page)
        self.session.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
            "isUserVerified": True, "automaticPresenceSimulation": True,
        }  # fmt: skip
        self.id = self.session.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]

    def recognises(self, person: bool) -> None:
        self.session.send("WebAuthn.setUserVerified", {"authenticatorId": self.id, "isUserVerified": person})

    def credentials(self) -> list[dict[str, Any]]:
        found = self.session.send("WebAuthn.getCredentials", {"authenticatorId": self.id})
        return list(found["credentials"])


@pytest.fixture
def device(page: Page) -> Device:
    return Device(page)


def add_passkey(page: Page, name: str) -> None:
    page.goto(f"{ACCOUNT}/cles-d-acces")
    heading(page, "Clés d’accès")
    page.get_by_label("Nom de la clé").fill(name)
    page.get_by_role("button", name="Ajouter une clé d’accès").press("Enter")
    expect(page.get_by_text("La clé d’accès est ajoutée")).to_be_visible()
    expect(page.get_by_text(name, exact=True)).to_be_visible()


def test_passkeys(page: Page, member: str, device: Device, portal: Portal, journal: Any) -> None:
    journal.expected.append("422")
    add_passkey(page, "Téléphone de Claire")
    assert len(device.credentials()) == 1
    portal.mails.wait(member, containing="Clé d’accès ajoutée")
    check(page)
    page.get_by_role("button", name="Ajouter une clé d’accès").click()
    expect(page.get_by_role("alert").filter(has_text="a déjà une clé d’accès")).to_be_visible()
    log_out(page)
    device.recognises(False)
    page.get_by_role("button", name="Se connecter avec une clé d’accès").click()
    expect(page.get_by_role("alert").filter(has_text="Rien n’a été fait")).to_be_visible()
    check(page)
    device.recognises(True)
    page.get_by_role("button", name="Se connecter avec une clé d’accès").press("Enter")
    heading(page, "Tableau de bord")
    page.goto(f"{ACCOUNT}/cles-d-acces")
    expect(page.get_by_text(re.compile("Utilisée le"))).to_be_visible()
    set_up(page)
    log_out(page)
    log_in(page, member, PASSWORD)
    heading(page, "Code de vérification")
    page.get_by_role("button", name="Utiliser une clé d’accès").click()
    heading(page, "Tableau de bord")
    forget_proof(portal)
    page.goto(f"{ACCOUNT}/cles-d-acces")
    page.get_by_role("link", name="Confirmer mon identité").click()
    heading(page, "Confirmez que c’est bien vous")
    check(page)
    page.get_by_role("button", name="Confirmer avec une clé d’accès").click()
    heading(page, "Clés d’accès")
    page.get_by_role("button", name="Retirer", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="Retirer la clé").click()
    expect(page.get_by_text("Cette clé d’accès ne permet plus de se connecter")).to_be_visible()
    log_out(page)
    page.get_by_role("button", name="Se connecter avec une clé d’accès").click()
    expect(page.get_by_role("alert").filter(has_text="n’a pas pu être vérifiée")).to_be_visible()


def test_a_browser_without_passkeys(new_page: NewPage) -> None:
    page = new_page()
    page.add_init_script("delete window.PublicKeyCredential;")
    page.goto("/connexion")
    page.get_by_role("button", name="Se connecter avec une clé d’accès").click()
    expect(page.get_by_role("alert").filter(has_text="Ce navigateur ne connaît pas")).to_be_visible()
    page.get_by_label("Adresse e-mail").fill("claire@example.fr")
    page.get_by_role("button", name="Valider").click()
    heading(page, "Mot de passe")


# The account itself


def test_change_of_address_and_back(page: Page, member: str, portal: Portal) -> None:
    new = new_address("nouvelle")
    page.goto(f"{ACCOUNT}/adresse-e-mail")
    heading(page, "Changer d’adresse e-mail")
    page.get_by_label("Nouvelle adresse e-mail").fill("sans arobase")
    page.get_by_role("button", name="Envoyer le lien").click()
    expect(page.get_by_role("alert").filter(has_text="erreur")).to_be_focused()
    check(page)
    page.get_by_label("Nouvelle adresse e-mail").fill(new)
    page.get_by_role("button", name="Envoyer le lien").click()
    expect(page.get_by_text("Changement demandé")).to_be_visible()
    check(page)
    page.goto(link_in(portal.mails.wait(new, containing="confirmer"), "/confirmer-mon-adresse"))
    heading(page, "Confirmer mon adresse")
    assert "#" not in page.url
    check(page)
    page.get_by_role("button", name="Confirmer cette adresse").click()
    expect(page.get_by_text("Votre nouvelle adresse est confirmée")).to_be_visible()
    page.goto(ACCOUNT)
    expect(page.get_by_text(new, exact=True)).to_be_visible()
    page.goto(link_in(portal.mails.wait(member, containing="a changé"), "/retablir-mon-adresse"))
    heading(page, "Rétablir mon adresse")
    check(page)
    page.get_by_role("button", name="Rétablir mon adresse").click()
    expect(page.get_by_text("Votre adresse est rétablie")).to_be_visible()
    check(page)
    page.goto("/espace")
    heading(page, "Connexion")
    link_in(portal.mails.wait(member, containing="choisir un nouveau mot de passe"), "/reinitialiser-mot-de-passe")


def test_notifications(page: Page, member: str) -> None:
    page.goto(f"{ACCOUNT}/notifications")
    heading(page, "Notifications")
    box = page.get_by_label("Accusés de réception de vos demandes")
    expect(box).to_be_checked()
    box.uncheck()
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("Vos choix sont enregistrés.")).to_be_visible()
    page.reload()
    expect(page.get_by_label("Accusés de réception de vos demandes")).not_to_be_checked()
    expect(page.get_by_label("Changements de vos demandes de visite")).to_be_checked()


def test_the_copy_of_ones_data(page: Page, member: str) -> None:
    page.goto(f"{ACCOUNT}/mes-donnees")
    heading(page, "Mes données")
    with page.expect_download() as started:
        page.get_by_role("link", name="Télécharger mes données").click()
    with zipfile.ZipFile(started.value.path()) as archive:
        assert member in archive.read("donnees.json").decode()


def test_closed_and_reopened(page: Page, member: str, portal: Portal) -> None:
    page.goto(ACCOUNT)
    page.get_by_role("link", name=re.compile("Fermer mon compte")).click()
    heading(page, "Fermer mon compte")
    check(page)
    alone = page.get_by_label(re.compile("J’ai compris"))
    if alone.count():  # other tests may have left other people in this company
        alone.check()
    page.get_by_role("button", name="Fermer mon compte").click()
    heading(page, "Connexion")
    expect(page.get_by_text("Votre compte est fermé")).to_be_visible()
    log_in(page, member, PASSWORD)
    expect(page.get_by_text(re.compile("incorrect"))).to_be_visible()
    portal.mails.wait(member, containing="est fermé")
    assert "rouvert" in portal.run("comptes", "rouvrir", member).stdout
    log_in(page, member, PASSWORD)
    heading(page, "Tableau de bord")
