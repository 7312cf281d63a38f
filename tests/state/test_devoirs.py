"""Handlers of the screens about the employer's duties, on a State with the real services on a fresh database."""

from __future__ import annotations

from uuid import uuid4

import pytest

from presantra.bootstrap import Container
from presantra.services.actor import Actor
from presantra.ui.pages.arret.state import ArretState
from presantra.ui.pages.attestation.state import AttestationState
from presantra.ui.pages.depart.state import DepartState
from presantra.ui.pages.liste_complementaire.state import ListeComplementaireState
from presantra.ui.pages.mon_compte.reminders import CalendrierState, RappelState
from presantra.ui.pages.obligations.state import ObligationsState
from presantra.ui.pages.salarie.duties import DevoirsState
from presantra.ui.pages.tableau_de_bord.state import TableauDeBordState
from tests.state.tab import Tab

PERSON = {
    "birth_name": "Lefèvre",
    "first_name": "Zoé",
    "birth_date": "1990-05-04",
    "sex": "f",
    "entry_date": "2026-01-05",
    "contract_type": "cdi",
    "job_title": "Cariste",
    "situations": ["autorisation_conduite"],
}
SHORT = {"cause": "at", "start_date": "2026-11-02", "end_date": "2026-11-13"}
LONG = {"cause": "maladie", "start_date": "2026-09-01"}


@pytest.fixture
async def employee(container: Container, actor: Actor) -> str:
    return (await container.employees.declare_arrival(actor, PERSON, uuid4())).public_id


async def test_an_absence_is_followed_saved_and_told_on_the_record(employee: str) -> None:
    tab = Tab().at(f"/espace/salaries/{employee}/arret")
    await tab.call(ArretState, "open")
    state = tab.state(ArretState)
    assert (state.title, state.name) == ("Signaler un arrêt de travail", "Zoé LEFÈVRE")
    await tab.call(ArretState, "follow", form=SHORT)
    assert state.sentences[0].startswith("Accident du travail de moins de 30 jours")
    assert [source.article for source in state.sources] == ["R. 4624-33"]
    await tab.call(ArretState, "follow", form={"cause": "at", "start_date": "9998-01-01", "end_date": "9999-12-31"})
    assert state.sources == []

    form = SHORT | {"operation": state.operation}
    assert await tab.call(ArretState, "save", form=form) == f"/espace/salaries/{employee}?info=arret"

    await tab.at(f"/espace/salaries/{employee}?info=arret").call(DevoirsState, "load")
    card = tab.state(DevoirsState)
    assert card.success == "L’arrêt de travail est enregistré. Le service est informé."
    assert [(line.cause, line.dates, line.signalled) for line in card.absences] == [
        ("Accident du travail", "Du 02/11/2026 au 13/11/2026 (12 jours)", "23/11/2026")
    ]


async def test_errors_stay_beside_their_fields_and_nothing_is_kept(
    container: Container, actor: Actor, employee: str
) -> None:
    tab = Tab().at(f"/espace/salaries/{employee}/arret")
    await tab.call(ArretState, "open")
    assert await tab.call(ArretState, "save", form={"cause": "at"}) == ""
    state = tab.state(ArretState)
    assert (list(state.errors), state.busy) == (["start_date"], False)
    assert (await container.absences.of_employee(actor, employee)).absences == ()


async def test_an_absence_is_corrected_then_removed(container: Container, actor: Actor, employee: str) -> None:
    view = await container.absences.declare(actor, employee, LONG, uuid4())
    address = f"/espace/salaries/{employee}/arret?arret={view.public_id}"
    tab = Tab().at(address)
    await tab.call(ArretState, "open")
    state = tab.state(ArretState)
    assert (state.title, state.values["start_date"]) == ("Modifier un arrêt de travail", "2026-09-01")
    assert await tab.call(ArretState, "save", form=LONG | {"end_date": "2026-11-20"})
    await tab.call(ArretState, "open")
    assert state.values["end_date"] == "2026-11-20"
    assert await tab.call(ArretState, "remove") == f"/espace/salaries/{employee}?info=arret-retire"
    await tab.call(ArretState, "open")
    assert (state.missing, state.title) == (True, "Page introuvable")


