"""Rows of one invented company."""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.models import (
    Appointment,
    Employee,
    Employment,
    Member,
    MemberAddress,
    MemberContact,
    VisitEvent,
    VisitRequest,
)
from presantra.db.repositories import members as member_rows
from presantra.db.repositories.employees import identity_columns, period_columns
from presantra.demonstration.bills import DemoInvoice
from presantra.demonstration.companies import DemoCompany
from presantra.demonstration.payments import write_bills
from presantra.demonstration.people import Person
from presantra.demonstration.visits import DemoVisit
from presantra.domain.centres import parse_centres
from presantra.domain.clock import PARIS
from presantra.domain.identifiers import parse_declarant_number, parse_member_code
from presantra.domain.visit_vocabulary import AppointmentStatus
from presantra.domain.visits import ACTS
from presantra.domain.vocabulary import AddressKind, ContactKind, VisitStatus
from presantra.services import audit
from presantra.services.actor import System
from presantra.services.audit import Subject
from presantra.services.context import ServiceContext
from presantra.services.keys import keyed_digest

_SAID = {act.after: act.said for act in reversed(ACTS.values()) if act.after} | {
    VisitStatus.DRAFT: "Brouillon enregistré"
}
_APPOINTMENTS = {
    VisitStatus.PLANNED: AppointmentStatus.TO_CONFIRM,
    VisitStatus.SUMMONED: AppointmentStatus.CONFIRMED,
    VisitStatus.DONE: AppointmentStatus.HONOURED,
    VisitStatus.NO_SHOW: AppointmentStatus.MISSED,
}


@dataclass(frozen=True, slots=True)
class Story:
    """All that is invented about one company; documents are already in the store."""

    company: DemoCompany
    people: Sequence[Person]
    visits: Sequence[DemoVisit]
    invoices: Sequence[tuple[DemoInvoice, str]]


async def write(
    session: AsyncSession, context: ServiceContext, story: Story, now: datetime, numbers: Tally[int]
) -> None:
    """``numbers``: visits numbered so far, by year."""
    member = _member(context, story.company, now)
    await member_rows.add_all(session, [member])
    member_id = member.id or 0
    session.add_all(_coordinates(story.company, member_id))
    await write_bills(session, member_id, story.company.code, story.invoices, now)
    employees = await _write_people(session, member_id, story.people, now)
    await _write_visits(session, context, member_id, story, employees, numbers)
    await audit.record(
        session, context, System(), "Données de démonstration chargées",
        member_id=member_id, subject=Subject("member", member.public_id),
    )  # fmt: skip


def _member(context: ServiceContext, company: DemoCompany, now: datetime) -> Member:
    code = parse_member_code(company.code)
    canonical = parse_declarant_number(company.number)
    return Member(
        code=code.code,
        company_number=code.number,
        branch_number=code.branch,
        name=company.name,
        siret=company.siret,
        naf_code=company.naf_code,
        email=company.email,
        phone=company.phone,
        declarant_number_digest=keyed_digest(context.keys.declarant, canonical),
        declarant_number_issued_at=now,
        created_at=now,
        updated_at=now,
        updated_by=System().name,
    )


def _coordinates(company: DemoCompany, member_id: int) -> list[MemberAddress | MemberContact]:
    head_office = (AddressKind.HEAD_OFFICE, company.street, company.postal_code, company.city)
    return [
        *(
            MemberAddress(member_id=member_id, kind=kind.value, street=street, postal_code=postal_code, city=city)
            for kind, street, postal_code, city in (head_office, *company.other_addresses)
        ),
        *(
            MemberContact(member_id=member_id, kind=c.kind.value, name=c.name, email=c.email, phone=c.phone)
            for c in company.contacts
        ),
    ]


async def _write_people(
    session: AsyncSession, member_id: int, people: Sequence[Person], now: datetime
) -> dict[str, int]:
    """Ids of the new employees, by identity."""
    rows = [
        Employee(
            member_id=member_id,
            **identity_columns(person.identity, person.latest.job_title),
            created_at=now,
            updated_at=now,
            updated_by=System().name,
        )
        for person in people
    ]
    session.add_all(rows)
    await session.flush()
    session.add_all(
        Employment(
            member_id=member_id,
            employee_id=row.id or 0,
            latest=period is person.latest,
            **period_columns(period),
            end_date=period.end_date,
            departure_reason=period.departure_reason,
            departure_recorded_at=period.departure_recorded_at,
            last_visit_date=period.last_visit_date,
            created_at=now,
        )
        for row, person in zip(rows, people, strict=True)
        for period in person.periods
    )
    await session.flush()
    return {row.identity_key: row.id or 0 for row in rows}


async def _write_visits(
    session: AsyncSession,
    context: ServiceContext,
    member_id: int,
    story: Story,
    employees: dict[str, int],
    numbers: Tally[int],
) -> None:
    rows = []
    for visit in story.visits:
        year = visit.created_at.astimezone(PARIS).year
        numbers[year] += 1
        rows.append(
            VisitRequest(
                number=f"DV-{year}-{numbers[year]:06d}",
                member_id=member_id,
                employee_id=employees[visit.person.identity.key],
                kind=visit.plan.kind.value,
                reason=visit.plan.reason,
                availabilities="Du lundi au jeudi, le matin de préférence.",
                status=visit.plan.status.value,
                due_date=visit.due_date,
                planned_at=visit.planned_at,
                created_at=visit.created_at,
                version=len(visit.steps),
            )
        )
    session.add_all(rows)
    await session.flush()
    session.add_all(
        Appointment(
            member_id=member_id,
            visit_request_id=row.id or 0,
            starts_at=row.planned_at,
            centre=parse_centres(context.settings.centres)[0].code,
            status=_APPOINTMENTS[visit.plan.status].value,
            fee_euros=context.settings.missed_visit_fee if visit.plan.status is VisitStatus.NO_SHOW else 0,
            summoned_at=row.created_at if visit.plan.status is not VisitStatus.PLANNED else None,
            summons_mailed=visit.plan.status is not VisitStatus.PLANNED and bool(visit.person.identity.email),
            created_at=row.created_at,
        )
        for row, visit in zip(rows, story.visits, strict=True)
        if row.planned_at is not None
    )
    service = f"Secrétariat {context.settings.service_name}"
    employer = next(c.name for c in story.company.contacts if c.kind is ContactKind.DIRECTOR)
    session.add_all(
        VisitEvent(
            member_id=member_id,
            visit_request_id=row.id or 0,
            status=step.status.value,
            at=step.at,
            by=service if step.by_service else employer,
            said=_SAID[step.status],
            note=step.note,
        )
        for row, visit in zip(rows, story.visits, strict=True)
        for step in visit.steps
    )
    await session.flush()
