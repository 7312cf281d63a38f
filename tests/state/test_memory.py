"""Tabs of passers-by leave the memory of the server after ten minutes, those of people at work later."""

from __future__ import annotations

import time

import pytest
import reflex as rx
from reflex.istate.manager.token import BaseStateToken

from presantra.ui import memory, routes
from presantra.ui.memory import ANONYMOUS_SECONDS, TabMemory
from presantra.ui.tab import TabState


async def opened(states: TabMemory, name: str, owner: str) -> BaseStateToken:
    token = BaseStateToken(ident=name, cls=rx.State)
    async with states.modify_state(token) as root:
        (await root.get_state(TabState))._owner = owner
    return token


async def test_a_passer_by_is_forgotten_before_somebody_at_work(monkeypatch: pytest.MonkeyPatch) -> None:
    assert routes.PAGES
    states = TabMemory(token_expiration=2100)
    passer_by = await opened(states, "00000000-0000-0000-0000-000000000001", "vabc")
    at_work = await opened(states, "00000000-0000-0000-0000-000000000002", "sabc")
    following = states._purge_expired_tokens()
    assert following is not None
    assert following <= time.time() + 60
    now = time.time()
    monkeypatch.setattr(memory.time, "time", lambda: now + ANONYMOUS_SECONDS + 1)
    states._purge_expired_tokens()
    assert set(states.states) == {at_work.cache_key}
    assert passer_by.cache_key not in states._token_expires_at
    monkeypatch.setattr(memory.time, "time", lambda: now + 2101)
    assert states._purge_expired_tokens() is None
    assert states.states == {}
    await states.close()
