"""What failed without any page foreseeing it: the trace for us, one sentence for the person.

It is said straight to the tab, never by an event: an event would need what may just have failed (Redis), fail in its
turn, and be told for ever. So the tab may show what its State does not know.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress

from redis.exceptions import RedisError
from reflex.event import EventSpec
from reflex_base.event.context import EventContext
from reflex_base.vars.base import FIELD_MARKER

from presantra.ui.layout.state import FailureState

logger = logging.getLogger(__name__)
_telling: set[asyncio.Task[None]] = set()
_told_unavailable: set[str] = set()
MAX_TOLD = 10_000


def report_failure(exception: Exception) -> EventSpec | None:
    """The backend exception handler of the application."""
    if isinstance(exception, RedisError):
        logger.warning("Redis ne répond pas : %s", type(exception).__name__)
        name = "unavailable"
    else:
        logger.error("Erreur inattendue dans un événement", exc_info=exception)
        name = "failed"
    with suppress(LookupError, RuntimeError):  # outside of an event there is nobody to tell
        context = EventContext.get()
        if name == "unavailable" and len(_told_unavailable) < MAX_TOLD:
            _told_unavailable.add(context.token)
        task = asyncio.get_running_loop().create_task(_tell(context, name))
        _telling.add(task)
        task.add_done_callback(_telling.discard)
    return None


async def _tell(context: EventContext, name: str) -> None:
    try:
        await context.emit_delta({FailureState.get_full_name(): {f"{name}{FIELD_MARKER}": True}})
    except Exception as error:
        # The tab hangs on another process, which only Redis could reach; its own events will tell it.
        logger.warning("onglet injoignable : %s", type(error).__name__)


def tell_it_is_back(notice: FailureState, token: str) -> None:
    """Take « indisponible » off the tab, whether its State knows that it is there or not."""
    if token in _told_unavailable:
        _told_unavailable.discard(token)
        notice.unavailable = True  # so that what follows is a change, and is sent
    if notice.unavailable:
        notice.unavailable = False
