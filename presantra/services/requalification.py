"""Requalification: when the Code changes, who is followed by the rules of before, and what the employer confirms."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.models import PastAssignment
from presantra.db.repositories import assignments as past_jobs
from presantra.db.repositories import employees as repository
from presantra.db.repositories import operations, reforms
from presantra.domain.clock import paris_date
from presantra.domain.errors import InvalidValue
from presantra.domain.follow_up import BOOK, Act, Reform
from presantra.domain.names import display_name
from presantra.domain.rights import Right
from presantra.domain.vocabulary import FollowUpKind, VisitKind
from presantra.services import audit
from presantra.services.actor import Actor, needs
from presantra.services.context import ServiceContext
from presantra.services.employees import changes, jobs
from presantra.services.employees.access import id_of
from presantra.services.employees.deadlines import Deadline
from presantra.services.periodic import repeat

MAX_SHOWN = 200
BATCH = 200
"""Periods looked at in one transaction: others wait for their rows to be read, 10 ms at most."""
CHECK_SECONDS = 3600
REQUALIFICATION = "requalification"
FOLLOWED = "reforms_followed_until"

FormerJobs = Mapping[int, Sequence[PastAssignment]]
"""Id of a period → the jobs held within it before the current one."""

_SCHEDULING = frozenset({Act.FIRST_VISIT, Act.PERIODIC, Act.INTERMEDIATE})


@dataclass(frozen=True, slots=True)
class FollowUpState:
    """A follow-up and its next visit; no visit for a season."""

    kind: FollowUpKind
    visit: VisitKind | None
    latest: date | None


@dataclass(frozen=True, slots=True)
class Requalified:
    """One person: what is stored, what the rules of today give from the same facts."""

    public_id: str
    name: str
    job_title: str
    before: FollowUpState
    after: FollowUpState
    attestation_required: bool


@dataclass(frozen=True, slots=True)
class ReformGroup:
    reform: Reform
    people: tuple[Requalified, ...]


@dataclass(frozen=True, slots=True)
class Requalification:
    """``total`` counts everybody; ``groups`` hold at most ``MAX_SHOWN`` of them, newest change first."""

    total: int
    groups: tuple[ReformGroup, ...]


class RequalificationService:
    def __init__(self, context: ServiceContext) -> None:
        self._context = context

    @needs(Right.FOLLOW_UP_READ)
    async def count(self, actor: Actor) -> int:
        """How many present people of the company are to be seen again, at most ``COUNT_CAP``: cheap at any size."""
        member_id = actor.tenant()
        async with self._context.database.reading() as session:
            return await reforms.count_pending(session, member_id, self._today(), at_most=reforms.COUNT_CAP)

    @needs(Right.FOLLOW_UP_READ)
    async def overview(self, actor: Actor) -> Requalification:
        """Who is concerned, by change of the Code, with the new follow-up and deadline beside the old ones."""
        member_id = actor.tenant()
        async with self._context.database.reading() as session:
            total = await reforms.count_pending(session, member_id, self._today())
            people = await reforms.pending(session, member_id, self._today(), MAX_SHOWN)
            past = await former_jobs(session, people)
        found: dict[str, list[Requalified]] = {}
        for person in people:
            found.setdefault(person[1].pending_reform, []).append(self._proposal(person, past))
        groups = [ReformGroup(BOOK.reforms[code], tuple(lines)) for code, lines in found.items()]
        return Requalification(total, tuple(sorted(groups, key=lambda group: group.reform.on, reverse=True)))

    @needs(Right.FOLLOW_UP_WRITE)
    async def confirm(self, actor: Actor, public_ids: Collection[UUID], operation_id: UUID) -> int:
        """Write what was proposed for these people, all or none; how many there were. Repeated, it changes nothing.

        Raises:
            InvalidValue: nobody is chosen, or too many.
        """
        member_id = actor.tenant()
        if not public_ids:
            raise InvalidValue("Cochez au moins un salarié.")
        if len(public_ids) > MAX_SHOWN:
            raise InvalidValue(f"Confirmez au plus {MAX_SHOWN} salariés à la fois.")
        async with self._context.database.transaction() as session:
            now = self._context.clock()
            if not await operations.claim(session, operation_id, actor.account(), REQUALIFICATION, now):
                return 0
            await repository.lock_member(session, member_id)
            people = await reforms.pending_among(session, member_id, self._today(), public_ids)
            past = await former_jobs(session, people)
            for person in people:
                await self._requalify(session, actor, person, self._due(person, past))
        return len(people)

    async def _requalify(self, session: AsyncSession, actor: Actor, person: repository.Person, due: Deadline) -> None:
        employee, employment = person
        before = changes.shown_deadline(FollowUpKind(employment.follow_up), employment.due_date)
        after = changes.shown_deadline(due.plan.profile.kind, due.date)
        reform = BOOK.reforms[employment.pending_reform]
        author = repository.Author(actor.signature, at=self._context.clock())
        await repository.save(session, actor.tenant(), employee, author, {})
        await repository.save_latest(session, actor.tenant(), id_of(employee), jobs.due_columns(due))
        await audit.record(
            session, self._context, actor, f"Suivi requalifié ({reform.decree})",
            member_id=actor.tenant(), subject=audit.Subject("employee", employee.public_id),
            changes=changes.compare(before, after),
        )  # fmt: skip

    async def sweep(self) -> int:
        """Mark everybody whose follow-up a change of the Code has overtaken since the last sweep; how many.

        Cheap when the Code has not changed. In short transactions; stopped half-way, it is simply run again.

        Raises:
            DatabaseUnavailable: what was marked so far stays.
        """
        today = self._today()
        async with self._context.database.reading() as session:
            until = await reforms.followed_until(session, FOLLOWED)
        fresh = {code: reform for code, reform in BOOK.reforms.items() if until < reform.on <= today}
        if not fresh:
            return 0
        marked = await self._mark_overtaken(fresh)
        async with self._context.database.transaction() as session:
            newest = max(reform.on for reform in fresh.values())
            await reforms.set_followed_until(session, FOLLOWED, newest)
        return marked

    async def run(self, stop_event: asyncio.Event) -> None:
        """Sweep now and then until ``stop_event``: a rule may begin while the portal runs."""
        await repeat("requalification", self.sweep, CHECK_SECONDS, stop_event)

    async def _mark_overtaken(self, fresh: dict[str, Reform]) -> int:
        situations = _situations_of(fresh)
        if situations == []:
            return 0
        async with self._context.database.reading() as session:
            last = await reforms.last_period(session)
        marked = 0
        for after in range(0, last, BATCH):
            async with self._context.database.transaction() as session:
                people = await reforms.candidates(session, situations, after, after + BATCH)
                past = await former_jobs(session, people)
                overtaken = await asyncio.to_thread(self._overtaken, people, past, fresh)
                for code, ids in overtaken.items():
                    await reforms.mark(session, code, ids)
                    marked += len(ids)
        return marked

    def _overtaken(
        self, people: Sequence[repository.Person], past: FormerJobs, fresh: dict[str, Reform]
    ) -> dict[str, list[int]]:
        """Reform → the periods that it has overtaken. Processor time: called in a thread."""
        by_reform: dict[str, list[int]] = {}
        for person in people:
            if code := self._overtaken_by(person, past, fresh):
                by_reform.setdefault(code, []).append(person[1].id or 0)
        return by_reform

    def _overtaken_by(self, person: repository.Person, past: FormerJobs, fresh: dict[str, Reform]) -> str:
        """The newest of these reforms behind a difference; empty when what is stored follows the rules."""
        employment, due = person[1], self._due(person, past)
        stored = (employment.follow_up, employment.due_date, employment.due_kind)
        if stored == (due.plan.profile.kind.value, due.date, due.kind.value if due.kind else ""):
            return ""
        rules = [rule.reform for _, rule in due.plan.profile.pairs] + [o.rule.reform for o in due.plan.obligations]
        behind = [fresh[code] for code in rules if code in fresh]
        return max(behind, key=lambda reform: reform.on).code if behind else ""

    def _proposal(self, person: repository.Person, past: FormerJobs) -> Requalified:
        employee, employment = person
        due = self._due(person, past)
        return Requalified(
            public_id=str(employee.public_id),
            name=display_name(employee.first_name, employee.usage_name or employee.birth_name),
            job_title=employment.job_title,
            before=FollowUpState(
                FollowUpKind(employment.follow_up),
                VisitKind(employment.due_kind) if employment.due_kind else None,
                employment.due_date,
            ),
            after=FollowUpState(due.plan.profile.kind, due.kind, due.date),
            attestation_required=due.assessment.attestation_required,
        )

    def _due(self, person: repository.Person, past: FormerJobs) -> Deadline:
        return jobs.deadline_of(person, past.get(person[1].id or 0, ()), self._today())

    def _today(self) -> date:
        return paris_date(self._context.clock())


async def former_jobs(session: AsyncSession, people: Sequence[repository.Person]) -> FormerJobs:
    """Jobs held before the current ones of these people, whom the caller has read."""
    found: dict[int, list[PastAssignment]] = {}
    for job in await past_jobs.of_periods(session, [employment.id or 0 for _, employment in people]):
        found.setdefault(job.employment_id, []).append(job)
    return found


def _situations_of(fresh: Collection[str]) -> Sequence[str] | None:
    """The situations that these reforms are about; None when one of them changes a rule for everybody."""
    if any(rule.reform in fresh and rule.act in _SCHEDULING for rule in BOOK.rules):
        return None
    return [s.code for s in BOOK.situations.values() if any(rule.reform in fresh for rule in s.rules)]
