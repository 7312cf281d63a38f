"""One tab of a browser, without the browser: the States it holds, the address it shows."""

from __future__ import annotations

import inspect
from typing import Any

import reflex as rx
from reflex.istate.data import RouterData
from reflex.state import BaseState


class Tab:
    def __init__(self) -> None:
        self._root = rx.State(_reflex_internal_init=True)

    def at(self, path: str) -> Tab:
        query = dict(part.split("=", 1) for part in path.partition("?")[2].split("&") if part)
        data = {
            "pathname": path.partition("?")[0], "asPath": path, "query": query,
            "headers": {"origin": "http://localhost"},
        }  # fmt: skip
        self._root.router = RouterData.from_router_data(data)
        return self

    def state(self, kind: type[BaseState]) -> Any:
        return self._root.get_substate(kind.get_full_name().split("."))

    async def call(self, kind: type[BaseState], handler: str, /, **arguments: Any) -> str:
        """The path of the last redirection that the handler answers, or an empty text."""
        # The class attribute is an EventHandler; the function is what the gate lets through.
        result = kind.event_handlers[handler].fn(self.state(kind), **arguments)
        events = [event async for event in result] if inspect.isasyncgen(result) else [await result]
        found = [
            str(value._var_value)
            for event in events
            if event is not None
            for name, value in event.args
            if str(name) == "path"
        ]
        return found[-1] if found else ""
