"""Handlers of a change of job, a transfer, a merge, a series of arrivals, on a State with the real services."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest
from reflex.state import BaseState

from presantra.bootstrap import Container
from presantra.services.actor import Actor
from presantra.services.employees import EmployeeQuery, EmployeeRecord, PresenceFilter
from presantra.ui import acting as acting_module
from presantra.ui.gate import own_states
from presantra.ui.pages.arrivee.state import ArriveeState
from presantra.ui.pages.changement.state import ChangementState
from presantra.ui.pages.doublons.state import DoublonsState
from presantra.ui.pages.fusion.state import FusionState
from presantra.ui.pages.mutation.state import MutationState
from presantra.ui.pages.salarie.edit_state import ModificationState
from presantra.ui.pages.salarie.state import SalarieState
from tests.services.people import arrive, read
from tests.state.tab import Tab
from tests.state.test_salaries import ARRIVAL

EVERYBODY = EmployeeQuery(presence=PresenceFilter.ALL)
NIR = "291073523800177"


@pytest.fixture
async def actor(container: Container, make_member: Any, make_account: Any, monkeypatch: pytest.MonkeyPatch) -> Actor:
    monkeypatch.setattr(acting_module, "get_container", lambda: container)
    members = [await make_member(), await make_member("10001-1", "Menuiserie Lefèvre Rennes", "TD-R6T3-W9HD")]
    found: Actor = await make_account(members=members)
    acting_module.set_acting(found)
    return found


@pytest.fixture
async def record(container: Container, actor: Actor) -> EmployeeRecord:
    return await arrive(container, actor)


@pytest.fixture
def tab() -> Tab:
    return Tab().at("/espace/salaries")


def at(tab: Tab, record: EmployeeRecord, page: str = "") -> Tab:
    return tab.at(f"/espace/salaries/{record.public_id}{page}")


async def changed(tab: Tab, record: EmployeeRecord, **values: str) -> str:
    await at(tab, record, "/changement").call(ChangementState, "open")
    operation = tab.state(ChangementState).operation
    form = {"day": "2026-12-01", "job_title": "Peintre", "situation_plomb": "oui", "operation": operation, **values}
    return await tab.call(ChangementState, "save", form=form)


async def test_a_change_of_job_is_foreseen_saved_and_taken_back(
    tab: Tab, container: Container, actor: Actor, record: EmployeeRecord
) -> None:
    await at(tab, record, "/changement").call(ChangementState, "open")
    page = tab.state(ChangementState)
    assert (page.values["job_title"], page.begun, page.preview.complete) == ("Menuisière", "02/02/2026", False)
    await tab.call(ChangementState, "follow", form={"day": "2026-12-01", "situation_plomb": "oui"})
    # The visit of the hiring was never held: its date stays the deadline (R. 4624-10).
    assert (page.preview.before_start, page.preview.latest) == (True, "02/05/2026")
    await tab.call(ChangementState, "follow", form={"day": "9999-12-31"})
    assert not page.preview.complete

    path = await changed(tab, record)
    assert path == f"/espace/salaries/{record.public_id}?info=changement"
    await tab.at(path).call(SalarieState, "load")
    shown = tab.state(SalarieState)
    assert "enregistré au 01/12/2026" in shown.success
    assert (shown.record.change.before_start, shown.record.change.former) == (True, "Menuisière")
    await tab.call(SalarieState, "ask_change")
    assert shown.confirming == "changement"
    assert (await tab.call(SalarieState, "undo_change")).endswith("?info=changement-annule")
    assert (await read(container, actor, record.public_id)).current.job_title == "Menuisière"


async def test_errors_of_a_change_stand_beside_its_fields(tab: Tab, record: EmployeeRecord) -> None:
    assert await changed(tab, record, day="", job_title="") == ""
    assert set(tab.state(ChangementState).errors) == {"day", "job_title"}
    assert not tab.state(ChangementState).busy


async def test_a_stale_change_is_said_then_saved_on_purpose(
    tab: Tab, container: Container, actor: Actor, record: EmployeeRecord
) -> None:
    await at(tab, record, "/changement").call(ChangementState, "open")
    await container.employees.edit(actor, record.public_id, record.form | {"matricule": "7"}, record.version)
    form = {"day": "2026-12-01", "job_title": "Peintre", "operation": tab.state(ChangementState).operation}
    assert await tab.call(ChangementState, "save", form=form) == ""
    assert "a modifié cette fiche" in tab.state(ChangementState).errors[""]
    assert (await tab.call(ChangementState, "save", form=form)).endswith("?info=changement")


async def test_a_transfer_then_the_record_there(
    tab: Tab, container: Container, actor: Actor, record: EmployeeRecord
) -> None:
    await at(tab, record, "/mutation").call(MutationState, "open")
    page = tab.state(MutationState)
    assert [option.code for option in page.others] == ["10001-1"]
    form = {"company": page.others[0].id, "day": "2026-12-01", "job_title": "Chef", "operation": page.operation}
    path = await tab.call(MutationState, "save", form=form)
    assert path.endswith("?info=mutation")
    await tab.at(path).call(SalarieState, "load")
    link = tab.state(SalarieState).record.transfer
    assert (link.leaving, link.undo_until) == (True, "23/12/2026")
    there = actor.working_in(link.company_id)
    assert (await read(container, there, link.id)).current.job_title == "Chef"
    assert (await tab.call(SalarieState, "undo_transfer")).endswith("?info=mutation-annulee")
    assert (await container.employees.list(there, EVERYBODY)).total == 0


async def test_a_transfer_to_a_company_of_somebody_else_changes_nothing(
    tab: Tab, record: EmployeeRecord, make_member: Any, dump: Any
) -> None:
    foreign = await make_member("20002", "Transports Morel", "TD-G7V2-J3ZK")
    await at(tab, record, "/mutation").call(MutationState, "open")
    before = await dump()
    form = {"company": str(foreign.public_id), "day": "2026-12-01", "job_title": "Chef"}
    assert await tab.call(MutationState, "save", form=form) == ""
    assert "n’existe pas" in tab.state(MutationState).errors[""]
    assert await dump() == before


async def test_duplicates_are_listed_compared_merged_and_parted(
    tab: Tab, container: Container, actor: Actor, record: EmployeeRecord
) -> None:
    other = await arrive(container, actor, birth_name="Dupond", phone="06 12 34 56 78")
    await tab.at("/espace/salaries/doublons").call(DoublonsState, "load")
    (group,) = tab.state(DoublonsState).groups
    assert tab.state(DoublonsState).sentence == "1 groupe à vérifier."
    await tab.call(DoublonsState, "tell_apart", ids=list(group.ids))
    assert tab.state(DoublonsState).groups == []
    (pair,) = tab.state(DoublonsState).apart
    await tab.call(DoublonsState, "compare_again", pair=pair.id)
    assert tab.state(DoublonsState).apart == []
    (group,) = tab.state(DoublonsState).groups
    await tab.at(group.people[1].compare).call(FusionState, "load")
    page = tab.state(FusionState)
    assert [choice.field for choice in page.choices] == ["birth_name", "phone"]
    assert page.kept.id != page.other.id

    await at(tab, record, f"/fusion?avec={other.public_id}").call(FusionState, "load")
    assert [choice.other_first for choice in page.choices if choice.field == "phone"] == [True]
    path = await tab.call(FusionState, "merge", form={"cote_phone": "autre", "operation": page.operation})
    assert path == f"/espace/salaries/{record.public_id}?info=fusion"
    assert (await read(container, actor, record.public_id)).phone == "06 12 34 56 78"
    await tab.at(path).call(SalarieState, "load")
    assert (await tab.call(SalarieState, "undo_merge")).endswith("?info=fusion-annulee")
    assert (await container.employees.list(actor, EVERYBODY)).total == 2


async def test_the_other_record_is_searched_for(
    tab: Tab, container: Container, actor: Actor, record: EmployeeRecord
) -> None:
    await arrive(container, actor, birth_name="Zola", first_name="Émile")
    await at(tab, record, "/fusion").call(FusionState, "load")
    assert tab.state(FusionState).found == []
    await tab.call(FusionState, "find", form={"text": "zola"})
    assert [found.text for found in tab.state(FusionState).found] == ["Émile ZOLA, né(e) le 14/07/1991 – Menuisière"]


@pytest.mark.usefixtures("actor")
@pytest.mark.parametrize(
    ("state", "handler", "page"),
    [(ChangementState, "open", "changement"), (MutationState, "open", "mutation"), (FusionState, "load", "fusion")],
)
async def test_unknown_people_have_no_page(tab: Tab, state: type[BaseState], handler: str, page: str) -> None:
    await tab.at(f"/espace/salaries/{uuid4()}/{page}").call(state, handler)
    assert tab.state(state).missing
    assert tab.state(state).title == "Page introuvable"


async def test_a_series_keeps_what_is_common_and_nothing_of_the_person(
    tab: Tab, container: Container, actor: Actor
) -> None:
    await tab.at("/espace/salaries/arrivee").call(ArriveeState, "open")
    state = tab.state(ArriveeState)
    first_key = state.form_key
    form = {**ARRIVAL, "situation_nuit": "oui", "idcc": "1486", "phone": "06 12 34 56 78", "operation": state.operation}
    assert await tab.call(ArriveeState, "save_next", form=form) == ""
    assert state.values == {
        "entry_date": "2026-12-01", "contract_type": "cdi", "planned_end_date": "", "job_title": "Menuisière",
        "pcs_code": "", "idcc": "1486", "working_time": "",
    }  # fmt: skip
    assert (state.situations, state.series, state.count) == (["nuit"], 1, "1 arrivée enregistrée")
    assert "Zoé LEFÈVRE est enregistrée" in state.success
    assert state.form_key != first_key
    assert state.preview.kind == "Suivi individuel adapté (SIA)"

    again = {**form, "operation": state.operation}
    assert await tab.call(ArriveeState, "save_next", form=again) == ""
    assert len(state.candidates) == 1
    assert await tab.call(ArriveeState, "save_other", form=again) == ""
    assert (state.series, (await container.employees.list(actor, EVERYBODY)).total) == (2, 2)
    await tab.call(ArriveeState, "clear")
    assert (state.values, state.situations, state.success) == ({}, [], "")


async def test_a_return_begins_with_what_is_known(
    tab: Tab, container: Container, actor: Actor, record: EmployeeRecord
) -> None:
    leaving = {"departure_date": "30/10/2026", "reason": "demission"}
    await container.employees.declare_departure(actor, record.public_id, leaving, record.version, uuid4())
    await tab.at(f"/espace/salaries/arrivee?retour={record.public_id}").call(ArriveeState, "open")
    state = tab.state(ArriveeState)
    assert (state.returning_name, state.values["birth_name"], state.values["entry_date"]) == (
        "Éloïse DUPONT", "Dupont", "",
    )  # fmt: skip
    form = {**state.values, "entry_date": "2026-11-16", "operation": state.operation}
    assert (await tab.call(ArriveeState, "save", form=form)).endswith("?info=retour")
    assert len((await read(container, actor, record.public_id)).periods) == 2


@pytest.mark.parametrize("which", ["present", "unknown"])
async def test_only_somebody_who_left_may_return(tab: Tab, record: EmployeeRecord, which: str) -> None:
    person = record.public_id if which == "present" else str(uuid4())
    await tab.at(f"/espace/salaries/arrivee?retour={person}").call(ArriveeState, "open")
    assert (tab.state(ArriveeState).returning, tab.state(ArriveeState).values) == ("", {})


class TestNumber:
    @pytest.fixture
    def settings_overrides(self) -> dict[str, Any]:
        return {"nir_enabled": True}

    async def test_what_is_typed_is_in_no_state(
        self, tab: Tab, container: Container, actor: Actor, record: EmployeeRecord
    ) -> None:
        await tab.at("/espace/salaries/arrivee").call(ArriveeState, "open")
        assert tab.state(ArriveeState).asks_number
        form = {**ARRIVAL, "nir": NIR, "operation": tab.state(ArriveeState).operation}
        await tab.call(ArriveeState, "follow", form=form)
        assert await tab.call(ArriveeState, "save_next", form={**form, "birth_name": ""}) == ""
        assert NIR not in _everything(tab)
        await tab.call(ArriveeState, "save_next", form=form)
        assert NIR not in _everything(tab)

        found = (await container.employees.list(actor, EmployeeQuery(text="zoé"))).rows[0]
        await tab.at(f"/espace/salaries/{found.public_id}/modifier").call(ModificationState, "open")
        assert tab.state(ModificationState).masked == "2 91 ** ** *** *** 77"
        await tab.at(f"/espace/salaries/{found.public_id}").call(SalarieState, "load")
        facts = {fact.name: fact.value for fact in tab.state(SalarieState).record.identity}
        assert facts["N° de sécurité sociale"] == "2 91 ** ** *** *** 77"
        assert NIR not in _everything(tab)
        assert "2 91 ** ** *** *** 77" in _everything(tab)

    async def test_an_error_does_not_repeat_it(self, tab: Tab, record: EmployeeRecord) -> None:
        await at(tab, record, "/modifier").call(ModificationState, "open")
        form = {**tab.state(ModificationState).values, "nir": "291073523800178"}
        assert await tab.call(ModificationState, "save", form=form) == ""
        assert set(tab.state(ModificationState).errors) == {"nir"}
        assert "291073523800178" not in _everything(tab)


def _everything(tab: Tab) -> str:
    states = [tab.state(kind) for kind in own_states()]
    return json.dumps([{name: repr(value) for name, value in vars(state).items()} for state in states])


async def test_a_listed_post_says_where_an_empty_list_is_filled_in(
    container: Container, actor: Actor, tab: Tab, record: EmployeeRecord
) -> None:
    await tab.at("/espace/salaries/arrivee").call(
        ArriveeState, "follow", form={"situation_liste_complementaire": "oui"}
    )
    assert tab.state(ArriveeState).preview.list_empty is True
    await at(tab, record, "/modifier").call(ModificationState, "open")
    await tab.call(ModificationState, "follow", form={"situation_liste_complementaire": "oui"})
    assert tab.state(ModificationState).preview.list_empty is True
    await at(tab, record, "/changement").call(ChangementState, "open")
    assert tab.state(ChangementState).preview.list_empty is False
    ticked = {"situation_liste_complementaire": "oui"}
    await tab.call(ChangementState, "follow", form=ticked)
    assert tab.state(ChangementState).preview.list_empty is True
    await container.posts.add(actor, {"job_title": "Peintre", "reason": "Solvants"}, uuid4())
    await tab.call(ChangementState, "follow", form=ticked)
    assert tab.state(ChangementState).preview.list_empty is False
    await tab.at("/espace/salaries/arrivee").call(ArriveeState, "follow", form={})
    assert tab.state(ArriveeState).preview.list_empty is False
