"""Threads as an employer reads them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from uuid import NAMESPACE_URL, UUID, uuid5

from presantra.db.models import AttachedFile, MessageThread, ThreadMessage
from presantra.db.repositories import attached_files
from presantra.db.repositories import messages as repository
from presantra.db.repositories.messages import ThreadSelection
from presantra.domain.errors import NotFound
from presantra.domain.messages import UNSETTLED, ThreadStatus, may_write
from presantra.domain.rights import Right
from presantra.services.actor import Actor, needs
from presantra.services.context import ServiceContext
from presantra.services.identity import parse_public_id
from presantra.services.messages.files import AttachedFiles
from presantra.services.messages.threads import scope_of
from presantra.services.messages.ties import tie_of
from presantra.services.messages.views import (
    GROUPS,
    PAGE_SIZE,
    FileLine,
    FileView,
    MessageLine,
    ThreadPage,
    ThreadQuery,
    ThreadRow,
    ThreadView,
)
from presantra.services.throttle import Throttle


class Reading:
    def __init__(self, context: ServiceContext, throttle: Throttle) -> None:
        self._context = context
        self._throttle = throttle
        self._files = AttachedFiles(context.settings)

    @needs(Right.MESSAGES_READ)
    async def list(self, actor: Actor, query: ThreadQuery = ThreadQuery()) -> ThreadPage:
        """Threads that he may see, last active first. A page beyond the last is the last."""
        scope = scope_of(actor)
        selection = ThreadSelection(tuple(GROUPS.get(query.status, ())), query.theme, query.unread)
        async with self._context.database.reading() as session:
            total = await repository.count(session, scope, actor.account(), selection)
            pages = max(1, -(-total // PAGE_SIZE))
            page = min(query.page, pages)
            rows = await repository.page(
                session, scope, actor.account(), selection, offset=(page - 1) * PAGE_SIZE, limit=PAGE_SIZE
            )
        return ThreadPage(tuple(ThreadRow.of(thread, unread=unread) for thread, unread in rows), total, page, pages)

    @needs(Right.MESSAGES_READ)
    async def unread(self, actor: Actor) -> int:
        """How many threads hold an answer that he has not seen."""
        async with self._context.database.reading() as session:
            return await repository.count(session, scope_of(actor), actor.account(), ThreadSelection(unread=True))

    @needs(Right.MESSAGES_READ)
    async def thread(self, actor: Actor, public_id: str) -> ThreadView:
        """Raises:
        NotFound: no such thread in this company, or of a theme that is not for him.
        """
        async with self._context.database.reading() as session:
            thread = await repository.find(session, scope_of(actor), parse_public_id(public_id))
            if thread is None:
                raise NotFound
            lines = await repository.written_in(session, thread)
            files = await attached_files.of_thread(session, thread)
            unread = await repository.has_unread(session, actor.account(), thread)
            view = self._view(actor, thread, lines, files)
            tie = await tie_of(session, actor, thread)
        return replace(view, tie=tie, thread=ThreadRow.of(thread, unread=unread))

    @needs(Right.MESSAGES_READ)
    async def mark_read(self, actor: Actor, public_id: str) -> None:
        """He has been shown the thread as it now stands; nothing is written when he already had.

        Raises:
            NotFound: as for ``thread``.
        """
        wanted = parse_public_id(public_id)
        async with self._context.database.reading() as session:
            thread = await repository.find(session, scope_of(actor), wanted)
            if thread is None:
                raise NotFound
            if not await repository.has_unread(session, actor.account(), thread):
                return
        async with self._context.database.transaction() as session:
            await repository.mark_read(session, actor.account(), thread)

    @needs(Right.MESSAGES_READ)
    async def file(self, actor: Actor, public_id: str) -> FileView:
        """A file of a message.

        Raises:
            NotFound: unknown, another member's, of a theme that is not for him, or not sent.
            DocumentMissing: the file is not in the store.
        """
        scope = scope_of(actor)
        async with self._context.database.reading() as session:
            row = await attached_files.find(session, scope, parse_public_id(public_id))
        if row is None:
            raise NotFound
        return await self._files.view(row)

    def _view(
        self, actor: Actor, thread: MessageThread, lines: Sequence[ThreadMessage], files: Sequence[AttachedFile]
    ) -> ThreadView:
        status, now = ThreadStatus(thread.status), self._context.clock()
        writing = actor.may(Right.MESSAGES_WRITE)
        written = [line for line in lines if line.account_id is not None]
        seen = thread.service_seen_at
        reopen = self._context.settings.message_reopen_days
        return ThreadView(
            thread=ThreadRow.of(thread),
            messages=tuple(_line(actor, line, files) for line in lines),
            tie=None,
            draft=_draft(actor, thread, sum(line.account_id == actor.account_id for line in lines)),
            seen_at=seen if seen and seen >= written[-1].at else None,
            may_write=writing and may_write(status, thread.status_at, now, reopen),
            may_solve=writing and status in UNSETTLED,
        )


def _line(actor: Actor, line: ThreadMessage, files: Sequence[AttachedFile]) -> MessageLine:
    return MessageLine(
        line.by, line.at, line.said, line.text,
        tuple(FileLine.of(row) for row in files if row.message_id == line.id),
        from_service=line.account_id is None, mine=line.account_id == actor.account_id,
    )  # fmt: skip


def _draft(actor: Actor, thread: MessageThread, written: int) -> UUID:
    """The same on each device until this person has written once more: what he has attached waits for him."""
    return uuid5(NAMESPACE_URL, f"{thread.public_id} {actor.account_public_id} {written}")
