"""Several factures in one archive, written as it is read: no more than a block of it is ever in memory."""

from __future__ import annotations

import asyncio
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from uuid import UUID

from presantra.db.models import Invoice
from presantra.db.repositories import invoices
from presantra.domain.clock import paris_datetime
from presantra.domain.errors import DomainError, NotFound
from presantra.domain.rights import Right
from presantra.domain.typography import french
from presantra.services.actor import Actor, needs
from presantra.services.context import ServiceContext
from presantra.services.documents import DocumentStore
from presantra.services.invoices.service import file_of, sound
from presantra.services.invoices.views import DocumentView, InvoiceQuery

MAX_FILES = 500
MAX_BYTES = 300 * 1024 * 1024
TOO_MANY = french(
    f"Une archive contient au plus {MAX_FILES} documents et 300 Mo : choisissez une année ou un statut, "
    "ou cochez moins de documents."
)
_BLOCK = 256 * 1024


class TooManyFiles(DomainError):
    code = "too_many_files"
    default_sentence = TOO_MANY


@dataclass(frozen=True, slots=True)
class Archive:
    """``files``: their names differ, whatever the capitals."""

    filename: str
    files: tuple[DocumentView, ...]
    at: datetime

    def stream(self) -> Iterator[bytes]:
        """The archive, block after block. Blocking: for a thread."""
        return _stream(self.files, paris_datetime(self.at))


class ArchiveService:
    def __init__(self, context: ServiceContext) -> None:
        self._context = context
        self._store = DocumentStore(context.settings.documents_dir)

    @needs(Right.INVOICES_READ)
    async def of_filter(self, actor: Actor, query: InvoiceQuery) -> Archive:
        """All the documents that a filter shows.

        Raises:
            NotFound: there is none.
            TooManyFiles: more than an archive holds.
            DocumentMissing: a file is not in the store.
        """
        member_id, now = actor.tenant(), self._context.clock()
        query = sound(query)
        async with self._context.database.reading() as session:
            found, total = await invoices.page(
                session, member_id, year=query.year, status=query.status, today=paris_datetime(now).date(),
                limit=MAX_FILES, offset=0,
            )  # fmt: skip
        if total > MAX_FILES:
            raise TooManyFiles
        return await self._archive(actor, [row.invoice for row in found])

    @needs(Right.INVOICES_READ)
    async def of_ticked(self, actor: Actor, chosen: Sequence[UUID]) -> Archive:
        """These documents, all of them or nothing.

        Raises:
            NotFound: none is asked for, or one of them is not the actor's.
            TooManyFiles, DocumentMissing: see :meth:`of_filter`.
        """
        member_id, wanted = actor.tenant(), frozenset(chosen)
        if len(wanted) > MAX_FILES:
            raise TooManyFiles
        async with self._context.database.reading() as session:
            found = await invoices.files(session, member_id, wanted)
        if len(found) != len(wanted):
            raise NotFound
        return await self._archive(actor, found)

    async def _archive(self, actor: Actor, found: Sequence[Invoice]) -> Archive:
        if not found:
            raise NotFound
        assert actor.member is not None
        now = self._context.clock()
        files = await asyncio.to_thread(_files, self._store, found)
        if sum(file.size for file in files) > MAX_BYTES:
            raise TooManyFiles
        day = paris_datetime(now).date()
        return Archive(f"factures-{actor.member.code}-{day.isoformat()}.zip", files, now)


def _files(store: DocumentStore, found: Sequence[Invoice]) -> tuple[DocumentView, ...]:
    """Numbers differ, names made of them may not: « 1/2 » and « 1-2 »."""
    files: list[DocumentView] = []
    names: set[str] = set()
    for invoice in found:
        file = file_of(store, invoice)
        name, rank = file.filename, 1
        while name.casefold() in names:
            rank += 1
            name = f"{file.filename.removesuffix('.pdf')}-{rank}.pdf"
        names.add(name.casefold())
        files.append(replace(file, filename=name))
    return tuple(files)


class _Pipe:
    """What was written since the last look: a file that cannot be rewound, so the archive needs no temporary one."""

    def __init__(self) -> None:
        self._held = bytearray()

    def write(self, content: bytes) -> int:
        self._held += content
        return len(content)

    def flush(self) -> None:
        """Nothing waits anywhere else."""

    def take(self) -> bytes:
        content = bytes(self._held)
        self._held.clear()
        return content


def _stream(files: Sequence[DocumentView], at: datetime) -> Iterator[bytes]:
    """PDF files are compressed already: they are stored as they are."""
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_STORED) as archive:  # type: ignore[call-overload, unused-ignore]
        for file in files:
            entry = zipfile.ZipInfo(file.filename, at.timetuple()[:6])
            entry.external_attr = 0o644 << 16
            with archive.open(entry, "w") as target:
                for block in _blocks(file.path):
                    target.write(block)
                    yield pipe.take()
    yield pipe.take()


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as source:
        while block := source.read(_BLOCK):
            yield block
