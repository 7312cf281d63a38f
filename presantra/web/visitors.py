"""A browser is known by an HttpOnly cookie from its first page: the wizard's steps belong to it."""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from presantra.services.keys import new_token
from presantra.services.visitors import cookies_of
from presantra.settings import Settings

DAY = 86_400


class VisitorCookie:
    def __init__(self, app: ASGIApp, *, settings: Settings) -> None:
        self.app = app
        self._name = settings.visitor_cookie
        self._secure = "; Secure" if settings.https else ""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or cookies_of(_header(scope, b"cookie")).get(self._name):
            await self.app(scope, receive, send)
            return

        async def send_with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if headers.get("content-type", "").startswith("text/html"):
                    attributes = f"Max-Age={DAY}; Path=/; HttpOnly; SameSite=Lax{self._secure}"
                    headers.append("Set-Cookie", f"{self._name}={new_token()}; {attributes}")
            await send(message)

        await self.app(scope, receive, send_with_cookie)


def _header(scope: Scope, name: bytes) -> str:
    return "; ".join(value.decode("latin-1") for key, value in scope["headers"] if key == name)
