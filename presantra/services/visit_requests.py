"""Opening a request for a visit: row, number, timeline, mails and journal in the caller's transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.models import Employee, Employment, VisitRequest
from presantra.db.repositories import operations
from presantra.db.repositories import visits as repository
from presantra.domain.clock import paris_date
from presantra.domain.errors import FieldChange
from presantra.domain.labels import format_date, label
from presantra.domain.names import display_name
from presantra.domain.rights import Right
from presantra.domain.typography import french
from presantra.domain.visit_vocabulary import VisitAct
from presantra.domain.visits import (
    ACTS,
    HIRE_KINDS,
    PERIODIC_KINDS,
    SENT_STATUSES,
    VisitKind,
    VisitStatus,
    plain_kind,
    precise_kind,
)
from presantra.domain.vocabulary import FollowUpKind
from presantra.services import audit
from presantra.services.actor import Actor
from presantra.services.context import ServiceContext
from presantra.services.notices import notify
from presantra.services.outbox import enqueue
from presantra.services.visit_facts import asked_facts

WORKER_INFORMED = "Le salarié est informé de cette demande."


@dataclass(frozen=True, slots=True)
class Wish:
    """What the employer asks for."""

    kind: VisitKind
    reason: str = ""
    availabilities: str = ""
    comment: str = ""
    note: str = ""
    status: VisitStatus = VisitStatus.SENT
    details: Mapping[str, Any] = field(default_factory=dict)
    """Columns that only some kinds have, see ``VisitRequest``."""


def same_kinds(kind: VisitKind) -> frozenset[VisitKind]:
    """Kinds that are the same visit: the employer's word and what the law makes of it."""
    for family in (HIRE_KINDS, PERIODIC_KINDS):
        if kind in family:
            return family
    return frozenset({kind})


def legal_kind(kind: VisitKind, employment: Employment) -> VisitKind:
    due = VisitKind(employment.due_kind) if employment.due_kind else None
    return precise_kind(kind, FollowUpKind(employment.follow_up), due if due in HIRE_KINDS else None)


async def pending(session: AsyncSession, member_id: int, employee_id: int, kind: VisitKind) -> VisitRequest | None:
    """The request for the same visit that is under way; a draft, which nobody has read, is not."""
    for visit in await repository.of_employee(session, member_id, employee_id):
        if visit.kind in same_kinds(kind) and visit.status in SENT_STATUSES:
            return visit
    return None


async def open_request(
    session: AsyncSession,
    context: ServiceContext,
    actor: Actor,
    person: tuple[Employee, Employment],
    wish: Wish,
) -> VisitRequest:
    """Write a request that was found acceptable, and tell it unless it is a draft.

    The member is locked by the caller.
    """
    visit = await write_request(session, context, actor, person, wish)
    if wish.status is VisitStatus.SENT:
        await announce(session, context, actor, person, visit)
    return visit


async def write_request(
    session: AsyncSession,
    context: ServiceContext,
    actor: Actor,
    person: tuple[Employee, Employment],
    wish: Wish,
) -> VisitRequest:
    """The same without its mails, for the caller to tell of several requests at once."""
    member_id = actor.tenant()
    employee, employment = person
    now = context.clock()
    year = paris_date(now).year
    assert employee.id is not None
    visit = await repository.insert_visit(
        session,
        member_id,
        repository.NewVisit(
            number=f"DV-{year}-{await operations.next_number(session, f'visit:{year}'):06d}",
            employee_id=employee.id,
            account_id=actor.account(),
            kind=wish.kind,
            status=wish.status,
            created_at=now,
            by=actor.signature,
            reason=wish.reason,
            availabilities=wish.availabilities,
            comment=wish.comment,
            due_date=deadline_answered(wish.kind, employment),
            said=ACTS[VisitAct.SEND].said if wish.status is VisitStatus.SENT else "Brouillon enregistré",
            note=wish.note,
            details=wish.details,
        ),
    )
    change = FieldChange("visit", "Demande de visite", "", f"{visit.number} – {label(wish.kind)}")
    await audit.record(
        session, context, actor,
        "Visite demandée" if wish.status is VisitStatus.SENT else "Brouillon de demande enregistré",
        member_id=member_id, subject=audit.Subject("employee", employee.public_id), changes=[change],
    )  # fmt: skip
    return visit


def deadline_answered(kind: VisitKind, employment: Employment) -> date | None:
    """The legal deadline that a visit of this kind would answer."""
    answers = bool(employment.due_kind) and VisitKind(employment.due_kind) in same_kinds(kind)
    return employment.due_date if answers else None


async def announce(
    session: AsyncSession,
    context: ServiceContext,
    actor: Actor,
    person: tuple[Employee, Employment],
    visit: VisitRequest,
) -> None:
    """The mails of a request that leaves: acknowledgement, and the secretariat's."""
    assert actor.member is not None
    employee, employment = person
    name = display_name(employee.first_name, employee.usage_name or employee.birth_name)
    facts = {
        "number": visit.number,
        "employee": name,
        "kind": label(legal_kind(VisitKind(visit.kind), employment)),
        "company": actor.member.name,
        "code": actor.member.code,
        "due_date": visit.due_date,
    }
    url = f"{context.settings.public_url}/espace/visites"
    mine = {**facts, "url": url}
    if not actor.may(Right.FOLLOW_UP_READ):
        mine |= {"kind": label(plain_kind(VisitKind(visit.kind))), "due_date": None}
    await notify(session, context, "visit_acknowledged", actor.account(), **mine)
    await enqueue(
        session, context, "visit_requested_secretariat", context.settings.secretariat_email,
        requested_by=french(f"{actor.signature} ({actor.email})"), reason=visit.reason,
        availabilities=visit.availabilities, comment=visit.comment, waiver=_waiver(employment),
        details=asked_facts(context.settings, visit), **facts,
    )  # fmt: skip


def _waiver(employment: Employment) -> str:
    """What the service is asked to decide: a former visit that the employer knows of."""
    if not employment.waiver_claimed:
        return ""
    seen, kind = employment.last_visit_date, employment.last_visit_kind
    known = f" : {label(VisitKind(kind))} le {format_date(seen)}" if seen and kind else ""
    return french(f"à valider, l’employeur indique une visite antérieure{known}")
