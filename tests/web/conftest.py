"""The HTTP side as the portal serves it, around a page that stands for Reflex; on SQLite, quickly."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.types import ASGIApp
from starlette.websockets import WebSocket

from presantra.bootstrap import Container
from presantra.web import assembly


async def _page(request: Request) -> Response:
    body = await request.body()
    return HTMLResponse(f"<title>page</title>{len(body)} {request.client.host if request.client else ''}")


async def _failing(_request: Request) -> Response:
    raise RuntimeError("secret interne")


async def _socket(websocket: WebSocket) -> None:
    await websocket.accept()
    await websocket.receive()


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


def portal(container: Container, static_dir: Path) -> ASGIApp:
    """Mounted exactly as Reflex mounts it."""
    methods = ["GET", "POST", "PUT", "DELETE"]
    inner = Starlette(
        routes=[
            Route("/en-panne", _failing),
            WebSocketRoute("/_event/", _socket),
            Route("/{path:path}", _page, methods=methods),
        ]
    )
    app: Any = assembly.routes(container)
    app.mount("", inner)
    for middleware in assembly.middlewares(container, static_dir):
        app = middleware(app)
    return app


@pytest.fixture
def static_dir(tmp_path: Path) -> Path:
    folder = tmp_path / "client"
    for page in ("", "aide", "connexion"):
        (folder / page).mkdir(parents=True, exist_ok=True)
        (folder / page / "index.html").write_text(f"<script>{page or 'accueil'}</script>")
    return folder


@pytest.fixture
def app(container: Container, static_dir: Path) -> ASGIApp:
    return portal(container, static_dir)


MakeBrowser = Callable[..., httpx.AsyncClient]


@pytest.fixture
async def make_browser(app: ASGIApp, container: Container) -> AsyncIterator[MakeBrowser]:
    """``make_browser()`` → a browser with its own cookies, on our own pages."""
    opened: list[httpx.AsyncClient] = []

    def make(ip: str = "192.0.2.10", **headers: str) -> httpx.AsyncClient:
        origin = container.settings.public_url
        opened.append(
            httpx.AsyncClient(
                transport=httpx.ASGITransport(app, client=(ip, 50_000), raise_app_exceptions=False),
                base_url=origin,
                headers={"Origin": origin, "Sec-Fetch-Site": "same-origin"} | headers,
            )
        )
        return opened[-1]

    yield make
    for one in opened:
        await one.aclose()


@pytest.fixture
def http(make_browser: MakeBrowser) -> httpx.AsyncClient:
    return make_browser()
