"""« Dernière visite »: what the last attestation or avis says, and the deadline that follows from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.models import Employment
from presantra.db.repositories import assignments as past_jobs
from presantra.db.repositories import employees as repository
from presantra.domain.errors import StaleEdit
from presantra.domain.follow_up import Facts
from presantra.domain.last_visits import LastVisit, exam_before, parse_last_visit
from presantra.domain.rights import Right
from presantra.domain.vocabulary import FollowUpKind, VisitKind
from presantra.services import audit
from presantra.services.actor import Actor, needs
from presantra.services.employees import changes, jobs
from presantra.services.employees.access import EmployeeDesk, id_of, load
from presantra.services.employees.deadlines import facts_of, visit_columns
from presantra.services.employees.records import build_record
from presantra.services.employees.views import EmployeeRecord


class LastVisits(EmployeeDesk):
    @needs(Right.FOLLOW_UP_WRITE)
    async def record_last_visit(
        self, actor: Actor, public_id: str, raw: Mapping[str, object], version: int
    ) -> EmployeeRecord:
        """Write the last visit known, and the deadline that follows. Without any difference nothing is written.

        Raises:
            InvalidForm: fields of ``LAST_VISIT_FIELDS`` to correct.
            StaleEdit: somebody wrote since ``version``.
            NotFound: no such employee in this company.
        """
        member_id = actor.tenant()
        async with self._context.database.transaction() as session:
            await repository.lock_member(session, member_id)
            person = await load(session, member_id, public_id)
            typed = _completed(person[1], parse_last_visit(raw, person[0].birth_date, self._today()))
            stored = facts_of(*person)
            facts = _told(stored, typed)
            found = changes.compare(changes.shown_visits(stored), changes.shown_visits(facts))
            if person[0].version != version:
                raise StaleEdit(person[0].updated_by, person[0].updated_at, found)
            if found:
                await self._write_last_visit(session, actor, person, facts)
            return await build_record(session, self._context, actor, await load(session, member_id, public_id))

    async def _write_last_visit(
        self, session: AsyncSession, actor: Actor, person: repository.Person, facts: Facts
    ) -> None:
        member_id = actor.tenant()
        employee, employment = person
        past = await past_jobs.of_employee(session, member_id, id_of(employee))
        due = jobs.derive(facts, employment.job_since, jobs.held_in(employment, past), self._today())
        before = changes.shown_visits(facts_of(employee, employment))
        before |= changes.shown_deadline(FollowUpKind(employment.follow_up), employment.due_date)
        after = changes.shown_visits(facts) | changes.shown_deadline(due.plan.profile.kind, due.date)
        if not await repository.save(session, member_id, employee, self._author(actor), {}):
            raise StaleEdit(employee.updated_by, employee.updated_at, ())
        columns = {
            **visit_columns(facts),
            "follow_up": due.plan.profile.kind.value,
            "due_date": due.date,
            "due_kind": due.kind or "",
            "pending_reform": "",
        }
        await repository.save_latest(session, member_id, id_of(employee), columns)
        await audit.record(
            session, self._context, actor, "Dernière visite enregistrée",
            member_id=member_id, subject=audit.Subject("employee", employee.public_id),
            changes=changes.compare(before, after),
        )  # fmt: skip


def _told(stored: Facts, typed: LastVisit) -> Facts:
    return replace(
        stored,
        last_visit=typed.day,
        last_visit_kind=typed.kind,
        last_exam=typed.exam,
        imposed_due_date=typed.imposed_due_date,
        waiver_claimed=typed.waiver_claimed,
    )


def _known(employment: Employment) -> LastVisit:
    kind = VisitKind(employment.last_visit_kind) if employment.last_visit_kind else None
    return LastVisit(
        employment.last_visit_date, kind, employment.last_exam_date, employment.imposed_due_date,
        employment.waiver_claimed,
    )  # fmt: skip


def _completed(employment: Employment, typed: LastVisit) -> LastVisit:
    """An intermediate visit newly told follows the examination that is known."""
    known = _known(employment)
    if typed.day is None or typed.exam is not None or typed.day == known.day:
        return typed
    return replace(typed, exam=exam_before(typed.day, typed.kind, known.day, known.kind, known.exam))
