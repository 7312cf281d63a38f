"""Demander une visite, follow it, cancel it."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.models import Employee, Employment
from presantra.db.repositories import employees as employees_repository
from presantra.db.repositories import operations
from presantra.db.repositories import visits as repository
from presantra.domain.clock import paris_date
from presantra.domain.errors import FieldChange, InvalidForm, InvalidValue, NotFound
from presantra.domain.labels import format_date, label
from presantra.domain.visits import VisitKind, VisitStatus, check_move, parse_visit_request
from presantra.services import audit
from presantra.services.actor import Actor
from presantra.services.context import ServiceContext
from presantra.services.employees.access import departed, id_of, load, parse_public_id
from presantra.services.visit_requests import WORKER_INFORMED, Wish, open_request, pending, same_kinds
from presantra.services.visit_views import (
    MAX_SEARCH_LENGTH,
    TimelineLine,
    VisitGroup,
    VisitPage,
    VisitQuery,
    VisitRow,
    VisitView,
    clamp_page,
)

VISIT = "visit"

__all__ = ["VisitGroup", "VisitPage", "VisitQuery", "VisitRow", "VisitService", "VisitView"]


class VisitService:
    """Use cases on the requests for visits of the company the actor works in."""

    def __init__(self, context: ServiceContext) -> None:
        self._context = context

    async def request(self, actor: Actor, raw: Mapping[str, object], operation_id: UUID) -> VisitView:
        """Send a request to the service: number, timeline, acknowledgement and mail to the secretariat.

        Raises:
            InvalidForm: fields of ``REQUEST_FIELDS`` to correct.
            InvalidValue: a request for the same visit is still open; the sentence names its number.
            NotFound: no such employee in this company.
        """
        member_id = actor.tenant()
        now = self._context.clock()
        asked = parse_visit_request(raw, paris_date(now))
        async with self._context.database.transaction() as session:
            if not await operations.claim(session, operation_id, actor.account(), VISIT, now):
                return await self._replayed(session, actor, operation_id)
            await employees_repository.lock_member(session, member_id)
            person = await load(session, member_id, asked.employee_id)
            self._check_employee(person, asked.kind)
            await _refuse_pending(session, member_id, id_of(person[0]), asked.kind)
            note = WORKER_INFORMED if asked.worker_informed else ""
            wish = Wish(asked.kind, asked.reason, asked.availabilities, asked.comment, note)
            visit = await open_request(session, self._context, actor, person, wish)
            await operations.set_result(session, operation_id, actor.account(), visit.public_id)
            return await _view(session, member_id, (visit, person[0]))

    async def list(self, actor: Actor, query: VisitQuery) -> VisitPage:
        """One page of the requests of the current company, newest first."""
        member_id = actor.tenant()
        selection = repository.VisitSelection(
            statuses=tuple(query.statuses),
            kinds=tuple(same_kinds(query.kind)) if query.kind else (),
            text=query.text[:MAX_SEARCH_LENGTH],
        )
        async with self._context.database.reading() as session:
            total = await repository.count(session, member_id, selection)
            size, page, pages = clamp_page(total, query.page, query.page_size)
            found = await repository.page(session, member_id, selection, offset=(page - 1) * size, limit=size)
        return VisitPage(tuple(VisitRow.of(*pair) for pair in found), total, page, pages, size)

    async def record(self, actor: Actor, public_id: str) -> VisitView:
        """Raises:
        NotFound: no such request in this company.
        """
        member_id = actor.tenant()
        async with self._context.database.reading() as session:
            return await _view(session, member_id, await _load(session, member_id, public_id))

    async def cancel(self, actor: Actor, public_id: str) -> VisitView:
        """Cancel a request that is still open.

        Raises:
            InvalidValue: its status does not allow it any more.
            NotFound: no such request in this company.
        """
        member_id = actor.tenant()
        now = self._context.clock()
        async with self._context.database.transaction() as session:
            await employees_repository.lock_member(session, member_id)
            visit, employee = await _load(session, member_id, public_id)
            before = VisitStatus(visit.status)
            check_move(before, VisitStatus.CANCELLED)
            if not await repository.move(session, member_id, visit, VisitStatus.CANCELLED, now, actor.name):
                raise InvalidValue("Cette demande a changé entre-temps : vérifiez-la, puis recommencez.")
            change = FieldChange("visit", f"Demande {visit.number}", label(before), label(VisitStatus.CANCELLED))
            await audit.record(
                session, self._context, actor, "Demande de visite annulée",
                member_id=member_id, subject=audit.Subject("employee", employee.public_id), changes=[change],
            )  # fmt: skip
            return await _view(session, member_id, await _load(session, member_id, public_id))

    def _check_employee(self, person: tuple[Employee, Employment], kind: VisitKind) -> None:
        employment = person[1]
        gone = departed(employment.end_date, paris_date(self._context.clock()))
        # The end of an exposure may become known after the departure (L. 4624-2-1).
        if gone and employment.end_date is not None and kind is not VisitKind.POST_EXPOSURE:
            sentence = f"Ce salarié a quitté votre entreprise le {format_date(employment.end_date)}."
            raise InvalidForm({"employee_id": sentence})
        if kind is VisitKind.HIRE and not employment.due_kind:
            raise InvalidForm(
                {
                    "kind": "Ce contrat saisonnier n’appelle pas de visite individuelle : le service "
                    "organise une action de formation et de prévention (article D. 4625-22)."
                }
            )

    async def _replayed(self, session: AsyncSession, actor: Actor, operation_id: UUID) -> VisitView:
        public_id = await operations.result_of(session, operation_id, actor.account())
        if public_id is None:
            raise NotFound
        return await _view(session, actor.tenant(), await _load(session, actor.tenant(), public_id))


async def _refuse_pending(session: AsyncSession, member_id: int, employee_id: int, kind: VisitKind) -> None:
    found = await pending(session, member_id, employee_id, kind)
    if found is not None:
        raise InvalidValue(
            f"Une demande de même type est déjà en cours pour ce salarié : {found.number} "
            f"({label(VisitStatus(found.status)).lower()}). Suivez-la dans la liste des visites."
        )


async def _load(session: AsyncSession, member_id: int, public_id: str | UUID) -> repository.RequestOf:
    found = await repository.find(session, member_id, parse_public_id(public_id))
    if found is None:
        raise NotFound
    return found


async def _view(session: AsyncSession, member_id: int, found: repository.RequestOf) -> VisitView:
    visit, employee = found
    assert visit.id is not None
    events = await repository.timeline(session, member_id, visit.id)
    return VisitView(
        visit=VisitRow.of(visit, employee),
        reason=visit.reason,
        availabilities=visit.availabilities,
        comment=visit.comment,
        timeline=tuple(TimelineLine(VisitStatus(e.status), e.at, e.by, e.note) for e in events),
    )
