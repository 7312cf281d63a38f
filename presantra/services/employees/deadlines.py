"""Follow-up and next visit of a period of employment, from what was declared and the last visit.

The facade of the engine (`domain.follow_up`): everything that stores or shows a deadline comes here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from presantra.db.models import Employee, Employment
from presantra.db.repositories.employees import Identity, Period
from presantra.db.repositories.follow_up_facts import LifeAtWork
from presantra.domain.clock import paris_date
from presantra.domain.employees import Arrival
from presantra.domain.follow_up import (
    NEWEST,
    Absent,
    Assessment,
    Attended,
    Cause,
    Facts,
    FollowUp,
    Former,
    Held,
    Schedule,
    Shown,
    assess,
    follow_up,
    schedule,
)
from presantra.domain.legal import Source
from presantra.domain.vocabulary import ContractType, DepartureReason, VisitKind


@dataclass(frozen=True)
class Deadline:
    """The next visit of the schedule. ``date``: a legal maximum, or the health professional's earlier date.

    ``explanation`` and ``sources`` answer « Pourquoi cette visite ? »; like ``assessment``, they are worked out when
    read, so that an import of ten thousand lines asks for dates alone.
    """

    facts: Facts
    on: date
    plan: Schedule

    @cached_property
    def assessment(self) -> Assessment:
        """What the hiring called for; its ``kind`` is the current follow-up."""
        return assess(self.facts, self.on)

    @property
    def kind(self) -> VisitKind | None:
        return self.plan.next.visit if self.plan.next else None

    @property
    def date(self) -> date | None:
        return self.plan.next.latest if self.plan.next else None

    @property
    def explanation(self) -> tuple[str, ...]:
        return self.plan.sentences

    @property
    def sources(self) -> tuple[Source, ...]:
        return self.plan.sources


def deadline(facts: Facts, last_visit: date | None = None, on: date = NEWEST) -> Deadline:
    """By the rules of ``on``, the legal day; the newest ones without it. ``last_visit``: when ``facts`` do not say."""
    if last_visit is not None and facts.last_visit is None:
        facts = replace(facts, last_visit=last_visit)
    return Deadline(facts, on, schedule(facts, on))


def facts_of(employee: Employee, employment: Employment) -> Facts:
    """What the two rows tell; events, papers and former jobs come with :func:`follow_up_of`."""
    return Facts(
        birth_date=employee.birth_date,
        entry_date=employment.start_date,
        contract_type=ContractType(employment.contract_type),
        planned_end_date=employment.planned_end_date,
        situations=tuple(employment.situations),
        job_since=employment.job_since,
        last_visit=employment.last_visit_date,
        last_visit_kind=VisitKind(employment.last_visit_kind) if employment.last_visit_kind else None,
        last_exam=employment.last_exam_date,
        imposed_due_date=employment.imposed_due_date,
        waiver_claimed=employment.waiver_claimed,
        visits_since=employment.visits_since,
    )


def former_of(employee: Employee, employment: Employment) -> Former:
    """A period that another one follows."""
    facts = replace(facts_of(employee, employment), departure_date=employment.end_date)
    return Former(facts, VisitKind(employment.due_kind) if employment.due_kind else None)


def facts_after(facts: Facts, arrival: Arrival) -> Facts:
    """The same person, once his record says what was typed."""
    return replace(
        facts,
        birth_date=arrival.birth_date,
        entry_date=arrival.entry_date,
        contract_type=arrival.contract_type,
        planned_end_date=arrival.planned_end_date,
        situations=arrival.situations,
    )


def follow_up_of(
    employee: Employee, employment: Employment, today: date, life: LifeAtWork, why_listed: str = ""
) -> FollowUp:
    """Everything to come for one person, and what visits that took place have closed."""
    past = [Held(tuple(job.situations), job.start_date, job.end_date) for job in life.past]
    past += [Held(tuple(p.situations), p.start_date, p.end_date) for p in life.earlier if p.end_date is not None]
    facts = replace(
        facts_of(employee, employment),
        why_listed=why_listed,
        past=tuple(past),
        absences=tuple(
            Absent(Cause(row.cause), row.start_date, row.end_date, row.prescribed_on, row.pre_return_without_measure)
            for row in life.absences
        ),
        attestations=tuple(Shown(row.kind, row.issued_on, row.valid_until) for row in life.attestations),
        attended=tuple(
            Attended(VisitKind(visit.kind), paris_date(visit.planned_at)) for visit in life.held if visit.planned_at
        ),
        departure_date=employment.end_date,
        departure_reason=DepartureReason(employment.departure_reason) if employment.departure_reason else None,
    )
    return follow_up(facts, today)


def visit_columns(facts: Facts) -> dict[str, Any]:
    """What a period keeps of its visits."""
    return {
        "last_visit_date": facts.last_visit,
        "last_visit_kind": facts.last_visit_kind.value if facts.last_visit_kind else "",
        "last_exam_date": facts.last_exam,
        "imposed_due_date": facts.imposed_due_date,
        "waiver_claimed": facts.waiver_claimed,
        "visits_since": facts.visits_since,
    }


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
        follow_up=due.plan.profile.kind,
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
