"""Slots: times that the service opens, and that employers book themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from presantra.db.models import Slot
from presantra.db.repositories import slots
from presantra.domain.clock import PARIS
from presantra.domain.errors import InvalidValue, NotFound
from presantra.domain.labels import label
from presantra.domain.visits import REQUESTABLE_KINDS, VisitKind
from presantra.services import audit
from presantra.services.actor import System
from presantra.services.context import ServiceContext
from presantra.services.identity import parse_public_id
from presantra.services.secretariat.pages import FIRST, Listed, Window
from presantra.services.visits import rules

# The others need somebody to think: the service plans them (reprise, à la demande, post-exposition).
BOOKABLE = (VisitKind.HIRE, VisitKind.PERIODIC, VisitKind.INTERMEDIATE, VisitKind.MID_CAREER)


@dataclass(frozen=True, slots=True)
class OpenSlot:
    public_id: str
    starts_at: datetime
    length_minutes: int
    centre: str
    kinds: tuple[str, ...]
    capacity: int
    taken: int
    closed: bool


class SlotWork:
    def __init__(self, context: ServiceContext) -> None:
        self._context = context

    async def open(
        self,
        who: System,
        centre: str,
        starts_at: datetime,
        length_minutes: int = 30,
        kinds: Sequence[VisitKind] = BOOKABLE,
        capacity: int = 1,
    ) -> OpenSlot:
        """Raises:
        InvalidValue: unknown centre, a past date, a kind that cannot be booked, a length or capacity that is not one.
        """
        now = self._context.clock()
        if centre not in {known.code for known in rules.centres(self._context.settings)}:
            raise InvalidValue(f"Centre inconnu : {centre}. Voyez le réglage PRESANTRA_CENTRES.")
        if starts_at <= now:
            raise InvalidValue("Un créneau s’ouvre dans l’avenir.")
        if not kinds or set(kinds) - set(REQUESTABLE_KINDS):
            raise InvalidValue("Choisissez des types de visite que l’employeur peut demander.")
        if not 5 <= length_minutes <= 240 or not 1 <= capacity <= 50:
            raise InvalidValue("Un créneau dure de 5 à 240 minutes et reçoit de 1 à 50 personnes.")
        slot = Slot(
            centre=centre, starts_at=starts_at, length_minutes=length_minutes, kinds=[kind.value for kind in kinds],
            capacity=capacity, opened_at=now, opened_by=who.name,
        )  # fmt: skip
        async with self._context.database.transaction() as session:
            await slots.insert(session, slot)
            await audit.record(session, self._context, who, "Créneau ouvert", subject=_subject(slot))
        return _view(slot)

    async def list(
        self, _who: System, first: date | None = None, last: date | None = None, window: Window = FIRST
    ) -> Listed[OpenSlot]:
        """Slots of these days of Paris, both included, earliest first; without a first day, those to come.

        Raises:
            InvalidValue: the days are upside down, or not a page.
        """
        if first and last and last < first:
            raise InvalidValue("Le dernier jour précède le premier.")
        start = _midnight(first) if first else self._context.clock()
        end = _midnight(last + timedelta(days=1)) if last else None
        async with self._context.database.reading() as session:
            found, total = await slots.between(session, start, end, limit=window.limit, offset=window.offset)
        return Listed(tuple(map(_view, found)), total, window.offset)

    async def close(self, who: System, public_id: str | UUID) -> None:
        """Nobody books it any more; who has booked keeps his appointment.

        Raises:
            NotFound: no such open slot.
        """
        wanted = parse_public_id(public_id)
        async with self._context.database.transaction() as session:
            if not await slots.close(session, wanted, self._context.clock()):
                raise NotFound("Aucun créneau ouvert ne porte cet identifiant.")
            await audit.record(
                session, self._context, who, "Créneau fermé", subject=audit.Subject("slot", wanted)
            )  # fmt: skip


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), PARIS)


def _subject(slot: Slot) -> audit.Subject:
    return audit.Subject("slot", slot.public_id)


def _view(slot: Slot) -> OpenSlot:
    return OpenSlot(
        str(slot.public_id), slot.starts_at, slot.length_minutes, slot.centre,
        tuple(label(VisitKind(kind)) for kind in slot.kinds), slot.capacity, slot.taken, slot.closed_at is not None,
    )  # fmt: skip
