"""Identifiers that come from outside."""

from __future__ import annotations

from uuid import UUID

from presantra.domain.errors import NotFound


def parse_public_id(text: str | UUID) -> UUID:
    """Raises:
    NotFound: malformed; answered like an identifier that never existed.
    """
    if isinstance(text, UUID):
        return text
    try:
        return UUID(text)
    except (ValueError, AttributeError, TypeError):
        raise NotFound from None
