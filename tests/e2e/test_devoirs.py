"""The employer's duties in a browser: what is signalled reaches the service by mail, and can be proven."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from icalendar import Calendar
from playwright.sync_api import Page, expect

from presantra.domain.clock import paris_date, system_clock
from tests.e2e.conftest import NewPage
from tests.e2e.portal import Portal, text_of
from tests.e2e.seed import logged_in
from tests.e2e.steps import heading, new_address
from tests.e2e.test_accessibilite import check

SERVICE = "secretariat@presantra.example"
WORKER = "noe@menuiserie-lefevre.example"


@pytest.fixture
def address() -> str:
    return new_address("devoirs")


@pytest.fixture
def person(portal: Portal, address: str) -> dict[str, Any]:
    return logged_in(portal, address, "10001")


@pytest.fixture
def space(new_page: NewPage, portal: Portal, person: dict[str, Any]) -> Page:
    page = new_page()
    page.context.add_cookies([{"name": "presantra", "value": person["token"], "url": portal.url}])
    return page


def days_ago(days: int) -> str:
    return (paris_date(system_clock()) - timedelta(days=days)).isoformat()


def arrive(page: Page, name: str, *boxes: str) -> None:
    """A present salarié with an address of his own; leaves his record open."""
    page.goto("/espace/salaries/arrivee")
    heading(page, "Déclarer une arrivée")
    page.get_by_label("Nom de naissance").fill(name)
    page.get_by_label("Prénom", exact=True).fill("Noé")
    page.get_by_label("Sexe").select_option("m")
    page.get_by_label("Date de naissance").fill("1990-05-04")
    page.get_by_label("Date d'entrée").fill(days_ago(300))
    page.get_by_label("Type de contrat").select_option("cdi")
    page.get_by_label("Poste", exact=True).fill("Cariste")
    page.get_by_label("Adresse e-mail").fill(WORKER)
    for box in boxes:
        page.get_by_label(box, exact=True).check()
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    heading(page, f"Noé {name.upper()}")


def signal_absence(page: Page, cause: str, first: str, last: str = "") -> None:
    page.get_by_role("link", name="Signaler un arrêt de travail").click()
    heading(page, "Signaler un arrêt de travail")
    page.get_by_label("Catégorie de l’arrêt").select_option(label=cause)
    page.get_by_label("Premier jour d’arrêt").fill(first)
    if last:
        page.get_by_label("Dernier jour d’arrêt").fill(last)


def test_a_short_work_accident_reaches_the_doctor(space: Page, portal: Portal, address: str) -> None:
    arrive(space, "Accidenté")
    signal_absence(space, "Accident du travail", days_ago(10), days_ago(4))
    expect(space.get_by_role("complementary", name="Ce qui en découle")).to_contain_text("R. 4624-33")
    check(space)
    space.get_by_role("button", name="Enregistrer").click()
    expect(space.get_by_text("L’arrêt de travail est enregistré. Le service est informé.")).to_be_visible()
    mail = portal.mails.wait(SERVICE, containing="Noé ACCIDENTÉ")
    assert "accident du travail" in text_of(mail)
    assert "(7 jours)" in space.get_by_text(re.compile(r"^Du .* jours\)")).inner_text()
    assert portal.mails.wait(address, containing="le service est informé")
    check(space)


def test_a_long_absence_asks_for_its_visit_and_informs_the_worker(space: Page, portal: Portal) -> None:
    arrive(space, "Absent")
    signal_absence(space, "Maladie ou accident non professionnel", days_ago(80))
    space.get_by_role("button", name="Enregistrer").click()
    heading(space, "Noé ABSENT")
    space.get_by_role("button", name="Informer le salarié par e-mail").click()
    expect(space.get_by_text(re.compile("Salarié informé de ses droits le"))).to_be_visible()
    mail = portal.mails.wait(WORKER, containing="rendez-vous de liaison")
    assert "visite de préreprise" in text_of(mail)

    space.get_by_role("link", name="Modifier cet arrêt").click()
    heading(space, "Modifier un arrêt de travail")
    space.get_by_label("Dernier jour d’arrêt").fill(days_ago(-3))
    space.get_by_role("button", name="Enregistrer").click()
    space.get_by_role("link", name="Demander la visite de reprise").click()
    heading(space, "Demander une visite")
    expect(space.get_by_label("Type de visite")).to_have_value("reprise")
    expect(space.get_by_label("Nature de l’arrêt")).to_have_value("maladie")
    space.get_by_role("button", name="Envoyer la demande").click()
    expect(space.get_by_role("heading", level=1)).to_contain_text("DV-")


def test_an_attestation_and_the_end_of_an_exposure(space: Page, portal: Portal) -> None:
    arrive(space, "Exposé", "Amiante", "Conduite d’engins avec autorisation de l’employeur")
    space.get_by_role("link", name="Indiquer une attestation").click()
    heading(space, "Attestation présentée")
    space.get_by_label("Date de délivrance").fill(days_ago(20))
    space.get_by_role("button", name="Enregistrer").click()
    expect(space.get_by_text("Valable", exact=True)).to_be_visible()
    check(space)
    space.get_by_role("link", name="Retour à la fiche").click()
    space.get_by_role("link", name="Déclarer un départ").click()
    heading(space, "Déclarer un départ")
    expect(space.get_by_label("Informer le service de la fin d’exposition")).to_be_checked()
    space.get_by_label("Date de départ").fill(days_ago(1))
    space.get_by_label("Motif").select_option("retraite")
    space.get_by_role("button", name="Enregistrer").click()
    assert "Noé EXPOSÉ" in text_of(portal.mails.wait(SERVICE, containing="Amiante"))
    space.get_by_role("link", name="Demander la visite post-exposition").click()
    expect(space.get_by_label("Type de visite")).to_have_value("post_exposition")


def test_the_list_of_posts_is_sent_to_the_service(space: Page, portal: Portal) -> None:
    space.goto("/espace/entreprise")
    space.get_by_role("link", name="Liste complémentaire de postes à risques").click()
    heading(space, "Liste complémentaire de postes à risques")
    space.get_by_label("Poste", exact=True).fill("Cariste polaire")
    space.get_by_role("button", name="Ajouter le poste").click()
    expect(space.get_by_role("alert").filter(has_text="erreurs")).to_be_focused()
    space.get_by_label("Motif").fill("Froid négatif toute la journée")
    space.get_by_role("button", name="Ajouter le poste").click()
    expect(space.get_by_role("heading", name="Cariste polaire")).to_be_visible()
    check(space)
    space.get_by_role("button", name="Transmettre la liste au service").click()
    expect(space.get_by_text("La liste est transmise au service.")).to_be_visible()
    assert "Froid négatif toute la journée" in text_of(portal.mails.wait(SERVICE, containing="Cariste polaire"))


def test_the_dashboard_warns_and_leads_to_the_duties(space: Page) -> None:
    space.goto("/espace")
    expect(space.get_by_text("Ces personnes ne doivent pas commencer avant leur visite")).to_be_visible()
    space.get_by_role("link", name=re.compile("^À jour")).click()
    heading(space, "Salariés")
    expect(space).to_have_url(re.compile("echeance=a_jour"))
    space.goto("/espace/obligations")
    heading(space, "Obligations à traiter")
    expect(space.get_by_role("heading", name="Ne doivent pas commencer avant leur visite")).to_be_visible()


def test_the_reminder_leaves_once_and_is_ended_in_one_click(
    space: Page, new_page: NewPage, portal: Portal, address: str
) -> None:
    assert "dans la boîte d’envoi" in portal.run("rappels", "envoyer", "--maintenant").stdout
    mail = portal.mails.wait(address, containing="ce qui vous attend cette semaine")
    assert "Menuiserie Lefèvre (10001)" in text_of(mail)
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = str(mail["List-Unsubscribe"]).strip("<>")
    assert link in text_of(mail)
    portal.run("rappels", "envoyer", "--maintenant")
    assert len([m for m in portal.mails.to(address) if "cette semaine" in str(m["Subject"])]) == 1

    other = new_page()
    other.goto(link)
    heading(other, "Rappel hebdomadaire")
    check(other)
    other.get_by_role("button", name="Ne plus recevoir ce rappel").click()
    expect(other.get_by_text(re.compile("ne recevra plus le rappel"))).to_be_visible()
    space.goto("/espace/mon-compte")
    space.get_by_role("button", name="Recevoir le rappel", exact=True).click()
    expect(space.get_by_role("button", name="Ne plus recevoir le rappel")).to_be_visible()


def test_a_calendar_to_subscribe_to(space: Page) -> None:
    space.goto("/espace/mon-compte")
    space.get_by_role("button", name="Créer l’adresse").click()
    field = space.get_by_label("Adresse du calendrier")
    expect(field).to_have_value(re.compile(r"/calendrier/.+\.ics$"))
    check(space)
    old = field.input_value()
    answer = space.request.get(old)
    assert answer.status == 200
    assert Calendar.from_ical(answer.body()).walk("VEVENT")
    space.get_by_role("button", name="Renouveler l’adresse").click()
    expect(field).not_to_have_value(old)
    assert space.request.get(old).status == 404
    assert space.request.get(field.input_value()).status == 200


def test_a_proof_of_diligence_to_download(space: Page) -> None:
    arrive(space, "Preuve")
    for address in (space.url, "/espace/entreprise"):
        space.goto(address)
        with space.expect_download() as download:
            space.get_by_role("link", name=re.compile("Télécharger la preuve de diligence")).click()
        assert download.value.suggested_filename.startswith("preuve-de-diligence-")
        assert download.value.path().read_bytes().startswith(b"%PDF-")
