"""Pages that are alive: a tab that shows a request or a thread is told when it changes, whoever changed it.

What is pushed is an event without any content: the browser sends it back, and it passes the door and the gate like a
click. So nothing is shown that the session could not have asked for, and a session that has ended learns nothing.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import reflex as rx
from reflex.app import EventNamespace
from reflex.event import Event
from reflex.state import StateUpdate

from presantra.services.changes import Change, Topic

logger = logging.getLogger(__name__)
MAX_TABS = 20_000


@dataclass
class _Watch:
    """``subject`` None: any of the member. ``told``: has been asked to look, and has not looked yet."""

    member_id: int
    subject: UUID | None
    event: Event
    topic: Topic
    told: bool = False


class Watchers:
    """The tabs of this process that show such pages; those of other processes are theirs to tell."""

    def __init__(self) -> None:
        self._tabs: dict[str, _Watch] = {}
        self._app: rx.App | None = None

    def install(self, app: rx.App) -> None:
        self._app = app

    def watch(
        self, token: str, member_id: int, subject: UUID | None, refresh: Any, topic: Topic = Topic.VISITS
    ) -> None:
        """From now on, and until it watches something else, this tab is sent ``refresh``."""
        if len(self._tabs) < MAX_TABS or token in self._tabs:
            self._tabs[token] = _Watch(member_id, subject, Event.from_event_type(refresh)[0], topic)

    def forget(self, token: str) -> None:
        self._tabs.pop(token, None)

    def looking(self, token: str) -> None:
        """The tab is about to read: what changes after this must be told anew."""
        if watch := self._tabs.get(token):
            watch.told = False

    async def tell(self, change: Change | None) -> None:
        """Tell those whom it concerns; None concerns everybody."""
        for token, watch in list(self._tabs.items()):
            if not watch.told and _concerns(change, watch):
                await self._nudge(token, watch)

    @staticmethod
    def _is_ours(namespace: EventNamespace, token: str) -> bool:
        """With Redis, the tab may have come back on another process."""
        manager = namespace._token_manager
        socket = manager.token_to_socket.get(token)
        return socket is not None and socket.instance_id == manager.instance_id

    async def _nudge(self, token: str, watch: _Watch) -> None:
        namespace = self._app.event_namespace if self._app else None
        if namespace is None or not self._is_ours(namespace, token):
            self.forget(token)
            return
        watch.told = True
        try:
            await namespace.emit_update(StateUpdate(events=[watch.event]), token)
        except Exception as error:
            logger.warning("onglet injoignable : %s", type(error).__name__)
            self.forget(token)
        await asyncio.sleep(0)


def _concerns(change: Change | None, watch: _Watch) -> bool:
    if change is None:
        return True
    ours = (change.member_id, change.topic) == (watch.member_id, watch.topic)
    return ours and watch.subject in {None, change.subject}


watchers = Watchers()
