"""What an address carries; it comes from the client, so nothing is decided on it."""

from __future__ import annotations

from typing import Any

import reflex as rx


def query_of(state: Any, name: str, max_length: int = 500) -> str:
    """One parameter of the page's address, or an empty string."""
    value = state.router.url.query_parameters.get(name, "")
    if isinstance(value, list):
        value = value[-1] if value else ""
    return str(value)[:max_length]


def way_back() -> rx.Var[str]:
    """The page of the private space that ``?suite=`` names, read by the browser itself.

    The State hears of the address after the page is shown: whoever sends its form before that would be led
    elsewhere. A prerendered page has no address.
    """
    return rx.Var(
        "((asked) => (asked?.startsWith('/espace') ? asked : '/espace'))"
        "(typeof window === 'undefined' ? '' : new URLSearchParams(window.location.search).get('suite'))",
        _var_type=str,
    )
