"""Booking oneself a time that the service has opened: one seat, one winner; the other is offered the next."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.models import Slot
from presantra.db.repositories import appointments, slots
from presantra.domain.centres import place_of
from presantra.domain.clock import paris_date
from presantra.domain.closures import Closures
from presantra.domain.errors import InvalidValue, NotFound
from presantra.domain.labels import format_date, format_datetime
from presantra.domain.notice import booking_warning
from presantra.domain.rights import Right
from presantra.domain.visit_vocabulary import Side, VisitAct
from presantra.domain.visits import VisitStatus, check_act
from presantra.services.actor import Actor, needs
from presantra.services.closures import closures_of
from presantra.services.employees.views import EmployeeChoice
from presantra.services.identity import parse_public_id
from presantra.services.visit_views import SlotView, VisitView
from presantra.services.visits import rules
from presantra.services.visits.appointments import Appointments
from presantra.services.visits.cases import Case, Said, case_of, perform
from presantra.services.visits.free_slots import Search, first_free, why_closed

PROPOSED = 60
# So that a slot of the same hour in another room is found too.
JUST_BEFORE = timedelta(seconds=1)


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
    """A request, the times that may be booked for it, the people who could come instead.

    ``closed``: how many free slots were passed over because the company is closed on their day.
    ``closures``: what is closed, for whoever writes other dates.
    """

    view: VisitView
    slots: tuple[SlotView, ...]
    replacements: tuple[EmployeeChoice, ...]
    closed: int = 0
    closures: tuple[str, ...] = ()


class Booking(Appointments):
    @needs(Right.VISITS_WRITE)
    async def slots(self, actor: Actor, public_id: str) -> tuple[SlotView, ...]:
        """Times that may be booked for this request, those of the centre it wishes first, none on a closed day.

        Raises:
            NotFound: no such request in this company.
        """
        async with self._context.database.reading() as session:
            view = await self._view(session, actor, public_id)
            return (await self._bookable(session, view, await self._closures(session, actor)))[0]

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
            closures = await self._closures(session, actor)
            offered, closed = await self._bookable(session, view, closures)
            # GIVE_PLACE is only among the acts of who may know which visits are due.
            people = await self._could_come(session, actor.tenant(), view) if VisitAct.GIVE_PLACE in view.acts else ()
        said = closures.said(paris_date(self._now()))
        return WholeVisit(view, offered, people, closed, said)

    async def _bookable(
        self, session: AsyncSession, view: VisitView, closures: Closures
    ) -> tuple[tuple[SlotView, ...], int]:
        """Slots to propose, and how many are left out because the company is closed."""
        if VisitAct.BOOK not in view.acts:
            return (), 0
        search = Search(view.visit.kind.value, self._now(), closures, view.centre)
        free, closed = await first_free(session, search, PROPOSED)
        return tuple(map(self._slot, free)), closed

    async def _closures(self, session: AsyncSession, actor: Actor) -> Closures:
        return await closures_of(session, actor.tenant(), paris_date(self._now()))

    @needs(Right.VISITS_WRITE)
    async def book(self, actor: Actor, public_id: str, slot_id: str | UUID) -> VisitView:
        """Take a seat for this request.

        Raises:
            SlotTaken: none is left; nothing changed. NotFound.
            InvalidValue: the request does not allow it, or the company is closed on that day.
        """
        wanted = parse_public_id(slot_id)
        async with self._context.database.transaction() as session:
            case = await case_of(session, actor, public_id)
            check_act(VisitAct.BOOK, Side.EMPLOYER, VisitStatus(case.visit.status))
            slot = await slots.find(session, wanted)
            if slot is None or case.visit.kind not in slot.kinds:
                raise NotFound
            assert slot.id is not None
            closures = await self._closures(session, actor)
            if why := why_closed(closures, slot):
                day = format_date(paris_date(slot.starts_at))
                raise InvalidValue(f"Votre entreprise est fermée le {day} ({why}) : choisissez un autre créneau.")
            if not await slots.take(session, slot.id, self._now()):
                following = await self._following(session, case, slot, closures)
                raise SlotTaken(self._slot(following) if following else None)
            place = appointments.Place(slot.starts_at, slot.length_minutes, slot.centre, slot.id)
            appointment = await appointments.insert(session, case.member_id, case.id, place, self._now())
            said = Said("", {"planned_at": slot.starts_at}, appointment)
            await perform(session, self._context, actor, case, VisitAct.BOOK, said)
            return await self._view(session, actor, public_id)

    async def _following(self, session: AsyncSession, case: Case, taken: Slot, closures: Closures) -> Slot | None:
        """What to propose instead: the next of the wished centre, else its first, else the same elsewhere."""
        now, kind, wish = self._now(), case.visit.kind, case.visit.centre
        for centre in dict.fromkeys((wish, "")):
            for after in (max(now, taken.starts_at - JUST_BEFORE), now):
                free, _ = await first_free(session, Search(kind, after, closures, centre), 1)
                if free and (not centre or free[0].centre == centre):
                    return free[0]
        return None

    def _slot(self, slot: Slot) -> SlotView:
        place = place_of(rules.centres(self._context.settings), slot.centre)
        warning = booking_warning(rules.notice(self._context.settings), slot.starts_at, self._now())
        seats = slot.capacity - slot.taken
        return SlotView(str(slot.public_id), slot.starts_at, slot.length_minutes, place, seats, warning)
