"""How many salariés a company has, in each state of their follow-up; counted once for each version of its data.

Every write of a member's data goes with an entry in his journal, in the same transaction: how far that chain has
come is the version of his data.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.repositories import audit as journal
from presantra.db.repositories import employee_lists
from presantra.db.repositories.employee_lists import DeadlineFilter, PresenceFilter, Selection
from presantra.domain.clock import paris_date
from presantra.services.audit import MEMBER_CHAIN
from presantra.services.context import ServiceContext

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Figures:
    """People present on the legal day. ``late + due_90 + up_to_date == present``; ``due_90`` includes ``due_30``."""

    present: int
    late: int
    due_30: int
    due_90: int
    planned: int
    up_to_date: int
    to_plan: int


@dataclass(frozen=True, slots=True)
class Counting:
    """Counts of one member at one version of his data."""

    session: AsyncSession
    context: ServiceContext
    member_id: int
    version: int

    @classmethod
    async def of(cls, session: AsyncSession, context: ServiceContext, member_id: int) -> Counting:
        version = await journal.position(session, f"{MEMBER_CHAIN}{member_id}")
        return cls(session, context, member_id, version)

    async def count(self, selection: Selection, limit: int | None = None) -> int:
        """How many the selection holds, counted no further than ``limit``."""
        return await self.once(
            (selection, limit), lambda: employee_lists.count(self.session, self.member_id, selection, limit)
        )

    async def once(self, what: Hashable, make: Callable[[], Awaitable[Answer]]) -> Answer:
        """What ``make`` answers, made once for this version; ``what`` holds all else that it depends on."""
        key = (self.member_id, self.version, what)
        known: Answer | None = self.context.counts.get(key)
        if known is None:
            known = await make()
            self.context.counts.keep(key, known)
        return known


async def headcount(session: AsyncSession, context: ServiceContext, member_id: int) -> int:
    """People present on the legal day."""
    today = paris_date(context.clock())
    counting = await Counting.of(session, context, member_id)
    return await counting.count(Selection(today, presence=PresenceFilter.PRESENT))


async def figures(session: AsyncSession, context: ServiceContext, member_id: int, today: date) -> Figures:
    """The same counts as the lists that show them."""
    counting = await Counting.of(session, context, member_id)

    async def present(deadline: DeadlineFilter) -> int:
        return await counting.count(Selection(today, presence=PresenceFilter.PRESENT, deadline=deadline))

    everybody = await present(DeadlineFilter.ALL)
    late = await present(DeadlineFilter.LATE)
    due_90 = await present(DeadlineFilter.WITHIN_90_DAYS)
    return Figures(
        present=everybody,
        late=late,
        due_30=await present(DeadlineFilter.WITHIN_30_DAYS),
        due_90=due_90,
        planned=await present(DeadlineFilter.PLANNED),
        up_to_date=everybody - late - due_90,
        to_plan=await present(DeadlineFilter.TO_PLAN),
    )
