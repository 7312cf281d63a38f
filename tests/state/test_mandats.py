"""Handlers of mandates and of firms, on a State with the real services; where people of a firm land."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
import reflex as rx
from reflex.istate.data import RouterData

from presantra.bootstrap import Container
from presantra.domain.rights import Right
from presantra.services.actor import Actor, CompanyRef, FirmRef
from presantra.ui import acting as acting_module
from presantra.ui.layout.state import SpaceState
from presantra.ui.pages.cabinet.rows import ClientRow, found, line_of
from presantra.ui.pages.cabinet.state import LOST, ClientsState
from presantra.ui.pages.cabinet.team_state import TeamState
from presantra.ui.pages.mandats.state import MandatsState
from tests.services.firms import PAUL, again, firm_in


@pytest.fixture
def states(container: Container, monkeypatch: pytest.MonkeyPatch) -> Any:
    """``states(SomeState, actor)`` → the State, of a tab where this person acts."""
    monkeypatch.setattr(acting_module, "get_container", lambda: container)

    def of(kind: Any, actor: Actor, address: str = "/espace") -> Any:
        acting_module.set_acting(actor)
        state = rx.State(_reflex_internal_init=True).get_substate(kind.get_full_name().split("."))  # type: ignore[call-arg]
        path = address.partition("?")[0]
        data = {"pathname": path, "asPath": address, "headers": {"origin": "http://localhost"}}
        state._get_root_state().router = RouterData.from_router_data(data)
        return state

    return of


async def call(state: Any, name: str, **arguments: Any) -> Any:
    return await type(state).event_handlers[name].fn(state, **arguments)


def path_of(event: Any) -> str:
    spec = event[0] if isinstance(event, list) else event
    [path] = [str(value._var_value) for name, value in spec.args if str(name) == "path"]
    return path


def form(company: str, **values: str) -> dict[str, str]:
    return {"email": PAUL, "ends_on": "", "role_declaration": "oui", f"company_{company}": "oui"} | values


async def test_given_changed_and_taken_back_from_the_page(
    container: Container, claire: Actor, states: Any, mails: Any
) -> None:
    state = states(MandatsState, claire)
    await call(state, "open_page")
    await call(state, "load")
    assert (state.recent, state.waiting, [c.code for c in state.companies]) == (True, [], ["10001", "10001-1"])
    await call(state, "give", form={"email": "", "ends_on": ""})
    assert set(state.errors) == {"email", "companies", "roles"}
    key = state.form_key
    await call(state, "give", form=form(state.current))
    assert state.errors == {}
    assert PAUL in state.success
    assert state.form_key != key
    [line] = state.waiting
    assert (line.name, line.pending, line.tone) == (PAUL, True, "warning")
    await call(state, "edit", mandate=line.id)
    assert (state.editing, state.roles, state.values["follow_up"]) == (line.id, ["declaration"], "")
    await call(state, "change", form={"ends_on": "", "follow_up": "oui", "role_facturation": "oui"})
    assert "Facturation" in state.waiting[0].rights
    assert "compris" in state.waiting[0].rights
    await call(state, "send_again", mandate=line.id)
    await call(state, "revoke", mandate=line.id)
    assert (state.waiting, [one.state for one in state.over]) == ([], ["Terminé"])
    # A page left open elsewhere still shows it: pressed again, it says so and breaks nothing.
    await call(state, "revoke", mandate=line.id)
    assert set(state.errors) == {""}


async def test_an_unknown_mandate_opens_no_form(claire: Actor, states: Any) -> None:
    state = states(MandatsState, claire)
    await call(state, "edit", mandate=str(UUID(int=9)))
    assert state.editing == ""


async def test_who_may_not_give_is_told_so(claire: Actor, states: Any) -> None:
    assert claire.member is not None
    reader = replace(claire.member, rights=frozenset({Right.COMPANY_READ}))
    state = states(MandatsState, replace(claire, member=reader, companies=(reader,)))
    await call(state, "load")
    assert set(state.errors) == {""}
    assert not state.loaded


async def test_the_portfolio_in_its_page(container: Container, claire: Actor, states: Any, mails: Any) -> None:
    paul = await firm_in(container, mails, claire, "facturation", companies=claire.companies)
    state = states(ClientsState, paul, "/espace/cabinet")
    await call(state, "load")
    assert [line.code for line in state.lines] == ["10001", "10001-1"]
    assert [total.figure for total in state.totals][:3] == ["–", "–", "–"]
    assert state.lost == ""
    await call(state, "search", form={"q": "lille"})
    assert [line.code for line in state.lines] == ["10001-1"]
    await call(state, "search", form={"q": ""})
    await call(state, "sort_by", key="code")
    await call(state, "sort_by", key="code")
    assert [line.code for line in state.lines] == ["10001-1", "10001"]
    [branch, _] = state.lines
    await call(state, "renounce", mandate=branch.mandate)
    assert "Lille" in state.success
    acting_module.set_acting(await again(container, paul))
    await call(state, "refresh")
    assert [line.code for line in state.lines] == ["10001"]


async def test_another_company_has_a_form_of_its_own(claire: Actor, states: Any) -> None:
    state = states(MandatsState, claire)
    await call(state, "load")
    key, first = state.form_key, state.current
    acting_module.set_acting(claire.working_in(claire.companies[1].public_id))
    await call(state, "open_page")
    await call(state, "load")
    assert state.current not in ("", first)
    assert state.form_key != key  # or the company left behind would still be ticked


async def test_the_team_in_its_page(container: Container, claire: Actor, states: Any, mails: Any) -> None:
    paul = await firm_in(container, mails, claire)
    state = states(TeamState, paul, "/espace/cabinet/equipe")
    await call(state, "load")
    [me] = state.people
    assert (me.oneself, me.administrator) == (True, True)
    key = state.form_key
    await call(state, "open_page")
    await call(state, "load")
    assert state.form_key == key  # what somebody quick has typed stays
    await call(state, "invite", form={"email": ""})
    assert set(state.errors) == {"email"}
    await call(state, "invite", form={"email": "jeanne@cabinet.example", "administrator": "oui"})
    [invited] = state.invited
    assert invited.about.startswith("Administrateur")
    await call(state, "cancel", invitation=invited.id)
    assert state.invited == []
    await call(state, "remove", person=me.id)
    assert set(state.errors) == {""}


FIRM = FirmRef(1, UUID(int=7), "Cabinet Delorme", True)
CLIENT = CompanyRef(1, UUID(int=1), "20002", "Morel", frozenset({Right.COMPANY_READ}), "Cabinet Delorme")
NOBODY = Actor(account_id=1, name="Paul DURAND", session_id=3)


@pytest.mark.parametrize(
    ("actor", "address", "destination"),
    [
        (NOBODY, "/espace", "/espace/ajouter-une-entreprise"),
        (replace(NOBODY, firm=FIRM), "/espace", "/espace/cabinet"),
        (replace(NOBODY, firm=FIRM, companies=(CLIENT,)), "/espace/salaries", "/espace/cabinet"),
        (replace(NOBODY, firm=FIRM), "/espace?acces=retire", "/espace/cabinet?acces=retire"),
    ],
)
async def test_where_somebody_without_company_lands(states: Any, actor: Actor, address: str, destination: str) -> None:
    assert path_of(await call(states(SpaceState, actor, address), "enter")) == destination


async def test_two_hundred_clients_are_not_a_list_of_the_top_bar(states: Any) -> None:
    clients = tuple(replace(CLIENT, id=rank, public_id=UUID(int=rank)) for rank in range(1, 201))
    state = states(SpaceState, replace(NOBODY, firm=FIRM, companies=clients, member=clients[0]))
    await call(state, "enter")
    assert (state.companies, state.in_firm, state.cabinet) == ([], True, "Cabinet Delorme")


async def test_a_client_that_was_lost_is_told_of(container: Container, claire: Actor, states: Any, mails: Any) -> None:
    paul = await firm_in(container, mails, claire)
    state = states(ClientsState, paul, "/espace/cabinet?acces=retire")
    await call(state, "load")
    assert state.lost == LOST


def row(name: str, code: str, late: int | None, cents: int | None = None) -> ClientRow:
    return ClientRow(code, name, code, f"m-{code}", "Lecture", None, False, late, 0, None, 0, cents and 1, cents)


def test_clients_are_found_and_sorted() -> None:
    rows = [row("Élan", "3", 2), row("Atelier", "1", None, 500), row("Zinc", "2", 9)]
    assert [one.name for one in found(rows, "", "nom", False)] == ["Atelier", "Élan", "Zinc"]
    assert [one.name for one in found(rows, "elan", "nom", False)] == ["Élan"]
    assert [one.name for one in found(rows, "2", "nom", False)] == ["Zinc"]
    assert [one.name for one in found(rows, "", "retard", True)] == ["Zinc", "Élan", "Atelier"]
    assert [one.name for one in found(rows, "", "<script>", False)] == ["Atelier", "Élan", "Zinc"]
    line = line_of(rows[1])
    assert (line.late, line.unpaid, line.amount, line.alert) == ("–", "1", "5,00\u00a0€", False)
