"""What the service does of a request: take it in charge, ask, plan, convene, record attendance, refuse, answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.models import Appointment
from presantra.db.repositories import appointments, operations
from presantra.db.repositories import employees as employees_repository
from presantra.db.repositories import visits as visits_repository
from presantra.domain.clock import paris_date
from presantra.domain.errors import InvalidValue
from presantra.domain.identifiers import parse_member_code
from presantra.domain.labels import format_date, label
from presantra.domain.names import display_name
from presantra.domain.visit_vocabulary import AppointmentStatus, ContestOutcome, RequestOrigin, VisitAct
from presantra.domain.visits import OPEN_STATUSES, VisitKind, VisitStatus
from presantra.services import audit
from presantra.services.actor import System
from presantra.services.closures import closures_of
from presantra.services.context import ServiceContext
from presantra.services.secretariat.designation import CONFIDENTIAL_KINDS, Designation, designated
from presantra.services.secretariat.follow_up import record_visit
from presantra.services.secretariat.pages import FIRST, Listed, Window, member_code
from presantra.services.visit_requests import legal_kind
from presantra.services.visits import rules
from presantra.services.visits.cases import Case, Said, case_numbered, perform, release
from presantra.services.visits.convening import HAND_OVER, address_of, call_off, convene

# Something agreed by telephone may be written down afterwards.
BACKDATED = timedelta(days=60)
AHEAD = timedelta(days=730)
NOTE_MAX_LENGTH = 1000


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A request in the service's list."""

    number: str
    status: VisitStatus
    kind: VisitKind
    employee: str
    company: str
    code: str
    planned_at: datetime | None
    urgent: bool


@dataclass(frozen=True, slots=True)
class Done:
    """``told``: the address that the convocation was mailed to; empty when the employee has none."""

    number: str
    status: VisitStatus
    told: str = ""


class CompanyClosed(InvalidValue):
    """The company has said that it can send nobody on that day; the service may plan all the same."""

    code = "company_closed"


