"""Fermetures of a company: said by the employer, shown to the service, heeded by what the portal proposes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.models import ClosurePeriod
from presantra.db.repositories import appointments, operations
from presantra.db.repositories import closures as repository
from presantra.db.repositories import employees as employees_repository
from presantra.domain.clock import PARIS, paris_date
from presantra.domain.closures import (
    WEEKDAYS,
    Closures,
    Period,
    Regular,
    check_overlap,
    mentioned_days,
    parse_period,
    parse_regular,
    warning,
)
from presantra.domain.errors import FieldChange, InvalidForm, InvalidValue, NotFound
from presantra.domain.holidays import Holiday, next_date
from presantra.domain.rights import Right
from presantra.domain.visit_vocabulary import AppointmentStatus
from presantra.domain.visits import EVERYDAY_KINDS
from presantra.domain.vocabulary import VisitKind
from presantra.services import audit
from presantra.services.actor import Actor, needs
from presantra.services.context import ServiceContext
from presantra.services.identity import parse_public_id

CLOSURE = "closure"
MAX_PERIODS = 100
STALE = "Vos fermetures ont changé entre-temps : vérifiez-les, puis recommencez."


@dataclass(frozen=True, slots=True)
class PeriodView:
    """``appointments``: how many are already fixed on these days."""

    public_id: str
    first: date
    last: date
    reason: str
    created_at: datetime
    created_by: str
    appointments: int


@dataclass(frozen=True, slots=True)
class ClosureView:
    """``periods``: under way or to come, earliest first. ``next_dates``: when each holiday comes next."""

    regular: Regular
    version: int
    next_dates: Mapping[Holiday, date]
    periods: tuple[PeriodView, ...]


@dataclass(frozen=True, slots=True)
class ClosureReminder:
    """For whoever asks for a date. ``lines``: all that is closed; ``weekdays``: names of those closed every week."""

    lines: tuple[str, ...]
    weekdays: tuple[str, ...]


async def closures_of(session: AsyncSession, member_id: int, since: date) -> Closures:
    """What is closed in a company from a day on."""
    periods = await repository.periods(session, member_id, since)
    return Closures((await _regular(session, member_id))[0], tuple(map(_period, periods)))


class ClosureService:
    def __init__(self, context: ServiceContext) -> None:
        self._context = context

    @needs(Right.COMPANY_READ)
    async def view(self, actor: Actor) -> ClosureView:
        async with self._context.database.reading() as session:
            return await self._view(session, actor)

    @needs(Right.VISITS_WRITE)
    async def reminder(self, actor: Actor) -> ClosureReminder:
        async with self._context.database.reading() as session:
            known = await closures_of(session, actor.tenant(), self._today())
        weekdays = tuple(WEEKDAYS[number] for number in sorted(known.regular.weekdays))
        return ClosureReminder(known.said(self._today()), weekdays)

    @needs(Right.VISITS_WRITE)
    async def warn(self, actor: Actor, text: str) -> str:
        """What to tell somebody who writes dates (« le 14/07 ») on which his company is closed; empty otherwise."""
        days = mentioned_days(text, self._today())
        if not days:
            return ""
        async with self._context.database.reading() as session:
            return warning(await closures_of(session, actor.tenant(), self._today()), days)

    @needs(Right.COMPANY_WRITE)
    async def save_regular(
        self, actor: Actor, weekdays: Sequence[str], holidays: Sequence[str], version: int
    ) -> ClosureView:
        """The days of the week and the public holidays on which the company is always closed.

        Raises:
            InvalidValue: a day that does not exist, no day left open, or somebody wrote since ``version``.
        """
        member_id, chosen = actor.tenant(), parse_regular(weekdays, holidays)
        async with self._context.database.transaction() as session:
            await employees_repository.lock_member(session, member_id)
            before, stored = await _regular(session, member_id)
            if chosen != before:
                if stored != version:
                    raise InvalidValue(STALE)
                values = {"weekdays": sorted(chosen.weekdays), "holidays": [h for h in Holiday if h in chosen.holidays]}
                if stored == 0:
                    await repository.add_regular(session, member_id, values)
                elif not await repository.save_regular(session, member_id, version, values):
                    raise InvalidValue(STALE)
                await self._record(session, actor, "Jours de fermeture modifiés", _said(before), _said(chosen))
            return await self._view(session, actor)

    @needs(Right.COMPANY_WRITE)
    async def add(self, actor: Actor, raw: Mapping[str, object], operation_id: UUID) -> ClosureView:
        """Close for a period; once an operation id.

        Raises:
            InvalidForm: fields of ``PERIOD_FIELDS``, also when the dates touch another closure.
            InvalidValue: there are too many.
        """
        member_id, now = actor.tenant(), self._context.clock()
        period = parse_period(raw, self._today())
        async with self._context.database.transaction() as session:
            if not await operations.claim(session, operation_id, actor.account(), CLOSURE, now):
                return await self._view(session, actor)
            await employees_repository.lock_member(session, member_id)
            known = await repository.periods(session, member_id, self._today())
            if len(known) >= MAX_PERIODS:
                raise InvalidValue(f"Vous avez déjà {MAX_PERIODS} fermetures à venir : retirez-en.")
            try:
                check_overlap(period, map(_period, known))
            except InvalidValue as error:
                raise InvalidForm({"first_day": error.sentence}) from None
            row = ClosurePeriod(
                member_id=member_id, first_day=period.first, last_day=period.last, reason=period.reason,
                created_at=now, created_by=actor.signature,
            )  # fmt: skip
            await repository.add_period(session, row)
            await self._record(session, actor, "Fermeture ajoutée", "", period.said)
            return await self._view(session, actor)

    @needs(Right.COMPANY_WRITE)
    async def withdraw(self, actor: Actor, public_id: str) -> ClosureView:
        """Raises:
        NotFound: no such closure in this company, or it is withdrawn already.
        """
        async with self._context.database.transaction() as session:
            row = await self._locked(session, actor, public_id)
            if row.withdrawn_at is not None:
                raise NotFound
            await repository.set_withdrawn(session, actor.tenant(), row, self._context.clock())
            await self._record(session, actor, "Fermeture retirée", _period(row).said, "")
            return await self._view(session, actor)

    @needs(Right.COMPANY_WRITE)
    async def restore(self, actor: Actor, public_id: str) -> ClosureView:
        """« Annuler » of a withdrawal; doing it twice is no error.

        Raises:
            InvalidValue: the dates touch a closure added meanwhile. NotFound: no such closure in this company.
        """
        async with self._context.database.transaction() as session:
            row = await self._locked(session, actor, public_id)
            if row.withdrawn_at is not None:
                known = await repository.periods(session, actor.tenant(), self._today())
                check_overlap(_period(row), map(_period, known))
                await repository.set_withdrawn(session, actor.tenant(), row, None)
                await self._record(session, actor, "Fermeture remise", "", _period(row).said)
            return await self._view(session, actor)

    async def _locked(self, session: AsyncSession, actor: Actor, public_id: str) -> ClosurePeriod:
        await employees_repository.lock_member(session, actor.tenant())
        row = await repository.find_period(session, actor.tenant(), parse_public_id(public_id))
        if row is None:
            raise NotFound
        return row

    async def _view(self, session: AsyncSession, actor: Actor) -> ClosureView:
        member_id, today = actor.tenant(), self._today()
        regular, version = await _regular(session, member_id)
        rows = await repository.periods(session, member_id, today)
        fixed = await self._appointments(session, actor, rows)
        periods = tuple(
            PeriodView(
                str(row.public_id), row.first_day, row.last_day, row.reason, row.created_at, row.created_by,
                sum(day in _period(row) for day in fixed),
            )
            for row in rows
        )  # fmt: skip
        return ClosureView(regular, version, {holiday: next_date(holiday, today) for holiday in Holiday}, periods)

    async def _appointments(
        self, session: AsyncSession, actor: Actor, rows: Sequence[ClosurePeriod]
    ) -> tuple[date, ...]:
        """Days of the appointments still to come that he may know of, as far as the last closure."""
        if not rows or not actor.may(Right.VISITS_READ):
            return ()
        end = datetime.combine(max(row.last_day for row in rows) + timedelta(days=1), time(), PARIS)
        left_out = tuple(status.value for status in AppointmentStatus if status.value not in appointments.LIVE)
        found = await appointments.between(session, actor.tenant(), self._context.clock(), end, left_out)
        return tuple(
            paris_date(appointment.starts_at)
            for appointment, visit, _ in found
            if actor.may(Right.FOLLOW_UP_READ) or VisitKind(visit.kind) in EVERYDAY_KINDS
        )

    async def _record(self, session: AsyncSession, actor: Actor, action: str, before: str, after: str) -> None:
        assert actor.member is not None
        await audit.record(
            session, self._context, actor, action,
            member_id=actor.tenant(), subject=audit.Subject("member", actor.member.public_id),
            changes=[FieldChange(CLOSURE, "Fermeture", before, after)],
        )  # fmt: skip

    def _today(self) -> date:
        return paris_date(self._context.clock())


async def _regular(session: AsyncSession, member_id: int) -> tuple[Regular, int]:
    """What is stored, with its version; 0 when nothing was ever said."""
    row = await repository.regular(session, member_id)
    if row is None:
        return Regular(), 0
    known = {holiday.value for holiday in Holiday}
    return Regular(frozenset(row.weekdays), frozenset(Holiday(h) for h in row.holidays if h in known)), row.version


def _period(row: ClosurePeriod) -> Period:
    return Period(row.first_day, row.last_day, row.reason)


def _said(regular: Regular) -> str:
    return " ; ".join(regular.said)
