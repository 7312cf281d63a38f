"""Booking oneself a time that the service has opened: one seat, one winner; the other is offered the next."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.models import Slot
from presantra.db.repositories import appointments, slots
from presantra.domain.centres import place_of
from presantra.domain.errors import InvalidValue, NotFound
from presantra.domain.labels import format_datetime
from presantra.domain.rights import Right
from presantra.domain.visit_vocabulary import Side, VisitAct
from presantra.domain.visits import VisitStatus, check_act
from presantra.services.actor import Actor, needs
from presantra.services.employees.views import EmployeeChoice
from presantra.services.identity import parse_public_id
from presantra.services.visit_views import SlotView, VisitView
from presantra.services.visits import rules
from presantra.services.visits.appointments import Appointments
from presantra.services.visits.cases import Said, case_of, perform

PROPOSED = 60


class SlotTaken(InvalidValue):
    """Somebody was quicker. ``following``: the next one that is still free, if there is one."""

    code = "slot_taken"

    def __init__(self, following: SlotView | None) -> None:
        self.following = following
        proposal = (
            f"Le prochain est le {format_datetime(following.starts_at)} ({following.place.partition(',')[0]})."
            if following
            else "Aucun autre n’est libre pour le moment : le service vous proposera une date."
        )
        super().__init__(f"Ce créneau vient d’être pris. {proposal}")


@dataclass(frozen=True, slots=True)
class WholeVisit:
    """A request, the times that may be booked for it, the people who could come instead."""

    view: VisitView
    slots: tuple[SlotView, ...]
    replacements: tuple[EmployeeChoice, ...]


class Booking(Appointments):
    @needs(Right.VISITS_WRITE)
    async def slots(self, actor: Actor, public_id: str) -> tuple[SlotView, ...]:
        """Times that may be booked for this request, those of the centre it wishes first.

        Raises:
            NotFound: no such request in this company.
        """
        async with self._context.database.reading() as session:
            return await self._bookable(session, await self._view(session, actor, public_id))

    @needs(Right.VISITS_READ)
    async def whole(self, actor: Actor, public_id: str) -> WholeVisit:
        """All that the page of a request shows, read at one go: it is read again each time the request changes.

        Whoever may not act on visits is shown no act, no time to book and nobody to send instead.

        Raises:
            NotFound: no such request in this company.
        """
        async with self._context.database.reading() as session:
            view = await self._view(session, actor, public_id)
            if not actor.may(Right.VISITS_WRITE):
                view = replace(view, acts=frozenset())
            offered = await self._bookable(session, view)
            # GIVE_PLACE is only among the acts of who may know which visits are due.
            people = await self._could_come(session, actor.tenant(), view) if VisitAct.GIVE_PLACE in view.acts else ()
        return WholeVisit(view, offered, people)

    async def _bookable(self, session: AsyncSession, view: VisitView) -> tuple[SlotView, ...]:
        if VisitAct.BOOK not in view.acts:
            return ()
        found = await slots.bookable(session, view.visit.kind.value, self._now())
        wished = sorted(found, key=lambda slot: bool(view.centre) and slot.centre != view.centre)
        return tuple(self._slot(slot) for slot in wished[:PROPOSED])

    @needs(Right.VISITS_WRITE)
    async def book(self, actor: Actor, public_id: str, slot_id: str | UUID) -> VisitView:
        """Take a seat for this request.

        Raises:
            SlotTaken: none is left; nothing changed. InvalidValue: the request does not allow it. NotFound.
        """
        wanted = parse_public_id(slot_id)
        async with self._context.database.transaction() as session:
            case = await case_of(session, actor, public_id)
            check_act(VisitAct.BOOK, Side.EMPLOYER, VisitStatus(case.visit.status))
            slot = await slots.find(session, wanted)
            if slot is None or case.visit.kind not in slot.kinds:
                raise NotFound
            assert slot.id is not None
            if not await slots.take(session, slot.id, self._now()):
                free = await slots.bookable(session, case.visit.kind, self._now())
                following = next((s for s in free if s.starts_at >= slot.starts_at), next(iter(free), None))
                raise SlotTaken(self._slot(following) if following else None)
            place = appointments.Place(slot.starts_at, slot.length_minutes, slot.centre, slot.id)
            appointment = await appointments.insert(session, case.member_id, case.id, place, self._now())
            said = Said("", {"planned_at": slot.starts_at}, appointment)
            await perform(session, self._context, actor, case, VisitAct.BOOK, said)
            return await self._view(session, actor, public_id)

    def _slot(self, slot: Slot) -> SlotView:
        place = place_of(rules.centres(self._context.settings), slot.centre)
        return SlotView(str(slot.public_id), slot.starts_at, slot.length_minutes, place, slot.capacity - slot.taken)
