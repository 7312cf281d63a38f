"""Who stands behind a connection, told by its cookies, its address and its device."""

from __future__ import annotations

from collections.abc import Mapping

from presantra.services.actor import Actor
from presantra.services.keys import Keyring, keyed_digest
from presantra.settings import Settings


def cookies_of(header: str) -> dict[str, str]:
    """Cookies of a ``Cookie`` header. The standard library gives up at the first odd cookie of another program."""
    pairs = (part.partition("=") for part in header.split(";"))
    return {name.strip(): value.strip() for name, _, value in pairs}


def visitor_of(settings: Settings, keys: Keyring, headers: Mapping[str, str], ip: str) -> Actor:
    """The anonymous actor of a connection: browser, address, device."""
    cookies = cookies_of(headers.get("cookie", ""))
    visitor = cookies.get(settings.visitor_cookie, "")
    return Actor(
        visitor=keyed_digest(keys.visitor, visitor) if visitor else "",
        ip=ip[:45],
        user_agent=headers.get("user-agent", "")[:200],
        device=cookies.get(settings.device_cookie, "")[:200],
        trust=cookies.get(settings.trust_cookie, "")[:100],
        invitation=cookies.get(settings.invitation_cookie, "")[:100],
    )


def session_token(settings: Settings, headers: Mapping[str, str]) -> str:
    return cookies_of(headers.get("cookie", "")).get(settings.session_cookie, "")
