"""Sizes and counts: bodies declared or streamed, sockets of one address, addresses behind a proxy."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from starlette.requests import HTTPConnection

from presantra.bootstrap import Container
from presantra.web.limits import MAX_BODY
from presantra.web.requests import client_ip
from tests.web.conftest import MakeBrowser

ADDRESSES = ["/auth/connexion", "/auth/conseil", "/_event/", "/espace", "/documents/factures/x", "/ailleurs"]


async def pieces(count: int, size: int = 8192) -> AsyncIterator[bytes]:
    for _ in range(count):
        yield b"a" * size


# Bodies


@pytest.mark.parametrize("address", ADDRESSES)
async def test_a_declared_body_too_large(http: httpx.AsyncClient, address: str) -> None:
    answer = await http.post(address, content=b"a" * (MAX_BODY + 1))
    assert (answer.status_code, answer.text) == (413, "Requête trop volumineuse.")
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("length", ["-1", "1e9", "abc", "9" * 400, "0x10", "²"])
async def test_a_false_length(app: Any, length: str) -> None:
    status, _ = await asgi(app, [(b"content-length", length.encode("latin-1"))], [b"x"])
    assert status == 413


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain"])
@pytest.mark.parametrize("address", ["/auth/connexion", "/auth/conseil", "/ailleurs"])
async def test_a_streamed_body_too_large(http: httpx.AsyncClient, address: str, kind: str) -> None:
    answer = await http.post(address, content=pieces(20), headers={"Content-Type": kind})
    if kind == "text/plain" and address.startswith("/auth"):
        assert answer.status_code < 500  # read by nobody
    elif address.startswith("/auth"):
        assert (answer.status_code, answer.text) == (400, "Requête refusée.")  # one field holds less
    else:
        assert (answer.status_code, answer.text) == (413, "Requête trop volumineuse.")


async def test_a_length_that_lies(app: Any) -> None:
    headers = [(b"content-length", b"10"), (b"content-type", b"text/plain")]
    status, _ = await asgi(app, headers, [b"a" * 30_000] * 4)
    assert status == 413


async def test_a_body_just_small_enough(http: httpx.AsyncClient) -> None:
    assert (await http.post("/ailleurs", content=b"a" * MAX_BODY)).text.startswith(f"<title>page</title>{MAX_BODY}")
    assert (await http.post("/ailleurs", content=pieces(8))).status_code == 200


async def test_a_form_field_too_large(http: httpx.AsyncClient) -> None:
    answer = await http.post("/auth/connexion", data={"email": "a" * 60_000, "password": "x"})
    assert (answer.status_code, answer.text) == (400, "Requête refusée.")


async def asgi(app: Any, headers: list[tuple[bytes, bytes]], chunks: list[bytes]) -> tuple[int, bytes]:
    """A client below httpx, which would correct its own faults."""
    waiting = list(chunks)
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        if not waiting:
            return {"type": "http.disconnect"}
        return {"type": "http.request", "body": waiting.pop(0), "more_body": bool(waiting)}

    async def send(message: Any) -> None:
        sent.append(dict(message))

    scope = {
        "type": "http", "http_version": "1.1", "method": "POST", "scheme": "http", "path": "/ailleurs",
        "raw_path": b"/ailleurs", "query_string": b"", "root_path": "", "headers": headers,
        "client": ("192.0.2.10", 1), "server": ("localhost", 3000), "state": {},
    }  # fmt: skip
    await app(scope, receive, send)
    return sent[0]["status"], b"".join(message.get("body", b"") for message in sent[1:])


# Sockets


class Socket:
    """A browser's socket to the end point of the events."""

    def __init__(self, app: Any, origin: str | None = "http://localhost:3000", ip: str = "192.0.2.10", **headers: str):
        lines = [(name.encode(), value.encode()) for name, value in headers.items()]
        if origin is not None:
            lines.append((b"origin", origin.encode()))
        self.incoming: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.outgoing: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        scope = {
            "type": "websocket", "scheme": "ws", "path": "/_event/", "raw_path": b"/_event/", "query_string": b"",
            "root_path": "", "headers": lines, "client": (ip, 1), "server": ("localhost", 3000),
            "subprotocols": [], "state": {},
        }  # fmt: skip
        self.incoming.put_nowait({"type": "websocket.connect"})
        self.task = asyncio.ensure_future(app(scope, self.incoming.get, self.outgoing.put))

    async def accepted(self) -> bool:
        return bool((await asyncio.wait_for(self.outgoing.get(), 5))["type"] == "websocket.accept")

    async def leave(self) -> None:
        self.incoming.put_nowait({"type": "websocket.disconnect", "code": 1000})
        await self.task


