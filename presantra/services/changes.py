"""Following what changes on requests for visits and in messages, for as long as a process lives."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import aclosing

from presantra.db.changes import Change as Change
from presantra.db.changes import Topic as Topic
from presantra.db.changes import follow
from presantra.domain.errors import DatabaseUnavailable
from presantra.services.context import ServiceContext

RETRY_SECONDS = 2.0

logger = logging.getLogger("presantra.changes")

Tell = Callable[[Change | None], Awaitable[None]]


class ChangeFollower:
    def __init__(self, context: ServiceContext) -> None:
        self._context = context

    async def run(self, tell: Tell) -> None:
        """Tell of each change until cancelled. None means: some may have been missed, look at everything again."""
        while True:
            try:
                async with aclosing(follow(self._context.database)) as changes:
                    async for change in changes:
                        await tell(change)
            except DatabaseUnavailable:
                logger.warning("suivi des demandes : la base ne répond pas, nouvelle tentative")
            except Exception as error:
                logger.error("suivi des demandes : %s inattendu, nouvelle tentative", type(error).__name__)
            await asyncio.sleep(RETRY_SECONDS)
