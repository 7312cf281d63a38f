"""« Preuve de diligence »: what the employer did for the follow-up, to be shown to the labour inspection."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.repositories import attestations as attestations_repository
from presantra.db.repositories import complementary_posts, members, obligations
from presantra.domain.clock import paris_date
from presantra.domain.errors import NotFound
from presantra.domain.labels import label
from presantra.domain.rights import Right
from presantra.domain.situations import find_situations
from presantra.domain.vocabulary import FollowUpKind, VisitKind, VisitStatus
from presantra.services.actor import Actor, needs
from presantra.services.context import ServiceContext
from presantra.services.diligence.acts import acts_of, name_of
from presantra.services.diligence.company_paper import render_company
from presantra.services.diligence.paper import render_person
from presantra.services.diligence.views import MAX_PEOPLE, NEAR_DAYS, CompanyFile, Heading, PersonFile, PersonLine
from presantra.services.duties.absences import views_of
from presantra.services.duties.attestations import needed_of
from presantra.services.duties.exposure import end_of
from presantra.services.duties.posts import post_list
from presantra.services.employees.access import id_of, load
from presantra.services.employees.figures import figures
from presantra.services.employees.records import build_record
from presantra.services.throttle import Throttle

LIMIT = "30 per 5 minutes"


class DiligenceService:
    def __init__(self, context: ServiceContext, throttle: Throttle) -> None:
        self._context = context
        self._throttle = throttle
        # A document is paid in processor time: one at a time in this process.
        self._drawing = asyncio.Semaphore(1)

    @needs(Right.FOLLOW_UP_READ)
    async def person(self, actor: Actor, employee_id: str) -> bytes:
        """PDF on one employee.

        Raises:
            NotFound: no such employee in this company.
            Throttled: too many documents asked for.
        """
        member_id = actor.tenant()
        today = paris_date(self._context.clock())
        async with self._context.database.reading() as session:
            person = await load(session, member_id, employee_id)
            employee, employment = person
            shown = await attestations_repository.of_employee(session, member_id, id_of(employee))
            file = PersonFile(
                heading=await self._heading(session, actor),
                record=await build_record(session, self._context, actor, person),
                situations=tuple(situation.label for situation in find_situations(employment.situations)),
                absences=await views_of(session, member_id, employee, today),
                attestations=needed_of(employment.situations, shown, today),
                exposure=await end_of(session, member_id, person, today),
            )
        return await self._draw(actor, lambda: render_person(file))

    @needs(Right.FOLLOW_UP_READ)
    async def company(self, actor: Actor) -> bytes:
        """PDF on the company: totals, what is late or near, what was done, liste complémentaire.

        Raises:
            Throttled: too many documents asked for.
        """
        member_id = actor.tenant()
        today = paris_date(self._context.clock())
        async with self._context.database.reading() as session:
            near = today + timedelta(days=NEAR_DAYS)
            rows = await obligations.due_by(session, member_id, near, today, MAX_PEOPLE + 1)
            kept = rows[:MAX_PEOPLE]
            requests = await _requests(session, member_id, [id_of(row.Employee) for row in kept])
            file = CompanyFile(
                heading=await self._heading(session, actor),
                figures=await figures(session, self._context, member_id, today),
                posts=post_list(await complementary_posts.of_member(session, member_id), self._context),
                acts=await acts_of(session, member_id, self._context.clock(), near),
                people=tuple(
                    PersonLine(
                        name=name_of(row.Employee),
                        job_title=row.job_title,
                        follow_up=FollowUpKind(row.follow_up),
                        kind=VisitKind(row.due_kind),
                        due_date=row.due_date,
                        request=requests.get(id_of(row.Employee), ""),
                    )
                    for row in kept
                ),
                cut=len(rows) > MAX_PEOPLE,
            )
        return await self._draw(actor, lambda: render_company(file))

    async def _draw(self, actor: Actor, draw: Callable[[], bytes]) -> bytes:
        await self._throttle.use((LIMIT, f"diligence/compte/{actor.account()}"))
        async with self._drawing:
            return await asyncio.to_thread(draw)

    async def _heading(self, session: AsyncSession, actor: Actor) -> Heading:
        member = await members.get(session, actor.tenant())
        if member is None:
            raise NotFound
        return Heading(
            company=member.name,
            code=member.code,
            siret=member.siret,
            author=actor.signature,
            at=self._context.clock(),
            service=self._context.settings.service_name,
        )


async def _requests(session: AsyncSession, member_id: int, people: Sequence[int]) -> dict[int, str]:
    found = await obligations.open_requests(session, member_id, people)
    return {
        employee_id: f"{request.number}, {label(VisitStatus(request.status)).lower()}"
        for employee_id, request in found.items()
    }
