"""Follow-up and next visit of a period of employment, from what was declared and the last visit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from presantra.db.models import Employee, Employment
from presantra.db.repositories.employees import Identity, Period
from presantra.domain.employees import Arrival
from presantra.domain.follow_up import Assessment, HireFacts, assess, next_periodic
from presantra.domain.legal import Source
from presantra.domain.vocabulary import ContractType, VisitKind


@dataclass(frozen=True, slots=True)
class Deadline:
    """``date`` is a legal maximum; ``explanation`` answers « Pourquoi cette visite ? »."""

    assessment: Assessment
    kind: VisitKind | None
    date: date | None
    explanation: tuple[str, ...]
    sources: tuple[Source, ...]


def deadline(facts: HireFacts, last_visit: date | None) -> Deadline:
    assessment = assess(facts)
    if last_visit is None:
        return Deadline(assessment, assessment.visit, assessment.latest, assessment.explanation, assessment.sources)
    due = next_periodic(assessment.kind, last_visit, facts.situations)[0]
    # The first sentence says which follow-up and why; the others are about the hiring visit, now past.
    return Deadline(assessment, due.visit, due.latest, (assessment.explanation[0], due.explanation), due.sources)


def facts_of(employee: Employee, employment: Employment) -> HireFacts:
    return HireFacts(
        birth_date=employee.birth_date,
        entry_date=employment.start_date,
        contract_type=ContractType(employment.contract_type),
        planned_end_date=employment.planned_end_date,
        situations=tuple(employment.situations),
    )


def identity_of(arrival: Arrival) -> Identity:
    return Identity(
        birth_name=arrival.birth_name,
        usage_name=arrival.usage_name,
        first_name=arrival.first_name,
        birth_date=arrival.birth_date,
        sex=arrival.sex,
        email=arrival.email,
        phone=arrival.phone,
        matricule=arrival.matricule,
    )


def period_of(arrival: Arrival, due: Deadline, last_visit: date | None = None) -> Period:
    return Period(
        start_date=arrival.entry_date,
        contract_type=arrival.contract_type,
        job_title=arrival.job_title,
        follow_up=due.assessment.kind,
        situations=arrival.situations,
        pcs_code=arrival.pcs_code,
        planned_end_date=arrival.planned_end_date,
        due_date=due.date,
        due_kind=due.kind or "",
        last_visit_date=last_visit,
        working_time=arrival.working_time or "",
        other_employers=arrival.other_employers or "",
        idcc=arrival.idcc,
    )
