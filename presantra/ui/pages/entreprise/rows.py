"""What « Mon entreprise » shows, ready to read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from presantra.domain.errors import FieldChange
from presantra.domain.labels import format_date, format_datetime
from presantra.services.attachments import AccessView
from presantra.services.audit import HistoryLine

NOTHING = "(vide)"


@dataclass(frozen=True)
class ChangeRow:
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class HistoryRow:
    at: str
    by: str
    action: str
    changes: list[ChangeRow]


@dataclass(frozen=True)
class ConflictRow:
    """A field that somebody else changed; ``typed`` is empty when it was not touched here."""

    field: str
    label: str
    stored: str
    typed: str
    touched: bool


@dataclass(frozen=True)
class PersonRow:
    id: str
    name: str
    job_title: str
    email: str
    since: str
    oneself: bool


def history_rows(lines: Iterable[HistoryLine]) -> list[HistoryRow]:
    return [
        HistoryRow(format_datetime(line.at), line.by, line.action, [_change(c) for c in line.changes]) for line in lines
    ]


def _change(change: FieldChange) -> ChangeRow:
    return ChangeRow(change.label, change.before, change.after or NOTHING)


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


def person_rows(people: Iterable[AccessView]) -> list[PersonRow]:
    return [
        PersonRow(p.public_id, p.name, p.job_title, p.email, format_date(p.since.date()), p.oneself) for p in people
    ]
