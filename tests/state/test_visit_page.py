"""The page of a request, the month and drafts, on a State with the real services on a fresh database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from reflex.event import Event

from presantra.bootstrap import Container
from presantra.domain.visit_vocabulary import ContestOutcome, VisitDocumentType
from presantra.services.actor import Actor
from presantra.services.changes import Change
from presantra.ui.live import Watchers, watchers
from presantra.ui.pages.demande_visite.state import DemandeVisiteState
from presantra.ui.pages.visite.state import VisiteState
from presantra.ui.pages.visites.month import MoisState
from presantra.ui.pages.visites.state import VisitesState
from tests.services.visits import PDF, SERVICE, asked, planned
from tests.state.tab import Tab
from tests.state.test_visits import LINE, PERSON, employee, tab

__all__ = ["employee", "tab"]


async def opened(tab: Tab, view: Any) -> Any:
    await tab.at(f"/espace/visites/{view.public_id}").call(VisiteState, "load")
    return tab.state(VisiteState)


async def test_the_clock_and_the_acts_of_an_appointment(
    tab: Tab, container: Container, actor: Actor, employee: str
) -> None:
    page = await opened(tab, await planned(container, actor, employee, timedelta(hours=53)))
    sheet = page.sheet
    assert (sheet.when, sheet.presence) == ("Mercredi 25/11/2026 à 15:00", "À confirmer")
    assert sheet.clock.startswith("Encore 5\u00a0h pour annuler sans frais")
    assert sheet.clock_over.endswith("facturé 50\u00a0€ HT.")
    assert sheet.until == "2026-11-23T14:00:00+00:00"
    await tab.call(VisiteState, "confirm")
    assert (page.sheet.presence, page.success, page.busy) == ("Confirmé", "La présence est confirmée.", False)
    assert not page.sheet.can_confirm


async def test_each_act_shows_the_page_as_it_now_stands(
    tab: Tab, container: Container, actor: Actor, employee: str
) -> None:
    view = await planned(container, actor, employee)
    page = await opened(tab, view)
    await tab.call(VisiteState, "excuse", form={"absence_reason": "", "note": ""})
    assert set(page.errors) == {"absence_reason"}
    await tab.call(VisiteState, "ask_other_date", form={"other_date": " "})
    assert set(page.errors) == {"other_date"}
    await tab.call(VisiteState, "excuse", form={"absence_reason": "conges", "note": "Jusqu’au 15"})
    assert (page.sheet.status, page.sheet.when, page.errors) == ("Prise en charge", "", {})
    assert [(line.status, line.note) for line in page.sheet.past] == [("Absence signalée", "Congés")]
    await container.secretariat.cases.ask_more(SERVICE, view.number, "Quels jours ?")
    await tab.call(VisiteState, "refresh")
    assert (page.sheet.question, page.sheet.can_answer) == ("Quels jours ?", True)
    assert page.news == "Cette page vient d’être mise à jour\u00a0: complément demandé."
    await tab.call(VisiteState, "answer", form={"answer": "Le mardi"})
    assert (page.sheet.can_answer, page.sheet.steps[-1].note) == (False, "Le mardi")


async def test_a_slot_is_booked_and_a_lost_one_names_the_next(
    tab: Tab, container: Container, actor: Actor, employee: str
) -> None:
    now = container.context.clock()
    for hours in (50, 60):
        await container.secretariat.slots.open(SERVICE, "paris", now + timedelta(hours=hours))
    view = await asked(container, actor, employee)
    page = await opened(tab, view)
    first, second = (slot.id for slot in page.slots)
    await container.secretariat.slots.close(SERVICE, first)
    await tab.call(VisiteState, "book", slot=first)
    assert page.errors[""].startswith("Ce créneau vient d’être pris. Le prochain est le 25/11/2026 à 22:00")
    assert [slot.id for slot in page.slots] == [second]
    await tab.call(VisiteState, "book", slot=second)
    assert (page.sheet.status, page.slots) == ("Planifiée", [])


async def test_a_missed_appointment_is_contested_and_a_document_downloaded(
    tab: Tab, container: Container, actor: Actor, employee: str
) -> None:
    view = await planned(container, actor, employee, timedelta(hours=-1))
    await container.secretariat.cases.miss(SERVICE, view.number)
    page = await opened(tab, view)
    assert (page.sheet.charge, page.sheet.can_contest) == ("Facturé 50\u00a0€ HT", True)
    assert page.sheet.contest_until == "23/12/2026"
    await tab.call(VisiteState, "contest", form={"contest_reason": "Il était là"})
    assert page.sheet.contest == "Contestée : le service vous répondra."
    await container.secretariat.cases.settle(SERVICE, view.number, ContestOutcome.ACCEPTED, "Vous aviez raison.")
    await tab.call(VisiteState, "refresh")
    assert (page.sheet.presence, page.sheet.presence_tone, page.sheet.charge) == ("Absence excusée", "neutral", "")
    assert page.sheet.status == "Non honorée"
    other = await container.employees.declare_arrival(actor, PERSON | {"first_name": "Léo"}, uuid4())
    done = await planned(container, actor, other.public_id, timedelta(hours=-1))
    await container.secretariat.cases.honour(SERVICE, done.number)

    await container.secretariat.documents.deposit(SERVICE, done.number, PDF, VisitDocumentType.FOLLOW_UP)
    page = await opened(tab, done)
    assert [(d.name, d.href.startswith("/documents/visites/")) for d in page.sheet.documents] == [
        ("Attestation de suivi", True)
    ]


async def test_a_replacement_leads_to_the_other_request(
    tab: Tab, container: Container, actor: Actor, employee: str
) -> None:
    view = await planned(container, actor, employee)
    await container.employees.declare_arrival(actor, PERSON | {"first_name": "Léo", "sex": "m"}, uuid4())
    page = await opened(tab, view)
    [choice] = page.replacements
    assert page.proposals == [choice.name]
    path = await tab.call(VisiteState, "replace", form={"replacement": choice.name})
    assert path.endswith("?info=remplacement")
    await tab.at(path).call(VisiteState, "load")
    assert page.success == "Léo LEFÈVRE viendra au rendez-vous."


async def test_anybody_present_is_found_but_must_await_the_visit(
    tab: Tab, container: Container, actor: Actor, employee: str, dump: Any
) -> None:
    view = await planned(container, actor, employee)
    sam = {"first_name": "Sam", "birth_name": "Roux", "sex": "m", "situations": ["amiante"]}
    await container.employees.declare_arrival(actor, PERSON | sam, uuid4())
    page = await opened(tab, view)
    assert page.proposals == []
    await tab.call(VisiteState, "search_replacement", text="zzz")
    assert (page.proposals, page.found) == ([], "Aucun salarié présent ne correspond.")
    await tab.call(VisiteState, "search_replacement", text="rou")
    [line] = page.proposals
    assert (line[:8], page.found) == ("Sam ROUX", "1 salarié à choisir dans la liste.")
    await tab.call(VisiteState, "search_replacement", text=line)
    assert page.found == ""
    before = await dump()
    for typed, said in (
        ("", "Choisissez qui viendra."),
        ("zzz", "Aucun salarié présent ne porte ce nom"),
        (line, "qui attend le même type de visite"),
        ("roux", "qui attend le même type de visite"),
    ):
        await tab.call(VisiteState, "replace", form={"replacement": typed})
        assert said in page.errors["replacement"]
    assert await dump() == before


async def test_a_draft_is_kept_reopened_and_sent(tab: Tab, container: Container, actor: Actor, employee: str) -> None:
    await tab.at("/espace/visites/demande").call(DemandeVisiteState, "load")
    state = tab.state(DemandeVisiteState)
    form = {"operation": state.operation, "employee": LINE, "kind": "reprise", "half_day_lun_am": "oui"}
    await tab.call(DemandeVisiteState, "mean_to_keep")
    path = await tab.call(DemandeVisiteState, "send", form=form)
    assert path.endswith("?info=brouillon")
    await tab.at(path).call(VisiteState, "load")
    page = tab.state(VisiteState)
    assert (page.sheet.status, page.success[:12]) == ("Brouillon", "Le brouillon")
    await tab.at(page.sheet.draft_href).call(DemandeVisiteState, "load")
    assert (state.employee, state.kind, state.draft.half_days) == (LINE, "reprise", ("lun_am",))
    form = {"operation": state.operation, "employee": LINE, "kind": "reprise"}
    await tab.call(DemandeVisiteState, "mean_to_send")
    assert await tab.call(DemandeVisiteState, "send", form=form) == ""
    assert set(state.errors) == {"return_date", "leave_cause"}
    form |= {"operation": state.operation, "return_date": "2026-12-04", "leave_cause": "at"}
    path = await tab.call(DemandeVisiteState, "send", form=form)
    assert path.endswith("?info=envoyee")
    assert page.sheet.number in (await container.visits.record(actor, path.split("/")[-1].partition("?")[0])).number


async def test_the_month_is_a_table_of_weeks(tab: Tab, container: Container, actor: Actor, employee: str) -> None:
    await planned(container, actor, employee, timedelta(days=10))
    await tab.at("/espace/visites?vue=mois&mois=2026-12").call(MoisState, "load")
    month = tab.state(MoisState)
    assert (month.title, month.total) == ("Décembre 2026", "1 rendez-vous ce mois-ci")
    assert (month.before, month.after) == (
        "/espace/visites?vue=mois&mois=2026-11", "/espace/visites?vue=mois&mois=2027-01",
    )  # fmt: skip
    [day] = [day for week in month.weeks for day in week.days if day.held]
    assert (day.number, day.held[0].hour.replace("\u00a0", " "), day.held[0].employee) == (
        "3",
        "10 h 00",
        "Zoé LEFÈVRE",
    )
    assert all(len(week.days) == 7 for week in month.weeks)
    await tab.at("/espace/visites?vue=mois&mois=2026-99").call(MoisState, "load")
    assert month.title == "Novembre 2026"


async def test_an_event_for_a_page_that_was_left_does_nothing(
    tab: Tab, container: Container, actor: Actor, employee: str
) -> None:
    view = await asked(container, actor, employee)
    page = await opened(tab, view)
    await container.secretariat.cases.take_charge(SERVICE, view.number)
    await tab.at("/espace").call(VisiteState, "refresh")
    assert page.sheet.status == "Envoyée"
    await tab.at("/espace/visites").call(VisitesState, "load")
    await tab.at(f"/espace/visites/{view.public_id}").call(VisitesState, "refresh")
    assert tab.state(VisitesState).rows[0].status == "Prise en charge"
    await tab.call(VisiteState, "refresh")
    assert page.sheet.status == "Prise en charge"


class Namespace:
    """What the sockets of a process look like."""

    def __init__(self, here: set[str]) -> None:
        self.sent: list[str] = []
        record = type("Record", (), {"instance_id": "a"})
        self._token_manager = type(
            "Manager", (), {"token_to_socket": dict.fromkeys(here, record), "instance_id": "a"}
        )  # fmt: skip

    async def emit_update(self, update: Any, token: str) -> None:
        assert update.delta == {}
        assert [event.payload for event in update.events] == [{}]
        self.sent.append(token)


@pytest.fixture
def tower(monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[Watchers, Namespace]]:
    def make(*here: str) -> tuple[Watchers, Namespace]:
        namespace = Namespace(set(here))
        found = Watchers()
        found.install(type("App", (), {"event_namespace": namespace}))  # type: ignore[arg-type]
        monkeypatch.setattr(Event, "from_event_type", lambda _: [Event(name="etat.refresh")])
        return found, namespace

    return make


async def test_only_tabs_that_watch_it_are_told_once_until_they_look(tower: Any) -> None:
    found, namespace = tower("page", "liste", "ailleurs")
    mine, other = UUID(int=1), UUID(int=2)
    found.watch("page", 7, mine, None)
    found.watch("liste", 7, None, None)
    found.watch("ailleurs", 8, mine, None)
    found.watch("partie", 7, mine, None)
    await found.tell(Change(7, mine))
    await found.tell(Change(7, mine))
    assert namespace.sent == ["page", "liste"]
    found.looking("page")
    await found.tell(Change(7, other))
    assert namespace.sent == ["page", "liste"]
    found.looking("liste")
    await found.tell(None)
    assert namespace.sent[2:] == ["page", "liste", "ailleurs"]
    found.forget("page")
    found.looking("page")
    await found.tell(None)
    assert namespace.sent[5:] == []


async def test_a_page_that_loads_watches_its_own_company_only(
    tab: Tab, container: Container, actor: Actor, employee: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[int, UUID | None]] = []
    monkeypatch.setattr(watchers, "watch", lambda token, member, visit, refresh, *topic: seen.append((member, visit)))
    view = await asked(container, actor, employee)
    await opened(tab, view)
    await tab.at("/espace/visites").call(VisitesState, "load")
    assert actor.member is not None
    assert seen == [(actor.member.id, UUID(view.public_id)), (actor.member.id, None)]
