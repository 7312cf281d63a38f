"""Handlers of the screens about salariés, called on a State with the real services on a fresh database."""

from __future__ import annotations

from uuid import uuid4

import pytest

from presantra.bootstrap import Container
from presantra.services.actor import ANONYMOUS, Actor
from presantra.services.employees import EmployeeQuery, PresenceFilter
from presantra.ui import acting as acting_module
from presantra.ui.employees.form import EmployeeForm
from presantra.ui.pages.arrivee.state import ArriveeState
from presantra.ui.pages.depart.state import DepartState
from presantra.ui.pages.salarie.edit_state import ModificationState
from presantra.ui.pages.salarie.state import SalarieState
from presantra.ui.pages.salaries.state import SalariesState
from tests.state.tab import Tab

ARRIVAL = {
    "birth_name": "Lefèvre",
    "first_name": "Zoé",
    "birth_date": "1990-05-04",
    "sex": "f",
    "entry_date": "2026-12-01",
    "contract_type": "cdi",
    "job_title": "Menuisière",
    "request_visit": "oui",
}
EVERYBODY = EmployeeQuery(presence=PresenceFilter.ALL)


@pytest.fixture
def tab() -> Tab:
    return Tab().at("/espace/salaries")


async def declare(tab: Tab, handler: str = "save", **values: str) -> str:
    state = tab.state(ArriveeState)
    if not state.operation:
        await tab.call(ArriveeState, "open")
    form = {**ARRIVAL, "operation": state.operation, **values}
    return await tab.call(ArriveeState, handler, form=form)


async def total(container: Container, actor: Actor) -> int:
    return (await container.employees.list(actor, EVERYBODY)).total


async def test_an_arrival_leads_to_the_record_with_the_number_of_the_visit_request(
    tab: Tab, container: Container, actor: Actor
) -> None:
    path = await declare(tab)
    person = (await container.employees.list(actor, EVERYBODY)).rows[0]
    assert path == f"/espace/salaries/{person.public_id}?info=arrivee"
    await tab.at(path).call(SalarieState, "load")
    page = tab.state(SalarieState)
    assert page.title == "Zoé LEFÈVRE"
    assert page.arrived
    assert "La demande de visite d’embauche n°\u00a0DV-2026-000001 est envoyée" in page.success
    assert (page.record.due_date, page.record.follow_up) == ("01/03/2027", "Suivi individuel simple (SI)")


async def test_the_same_form_sent_twice_creates_one_person(tab: Tab, container: Container, actor: Actor) -> None:
    await tab.call(ArriveeState, "open")
    first, second = await declare(tab), await declare(tab)
    assert first == second
    assert await total(container, actor) == 1


async def test_all_the_errors_come_together_and_nothing_is_created(
    tab: Tab, container: Container, actor: Actor
) -> None:
    assert await declare(tab, birth_name="", birth_date="2020-01-01", job_title="") == ""
    state = tab.state(ArriveeState)
    assert set(state.errors) == {"birth_name", "birth_date", "job_title"}
    assert (state.attempt, state.busy) == (1, False)
    assert await total(container, actor) == 0


async def test_a_field_that_the_form_does_not_have_is_refused(tab: Tab, container: Container, actor: Actor) -> None:
    assert await declare(tab, member_id="2") == ""
    assert tab.state(ArriveeState).errors[""].startswith("Cette demande n’a pas pu être comprise")
    assert await total(container, actor) == 0


@pytest.mark.usefixtures("actor")
async def test_the_follow_up_is_explained_while_one_types(tab: Tab) -> None:
    await tab.call(ArriveeState, "open")
    state = tab.state(ArriveeState)
    assert (state.preview.kind, state.preview.complete) == ("Suivi individuel simple (SI)", False)
    await tab.call(ArriveeState, "follow", form={"situation_plomb": "oui"})
    assert (state.preview.kind, state.preview.complete) == ("Suivi individuel renforcé (SIR)", False)
    await tab.call(ArriveeState, "follow", form={**ARRIVAL, "contract_type": "cdd", "situation_plomb": "oui"})
    assert state.shows_end
    assert (state.preview.visit, state.preview.latest) == (
        "Examen médical d’aptitude à l’embauche", "01/12/2026",
    )  # fmt: skip
    assert state.preview.before_start


@pytest.mark.usefixtures("actor")
@pytest.mark.parametrize("entry", ["", "0001-01-01", "9999-12-31", "2026-02-31", "n’importe quoi"])
async def test_half_typed_dates_explain_what_is_missing(tab: Tab, entry: str) -> None:
    await tab.call(ArriveeState, "follow", form={**ARRIVAL, "entry_date": entry})
    assert not tab.state(ArriveeState).preview.complete
    assert tab.state(ArriveeState).errors == {}


