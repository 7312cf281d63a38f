"""Modifier: identity and current period of one employee."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.models import Employment
from presantra.db.repositories import employees as repository
from presantra.domain.employees import Arrival, parse_arrival
from presantra.domain.errors import InvalidForm, StaleEdit
from presantra.domain.labels import format_date
from presantra.domain.vocabulary import FollowUpKind
from presantra.services import audit
from presantra.services.actor import Actor
from presantra.services.employees import changes
from presantra.services.employees.access import EmployeeDesk, id_of, load
from presantra.services.employees.arrivals import refuse_duplicates
from presantra.services.employees.deadlines import deadline, facts_after, facts_of, identity_of, period_of
from presantra.services.employees.records import build_record
from presantra.services.employees.views import EmployeeRecord


class Edits(EmployeeDesk):
    async def edit(
        self,
        actor: Actor,
        public_id: str,
        raw: Mapping[str, object],
        version: int,
        confirm_duplicate: bool = False,
    ) -> EmployeeRecord:
        """Correct a record; the follow-up is derived again. Without any difference nothing is written.

        Raises:
            InvalidForm: fields to correct.
            StaleEdit: somebody wrote since ``version``; ``changes`` go from what is stored to what was typed.
            DuplicateEmployee: the new identity is already somebody else's here, not confirmed on purpose.
            NotFound: no such employee in this company.
        """
        member_id = actor.tenant()
        arrival = parse_arrival(raw, self._today())
        async with self._context.database.transaction() as session:
            await repository.lock_member(session, member_id)
            person = await load(session, member_id, public_id)
            found = changes.compare(changes.shown_record(*person), changes.shown_arrival(arrival))
            if person[0].version != version:
                raise StaleEdit(person[0].updated_by, person[0].updated_at, found)
            if found:
                await self._write_edit(session, actor, person, arrival, confirm_duplicate)
            person = await load(session, member_id, public_id)
            days = self._context.settings.undo_departure_days
            return await build_record(session, member_id, person, self._today(), days)

    async def _write_edit(
        self,
        session: AsyncSession,
        actor: Actor,
        person: repository.Person,
        arrival: Arrival,
        confirm_duplicate: bool,
    ) -> None:
        member_id = actor.tenant()
        employee, employment = person
        identity = identity_of(arrival)
        if identity.key != employee.identity_key and not confirm_duplicate:
            await refuse_duplicates(session, member_id, identity.key, self._today(), excluding=id_of(employee))
        _check_period(await repository.periods(session, member_id, id_of(employee)), arrival)
        before = changes.shown_record(*person) | changes.shown_deadline(
            FollowUpKind(employment.follow_up), employment.due_date
        )
        due = deadline(facts_after(facts_of(employee, employment), arrival), on=self._today())
        period = repository.period_columns(period_of(arrival, due))
        after = changes.shown_arrival(arrival) | changes.shown_deadline(due.plan.profile.kind, due.date)
        columns = repository.identity_columns(identity, arrival.job_title)
        if not await repository.save(session, member_id, employee, self._author(actor), columns):
            raise StaleEdit(employee.updated_by, employee.updated_at, ())
        await repository.save_latest(session, member_id, id_of(employee), period)
        await audit.record(
            session, self._context, actor, "Fiche modifiée",
            member_id=member_id, subject=audit.Subject("employee", employee.public_id),
            changes=changes.compare(before, after),
        )  # fmt: skip


def _check_period(periods: Sequence[Employment], arrival: Arrival) -> None:
    latest, *earlier = periods
    if latest.end_date is not None and arrival.entry_date > latest.end_date:
        raise InvalidForm(
            {"entry_date": f"L’entrée ne peut pas suivre le départ, déclaré au {format_date(latest.end_date)}."}
        )
    ends = [period.end_date for period in earlier if period.end_date is not None]
    if ends and arrival.entry_date <= max(ends):
        raise InvalidForm(
            {"entry_date": f"Cette période chevaucherait la précédente, terminée le {format_date(max(ends))}."}
        )
