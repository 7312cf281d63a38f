"""Security headers on every HTTP answer, written as plain ASGI so that nothing is buffered."""

from __future__ import annotations

import re

from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from presantra.web.csp import PagePolicies

# Reflex end points that the portal does not use: what does not answer cannot be abused.
CLOSED = re.compile(r"/(_upload|ping|_health|_all_routes)(/|$)", re.IGNORECASE)
_HASHED_ASSET = re.compile(r"/assets/[^/]+-[\w-]{8,}\.\w+$")
_VERSIONED_ASSET = re.compile(r"/[\w-]+\.(js|css|svg|png|ico)$")
_YEAR = 365 * 24 * 3600
IMMUTABLE = f"public, max-age={_YEAR}, immutable"

_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Permitted-Cross-Domain-Policies": "none",
    "Permissions-Policy": (
        "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), "
        "microphone=(), midi=(), payment=(), usb=()"
    ),
}


class SecurityHeaders:
    """ASGI middleware: headers, closed end points, and one address per page (``/aide``, never ``/aide/``)."""

    def __init__(
        self, app: ASGIApp, *, policies: PagePolicies, https: bool, absent: frozenset[str] = frozenset()
    ) -> None:
        self.app = app
        self.policies = policies
        self.https = https
        self.absent = absent

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket" and CLOSED.match(scope["path"]):
            await send({"type": "websocket.close", "code": 1000})
            return
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        path: str = scope["path"]

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._complete(MutableHeaders(scope=message), path, scope.get("query_string", b""))
            await send(message)

        await self._route(path, scope.get("query_string", b""))(
            self._addressed(scope, path), receive, send_with_headers
        )

    def _route(self, path: str, query: bytes) -> ASGIApp:
        if CLOSED.match(path) or path.rstrip("/") in self.absent:
            return PlainTextResponse("Page introuvable", status_code=404)
        if path != "/" and path.endswith("/") and self.policies.is_page(path):
            address = (path.rstrip("/") or "/") + (f"?{query.decode('latin-1')}" if query else "")
            return RedirectResponse(address, status_code=308)
        return self.app

    def _addressed(self, scope: Scope, path: str) -> Scope:
        """Starlette serves ``aide/index.html`` at ``/aide/`` only, and would redirect ``/aide`` there."""
        if path == "/" or path.endswith("/") or not self.policies.is_page(path):
            return scope
        return {**scope, "path": f"{path}/", "raw_path": f"{path}/".encode()}

    def _complete(self, headers: MutableHeaders, path: str, query: bytes) -> None:
        is_html = headers.get("content-type", "").startswith("text/html")
        headers.setdefault("Content-Security-Policy", self.policies.of(path) if is_html else self.policies.closed)
        for name, value in _ALWAYS.items():
            headers.setdefault(name, value)
        if self.https:
            headers.setdefault("Strict-Transport-Security", f"max-age={2 * _YEAR}; includeSubDomains")
        if is_html:
            headers["Cache-Control"] = "no-store"
        elif _HASHED_ASSET.search(path) or (query.startswith(b"v=") and _VERSIONED_ASSET.fullmatch(path)):
            headers.setdefault("Cache-Control", IMMUTABLE)
        else:
            headers.setdefault("Cache-Control", "no-cache")
        # Granian writes its own name unless there is a value, even an empty one.
        headers["Server"] = ""