async def test_a_duplicate_is_shown_then_confirmed_on_purpose(tab: Tab, container: Container, actor: Actor) -> None:
    await declare(tab)
    await tab.call(ArriveeState, "open")
    assert await declare(tab, birth_name="LEFEVRE") == ""
    (candidate,) = tab.state(ArriveeState).candidates
    assert (candidate.name, candidate.birth_date, candidate.departed) == ("Zoé LEFÈVRE", "04/05/1990", False)
    assert candidate.period == "présent depuis le 01/12/2026"
    assert await total(container, actor) == 1
    assert (await declare(tab, "save_other", birth_name="LEFEVRE")).endswith("?info=arrivee")
    assert await total(container, actor) == 2


async def test_a_former_employee_comes_back_as_the_same_person(tab: Tab, container: Container, actor: Actor) -> None:
    left = await declare(tab, entry_date="2026-10-01")
    await depart(tab.at(left), departure_date="2026-11-02")
    await tab.call(ArriveeState, "open")
    assert await declare(tab, entry_date="2026-11-20") == ""
    (candidate,) = tab.state(ArriveeState).candidates
    assert candidate.departed
    form = {**ARRIVAL, "entry_date": "2026-11-20", "operation": tab.state(ArriveeState).operation}
    path = await tab.call(ArriveeState, "save_return", employee_id=candidate.id, form=form)
    assert path == f"/espace/salaries/{candidate.id}?info=retour"
    assert await total(container, actor) == 1
    record = await container.employees.record(actor, candidate.id)
    assert [period.entry_date.isoformat() for period in record.periods] == ["2026-11-20", "2026-10-01"]


async def depart(tab: Tab, **values: str) -> str:
    await tab.call(DepartState, "open")
    operation = tab.state(DepartState).operation
    form = {"departure_date": "2026-12-02", "reason": "demission", "operation": operation, **values}
    return await tab.call(DepartState, "save", form=form)


@pytest.mark.usefixtures("actor")
async def test_a_departure_is_declared_then_undone(tab: Tab) -> None:
    tab.at(await declare(tab))
    path = await depart(tab)
    await tab.at(path).call(SalarieState, "load")
    page = tab.state(SalarieState)
    assert page.success == "Le départ de Zoé LEFÈVRE est enregistré au 02/12/2026."
    assert page.reminders
    assert page.record.can_undo
    await tab.call(SalarieState, "ask_undo")
    assert page.confirming
    assert (await tab.call(SalarieState, "undo_departure")).endswith("?info=depart-annule")
    assert not page.record.leaving


@pytest.mark.usefixtures("actor")
async def test_the_duties_follow_the_motive(tab: Tab) -> None:
    tab.at(await declare(tab))
    await tab.call(DepartState, "open")
    before = tab.state(DepartState).duties
    await tab.call(DepartState, "remind", reason="mutation")
    assert [duty[:8] for duty in tab.state(DepartState).duties if duty not in before] == ["Mutation"]
    await tab.call(DepartState, "remind", reason="inconnu")
    assert tab.state(DepartState).duties == before


async def test_the_second_to_save_is_told_who_and_what_then_saves_on_purpose(
    tab: Tab, container: Container, actor: Actor
) -> None:
    path = (await declare(tab)).partition("?")[0]
    tab.at(f"{path}/modifier")
    await tab.call(ModificationState, "open")
    other = Tab().at(f"{path}/modifier")
    await other.call(ModificationState, "open")
    edited = {**ARRIVAL, "job_title": "Cheffe d’atelier"}
    edited.pop("request_visit")
    assert (await other.call(ModificationState, "save", form=edited)).endswith("?info=modification")
    mine = {**edited, "job_title": "Menuisière", "phone": "0612345678"}
    assert await tab.call(ModificationState, "save", form=mine) == ""
    state = tab.state(ModificationState)
    assert state.stale_by == "Claire MARTIN"
    assert [(c.label, c.before, c.after) for c in state.stale_changes] == [
        ("Poste", "Cheffe d’atelier", "Menuisière"),
        ("Téléphone", "(vide)", "06 12 34 56 78"),
    ]
    employee_id = path.rpartition("/")[2]
    assert (await container.employees.record(actor, employee_id)).current.job_title == "Cheffe d’atelier"
    assert await tab.call(ModificationState, "save", form=mine) == ""
    assert (await tab.call(ModificationState, "save_over", form=mine)).endswith("?info=modification")
    assert (await container.employees.record(actor, employee_id)).current.job_title == "Menuisière"


