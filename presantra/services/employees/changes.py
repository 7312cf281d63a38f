"""What differs between what is stored and what was typed, in French, for the journal and for a stale page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from presantra.db.models import Employee, Employment
from presantra.domain.employees import Arrival, Departure
from presantra.domain.errors import FieldChange
from presantra.domain.follow_up import Facts
from presantra.domain.identifiers import format_phone
from presantra.domain.labels import FIELD_LABELS, format_date, label
from presantra.domain.situations import find_situations
from presantra.domain.vocabulary import (
    ContractType,
    DepartureReason,
    FollowUpKind,
    OtherEmployers,
    Sex,
    WorkingTime,
)

Shown = Mapping[str, str]

TO_SPECIFY = "à préciser par l’employeur"
_LABELS = {**FIELD_LABELS, "follow_up": "Suivi", "due_date": "Échéance"}


def compare(before: Shown, after: Shown) -> tuple[FieldChange, ...]:
    """Fields of ``after`` whose text differs, in its order."""
    return tuple(
        FieldChange(field, _LABELS[field], before.get(field, ""), text)
        for field, text in after.items()
        if before.get(field, "") != text
    )


def shown_record(employee: Employee, employment: Employment) -> dict[str, str]:
    """What is stored, as a person reads it."""
    return {
        "birth_name": employee.birth_name,
        "usage_name": employee.usage_name,
        "first_name": employee.first_name,
        "birth_date": format_date(employee.birth_date),
        "sex": label(Sex(employee.sex)) if employee.sex else "",
        "entry_date": format_date(employment.start_date),
        "contract_type": label(ContractType(employment.contract_type)),
        "planned_end_date": _date(employment.planned_end_date),
        "job_title": employment.job_title,
        "pcs_code": employment.pcs_code,
        "idcc": employment.idcc,
        "working_time": label(WorkingTime(employment.working_time)) if employment.working_time else "",
        "other_employers": label(OtherEmployers(employment.other_employers)) if employment.other_employers else "",
        "situations": _situations(employment.situations),
        "email": employee.email,
        "phone": format_phone(employee.phone) if employee.phone else "",
        "matricule": employee.matricule,
    }


def shown_arrival(arrival: Arrival) -> dict[str, str]:
    """What was typed, as a person reads it; same fields and order as :func:`shown_record`."""
    return {
        "birth_name": arrival.birth_name,
        "usage_name": arrival.usage_name,
        "first_name": arrival.first_name,
        "birth_date": format_date(arrival.birth_date),
        "sex": label(arrival.sex),
        "entry_date": format_date(arrival.entry_date),
        "contract_type": label(arrival.contract_type),
        "planned_end_date": _date(arrival.planned_end_date),
        "job_title": arrival.job_title,
        "pcs_code": arrival.pcs_code,
        "idcc": arrival.idcc,
        "working_time": label(arrival.working_time) if arrival.working_time else "",
        "other_employers": label(arrival.other_employers) if arrival.other_employers else "",
        "situations": _situations(arrival.situations),
        "email": arrival.email,
        "phone": format_phone(arrival.phone) if arrival.phone else "",
        "matricule": arrival.matricule,
    }


def shown_deadline(kind: FollowUpKind, due_date: date | None) -> dict[str, str]:
    return {"follow_up": label(kind), "due_date": _date(due_date)}


def shown_visits(facts: Facts) -> dict[str, str]:
    """What is known of the visits of a period."""
    return {
        "last_visit_date": _date(facts.last_visit),
        "last_visit_kind": label(facts.last_visit_kind) if facts.last_visit_kind else "",
        "last_exam_date": _date(facts.last_exam),
        "imposed_due_date": _date(facts.imposed_due_date),
        "waiver_claimed": "Oui" if facts.waiver_claimed else "",
    }


def shown_assignment(employment: Employment) -> dict[str, str]:
    """The current job of a period, its follow-up and its deadline."""
    return {
        "job_title": employment.job_title,
        "pcs_code": employment.pcs_code,
        "situations": _situations(employment.situations),
        **shown_deadline(FollowUpKind(employment.follow_up), employment.due_date),
    }


def shown_departure(employment: Employment) -> dict[str, str]:
    reason = label(DepartureReason(employment.departure_reason)) if employment.departure_reason else ""
    return {"departure_date": _date(employment.end_date), "reason": reason}


def typed_departure(departure: Departure) -> dict[str, str]:
    return {"departure_date": format_date(departure.departure_date), "reason": label(departure.reason)}


def _date(day: date | None) -> str:
    return format_date(day) if day else ""


def _situations(codes: tuple[str, ...] | list[str]) -> str:
    return ", ".join(situation.label for situation in find_situations(codes))
