"""Times that a company may book: of the kind that is asked, with a seat left, on a day on which it is open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.models import Slot
from presantra.db.repositories import slots
from presantra.domain.clock import paris_date
from presantra.domain.closures import Closures

BATCH = 200


@dataclass(frozen=True, slots=True)
class Search:
    """``after``: the instant from which slots are looked for. ``centre``: the one wished, empty when none is."""

    kind: str
    after: datetime
    closures: Closures
    centre: str = ""


def why_closed(closures: Closures, slot: Slot) -> str:
    return closures.why(paris_date(slot.starts_at))


async def first_free(session: AsyncSession, search: Search, count: int) -> tuple[list[Slot], int]:
    """The first ``count`` slots, those of the wished centre before the others, however many have to be read.

    Also how many were passed over because the company is closed.
    """
    found: list[Slot] = []
    closed = 0
    for elsewhere in (False, True) if search.centre else (False,):
        wanted = slots.Wanted(search.kind, search.after, search.centre, elsewhere)
        last: Slot | None = None
        while len(found) < count:
            batch = await slots.bookable(session, wanted, last, BATCH)
            for slot in batch:
                if why_closed(search.closures, slot):
                    closed += 1
                elif len(found) < count:
                    found.append(slot)
            if len(batch) < BATCH:
                break
            last = batch[-1]
    return found, closed
