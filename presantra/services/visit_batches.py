"""Demander une visite for several salariés at once: each gets the visit that his follow-up calls for."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.models import Employee, Employment, VisitRequest
from presantra.db.repositories import employees as employees_repository
from presantra.db.repositories import operations
from presantra.db.repositories.employee_exports import PERSON
from presantra.domain.clock import paris_date
from presantra.domain.errors import InvalidValue
from presantra.domain.labels import label
from presantra.domain.names import display_name
from presantra.domain.rights import Right
from presantra.domain.typography import french
from presantra.domain.visits import HIRE_KINDS, VisitKind
from presantra.services.actor import Actor, needs
from presantra.services.context import ServiceContext
from presantra.services.employees.access import departed, id_of
from presantra.services.employees.paging import Chosen, chosen_rows
from presantra.services.notices import notify
from presantra.services.outbox import enqueue
from presantra.services.visit_requests import Wish, legal_kind, pending, write_request

BATCH = "visit_batch"
MOST_AT_ONCE = 200
Opened = tuple[VisitRequest, Employee, Employment]


@dataclass(frozen=True, slots=True)
class BatchResult:
    """``already``: their request was open; ``without``: gone, or the law gives them no individual visit.

    ``again``: this very batch had been sent before, and nothing was done.
    """

    opened: int = 0
    already: int = 0
    without: int = 0
    again: bool = False


class VisitBatchService:
    def __init__(self, context: ServiceContext) -> None:
        self._context = context

    @needs(Right.VISITS_WRITE)
    async def request(self, actor: Actor, chosen: Chosen, operation_id: UUID) -> BatchResult:
        """Open a request for whoever has none, and tell of them in one mail.

        Raises:
            InvalidValue: nobody is chosen, or more people than ``MOST_AT_ONCE``.
            Forbidden: which visit each one gets is part of the follow-up.
        """
        actor.demand(Right.FOLLOW_UP_READ)
        member_id, now = actor.tenant(), self._context.clock()
        async with self._context.database.transaction() as session:
            if not await operations.claim(session, operation_id, actor.account(), BATCH, now):
                return BatchResult(again=True)
            await employees_repository.lock_member(session, member_id)
            people = await self._people(session, member_id, chosen)
            opened: list[Opened] = []
            already = without = 0
            for employee, employment in people:
                kind = _kind(employment)
                if kind is None or departed(employment.end_date, paris_date(now)):
                    without += 1
                elif await pending(session, member_id, id_of(employee), kind):
                    already += 1
                else:
                    person = (employee, employment)
                    opened.append(
                        (await write_request(session, self._context, actor, person, Wish(kind)), employee, employment)
                    )
            if opened:
                await self._announce(session, actor, opened)
        return BatchResult(len(opened), already, without)

    async def _people(self, session: AsyncSession, member_id: int, chosen: Chosen) -> list[tuple[Employee, Employment]]:
        today = paris_date(self._context.clock())
        async for rows in chosen_rows(session, member_id, chosen, today, PERSON, MOST_AT_ONCE + 1):
            if len(rows) > MOST_AT_ONCE:
                raise InvalidValue(
                    f"Vous pouvez demander une visite pour {MOST_AT_ONCE} salariés à la fois, au plus : "
                    "affinez les filtres ou la sélection."
                )
            return [(row.Employee, row.Employment) for row in rows]
        raise InvalidValue("Aucun salarié n’est sélectionné.")

    async def _announce(self, session: AsyncSession, actor: Actor, opened: list[Opened]) -> None:
        assert actor.member is not None
        lines = "\n".join(
            f"{visit.number} – {display_name(employee.first_name, employee.usage_name or employee.birth_name)} – "
            f"{label(legal_kind(VisitKind(visit.kind), employment))}"
            for visit, employee, employment in opened
        )
        facts = {"count": len(opened), "people": lines, "company": actor.member.name, "code": actor.member.code}
        url = f"{self._context.settings.public_url}/espace/visites"
        await notify(session, self._context, "visits_acknowledged", actor.account(), url=url, **facts)
        await enqueue(
            session, self._context, "visits_requested_secretariat", self._context.settings.secretariat_email,
            requested_by=french(f"{actor.signature} ({actor.email})"), **facts,
        )  # fmt: skip


def _kind(employment: Employment) -> VisitKind | None:
    """The visit of the hiring as long as it is what is due, the periodic one afterwards."""
    if not employment.due_kind:
        return None
    return VisitKind.HIRE if VisitKind(employment.due_kind) in HIRE_KINDS else VisitKind.PERIODIC
