"""The year of a company, with the service answering by its commands; the page that is alive; the last slot."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from presantra.domain.clock import PARIS
from tests.e2e import ledger
from tests.e2e.conftest import NewPage
from tests.e2e.portal import Portal
from tests.e2e.rivals import Rivals
from tests.e2e.seed import logged_in
from tests.e2e.steps import heading, new_address
from tests.e2e.test_accessibilite import check

NUMBER = re.compile(r"DV-\d{4}-\d{6}")
TODAY = datetime.now(PARIS)


def at(days: float, hour: int = 10) -> str:
    return f"{TODAY + timedelta(days=days):%d/%m/%Y} {hour:02d}:00"


@pytest.fixture
def member(new_page: NewPage, portal: Portal) -> tuple[Page, str]:
    """Somebody of the transport company, in his browser."""
    address = new_address("visites")
    session: Any = logged_in(portal, address, "20002")
    page = new_page()
    page.context.add_cookies([{"name": "presantra", "value": session["token"], "url": portal.url}])
    return page, address


def hire(page: Page, first: str, last: str) -> None:
    page.goto("/espace/salaries/arrivee")
    heading(page, "Déclarer une arrivée")
    page.get_by_label("Nom de naissance").fill(last)
    page.get_by_label("Prénom").fill(first)
    page.get_by_label("Date de naissance").fill("1990-02-11")
    page.get_by_label("Sexe").select_option(label="Femme")
    page.get_by_label("Date d'entrée").fill(f"{TODAY:%Y-%m-%d}")
    page.get_by_label("Type de contrat").select_option(label="CDI")
    page.get_by_label("Poste", exact=True).fill("Conductrice")
    page.get_by_label("Adresse e-mail").fill(f"{first.lower()}@morel.example")
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    heading(page, f"{first} {last.upper()}")


def open_visit(page: Page) -> str:
    """From the record of the person hired to her request; its number."""
    page.get_by_role("link", name=NUMBER).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(NUMBER)
    found = NUMBER.search(page.get_by_role("heading", level=1).inner_text())
    assert found
    return found.group()


def status(page: Page, words: str) -> None:
    expect(page.locator(".facts .badge").first).to_have_text(words)


def told(page: Page, words: str) -> None:
    result = page.locator(".result .callout")
    expect(result).to_have_text(words)
    expect(result).to_be_focused()


def test_the_year_of_a_company(member: tuple[Page, str], portal: Portal, tmp_path: Path) -> None:
    page, address = member
    hire(page, "Nadia", "Perrin")
    number = open_visit(page)
    status(page, "Envoyée")

    # The service asks for a precision, in another process: the page changes by itself.
    portal.run("visites", "demander-complement", number, "Quels jours Nadia est-elle au dépôt ?")
    status(page, "Complément demandé")
    expect(page.get_by_text("Quels jours Nadia est-elle au dépôt ?").first).to_be_visible()
    check(page)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_label("Votre réponse").fill("Le mardi et le jeudi.")
    page.get_by_role("button", name="Envoyer la réponse").click()
    status(page, "Prise en charge")
    told(page, "Votre réponse est partie au service.")

    # She books herself, then gives the date back in time, then gets another.
    page.get_by_role("button", name="Réserver").first.click()
    status(page, "Planifiée")
    expect(page.locator(".clock")).to_contain_text("pour annuler sans frais")
    check(page)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_text("Demander une autre date").click()
    page.get_by_role("button", name="Rendre ce rendez-vous").click()
    expect(page.get_by_role("alert").filter(has_text="erreurs")).to_be_focused()
    page.get_by_label("Dates possibles").fill("La semaine suivante")
    page.get_by_role("button", name="Rendre ce rendez-vous").click()
    status(page, "Prise en charge")
    portal.run("visites", "planifier", number, "--le", at(9), "--centre", "paris", "--note", "À bientôt.")
    status(page, "Planifiée")
    portal.run("visites", "convoquer", number)
    status(page, "Convocation envoyée")
    portal.mails.wait("nadia@morel.example", containing="Convocation")
    page.get_by_role("button", name="Confirmer la présence").click()
    told(page, "La présence est confirmée.")
    with page.expect_download() as download:
        page.get_by_role("link", name="Télécharger la convocation").click()
    assert download.value.suggested_filename == f"convocation-{number}.pdf"
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF-")
    page.goto("/espace/visites?vue=mois&mois=" + f"{TODAY + timedelta(days=9):%Y-%m}")
    expect(page.get_by_role("link", name=re.compile("Nadia PERRIN"))).to_be_visible()
    check(page)
    page.set_viewport_size({"width": 1280, "height": 900})

    # Cancelled in time.
    page.get_by_role("link", name=re.compile("Nadia PERRIN")).click()
    page.get_by_role("link", name="Écrire au service").click()
    expect(page.get_by_text("Votre demande porte sur")).to_contain_text(number)
    expect(page.get_by_label("Thème")).to_have_value("visites")
    page.go_back()
    page.get_by_role("button", name="Annuler la demande").click()
    expect(page.get_by_role("dialog")).to_contain_text("pour annuler sans frais")
    page.get_by_role("button", name="Confirmer l’annulation").click()
    status(page, "Annulée")
    _miss_and_contest(page, portal)
    _hold(page, portal, tmp_path)
    portal.mails.wait(address, containing="visite réalisée")


def _miss_and_contest(page: Page, portal: Portal) -> None:
    hire(page, "Agnes", "Morvan")
    number = open_visit(page)
    portal.run("visites", "planifier", number, "--le", at(-1), "--centre", "montreuil")
    status(page, "Planifiée")
    portal.run("visites", "absent", number)
    status(page, "Non honorée")
    expect(page.get_by_text("Facturé 50 € HT")).to_be_visible()
    check(page)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_text("Contester cette absence").click()
    page.get_by_label("Motif de la contestation").fill("Elle a signé à l’accueil à 10 h.")
    page.get_by_role("button", name="Envoyer la contestation").click()
    expect(page.get_by_text("Contestée : le service vous répondra.")).to_be_visible()
    portal.run("visites", "trancher", number, "acceptee", "La feuille d’accueil le confirme.")
    expect(page.get_by_text("Contestation acceptée", exact=True)).to_be_visible()
    expect(page.get_by_text("Facturé 50 € HT")).to_have_count(0)


def _hold(page: Page, portal: Portal, tmp_path: Path) -> None:
    hire(page, "Sonia", "Brun")
    number = open_visit(page)
    portal.run("visites", "planifier", number, "--le", at(-1), "--centre", "paris")
    portal.run("visites", "honorer", number)
    status(page, "Réalisée")
    paper = tmp_path / "attestation.pdf"
    paper.write_bytes(b"%PDF-1.7\nattestation de suivi")
    refused = portal.run("documents", "deposer", number, str(paper), "--type", "dossier_medical", check=False)
    assert (refused.returncode, "secret médical" in refused.stderr) == (1, True)
    portal.run("documents", "deposer", number, str(paper), "--type", "attestation")
    with page.expect_download() as download:
        page.get_by_role("link", name="Télécharger Attestation de suivi").click()
    assert Path(download.value.path()).read_bytes() == paper.read_bytes()
    page.get_by_role("link", name="Sonia BRUN").click()
    expect(page.get_by_role("link", name=re.compile("Attestation de suivi"))).to_be_visible()
    expect(page.get_by_text(re.compile("Dernière visite le")).locator("visible=true").first).to_be_visible()
    _leave(page)


def _leave(page: Page) -> None:
    """The year ends: the person goes, and her visits stay in the list."""
    page.get_by_role("link", name="Déclarer un départ").click()
    heading(page, "Déclarer un départ")
    page.get_by_label("Date de départ").fill(f"{TODAY:%Y-%m-%d}")
    page.get_by_label("Motif").select_option(label="Démission")
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    heading(page, "Sonia BRUN")
    expect(page.get_by_role("button", name="Annuler le départ")).to_be_visible()
    page.goto("/espace/visites?q=Brun")
    expect(page.get_by_role("row", name=re.compile("Sonia BRUN")).get_by_text("Réalisée")).to_be_visible()


def test_somebody_comes_instead_then_his_absence_is_told(member: tuple[Page, str], portal: Portal) -> None:
    page, _ = member
    hire(page, "Ines", "Lacombe")
    hire(page, "Odile", "Lacombe")
    number = open_visit(page)
    portal.run("visites", "planifier", number, "--le", at(9), "--centre", "paris")
    status(page, "Planifiée")
    page.get_by_text("Faire venir un autre salarié").click()
    page.get_by_role("button", name="Remplacer").click()
    expect(page.locator(".field-error").filter(has_text="Choisissez qui viendra.")).to_be_visible()
    field = page.get_by_label("Remplaçant")
    field.fill("lacombe ines")
    expect(page.get_by_text("1 salarié à choisir dans la liste.")).to_be_visible()
    line = page.locator("#remplacants-proposes option").first.get_attribute("value")
    assert line is not None
    assert line.startswith("Ines LACOMBE (11/02/1990)")
    check(page)
    page.set_viewport_size({"width": 1280, "height": 900})
    field.fill(line)
    page.get_by_role("button", name="Remplacer").click()
    told(page, "Ines LACOMBE viendra au rendez-vous.")
    status(page, "Planifiée")
    expect(page.get_by_role("heading", level=1)).not_to_have_text(number)

    page.get_by_text("Signaler une absence").click()
    page.get_by_role("button", name="Signaler l’absence").click()
    expect(page.get_by_role("alert").filter(has_text="erreur")).to_be_focused()
    page.get_by_label(re.compile("Motif de l.absence")).select_option(index=1)
    page.get_by_role("button", name="Signaler l’absence").click()
    told(page, "L’absence est signalée : le service vous proposera une autre date.")
    status(page, "Prise en charge")


def test_a_reasoned_request_is_drafted_signed_and_sent(member: tuple[Page, str], portal: Portal) -> None:
    page, _ = member
    hire(page, "Maud", "Carré")
    page.goto("/espace/visites/demande?type=a_la_demande")
    heading(page, "Demander une visite")
    page.get_by_label("Salarié", exact=True).fill("carré")
    page.get_by_text("Préciser le rendez-vous").click()
    page.get_by_label("Mardi matin").check()
    page.get_by_label("Accès à mobilité réduite nécessaire").check()
    check(page)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_role("button", name="Enregistrer le brouillon").click()
    status(page, "Brouillon")
    check(page)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_role("link", name="Compléter et envoyer").click()
    heading(page, "Demander une visite")
    expect(page.get_by_label("Mardi matin")).to_be_checked()
    page.get_by_role("button", name="Envoyer la demande").click()
    expect(page.get_by_role("alert").filter(has_text="erreurs")).to_be_focused()
    page.get_by_label("Motif").fill("Fatigue constatée en fin de tournée.")
    page.get_by_label("Le salarié est informé de cette demande").check()
    page.get_by_label("Votre nom, pour signature").fill("Alix Essai")
    page.get_by_role("button", name="Envoyer la demande").click()
    status(page, "Envoyée")
    expect(page.get_by_text(re.compile("Signé par Alix Essai le"))).to_be_visible()
    expect(page.get_by_text("mardi matin")).to_be_visible()


def test_a_change_is_seen_within_a_second(member: tuple[Page, str], portal: Portal) -> None:
    """In a real browser; the figures of ``tests/bench/visits`` count the sockets alone."""
    page, _ = member
    hire(page, "Lina", "Faure")
    number = open_visit(page)
    page.evaluate(
        "() => new MutationObserver(() => { if (!window.vu && document.body.innerText.includes('prise en charge'))"
        " window.vu = Date.now(); }).observe(document.body, {childList: true, subtree: true, characterData: true})"
    )
    portal.run("visites", "prendre-en-charge", number)
    status(page, "Prise en charge")
    seen = page.evaluate("() => window.vu") / 1000
    query = (
        f"SELECT max(at) FROM visit_event e JOIN visit_request v ON v.id = e.visit_request_id WHERE number = '{number}'"
    )
    committed = datetime.fromisoformat(str(ledger.rows(portal, query)[0])).replace(tzinfo=UTC).timestamp()
    print(f"\nvu dans le navigateur {seen - committed:.2f} s après l’acte")
    assert seen - committed < 3, "a shared machine is allowed two seconds more than the promise"


FIRST_FREE = """(time) => [...document.querySelectorAll('.slots button:not([disabled])')].slice(0, 1)
  .some((button) => button.innerText.replace(/\\s/g, ' ').includes(time))"""
PRESS_AT = "(instant) => setTimeout(() => document.querySelector('.slots button').click(), instant - Date.now())"
OUTCOME = """([mine, following]) => {
  const text = document.querySelector('main').innerText.replace(/\\s/g, ' ');
  if (text.includes('Ce créneau vient d’être pris. Le prochain est le ' + following)) return 'lost';
  const fixed = document.querySelector('.appointment-when');
  return fixed && fixed.innerText.replace(/\\s/g, ' ').includes(mine) ? 'won' : false;
}"""
ROUNDS = 100


@pytest.fixture
def rivals(portal: Portal) -> Iterator[Rivals]:
    both = Rivals(portal, ROUNDS)
    yield both
    both.close()


def test_two_members_press_for_the_last_slot_at_the_same_instant_100_times(
    portal: Portal, new_page: NewPage, rivals: Rivals
) -> None:
    """Exactly one wins each time; the other is told at once, and shown the next as the first to book."""
    pages = []
    for token, visit in zip(rivals.tokens, rivals.visits, strict=True):
        page = new_page()
        page.context.add_cookies([{"name": "presantra", "value": token, "url": portal.url}])
        page.goto(f"/espace/visites/{visit}")
        pages.append(page)
    wins, delays = [0, 0], []
    for turn in range(ROUNDS):
        mine, following = (f"{rivals.times[n].astimezone(PARIS):%d/%m/%Y à %H:%M}" for n in (turn, turn + 1))
        for page in pages:
            page.wait_for_function(FIRST_FREE, arg=mine)
        instant = time.time() * 1000 + 60
        for page in pages:
            page.evaluate(PRESS_AT, instant)
        outcomes = [page.wait_for_function(OUTCOME, arg=[mine, following]).json_value() for page in pages]
        delays.append(time.time() * 1000 - instant)
        assert sorted(outcomes) == ["lost", "won"], turn
        winner = outcomes.index("won")
        assert rivals.again(turn) == {"taken": 1, "winners": [winner]}
        wins[winner] += 1
    # Whoever lost has one press to make: the slot that was offered instead is his.
    loser = pages[1 - winner]
    loser.get_by_role("button", name="Réserver").first.click()
    status(loser, "Planifiée")
    print(f"\n{ROUNDS} duels : {wins[0]} et {wins[1]} ; les deux pages répondues en {max(delays):.0f} ms au plus")


def test_the_clock_goes_on_by_itself(member: tuple[Page, str], portal: Portal) -> None:
    page, _ = member
    page.clock.install()
    hire(page, "Olga", "Heure")
    number = open_visit(page)
    soon = datetime.now(PARIS) + timedelta(hours=48, minutes=11)
    portal.run("visites", "planifier", number, "--le", f"{soon:%d/%m/%Y %H:%M}", "--centre", "paris")
    clock = page.locator(".clock")
    expect(clock).to_contain_text(re.compile(r"Encore (10|9|8)\smin pour annuler sans frais"))
    page.clock.fast_forward("05:00")
    expect(clock).to_contain_text(re.compile(r"Encore [2345]\smin pour annuler sans frais"))
    page.clock.fast_forward("07:00")
    expect(clock).to_contain_text("sera facturé 50 € HT")
