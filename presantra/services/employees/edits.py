"""Modifier: identity and current period of one employee."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.models import Employment
from presantra.db.repositories import assignments as past_jobs
from presantra.db.repositories import employees as repository
from presantra.domain.employees import Arrival, parse_arrival
from presantra.domain.errors import InvalidForm, StaleEdit
from presantra.domain.follow_up import Held, corrected
from presantra.domain.labels import format_date
from presantra.domain.rights import Right
from presantra.domain.vocabulary import FollowUpKind
from presantra.services import audit
from presantra.services.actor import Actor, needs
from presantra.services.employees import changes, jobs, social_numbers
from presantra.services.employees.access import EmployeeDesk, id_of, load
from presantra.services.employees.arrivals import refuse_duplicates
from presantra.services.employees.deadlines import (
    facts_after,
    facts_of,
    former_of,
    identity_of,
    period_of,
    visit_columns,
)
from presantra.services.employees.records import build_record
from presantra.services.employees.views import EmployeeRecord
from presantra.services.redaction import refuse_situations, tells_follow_up


class Edits(EmployeeDesk):
    @needs(Right.PEOPLE_WRITE)
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
            Forbidden: situations de travail sent by who may not tell them; what is stored is kept.
            StaleEdit: somebody wrote since ``version``; ``changes`` go from what is stored to what was typed.
            DuplicateEmployee: the new identity is already somebody else's here, not confirmed on purpose.
            NotFound: no such employee in this company.
        """
        member_id = actor.tenant()
        refuse_situations(actor, raw)
        typed = parse_arrival(raw, self._today(), nir_asked=self._context.settings.nir_enabled)
        async with self._context.database.transaction() as session:
            await repository.lock_member(session, member_id)
            person = await load(session, member_id, public_id)
            arrival = typed if tells_follow_up(actor) else replace(typed, situations=tuple(person[1].situations))
            found = changes.compare(_shown(actor, person), changes.shown_arrival(arrival))
            if person[0].version != version:
                raise StaleEdit(person[0].updated_by, person[0].updated_at, found)
            number = social_numbers.edit_of(self._context, person[0], arrival)
            if found or number.changes:
                await self._write_edit(session, actor, person, arrival, number, confirm_duplicate)
            person = await load(session, member_id, public_id)
            return await build_record(session, self._context, actor, person)

    async def _write_edit(
        self,
        session: AsyncSession,
        actor: Actor,
        person: repository.Person,
        arrival: Arrival,
        number: social_numbers.NirEdit,
        confirm_duplicate: bool,
    ) -> None:
        member_id = actor.tenant()
        employee, employment = person
        identity = identity_of(arrival)
        index = number.columns.get("nir_index", "")
        if (index or identity.key != employee.identity_key) and not confirm_duplicate:
            key, me = identity.key, id_of(employee)
            await refuse_duplicates(session, member_id, key, self._today(), excluding=me, nir_index=index)
        _, *earlier = await repository.periods(session, member_id, id_of(employee))
        _check_period(employment, earlier, arrival)
        held = await self._move_entry(session, member_id, employment, arrival)
        to_specify = employment.to_specify and not tells_follow_up(actor)
        former = former_of(employee, earlier[0]) if earlier else None
        stored = replace(facts_of(employee, employment), past=held)
        told = facts_after(stored, arrival)
        facts = corrected(stored, told, former, blind=to_specify, specified=employment.to_specify)
        due = jobs.derive(facts, employment.job_since, held, self._today())
        period = repository.period_columns(period_of(arrival, due)) | visit_columns(facts) | {"to_specify": to_specify}
        before = _shown(actor, person) | changes.shown_visits(stored)
        before |= changes.shown_deadline(FollowUpKind(employment.follow_up), employment.due_date)
        after = changes.shown_arrival(arrival) | changes.shown_visits(facts)
        after |= changes.shown_deadline(due.plan.profile.kind, due.date)
        columns = repository.identity_columns(identity, arrival.job_title) | number.columns
        if not await repository.save(session, member_id, employee, self._author(actor), columns):
            raise StaleEdit(employee.updated_by, employee.updated_at, ())
        await repository.save_latest(session, member_id, id_of(employee), period)
        await audit.record(
            session, self._context, actor, "Fiche modifiée",
            member_id=member_id, subject=audit.Subject("employee", employee.public_id),
            changes=(*changes.compare(before, after), *number.changes),
        )  # fmt: skip

    async def _move_entry(
        self, session: AsyncSession, member_id: int, employment: Employment, arrival: Arrival
    ) -> tuple[Held, ...]:
        """The first job of the period begins with it; the jobs held before the current one.

        Raises:
            InvalidForm: the entry would follow the end of that first job.
        """
        past = await past_jobs.of_employee(session, member_id, employment.employee_id)
        held = [job for job in past if job.employment_id == employment.id]
        if not held:
            return ()
        first = held[-1]
        if arrival.entry_date > first.end_date:
            raise InvalidForm(
                {
                    "entry_date": f"Le premier poste de cette période se termine le {format_date(first.end_date)} : "
                    "l’entrée ne peut pas le suivre."
                }
            )
        if arrival.entry_date != first.start_date:
            await past_jobs.begin_on(session, member_id, first, arrival.entry_date)
        return jobs.held_in(employment, held)


def _shown(actor: Actor, person: repository.Person) -> dict[str, str]:
    """What is stored; situations de travail still to be told differ from « none », which would be an answer."""
    shown = changes.shown_record(*person)
    if person[1].to_specify and tells_follow_up(actor):
        shown["situations"] = changes.TO_SPECIFY
    return shown


def _check_period(latest: Employment, earlier: Sequence[Employment], arrival: Arrival) -> None:
    if latest.end_date is not None and arrival.entry_date > latest.end_date:
        raise InvalidForm(
            {"entry_date": f"L’entrée ne peut pas suivre le départ, déclaré au {format_date(latest.end_date)}."}
        )
    ends = [period.end_date for period in earlier if period.end_date is not None]
    if ends and arrival.entry_date <= max(ends):
        raise InvalidForm(
            {"entry_date": f"Cette période chevaucherait la précédente, terminée le {format_date(max(ends))}."}
        )
