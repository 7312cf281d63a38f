"""Every event handler of the application, and what to send it; run as a program, it prints the table in JSON."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass, field
from inspect import signature
from pathlib import Path
from typing import Any

from tests.e2e.portal import Portal
from tests.socket.tab import ROOT

PROJECT = Path(__file__).resolve().parents[2]
LONG = "é" * 450_000  # 900 kB, just under what the socket accepts
DEEP: Any = "fond"
for _ in range(300):
    DEEP = [{"plus": DEEP}]
WRONG: tuple[Any, ...] = ({"$gt": 1}, ["a", {"b": []}], 12345, True, 1.5, DEEP, LONG)
# The one value that the browser keeps for the server.
STORED_COMPANY = f"{ROOT}.presantra___ui___tab____tab_state.company_rx_state_"
# Values that pass the checks of the forms, so that the door reached is that of the services.
PLAUSIBLE = {
    "birth_name": "Durand", "first_name": "Zoé", "last_name": "Durand", "birth_date": "14/07/1991", "sex": "f",
    "entry_date": "02/11/2026", "contract_type": "cdi", "job_title": "Menuisière", "departure_date": "20/11/2026",
    "day": "01/12/2026",
    "kind": "a_la_demande", "worker_informed": "on", "signature": "Zoé Durand",
    "year": "2026", "key": "nom", "tri": "nom", "code": "10001",
    "number": "TD-K4M7-P2XC", "status": "a_regler", "theme": "autre", "subject": "Une question",
}  # fmt: skip


@dataclass(frozen=True)
class Handler:
    """``access``: public, provisional, private, framework, or empty when it may never be called.

    ``arguments``: name → JSON schema; empty for a handler of the framework, which declares none.
    """

    name: str
    access: str
    arguments: dict[str, Any] = field(hash=False)

    @property
    def short(self) -> str:
        return ".".join(part.split("____")[-1] for part in self.name.split(".")[1:]) or self.name

    def wrong_payloads(self) -> list[Any]:
        """Every argument with every wrong type; one missing; one too many."""
        if not self.access:
            return [{"var_name": "company", "value": value} for value in (*WRONG, None)]
        arguments = self.arguments
        extra = {"intrus": {"$gt": 1}, "__class__": "x", "self": 1}
        found: list[Any] = [self._filled("x") | extra, {"args": [1], "kwargs": {"a": 1}}]
        for name, schema in arguments.items():
            found.append({key: value for key, value in self._filled("x").items() if key != name})
            found.extend(self._filled("x") | {name: value} for value in (*WRONG, None) if _is_wrong(schema, value))
            properties = list(schema.get("properties", {}))
            for one in properties[:2]:
                found.extend({name: {one: value}} for value in (*WRONG, None))
            if properties:
                found.append({name: {"intrus": "x"}})
        return found

    def foreign_payloads(self, ids: dict[str, str], email: str) -> list[tuple[Any, str]]:
        """Payload and address, with the identifiers of somebody else in every place that takes a text."""
        pages = {
            "employee": "/espace/salaries/{}",
            "departed": "/espace/salaries/{}/depart",
            "visit": "/espace/visites/{}",
            "thread": "/espace/messages/{}",
        }
        found: list[tuple[Any, str]] = []
        if not self.access:
            return [({"var_name": "company", "value": value}, "/espace") for value in ids.values()]
        for kind, value in ids.items():
            address = pages.get(kind, "/espace?entreprise={}").format(value)
            found.append((self._filled(value, {"vars": {STORED_COMPANY: value}}), address))
            if self.arguments:
                found.append((self._filled(value, PLAUSIBLE), address))
        if self.arguments:
            found.append((self._filled(email, {"email": email}), "/espace"))
        return found

    def _filled(self, value: str, known: dict[str, Any] | None = None) -> dict[str, Any]:
        known = known or {}
        return {
            name: {key: known.get(key, value) for key in schema["properties"]}
            if "properties" in schema
            else known.get(name, value)
            for name, schema in self.arguments.items()
        }


def _is_wrong(schema: dict[str, Any], value: Any) -> bool:
    """Whether a value is none that the argument may have; a long text is too long for any of them."""
    kinds = {schema.get("type"), *(choice.get("type") for choice in schema.get("anyOf", []))}
    actual = {dict: "object", list: "array", str: "string", bool: "boolean", int: "integer", float: "number"}
    if value is LONG:
        return True
    kind = actual.get(type(value), "null")
    return kind not in kinds or kind == "object"


def handlers_of(portal: Portal) -> list[Handler]:
    """The registry of the application as the server builds it."""
    environment = portal.environment | {"REFLEX_SKIP_COMPILE": "1", "REFLEX_ENV_MODE": "prod"}
    found = subprocess.run(
        [sys.executable, "-m", "tests.socket.registry"],
        cwd=PROJECT, env=environment, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert found.returncode == 0, found.stderr
    return [Handler(**entry) for entry in json.loads(found.stdout.splitlines()[-1])]


def _table() -> list[dict[str, Any]]:
    from reflex_base.registry import RegistrationContext

    import presantra.presantra
    from presantra.ui.gate import access_of

    assert presantra.presantra.app
    table = []
    for name, registered in sorted(RegistrationContext.get().event_handlers.items()):
        arguments = getattr(registered.handler.fn, "presantra_arguments", None)
        access = str(access_of(name) or "")
        if access and arguments is None:
            access = "framework"
            schemas: dict[str, Any] = {key: {} for key in list(signature(registered.handler.fn).parameters)[1:]}
        else:
            schemas = {key: kind.json_schema() for key, kind in (arguments or {}).items()}
        table.append({"name": name, "access": access, "arguments": schemas})
    return table


if __name__ == "__main__":
    print(json.dumps(_table()))
