"""Changer de poste ou de situation, and taking it back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.models import PastAssignment
from presantra.db.repositories import assignments as past_jobs
from presantra.db.repositories import employees as repository
from presantra.db.repositories import operations
from presantra.domain.assignments import Assignment, JobChange, parse_job_change
from presantra.domain.errors import FieldChange, InvalidValue, NotFound, StaleEdit
from presantra.domain.labels import FIELD_LABELS, format_date
from presantra.domain.rights import Right
from presantra.services import audit
from presantra.services.actor import Actor, needs
from presantra.services.employees import changes, jobs
from presantra.services.employees.access import EmployeeDesk, id_of, load
from presantra.services.employees.deadlines import Deadline
from presantra.services.employees.records import build_record
from presantra.services.employees.views import EmployeeRecord, JobChangeView
from presantra.services.redaction import tells_follow_up, with_known_situations

JOB_CHANGE = "job_change"
UNDONE = "Changement de poste annulé"


class Assignments(EmployeeDesk):
    @needs(Right.PEOPLE_WRITE)
    async def change_job(
        self, actor: Actor, public_id: str, raw: Mapping[str, object], version: int, operation_id: UUID
    ) -> EmployeeRecord:
        """Begin another job, or other situations, within the current period; the former ones are kept.

        Raises:
            InvalidForm: fields of ``CHANGE_FIELDS`` to correct.
            Forbidden: situations de travail sent by who may not tell them; the employer will be asked for them.
            StaleEdit: somebody wrote since ``version`` was read.
            NotFound: no such employee in this company.
        """
        member_id = actor.tenant()
        now = self._context.clock()
        async with self._context.database.transaction() as session:
            if not await operations.claim(session, operation_id, actor.account(), JOB_CHANGE, now):
                return await self._record_of(
                    session, actor, await operations.result_of(session, operation_id, actor.account())
                )
            await repository.lock_member(session, member_id)
            employee, employment = person = await load(session, member_id, public_id)
            if employee.version != version:
                raise StaleEdit(employee.updated_by, employee.updated_at, ())
            raw = with_known_situations(actor, raw, employment.situations)
            current, begun = jobs.assignment_of(employment), jobs.begun(employment)
            change = parse_job_change(raw, current, begun, employment.end_date, self._today())
            await self._write_change(session, actor, person, change)
            await operations.set_result(session, operation_id, actor.account(), employee.public_id)
            return await self._record_of(session, actor, employee.public_id)

    @needs(Right.FOLLOW_UP_READ)
    async def foresee_job_change(
        self, actor: Actor, public_id: str, since: date | None, situations: Sequence[str]
    ) -> JobChangeView:
        """What would follow from other situations on a day; nothing is written.

        Raises:
            InvalidValue: a situation that is not in the list.
            NotFound: no such employee in this company.
        """
        member_id = actor.tenant()
        async with self._context.database.reading() as session:
            person = await load(session, member_id, public_id)
            past = await past_jobs.of_employee(session, member_id, id_of(person[0]))
        return jobs.foreseen(person, past, since, situations, self._today())

    @needs(Right.PEOPLE_WRITE)
    async def undo_job_change(self, actor: Actor, public_id: str, version: int) -> EmployeeRecord:
        """Give back the job held before, while the change is the latest one and recent.

        Raises:
            InvalidValue: no change to take back, or too long ago.
            StaleEdit: somebody wrote since ``version`` was read.
            NotFound: no such employee in this company.
        """
        member_id = actor.tenant()
        days = self._context.settings.undo_departure_days
        async with self._context.database.transaction() as session:
            await repository.lock_member(session, member_id)
            employee, employment = person = await load(session, member_id, public_id)
            if employee.version != version:
                raise StaleEdit(employee.updated_by, employee.updated_at, ())
            past = await past_jobs.of_employee(session, member_id, id_of(employee))
            before = jobs.previous_of(employment, past)
            if before is None:
                raise InvalidValue("Ce salarié n’a pas de changement de poste à annuler.")
            history = await audit.history(session, member_id, audit.Subject("employee", employee.public_id))
            limit = jobs.change_undo_until(employment, history, days)
            if limit is None or self._today() > limit:
                raise InvalidValue(
                    f"Ce changement ne peut plus être annulé : il pouvait l’être pendant {days} jours. "
                    "Déclarez un nouveau changement, ou corrigez la fiche."
                )
            earlier = [job for job in past if job is not before]
            await self._write_undo(session, actor, person, before, earlier)
            return await self._record_of(session, actor, employee.public_id)

    async def _write_change(
        self, session: AsyncSession, actor: Actor, person: repository.Person, change: JobChange
    ) -> None:
        """Somebody who may not tell the situations leaves the former ones, until the employer has looked at them."""
        employment = person[1]
        facts = jobs.facts_with(person, change.assignment)
        past = await past_jobs.of_employee(session, actor.tenant(), id_of(person[0]))
        due = jobs.derive(facts, change.since, jobs.held_until(employment, past, change.since), self._today())
        await past_jobs.put_aside(session, actor.tenant(), employment, change.since - timedelta(days=1))
        day = FieldChange("change_date", FIELD_LABELS["change_date"], "", format_date(change.since))
        await self._assign(session, actor, person, change.assignment, change.since, due, jobs.CHANGED, day)

    async def _write_undo(
        self,
        session: AsyncSession,
        actor: Actor,
        person: repository.Person,
        before: PastAssignment,
        earlier: Sequence[PastAssignment],
    ) -> None:
        employment = person[1]
        assert employment.job_since is not None
        if list(before.situations) != list(employment.situations):
            actor.demand(Right.FOLLOW_UP_WRITE)
        back = Assignment(before.job_title, before.pcs_code, tuple(before.situations))
        held = jobs.held_in(employment, earlier)
        since = before.start_date if held else None
        due = jobs.derive(jobs.facts_with(person, back), since, held, self._today())
        day = FieldChange("change_date", FIELD_LABELS["change_date"], format_date(employment.job_since), "")
        await past_jobs.remove(session, actor.tenant(), before)
        await self._assign(session, actor, person, back, since, due, UNDONE, day)

    async def _assign(
        self,
        session: AsyncSession,
        actor: Actor,
        person: repository.Person,
        assignment: Assignment,
        since: date | None,
        due: Deadline,
        action: str,
        day: FieldChange,
    ) -> None:
        member_id = actor.tenant()
        employee = person[0]
        before = changes.shown_assignment(person[1])
        columns = repository.identity_columns(repository.identity_of(employee), assignment.job_title)
        if not await repository.save(session, member_id, employee, self._author(actor), columns):
            raise StaleEdit(employee.updated_by, employee.updated_at, ())
        values = {
            "job_title": assignment.job_title,
            "pcs_code": assignment.pcs_code,
            "situations": list(assignment.situations),
            "job_since": since,
            "to_specify": not tells_follow_up(actor),
            **jobs.due_columns(due),
        }
        await repository.save_latest(session, member_id, id_of(employee), values)
        after = changes.shown_assignment((await load(session, member_id, employee.public_id))[1])
        await audit.record(
            session, self._context, actor, action,
            member_id=member_id, subject=audit.Subject("employee", employee.public_id),
            changes=(day, *changes.compare(before, after)),
        )  # fmt: skip

    async def _record_of(self, session: AsyncSession, actor: Actor, public_id: UUID | None) -> EmployeeRecord:
        if public_id is None:
            raise NotFound
        return await build_record(session, self._context, actor, await load(session, actor.tenant(), public_id))
