"""Two records side by side, as text ready to show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from presantra.domain.labels import FIELD_LABELS, format_date, label
from presantra.domain.merges import IDENTITY_FIELDS, JOB_FIELD, NUMBER_FIELD, overlapping
from presantra.services.employees import EmployeeRecord, EmployeeRow, PeriodView


@dataclass(frozen=True)
class SideCard:
    """One of the two records."""

    id: str = ""
    name: str = ""
    periods: tuple[str, ...] = ()
    visits: str = ""


@dataclass(frozen=True)
class FieldChoice:
    """A value to choose; ``other_first``: the kept record has none, the other's is proposed."""

    field: str
    label: str
    kept: str
    other: str
    other_first: bool


@dataclass(frozen=True)
class Found:
    """Somebody of the company to compare with."""

    id: str
    text: str


def side_of(record: EmployeeRecord) -> SideCard:
    count = len(record.visits)
    visits = f"{count} demande{'s' if count > 1 else ''} de visite" if count else "aucune demande de visite"
    return SideCard(record.public_id, record.name, tuple(map(_period, record.periods)), visits)


def choices_of(kept: EmployeeRecord, other: EmployeeRecord) -> list[FieldChoice]:
    """What differs; what is equal needs no choice."""
    return [
        FieldChoice(field, text, one or "(vide)", two or "(vide)", not one)
        for field, text, one, two in _pairs(kept, other)
        if one != two
    ]


def found_of(row: EmployeeRow) -> Found:
    name = f"{row.first_name} {(row.usage_name or row.birth_name).upper()}"
    return Found(row.public_id, f"{name}, né(e) le {format_date(row.birth_date)} – {row.job_title}")


def _pairs(kept: EmployeeRecord, other: EmployeeRecord) -> Iterator[tuple[str, str, str, str]]:
    for field in IDENTITY_FIELDS:
        yield field, FIELD_LABELS[field], _shown(kept, field), _shown(other, field)
    if kept.social_number and other.social_number:
        yield NUMBER_FIELD, FIELD_LABELS[NUMBER_FIELD], kept.social_number.masked, other.social_number.masked
    if _told_twice(kept, other):
        yield JOB_FIELD, "Emploi décrit deux fois", _period(kept.current), _period(other.current)


def _told_twice(kept: EmployeeRecord, other: EmployeeRecord) -> bool:
    return bool(overlapping([_Days.of(p) for p in kept.periods], [_Days.of(p) for p in other.periods]))


@dataclass(frozen=True)
class _Days:
    start_date: date
    end_date: date | None

    @classmethod
    def of(cls, period: PeriodView) -> _Days:
        return cls(period.entry_date, period.departure_date)


def _shown(record: EmployeeRecord, field: str) -> str:
    if field == "birth_date":
        return format_date(record.birth_date)
    if field == "sex":
        return label(record.sex) if record.sex else ""
    return str(getattr(record, field))


def _period(period: PeriodView) -> str:
    entry, departure = format_date(period.entry_date), period.departure_date
    days = f"du {entry} au {format_date(departure)}" if departure else f"depuis le {entry}"
    return f"{period.job_title}, {days} ({label(period.contract_type)})"
