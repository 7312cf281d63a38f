"""What an employer does of an appointment: confirm it, give it up, pass it on, contest that it was missed."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.models import Appointment, Employee, Employment
from presantra.db.repositories import appointments
from presantra.db.repositories import visits as visits_repository
from presantra.domain.clock import paris_date
from presantra.domain.errors import InvalidForm, InvalidValue, NotFound
from presantra.domain.forms import FormReader
from presantra.domain.labels import format_datetime, label
from presantra.domain.names import display_name
from presantra.domain.rights import Right
from presantra.domain.typography import french
from presantra.domain.visit_form import COMMENT_MAX_LENGTH
from presantra.domain.visit_vocabulary import AbsenceReason, AppointmentStatus, VisitAct
from presantra.domain.visits import WAITING, VisitKind, VisitStatus
from presantra.services.actor import Actor, needs
from presantra.services.employees.access import departed, id_of, load
from presantra.services.employees.queries import choice_of
from presantra.services.employees.views import EmployeeChoice
from presantra.services.visit_requests import Wish, legal_kind, pending, same_kinds, write_request
from presantra.services.visit_views import VisitView
from presantra.services.visits import rules
from presantra.services.visits.cases import Case, Said, case_of, perform, release
from presantra.services.visits.convening import call_off
from presantra.services.visits.requests import Requests, required_text

CHOICES = 50
PASSED = "L’heure du rendez-vous est passée : le service dira s’il a été honoré."
NO_APPOINTMENT = "Cette demande n’a plus de rendez-vous : rechargez la page."


class Appointments(Requests):
    @needs(Right.VISITS_WRITE)
    async def cancel(self, actor: Actor, public_id: str, note: str = "") -> VisitView:
        """Cancel a request that is still open; its appointment, if any, is given up, free of charge in time.

        Raises:
            InvalidValue: its status does not allow it any more, or the appointment has begun.
            NotFound: no such request in this company.
        """
        words = _optional_text("note", note)
        return await self._give_up(actor, public_id, VisitAct.CANCEL, AppointmentStatus.CANCELLED, words)

    @needs(Right.VISITS_WRITE)
    async def ask_other_date(self, actor: Actor, public_id: str, text: str) -> VisitView:
        """Give the date back and say which ones suit; the request waits for another one.

        Raises:
            InvalidForm: ``other_date`` is empty. InvalidValue: no appointment to come. NotFound.
        """
        words = required_text("other_date", text, "Dites quels jours et quelles heures conviennent.")
        return await self._give_up(actor, public_id, VisitAct.ASK_OTHER_DATE, AppointmentStatus.MOVED, words)

    @needs(Right.VISITS_WRITE)
    async def excuse(self, actor: Actor, public_id: str, reason: str, note: str = "") -> VisitView:
        """« Signaler une absence »: with its reason, before the hour; some reasons cost nothing even without notice.

        Raises:
            InvalidForm: ``absence_reason`` is not of the list. InvalidValue: no appointment to come. NotFound.
        """
        form = FormReader({"absence_reason": reason, "note": note})
        why = form.choice("absence_reason", AbsenceReason, "Choisissez le motif de l’absence.")
        words = form.free_text("note", COMMENT_MAX_LENGTH)
        form.finish()
        assert why is not None
        said = french(f"{label(why)}. {words}".strip())
        return await self._give_up(actor, public_id, VisitAct.EXCUSE, AppointmentStatus.EXCUSED, said, why)

    @needs(Right.VISITS_WRITE)
    async def confirm(self, actor: Actor, public_id: str) -> VisitView:
        """« Confirmer la présence ».

        Raises:
            InvalidValue: nothing to confirm, or already confirmed. NotFound.
        """
        async with self._context.database.transaction() as session:
            case = await case_of(session, actor, public_id)
            appointment = await self._to_come(session, case)
            if appointment.status == AppointmentStatus.CONFIRMED:
                raise InvalidValue("La présence est déjà confirmée.")
            await perform(
                session, self._context, actor, case, VisitAct.CONFIRM, Said(appointment=appointment)
            )  # fmt: skip
            await appointments.change(
                session, case.member_id, appointment, {"status": AppointmentStatus.CONFIRMED.value}
            )
            return await self._view(session, actor, public_id)

    @needs(Right.VISITS_WRITE)
    async def contest(self, actor: Actor, public_id: str, text: str) -> VisitView:
        """Contest that an appointment was missed: once, in words, within the days that the service gives.

        Raises:
            InvalidForm: ``contest_reason`` is empty. InvalidValue: too late, or already contested. NotFound.
        """
        words = required_text("contest_reason", text, "Expliquez pourquoi l’absence ne doit pas être retenue.")
        async with self._context.database.transaction() as session:
            case = await case_of(session, actor, public_id)
            view = await self._view(session, actor, public_id)
            if view.appointment and view.appointment.contest_reason:
                raise InvalidValue("Cette absence est déjà contestée : le service vous répondra.")
            if view.contest_until and paris_date(self._now()) > view.contest_until:
                raise InvalidValue(f"Le délai de {self._context.settings.contest_days} jours pour contester est passé.")
            await perform(session, self._context, actor, case, VisitAct.CONTEST, Said(words))
            missed = await self._missed(session, case)
            values = {"contest_reason": words, "contested_at": self._now()}
            await appointments.change(session, case.member_id, missed, values)
            return await self._view(session, actor, public_id)

    @needs(Right.VISITS_WRITE)
    async def replacements(self, actor: Actor, public_id: str) -> tuple[EmployeeChoice, ...]:
        """Present employees who need the same visit, or have asked for it, and have no date: who could come instead.

        Raises:
            NotFound: no such request in this company.
        """
        actor.demand(Right.FOLLOW_UP_READ)
        async with self._context.database.reading() as session:
            view = await self._view(session, actor, public_id)
            return await self._could_come(session, actor.tenant(), view)

    async def _could_come(self, session: AsyncSession, member_id: int, view: VisitView) -> tuple[EmployeeChoice, ...]:
        holder = await load(session, member_id, view.visit.employee_id)
        kind = legal_kind(view.visit.kind, holder[1])
        today, holder_id = paris_date(self._now()), id_of(holder[0])
        due = await visits_repository.needing(session, member_id, kind.value, today, holder_id, CHOICES)
        kinds = {same.value for same in same_kinds(view.visit.kind)}
        requests = await visits_repository.asking(session, member_id, kinds, today, holder_id, CHOICES)
        asked = [(e, job) for e, job, visit in requests if legal_kind(VisitKind(visit.kind), job) is kind]
        return tuple({e.public_id: choice_of(e, job.job_title) for e, job in (*due, *asked)}.values())

    @needs(Right.VISITS_WRITE)
    async def replace(self, actor: Actor, public_id: str, employee_id: str) -> VisitView:
        """Somebody else who needs the same visit comes instead; his own request gets the date. Free of charge.

        Returns the request of the one who comes.

        Raises:
            InvalidForm: ``replacement`` does not need that visit. InvalidValue: no appointment to come. NotFound.
            Forbidden: whom a visit awaits is part of the follow-up.
        """
        actor.demand(Right.FOLLOW_UP_READ)
        async with self._context.database.transaction() as session:
            case = await case_of(session, actor, public_id)
            person = await load(session, case.member_id, employee_id)
            await self._check_replacement(session, case, person)
            old = await self._to_come(session, case)
            place = appointments.Place(old.starts_at, old.length_minutes, old.centre, old.slot_id)
            # The seat of the slot passes on with the date: it is not given back.
            await appointments.change(
                session, case.member_id, old, {"status": AppointmentStatus.MOVED.value, "slot_id": None}
            )
            await call_off(session, self._context, case, old, again=True)
            said = Said(f"Remplacé par {_name(person[0])}.", {"planned_at": None}, old)
            await perform(session, self._context, actor, case, VisitAct.GIVE_PLACE, said)
            kind = VisitKind(case.visit.kind)
            theirs = await pending(session, case.member_id, id_of(person[0]), kind)
            if theirs is None:
                # Told with the place that it takes: one act, one mail.
                theirs = await write_request(session, self._context, actor, person, Wish(kind))
            taker = await case_of(session, actor, theirs.public_id)
            # Whoever comes instead changes nothing of when that date was fixed, hence of what giving it up costs.
            new = await appointments.insert(session, case.member_id, taker.id, place, old.created_at)
            said = Said(f"À la place de {case.name}.", {"planned_at": place.starts_at}, new)
            await perform(session, self._context, actor, taker, VisitAct.TAKE_PLACE, said)
            return await self._view(session, actor, taker.visit.public_id)

    async def _check_replacement(self, session: AsyncSession, case: Case, person: tuple[Employee, Employment]) -> None:
        holder = await load(session, case.member_id, case.employee.public_id)
        wanted = legal_kind(VisitKind(case.visit.kind), holder[1])
        today = paris_date(self._now())
        theirs = await pending(session, case.member_id, id_of(person[0]), VisitKind(case.visit.kind))
        asked = theirs is not None and legal_kind(VisitKind(theirs.kind), person[1]) is wanted
        needs = person[1].due_kind == wanted.value or asked
        busy = theirs is not None and VisitStatus(theirs.status) not in WAITING
        if person[0].id == case.employee.id or departed(person[1].end_date, today) or not needs or busy:
            raise InvalidForm(
                {"replacement": "Choisissez un salarié présent qui attend le même type de visite, sans rendez-vous."}
            )

    async def _give_up(
        self,
        actor: Actor,
        public_id: str,
        act: VisitAct,
        status: AppointmentStatus,
        note: str,
        reason: AbsenceReason | None = None,
    ) -> VisitView:
        async with self._context.database.transaction() as session:
            case = await case_of(session, actor, public_id)
            appointment = await appointments.live(session, case.member_id, case.id)
            if appointment is not None:
                appointment = await self._to_come(session, case)
            elif act is not VisitAct.CANCEL:
                raise InvalidValue(NO_APPOINTMENT)
            fee = self._fee(appointment, reason) if appointment else 0
            if fee and appointment:
                when = format_datetime(appointment.starts_at)
                note = french(f"{note} Hors préavis pour le rendez-vous du {when} : {fee} € HT.".strip())
            said = Said(note, {"planned_at": None}, appointment)
            await perform(session, self._context, actor, case, act, said)
            if appointment is not None:
                why = reason.value if reason else ""
                await release(session, case, appointment, status, fee_euros=fee, absence_reason=why)
                await call_off(session, self._context, case, appointment, again=act is not VisitAct.CANCEL)
            return await self._view(session, actor, public_id)

    def _fee(self, appointment: Appointment, reason: AbsenceReason | None) -> int:
        settings = self._context.settings
        if reason is not None and reason.value in rules.excused(settings):
            return 0
        return rules.notice(settings).fee_at(appointment.starts_at, self._now(), rules.imposed_at(appointment))

    async def _to_come(self, session: AsyncSession, case: Case) -> Appointment:
        appointment = await appointments.live(session, case.member_id, case.id)
        if appointment is None:
            raise InvalidValue(NO_APPOINTMENT)
        if appointment.starts_at <= self._now():
            raise InvalidValue(PASSED)
        return appointment

    async def _missed(self, session: AsyncSession, case: Case) -> Appointment:
        for appointment in await appointments.of_request(session, case.member_id, case.id):
            if appointment.status == AppointmentStatus.MISSED:
                return appointment
        raise NotFound


def _optional_text(field: str, text: str) -> str:
    form = FormReader({field: text})
    words = form.free_text(field, COMMENT_MAX_LENGTH)
    form.finish()
    return words


def _name(employee: Employee) -> str:
    return display_name(employee.first_name, employee.usage_name or employee.birth_name)
