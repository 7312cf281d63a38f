"""What « Mon entreprise » shows, ready to read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from presantra.domain.errors import FieldChange
from presantra.ui.history import NOTHING


@dataclass(frozen=True)
class ConflictRow:
    """A field that somebody else changed; ``typed`` is empty when it was not touched here."""

    field: str
    label: str
    stored: str
    typed: str
    touched: bool


def conflict_rows(changes: Iterable[FieldChange], opened: Mapping[str, str]) -> list[ConflictRow]:
    """Of what differs from the stored values, what somebody else changed since the form was ``opened``."""
    return [
        ConflictRow(
            change.field,
            change.label,
            change.before or NOTHING,
            change.after or NOTHING,
            touched=change.after != opened.get(change.field, ""),
        )
        for change in changes
        if change.before != opened.get(change.field, "")
    ]
