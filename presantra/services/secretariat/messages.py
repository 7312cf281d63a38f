"""What the service does of messages: list, read, answer, change the status, keep the files that came with them."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.models import AttachedFile, Member, MessageThread
from presantra.db.repositories import attached_files
from presantra.db.repositories import messages as repository
from presantra.domain.attached_files import MAX_FILES, TOO_MANY, clean_file_name, kind_of
from presantra.domain.errors import InvalidForm, InvalidValue, NotFound
from presantra.domain.messages import ACTS, UNSETTLED, ThreadAct, ThreadStatus, parse_text
from presantra.services import audit
from presantra.services.actor import System
from presantra.services.context import ServiceContext
from presantra.services.messages.files import AttachedFiles
from presantra.services.messages.telling import tell_employer
from presantra.services.messages.threads import SUBJECT_KIND, perform
from presantra.services.messages.views import FileView, ThreadRow
from presantra.services.secretariat.pages import FIRST, Listed, Window, member_code

# Statuses that the service gives by themselves, without an answer.
GIVEN = {
    ThreadStatus.TAKEN: ThreadAct.TAKE,
    ThreadStatus.SOLVED: ThreadAct.SOLVE,
    ThreadStatus.CLOSED: ThreadAct.CLOSE,
}


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """A thread in the service's list."""

    thread: ThreadRow
    company: str
    code: str


@dataclass(frozen=True, slots=True)
class ServiceMessage:
    by: str
    at: datetime
    said: str
    text: str
    files: tuple[FileView, ...]


@dataclass(frozen=True, slots=True)
class ServiceThread:
    row: ServiceRow
    messages: tuple[ServiceMessage, ...]


@dataclass(frozen=True, slots=True)
class GivenFile:
    """A file that the service attaches to its answer."""

    name: str
    content: bytes


class MessageWork:
    def __init__(self, context: ServiceContext) -> None:
        self._context = context
        self._files = AttachedFiles(context.settings)

    async def list(
        self,
        _who: System,
        status: ThreadStatus | None = None,
        theme: str = "",
        code: str = "",
        window: Window = FIRST,
    ) -> Listed[ServiceRow]:
        """Threads of all members, or of one, in a status, or all that are not settled: the longest silent first.

        Raises:
            InvalidValue: malformed code, or not a page.
        """  # fmt: skip
        wanted = [status.value] if status else sorted(UNSETTLED)
        async with self._context.database.reading() as session:
            found, total = await repository.of_service(
                session, wanted, theme, member_code(code), limit=window.limit, offset=window.offset
            )
        return Listed(tuple(_row(thread, member) for thread, member in found), total, window.offset)

    async def read(self, who: System, number: str) -> ServiceThread:
        """The whole thread; the employer is shown when the service last read it.

        Raises:
            NotFound: no such thread. DocumentMissing: a file is not in the store.
        """
        async with self._context.database.transaction() as session:
            thread, member = await _numbered(session, number)
            lines = await repository.written_in(session, thread)
            rows = await attached_files.of_thread(session, thread)
            thread.service_seen_at = self._context.clock()
            await audit.record(
                session, self._context, who, "Demande lue par le service", member_id=thread.member_id,
                subject=audit.Subject(SUBJECT_KIND, thread.public_id),
            )  # fmt: skip
            row = _row(thread, member)
        files = {file.id: await self._files.view(file) for file in rows}
        return ServiceThread(
            row,
            tuple(
                ServiceMessage(
                    line.by, line.at, line.said, line.text,
                    tuple(files[file.id] for file in rows if file.message_id == line.id),
                )
                for line in lines
            ),
        )  # fmt: skip

    async def answer(
        self, who: System, number: str, text: str, given: Sequence[GivenFile] = (), *, asking: bool = False
    ) -> ThreadStatus:
        """Write to the employer; ``asking``: an answer is expected from him.

        Raises:
            InvalidValue: nothing is written nor attached, a file is refused, or there are too many.
            NotFound: no such thread.
        """
        words = _words(text, given)
        if len(given) > MAX_FILES:
            raise InvalidValue(TOO_MANY)
        rows = [await self._kept(file) for file in given]
        try:
            async with self._context.database.transaction() as session:
                thread, member = await _numbered(session, number)
                act = ThreadAct.ASK if asking else ThreadAct.ANSWER
                message = await perform(session, self._context, who, thread, act, words)
                thread.service_seen_at = self._context.clock()
                for row in rows:
                    row.member_id, row.message_id = thread.member_id, message.id
                    await attached_files.insert(session, row)
                said = "Question du service" if asking else "Nouvelle réponse"
                await tell_employer(session, self._context, thread, member.name, member.code, said)
                return ThreadStatus(thread.status)
        except BaseException:
            await self._files.remove(*(row.public_id for row in rows))
            raise

    async def set_status(self, who: System, number: str, status: ThreadStatus) -> ThreadStatus:
        """Take in charge, or settle, without a word.

        Raises:
            InvalidValue: not a status that is given so, or the thread already has it. NotFound: no such thread.
        """
        if status not in GIVEN:
            raise InvalidValue("Ce statut vient d’une réponse : utilisez « messages repondre ».")
        async with self._context.database.transaction() as session:
            thread, member = await _numbered(session, number)
            await perform(session, self._context, who, thread, GIVEN[status])
            said = ACTS[GIVEN[status]].said
            await tell_employer(session, self._context, thread, member.name, member.code, said)
            return ThreadStatus(thread.status)

    async def _kept(self, given: GivenFile) -> AttachedFile:
        kind = await asyncio.to_thread(kind_of, given.content, given.name)
        row = AttachedFile(
            public_id=uuid4(), member_id=0, kind=kind.value, name=clean_file_name(given.name, kind),
            size=len(given.content), created_at=self._context.clock(),
        )  # fmt: skip
        await self._files.put(row.public_id, given.content)
        return row


def _words(text: str, given: Sequence[GivenFile]) -> str:
    try:
        return parse_text(text, may_be_empty=bool(given))
    except InvalidForm as error:
        raise InvalidValue(error.errors["message"]) from None


async def _numbered(session: AsyncSession, number: str) -> tuple[MessageThread, Member]:
    found = await repository.numbered(session, number.strip().upper(), lock=True)
    if found is None:
        raise NotFound(f"Aucune demande ne porte le numéro {number}.")
    return found


def _row(thread: MessageThread, member: Member) -> ServiceRow:
    return ServiceRow(ThreadRow.of(thread), member.name, member.code)
