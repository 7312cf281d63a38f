"""Déclarer un départ, l’annuler, and what the employer still owes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.models import Employee, Employment
from presantra.db.repositories import employees as repository
from presantra.db.repositories import operations
from presantra.domain.employees import Departure, departure_duties, parse_departure
from presantra.domain.errors import FieldChange, InvalidForm, InvalidValue, NotFound, StaleEdit
from presantra.domain.forms import FormReader
from presantra.domain.labels import format_date
from presantra.domain.names import display_name
from presantra.domain.rights import Right
from presantra.domain.vocabulary import DepartureReason
from presantra.services import audit
from presantra.services.actor import Actor, needs
from presantra.services.duties import exposure
from presantra.services.duties.views import ExposureEnd
from presantra.services.employees import changes, links
from presantra.services.employees.access import EmployeeDesk, id_of, load
from presantra.services.employees.records import build_record, undo_until, visit_rows
from presantra.services.employees.views import DepartureView, EmployeeRecord
from presantra.services.redaction import sees_follow_up

DEPARTURE = "departure"
INFORM_SERVICE = "inform_service"


class Departures(EmployeeDesk):
    @needs(Right.PEOPLE_WRITE)
    async def declare_departure(
        self, actor: Actor, public_id: str, raw: Mapping[str, object], version: int, operation_id: UUID
    ) -> DepartureView:
        """Close the current period; the employee is present until the end of that day, even to come.

        With the box ``INFORM_SERVICE``, the service is told of the end of an exposure (R. 4624-28-1).

        Raises:
            InvalidForm: fields of ``DEPARTURE_FIELDS`` to correct.
            InvalidValue: his departure is already declared.
            Forbidden: the box is ticked by who may not tell of an exposure.
            StaleEdit: somebody wrote since ``version`` was read.
            NotFound: no such employee in this company.
        """
        member_id = actor.tenant()
        now = self._context.clock()
        async with self._context.database.transaction() as session:
            if not await operations.claim(session, operation_id, actor.account(), DEPARTURE, now):
                return await self._departure_again(session, actor, operation_id)
            if FormReader(raw).flag(INFORM_SERVICE):
                actor.demand(Right.FOLLOW_UP_WRITE)
            await repository.lock_member(session, member_id)
            employee, employment = await load(session, member_id, public_id)
            departure = parse_departure(raw, employment.start_date, self._today())
            _check_job(employment, departure)
            found = changes.compare(changes.shown_departure(employment), changes.typed_departure(departure))
            if employee.version != version:
                raise StaleEdit(employee.updated_by, employee.updated_at, found)
            if employment.end_date is not None:
                raise InvalidValue(
                    f"Le départ de ce salarié est déjà déclaré au {format_date(employment.end_date)}. "
                    "Annulez-le d’abord pour en changer la date ou le motif."
                )
            person = (employee, employment)
            values = _closed(departure, now)
            await self._write_departure(session, actor, employee, values, "Départ déclaré", found)
            if FormReader(raw).flag(INFORM_SERVICE) and await exposure.signal(
                session, self._context, actor, person, departure.departure_date, departure.reason
            ):
                await repository.save_latest(session, member_id, id_of(employee), {"exposure_signalled_at": now})
            await operations.set_result(session, operation_id, actor.account(), employee.public_id)
            return await self._departure_view(session, actor, await load(session, member_id, public_id))

    @needs(Right.PEOPLE_WRITE)
    async def undo_departure(self, actor: Actor, public_id: str, version: int) -> EmployeeRecord:
        """Open the period again, within ``undo_departure_days`` of the declaration.

        Raises:
            InvalidValue: there is no departure to undo, it was declared too long ago, or it is half of a transfer.
            StaleEdit: somebody wrote since ``version`` was read.
            NotFound: no such employee in this company.
        """
        member_id = actor.tenant()
        days = self._context.settings.undo_departure_days
        async with self._context.database.transaction() as session:
            await repository.lock_member(session, member_id)
            employee, employment = await load(session, member_id, public_id)
            limit = undo_until(employment, days)
            if employee.version != version:
                raise StaleEdit(employee.updated_by, employee.updated_at, ())
            if employment.end_date is None or limit is None:
                raise InvalidValue("Ce salarié n’a pas de départ à annuler.")
            if self._today() > limit:
                raise InvalidValue(
                    f"Ce départ ne peut plus être annulé : il pouvait l’être pendant {days} jours, jusqu’au "
                    f"{format_date(limit)}. Si le salarié revient, déclarez son retour."
                )
            subject = audit.Subject("employee", employee.public_id)
            if links.left_by_transfer(await audit.history(session, member_id, subject)):
                raise InvalidValue(
                    "Ce départ est celui d’une mutation : annulez la mutation ou, si c’est trop tard, "
                    "déclarez son retour."
                )
            before = changes.shown_departure(employment)
            found = changes.compare(before, dict.fromkeys(before, ""))
            await self._write_departure(session, actor, employee, repository.NO_DEPARTURE, "Départ annulé", found)
            await exposure.take_back(session, self._context, actor, (employee, employment))
            return await build_record(session, self._context, actor, await load(session, member_id, public_id))

    @needs(Right.PEOPLE_WRITE)
    async def duties(self, actor: Actor, public_id: str, reason: DepartureReason | None = None) -> tuple[str, ...]:
        """Reminders for the screen « Déclarer un départ »; ``reason`` is None while none is chosen.

        Raises:
            NotFound: no such employee in this company.
        """
        member_id = actor.tenant()
        async with self._context.database.reading() as session:
            employee, _ = await load(session, member_id, public_id)
            return await self._duties(session, actor, employee, reason)

    @needs(Right.FOLLOW_UP_READ)
    async def exposures(self, actor: Actor, public_id: str) -> tuple[str, ...]:
        """Risks that the person is or was exposed to here: the service must be told of his departure.

        Raises:
            NotFound: no such employee in this company.
        """
        member_id = actor.tenant()
        async with self._context.database.reading() as session:
            employee, _ = await load(session, member_id, public_id)
            return await exposure.exposures_of(session, member_id, employee, self._today())

    @needs(Right.FOLLOW_UP_READ)
    async def exposure_end(self, actor: Actor, public_id: str) -> ExposureEnd | None:
        """What is owed at the departure of somebody who was exposed; None when nothing is.

        Raises:
            NotFound: no such employee in this company.
        """
        member_id = actor.tenant()
        async with self._context.database.reading() as session:
            return await exposure.end_of(session, member_id, await load(session, member_id, public_id), self._today())

    @needs(Right.FOLLOW_UP_WRITE)
    async def signal_exposure_end(self, actor: Actor, public_id: str) -> ExposureEnd:
        """Tell the service, after the departure, what was not told with it; told once only.

        Raises:
            InvalidValue: no departure, or no exposure, to tell of.
            NotFound: no such employee in this company.
        """
        member_id = actor.tenant()
        now = self._context.clock()
        async with self._context.database.transaction() as session:
            await repository.lock_member(session, member_id)
            person = await load(session, member_id, public_id)
            found = await exposure.end_of(session, member_id, person, self._today())
            if found is None:
                raise InvalidValue("Il n’y a pas de fin d’exposition à signaler pour ce salarié.")
            if found.signalled_at is None:
                reason = DepartureReason(person[1].departure_reason)
                await exposure.signal(session, self._context, actor, person, found.departure_date, reason)
                values = {"exposure_signalled_at": now}
                await repository.save_latest(session, member_id, id_of(person[0]), values)
                return replace(found, signalled_at=now)
            return found

    async def _duties(
        self, session: AsyncSession, actor: Actor, employee: Employee, reason: DepartureReason | None
    ) -> tuple[str, ...]:
        exposed: tuple[str, ...] = ()
        if sees_follow_up(actor):
            exposed = await exposure.exposures_of(session, actor.tenant(), employee, self._today())
        visits = await visit_rows(session, actor, employee)
        return departure_duties(
            reason,
            exposed=bool(exposed),
            has_open_visits=any(visit.is_open for visit in visits),
            undo_days=self._context.settings.undo_departure_days,
        )

    async def _write_departure(
        self,
        session: AsyncSession,
        actor: Actor,
        employee: Employee,
        values: dict[str, Any],
        action: str,
        found: tuple[FieldChange, ...],
    ) -> None:
        member_id = actor.tenant()
        if not await repository.save(session, member_id, employee, self._author(actor), {}):
            raise StaleEdit(employee.updated_by, employee.updated_at, found)
        await repository.save_latest(session, member_id, id_of(employee), values)
        await audit.record(
            session, self._context, actor, action,
            member_id=member_id, subject=audit.Subject("employee", employee.public_id), changes=found,
        )  # fmt: skip

    async def _departure_view(self, session: AsyncSession, actor: Actor, person: repository.Person) -> DepartureView:
        employee, employment = person
        limit = undo_until(employment, self._context.settings.undo_departure_days)
        if employment.end_date is None or limit is None:
            raise NotFound
        reason = DepartureReason(employment.departure_reason)
        visits = await visit_rows(session, actor, employee)
        return DepartureView(
            public_id=str(employee.public_id),
            name=display_name(employee.first_name, employee.usage_name or employee.birth_name),
            departure_date=employment.end_date,
            reason=reason,
            duties=await self._duties(session, actor, employee, reason),
            open_visits=tuple(visit for visit in visits if visit.is_open),
            undo_until=limit,
        )

    async def _departure_again(self, session: AsyncSession, actor: Actor, operation_id: UUID) -> DepartureView:
        public_id = await operations.result_of(session, operation_id, actor.account())
        if public_id is None:
            raise NotFound
        return await self._departure_view(session, actor, await load(session, actor.tenant(), public_id))


def _check_job(employment: Employment, departure: Departure) -> None:
    """Raises:
    InvalidForm: he would leave before the first day of his current job.
    """
    if employment.job_since is not None and departure.departure_date < employment.job_since:
        raise InvalidForm(
            {
                "departure_date": f"Un changement de poste est déclaré au {format_date(employment.job_since)} : "
                "la date de départ ne peut pas le précéder. Annulez-le d’abord depuis la fiche."
            }
        )


def _closed(departure: Departure, now: datetime) -> dict[str, Any]:
    return {
        "end_date": departure.departure_date,
        "departure_reason": departure.reason,
        "departure_recorded_at": now,
    }