@pytest.mark.parametrize(
    "origin",
    [None, "", "null", "https://evil.example", "http://localhost", "http://localhost:3001", "https://localhost:3000",
     "http://localhost:3000.evil.example", "http://localhost:3000/"],
)  # fmt: skip
async def test_a_socket_from_elsewhere_is_refused(app: Any, origin: str | None) -> None:
    socket = Socket(app, origin)
    assert not await socket.accepted()
    await socket.task


@pytest.mark.parametrize("origin", ["http://localhost:3000", "http://127.0.0.1:3000"])
async def test_a_socket_of_our_pages(app: Any, origin: str) -> None:
    socket = Socket(app, origin)
    assert await socket.accepted()
    await socket.leave()


async def test_twenty_sockets_for_one_address(app: Any) -> None:
    sockets = [Socket(app) for _ in range(20)]
    assert all([await socket.accepted() for socket in sockets])
    beyond = Socket(app)
    assert not await beyond.accepted()
    elsewhere = Socket(app, ip="198.51.100.1")
    assert await elsewhere.accepted()
    await sockets.pop().leave()
    again = Socket(app)
    assert await again.accepted()
    for socket in (*sockets, elsewhere, again):
        await socket.leave()


async def test_a_socket_does_not_choose_its_address(app: Any) -> None:
    sockets = [Socket(app, **{"x-forwarded-for": f"10.0.0.{n}"}) for n in range(21)]
    assert [await socket.accepted() for socket in sockets] == [True] * 20 + [False]
    for socket in sockets[:20]:
        await socket.leave()


# Addresses


def connection(*forwarded: str, client: str = "10.1.1.1") -> HTTPConnection:
    headers = [(b"x-forwarded-for", line.encode()) for line in forwarded]
    return HTTPConnection({"type": "http", "headers": headers, "client": (client, 1)})


@pytest.mark.parametrize(
    ("hops", "lines", "expected"),
    [
        (0, ["203.0.113.9"], "10.1.1.1"),
        (1, [], "10.1.1.1"),
        (1, ["203.0.113.9"], "203.0.113.9"),
        (1, ["1.2.3.4, 203.0.113.9"], "203.0.113.9"),
        (1, ["1.2.3.4", "203.0.113.9"], "203.0.113.9"),
        (1, [" , ,203.0.113.9 ,"], "203.0.113.9"),
        (2, ["1.2.3.4, 203.0.113.9, 10.2.2.2"], "203.0.113.9"),
        (2, ["203.0.113.9"], "10.1.1.1"),
        (1, ["x" * 500], "x" * 45),
    ],
)
def test_address_behind_proxies(container: Container, hops: int, lines: list[str], expected: str) -> None:
    settings = container.settings.model_copy(update={"trusted_proxy_hops": hops})
    assert client_ip(connection(*lines), settings) == expected


async def test_a_forged_address_dodges_no_limit(make_browser: MakeBrowser) -> None:
    for attempt in range(30):
        http = make_browser(**{"X-Forwarded-For": f"203.0.113.{attempt}"})
        await http.post("/auth/connexion", data={"email": f"x{attempt}@example.fr", "password": "x"})
    assert (await http.post("/auth/connexion", data={"email": "y@example.fr", "password": "x"})).status_code == 303


class TestBehindOneProxy:
    @pytest.fixture
    def settings_overrides(self) -> dict[str, Any]:
        return {"trusted_proxy_hops": 1}

    async def test_sockets_are_counted_by_client(self, app: Any) -> None:
        near = [Socket(app, **{"x-forwarded-for": "1.1.1.1, 203.0.113.9"}) for _ in range(21)]
        far = Socket(app, **{"x-forwarded-for": "203.0.113.9, 198.51.100.7"})
        assert [await socket.accepted() for socket in near] == [True] * 20 + [False]
        assert await far.accepted()
        for socket in (*near[:20], far):
            await socket.leave()