class CaseWork:
    def __init__(self, context: ServiceContext) -> None:
        self._context = context

    async def list(
        self,
        _who: System,
        status: VisitStatus | None = None,
        code: str = "",
        window: Window = FIRST,
        *,
        contested: bool = False,
    ) -> Listed[CaseLine]:
        """Requests of all members, or of one, in a status, or all that are open: urgent first, then the oldest.

        ``contested``: instead, the absences whose contest awaits an answer.

        Raises:
            InvalidValue: malformed code, or not a page.
        """  # fmt: skip
        wanted = [status.value] if status else [s.value for s in OPEN_STATUSES - {VisitStatus.DRAFT}]
        selection = visits_repository.ServiceSelection(
            [VisitStatus.NO_SHOW.value] if contested else wanted, member_code(code), contested
        )
        async with self._context.database.reading() as session:
            found, total = await visits_repository.of_service(
                session, selection, limit=window.limit, offset=window.offset
            )
        lines = tuple(
            CaseLine(
                visit.number, VisitStatus(visit.status), VisitKind(visit.kind),
                display_name(employee.first_name, employee.usage_name or employee.birth_name),
                member.name, member.code, visit.planned_at, visit.urgent,
            )
            for visit, employee, member in found
        )  # fmt: skip
        return Listed(lines, total, window.offset)

    async def take_charge(self, who: System, number: str) -> Done:
        return await self._simple(who, number, VisitAct.TAKE_CHARGE, "")

    async def ask_more(self, who: System, number: str, text: str) -> Done:
        """Raises:
        InvalidValue: nothing is asked, or the status does not allow it.
        """
        return await self._simple(
            who, number, VisitAct.ASK_MORE, _words(text, "Dites ce que l’employeur doit préciser.")
        )

    async def refuse(self, who: System, number: str, text: str) -> Done:
        """Raises:
        InvalidValue: no reason, or the status does not allow it.
        """
        return await self._simple(who, number, VisitAct.REFUSE, _words(text, "Dites pourquoi la demande est refusée."))

    async def plan(
        self,
        who: System,
        number: str,
        starts_at: datetime,
        centre: str,
        length_minutes: int = 30,
        text: str = "",
        *,
        despite_closure: bool = False,
    ) -> Done:
        """Fix an appointment, or move the one that was fixed.

        Raises:
            CompanyClosed: on that day, and ``despite_closure`` was not said.
            InvalidValue: unknown centre, a date that cannot be meant, or a status that does not allow it.
        """
        now = self._context.clock()
        self._check_place(starts_at, centre, length_minutes, now)
        async with self._context.database.transaction() as session:
            case = await case_numbered(session, number)
            if not (despite_closure or case.confidential):
                await _check_open(session, case, paris_date(starts_at))
            former = await appointments.live(session, case.member_id, case.id)
            if former is not None:
                await release(session, case, former, AppointmentStatus.MOVED)
                await call_off(session, self._context, case, former, again=True)
            place = appointments.Place(starts_at, length_minutes, centre)
            new = await appointments.insert(session, case.member_id, case.id, place, now)
            said = Said(text.strip()[:NOTE_MAX_LENGTH], {"planned_at": starts_at}, new)
            return Done(case.visit.number, await perform(session, self._context, who, case, VisitAct.PLAN, said))

    async def summon(self, who: System, number: str) -> Done:
        """Convene the employee: by mail when he has an address; otherwise the employer is told to hand over the PDF.

        Raises:
            InvalidValue: nothing is planned.
        """
        now = self._context.clock()
        async with self._context.database.transaction() as session:
            case = await case_numbered(session, number)
            appointment = await self._live(session, case)
            address = await address_of(session, case)
            said = Said("" if address or case.confidential else HAND_OVER, appointment=appointment)
            status = await perform(session, self._context, who, case, VisitAct.SUMMON, said)
            values = {"summoned_at": now, "summons_mailed": bool(address)}
            await appointments.change(session, case.member_id, appointment, values)
            if address:
                await convene(session, self._context, case, appointment, address)
            return Done(case.visit.number, status, address)

    async def enter_confidential(
        self, who: System, code: str, whom: Designation, origin: RequestOrigin, kind: VisitKind
    ) -> Done:
        """Enter a visit that the worker or a doctor asked for; nothing of it ever reaches the employer.

        Raises:
            InvalidValue: it is the employer's own, its kind is not one, or several people fit.
            NotFound: no such member, or no such person there.
        """
        if origin is RequestOrigin.EMPLOYER:
            raise InvalidValue("Une demande de l’employeur se fait sur le portail.")
        if kind not in CONFIDENTIAL_KINDS:
            raise InvalidValue("Ce type de visite se demande autrement.")
        now = self._context.clock()
        year = paris_date(now).year
        async with self._context.database.transaction() as session:
            person = await designated(session, parse_member_code(code).code, whom)
            visit = await visits_repository.insert_visit(
                session,
                person.member_id,
                visits_repository.NewVisit(
                    number=f"DV-{year}-{await operations.next_number(session, f'visit:{year}'):06d}",
                    employee_id=person.id or 0,
                    kind=kind,
                    status=VisitStatus.SENT,
                    created_at=now,
                    by=who.name,
                    said="Demande enregistrée",
                    details={"origin": origin.value},
                ),
            )
            await audit.record(session, self._context, who, "Visite confidentielle inscrite")
            return Done(visit.number, VisitStatus.SENT)

    async def honour(self, who: System, number: str) -> Done:
        """The visit took place: the employee's last visit and next deadline follow.

        Raises:
            InvalidValue: no appointment, or one that has not begun.
        """
        async with self._context.database.transaction() as session:
            case, appointment = await self._begun(session, number)
            held = {"held_kind": await _held_kind(session, case)}
            status = await perform(session, self._context, who, case, VisitAct.HONOUR, Said("", held, appointment))
            values = {"status": AppointmentStatus.HONOURED.value}
            await appointments.change(session, case.member_id, appointment, values)
            now = self._context.clock()
            author = employees_repository.Author(who.name, at=now)
            await record_visit(session, case, paris_date(appointment.starts_at), author, paris_date(now))
            return Done(case.visit.number, status)

    async def miss(self, who: System, number: str, text: str = "") -> Done:
        """Nobody came and nobody had said so: the appointment is charged, the employer may contest.

        Raises:
            InvalidValue: no appointment, or one that has not begun.
        """
        fee = rules.notice(self._context.settings).fee
        async with self._context.database.transaction() as session:
            case, appointment = await self._begun(session, number)
            said = Said(text.strip()[:NOTE_MAX_LENGTH], None, appointment)
            status = await perform(session, self._context, who, case, VisitAct.MISS, said)
            values = {"status": AppointmentStatus.MISSED.value, "fee_euros": fee}
            await appointments.change(session, case.member_id, appointment, values)
            return Done(case.visit.number, status)

    async def settle(self, who: System, number: str, outcome: ContestOutcome, text: str) -> Done:
        """Answer a contest. Accepted, nothing is charged: the appointment reads « Absence excusée », the request stays.

        Raises:
            InvalidValue: nothing is contested, or it has been answered; no words.
        """
        words = _words(text, "Expliquez la réponse à l’employeur.")
        async with self._context.database.transaction() as session:
            case = await case_numbered(session, number)
            dates = await appointments.of_request(session, case.member_id, case.id)
            contested = next((a for a in dates if a.contest_reason and not a.contest_outcome), None)
            if contested is None:
                raise InvalidValue("Aucune contestation n’attend de réponse pour cette demande.")
            status = await perform(
                session, self._context, who, case, VisitAct.SETTLE, Said(f"{label(outcome)}. {words}")
            )  # fmt: skip
            values: dict[str, object] = {"contest_outcome": outcome.value}
            if outcome is ContestOutcome.ACCEPTED:
                values["fee_euros"] = 0
            await appointments.change(session, case.member_id, contested, values)
            return Done(case.visit.number, status)

    async def _simple(self, who: System, number: str, act: VisitAct, note: str) -> Done:
        async with self._context.database.transaction() as session:
            case = await case_numbered(session, number)
            return Done(case.visit.number, await perform(session, self._context, who, case, act, Said(note)))

    def _check_place(self, starts_at: datetime, centre: str, length_minutes: int, now: datetime) -> None:
        if centre not in {known.code for known in rules.centres(self._context.settings)}:
            raise InvalidValue(f"Centre inconnu : {centre}. Voyez le réglage PRESANTRA_CENTRES.")
        if not now - BACKDATED <= starts_at <= now + AHEAD:
            raise InvalidValue("Cette date est trop loin d’aujourd’hui : 60 jours en arrière, deux ans en avant.")
        if not 5 <= length_minutes <= 240:
            raise InvalidValue("Un rendez-vous dure de 5 à 240 minutes.")

    async def _live(self, session: AsyncSession, case: Case) -> Appointment:
        appointment = await appointments.live(session, case.member_id, case.id)
        if appointment is None:
            raise InvalidValue("Cette demande n’a pas de rendez-vous : planifiez-le d’abord.")
        return appointment

    async def _begun(self, session: AsyncSession, number: str) -> tuple[Case, Appointment]:
        case = await case_numbered(session, number)
        appointment = await self._live(session, case)
        if appointment.starts_at > self._context.clock():
            raise InvalidValue("Le rendez-vous n’a pas encore commencé.")
        return case, appointment


async def _held_kind(session: AsyncSession, case: Case) -> str:
    """What the law makes of the request on this day: a later change of post changes nothing to it."""
    person = await employees_repository.find(session, case.member_id, case.employee.public_id)
    return legal_kind(VisitKind(case.visit.kind), person[1]).value if person else case.visit.kind


async def _check_open(session: AsyncSession, case: Case, day: date) -> None:
    if why := (await closures_of(session, case.member_id, day)).why(day):
        raise CompanyClosed(f"L’entreprise {case.company} est fermée le {format_date(day)} ({why}).")


def _words(text: str, missing: str) -> str:
    words = text.strip()
    if not words:
        raise InvalidValue(missing)
    if len(words) > NOTE_MAX_LENGTH:
        raise InvalidValue(f"{NOTE_MAX_LENGTH} caractères au maximum (il y en a {len(words)}).")
    return words
