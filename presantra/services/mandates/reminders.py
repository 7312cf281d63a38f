"""Both sides are warned before a mandate ends, 30 and 7 days ahead."""

from __future__ import annotations

import asyncio

from presantra.db.models import Cabinet, Mandate, Member
from presantra.db.repositories import mandates as repository
from presantra.domain.clock import paris_date
from presantra.domain.labels import format_date
from presantra.domain.mandates import last_day_warned, warning_due
from presantra.services.context import ServiceContext
from presantra.services.mandates.mails import Notice, tell_both
from presantra.services.periodic import repeat

POLL_SECONDS = 3600.0


class MandateReminders:
    """Any number of workers may run: each warning is claimed on the row of its mandate."""

    def __init__(self, context: ServiceContext) -> None:
        self._context = context

    async def run(self, stop_event: asyncio.Event) -> None:
        """Send what is due every hour until ``stop_event``."""
        await repeat("mandates", self.send_due, POLL_SECONDS, stop_event)

    async def send_due(self) -> int:
        """Warn of the mandates that end soon; how many warnings that makes."""
        today = paris_date(self._context.clock())
        async with self._context.database.reading() as session:
            near = await repository.near_their_end(session, today, last_day_warned(today))
        return sum([await self._warn(*one, warning_due(one[0].ends_on, today)) for one in near])

    async def _warn(self, mandate: Mandate, member: Member, cabinet: Cabinet, days: int) -> bool:
        if mandate.ends_on is None or (mandate.warned and mandate.warned <= days):
            return False
        async with self._context.database.transaction() as session:
            if not await repository.claim_warning(session, mandate, days):
                return False
            day = format_date(mandate.ends_on)
            fact = (
                f"Ce mandat prend fin le {day} au soir. Pour que {cabinet.name} continue d’agir pour l’entreprise, "
                "l’employeur doit en repousser la date de fin."
            )
            title = f"Un mandat prend fin le {day} : {member.name}"
            await tell_both(session, self._context, Notice(mandate, member, cabinet, title, fact))
        return True
