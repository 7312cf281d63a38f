"""How long the server remembers the screens of a tab, when it keeps them itself (one process, no Redis)."""

from __future__ import annotations

import time
from typing import Any

import reflex as rx
from reflex.istate.manager.memory import StateManagerMemory

from presantra.ui.tab import TabState

ANONYMOUS_SECONDS = 600.0
LOOK_EVERY_SECONDS = 60.0


class TabMemory(StateManagerMemory):
    """Tabs without a session are forgotten soon: what they have reached is a row, tied to the browser."""

    def _track_token(self, token: Any) -> None:
        super()._track_token(token)
        key = token.cache_key
        if not _has_session(self.states.get(key)):
            until = time.time() + min(ANONYMOUS_SECONDS, self.token_expiration)
            self._token_expires_at[key] = (until, token)

    def _purge_expired_tokens(self) -> float | None:
        following = super()._purge_expired_tokens()
        # It would sleep until the end of the longest lives, through the end of shorter ones begun meanwhile.
        return None if following is None else min(following, time.time() + LOOK_EVERY_SECONDS)


def install(app: rx.App) -> None:
    """Take the place of Reflex's own memory; states in Redis are left to Redis."""
    if isinstance(app._state_manager, StateManagerMemory):
        app._state_manager = TabMemory()


def _has_session(root: Any) -> bool:
    tab = root.substates.get(TabState.get_name()) if isinstance(root, rx.State) else None
    return isinstance(tab, TabState) and tab._owner.startswith("s")
