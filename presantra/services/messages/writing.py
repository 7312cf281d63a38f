"""What an employer writes to the service, and the files that he attaches before he sends it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.models import AttachedFile, MessageThread
from presantra.db.repositories import accounts, attached_files, operations
from presantra.db.repositories import messages as repository
from presantra.domain.attached_files import MAX_FILES, TOO_MANY, clean_file_name, kind_of
from presantra.domain.errors import InvalidForm, InvalidValue, NotFound
from presantra.domain.messages import ThreadAct, TieKind, parse_text, parse_thread
from presantra.domain.rights import Right
from presantra.services.actor import Actor, needs
from presantra.services.identity import parse_public_id
from presantra.services.messages.reading import Reading
from presantra.services.messages.telling import tell_secretariat
from presantra.services.messages.threads import Tie, open_thread, perform, scope_of
from presantra.services.messages.ties import checked_tie, find_tie
from presantra.services.messages.views import FileLine, TieView

OPERATION = "message"


class Writing(Reading):
    @needs(Right.MESSAGES_WRITE)
    async def open(
        self, actor: Actor, raw: Mapping[str, object], draft: UUID, operation_id: UUID, tie: tuple[str, str] = ("", "")
    ) -> str:
        """Send a new request with what is attached to ``draft``; the public id of its thread, once an operation id.

        ``tie``: a :class:`TieKind` and a public id.

        Raises:
            InvalidForm: on ``theme``, ``subject``, ``message`` or ``files``.
            InvalidValue: the tie is not this company's. Throttled: this account writes too much.
        """
        assert actor.member is not None
        new = parse_thread(raw, actor.member.rights)
        await self._admit_message(actor)
        async with self._context.database.transaction() as session:
            if not await self._claim(session, actor, operation_id):
                return await self._replayed(session, actor, operation_id)
            about = await checked_tie(session, actor, *tie)
            tied = Tie(about.kind.value, UUID(about.public_id)) if about else Tie()
            await self._count_files(session, actor, draft)
            thread, message = await open_thread(session, self._context, actor, new, tied)
            await attached_files.send(session, actor.tenant(), actor.account(), draft, message.id or 0)
            await operations.set_result(session, operation_id, actor.account(), thread.public_id)
            return str(thread.public_id)

    @needs(Right.MESSAGES_WRITE)
    async def answer(self, actor: Actor, public_id: str, text: str, draft: UUID, operation_id: UUID) -> None:
        """Write once more in a thread; what was settled not long ago is open again. Once an operation id.

        Raises:
            InvalidForm: on ``message`` (nothing written, nothing attached) or ``files``.
            InvalidValue: settled for too long. NotFound. Throttled: this account writes too much.
        """
        wanted = parse_public_id(public_id)
        await self._admit_message(actor)
        async with self._context.database.transaction() as session:
            if not await self._claim(session, actor, operation_id):
                return
            thread = await self._locked(session, actor, wanted)
            words = parse_text(text, may_be_empty=await self._count_files(session, actor, draft) > 0)
            message = await perform(session, self._context, actor, thread, ThreadAct.WRITE, words)
            await attached_files.send(session, actor.tenant(), actor.account(), draft, message.id or 0)
            await tell_secretariat(session, self._context, actor, thread, "Nouveau message")

    @needs(Right.MESSAGES_WRITE)
    async def solve(self, actor: Actor, public_id: str) -> None:
        """« Marquer comme résolue ».

        Raises:
            InvalidValue: it already is. NotFound.
        """
        async with self._context.database.transaction() as session:
            thread = await self._locked(session, actor, parse_public_id(public_id))
            await perform(session, self._context, actor, thread, ThreadAct.SOLVE)

    @needs(Right.MESSAGES_WRITE)
    async def tie(self, actor: Actor, kind: TieKind, public_id: str) -> TieView | None:
        """What a new request would be about; None when it is not this company's, or not for him."""
        try:
            wanted = parse_public_id(public_id)
        except NotFound:
            return None
        async with self._context.database.reading() as session:
            return await find_tie(session, actor, kind, wanted)

    async def admit_file(self, actor: Actor) -> None:
        """Before a file is even taken in.

        Raises:
            Throttled: this account has sent too many lately.
        """
        limit = self._context.settings.throttle.message_file_account
        await self._throttle.use((limit, f"messages/pieces/{actor.account()}"))

    @needs(Right.MESSAGES_WRITE)
    async def attach(self, actor: Actor, draft: UUID, filename: str, content: bytes) -> FileLine:
        """Keep a file until the message is sent; nobody else sees it before.

        Raises:
            InvalidValue: not of a kind that is accepted, too big, or one too many.
        """
        kind = await asyncio.to_thread(kind_of, content, filename)
        row = AttachedFile(
            public_id=uuid4(), member_id=actor.tenant(), account_id=actor.account(), draft=draft, kind=kind.value,
            name=clean_file_name(filename, kind), size=len(content), created_at=self._context.clock(),
        )  # fmt: skip
        await self._files.put(row.public_id, content)
        try:
            async with self._context.database.transaction() as session:
                # Two files that arrive together must not both be the fifth.
                await accounts.locked(session, actor.account())
                if await self._count_files(session, actor, draft) >= MAX_FILES:
                    raise InvalidValue(TOO_MANY)
                await attached_files.insert(session, row)
        except BaseException:
            await self._files.remove(row.public_id)
            raise
        return FileLine.of(row)

    @needs(Right.MESSAGES_WRITE)
    async def attached(self, actor: Actor, draft: UUID) -> tuple[FileLine, ...]:
        """What this person has attached to what he is writing."""
        async with self._context.database.reading() as session:
            rows = await attached_files.of_draft(session, actor.tenant(), actor.account(), draft)
        return tuple(map(FileLine.of, rows))

    @needs(Right.MESSAGES_WRITE)
    async def take_out(self, actor: Actor, draft: UUID, public_id: str) -> None:
        """« Retirer »; taken out twice is no error."""
        wanted = parse_public_id(public_id)
        async with self._context.database.transaction() as session:
            mine = await attached_files.take_out(session, actor.tenant(), actor.account(), draft, wanted)
        if mine:
            await self._files.remove(wanted)

    async def _admit_message(self, actor: Actor) -> None:
        limit = self._context.settings.throttle.message_account
        await self._throttle.use((limit, f"messages/compte/{actor.account()}"))

    async def _claim(self, session: AsyncSession, actor: Actor, operation_id: UUID) -> bool:
        now = self._context.clock()
        return await operations.claim(session, operation_id, actor.account(), OPERATION, now)

    async def _replayed(self, session: AsyncSession, actor: Actor, operation_id: UUID) -> str:
        public_id = await operations.result_of(session, operation_id, actor.account())
        if public_id is None:
            raise NotFound
        return str(public_id)

    async def _locked(self, session: AsyncSession, actor: Actor, public_id: UUID) -> MessageThread:
        thread = await repository.find(session, scope_of(actor), public_id, lock=True)
        if thread is None:
            raise NotFound
        return thread

    async def _count_files(self, session: AsyncSession, actor: Actor, draft: UUID) -> int:
        count = len(await attached_files.of_draft(session, actor.tenant(), actor.account(), draft))
        if count > MAX_FILES:
            raise InvalidForm({"files": TOO_MANY})
        return count
