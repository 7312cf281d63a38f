"""A tab of a browser, or a program that pretends to be one: the socket that Reflex's own JavaScript opens."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self
from uuid import uuid4

import socketio
from socketio.exceptions import ConnectionError as Refused

__all__ = ["ROOT", "Refused", "Tab"]

ROOT = "reflex___state____state"
NAMESPACE = "/_event"
ANSWER_SECONDS = 20


class Tab:
    """``frames``: everything received, as text. ``said``: everything sent, which a server may echo."""

    def __init__(
        self, url: str, cookies: Mapping[str, str] | None = None, *, token: str = "", origin: str | None = ""
    ) -> None:
        self.url = url
        self.token = token or str(uuid4())
        self.frames: list[str] = []
        self.said: list[str] = []
        self._origin = url if origin == "" else origin
        self._cookies = dict(cookies or {})
        self._socket = socketio.AsyncClient(reconnection=False)
        self._hydrated = asyncio.Event()
        self._answered = asyncio.Event()
        self._socket.on("*", self._receive, namespace=NAMESPACE)

    async def open(self, transport: str = "websocket", namespace: str = NAMESPACE) -> Self:
        """Raises:
        Refused: the server does not want this connection.
        """
        headers = {"User-Agent": "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0"}
        if self._origin is not None:
            headers["Origin"] = self._origin
        if self._cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        address = f"{self.url}?token={self.token}" if self.token else self.url
        await self._socket.connect(
            address, headers, namespaces=[namespace], socketio_path=NAMESPACE,
            transports=[transport], wait_timeout=10,
        )  # fmt: skip
        return self

    async def close(self) -> None:
        await self._socket.disconnect()

    async def __aenter__(self) -> Self:
        return await self.open()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    @property
    def connected(self) -> bool:
        return bool(self._socket.connected)

    @property
    def local_port(self) -> int:
        """By which the worker at the other end can be told from the others."""
        return int(self._socket.eio.ws.get_extra_info("sockname")[1])

    async def send(self, name: str, payload: Any = None, address: str = "/espace") -> None:
        """Send an event and wait for nothing."""
        await self.emit(
            {"name": name, "payload": payload if payload is not None else {}, "router_data": place(address)}
        )

    async def emit(self, frame: Any, kind: str = "event") -> None:
        """Send any frame, well formed or not."""
        # Written here: the client's own encoder gives up on what a hostile one may well send.
        await self.raw(f"42{NAMESPACE},{json.dumps([kind, frame], ensure_ascii=False)}")

    async def raw(self, packet: str) -> None:
        """Send text below the protocol of socket.io."""
        self.said.append(packet)
        await self._socket.eio.ws.send_str(packet)

    async def closed(self) -> None:
        """Wait until the server has hung up."""
        async with asyncio.timeout(ANSWER_SECONDS):
            while self.connected:
                await asyncio.sleep(0.02)

    async def quiet(self, seconds: float) -> None:
        """Wait until nothing has come for so long."""
        heard = -1
        while heard != (heard := len(self.frames)):
            await asyncio.sleep(seconds)

    async def settle(self, address: str = "/espace") -> None:
        """Wait until what was sent is done: events of a tab run one after the other, and ``hydrate`` always answers.

        Its answer is the whole State of the tab. Twice, because a handler may have queued others behind the first.
        """
        for _ in range(2):
            await self.hydrate(address)

    async def hydrate(self, address: str = "/espace") -> None:
        self._hydrated.clear()
        await self.send(f"{ROOT}.hydrate", {}, address)
        await asyncio.wait_for(self._hydrated.wait(), ANSWER_SECONDS)

    async def ask(self, name: str, payload: Any = None, address: str = "/espace") -> None:
        """Send an event and wait for the first frame that comes back."""
        self._answered.clear()
        await self.send(name, payload, address)
        await asyncio.wait_for(self._answered.wait(), ANSWER_SECONDS)

    async def _receive(self, kind: str, *data: Any) -> None:
        self.frames.append(json.dumps([kind, *data], ensure_ascii=False))
        self._answered.set()
        state = data[0].get("delta", {}).get(ROOT, {}) if data and isinstance(data[0], dict) else {}
        # Only a whole State carries the router of a tab and says that the page is not hydrated yet.
        if state.get("is_hydrated_rx_state_") is False:
            self._hydrated.set()


def place(address: str) -> dict[str, Any]:
    """What the JavaScript says of the page it is on."""
    path, _, query = address.partition("?")
    pairs = (pair.partition("=") for pair in query.split("&") if pair)
    return {"pathname": path, "asPath": address, "query": {name: value for name, _, value in pairs}}
