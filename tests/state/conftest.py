"""One company and somebody in it, as the gate would find him; on SQLite: services are tested on both elsewhere."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from presantra.bootstrap import Container
from presantra.services.actor import Actor
from presantra.ui import acting as acting_module


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


@pytest.fixture
async def member(make_member: Callable[..., Awaitable[Any]]) -> Any:
    return await make_member()


@pytest.fixture
async def actor(
    container: Container, member: Any, make_account: Callable[..., Awaitable[Actor]], monkeypatch: pytest.MonkeyPatch
) -> Actor:
    monkeypatch.setattr(acting_module, "get_container", lambda: container)
    found = await make_account(members=[member])
    acting_module.set_acting(found)
    return found
