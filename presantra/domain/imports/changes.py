"""What a line of a file changes in somebody's record: an empty cell, a case or an accent never does."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from enum import StrEnum
from typing import Any

from presantra.domain.contracts import CONTRACTS
from presantra.domain.errors import FieldChange
from presantra.domain.identifiers import format_phone
from presantra.domain.imports.known import KnownPerson, bare, plain_matricule
from presantra.domain.imports.model import FilePerson
from presantra.domain.labels import FIELD_LABELS, format_date, label
from presantra.domain.last_visits import exam_before
from presantra.domain.situations import find_situations
from presantra.domain.visits import renews
from presantra.domain.vocabulary import ContractType, DepartureReason, OtherEmployers, Sex, VisitKind, WorkingTime

LABELS = FIELD_LABELS | {
    "departure_reason": "Motif du départ",
    "last_visit_date": "Date de la dernière visite",
    "last_visit_kind": "Type de la dernière visite",
    "working_time": "Temps de travail",
    "other_employers": "Autre(s) employeur(s)",
    "idcc": "Convention collective (IDCC)",
}
# In the order of the screens.
FIELDS = (
    "birth_name", "usage_name", "first_name", "birth_date", "sex", "nir_mark", "entry_date", "contract_type",
    "planned_end_date", "job_title", "pcs_code", "situations", "working_time", "other_employers", "idcc", "email",
    "phone", "matricule",
    "last_visit_date", "last_visit_kind", "departure_date", "departure_reason",
)  # fmt: skip
DATES = frozenset({"birth_date", "entry_date", "planned_end_date", "departure_date", "contract_type"})
JOB = frozenset({"job_title", "situations"})
_FORMS: dict[str, Callable[[Any], Any]] = {
    "birth_name": bare,
    "usage_name": bare,
    "first_name": bare,
    "job_title": bare,
    "email": str.casefold,
    "matricule": plain_matricule,
    "situations": frozenset,
}
_KINDS: dict[str, type[StrEnum]] = {
    "sex": Sex,
    "contract_type": ContractType,
    "departure_reason": DepartureReason,
    "last_visit_kind": VisitKind,
    "working_time": WorkingTime,
    "other_employers": OtherEmployers,
}
_NAMES = ("birth_name", "usage_name")
_CONTRACT = ("entry_date", "contract_type")
_DEPARTURE = ("departure_date", "departure_reason")
LAST_VISIT = ("last_visit_date", "last_visit_kind")


def merged(known: KnownPerson, person: FilePerson) -> KnownPerson:
    """The record as the line would leave it, its departure apart."""
    values = {field: value for field in _ORDINARY if (value := _news(known, person, field)) is not None}
    values |= _contract(known, person)
    values |= _new_names(known, person)
    values |= _newer_visit(known, person)
    if values.get("contract_type", known.contract_type) is ContractType.CDI and (
        known.planned_end_date or "planned_end_date" in values
    ):
        values["planned_end_date"] = None
    return replace(known, **values) if values else known


def begun(person: FilePerson, after: date | None) -> date | None:
    """The day when the employment that the line tells of began, if it followed ``after``."""
    return min((start for start in person.contract_starts if after is None or start > after), default=person.entry_date)


def follows_on(known: KnownPerson, person: FilePerson) -> date | None:
    """The day of a later contract of somebody present: his employment began before it, and goes on.

    A DSN tells of contracts; another file may correct a date of entry, unless it tells of another contract with it.
    """
    start = begun(person, known.previous_end)
    if start is None or start <= known.entry_date:
        return None
    another = person.contract_type not in (None, known.contract_type)
    after_the_end = known.planned_end_date is not None and start > known.planned_end_date
    return start if person.contract_starts or another or after_the_end else None


def visit_set_aside(person: FilePerson) -> bool:
    """Whether the last visit of the line answered an event (reprise…): no deadline is counted from it."""
    return person.last_visit_date is not None and not renews(person.last_visit_kind)


def departed(known: KnownPerson, person: FilePerson) -> KnownPerson:
    """The record with the departure of the line; without a reason, « Autre »."""
    reason = person.departure_reason or DepartureReason.OTHER
    return replace(known, departure_date=person.departure_date, departure_reason=reason)


def arrived(person: FilePerson, former: KnownPerson | None = None) -> KnownPerson:
    """A new period, of somebody new or of a former employee, from a line that has all an arrival needs."""
    entry_date = begun(person, former.departure_date if former else None)
    assert person.birth_date is not None
    assert entry_date is not None
    assert person.contract_type is not None
    who = merged(former, person) if former else None
    cdi = person.contract_type is ContractType.CDI
    seen = None if visit_set_aside(person) else person.last_visit_date
    return KnownPerson(
        key=former.key if former else "",
        birth_name=who.birth_name if who else person.birth_name or person.usage_name or "",
        usage_name=who.usage_name if who else (person.usage_name or "") if person.birth_name else "",
        first_name=who.first_name if who else person.first_name or "",
        birth_date=who.birth_date if who else person.birth_date,
        sex=who.sex if who else person.sex,
        email=who.email if who else person.email or "",
        phone=who.phone if who else person.phone or "",
        matricule=who.matricule if who else person.matricule or "",
        nir_mark=who.nir_mark if who else person.nir_mark or "",
        entry_date=entry_date,
        contract_type=person.contract_type,
        job_title=person.job_title or "",
        planned_end_date=None if cdi else person.planned_end_date,
        pcs_code=person.pcs_code or "",
        situations=person.situations or (),
        last_visit_date=seen,
        last_visit_kind=person.last_visit_kind if seen else None,
        working_time=person.working_time or "",
        other_employers=person.other_employers or "",
        idcc=person.idcc or "",
        departure_date=person.departure_date,
        departure_reason=(person.departure_reason or DepartureReason.OTHER) if person.departure_date else None,
        previous_end=former.departure_date if former else None,
    )


def differences(before: KnownPerson | None, after: KnownPerson) -> tuple[FieldChange, ...]:
    """Fields that differ, as a person reads them. A new period erases no visit: those of the former one stay there."""
    if before is after:
        return ()
    left = before.departure_date if before else None
    returns = left is not None and after.entry_date > left
    found: list[FieldChange] = []
    for field in FIELDS:
        old, new = getattr(before, field, None), getattr(after, field)
        if returns and field in LAST_VISIT:
            old = None
        if field == "nir_mark":
            found += number_change(before, after)
        elif old != new and (old or new):
            found.append(FieldChange(field, LABELS[field], shown(field, old), shown(field, new)))
    return tuple(found)


def number_change(before: KnownPerson | None, after: KnownPerson) -> tuple[FieldChange, ...]:
    """Of the n° de sécurité sociale nothing is told but that it came or changed."""
    old = before.nir_mark if before else ""
    if after.nir_mark == old:
        return ()
    return (FieldChange("nir", LABELS["nir"], "", "modifié" if old else "ajouté"),)


def shown(field: str, value: Any) -> str:
    """A value as a person reads it; empty when there is none."""
    if not value:
        return ""
    if isinstance(value, date):
        return format_date(value)
    if field == "situations":
        return ", ".join(situation.label for situation in find_situations(value))
    if field == "phone":
        return format_phone(value)
    kind = _KINDS.get(field)
    return label(kind(value)) if kind else str(value)


_ORDINARY = tuple(field for field in FIELDS if field not in (*_NAMES, *_CONTRACT, *_DEPARTURE, *LAST_VISIT))


def _news(known: KnownPerson, person: FilePerson, field: str) -> Any:
    """What the line says of a field when it says something new; None otherwise."""
    value, old = getattr(person, field), getattr(known, field)
    if value in (None, "", old):
        return None
    form = _FORMS.get(field)
    return None if form and old is not None and form(value) == form(old) else value


def _new_names(known: KnownPerson, person: FilePerson) -> dict[str, str]:
    """A file with one name only, whichever the portal knows him by, changes none."""
    given = [name for name in (person.birth_name, person.usage_name) if name]
    if len(given) == 1 and bare(given[0]) in (bare(known.birth_name), bare(known.usage_name)):
        return {}
    return {field: value for field in _NAMES if (value := _news(known, person, field)) is not None}


def _contract(known: KnownPerson, person: FilePerson) -> dict[str, Any]:
    """The entry never moves to the contract that follows; a contract finer than a DSN tells stays."""
    told: dict[str, Any] = {}
    start, kind = begun(person, known.previous_end), person.contract_type
    if start not in (None, known.entry_date) and follows_on(known, person) is None:
        told["entry_date"] = start
    if kind not in (None, known.contract_type) and not _too_vague(known, person):
        told["contract_type"] = kind
    return told


def _too_vague(known: KnownPerson, person: FilePerson) -> bool:
    """A DSN declares an apprentice as a CDD; a CDI that begins later is another contract all the same."""
    starts, kind = person.contract_starts, person.contract_type
    if not starts or kind not in CONTRACTS[known.contract_type].dsn_as:
        return False
    return kind is not ContractType.CDI or max(starts) <= known.entry_date


def _newer_visit(known: KnownPerson, person: FilePerson) -> dict[str, Any]:
    """An old file does not take back the visit that followed it; one of the same day may tell or correct its kind.

    A visit that answered an event replaces none.
    """
    day, kind = person.last_visit_date, person.last_visit_kind
    if day is None or visit_set_aside(person):
        return {}
    if known.last_visit_date and day < known.last_visit_date and renews(known.last_visit_kind):
        return {}
    if day == known.last_visit_date:
        if kind in (None, known.last_visit_kind):
            return {}
        exam = known.last_exam_date if kind is VisitKind.INTERMEDIATE else None
        return {"last_visit_kind": kind, "last_exam_date": exam}
    exam = exam_before(day, kind, known.last_visit_date, known.last_visit_kind, known.last_exam_date)
    return {"last_visit_date": day, "last_visit_kind": kind, "last_exam_date": exam}
