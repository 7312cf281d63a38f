"""Somebody of the very company whose role only reads: every handler, with identifiers that exist; nothing changes."""

from __future__ import annotations

from typing import Any

from tests.socket.conftest import Dump, Scene, stolen
from tests.socket.registry import PLAUSIBLE
from tests.socket.tab import Tab
from tests.socket.test_hostile import EFFECTS, quiet

# What he does for himself: told by the journal of the company all the same, or the end of his own session.
PERSONAL = {"calendrier_state.renew", "calendrier_state.remove", "fermer_state.close"}


def _of_the_company(scene: Scene) -> Dump:
    """Rows that say something of the company or of somebody else than the reader."""
    reader = scene.reader
    return {
        table: [
            row
            for row in rows
            if row.get("account_id") != reader.account_id
            and row.get("recipient") != reader.email
            and not (table == "audit_chain" and row["name"] == "portal")
            and not (table == "account" and row["id"] == reader.account_id)
        ]
        for table, rows in scene.dump().items()
    }


async def test_a_reader_s_events_change_nothing_of_the_company(scene: Scene) -> None:
    ids, wrong = scene.victim.ids, []
    async with scene.tab(scene.reader.cookies) as tab:
        for handler in scene.handlers:
            if handler.access in ("", "framework") or not tab.connected:
                await tab.close()
                await tab.open()
            if handler.short in PERSONAL:
                continue
            before = _of_the_company(scene)
            for payload, address in handler.foreign_payloads(ids, scene.victim.email):
                await tab.send(handler.name, payload, address)
            for identifier in ids.values():
                page = f"/espace/salaries/{ids['employee']}"
                await tab.send(handler.name, _likely(handler.arguments, identifier), page)
            await tab.settle()
            if handler.short in EFFECTS:
                await quiet(lambda: _of_the_company(scene))
            allowed, after = EFFECTS.get(handler.short, set()), _of_the_company(scene)
            wrong += [
                f"{handler.short} change {table}"
                for table in before
                if table not in allowed and before[table] != after[table]
            ]
        tab.frames.clear()
        await _read(scene, tab)
    assert wrong == []
    # Still the same reader at the end: otherwise nothing changed would prove nothing.
    assert len(stolen(tab)) >= 4


async def _read(scene: Scene, tab: Tab) -> None:
    for handler in scene.handlers:
        if handler.short in ("salarie_state.load", "salaries_state.load", "factures_state.load"):
            await tab.send(handler.name, {}, f"/espace/salaries/{scene.victim.ids['employee']}")
    await tab.settle()


def _likely(arguments: dict[str, Any], identifier: str) -> dict[str, Any]:
    """What the forms of the screens send: their own fields, plausible, the identifier where one is expected."""
    filled: dict[str, Any] = {}
    for name, schema in arguments.items():
        if "properties" not in schema:
            filled[name] = identifier if schema.get("type") == "string" else 1
            continue
        filled[name] = {
            key: PLAUSIBLE.get(key, identifier if "pattern" in part else "oui")
            for key, part in schema["properties"].items()
        }
    return filled
