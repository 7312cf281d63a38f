"""What a frame may leave behind in the memory of the server, before any session is known."""

from __future__ import annotations

from typing import Any

import pytest
from reflex_base.registry import RegistrationContext
from reflex_base.vars.base import FIELD_MARKER

from presantra.ui import routes
from presantra.ui.door import Door
from presantra.ui.framework import ROOT
from presantra.ui.tab import TabState

COMPANY = f"{TabState.get_full_name()}.company{FIELD_MARKER}"
CONNECT = f"{ROOT}.hydrate_and_load"
LONG = "é" * 100_000


@pytest.fixture
def door() -> Door:
    assert routes.PAGES
    built = Door.__new__(Door)
    built._registry = RegistrationContext.get()
    return built


def frame(company: str = "", **router_data: Any) -> dict[str, Any]:
    return {"name": CONNECT, "payload": {"vars": {COMPANY: company}}, "router_data": router_data}


@pytest.mark.parametrize("company", ["", "00000000-0000-0000-0000-000000000001"])
def test_what_a_browser_says_passes(door: Door, company: str) -> None:
    place = {"pathname": "/espace/salaries", "asPath": "/espace/salaries?q=martin", "query": {"q": "martin"}}
    said = frame(company, **place)
    assert door._understood(said)
    assert said["router_data"] == place


@pytest.mark.parametrize(
    "said",
    [
        frame(LONG),
        frame(pathname=LONG),
        frame(asPath=LONG),
        frame(query={"q": LONG}),
        frame(query={LONG: "q"}),
        frame(query={"q": ["a"] * 10_000}),
        frame(query={str(n): "a" for n in range(1000)}),
    ],
)
def test_what_is_too_long_does_not(door: Door, said: dict[str, Any]) -> None:
    assert not door._understood(said)


def test_nothing_else_is_kept(door: Door) -> None:
    said = frame(pathname="/aide", headers={"cookie": "presantra=vole"}, other=LONG)
    assert door._understood(said)
    assert said["router_data"] == {"pathname": "/aide"}
