"""Every event handler × every kind of actor: nothing obtained, nothing changed."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tests.socket.conftest import Dump, Scene, stolen
from tests.socket.registry import Handler
from tests.socket.tab import ROOT, Refused, Tab

SECRETARIAT = "secretariat@presantra.example"
STATE = f"{ROOT}.presantra___ui___pages___"
PAGES = {"employee": "/espace/salaries/{}", "visit": "/espace/visites/{}", "thread": "/espace/messages/{}"}
# What a screen is made for: without session, to come back; with one, to write to an address that one would like to
# have, which is told that it has an account already. Everything else that changes is a hole.
EFFECTS = {
    "mot_de_passe_state.submit_forgotten": {"password_token", "outbox_mail", "audit_entry", "audit_chain"},
    "changer_adresse_state.ask": {"outbox_mail"},
}


def _difference(before: Dump, after: Dump, handler: Handler) -> list[str]:
    allowed = EFFECTS.get(handler.short, set())
    return [table for table in before if table not in allowed and before[table] != after[table]]


def _without_own(dump: Dump, account_id: int, member_id: int, email: str) -> Dump:
    """All rows but those of one person: what he does at home is his right."""
    own_chains = {f"member:{member_id}", "portal"}
    return {
        table: [
            row
            for row in rows
            if row.get("account_id") != account_id
            and row.get("member_id") != member_id
            and not (table == "outbox_mail" and _own_mail(row, email))
            and not (table == "audit_chain" and row["name"] in own_chains)
            and not (table == "account" and row["id"] == account_id)
            and not (table == "member" and row["id"] == member_id)
        ]
        for table, rows in dump.items()
        if table != "counter"
    }


def _own_mail(mail: dict[str, Any], email: str) -> bool:
    """To himself, or to the service about his own company."""
    return mail["recipient"] == email or (mail["recipient"] == SECRETARIAT and "10001" not in mail["subject"])


async def _play_foreign(scene: Scene, tab: Tab, dump: Any) -> list[str]:
    """All handlers with the victim's identifiers; what went wrong."""
    wrong = []
    for handler in scene.handlers:
        await _again(tab, handler)
        before = dump()
        for payload, address in handler.foreign_payloads(scene.victim.ids, scene.victim.email):
            await tab.send(handler.name, payload, address)
        await tab.settle()
        if handler.short in EFFECTS:
            await quiet(dump)
        wrong += [f"{handler.short} change {table}" for table in _difference(before, dump(), handler)]
        wrong += [f"{handler.short} montre {canary}" for canary in stolen(tab)]
        tab.frames.clear()
    return wrong


async def _again(tab: Tab, handler: Handler) -> None:
    """The door hangs up on who insists: come back with the same tab."""
    if handler.access in ("", "framework") or not tab.connected:
        await tab.close()
        await tab.open()


async def quiet(dump: Any) -> None:
    """Wait for what goes on behind an answer: the mail prepared, then sent."""
    last = None
    while last != (last := dump()):
        await asyncio.sleep(2)


async def test_the_table_holds_every_handler(scene: Scene) -> None:
    kinds = {kind: sum(handler.access == kind for handler in scene.handlers) for kind in ("public", "private", "")}
    assert len(scene.handlers) > 100
    assert all(kinds.values()), kinds
    assert {handler.short for handler in scene.handlers if handler.access == ""} == {
        handler.short for handler in scene.handlers if handler.name.endswith(".setvar")
    }


async def test_the_canaries_sing_for_their_owner(scene: Scene) -> None:
    """Otherwise silence would prove nothing."""
    async with scene.tab(scene.victim.cookies) as tab:
        for handler in scene.handlers:
            if handler.short.endswith((".load", ".enter", ".open", ".open_form")):
                for kind, page in PAGES.items():
                    await tab.send(handler.name, {}, page.format(scene.victim.ids[kind]))
        await tab.settle()
    assert len(stolen(tab)) >= 13


@pytest.mark.parametrize("kind", ["without any cookie", "session closed", "provisional session"])
async def test_nobody_obtains_or_changes_anything(scene: Scene, kind: str) -> None:
    cookies = {
        "without any cookie": {},
        "session closed": {"presantra-visiteur": "visiteur", "presantra": "f" * 43},
        "provisional session": scene.provisional.cookies,
    }[kind]
    async with scene.tab(cookies) as tab:
        assert await _play_foreign(scene, tab, scene.dump) == []


