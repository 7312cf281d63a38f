"""The convocation as the employee has it: on paper, by mail when he has an address, and called off when it lapses."""

from __future__ import annotations

import asyncio
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.models import Appointment, Employee, VisitRequest
from presantra.db.repositories import appointments
from presantra.db.repositories import employees as employees_repository
from presantra.domain.centres import place_of
from presantra.domain.identifiers import parse_email
from presantra.domain.labels import label
from presantra.domain.names import display_name
from presantra.domain.visit_vocabulary import AppointmentStatus, SummonsLanguage
from presantra.domain.visits import VisitKind
from presantra.services.context import ServiceContext
from presantra.services.outbox import Attachment, enqueue
from presantra.services.summons_pdf import Summons, render_summons
from presantra.services.visit_requests import legal_kind
from presantra.services.visits import rules
from presantra.services.visits.cases import Case
from presantra.settings import Settings

GIVEN_UP = frozenset({AppointmentStatus.MOVED, AppointmentStatus.CANCELLED, AppointmentStatus.EXCUSED})
HAND_OVER = "Le salarié n’a pas d’adresse e-mail dans sa fiche : téléchargez la convocation et remettez-la-lui."


async def address_of(session: AsyncSession, case: Case) -> str:
    """Where the employee may be written to; empty when he has no address, or when it is not for his employer.

    Of a visit that he asked for himself nothing is mailed: the address on record is the one that the employer gave,
    others may read what comes there.
    """
    if case.confidential:
        return ""
    person = await employees_repository.find(session, case.member_id, case.employee.public_id)
    return parse_email(person[0].email) if person is not None and person[0].email else ""


async def convene(
    session: AsyncSession, context: ServiceContext, case: Case, appointment: Appointment, recipient: str
) -> None:
    """The convocation by mail, its PDF attached."""
    person = await employees_repository.find(session, case.member_id, case.employee.public_id)
    assert person is not None
    kind = label(legal_kind(VisitKind(case.visit.kind), person[1]))
    replaced = await replaced_by(session, case.member_id, appointment)
    now = context.clock()
    paper = summons_of(context.settings, case.visit, case.employee, appointment, case.company, kind, replaced, now)
    content = await asyncio.to_thread(render_summons, context.settings, paper)
    await enqueue(
        session, context, "visit_summons", recipient, Attachment(filename(case.visit), content),
        person=case.name, number=paper.number, company=paper.company, kind=kind, appointment=paper.starts_at,
        length=paper.length_minutes, place=paper.place, language=paper.language.value, accessible=paper.accessible,
        interpreter=paper.interpreter, replaced=replaced,
    )  # fmt: skip


async def call_off(
    session: AsyncSession, context: ServiceContext, case: Case, appointment: Appointment, *, again: bool
) -> None:
    """Whoever was convened by mail learns by mail that he is not expected; ``again``: another date will follow."""
    if not appointment.summons_mailed or appointment.starts_at <= context.clock():
        return
    if recipient := await address_of(session, case):
        await enqueue(
            session, context, "visit_called_off", recipient,
            person=case.name, number=case.visit.number, company=case.company, appointment=appointment.starts_at,
            place=place_of(rules.centres(context.settings), appointment.centre), again=again,
            language=case.visit.summons_language,
        )  # fmt: skip


async def replaced_by(session: AsyncSession, member_id: int, appointment: Appointment) -> datetime | None:
    """The hour of the convocation that this one replaces: the last one of the same request that was given up."""
    dates = await appointments.of_request(session, member_id, appointment.visit_request_id)
    return next(
        (
            former.starts_at
            for former in dates
            if (former.id or 0) < (appointment.id or 0)
            and former.summoned_at is not None
            and AppointmentStatus(former.status) in GIVEN_UP
        ),
        None,
    )


def summons_of(
    settings: Settings,
    visit: VisitRequest,
    employee: Employee,
    appointment: Appointment,
    company: str,
    kind: str,
    replaced: datetime | None,
    issued_at: datetime,
) -> Summons:
    """What the paper says. ``kind``: the label that its reader may see."""
    return Summons(
        number=visit.number,
        employee=display_name(employee.first_name, employee.usage_name or employee.birth_name),
        company=company,
        kind=kind,
        starts_at=appointment.starts_at,
        length_minutes=appointment.length_minutes,
        place=place_of(rules.centres(settings), appointment.centre),
        language=SummonsLanguage(visit.summons_language),
        accessible=visit.accessible,
        interpreter=visit.interpreter,
        issued_at=issued_at,
        replaced=replaced,
    )


def filename(visit: VisitRequest) -> str:
    return f"convocation-{visit.number}.pdf"