@pytest.mark.usefixtures("actor")
async def test_a_double_click_on_save_is_not_told_as_somebody_else(tab: Tab) -> None:
    tab.at((await declare(tab)).partition("?")[0] + "/modifier")
    await tab.call(ModificationState, "open")
    form = {**ARRIVAL, "job_title": "Cheffe d’atelier"}
    first = await tab.call(ModificationState, "save", form=form)
    assert await tab.call(ModificationState, "save", form=form) == first
    assert tab.state(ModificationState).stale_by == ""


@pytest.mark.usefixtures("actor")
async def test_a_reconnection_leaves_the_form_alone(tab: Tab) -> None:
    tab.at((await declare(tab)).partition("?")[0] + "/modifier")
    await tab.call(ModificationState, "open")
    tab.state(ModificationState).errors = {"phone": "…"}
    await tab.call(ModificationState, "load")
    assert tab.state(ModificationState).errors == {"phone": "…"}


@pytest.mark.usefixtures("actor")
@pytest.mark.parametrize("employee_id", ["import", "00000000-0000-4000-8000-000000000000", "' OR 1=1 --"])
async def test_an_unknown_employee_is_a_page_that_does_not_exist(tab: Tab, employee_id: str) -> None:
    tab.at(f"/espace/salaries/{employee_id}")
    for kind, handler in ((SalarieState, "load"), (ModificationState, "open"), (DepartState, "open")):
        await tab.call(kind, handler)
        assert (tab.state(kind).missing, tab.state(kind).title) == (True, "Page introuvable")


async def test_the_list_is_what_its_address_says(tab: Tab, container: Container, actor: Actor) -> None:
    await declare(tab)
    for name in ("Abel", "Zazou"):
        await tab.call(ArriveeState, "open")
        await declare(tab, birth_name=name, usage_name="", situation_plomb="oui")
    await tab.at("/espace/salaries?suivi=sir&sens=desc").call(SalariesState, "load")
    state = tab.state(SalariesState)
    assert [row.last_name for row in state.rows] == ["ZAZOU", "ABEL"]
    assert (state.total, state.filtered, state.descending) == ("2 salariés", True, True)
    assert await tab.call(SalariesState, "sort_by", key="nom") == "/espace/salaries?suivi=sir"
    form = {"q": "zaz", "statut": "tous", "contrat": "", "suivi": "", "echeance": "toutes"}
    path = await tab.call(SalariesState, "filter", form=form)
    assert path == "/espace/salaries?q=zaz&statut=tous&sens=desc"
    key = state.form_key
    await tab.at(path).call(SalariesState, "load")
    assert [row.full_name for row in state.rows] == ["Zoé ZAZOU"]
    assert state.form_key == key  # typing goes on: the field is not made anew
    await tab.at("/espace/salaries").call(SalariesState, "load")
    assert state.form_key == key + 1  # the back button: the filters must show the address


async def test_nobody_is_sent_to_the_log_in_page_and_nothing_changes(
    tab: Tab, container: Container, actor: Actor
) -> None:
    path = (await declare(tab)).partition("?")[0]
    tab.at(path)
    acting_module.set_acting(ANONYMOUS)
    for kind, handler, arguments in (
        (ArriveeState, "save", {"form": ARRIVAL}),
        (ArriveeState, "save_other", {"form": ARRIVAL}),
        (ArriveeState, "save_return", {"employee_id": str(uuid4()), "form": ARRIVAL}),
        (ModificationState, "save", {"form": ARRIVAL | {"job_title": "Autre"}}),
        (ModificationState, "save_over", {"form": ARRIVAL | {"job_title": "Autre"}}),
        (DepartState, "save", {"form": {"departure_date": "2026-12-02", "reason": "demission"}}),
        (SalarieState, "undo_departure", {}),
        (SalarieState, "load", {}),
        (SalariesState, "load", {}),
    ):
        assert await tab.call(kind, handler, **arguments) == "/connexion?erreur=session"
    record = await container.employees.record(actor, path.rpartition("/")[2])
    assert (record.version, record.current.job_title, record.current.departure_date) == (
        1,
        "Menuisière",
        None,
    )
    assert await total(container, actor) == 1


def test_the_form_knows_every_field_of_the_domain() -> None:
    from presantra.domain.employees import ARRIVAL_FIELDS

    assert set(EmployeeForm().raw()) == set(ARRIVAL_FIELDS)
    assert EmployeeForm(contract_type="cdi", planned_end_date="2027-01-01").raw()["planned_end_date"] == ""
