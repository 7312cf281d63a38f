"""Threads that have been kept long enough, and files attached to what was never sent."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.repositories import attached_files
from presantra.db.repositories import messages as repository
from presantra.services.context import ServiceContext
from presantra.services.messages.files import AttachedFiles

DRAFT_DAYS = 7
"""How long a file waits for its message to be sent."""
BATCH = 500


async def purge_messages(session: AsyncSession, context: ServiceContext) -> int:
    """Erase them in the caller's transaction; how many threads.

    Files go first: stopped half-way, the purge finds their rows again, and no file is left that no row leads to.
    """
    files, now = AttachedFiles(context.settings), context.clock()
    waiting = await attached_files.given_up(session, now - timedelta(days=DRAFT_DAYS))
    await files.remove(*(row.public_id for row in waiting))
    await attached_files.erase(session, waiting)
    before, erased = now - timedelta(days=context.settings.message_retention_days), 0
    while threads := await repository.silent_since(session, before, BATCH):
        for thread in threads:
            rows = await attached_files.of_thread(session, thread)
            await files.remove(*(row.public_id for row in rows))
            await attached_files.erase(session, rows)
            await repository.erase(session, thread)
        erased += len(threads)
    return erased
