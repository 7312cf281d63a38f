"""The gate alone, before real states and a house of cardboard: who passes, who is sent where, who finds what."""

from __future__ import annotations

import logging
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
import reflex as rx
from reflex.event import Event
from reflex.state import BaseState, StateUpdate

from presantra.domain.errors import DatabaseUnavailable
from presantra.domain.rights import EVERYTHING, Right
from presantra.services.actor import Actor, CompanyRef
from presantra.services.keys import Keyring
from presantra.settings import load_settings
from presantra.ui import routes
from presantra.ui.acting import acting, set_acting
from presantra.ui.framework import ROOT
from presantra.ui.gate import Gate, own_states
from presantra.ui.layout.state import SpaceState
from presantra.ui.pages.connexion.state import ConnexionState
from presantra.ui.pages.salaries.state import SalariesState
from presantra.ui.rates import Pace
from presantra.ui.tab import TabState

FIRST = CompanyRef(1, UUID(int=1), "10001", "Menuiserie Lefèvre", EVERYTHING)
SECOND = CompanyRef(2, UUID(int=2), "10001-1", "Atelier", EVERYTHING)
CLAIRE = Actor(account_id=1, name="Claire MARTIN", session_id=11, companies=(FIRST, SECOND), member=FIRST)
PAUL = Actor(account_id=2, name="Paul DURAND", session_id=22, companies=(SECOND,), member=SECOND)
PROVISIONAL = Actor(account_id=3, session_id=33, provisional=True)
PRIVATE = f"{SalariesState.get_full_name()}.load"
PUBLIC = f"{ConnexionState.get_full_name()}.load"
FIRST_PASSWORD = "presantra___ui___pages___mot_de_passe___state____mot_de_passe_state.load_first"
SOCKET = "prise"


class FakeSessions:
    def __init__(self) -> None:
        self.people = {"claire": CLAIRE, "paul": PAUL, "provisoire": PROVISIONAL}
        self.down = False

    async def resolve(self, token: str, visitor: Actor) -> Actor:
        if self.down:
            raise DatabaseUnavailable
        return self.people.get(token, visitor)


@pytest.fixture
def sessions() -> FakeSessions:
    return FakeSessions()


@pytest.fixture
def gate(sessions: FakeSessions) -> Gate:
    settings = load_settings(_env_file=None, secret_key="s" * 40, pepper="p" * 40)
    context = SimpleNamespace(keys=Keyring.from_secrets("s" * 40, "p" * 40))
    container: Any = SimpleNamespace(settings=settings, context=context, sessions=sessions)
    return Gate(container, Pace(settings.throttle, clock=lambda: 0.0))


@pytest.fixture
def root() -> rx.State:
    assert routes.PAGES
    return rx.State(_reflex_internal_init=True)  # type: ignore[call-arg]


async def knock(
    gate: Gate, root: rx.State, name: str, token: str = "", visitor: str = "navigateur", path: str = "/espace/salaries"
) -> StateUpdate | None:
    cookie = f"presantra={token}; presantra-visiteur={visitor}"
    place = {"asPath": path, "pathname": path}
    root.router_data = {"headers": {"cookie": cookie}, "ip": "192.0.2.10", "sid": SOCKET, **place}
    set_acting(Actor())
    return await gate.preprocess(None, root, Event(name=name, router_data=dict(root.router_data)))  # type: ignore[arg-type]


def destination(update: StateUpdate | None) -> str:
    assert update is not None
    [event] = update.events
    return str(event.payload["path"])


async def of(root: rx.State, kind: type[Any]) -> Any:
    return await root.get_state(kind)


# Who passes


async def test_somebody_logged_in_passes(gate: Gate, root: rx.State) -> None:
    assert await knock(gate, root, PRIVATE, "claire") is None
    assert acting() == CLAIRE


@pytest.mark.parametrize("token", ["", "faux", "CLAIRE"])
async def test_nobody_is_sent_to_log_in_then_back(gate: Gate, root: rx.State, token: str) -> None:
    update = await knock(gate, root, PRIVATE, token, path="/espace/salaries?page=2")
    assert destination(update) == "/connexion?erreur=session&suite=/espace/salaries%3Fpage%3D2"
    assert not acting().authenticated


@pytest.mark.parametrize("path", ["https://evil.example", "//evil.example", "/aide", "", "javascript:alert(1)"])
async def test_only_the_private_space_is_come_back_to(gate: Gate, root: rx.State, path: str) -> None:
    assert destination(await knock(gate, root, PRIVATE, path=path)) == "/connexion?erreur=session&suite=/espace"


async def test_the_public_is_free(gate: Gate, root: rx.State) -> None:
    assert await knock(gate, root, PUBLIC) is None
    assert acting().account_id is None
    assert acting().ip == "192.0.2.10"


async def test_a_provisional_session_only_chooses_its_password(gate: Gate, root: rx.State) -> None:
    assert destination(await knock(gate, root, PRIVATE, "provisoire")) == "/premiere-connexion"
    assert await knock(gate, root, f"{ROOT}.{FIRST_PASSWORD}", "provisoire") is None
    assert "/connexion?erreur=session" in destination(await knock(gate, root, f"{ROOT}.{FIRST_PASSWORD}"))


