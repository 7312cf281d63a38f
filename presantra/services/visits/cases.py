"""One act on one request, whoever does it: the machine asked, the row changed, signed, journalled, told by mail."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.models import Appointment, Employee, VisitRequest
from presantra.db.repositories import appointments, slots
from presantra.db.repositories import employees as employees_repository
from presantra.db.repositories import visits as repository
from presantra.domain.centres import place_of
from presantra.domain.clock import paris_date
from presantra.domain.errors import FieldChange, InvalidValue, NotFound
from presantra.domain.labels import label
from presantra.domain.names import display_name
from presantra.domain.rights import Right
from presantra.domain.visit_vocabulary import AppointmentStatus, RequestOrigin, Side, VisitAct
from presantra.domain.visits import ACTS, COMMITTING_ACTS, EVERYDAY_KINDS, VisitKind, VisitStatus, check_act, plain_kind
from presantra.services import audit
from presantra.services.actor import Actor, System
from presantra.services.context import ServiceContext
from presantra.services.identity import parse_public_id
from presantra.services.notices import notify
from presantra.services.outbox import enqueue
from presantra.services.readership import Reader, own_readers, readers_among
from presantra.services.redaction import QUIET_ACTS, hides_visit
from presantra.services.visits.rules import centres


@dataclass(frozen=True, slots=True)
class Case:
    """A request with the person and the company it is about."""

    visit: VisitRequest
    employee: Employee
    member_id: int
    company: str
    code: str

    @property
    def id(self) -> int:
        assert self.visit.id is not None
        return self.visit.id

    @property
    def confidential(self) -> bool:
        return self.visit.origin != RequestOrigin.EMPLOYER.value

    @property
    def name(self) -> str:
        return display_name(self.employee.first_name, self.employee.usage_name or self.employee.birth_name)


@dataclass(frozen=True, slots=True)
class Said:
    """What goes with an act: words for the timeline and the mail, columns of the request."""

    note: str = ""
    values: Mapping[str, Any] | None = None
    appointment: Appointment | None = None


async def case_of(session: AsyncSession, actor: Actor, public_id: str | UUID) -> Case:
    """A request of the actor's company, its member locked: acts on one company pass one by one.

    Raises:
        NotFound: no such request in this company.
    """
    member_id = actor.tenant()
    assert actor.member is not None
    await employees_repository.lock_member(session, member_id)
    found = await repository.find(session, member_id, parse_public_id(public_id))
    if found is None or hides_visit(actor, found[0]):
        raise NotFound
    return Case(*found, member_id, actor.member.name, actor.member.code)


async def case_read(session: AsyncSession, number: str) -> Case:
    """A request of any company, by its number: for the service.

    Raises:
        NotFound: no such request.
    """
    found = await repository.by_number(session, number.strip().upper())
    if found is None:
        raise NotFound(f"Aucune demande ne porte le numéro {number}.")
    return Case(found[0], found[1], found[2].id or 0, found[2].name, found[2].code)


async def case_numbered(session: AsyncSession, number: str) -> Case:
    """The same, its member locked, for the service to act on it."""
    found = await case_read(session, number)
    await employees_repository.lock_member(session, found.member_id)
    # Read again: somebody may have acted while the lock was waited for.
    return await case_read(session, number)


async def perform(
    session: AsyncSession, context: ServiceContext, who: Actor | System, case: Case, act: VisitAct, said: Said = Said()
) -> VisitStatus:
    """Do it, in the caller's transaction; returns the status reached.

    Raises:
        Forbidden: the act is the other side's.
        InvalidValue: the status does not allow it, or somebody was quicker.
    """
    side = Side.SERVICE if isinstance(who, System) else Side.EMPLOYER
    before = VisitStatus(case.visit.status)
    after = check_act(act, side, before)
    changed = await repository.change(
        session, case.member_id, case.visit, {**(said.values or {}), "status": after.value}
    )
    if not changed:
        raise InvalidValue("Cette demande a changé entre-temps : vérifiez-la, puis recommencez.")
    words = ACTS[act].said
    line = repository.Line(after, context.clock(), who.signature, words, said.note)
    await repository.add_event(session, case.member_id, case.visit, line)
    change = FieldChange("visit", f"Demande {case.visit.number}", label(before), label(after))
    await audit.record(
        session, context, who, words,
        # The employer reads the journal of his company: a confidential visit is written in the service's.
        member_id=None if case.confidential else case.member_id,
        subject=audit.Subject() if case.confidential else audit.Subject("employee", case.employee.public_id),
        changes=[change],
    )  # fmt: skip
    if before is not VisitStatus.DRAFT:
        # A draft is known to its author alone; sent, it is told by the mails of a new request.
        await _tell(session, context, who, case, act, after, said)
    return after


async def release(
    session: AsyncSession, case: Case, appointment: Appointment, status: AppointmentStatus, **values: Any
) -> None:
    """End an appointment that held; its seat goes back to whoever wants it."""
    await appointments.change(session, case.member_id, appointment, {"status": status.value, **values})
    if appointment.slot_id is not None:
        await slots.free(session, appointment.slot_id)


async def _tell(
    session: AsyncSession,
    context: ServiceContext,
    who: Actor | System,
    case: Case,
    act: VisitAct,
    after: VisitStatus,
    said: Said,
) -> None:
    """The other side learns by mail; of the employer's people, whoever asked, and who acts when it binds him."""
    if case.confidential:
        return
    settings, place = context.settings, said.appointment
    facts = {
        "number": case.visit.number,
        "employee": case.name,
        "kind": label(VisitKind(case.visit.kind)),
        "company": case.company,
        "code": case.code,
        "status": label(after),
        "said": ACTS[act].said,
        "message": said.note,
        "appointment": place.starts_at if place else None,
        "place": place_of(centres(settings), place.centre) if place else "",
        "by": who.signature,
    }
    if isinstance(who, Actor):
        await enqueue(session, context, "visit_changed_secretariat", settings.secretariat_email, **facts)
    url = f"{settings.public_url}/espace/visites/{case.visit.public_id}"
    plain = facts | {"kind": label(plain_kind(VisitKind(case.visit.kind)))}
    acting = who.account_id if isinstance(who, Actor) else None
    for reader in await _followers(session, context, who, case, act):
        known = facts if Right.FOLLOW_UP_READ in reader.rights else plain
        if act in QUIET_ACTS and known is plain and reader.account_id != acting:
            known = plain | {"message": ""}
        await notify(session, context, "visit_changed", reader.account_id, url=url, **known)


async def _followers(
    session: AsyncSession, context: ServiceContext, who: Actor | System, case: Case, act: VisitAct
) -> list[Reader]:
    """Whoever asked, if he still may see it, and who acts when it commits something.

    Of what the service does, everybody of the company who may see it, if nobody asked or whoever did is gone.
    """
    needed = [Right.VISITS_READ]
    if VisitKind(case.visit.kind) not in EVERYDAY_KINDS:
        needed.append(Right.FOLLOW_UP_READ)
    told = {case.visit.account_id} if case.visit.account_id else set()
    if isinstance(who, Actor):
        told = told | {who.account()} if act in COMMITTING_ACTS else told - {who.account()}
    people = await readers_among(session, told, case.member_id, paris_date(context.clock()), *needed)
    if people or isinstance(who, Actor):
        return people
    return await own_readers(session, case.member_id, *needed)