async def test_an_absence_changed_meanwhile_is_told_once(container: Container, actor: Actor, employee: str) -> None:
    view = await container.absences.declare(actor, employee, LONG, uuid4())
    tab = Tab().at(f"/espace/salaries/{employee}/arret?arret={view.public_id}")
    await tab.call(ArretState, "open")
    await container.absences.edit(actor, employee, view.public_id, LONG | {"end_date": "2026-11-15"}, view.version)
    mine = LONG | {"end_date": "2026-11-20"}
    assert await tab.call(ArretState, "save", form=mine) == ""
    assert "a changé entre-temps" in tab.state(ArretState).errors[""]
    assert await tab.call(ArretState, "save", form=mine) == f"/espace/salaries/{employee}?info=arret"


async def test_the_worker_is_informed_from_the_record(container: Container, actor: Actor, employee: str) -> None:
    view = await container.absences.declare(actor, employee, LONG, uuid4())
    tab = Tab().at(f"/espace/salaries/{employee}")
    await tab.call(DevoirsState, "load")
    card = tab.state(DevoirsState)
    assert (card.can_mail, card.absences[0].inform) == (False, True)
    await tab.call(DevoirsState, "inform_by_mail", absence=view.public_id)
    assert card.errors == {"": "L’adresse e-mail de ce salarié n’est pas connue\u00a0: remettez-lui le texte."}
    await tab.call(DevoirsState, "inform_by_hand", absence=view.public_id)
    assert (card.errors, card.absences[0].inform, card.absences[0].informed) == ({}, False, "23/11/2026")
    await tab.call(DevoirsState, "inform_by_hand", absence=str(uuid4()))
    assert card.errors == {"": "Cet élément n’existe pas ou n’est plus accessible."}


async def test_a_departure_proposes_to_inform_the_service(container: Container, actor: Actor) -> None:
    exposed = (
        await container.employees.declare_arrival(actor, PERSON | {"situations": ["amiante"]}, uuid4())
    ).public_id
    tab = Tab().at(f"/espace/salaries/{exposed}/depart")
    await tab.call(DepartState, "open")
    assert tab.state(DepartState).exposures == "Amiante"
    await tab.call(DepartState, "save", form={"departure_date": "2026-11-20", "reason": "retraite"})
    await tab.at(f"/espace/salaries/{exposed}").call(DevoirsState, "load")
    card = tab.state(DevoirsState)
    assert (card.exposed, card.exposure_signalled) == (True, "")
    await tab.call(DevoirsState, "signal_exposure_end")
    assert card.exposure_signalled == "23/11/2026 à 10:00"


async def test_an_attestation_is_shown_and_taken_back(employee: str) -> None:
    tab = Tab().at(f"/espace/salaries/{employee}/attestation")
    await tab.call(AttestationState, "open")
    state = tab.state(AttestationState)
    assert (state.needed[0].badge, state.only_kind) == ("Aucune présentée", "autorisation_conduite")
    form = {"kind": "autorisation_conduite", "issued_on": "2026-11-02", "operation": state.operation}
    await tab.call(AttestationState, "save", form=form)
    assert state.needed[0].badge == "Valable"
    await tab.call(AttestationState, "remove", attestation=state.needed[0].shown[0].id)
    assert state.needed[0].badge == "Aucune présentée"
    await tab.call(AttestationState, "save", form=form | {"issued_on": "2027-01-01", "operation": str(uuid4())})
    assert list(state.errors) == ["issued_on"]


