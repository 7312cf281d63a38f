"""A company taken away from an account while a tab works in it: nothing of that tab lands in another company."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
import reflex as rx
from reflex.event import Event
from reflex.state import StateUpdate

from presantra.domain.rights import EVERYTHING, Right
from presantra.services.actor import Actor, CompanyRef
from presantra.services.keys import Keyring
from presantra.settings import load_settings
from presantra.ui import routes
from presantra.ui.acting import acting, set_acting
from presantra.ui.framework import ROOT
from presantra.ui.gate import Gate
from presantra.ui.layout.state import SpaceState
from presantra.ui.pages.arrivee.state import ArriveeState
from presantra.ui.pages.tableau_de_bord import state as tableau
from presantra.ui.rates import Pace
from presantra.ui.tab import TabState

KEPT = CompanyRef(1, UUID(int=1), "10001", "Menuiserie Lefèvre", EVERYTHING)
LOST = CompanyRef(2, UUID(int=2), "10001-1", "Atelier", EVERYTHING)
CLAIRE = Actor(account_id=1, name="Claire MARTIN", session_id=11, companies=(KEPT, LOST), member=KEPT)
FOLLOW, SAVE = (f"{ArriveeState.get_full_name()}.{name}" for name in ("follow", "save"))
ENTER = f"{SpaceState.get_full_name()}.enter"


class OnePerson:
    def __init__(self) -> None:
        self.actor = CLAIRE

    async def resolve(self, _token: str, _visitor: Actor) -> Actor:
        return self.actor


@pytest.fixture
def sessions() -> OnePerson:
    return OnePerson()


@pytest.fixture
def gate(sessions: OnePerson) -> Gate:
    settings = load_settings(_env_file=None, secret_key="s" * 40, pepper="p" * 40)
    context = SimpleNamespace(keys=Keyring.from_secrets("s" * 40, "p" * 40))
    container: Any = SimpleNamespace(settings=settings, context=context, sessions=sessions)
    return Gate(container, Pace(settings.throttle))


@pytest.fixture
def root() -> rx.State:
    assert routes.PAGES
    return rx.State(_reflex_internal_init=True)  # type: ignore[call-arg]


async def knock(gate: Gate, root: rx.State, name: str, path: str = "/espace/salaries/nouveau") -> StateUpdate | None:
    root.router_data = {"headers": {"cookie": "presantra=x"}, "ip": "192.0.2.10", "asPath": path, "pathname": path}
    set_acting(Actor())
    return await gate.preprocess(None, root, Event(name=name, router_data=dict(root.router_data)))  # type: ignore[arg-type]


def destination(update: StateUpdate | None) -> Any:
    assert update is not None
    [event] = update.events
    return event.payload["path"]


async def test_every_event_of_the_old_page_is_refused(gate: Gate, root: rx.State, sessions: OnePerson) -> None:
    tab = await root.get_state(TabState)
    await knock(gate, root, f"{ROOT}.hydrate")
    tab.company = str(LOST.public_id)
    assert await knock(gate, root, FOLLOW) is None
    assert acting().clear(Right.COMPANY_READ).tenant() == LOST.id
    sessions.actor = replace(CLAIRE, companies=(KEPT,))
    # Leaving a field and pressing « Enregistrer » are two events: the second must not fall into the other company.
    for name in (FOLLOW, SAVE, ENTER, SAVE):
        assert destination(await knock(gate, root, name)) == "/espace?acces=retire"


async def test_the_next_page_begins_in_the_company_that_is_left(
    gate: Gate, root: rx.State, sessions: OnePerson
) -> None:
    tab = await root.get_state(TabState)
    await knock(gate, root, f"{ROOT}.hydrate")
    tab.company = str(LOST.public_id)
    sessions.actor = replace(CLAIRE, companies=(KEPT,))
    assert destination(await knock(gate, root, SAVE)) == "/espace?acces=retire"
    assert await knock(gate, root, ENTER, "/espace?acces=retire") is None
    assert (acting().clear(Right.COMPANY_READ).tenant(), tab.company) == (KEPT.id, "")
    assert await knock(gate, root, FOLLOW) is None


async def test_the_next_page_says_why(root: rx.State, monkeypatch: pytest.MonkeyPatch) -> None:
    async def overview(_actor: Actor) -> SimpleNamespace:
        return SimpleNamespace(
            month=date(2026, 11, 1), headcount=1, arrivals=0, departures=0, visits_to_plan=0, visits_late=0,
            visits_requested=0, visits_planned=0, due_30=0, due_90=0, appointed=0, up_to_date=0,
            waiting=0, must_wait=(), unpaid_invoices=0, unpaid_cents=0, to_requalify=0, actions=(),
        )  # fmt: skip

    services = SimpleNamespace(dashboard=SimpleNamespace(overview=overview))
    monkeypatch.setattr(tableau, "services", lambda: services)
    monkeypatch.setattr(tableau, "query_of", lambda _state, name: {"acces": "retire"}.get(name, ""))
    set_acting(replace(CLAIRE, companies=(KEPT,)))
    state = await root.get_state(tableau.TableauDeBordState)
    await tableau.TableauDeBordState.event_handlers["load"].fn(state)
    assert state.errors == {"": tableau.LOST}
