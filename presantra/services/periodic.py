"""Work that a portal does now and then, as long as it runs."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress

from presantra.domain.errors import DatabaseUnavailable

logger = logging.getLogger("presantra.periodic")


async def repeat(name: str, work: Callable[[], Awaitable[object]], seconds: float, stop_event: asyncio.Event) -> None:
    """``work``, then again every ``seconds`` until ``stop_event``; what fails is tried again the next time."""
    while not stop_event.is_set():
        try:
            await work()
        except DatabaseUnavailable:
            logger.warning("%s: the database does not answer, trying again later", name)
        except Exception as error:
            # The message of an unknown error could quote somebody's data.
            logger.error("%s: unexpected %s, trying again later", name, type(error).__name__)
        with suppress(TimeoutError):
            await asyncio.wait_for(stop_event.wait(), seconds)
