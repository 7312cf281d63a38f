"""Handlers of the screens about visits, called on a State with the real services on a fresh database."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

import pytest
from reflex.state import BaseState

from presantra.bootstrap import Container
from presantra.services.actor import ANONYMOUS, Actor
from presantra.services.dashboard import DOCUMENTS_HREF
from presantra.services.visits import VisitQuery
from presantra.ui import acting as acting_module
from presantra.ui.employees.finder import NOBODY, SEVERAL
from presantra.ui.pages.demande_visite.state import DemandeVisiteState
from presantra.ui.pages.tableau_de_bord.state import TableauDeBordState
from presantra.ui.pages.visite.state import VisiteState
from presantra.ui.pages.visites.month import MoisState
from presantra.ui.pages.visites.state import VisitesState
from tests.state.tab import Tab

PERSON = {
    "birth_name": "Lefèvre",
    "first_name": "Zoé",
    "birth_date": "1990-05-04",
    "sex": "f",
    "entry_date": "2026-11-02",
    "contract_type": "cdi",
    "job_title": "Menuisière",
}
LINE = "Zoé LEFÈVRE (04/05/1990) – Menuisière"
SENT_TO = "Un accusé de réception vous est adressé par e-mail à claire.martin@example.fr."


@pytest.fixture
async def employee(container: Container, actor: Actor) -> str:
    """Public id of Zoé Lefèvre, who has no request yet."""
    return (await container.employees.declare_arrival(actor, PERSON, uuid4())).public_id


@pytest.fixture
async def tab(actor: Actor) -> Tab:
    return Tab()


async def send(tab: Tab, **values: str) -> str:
    state = tab.state(DemandeVisiteState)
    form = {"operation": state.operation, "employee": LINE, "kind": "embauche", **values}
    return await tab.call(DemandeVisiteState, "send", form=form)


async def total(container: Container, actor: Actor) -> int:
    return (await container.visits.list(actor, VisitQuery())).total


async def opened(tab: Tab, query: str = "") -> Any:
    await tab.at(f"/espace/visites/demande{query}").call(DemandeVisiteState, "load")
    return tab.state(DemandeVisiteState)


async def test_a_request_leads_to_its_record_which_tells_of_the_acknowledgement(tab: Tab, employee: str) -> None:
    form = await opened(tab, f"?salarie={employee}")
    assert (form.employee, form.kind) == (LINE, "embauche")
    path = await send(tab, availabilities="Le matin")
    await tab.at(path).call(VisiteState, "load")
    page = tab.state(VisiteState)
    assert page.success == f"Votre demande DV-2026-000001 est envoyée. {SENT_TO}"
    sheet = page.sheet
    assert (page.title, sheet.status, sheet.can_cancel) == ("Demande DV-2026-000001", "Envoyée", True)
    assert (sheet.kind, {f.name: f.text for f in sheet.facts}["Disponibilités"]) == ("Visite d’embauche", "Le matin")
    assert [(step.status, step.by) for step in sheet.steps] == [("Demande envoyée", "Claire MARTIN")]


async def test_the_same_form_sent_twice_creates_one_request(
    tab: Tab, employee: str, container: Container, actor: Actor
) -> None:
    operation = (await opened(tab)).operation
    first = await send(tab)
    assert tab.state(DemandeVisiteState).operation != operation
    assert await send(tab, operation=operation) == first
    assert await total(container, actor) == 1


async def test_what_is_known_of_an_absence_is_not_typed_twice(
    tab: Tab, container: Container, actor: Actor, employee: str
) -> None:
    absence = {"cause": "maladie", "start_date": "2026-11-03", "end_date": "2027-02-01"}
    await container.absences.declare(actor, employee, absence, uuid4())
    draft = (await opened(tab, f"?salarie={employee}&type=reprise")).draft
    assert (draft.return_date, draft.leave_cause) == ("2027-02-01", "maladie")
    assert (await opened(tab, f"?salarie={employee}&type=periodique")).draft.return_date == ""


async def test_a_doubt_is_told_before_sending_and_goes_with_its_cause(tab: Tab, employee: str) -> None:
    page = await opened(tab, f"?salarie={employee}&type=intermediaire")
    assert "SIR" in page.doubt
    await tab.call(DemandeVisiteState, "choose_kind", kind="periodique")
    assert page.doubt == ""
    await tab.call(DemandeVisiteState, "choose_kind", kind="post_exposition")
    assert "risques particuliers" in page.doubt
    await tab.call(DemandeVisiteState, "search", text="Personne")
    assert page.doubt == ""
    await tab.call(DemandeVisiteState, "search", text=LINE)
    assert page.doubt != ""


async def test_a_leave_too_short_for_a_reprise_is_told_before_sending(tab: Tab, employee: str) -> None:
    page = await opened(tab, f"?salarie={employee}&type=reprise")
    await tab.call(DemandeVisiteState, "note_leave_start", text="2026-11-30")
    await tab.call(DemandeVisiteState, "note_return_date", text="2026-12-04")
    assert page.leave_advice == ""
    await tab.call(DemandeVisiteState, "note_leave_cause", text="maladie")
    assert "5 jours" in page.leave_advice.replace("\u00a0", " ")
    await tab.call(DemandeVisiteState, "note_leave_cause", text="maternite")
    assert page.leave_advice == ""


@pytest.mark.parametrize("typed", ["lefevre", "Zoé", LINE, f"  {LINE} "])
async def test_enough_of_a_name_is_enough(tab: Tab, employee: str, typed: str) -> None:
    await opened(tab)
    assert (await send(tab, employee=typed)).startswith("/espace/visites/")


async def test_all_the_errors_come_together_and_nothing_is_created(
    tab: Tab, employee: str, container: Container, actor: Actor
) -> None:
    state = await opened(tab)
    assert await send(tab, employee="Personne", kind="a_la_demande") == ""
    assert set(state.errors) == {"employee", "reason", "worker_informed", "signature"}
    assert state.errors["employee"].replace("\u00a0", " ") == NOBODY
    assert (state.attempt, state.busy) == (1, False)
    assert await total(container, actor) == 0


async def test_namesakes_are_never_chosen_by_chance(
    tab: Tab, employee: str, container: Container, actor: Actor
) -> None:
    await container.employees.declare_arrival(actor, PERSON | {"birth_date": "1991-05-04"}, uuid4())
    state = await opened(tab)
    assert await send(tab, employee="Zoé Lefèvre") == ""
    assert state.errors["employee"].replace("\u00a0", " ") == SEVERAL.replace("\u00a0", " ")
    assert await total(container, actor) == 0
    assert await send(tab) != ""


async def test_a_reason_is_asked_for_and_kept_only_where_the_law_wants_one(
    tab: Tab, employee: str, container: Container, actor: Actor
) -> None:
    state = await opened(tab)
    await tab.call(DemandeVisiteState, "choose_kind", kind="a_la_demande")
    assert [source.article for source in state.sources] == ["R. 4624-34"]
    path = await send(tab, kind="periodique", reason="Tapé avant de changer de type")
    view = await container.visits.record(actor, path.rpartition("/")[2].partition("?")[0])
    assert view.reason == ""


async def test_another_companys_employee_is_nobody(
    tab: Tab,
    container: Container,
    actor: Actor,
    make_member: Callable[..., Awaitable[Any]],
    make_account: Callable[..., Awaitable[Actor]],
) -> None:
    other = await make_member(code="20002", number="TD-G7V2-J3ZK", siret="73282932000074")
    stranger = await make_account("paul@exemple.fr", [other])
    theirs = (await container.employees.declare_arrival(stranger, PERSON, uuid4())).public_id
    state = await opened(tab, f"?salarie={theirs}")
    assert (state.employee, state.choices) == ("", [])
    assert await send(tab) == ""
    assert await total(container, stranger) == 0


@pytest.mark.parametrize("unknown", ["inconnue", "00000000-0000-4000-8000-000000000000", "demande'--"])
async def test_an_unknown_request_is_a_page_not_found(tab: Tab, unknown: str) -> None:
    await tab.at(f"/espace/visites/{unknown}").call(VisiteState, "load")
    page = tab.state(VisiteState)
    assert (page.missing, page.title, page.sheet.number, page.errors) == (True, "Page introuvable", "", {})


async def test_a_cancelled_request_cannot_be_cancelled_again(tab: Tab, employee: str) -> None:
    await opened(tab)
    await tab.at(await send(tab)).call(VisiteState, "load")
    page = tab.state(VisiteState)
    await tab.call(VisiteState, "cancel")
    assert (page.sheet.status, page.sheet.can_cancel) == ("Annulée", False)
    assert page.success == "La demande est annulée."
    await tab.call(VisiteState, "cancel")
    assert page.errors[""].startswith("Cette demande a changé d’état")
    assert (page.busy, page.success, len(page.sheet.steps)) == (False, "", 2)


async def test_the_list_keeps_its_view_in_the_address(tab: Tab, employee: str) -> None:
    await opened(tab)
    await send(tab)
    await tab.at("/espace/visites?q=zoe&statut=demandees").call(VisitesState, "load")
    page = tab.state(VisitesState)
    assert [(row.employee, row.status, row.tone) for row in page.rows] == [("Zoé LEFÈVRE", "Envoyée", "info")]
    assert (page.text, page.status, page.total, page.filtered) == ("zoe", "demandees", "1 demande", True)
    assert await tab.call(VisitesState, "filter_kind", kind="reprise") == (
        "/espace/visites?q=zoe&statut=demandees&type=reprise"
    )
    assert await tab.call(VisitesState, "filter_status", status="toutes") == "/espace/visites?q=zoe"
    assert await tab.call(VisitesState, "search", form={"q": " "}) == "/espace/visites?statut=demandees"
    assert await tab.call(VisitesState, "next_page") == "/espace/visites?q=zoe&statut=demandees&page=2"


async def test_the_dashboard_counts_and_leads(tab: Tab, employee: str) -> None:
    await tab.at("/espace").call(TableauDeBordState, "load")
    page = tab.state(TableauDeBordState)
    assert (page.month, page.headcount, page.arrivals) == ("novembre 2026", 1, 1)
    assert (page.to_plan, page.requested, page.amount_due) == (1, 0, "0,00\u00a0€")
    assert [action.href for action in page.actions] == ["/espace/salaries?echeance=a_planifier", DOCUMENTS_HREF]
    await opened(tab)
    await send(tab)
    await tab.at("/espace").call(TableauDeBordState, "load")
    assert (page.to_plan, page.requested) == (0, 1)
    assert [action.href for action in page.actions] == [DOCUMENTS_HREF]


@pytest.mark.parametrize(
    ("kind", "handler"),
    [
        (TableauDeBordState, "load"),
        (VisitesState, "load"),
        (VisitesState, "next_page"),
        (VisiteState, "load"),
        (VisiteState, "cancel"),
        (VisiteState, "confirm"),
        (VisiteState, "refresh"),
        (VisitesState, "refresh"),
        (MoisState, "load"),
        (DemandeVisiteState, "load"),
    ],
)
async def test_nobody_is_led_to_the_log_in(tab: Tab, kind: type[BaseState], handler: str) -> None:
    acting_module.set_acting(ANONYMOUS)
    assert await tab.at("/espace").call(kind, handler) == "/connexion?erreur=session"