async def test_another_member_obtains_and_changes_nothing_of_the_victim(scene: Scene) -> None:
    thief = scene.burglar

    def dump() -> Dump:
        return _without_own(scene.dump(), thief.account_id, thief.member_id, thief.email)

    async with scene.tab(thief.cookies) as tab:
        assert await _play_foreign(scene, tab, dump) == []


async def test_wrong_types_change_nothing_even_at_home(scene: Scene) -> None:
    wrong = []
    async with scene.tab(scene.victim.cookies) as tab:
        for handler in scene.handlers:
            await _again(tab, handler)
            before = scene.dump()
            for payload in handler.wrong_payloads():
                await tab.send(handler.name, payload, f"/espace/salaries/{scene.victim.ids['employee']}")
            await tab.settle()
            wrong += [f"{handler.short} change {table}" for table in _difference(before, scene.dump(), handler)]
    assert wrong == []


@pytest.mark.parametrize("origin", ["https://ailleurs.example", "null", "http://localhost", None])
@pytest.mark.parametrize("transport", ["websocket", "polling"])
async def test_a_foreign_origin_gets_no_socket(scene: Scene, origin: str | None, transport: str) -> None:
    """No handler at all can be reached from there, session or not."""
    tab = scene.tab(scene.victim.cookies, origin=origin)
    with pytest.raises(Refused):
        await tab.open(transport)
    assert tab.frames == []
    await tab.close()


@pytest.mark.parametrize("kind", ["without cookie", "other account"])
async def test_a_stolen_tab_is_found_empty(scene: Scene, kind: str) -> None:
    """The victim's tab is full of data and closed; each handler is the first thing its thief calls."""
    cookies = scene.thief.cookies if kind == "other account" else {}
    wrong = []
    for handler in scene.handlers:
        tab = scene.tab(cookies, token=await _left_behind(scene))
        before = scene.dump()
        async with tab:
            # Without an address of its own: what the victim looked at must not come back either.
            await tab.emit({"name": handler.name, "payload": {}, "router_data": {}})
            await tab.emit({"name": f"{ROOT}.hydrate", "payload": {}, "router_data": {}})
            await tab.settle()
        after = scene.dump()
        wrong += [f"{handler.short} montre {canary}" for canary in stolen(tab)]
        if kind != "other account":
            wrong += [f"{handler.short} change {table}" for table in _difference(before, after, handler)]
    assert wrong == []


async def test_a_stolen_tab_still_open_is_not_shared(scene: Scene) -> None:
    async with scene.tab(scene.victim.cookies) as own:
        await _fill(scene, own)
        async with scene.tab(scene.thief.cookies, token=own.token) as tab:
            for handler in scene.handlers:
                await tab.emit({"name": handler.name, "payload": {}, "router_data": {}})
            await tab.settle()
            assert stolen(tab) == []
        await own.settle()
        assert stolen(own)


async def _left_behind(scene: Scene) -> str:
    """Token of a tab that the victim has filled and closed."""
    async with scene.tab(scene.victim.cookies) as tab:
        await _fill(scene, tab)
    assert len(stolen(tab)) >= 4, tab.frames
    return tab.token


async def _fill(scene: Scene, tab: Tab) -> None:
    record = f"/espace/salaries/{scene.victim.ids['employee']}"
    await tab.send(f"{ROOT}.presantra___ui___layout___state____space_state.enter", {}, "/espace")
    await tab.send(f"{STATE}salaries___state____salaries_state.load", {}, "/espace/salaries")
    await tab.send(f"{STATE}salarie___state____salarie_state.load", {}, f"{record}?q=Canaricontact")
    await tab.hydrate(f"{record}?q=Canaricontact")


@pytest.mark.parametrize("kind", ["without cookie", "other account"])
async def test_a_stolen_tab_is_found_empty_while_the_database_is_away(scene: Scene, kind: str) -> None:
    """Nobody can be recognised then; the tab must not be open to everybody for that."""
    cookies = scene.thief.cookies if kind == "other account" else {}
    token = await _left_behind(scene)
    with scene.outage():
        async with scene.tab(cookies, token=token) as tab:
            await tab.emit({"name": f"{ROOT}.hydrate", "payload": {}, "router_data": {}})
            await tab.settle()
    assert stolen(tab) == []


async def test_the_owner_finds_his_tab_again_when_the_database_was_away(scene: Scene) -> None:
    token = await _left_behind(scene)
    async with scene.tab(scene.victim.cookies, token=token) as tab:
        with scene.outage():
            await tab.settle()
        tab.frames.clear()
        await tab.settle()
    assert len(stolen(tab)) >= 4
