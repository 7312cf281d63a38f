"""What an HTTP request or a socket handshake tells of the person behind it."""

from __future__ import annotations

from starlette.requests import HTTPConnection

from presantra.bootstrap import Container
from presantra.services.actor import Actor
from presantra.services.visitors import cookies_of, session_token, visitor_of
from presantra.settings import Settings


def visitor(connection: HTTPConnection, container: Container) -> Actor:
    """The anonymous actor of a request."""
    ip = client_ip(connection, container.settings)
    return visitor_of(container.settings, container.context.keys, connection.headers, ip)


async def actor(connection: HTTPConnection, container: Container) -> Actor:
    """Whoever the session's cookie names, or the anonymous visitor."""
    token = session_token(container.settings, connection.headers)
    return await container.sessions.resolve(token, visitor(connection, container))


def step_token(connection: HTTPConnection, settings: Settings) -> str:
    """What a right password has left in this browser until the second factor."""
    return cookies_of(connection.headers.get("cookie", "")).get(settings.step_cookie, "")


def client_ip(connection: HTTPConnection, settings: Settings) -> str:
    """Address of the client; ``X-Forwarded-For`` counts only behind trusted proxies."""
    hops = settings.trusted_proxy_hops
    # A proxy may add a line of its own below the client's: all lines count, in their order.
    header = ",".join(connection.headers.getlist("x-forwarded-for"))
    forwarded = [part.strip() for part in header.split(",") if part.strip()]
    if hops and len(forwarded) >= hops:
        return forwarded[-hops][:45]
    return connection.client.host if connection.client else ""


def same_origin(connection: HTTPConnection, settings: Settings) -> bool:
    """Whether a state-changing request comes from our own pages."""
    if connection.headers.get("origin") not in settings.allowed_origins:
        return False
    return connection.headers.get("sec-fetch-site", "same-origin") == "same-origin"
