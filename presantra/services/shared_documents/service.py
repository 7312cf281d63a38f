"""Documents of the company: deposit of the DUERP, what the service gives, the files."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from presantra.db.models import SharedDocument
from presantra.db.repositories import employees as employees_repository
from presantra.db.repositories import letter_requests, operations
from presantra.db.repositories import shared_documents as repository
from presantra.domain.clock import paris_date
from presantra.domain.errors import FieldChange, InvalidValue, NotFound
from presantra.domain.files import MEDIA_TYPES, FileKind, HoldsMacros, recognise
from presantra.domain.labels import format_date
from presantra.domain.rights import Right
from presantra.domain.shared_documents import (
    KINDS,
    YEARLY_FROM,
    DepositProblem,
    DocumentSide,
    DuerpDates,
    SharedKind,
    duerp_due,
    duerp_standing,
    parse_duerp,
)
from presantra.services import audit
from presantra.services.actor import Actor, needs
from presantra.services.context import ServiceContext
from presantra.services.documents import DocumentStore
from presantra.services.employees.figures import headcount
from presantra.services.identity import parse_public_id
from presantra.services.shared_documents.mails import tell_service
from presantra.services.shared_documents.views import (
    DuerpVersion,
    DuerpView,
    LetterStatus,
    ReceivedDocument,
    SharedDocuments,
    SharedFile,
    filename_of,
)
from presantra.services.throttle import Throttle

DEPOSIT = "shared_document"
_RISKS = frozenset({SharedKind.DUERP.value, SharedKind.COMPANY_FILE.value})
"""Kinds that tell the risks of the company: part of the follow-up, which a mandate may leave to the employer."""


class SharedDocumentService:
    def __init__(self, context: ServiceContext, throttle: Throttle) -> None:
        self._context = context
        self._throttle = throttle
        self._store = DocumentStore(context.settings.shared_documents_dir)

    @needs(Right.DOCUMENTS_READ)
    async def overview(self, actor: Actor) -> SharedDocuments:
        """All that the page shows of the current company."""
        member_id = actor.tenant()
        async with self._context.database.reading() as session:
            people = await headcount(session, self._context, member_id)
            found = await repository.of_member(session, member_id)
            read = await repository.read_by(session, member_id, actor.account())
            request = await letter_requests.last_of(session, member_id)
        letter = LetterStatus(request.asked_at, request.confirmed_at, request.sent_at) if request else None
        rows = [row for row in found if not _hidden(actor, row)]
        # Whether there is one, and until when, is not what it says.
        return SharedDocuments(self._duerp(actor, found, people), _received(rows, read), letter)

    @needs(Right.DOCUMENTS_WRITE)
    async def admit(self, actor: Actor) -> None:
        """Before a file is even taken in: each one costs memory and disk.

        Raises:
            Throttled: too many files of this account.
        """
        limit = self._context.settings.throttle.document_account
        await self._throttle.use((limit, f"partages/{actor.account()}"))

    @needs(Right.DOCUMENTS_WRITE)
    async def deposit(self, actor: Actor, raw: Mapping[str, str], content: bytes | None, operation_id: UUID) -> None:
        """Keep a DUERP and tell the service; once an operation id. The versions before it stay.

        Raises:
            InvalidDeposit: fields of ``DEPOSIT_FIELDS``; ``content`` None is a file that is missing.
        """
        member_id, now = actor.tenant(), self._context.clock()
        async with self._context.database.reading() as session:
            people = await headcount(session, self._context, member_id)
        problems, found = await asyncio.to_thread(self._judge, content)
        dates = parse_duerp(raw, paris_date(now), people, problems)
        assert content is not None
        assert found is not None
        # A file without its row is harmless: its key is its content, and nothing leads to it.
        key = await asyncio.to_thread(self._store.put, content, found.value)
        async with self._context.database.transaction() as session:
            if not await operations.claim(session, operation_id, actor.account(), DEPOSIT, now):
                return
            await employees_repository.lock_member(session, member_id)
            document = SharedDocument(
                member_id=member_id, kind=SharedKind.DUERP.value, title=KINDS[SharedKind.DUERP].label,
                document_on=dates.document_on, next_update_on=dates.next_update_on, format=found.value,
                size=len(content), document_key=key, account_id=actor.account(), deposited_at=now,
                deposited_by=actor.signature[:200],
            )  # fmt: skip
            await repository.insert(session, document)
            await tell_service(session, self._context, actor, document, withdrawn=False)
            await self._record(session, actor, "DUERP déposé", document)

    @needs(Right.DOCUMENTS_WRITE)
    async def withdraw(self, actor: Actor, public_id: str) -> None:
        """Take back a document deposited by mistake, within the first hours.

        Raises:
            NotFound: no such document of this company. InvalidValue: too late, or the service's.
        """
        member_id, now = actor.tenant(), self._context.clock()
        async with self._context.database.transaction() as session:
            document = await repository.find(session, member_id, parse_public_id(public_id))
            if document is None or _hidden(actor, document):
                raise NotFound
            if KINDS[SharedKind(document.kind)].side is not DocumentSide.EMPLOYER:
                raise InvalidValue("Ce document a été déposé par le service : lui seul peut le retirer.")
            if now >= self._withdrawable_until(document):
                hours = self._context.settings.withdraw_document_hours
                raise InvalidValue(
                    f"Ce document a été déposé il y a plus de {hours} heures : il ne peut plus être retiré. "
                    "Déposez une nouvelle version, qui le remplace."
                )
            if not await repository.withdraw(session, document, now, actor.signature[:200]):
                raise NotFound
            await tell_service(session, self._context, actor, document, withdrawn=True)
            await self._record(session, actor, "DUERP retiré", document)

    @needs(Right.DOCUMENTS_READ)
    async def file(self, actor: Actor, public_id: str) -> SharedFile:
        """A file to download; one of the service is marked as read by this account.

        Raises:
            NotFound: unknown, withdrawn, another member's, or not for him: the same answer.
            DocumentMissing: the file is not in the store.
        """
        wanted = parse_public_id(public_id)
        async with self._context.database.reading() as session:
            document = await repository.find(session, actor.tenant(), wanted)
        if document is None or _hidden(actor, document):
            raise NotFound
        path = await asyncio.to_thread(self._store.path, document.document_key)
        if document.account_id is None:
            async with self._context.database.transaction() as session:
                await repository.mark_read(session, document, actor.account(), self._context.clock())
        assert actor.member is not None
        name = filename_of(document, actor.member.code)
        return SharedFile(path, name, MEDIA_TYPES[FileKind(document.format)])

    def _judge(self, content: bytes | None) -> tuple[dict[str, DepositProblem], FileKind | None]:
        if content is None:
            return {"fichier": DepositProblem.FILE_MISSING}, None
        if not content:
            return {"fichier": DepositProblem.FILE_EMPTY}, None
        if len(content) > self._context.settings.document_max_bytes:
            return {"fichier": DepositProblem.FILE_TOO_BIG}, None
        try:
            found = recognise(content, KINDS[SharedKind.DUERP].formats)
        except HoldsMacros:
            return {"fichier": DepositProblem.FILE_MACROS}, None
        return ({}, found) if found else ({"fichier": DepositProblem.FILE_FORMAT}, None)

    def _duerp(self, actor: Actor, rows: Sequence[SharedDocument], people: int) -> DuerpView:
        versions = [row for row in rows if row.kind == SharedKind.DUERP.value]
        dates = DuerpDates(versions[0].document_on, versions[0].next_update_on) if versions else None
        now = self._context.clock()
        return DuerpView(
            standing=duerp_standing(dates, people, paris_date(now)),
            due_on=duerp_due(dates, people) if dates else None,
            headcount=people,
            yearly=people >= YEARLY_FROM,
            versions=tuple(self._version(actor, row, now) for row in versions if not _hidden(actor, row)),
        )

    def _version(self, actor: Actor, row: SharedDocument, now: datetime) -> DuerpVersion:
        until = self._withdrawable_until(row)
        return DuerpVersion(
            public_id=str(row.public_id), document_on=row.document_on, next_update_on=row.next_update_on,
            format=FileKind(row.format), size=row.size, deposited_at=row.deposited_at,
            deposited_by=row.deposited_by,
            withdrawable_until=until if now < until and actor.may(Right.DOCUMENTS_WRITE) else None,
        )  # fmt: skip

    def _withdrawable_until(self, document: SharedDocument) -> datetime:
        return document.deposited_at + timedelta(hours=self._context.settings.withdraw_document_hours)

    async def _record(self, session: AsyncSession, actor: Actor, action: str, document: SharedDocument) -> None:
        assert actor.member is not None
        change = FieldChange("document_on", "Date du document", "", format_date(document.document_on))
        await audit.record(
            session, self._context, actor, action,
            member_id=actor.tenant(), subject=audit.Subject("member", actor.member.public_id), changes=[change],
        )  # fmt: skip


def _hidden(actor: Actor, document: SharedDocument) -> bool:
    """Not for him; what he has brought himself is."""
    reserved = document.kind in _RISKS and document.account_id != actor.account_id
    return reserved and not actor.may(Right.FOLLOW_UP_READ)


def _received(rows: Sequence[SharedDocument], read: frozenset[int]) -> tuple[ReceivedDocument, ...]:
    """Of the service, the last given first; of a kind that is replaced, only the latest is not a former one."""
    given = [row for row in rows if row.account_id is None]
    current = {row.kind: row.id for row in reversed(given)}
    return tuple(
        ReceivedDocument(
            public_id=str(row.public_id), kind=SharedKind(row.kind), title=row.title, document_on=row.document_on,
            format=FileKind(row.format), size=row.size, deposited_at=row.deposited_at, unread=row.id not in read,
            former=KINDS[SharedKind(row.kind)].replaces and current[row.kind] != row.id,
        )
        for row in sorted(given, key=lambda row: row.deposited_at, reverse=True)
    )  # fmt: skip
