"""Deadlines written anew, after an update of the portal that reads the Code or the facts better than before."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.repositories import employees as repository
from presantra.db.repositories import members, reforms
from presantra.domain.clock import paris_date
from presantra.domain.errors import FieldChange
from presantra.services import audit
from presantra.services.actor import System
from presantra.services.context import ServiceContext
from presantra.services.employees import jobs
from presantra.services.employees.access import id_of
from presantra.services.employees.deadlines import Deadline
from presantra.services.requalification import BATCH, FormerJobs, RequalificationService, former_jobs

Stale = tuple[repository.Person, Deadline]


class RecalculationService:
    def __init__(self, context: ServiceContext, requalification: RequalificationService) -> None:
        self._context = context
        self._requalification = requalification

    async def run(self, who: System) -> int:
        """Compare every stored deadline with today's rules and facts, and write those that differ; how many.

        What a change of the Code has overtaken is left to the employer, who confirms it. In short transactions:
        stopped half-way, it is simply run again.
        """
        await self._requalification.sweep()
        async with self._context.database.reading() as session:
            last = await reforms.last_period(session)
        return sum([await self._range(who, after) for after in range(0, last, BATCH)])

    async def _range(self, who: System, after: int) -> int:
        today = paris_date(self._context.clock())
        async with self._context.database.transaction() as session:
            people = await reforms.candidates(session, None, after, after + BATCH)
            for member_id in sorted({employment.member_id for _, employment in people}):
                await repository.lock_member(session, member_id)
            # Read again under the locks: somebody may have written meanwhile.
            session.expire_all()
            people = await reforms.candidates(session, None, after, after + BATCH)
            past = await former_jobs(session, people)
            by_member: dict[int, list[Stale]] = {}
            for person, due in await asyncio.to_thread(_stale, people, past, today):
                by_member.setdefault(person[1].member_id, []).append((person, due))
            for member_id, found in by_member.items():
                await self._write(session, who, member_id, found)
            return sum(map(len, by_member.values()))

    async def _write(self, session: AsyncSession, who: System, member_id: int, found: Sequence[Stale]) -> None:
        for (employee, _), due in found:
            await repository.save_latest(session, member_id, id_of(employee), jobs.due_columns(due))
        member = await members.get(session, member_id)
        assert member is not None
        await audit.record(
            session, self._context, who, "Échéances recalculées",
            member_id=member_id, subject=audit.Subject("member", member.public_id),
            changes=(FieldChange("due_date", "Salariés dont l’échéance change", "", str(len(found))),),
        )  # fmt: skip


def _stale(people: Sequence[repository.Person], past: FormerJobs, today: date) -> list[Stale]:
    """Whose deadline is no longer the one that is stored. Processor time: called in a thread."""
    found = []
    for person in people:
        employment = person[1]
        if employment.pending_reform:
            continue
        due = jobs.deadline_of(person, past.get(employment.id or 0, ()), today)
        stored = (employment.follow_up, employment.due_date, employment.due_kind)
        if stored != (due.plan.profile.kind.value, due.date, due.kind.value if due.kind else ""):
            found.append((person, due))
    return found
