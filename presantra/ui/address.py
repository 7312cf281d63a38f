"""What an address carries; it comes from the client, so nothing is decided on it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import reflex as rx

from presantra.services.invitations import ANSWER_PAGE

HOME = "/espace"


def query_of(state: Any, name: str, max_length: int = 500) -> str:
    """One parameter of the page's address, or an empty string."""
    value = state.router.url.query_parameters.get(name, "")
    if isinstance(value, list):
        value = value[-1] if value else ""
    return str(value)[:max_length]


def way_back() -> rx.Var[str]:
    """The page that ``?suite=`` names, in the private space or the answer to an invitation, read by the browser itself.

    The State hears of the address after the page is shown: whoever sends its form before that would be led
    elsewhere. A prerendered page has no address.
    """
    return rx.Var(
        f"((asked) => (asked?.startsWith('{HOME}') || asked === '{ANSWER_PAGE}' ? asked : '{HOME}'))"
        "(typeof window === 'undefined' ? '' : new URLSearchParams(window.location.search).get('suite'))",
        _var_type=str,
    )


def log_in_again() -> rx.Var[str]:
    """The first step of the log-in, keeping where one was going."""
    return rx.Var(f"'/connexion?suite=' + encodeURIComponent({way_back()!s})", _var_type=str)


def log_in_page(page: str, way: str) -> str:
    """A step of the log-in that keeps where one was going, unless it is where everybody goes."""
    return page if way in ("", HOME) else f"{page}?{urlencode({'suite': way})}"