@pytest.mark.parametrize(
    "name",
    [
        f"{ROOT}.setvar",
        f"{SalariesState.get_full_name()}.setvar",
        f"{TabState.get_full_name()}.set_company",
        f"{SpaceState.get_full_name()}._show",
        "inconnu",
        "",
        "x" * 10_000,
    ],
)
async def test_an_unknown_event_is_dropped(
    gate: Gate, root: rx.State, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    with caplog.at_level(logging.WARNING):
        update = await knock(gate, root, name, "claire")
    assert update == StateUpdate()
    assert "claire" not in caplog.text
    assert len(caplog.text) < 500


async def test_a_log_line_cannot_be_forged(gate: Gate, root: rx.State, caplog: pytest.LogCaptureFixture) -> None:
    await knock(gate, root, "x\nERROR presantra : tout va bien", "claire")
    assert len([line for record in caplog.records for line in record.getMessage().splitlines()]) == 1


# Whose tab it is


async def fill(root: rx.State) -> None:
    """What Claire leaves on her screens."""
    space = await of(root, SpaceState)
    space.person_name = "Claire MARTIN"
    (await of(root, ConnexionState)).email = "claire@example.fr"


@pytest.mark.parametrize(
    ("token", "visitor"), [("paul", "navigateur"), ("", "autre"), ("faux", "autre"), ("provisoire", "x")]
)
async def test_a_stolen_tab_is_empty(gate: Gate, root: rx.State, token: str, visitor: str) -> None:
    await knock(gate, root, PRIVATE, "claire")
    await fill(root)
    await knock(gate, root, f"{ROOT}.hydrate", token, visitor)
    found = repr([(await of(root, kind)).dict() for kind in own_states()])
    assert "Claire" not in found
    assert "claire@example.fr" not in found


async def test_one_s_own_tab_is_kept(gate: Gate, root: rx.State) -> None:
    await knock(gate, root, PRIVATE, "claire")
    await fill(root)
    await knock(gate, root, PUBLIC, "claire")
    assert (await of(root, ConnexionState)).email == "claire@example.fr"


async def test_a_stolen_tab_is_empty_while_the_database_is_away(
    gate: Gate, root: rx.State, sessions: FakeSessions
) -> None:
    await knock(gate, root, PRIVATE, "claire")
    await fill(root)
    sessions.down = True
    await knock(gate, root, PUBLIC, "faux", "autre")
    assert (await of(root, ConnexionState)).email == ""


async def test_database_away(gate: Gate, root: rx.State, sessions: FakeSessions) -> None:
    sessions.down = True
    assert await knock(gate, root, PUBLIC, "claire") is None
    with pytest.raises(DatabaseUnavailable):
        acting()


# The company of the tab


async def test_each_tab_keeps_its_company(gate: Gate, root: rx.State) -> None:
    (await of(root, TabState)).company = str(SECOND.public_id)
    (await of(root, TabState))._owner = ""
    await knock(gate, root, PRIVATE, "claire")
    assert acting().member == SECOND


@pytest.mark.parametrize("company", [str(FIRST.public_id), str(UUID(int=9)), "1", {"$gt": 1}, "x" * 5000])
async def test_a_company_that_is_not_his_is_not_worked_in(gate: Gate, root: rx.State, company: Any) -> None:
    await knock(gate, root, PRIVATE, "paul")
    (await of(root, TabState)).company = company
    update = await knock(gate, root, PRIVATE, "paul")
    assert acting().member in (SECOND, None)
    assert acting().clear(Right.COMPANY_READ).tenant() == SECOND.id
    assert destination(update) == "/espace?acces=retire"


# The pace


async def test_each_event_is_counted_for_its_session_or_its_browser(gate: Gate, root: rx.State) -> None:
    for _ in range(100):
        assert await knock(gate, root, PRIVATE, "claire") is None
    assert gate._pace.arrived(SOCKET) == pytest.approx((100 - 60) / 20)
    await knock(gate, root, PUBLIC, visitor="v1")
    assert gate._pace.arrived(SOCKET) == 0.0
    for _ in range(50):
        assert await knock(gate, root, PUBLIC, visitor="v1") is None
    assert gate._pace.arrived(SOCKET) == pytest.approx((51 - 30) / 5)


async def test_who_comes_by_other_sockets_all_the_time_is_refused_in_the_end(gate: Gate, root: rx.State) -> None:
    answers = [await knock(gate, root, PRIVATE, "claire") for _ in range(500)]
    assert answers == [None] * 180 + [StateUpdate()] * 320
    assert await knock(gate, root, PRIVATE, "paul") is None


def test_every_state_of_ours_is_emptied() -> None:
    states = own_states()
    assert {TabState, SpaceState, ConnexionState, SalariesState} <= set(states)
    assert all(issubclass(state, BaseState) for state in states)
