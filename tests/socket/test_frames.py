"""What is no event at all: dropped, never written down, and the server goes on for everybody else."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest

from presantra.ui.door import MAX_REFUSALS, discreet
from tests.socket.conftest import Scene
from tests.socket.tab import ROOT, Tab

SECRET = "Mot-de-passe-canari-42"
CLIENT = {"presantra-visiteur": "cookie-canari-visiteur", "presantra": "cookie-canari-session"}
KNOWN = f"{ROOT}.presantra___ui___pages___connexion___state____connexion_state.submit_email"
MALFORMED: dict[str, Any] = {
    "text": f"password={SECRET}",
    "text that is json": json.dumps({"name": KNOWN, "payload": {"form": {"password": SECRET}}}),
    "number": 42,
    "null": None,
    "list": [KNOWN, {"password": SECRET}],
    "empty": {},
    "no name": {"payload": {"password": SECRET}},
    "name of another type": {"name": {"$gt": SECRET}, "payload": {}},
    "unknown name": {"name": f"{ROOT}.inconnu_{SECRET}", "payload": {"password": SECRET}},
    "private method": {"name": f"{ROOT}._update_router_vars", "payload": {"password": SECRET}},
    "payload as text": {"name": KNOWN, "payload": SECRET},
    "payload as list": {"name": KNOWN, "payload": [SECRET]},
    "form as text": {"name": KNOWN, "payload": {"form": SECRET}},
    "router as text": {"name": KNOWN, "payload": {}, "router_data": SECRET},
    "query as text": {"name": KNOWN, "payload": {}, "router_data": {"query": SECRET}},
    "path of another type": {"name": KNOWN, "payload": {}, "router_data": {"pathname": [SECRET]}},
    "unknown stored value": {"name": f"{ROOT}.hydrate_and_load", "payload": {"vars": {SECRET: SECRET}}},
    "framework event of another type": {"name": f"{ROOT}.set_is_hydrated", "payload": {"value": SECRET}},
    "error of a browser": {
        "name": f"{ROOT}.reflex___state____frontend_event_exception_state.handle_frontend_exception",
        "payload": {"info": "ligne\nligne " * 1000 + SECRET, "component_stack": ""},
    },
}


def _log(scene: Scene, since: int) -> str:
    return scene.portal.log.read_bytes()[since:].decode()


async def _alive(scene: Scene) -> None:
    async with scene.tab(scene.victim.cookies) as tab:
        await tab.settle()


@pytest.mark.parametrize("kind", MALFORMED)
async def test_a_malformed_frame_is_dropped_and_told_to_nobody(scene: Scene, kind: str) -> None:
    since = scene.portal.log.stat().st_size
    async with scene.tab(CLIENT) as tab:
        await tab.emit(MALFORMED[kind])
        await tab.settle()
        # As the first event of a connection, too: Reflex takes one with the packet that connects.
        await tab.raw(f"40/_event,{json.dumps({'event': MALFORMED[kind]})}")
    async with scene.tab(CLIENT, token=tab.token) as tab:
        await tab.settle()
    written = _log(scene, since)
    for secret in (SECRET, "cookie-canari", "Traceback"):
        assert secret not in written
    assert len(written) < 3000, written


@pytest.mark.parametrize(
    "packet",
    ["", "4", "9", "xyz", "42/_event,", "42/_event,{", "42/_event,[]", "42/_event,[1]", '42/_event,["event"]',
     '42/_event,["event",1,2,3]', '42/_event,["inconnu",{}]', '42/autre,["event",{}]', "45", "451-x", "46/_event,",
     "43/_event,1[]", "44/_event,{}", "42/_event," + "[" * 100_000, '42/_event,["client_error",[]]'],
)  # fmt: skip
async def test_a_broken_packet_kills_nobody_but_its_own_socket(scene: Scene, packet: str) -> None:
    since = scene.portal.log.stat().st_size
    tab = await scene.tab(CLIENT).open()
    await tab.raw(packet)
    await tab.close()
    await _alive(scene)
    assert "cookie-canari" not in _log(scene, since)


async def test_a_huge_frame_closes_the_socket_before_it_is_read(scene: Scene) -> None:
    since = scene.portal.log.stat().st_size
    async with scene.tab(CLIENT) as tab:
        await tab.emit({"name": KNOWN, "payload": {"form": {"email": SECRET * 100_000}}})
        await tab.closed()
    assert not [frame for frame in tab.frames if "delta" in frame]
    await _alive(scene)
    assert SECRET not in _log(scene, since)


async def test_who_insists_is_hung_up_on(scene: Scene) -> None:
    async with scene.tab(CLIENT) as tab:
        for _ in range(MAX_REFUSALS):
            await tab.emit({"name": "inconnu"})
        await tab.closed()
    await _alive(scene)


async def test_a_connection_without_tab_token_hears_nothing(scene: Scene) -> None:
    tab = Tab(scene.portal.url, CLIENT)
    tab.token = ""
    async with tab:
        await tab.send(f"{ROOT}.hydrate")
        await tab.quiet(0.5)
    assert tab.frames == []


def test_what_reflex_says_of_an_event_stops_where_it_quotes_it() -> None:
    record = logging.LogRecord(
        "reflex.app",
        logging.ERROR,
        "app.py",
        1,
        f"Error processing event for Event(name='x', payload='{SECRET}')",
        None,
        None,
    )
    assert discreet(record)
    assert record.getMessage() == "Error processing event for "
