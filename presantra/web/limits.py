"""Sizes and counts that no client may exceed: body of a request, sockets of one address."""

from __future__ import annotations

import re
from collections import Counter

from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from presantra.settings import Settings
from presantra.web.requests import client_ip

MAX_BODY = 64 * 1024
UPLOAD_PATH = "/imports/salaries"
ATTACH_PATH = "/messages/pieces"
MAX_UPLOAD = 6 * 1024 * 1024
"""A file of 5 MB and the form around it; a larger file is refused by a sentence of the screen."""
DEPOSIT_PATH = "/partages/duerp"
AROUND_FILE = 1024 * 1024


TOO_LARGE = "Requête trop volumineuse."


class _TooLarge(HTTPException):
    """What Starlette, inside, would turn into an error 500 if it were any other exception."""

    def __init__(self) -> None:
        super().__init__(413, TOO_LARGE)


def upload_limits(settings: Settings) -> dict[str, int]:
    """Addresses that take a file → bytes of the largest request there."""
    return {
        UPLOAD_PATH: MAX_UPLOAD,
        ATTACH_PATH: MAX_UPLOAD,
        DEPOSIT_PATH: settings.document_max_bytes + AROUND_FILE,
    }


class RequestLimits:
    def __init__(self, app: ASGIApp, *, settings: Settings) -> None:
        self.app = app
        self._settings = settings
        self._uploads = upload_limits(settings)
        self._sockets: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await self._socket(scope, receive, send)
        elif scope["type"] == "http":
            await self._request(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        connection = HTTPConnection(scope)
        ip = client_ip(connection, self._settings)
        foreign = connection.headers.get("origin") not in self._settings.allowed_origins
        if foreign or self._sockets[ip] >= self._settings.throttle.sockets_per_ip:
            await receive()
            await send({"type": "websocket.close", "code": 1008})
            return
        self._sockets[ip] += 1
        try:
            await self.app(scope, receive, send)
        finally:
            self._sockets[ip] -= 1
            if not self._sockets[ip]:
                del self._sockets[ip]

    async def _request(self, scope: Scope, receive: Receive, send: Send) -> None:
        most = self._uploads.get(scope["path"], MAX_BODY)
        declared = HTTPConnection(scope).headers.get("content-length", "0")
        if not re.fullmatch(r"[0-9]{1,9}", declared) or int(declared) > most:
            await PlainTextResponse(TOO_LARGE, status_code=413)(scope, receive, send)
            return
        received = 0
        started = False

        async def counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > most:
                raise _TooLarge
            return message

        async def watched(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, counted, watched)
        except _TooLarge:
            if not started:
                await PlainTextResponse(TOO_LARGE, status_code=413)(scope, receive, send)
