"""What an address carries; it comes from the client, so nothing is decided on it."""

from __future__ import annotations

from typing import Any


def query_of(state: Any, name: str, max_length: int = 500) -> str:
    """One parameter of the page's address, or an empty string."""
    value = state.router.url.query_parameters.get(name, "")
    if isinstance(value, list):
        value = value[-1] if value else ""
    return str(value)[:max_length]