async def test_the_list_is_added_to_corrected_sent_and_emptied(actor: Actor) -> None:
    tab = Tab().at("/espace/entreprise/liste-complementaire")
    await tab.call(ListeComplementaireState, "load")
    await tab.call(ListeComplementaireState, "open")
    state = tab.state(ListeComplementaireState)
    await tab.call(ListeComplementaireState, "save", form={"job_title": "Cariste", "operation": state.operation})
    assert list(state.errors) == ["reason"]
    form = {"job_title": "Cariste", "reason": "Froid", "operation": state.operation}
    await tab.call(ListeComplementaireState, "save", form=form)
    assert [(post.job_title, post.opinions, post.changed) for post in state.posts] == [
        ("Cariste", "Aucun avis indiqué.", True)
    ]
    post = state.posts[0].id
    await tab.call(ListeComplementaireState, "edit", post=post)
    assert (state.edited, state.values["reason"]) == (post, "Froid")
    await tab.call(ListeComplementaireState, "save", form=form | {"doctor_opinion_on": "2026-10-12"})
    assert state.posts[0].opinions == "Avis du médecin du travail le 12/10/2026."
    assert (state.edited, state.values) == ("", {})
    await tab.call(ListeComplementaireState, "send", operation=state.operation)
    assert (state.to_send, state.sent) == (False, "23/11/2026 à 10:00")
    await tab.call(ListeComplementaireState, "withdraw", post=post)
    assert state.posts == []
    await tab.call(ListeComplementaireState, "edit", post=post)
    assert state.errors == {"": "Cet élément n’existe pas ou n’est plus accessible."}


async def test_somebody_else_s_change_is_not_written_over_unseen(container: Container, actor: Actor) -> None:
    raw = {"job_title": "Cariste", "reason": "Froid"}
    view = await container.posts.add(actor, raw, uuid4())
    tab = Tab().at("/espace/entreprise/liste-complementaire")
    await tab.call(ListeComplementaireState, "load")
    state = tab.state(ListeComplementaireState)
    await tab.call(ListeComplementaireState, "edit", post=view.posts[0].public_id)
    await container.posts.edit(actor, view.posts[0].public_id, raw | {"reason": "Bruit"}, 1)
    await tab.call(ListeComplementaireState, "save", form=raw | {"reason": "Chaleur"})
    assert "a changé entre-temps" in state.errors[""]
    assert (await container.posts.list(actor)).posts[0].reason == "Bruit"
    assert state.posts[0].reason == "Bruit"
    await tab.call(ListeComplementaireState, "save", form=raw | {"reason": "Chaleur"})
    assert (await container.posts.list(actor)).posts[0].reason == "Chaleur"


async def test_the_address_of_the_calendar_never_stays_in_the_state(container: Container, actor: Actor) -> None:
    tab = Tab().at("/espace/mon-compte")
    await tab.call(CalendrierState, "load")
    state = tab.state(CalendrierState)
    assert (state.loaded, state.since) == (True, "")
    event = await CalendrierState.event_handlers["renew"].fn(state, form={"full_names": "oui"})
    sent = repr(event.args)
    assert "/calendrier/" in sent
    assert "/calendrier/" not in repr(state.dict())
    assert (state.since, state.full_names) == ("23/11/2026", True)
    await tab.call(CalendrierState, "remove")
    assert state.since == ""


async def test_the_reminder_is_stopped_and_restored(container: Container, actor: Actor) -> None:
    tab = Tab().at("/espace/mon-compte")
    await tab.call(RappelState, "load")
    assert tab.state(RappelState).wanted is True
    await tab.call(RappelState, "turn_off")
    assert (tab.state(RappelState).wanted, await container.digest.wanted(actor)) == (False, False)
    await tab.call(RappelState, "turn_on")
    assert await container.digest.wanted(actor) is True


async def test_the_dashboard_warns_and_the_duties_are_listed(container: Container, actor: Actor, employee: str) -> None:
    for number in range(6):
        raw = PERSON | {"situations": ["amiante"], "entry_date": "2026-11-30", "birth_name": f"Attente {number}"}
        await container.employees.declare_arrival(actor, raw, uuid4())
    await container.absences.declare(actor, employee, LONG, uuid4())
    tab = Tab().at("/espace")
    await tab.call(TableauDeBordState, "load")
    state = tab.state(TableauDeBordState)
    assert (len(state.waiting), state.all_waiting) == (5, 6)
    assert state.waiting[0].sentence == "Examen médical d’aptitude à l’embauche, prise de poste prévue le 30/11/2026"
    await tab.at("/espace/obligations").call(ObligationsState, "load")
    duties = tab.state(ObligationsState)
    assert (len(duties.waiting), duties.cut) == (6, False)
    assert [(line.id, line.sentence) for line in duties.absences] == [
        (
            employee,
            "Maladie ou accident non professionnel, depuis le 01/09/2026 : informer le salarié de ses droits",
        )
    ]
