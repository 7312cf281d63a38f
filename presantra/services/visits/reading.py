"""Reading requests: the list, the month, one request with its appointment and its documents."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.models import Appointment, Employee, VisitRequest
from presantra.db.repositories import appointments, visit_documents
from presantra.db.repositories import visits as repository
from presantra.domain.centres import place_of
from presantra.domain.clock import PARIS, paris_date
from presantra.domain.errors import NotFound
from presantra.domain.names import display_name
from presantra.domain.notice import Notice, clock_sentence, over_sentence
from presantra.domain.rights import Right
from presantra.domain.visit_documents import may_see
from presantra.domain.visit_vocabulary import (
    AbsenceReason,
    AppointmentStatus,
    ContestOutcome,
    Side,
    SummonsLanguage,
    VisitAct,
    VisitDocumentType,
)
from presantra.domain.visits import EVERYDAY_KINDS, VisitKind, VisitStatus, may
from presantra.domain.vocabulary import AbsenceCause
from presantra.services.actor import Actor, needs
from presantra.services.context import ServiceContext
from presantra.services.identity import parse_public_id
from presantra.services.redaction import (
    hides_visit,
    redacted_entries,
    redacted_visit,
    redacted_visits,
    sees_follow_up,
)
from presantra.services.visit_requests import same_kinds
from presantra.services.visit_views import (
    MAX_SEARCH_LENGTH,
    AppointmentView,
    CalendarEntry,
    DocumentLine,
    TimelineLine,
    VisitPage,
    VisitQuery,
    VisitRow,
    VisitView,
    clamp_page,
)
from presantra.services.visits import rules

GIVING_UP = frozenset({VisitAct.ASK_OTHER_DATE, VisitAct.GIVE_PLACE, VisitAct.EXCUSE, VisitAct.CONFIRM})


class Reading:
    """Base of the parts of :class:`VisitService`."""

    def __init__(self, context: ServiceContext) -> None:
        self._context = context

    def _now(self) -> datetime:
        return self._context.clock()

    @needs(Right.VISITS_READ)
    async def list(self, actor: Actor, query: VisitQuery) -> VisitPage:
        """One page of the requests of the current company, newest first."""
        member_id = actor.tenant()
        kinds = same_kinds(query.kind) if query.kind else frozenset()
        if not sees_follow_up(actor):
            kinds = kinds & EVERYDAY_KINDS or EVERYDAY_KINDS
        selection = repository.VisitSelection(
            statuses=tuple(query.statuses), kinds=tuple(kinds), text=query.text[:MAX_SEARCH_LENGTH]
        )
        async with self._context.database.reading() as session:
            total = await repository.count(session, member_id, selection)
            size, page, pages = clamp_page(total, query.page, query.page_size)
            found = await repository.page(session, member_id, selection, offset=(page - 1) * size, limit=size)
        rows = tuple(VisitRow.of(*pair) for pair in found)
        return VisitPage(rows if sees_follow_up(actor) else redacted_visits(rows), total, page, pages, size)

    @needs(Right.VISITS_READ)
    async def month(self, actor: Actor, first: date) -> tuple[CalendarEntry, ...]:
        """Appointments of the month of ``first`` (Paris days), those given up left out, earliest first."""
        member_id = actor.tenant()
        first = first.replace(day=1)
        after = first + timedelta(days=monthrange(first.year, first.month)[1])
        start, end = (datetime.combine(day, time(), PARIS) for day in (first, after))
        left_out = (AppointmentStatus.MOVED.value, AppointmentStatus.CANCELLED.value)
        async with self._context.database.reading() as session:
            found = await appointments.between(session, member_id, start, end, left_out)
        known = rules.centres(self._context.settings)
        entries = tuple(
            CalendarEntry(
                visit_id=str(visit.public_id),
                number=visit.number,
                employee_name=display_name(employee.first_name, employee.usage_name or employee.birth_name),
                kind=VisitKind(visit.kind),
                visit_status=VisitStatus(visit.status),
                status=AppointmentStatus(appointment.status),
                starts_at=appointment.starts_at,
                place=place_of(known, appointment.centre),
            )
            for appointment, visit, employee in found
        )
        return entries if sees_follow_up(actor) else redacted_entries(entries)

    @needs(Right.VISITS_READ)
    async def record(self, actor: Actor, public_id: str) -> VisitView:
        """Raises:
        NotFound: no such request in this company.
        """
        async with self._context.database.reading() as session:
            return await self._view(session, actor, public_id)

    async def _view(self, session: AsyncSession, actor: Actor, public_id: str | UUID) -> VisitView:
        member_id = actor.tenant()
        found = await repository.find(session, member_id, parse_public_id(public_id))
        if found is None or hides_visit(actor, found[0]):
            raise NotFound
        visit, employee = found
        assert visit.id is not None
        events = await repository.timeline(session, member_id, visit.id)
        dates = await appointments.of_request(session, member_id, visit.id)
        documents = await visit_documents.of_request(session, member_id, visit.id)
        status = VisitStatus(visit.status)
        timeline = tuple(TimelineLine(VisitStatus(e.status), e.at, e.by, e.note, e.said) for e in events)
        allowed = tuple(
            DocumentLine(str(d.public_id), VisitDocumentType(d.type), d.deposited_at)
            for d in documents
            if may_see(status, VisitDocumentType(d.type))
        )
        view = self._put_together(visit, employee, timeline, tuple(dates), allowed)
        return view if sees_follow_up(actor) else redacted_visit(view)

    def _put_together(
        self,
        visit: VisitRequest,
        employee: Employee,
        timeline: tuple[TimelineLine, ...],
        dates: tuple[Appointment, ...],
        documents: tuple[DocumentLine, ...],
    ) -> VisitView:
        settings, now = self._context.settings, self._now()
        status, notice = VisitStatus(visit.status), rules.notice(settings)
        views = tuple(self._appointment(appointment) for appointment in dates)
        current = next((view for view in views if view.status in _CURRENT), None)
        live = current if current and current.status in _LIVE and current.starts_at > now else None
        contest_until = self.contest_until(current) if current else None
        return VisitView(
            visit=VisitRow.of(visit, employee),
            reason=visit.reason,
            availabilities=visit.availabilities,
            comment=visit.comment,
            timeline=timeline,
            signature=visit.signature,
            signed_at=visit.signed_at,
            leave_start=visit.leave_start,
            return_date=visit.return_date,
            leave_cause=AbsenceCause(visit.leave_cause) if visit.leave_cause else None,
            exposure_end=visit.exposure_end,
            half_days=tuple(visit.half_days),
            centre=visit.centre,
            place=place_of(rules.centres(settings), visit.centre),
            accessible=visit.accessible,
            interpreter=visit.interpreter,
            summons_language=SummonsLanguage(visit.summons_language),
            urgency=visit.urgency_reason if visit.urgent else "",
            acts=self._acts(status, live, current),
            appointment=current,
            past=tuple(view for view in views if view is not current),
            clock=clock_sentence(notice, live.starts_at, now, live.imposed_at) if live else "",
            clock_over=_over(notice, live) if live else "",
            free_until=notice.free_until(live.starts_at, live.imposed_at) if live else None,
            contest_until=contest_until,
            documents=documents,
        )

    def _acts(
        self, status: VisitStatus, live: AppointmentView | None, current: AppointmentView | None
    ) -> frozenset[VisitAct]:
        """What the employer may do: the machine's answer, less what needs an appointment still to come."""
        acts = {act for act in VisitAct if may(act, Side.EMPLOYER, status)} - {VisitAct.TAKE_PLACE}
        if live is None:
            acts -= GIVING_UP
        elif live.status is AppointmentStatus.CONFIRMED:
            acts.discard(VisitAct.CONFIRM)
        if current and live is None and current.status in _LIVE:
            acts.discard(VisitAct.CANCEL)
        until = self.contest_until(current) if current else None
        contested = current is not None and bool(current.contest_reason)
        if until is None or contested or paris_date(self._now()) > until:
            acts.discard(VisitAct.CONTEST)
        return frozenset(acts)

    def contest_until(self, appointment: AppointmentView) -> date | None:
        """Last day on which a missed appointment may be contested."""
        if appointment.status is not AppointmentStatus.MISSED:
            return None
        return paris_date(appointment.starts_at) + timedelta(days=self._context.settings.contest_days)

    def _appointment(self, appointment: Appointment) -> AppointmentView:
        reason, outcome = appointment.absence_reason, appointment.contest_outcome
        return AppointmentView(
            public_id=str(appointment.public_id),
            starts_at=appointment.starts_at,
            length_minutes=appointment.length_minutes,
            place=place_of(rules.centres(self._context.settings), appointment.centre),
            status=AppointmentStatus(appointment.status),
            fee_euros=appointment.fee_euros,
            summoned=appointment.summoned_at is not None,
            absence_reason=AbsenceReason(reason) if reason else None,
            contest_reason=appointment.contest_reason,
            contest_outcome=ContestOutcome(outcome) if outcome else None,
            mailed=appointment.summons_mailed,
            imposed_at=rules.imposed_at(appointment),
        )


def _over(notice: Notice, live: AppointmentView) -> str:
    """What the clock says when it has run out under the reader's eyes."""
    ended = notice.free_until(live.starts_at, live.imposed_at) == live.starts_at
    return "L’heure du rendez-vous est passée." if ended else over_sentence(notice)


_LIVE = frozenset({AppointmentStatus.TO_CONFIRM, AppointmentStatus.CONFIRMED})
# What a request shows as its appointment, as opposed to its past dates.
_CURRENT = _LIVE | {AppointmentStatus.HONOURED, AppointmentStatus.MISSED}
