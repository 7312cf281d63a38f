"""The socket's own door, before Reflex reads, queues or writes down anything that a client says."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from typing import Annotated, Any

import reflex as rx
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError
from reflex.app import EventNamespace
from reflex_base.registry import RegistrationContext
from reflex_base.utils.format import sanitize_client_log_value
from reflex_base.vars.base import FIELD_MARKER

from presantra.ui.framework import FRAMEWORK_EVENTS, well_formed
from presantra.ui.gate import access_of
from presantra.ui.live import watchers
from presantra.ui.rates import Pace
from presantra.ui.tab import TabState

logger = logging.getLogger(__name__)
MAX_REFUSALS = 50
# The only values that a browser keeps for the server.
STORED = frozenset({f"{TabState.get_full_name()}.company{FIELD_MARKER}"})
# What Reflex would write of a frame: the frame itself, so the Cookie header and what was typed.
TALKATIVE = (
    "reflex.app",
    "reflex_base.event.processor.event_processor",
    "reflex_base.event.processor.base_state_processor",
)


# The server remembers them for as long as a tab: no longer than an address may be.
_Word = Annotated[str, StringConstraints(max_length=2000)]


class _Place(BaseModel):
    """Where the browser says that it is; what stands beside is left out."""

    model_config = ConfigDict(strict=True)

    pathname: _Word = ""
    asPath: Annotated[str, StringConstraints(max_length=8000)] = ""
    query: Annotated[dict[_Word, _Word | Annotated[list[_Word], Field(max_length=20)]], Field(max_length=50)] = {}


class _Frame(BaseModel):
    model_config = ConfigDict(strict=True)

    name: str
    payload: dict[str, Any] = {}
    router_data: _Place = _Place()


class Door(EventNamespace):
    """Lets pass what has the shape of an event of ours, at a bearable pace; says one line of the rest."""

    def __init__(self, app: rx.App, pace: Pace) -> None:
        super().__init__("/_event", app)
        self._pace = pace
        self._refusals: Counter[str] = Counter()
        self._registry = RegistrationContext.get()

    @classmethod
    def install(cls, app: rx.App, pace: Pace) -> None:
        """Take the place of the namespace that the application made for itself."""
        if app.sio is None:
            raise RuntimeError("L’application n’a pas d’état : rien à garder.")
        app._event_namespace = cls(app, pace)
        app.sio.register_namespace(app._event_namespace)
        for name in TALKATIVE:
            logging.getLogger(name).addFilter(discreet)

    async def on_event(self, sid: str, data: Any) -> None:
        await asyncio.sleep(self._pace.arrived(sid))
        if sid not in self.sid_to_token:
            return
        if not self._understood(data):
            await self._refuse(sid)
            return
        await super().on_event(sid, data)

    def on_disconnect(self, sid: str) -> Any:
        self._refusals.pop(sid, None)
        self._pace.left(sid)
        token = self.sid_to_token.get(sid, "")
        socket = self._token_manager.token_to_socket.get(token)
        # A tab that has already come back, on another socket, goes on watching.
        if socket is None or socket.sid == sid:
            watchers.forget(token)
        return super().on_disconnect(sid)

    def _understood(self, data: Any) -> bool:
        try:
            frame = _Frame.model_validate(data)
        except (ValidationError, RecursionError):
            return False
        data["router_data"] = frame.router_data.model_dump(exclude_unset=True)
        if frame.name not in FRAMEWORK_EVENTS:
            return access_of(frame.name, self._registry) is not None
        if isinstance(stored := frame.payload.get("vars"), dict):
            # Kept by the browser from one build to the next: what we no longer know is left out.
            data["payload"]["vars"] = frame.payload["vars"] = {k: v for k, v in stored.items() if k in STORED}
        return well_formed(frame.name, frame.payload)

    async def _refuse(self, sid: str) -> None:
        self._refusals[sid] += 1
        if self._refusals[sid] == 1:
            logger.warning("trame refusée : ni un événement connu, ni bien formée")
        if self._refusals[sid] >= MAX_REFUSALS:
            await self.disconnect(sid)


def discreet(record: logging.LogRecord) -> bool:
    """Keep what Reflex says of an event up to where it begins to quote it."""
    head = str(record.msg).split(":", 1)[0].split("Event(", 1)[0]
    record.msg, record.args = head[:200], ()
    record.exc_info = record.exc_text = None
    return True


def report_browser_failure(exception: Exception) -> None:
    """An error of the JavaScript: one line, of bounded length, whatever the browser says."""
    logger.warning("erreur dans un navigateur : %s", sanitize_client_log_value(exception))
